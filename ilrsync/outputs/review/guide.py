"""The first sheet: what this workbook is, what is in it, and how to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.outputs.review import findings, merges, others, suggestions
from ilrsync.outputs.rule_counts import counts_of
from ilrsync.outputs.summary import NOTICE, headline, since_line
from ilrsync.outputs.workbook import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.contracts import Result

TITLE = "Read me"


def guide_sheet(result: Result, gathered: int) -> Sheet:
    """The sheet; *gathered* is how many merges were made or offered."""
    return Sheet(
        TITLE, ("About", "What"), _rows(result, gathered), widest={"About": 28, "What": 110}
    )


def _rows(result: Result, gathered: int) -> Iterator[tuple[str, str]]:
    title, *facts = headline(result)
    yield "This workbook", f"{title}\nOFFICIAL - SENSITIVE"
    yield "The run", "\n".join(facts)
    yield from _how_to()
    counts = result.counts()
    yield suggestions.TITLE, f"{counts['suggested']:,} changes that wait for a yes or no"
    yield others.MADE, f"{counts['applied']:,} changes made, {counts['undone']:,} taken back"
    absent = len(result.held_out) + len(result.withheld)
    yield others.HELD_OUT, f"{absent:,} learners who are not in the ILR file, each with the reason"
    if result.answers:
        yield others.ANSWERS, f"{len(result.answers):,} answers, and what became of each"
    if result.comparison is not None:
        yield others.SINCE, since_line(result.comparison)
    yield merges.TITLE, f"{gathered:,} times several records of one person, side by side"
    found = f"{counts['errors']:,} errors, {counts['warnings']:,} warnings"
    yield findings.BY_LEARNER, found
    yield findings.BY_RULE, "what each rule that found something wants, and why"
    yield (
        "Rules",
        (f"{counts_of(result).text}.\n{NOTICE}"),
    )


def _how_to() -> Iterator[tuple[str, str]]:
    yield (
        "How to answer",
        (
            f'On the sheet "{suggestions.TITLE}" choose {suggestions.YES} or {suggestions.NO}'
            f' in the yellow column "{suggestions.ANSWER}". Leave open what you cannot decide.\n'
            "Save the workbook and put it into the decisions folder. The next build does what you"
            " agreed to; the data in your MIS is not touched.\n"
            "Nothing else can be changed here: to have another value, put it right in the MIS."
        ),
    )
    yield (
        "How long it holds",
        (
            "An answer holds for every later build in which the record says the same. Once the data"
            " has changed, the answer is refused with the reason, and you are asked again.\n"
            "To take back an answer, give another one in a newer workbook, or run"
            " `ilrsync decisions revoke`."
        ),
    )
