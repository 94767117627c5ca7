"""The sheets that are only to be read: what was done, who is missing, what differs from before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.model.finding import Outcome
from ilrsync.outputs.review import words
from ilrsync.outputs.review.merges import DONE, is_of_learner
from ilrsync.outputs.workbook import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.contracts import Result
    from ilrsync.model.finding import Change

MADE = "Corrections made"
HELD_OUT = "Held out"
ANSWERS = "Answers"
SINCE = "Since the last return"


def made_sheet(result: Result) -> Sheet:
    """A row for each change that was made or taken back, in the order of the learners."""
    return Sheet(
        MADE,
        (
            "Learner ref",
            "Outcome",
            "Rule",
            "Field",
            "Before",
            "After",
            "Why",
            "How sure",
            "File",
            "Row",
            "Heading",
        ),
        (_made(one) for one in result.changes() if one.outcome is not Outcome.SUGGESTED),
        widest={"Before": 34, "After": 34, "Why": 54, "Field": 28, "File": 24, "Heading": 22},
        tones={"Outcome": {"made": "1E7B34", "taken back": "9C5700"}},
        frozen=1,
    )


def held_out_sheet(result: Result) -> Sheet:
    """Everybody who was read and is not in the ILR file, and why."""
    held = [("held out", one) for one in result.held_out]
    kept_back = [("withheld by status", one) for one in result.withheld]
    return Sheet(
        HELD_OUT,
        ("Learner ref", "What", "Why", "File", "Row"),
        (
            (one.LearnRefNumber or "", what, one.reason, *words.source(one.origin)[:2])
            for what, one in [*held, *kept_back]
        ),
        widest={"Why": 90},
        tones={"What": {"held out": "C00000"}},
    )


def answers_sheet(result: Result) -> Sheet:
    """What became of people's answers."""
    return Sheet(
        ANSWERS,
        ("Learner ref", "Rule", "Answer", "What became of it", "Why", "Where it was given"),
        (
            (
                one.LearnRefNumber or "",
                one.rule,
                one.decision.given,
                one.standing.value,
                one.why,
                one.decision.where,
            )
            for one in result.answers
        ),
        widest={"Why": 70, "Where it was given": 40},
        tones={"What became of it": {"applied": "1E7B34", "refused": "C00000"}},
    )


def since_sheet(result: Result) -> Sheet | None:
    """What differs from the return before; None where there was none."""
    if result.comparison is None:
        return None
    return Sheet(
        SINCE,
        ("What", "Learner ref", "ULN", "Source", "In words"),
        (
            (
                one.kind,
                one.LearnRefNumber or "",
                "" if one.ULN is None else str(one.ULN),
                one.source,
                one.what,
            )
            for one in result.comparison.differences()
        ),
        widest={"In words": 90},
        tones={"What": {"lost": "C00000", "aims lost": "9C5700"}},
    )


def _made(change: Change) -> tuple[str, ...]:
    whole = is_of_learner(change)
    return (
        change.LearnRefNumber or "",
        DONE[change.outcome],
        change.rule,
        "the whole record" if whole else words.what(change),
        "see Merges" if whole else words.old(change),
        "see Merges" if whole else words.new(change),
        change.why,
        words.GRADES[change.grade],
        *words.source(change.origin, [change.field]),
    )


def sheets_to_read(result: Result) -> Iterator[Sheet]:
    """The sheets of this module, in the order of the workbook."""
    yield made_sheet(result)
    yield held_out_sheet(result)
    if result.answers:
        yield answers_sheet(result)
    since = since_sheet(result)
    if since is not None:
        yield since
