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
    from ilrsync.outputs.review.merges import Merge

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
    "What is wrong",
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
            "What is wrong": 44,
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


def suggestion_texts(changes: Sequence[Change]) -> tuple[str, str]:
    """What the cells "Now" and "Proposed" say of the changes of one suggestion."""
    if any("/" not in change.path and not change.field for change in changes):
        return "", ""
    return "\n".join(map(words.old, changes)), "\n".join(map(words.new, changes))


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
    first = changes[0]
    now, proposed = suggestion_texts(changes)
    fields = [change.field for change in changes]
    why = "\n".join(dict.fromkeys(change.why for change in changes))
    return (
        "",
        first.LearnRefNumber or "",
        first.rule,
        result.about(first.rule).what,
        why,
        "\n".join(map(words.what, changes)),
        now,
        proposed,
        words.GRADES[first.grade],
        *words.source(first.origin, fields),
        _so_far(answer) if first.group else _IN_MIS,
        first.group,
    )


def _merge_row(result: Result, merge: Merge, answer: Answer | None) -> tuple[str, ...]:
    every = [*merge.goes, merge.kept] if merge.kept else merge.goes
    first = every[0]
    return (
        "",
        merge.references,
        merge.rule,
        result.about(merge.rule).what,
        "\n".join(change.why for change in every),
        "the whole record",
        "",
        "",
        words.GRADES[first.grade],
        *words.source(first.origin),
        _so_far(answer),
        merge.group,
    )


def _so_far(answer: Answer | None) -> str:
    if answer is None:
        return ""
    said = YES if answer.decision.accepted else NO
    refused = f": {answer.why}" if answer.standing is Standing.REFUSED else ""
    return f"{said} ({answer.decision.where}){refused}"
