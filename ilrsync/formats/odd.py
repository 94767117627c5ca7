"""What reading one cell may give besides a value: something to tell about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Odd:
    """A value that was not simply read.

    ``kind`` is that of `Note` ("repair", "refusal", "remark") or "tally", which is counted for its
    column and told once a file. For a refusal ``value`` is None and the cell's text is kept.
    """

    kind: str
    rule: str
    value: object = None
    wanted: str = ""
    remedy: str = ""


CORRECT_EXPORT = "correct the value in the MIS and export again"


def refusal(rule: str, wanted: str, remedy: str = CORRECT_EXPORT) -> Odd:
    """The cell cannot be read as its field; *wanted* says what could."""
    return Odd("refusal", rule, None, wanted, remedy)


def repair(rule: str, value: object) -> Odd:
    """The cell was read as *value*, which is written otherwise than the cell."""
    return Odd("repair", rule, value)


def remark(rule: str, value: object, wanted: str, remedy: str = CORRECT_EXPORT) -> Odd:
    """The cell was read as it stands, and a person should look at it."""
    return Odd("remark", rule, value, wanted, remedy)


def tally(rule: str, value: object) -> Odd:
    """The cell was read as *value* by a convention that the whole column follows."""
    return Odd("tally", rule, value)
