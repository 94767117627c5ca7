"""A person's answer to something that ilrsync offered to change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from dataclasses import field as slot
from enum import StrEnum


class Standing(StrEnum):
    """What became of an answer in a run."""

    APPLIED = "applied"
    DECLINED = "declined"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """A yes or no to the changes of one group.

    ``suggestion`` is the `Change.group` that it answers. ``file`` and ``row`` say where the answer
    stood, ``by`` who saved that file last as far as the file says, ``at`` when it was taken in.
    ``said`` is what stood there, or how it began, where that was neither a yes nor a no.
    """

    suggestion: str
    accepted: bool
    file: str = ""
    row: int | None = None
    by: str = slot(default="", repr=False)
    at: dt.datetime | None = None
    said: str = slot(default="", repr=False)

    @property
    def given(self) -> str:
        """The answer as it was given."""
        return "Yes" if self.accepted else self.said or "No"

    @property
    def where(self) -> str:
        """Where the answer was given and by whom, in words."""
        row = "" if self.row is None else f" row {self.row}"
        by = f" by {self.by}" if self.by else ""
        return f"{self.file}{row}{by}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision and what became of it in a run; ``why`` says so in words.

    ``rule`` and ``LearnRefNumber`` are those of the suggestion, as far as it is known.
    """

    decision: Decision
    standing: Standing
    why: str
    rule: str = ""
    LearnRefNumber: str | None = None
