"""Records of one person that were gathered or could be: the two of them side by side."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING, Any

from ilrsync.model.finding import Change, Outcome
from ilrsync.outputs.review import words
from ilrsync.outputs.workbook import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ilrsync.contracts import Result

TITLE = "Merges"
HEADINGS = (
    "Merge",
    "What",
    "Field",
    "The record that stays",
    "The record that goes into it",
    "Together",
    "Why",
    "Suggestion",
)

DONE = {
    Outcome.APPLIED: "made",
    Outcome.SUGGESTED: "offered",
    Outcome.UNDONE: "taken back",
}
_ALWAYS = ("LearnRefNumber", "ULN", "FamilyName", "GivenNames", "DateOfBirth", "Postcode")
_AIM = ("LearnAimRef", "LearnStartDate", "LearnActEndDate", "ProgType", "StdCode", "CompStatus")


@dataclass
class Merge:
    """The changes of one gathering that are of whole learners."""

    outcome: Outcome
    rule: str
    group: str
    kept: Change | None = None
    goes: list[Change] = slot(default_factory=list)

    def add(self, change: Change) -> None:
        """*change*, which is of a whole learner, is part of the merge."""
        if change.new is None:
            self.goes.append(change)
        else:
            self.kept = change

    @property
    def references(self) -> str:
        """The references of the records, the one that stays first."""
        every = [self.kept, *self.goes] if self.kept else self.goes
        return ", ".join(dict.fromkeys(one.LearnRefNumber or "?" for one in every))


def is_of_learner(change: Change) -> bool:
    """Whether a change takes out or replaces a whole learner, as only gathering does."""
    return bool(change.group) and not change.field and "/" not in change.path


def merge_of(changes: Sequence[Change]) -> Merge:
    """The gathering that *changes* of whole learners are."""
    first = changes[0]
    merge = Merge(first.outcome, first.rule, first.group)
    for change in changes:
        merge.add(change)
    return merge


def merges(result: Result) -> dict[str, Merge]:
    """Every gathering that was made, offered or taken back, by group, in the order of the return.

    One that was taken back and is offered is there once, as offered.
    """
    found: dict[str, Merge] = {}
    for change in result.changes():
        if is_of_learner(change) and change.outcome is not Outcome.UNDONE:
            merge = found.setdefault(change.group, Merge(change.outcome, change.rule, change.group))
            merge.add(change)
    return found


def merges_sheet(found: Iterable[Merge]) -> Sheet:
    """The sheet of all merges: a block of rows for each record that goes into another."""
    return Sheet(
        TITLE,
        HEADINGS,
        (row for number, merge in enumerate(found, 1) for row in _rows(number, merge)),
        widest={"Why": 50, "Field": 26, "What": 12},
        tones={"What": {"made": "1E7B34", "offered": "9C5700"}},
    )


def _rows(number: int, merge: Merge) -> Iterator[tuple[str, ...]]:
    before, after = _both(merge.kept)
    for change in merge.goes:
        other = words.fields_of(change.old or "{}")
        head = (str(number), DONE[merge.outcome])
        why = "\n".join(one.why for one in (change, merge.kept) if one is not None)
        sides = (_where(merge.kept), _where(change), "")
        yield (*head, "Where it stood", *sides, why, merge.group)
        for name in _names(before, other, after):
            cells = [_text(fields, name) for fields in (before, other, after)]
            if name in _ALWAYS or len(set(cells)) > 1:
                yield (*head, name, *cells, "", "")
        for place, row in enumerate(_aims(before, other, after), 1):
            yield (*head, f"aim {place}", *row, "", "")


def _both(kept: Change | None) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    if kept is None:  # the records were equal, so there is nothing to compare
        return {}, {}
    return words.fields_of(kept.old or "{}"), words.fields_of(kept.new or "{}")


def _names(*records: Mapping[str, Any]) -> list[str]:
    """The simple fields that any of the records has, and how many children of each kind."""
    return list(
        dict.fromkeys(name for fields in records for name in fields if name != "LearningDelivery")
    )


def _text(fields: Mapping[str, Any], name: str) -> str:
    said = fields.get(name, "")
    if isinstance(said, list):
        return "\n".join(words.told(one) for one in said)
    return words.told(said) if isinstance(said, dict) else str(said)


def _aims(*records: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Row by row the aims of each record, in its own order."""
    lists = [fields.get("LearningDelivery", []) for fields in records]
    for place in range(max(map(len, lists))):
        yield tuple(_aim(aims[place]) if place < len(aims) else "" for aims in lists)


def _aim(fields: Mapping[str, Any]) -> str:
    said = (f"{name} {fields[name]}" for name in _AIM[1:] if name in fields)
    return ", ".join([str(fields.get("LearnAimRef", "?")), *said])


def _where(change: Change | None) -> str:
    if change is None:
        return "a record that is equal in every field"
    file, line, _ = words.source(change.origin)
    return f"{file} row {line}" if line else file
