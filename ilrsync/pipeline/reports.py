"""What one pass came to, in words for people and as a code for scripts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ilrsync.pipeline.look import Look


@dataclass(frozen=True)
class ReturnReport:
    """What became of one return; ``text`` is for people, ``folder`` None when none was written."""

    year: str
    run: int | None
    exit_code: int
    text: str
    folder: Path | None = None


@dataclass
class SyncReport:
    """What one pass came to."""

    looks: list[Look] = field(default_factory=list)
    returns: list[ReturnReport] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Everything that could not be taken or read, a line each."""
        found = [problem for look in self.looks for problem in look.problems]
        return self.undecided + found

    @property
    def waiting(self) -> list[str]:
        """Sets that are not complete yet, a line each."""
        return [waiting for look in self.looks for waiting in look.waiting]

    @property
    def exit_code(self) -> int:
        """The worst of all: 2 something could not be done, 1 error findings, 0 neither."""
        codes = [report.exit_code for report in self.returns]
        return max([2 if self.problems else 0, *codes])
