"""What a build says about the data, passed to the ledger some thousand rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.ledger.results import WHOLE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.ledger import Ledger
    from ilrsync.model.finding import Change, Finding, HeldOut

__all__ = ["WHOLE_FILE", "RecordKeeper"]

_ROWS = 5_000


class RecordKeeper:
    """Findings, changes and held-out learners of one run, by the positions of their learners."""

    def __init__(self, ledger: Ledger, run: int) -> None:
        self._ledger = ledger
        self._run = run
        self._findings: list[tuple[int, Finding]] = []
        self._changes: list[tuple[int, Change]] = []
        self._held_out: list[tuple[int, HeldOut]] = []

    def findings(self, position: int, findings: Iterable[Finding]) -> None:
        """*findings* are about the learner at *position*, or the file (`WHOLE_FILE`)."""
        self._findings.extend((position, finding) for finding in findings)
        if len(self._findings) >= _ROWS:
            self.flush()

    def changes(self, position: int, changes: Iterable[Change]) -> None:
        """*changes* were made or offered to the learner at *position*."""
        self._changes.extend((position, change) for change in changes)
        if len(self._changes) >= _ROWS:
            self.flush()

    def held_out(self, position: int, held: HeldOut) -> None:
        """The learner at *position* is left out of the file."""
        self._held_out.append((position, held))

    def forget(self, positions: Iterable[int]) -> None:
        """Nothing is on record of the learners at *positions*."""
        self.flush()
        self._ledger.forget_learners(self._run, positions)

    def flush(self) -> None:
        """Everything said so far is in the ledger."""
        if self._findings:
            self._ledger.add_findings(self._run, self._findings)
        if self._changes:
            self._ledger.add_changes(self._run, self._changes)
        if self._held_out:
            self._ledger.add_held_out(self._run, self._held_out)
        self._findings, self._changes, self._held_out = [], [], []
