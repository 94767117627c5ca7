"""The plan by which a row becomes records: which column fills which field of which record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ilrsync.formats.compiled import filler, learner_reader
from ilrsync.formats.headings import AIM, LEARNER
from ilrsync.model.records import RECORDS
from ilrsync.model.table import YEARS, table

if TYPE_CHECKING:
    from ilrsync.formats.values import FileValues, Memo
    from ilrsync.model.records import Learner

ABSENT = -1
"""The place of a field without a column: that of a blank cell put after the others."""

_LISTED = {"LearningDeliveryFAM": "LearnDelFAMCode", "LearnerFAM": "LearnFAMCode"}
"""Records of which one cell may hold several codes, as in ``034;363``."""

EMPLOYMENT = "LearnerEmploymentStatus"


@dataclass(frozen=True, slots=True)
class Column:
    """One column, bound to a field of a record.

    ``aim`` and ``number`` tell records of one kind apart in a wide row; ``block`` does so for the
    repeated tables of a mapping. ``fixed`` are fields of the record that no column gives.
    """

    entity: str
    name: str
    index: int
    heading: str
    aim: int | None = None
    number: int | None = None
    fixed: tuple[tuple[str, str], ...] = ()
    block: int = 0
    given: Callable[[str], object] | None = None

    @property
    def record(self) -> tuple[str, int | None, int | None, tuple[tuple[str, str], ...], int]:
        """Equal for the columns of one record."""
        if self.entity in (LEARNER, AIM):
            return (self.entity, self.aim, self.number, (), 0)
        return (self.entity, self.aim, self.number, self.fixed, self.block)


@dataclass(frozen=True, slots=True)
class Parent:
    """What is known of an entity from the tables: its parent's name, and whether it repeats."""

    name: str
    repeats: bool


PARENTS: Mapping[str, Parent] = {
    child.entity: Parent(entity.name, child.repeats)
    for year in YEARS
    for entity in table(year).entities.values()
    for child in entity.children
}


class RecordPlan:
    """How one record is made from a row.

    ``cells`` has the reader and the place of each field that a column gives, ``constants`` the
    values of those that all rows share. ``key`` is the field without which there is no such record;
    ``always`` is a record of constants, which every row has; ``lists`` one of which a cell may hold
    several.
    """

    def __init__(
        self,
        entity: str,
        columns: Sequence[Column],
        values: FileValues,
        serials: Callable[[int], bool],
    ) -> None:
        self.entity = entity
        self.columns = columns
        self.given = [column for column in columns if column.index != ABSENT]
        self.always = bool(columns) and not self.given
        self.key = "LearnAimRef" if entity == AIM else None
        self.children: list[RecordPlan] = []
        self.make = RECORDS[entity]
        self.repeats = entity not in PARENTS or PARENTS[entity].repeats
        self.headings = {column.name: column.heading for column in self.given}
        self.lists = [c.name for c in self.given] == [_LISTED.get(entity)]
        fixed = {name: const for column in columns for name, const in column.fixed}
        self.cells = {
            column.name: (_memo(column, fixed, values, serials), column.index)
            for column in self.given
        }
        self.constants = {
            name: values.memo(entity, name, name, fixed, lambda: False).read(const)
            for name, const in fixed.items()
            if name not in self.cells
        }

    def all_places(self) -> list[int]:
        """The places of its own columns and of those of every record below it."""
        own = [column.index for column in self.given]
        return own + [place for child in self.children for place in child.all_places()]


def _memo(
    column: Column,
    fixed: Mapping[str, str],
    values: FileValues,
    serials: Callable[[int], bool],
) -> Memo:
    """The reader of the cells of *column*, which stand in a record with the *fixed* fields."""
    return values.memo(
        column.entity,
        column.name,
        column.heading,
        fixed,
        lambda: serials(column.index),
        column.given,
    )


class LearnerPlan:
    """How a row becomes a learner, or one more aim of a learner.

    ``learner_columns`` are the places of the columns that belong to the learner and not to an aim.
    ``read`` gives the learner that a row holds, of row and line.
    """

    def __init__(
        self, columns: Iterable[Column], values: FileValues, serials: Callable[[int], bool]
    ) -> None:
        self.columns = tuple(columns)
        self.values = values
        self._serials = serials
        plans: dict[Any, RecordPlan] = {}
        groups: dict[Any, list[Column]] = {}
        for column in self.columns:
            groups.setdefault(column.record, []).append(column)
        for group in groups.values():
            plans[group[0].record] = self._plan(group[0].entity, group)
        self.learner = next((p for p in plans.values() if p.entity == LEARNER), None) or self._plan(
            LEARNER, []
        )
        self._nest(plans)
        self.aims = [child for child in self.learner.children if child.entity == AIM]
        self.read = learner_reader(values, self.learner)
        self.learner_columns = tuple(
            column.index for column in self.columns if not _in_aim(column.entity)
        )

    @cached_property
    def add_aims(self) -> Callable[[Learner, list[str], int], None]:
        """A function of learner, row and line that adds the aims of one more row."""
        return filler(self.values, self.aims)

    def places(self, name: str, entity: str = LEARNER) -> tuple[int, ...]:
        """Where the columns of a field stand."""
        return tuple(c.index for c in self.columns if c.name == name and c.entity == entity)

    def filler(self, entity: str) -> Callable[[Any, list[str], int], None]:
        """A function of record, row and line for what stands right below records of *entity*."""
        if entity == LEARNER:
            return filler(self.values, [c for c in self.learner.children if c.entity != AIM])
        return filler(self.values, [child for aim in self.aims for child in aim.children])

    def take_notes(self, learner: Learner) -> None:
        """Everything odd since the last learner stands in *learner*'s notes."""
        if self.values.notes:
            learner.notes = [*(learner.notes or ()), *self.values.notes]
            self.values.notes.clear()

    def _plan(self, entity: str, columns: Sequence[Column]) -> RecordPlan:
        return RecordPlan(entity, columns, self.values, self._serials)

    def _nest(self, plans: dict[Any, RecordPlan]) -> None:
        """Every plan stands below the plan of the record that its record belongs to."""
        for key in sorted(plans, key=_position):
            entity, aim, number = key[:3]
            if entity == LEARNER:
                continue
            parent = PARENTS[entity].name
            if parent == LEARNER:
                self.learner.children.append(plans[key])
                continue
            for above in self._above(parent, aim, number):
                above.children.append(plans[key])

    def _above(self, parent: str, aim: int | None, number: int | None) -> list[RecordPlan]:
        """The plans of entity *parent* for that number; one is made where a row has none."""
        siblings = [child for child in self.learner.children if child.entity == parent]
        wanted = aim if parent == AIM else number
        if wanted is None and siblings:
            return siblings if parent == AIM else siblings[:1]
        for sibling in siblings:
            first = sibling.columns[0] if sibling.columns else None
            if first and (first.aim if parent == AIM else first.number) == wanted:
                return [sibling]
        if wanted is not None and len(siblings) == 1 and parent != AIM:
            return siblings
        made = self._plan(parent, [])
        self.learner.children.append(made)
        return [made]


def _in_aim(entity: str) -> bool:
    return entity == AIM or (entity != LEARNER and PARENTS[entity].name == AIM)


def _position(key: tuple[str, int | None, int | None, Any, int]) -> tuple[int, int, int]:
    """Parents first, then by aim and number."""
    entity, aim, number = key[:3]
    depth = 0 if entity == LEARNER else 1 if PARENTS[entity].name == LEARNER else 2
    return depth, aim or 0, number or 0
