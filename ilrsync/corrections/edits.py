"""What a correction may ask for: edits of records, written down as they are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING

from ilrsync.corrections.replay import Step, field_step, insert_step, order_step, remove_step
from ilrsync.corrections.tree import children, shape, walk
from ilrsync.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.model.records import Learner


@dataclass(frozen=True, slots=True)
class Edit:
    """Field *field* of *record* gets *value*.

    Raises:
        ValueError: the record says exactly that already, so there is nothing to correct.
    """

    record: Record = slot(repr=False)
    field: str
    value: object = slot(repr=False)
    why: str = ""

    def __post_init__(self) -> None:
        if self.field not in shape(type(self.record)).simple:
            raise ValueError(f"{type(self.record).__name__} has no simple field {self.field}")
        has_text = self.record.raw is not None and self.field in self.record.raw
        if getattr(self.record, self.field) == self.value and not has_text:
            raise ValueError(f"the edit of {self.field} changes nothing")


@dataclass(frozen=True, slots=True)
class Drop:
    """*record* leaves its learner; never the learner itself."""

    record: Record = slot(repr=False)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Add:
    """*child* becomes the last record of its kind below *parent*."""

    parent: Record = slot(repr=False)
    child: Record = slot(repr=False)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reorder:
    """The children *name* of *parent* stand in the order given: their present places, from 0.

    Raises:
        ValueError: that is the order in which they stand, or not a permutation of it.
    """

    parent: Record = slot(repr=False)
    name: str
    order: Sequence[int]
    why: str = ""

    def __post_init__(self) -> None:
        present = list(range(len(getattr(self.parent, self.name))))
        if sorted(self.order) != present or list(self.order) == present:
            raise ValueError(f"the order of {self.name} has to be another order of {len(present)}")


AnyEdit = Edit | Drop | Add | Reorder


def make(learner: Learner, path: str, edits: Iterable[AnyEdit]) -> list[Step]:
    """Makes the edits of *learner*, who stands at *path*; the steps say what was done, in order.

    Fields first, then additions, removals from the last to the first, and orders: so that the
    paths of fields and removals are those that the records had before.

    Raises:
        ValueError: an edit is of a record that is not this learner's.
    """
    given = list(edits)
    paths = {id(record): place for place, record in walk(learner, path)}
    rank = {id(record): number for number, (_, record) in enumerate(walk(learner, path))}
    steps: list[Step] = []
    for edit in given:
        if isinstance(edit, Edit):
            steps += field_step(
                edit.record, _at(paths, edit.record), edit.field, edit.value, edit.why
            )
    for edit in given:
        if isinstance(edit, Add):
            steps.append(insert_step(edit.parent, _at(paths, edit.parent), edit.child, edit.why))
    drops = [edit for edit in given if isinstance(edit, Drop)]
    for drop in sorted(drops, key=lambda edit: rank.get(id(edit.record), 0), reverse=True):
        parent = _parent(learner, drop.record)
        steps.append(remove_step(parent, drop.record, _at(paths, drop.record), drop.why))
    for edit in given:
        if isinstance(edit, Reorder):
            steps.append(
                order_step(edit.parent, _at(paths, edit.parent), edit.name, edit.order, edit.why)
            )
    return steps


def _at(paths: dict[int, str], record: Record) -> str:
    try:
        return paths[id(record)]
    except KeyError:
        raise ValueError(f"the edited {type(record).__name__} is not this learner's") from None


def _parent(learner: Learner, record: Record) -> Record:
    for _, parent in walk(learner, ""):
        if any(child is record for _, child in children(parent)):
            return parent
    raise ValueError(f"the {type(record).__name__} to drop is not below a learner")
