"""The plan by which a row becomes records: which column fills which field of which record."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import getitem, itemgetter
from typing import Any

from ilrsync.formats.headings import AIM, LEARNER
from ilrsync.formats.values import FileValues, Memo
from ilrsync.model.record import Origin, Record
from ilrsync.model.records import RECORDS, Learner
from ilrsync.model.table import YEARS, table

ABSENT = -1
"""The place of a blank cell that `LearnerPlan` adds to every row, for fields without a column."""

_LIST = re.compile(r"[;*|]")
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


def _order(entity: str) -> list[str]:
    """Simple fields of a record class in the order of its arguments."""
    known = {
        f.name
        for year in YEARS
        if entity in table(year).entities
        for f in table(year).entities[entity].simple
    }
    return [slot.name for slot in dataclasses.fields(RECORDS[entity]) if slot.name in known]


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


@dataclass(slots=True)
class RecordPlan:
    """How one record is made from a row.

    ``key`` is the field without which there is no such record; None where any cell will do.
    ``always`` is a record of constants, which every row has.
    """

    entity: str
    columns: Sequence[Column]
    values: FileValues
    serials: Callable[[int], bool]
    children: list[RecordPlan] = field(default_factory=list)
    key: str | None = None
    pick: Any = None
    memos: list[Memo] = field(default_factory=list)
    empty: list[object] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    make: Any = None
    repeats: bool = True
    split_at: int | None = None
    always: bool = False

    def __post_init__(self) -> None:
        order = _order(self.entity)
        fixed = {name: const for column in self.columns for name, const in column.fixed}
        given = [column for column in self.columns if column.index != ABSENT]
        self.always = bool(self.columns) and not given
        by_name = {column.name: column for column in given}
        self.headings = {column.name: column.heading for column in given}
        self.make = RECORDS[self.entity]
        self.repeats = self.entity not in PARENTS or PARENTS[self.entity].repeats
        for name in order:
            column = by_name.get(name)
            self.memos.append(self._memo(name, column, fixed))
        self.pick = itemgetter(*(by_name[n].index if n in by_name else ABSENT for n in order))
        self.empty = [memo[""] for memo in self.memos]
        code = _LISTED.get(self.entity)
        if code in by_name and len(by_name) == 1:
            self.split_at = order.index(code)

    def _memo(self, name: str, column: Column | None, fixed: Mapping[str, str]) -> Memo:
        index = column.index if column else 0
        heading = column.heading if column else name
        memo = self.values.memo(
            self.entity,
            name,
            heading,
            fixed,
            lambda: self.serials(index),
            column.given if column else None,
        )
        if column is None and name in fixed:
            memo[""] = memo[fixed[name]]
        return memo

    def fill(self, row: list[str], line: int, made: list[Any]) -> None:
        """The record that *row* holds, if it does, is added to *made*."""
        cells = self.pick(row)
        if not any(cells):
            if self.always:
                made.append(self.make(*map(getitem, self.memos, cells), origin=self._origin(line)))
            elif self.children:
                self._fill_childless(row, line, made)
            return
        if self.split_at is not None and _LIST.search(cells[self.split_at]):
            for code in _LIST.split(cells[self.split_at]):
                if code.strip():
                    self._one(row, line, made, _replaced(cells, self.split_at, code))
            return
        self._one(row, line, made, cells)

    def _origin(self, line: int) -> Origin:
        return Origin(self.values.file, line, self.headings)

    def _one(self, row: list[str], line: int, made: list[Any], cells: Sequence[str]) -> None:
        values = list(map(getitem, self.memos, cells))
        record: Record = self.make(*values, origin=self._origin(line))
        if self.values.found:
            self.values.tell(record)
        if values == self.empty and record.raw is None and not self.children:
            return
        if self.key and record.text(self.key) is None:
            if values != self.empty:
                self.values.tally("ILRSYNC_aim_left_out", self.headings.get(self.key, ""))
            return
        self._add_children(record, row, line)
        made.append(record)

    def _fill_childless(self, row: list[str], line: int, made: list[Any]) -> None:
        """A record whose own cells are all blank needs no key and one below it that exists."""
        if self.key:
            if any(row[column.index] for child in self.children for column in child.columns):
                self.values.tally("ILRSYNC_aim_left_out", self.headings.get(self.key, ""))
            return
        record: Record = self.make(origin=self._origin(line))
        if self._add_children(record, row, line):
            made.append(record)

    def _add_children(self, record: Record, row: list[str], line: int) -> bool:
        """Whether *record* has got any child."""
        some = False
        for child in self.children:
            some = _put(record, child, row, line) or some
        return some


class LearnerPlan:
    """How a row becomes a learner, or one more aim of a learner.

    ``learner_columns`` are the places of the columns that belong to the learner and not to an aim.
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
        self.learner_columns = tuple(
            column.index for column in self.columns if not _in_aim(column.entity)
        )

    def places(self, name: str, entity: str = LEARNER) -> tuple[int, ...]:
        """Where the columns of a field stand."""
        return tuple(c.index for c in self.columns if c.name == name and c.entity == entity)

    def below(self, entity: str) -> list[RecordPlan]:
        """The plans of the records that stand right below records of *entity*."""
        if entity == LEARNER:
            return [child for child in self.learner.children if child.entity != AIM]
        return [child for aim in self.aims for child in aim.children]

    def fill(self, plans: Iterable[RecordPlan], record: Record, row: list[str], line: int) -> None:
        """The records that *plans* find in *row* are added to *record*."""
        self.values.line = line
        for plan in plans:
            _put(record, plan, row, line)

    def read(self, row: list[str], line: int) -> Learner:
        """The learner that one row holds."""
        learner = self._started(row, line)
        for child in self.learner.children:
            _put(learner, child, row, line)
        return learner

    def add_aims(self, learner: Learner, row: list[str], line: int) -> None:
        """The aims of one more row are added to *learner*."""
        self.values.line = line
        row.append("")
        for aim in self.aims:
            aim.fill(row, line, learner.LearningDelivery)

    def take_notes(self, learner: Learner) -> None:
        """Everything odd since the last learner stands in *learner*'s notes."""
        if self.values.notes:
            learner.notes = [*(learner.notes or ()), *self.values.notes]
            self.values.notes.clear()

    def _started(self, row: list[str], line: int) -> Learner:
        self.values.line = line
        row.append("")
        plan = self.learner
        learner: Learner = plan.make(
            *map(getitem, plan.memos, plan.pick(row)),
            origin=Origin(self.values.file, line, plan.headings),
        )
        if self.values.found:
            self.values.tell(learner)
        return learner

    def _plan(self, entity: str, columns: Sequence[Column]) -> RecordPlan:
        key = "LearnAimRef" if entity == AIM else None
        return RecordPlan(entity, columns, self.values, self._serials, key=key)

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


def _put(record: Record, plan: RecordPlan, row: list[str], line: int) -> bool:
    """The records that *plan* finds in *row* stand below *record*; whether there are any now."""
    if plan.repeats:
        bucket = getattr(record, plan.entity)
        plan.fill(row, line, bucket)
        return bool(bucket)
    found: list[Record] = []
    plan.fill(row, line, found)
    if found:
        setattr(record, plan.entity, found[0])
    return bool(found)


def _replaced(cells: Sequence[str], at: int, cell: str) -> tuple[str, ...]:
    return (*cells[:at], cell, *cells[at + 1 :])


def _in_aim(entity: str) -> bool:
    return entity == AIM or (entity != LEARNER and PARENTS[entity].name == AIM)


def _position(key: tuple[str, int | None, int | None, Any, int]) -> tuple[int, int, int]:
    """Parents first, then by aim and number."""
    entity, aim, number = key[:3]
    depth = 0 if entity == LEARNER else 1 if PARENTS[entity].name == LEARNER else 2
    return depth, aim or 0, number or 0
