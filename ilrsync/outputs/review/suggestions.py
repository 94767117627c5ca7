"""What ilrsync would change once a person agrees: a row each, with room for a yes or no."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ilrsync.model.decision import Standing
from ilrsync.model.finding import Outcome
from ilrsync.outputs.review import words
from ilrsync.outputs.workbook import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ilrsync.contracts import Result
    from ilrsync.model.decision import Answer
    from ilrsync.model.finding import Change
from ilrsync.outputs.review.merges import TITLE as TITLE_OF_MERGES
from ilrsync.outputs.review.merges import Merge, is_of_learner, merge_of

TITLE = "Suggestions"
ANSWER = "Your answer"
SO_FAR = "Answered so far"
LEARNER = "Learner ref"
RULE = "Rule"
NOW = "Now"
PROPOSED = "Proposed"
IDENTITY = "Suggestion"
YES, NO = "Yes", "No"

HEADINGS = (
    ANSWER,
    LEARNER,
    RULE,
    "What is wanted, or was found",
    "What would be done",
    "Field",
    NOW,
    PROPOSED,
    "How sure",
    "File",
    "Row",
    "Heading",
    SO_FAR,
    IDENTITY,
)

_IN_MIS = "put right in the MIS"


def suggestions_sheet(result: Result, merges: Mapping[str, Merge]) -> Sheet:
    """The sheet that is answered; what was agreed to before is there too, to be taken back."""
    return Sheet(
        TITLE,
        HEADINGS,
        _rows(result, merges),
        choices={ANSWER: (YES, NO)},
        inputs=frozenset({ANSWER}),
        widest={
            "What is wanted, or was found": 44,
            "What would be done": 50,
            "Field": 28,
            NOW: 30,
            PROPOSED: 30,
            "How sure": 16,
            "File": 24,
            "Heading": 22,
            SO_FAR: 24,
        },
        tones={ANSWER: {YES: "1E7B34", NO: "C00000"}},
        frozen=2,
    )


def cells_of(changes: Sequence[Change]) -> dict[str, str]:
    """What the cells of a suggestion's row say that nobody may alter, by heading."""
    first = changes[0]
    whole = [change for change in changes if is_of_learner(change)]
    if whole:
        return merge_cells(merge_of(whole))
    return {
        LEARNER: first.LearnRefNumber or "",
        RULE: first.rule,
        NOW: "\n".join(map(words.old, changes)),
        PROPOSED: "\n".join(map(words.new, changes)),
    }


def merge_cells(merge: Merge) -> dict[str, str]:
    """As `cells_of`, of records that would be gathered."""
    return {
        LEARNER: merge.references,
        RULE: merge.rule,
        NOW: f"{len(merge.goes) + 1} records",
        PROPOSED: f"one record, see {TITLE_OF_MERGES}",
    }


def _rows(result: Result, merges: Mapping[str, Merge]) -> Iterator[tuple[str, ...]]:
    answers = {answer.decision.suggestion: answer for answer in result.answers}
    merged: set[str] = set()
    for group, together in groupby(result.changes(), key=_suggested):
        if group is None or group in merged:
            continue
        if group in merges:
            merged.add(group)
            merge = merges[group]
            if merge.outcome is Outcome.SUGGESTED or group in answers:
                yield _merge_row(result, merge, answers.get(group))
            continue
        found = list(together)
        if not group:  # words that nobody can answer with a yes
            yield from (_row(result, [change], None) for change in found)
        elif _offered(found) or group in answers:
            yield _row(result, found, answers.get(group))


def _suggested(change: Change) -> str | None:
    """The suggestion that a change is of, None for what was neither offered nor answered."""
    if change.outcome is Outcome.UNDONE:
        return None
    if change.outcome is Outcome.APPLIED:
        return change.group or None
    return change.group


def _offered(changes: Sequence[Change]) -> bool:
    return changes[0].outcome is Outcome.SUGGESTED


def _row(result: Result, changes: Sequence[Change], answer: Answer | None) -> tuple[str, ...]:
    first, cells = changes[0], cells_of(changes)
    fields = [change.field for change in changes]
    why = "\n".join(dict.fromkeys(change.why for change in changes))
    return (
        "",
        cells[LEARNER],
        cells[RULE],
        result.about(first.rule).what,
        why,
        "\n".join(map(words.what, changes)),
        cells[NOW],
        cells[PROPOSED],
        words.GRADES[first.grade],
        *words.source(first.origin, fields),
        _so_far(answer) if first.group else _IN_MIS,
        first.group,
    )


def _merge_row(result: Result, merge: Merge, answer: Answer | None) -> tuple[str, ...]:
    every = [*merge.goes, merge.kept] if merge.kept else merge.goes
    first, cells = every[0], merge_cells(merge)
    return (
        "",
        cells[LEARNER],
        cells[RULE],
        result.about(merge.rule).what,
        "\n".join(change.why for change in every),
        "the whole record",
        cells[NOW],
        cells[PROPOSED],
        words.GRADES[first.grade],
        *words.source(first.origin),
        _so_far(answer),
        merge.group,
    )


def _so_far(answer: Answer | None) -> str:
    if answer is None:
        return ""
    refused = f": {answer.why}" if answer.standing is Standing.REFUSED else ""
    return f"{answer.decision.given} ({answer.decision.where}){refused}"
