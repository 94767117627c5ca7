"""A row read by the function written for its headings makes the records that constructors make."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.contracts import FileRemark, Reading
from ilrsync.formats.codes import codes_in
from ilrsync.formats.headings import AIM, LEARNER
from ilrsync.formats.plan import PARENTS, Column, LearnerPlan
from ilrsync.formats.values import FileValues
from ilrsync.model.record import Origin, Record
from ilrsync.model.records import RECORDS, Learner, LearningDelivery
from ilrsync.model.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ilrsync.formats.plan import RecordPlan
    from ilrsync.formats.values import Memo

YEAR = table("2627")
FIELDS = [
    (entity, field.name, field.type)
    for entity, parent in PARENTS.items()
    if parent.name == LEARNER or PARENTS.get(parent.name, parent).name == LEARNER
    for field in YEAR.entities[entity].simple
]
CELLS = {"date": "2026-09-01", "decimal": "1.5"}


def plan(*columns: Column, remarks: list[FileRemark] | None = None) -> LearnerPlan:
    remark = remarks.append if remarks is not None else lambda remark: None
    values = FileValues("export.csv", Reading(YEAR, remark=remark))
    return LearnerPlan(columns, values, lambda index: False)


def aim(name: str, index: int, number: int = 1) -> Column:
    return Column(AIM, name, index, f"Aim {number} {name}", number)


def below(record: Record) -> Iterator[Record]:
    """*record* and every record in it."""
    yield record
    for name in RECORDS[type(record).__name__].__slots__:
        value = getattr(record, name)
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, Record):
                yield from below(child)


@pytest.mark.parametrize(("entity", "name", "kind"), FIELDS)
def test_record_of_one_cell_is_what_its_constructor_makes(
    entity: str, name: str, kind: str
) -> None:
    in_aim = entity == AIM or PARENTS[entity].name == AIM
    key = [aim("LearnAimRef", 0)] if name != "LearnAimRef" else []
    column = Column(entity, name, 1, "the heading", 1 if in_aim else None)
    learner = plan(*key, column).read(["60123456", CELLS.get(kind, "1"), ""], 7)
    (record,) = (
        one for one in below(learner) if type(one) is RECORDS[entity] and one is not learner
    )
    value = getattr(record, name)
    assert value is not None
    rest = {"LearnAimRef": "60123456"} if entity == AIM and key else {}
    assert record == RECORDS[entity](**{**rest, name: value})
    assert record.origin is not None
    assert (record.origin.line, record.origin.heading(name)) == (7, "the heading")


def test_learner_without_columns_is_an_empty_learner() -> None:
    learner = plan().read([], 2)
    assert learner == Learner()
    assert (learner.origin, learner.notes) == (Origin("export.csv", 2, {}), None)


def test_records_share_no_list() -> None:
    read = plan(Column(LEARNER, "LearnRefNumber", 0, "Ref"), aim("LearnAimRef", 1)).read
    first, second = (read(["A1", "60123456"], line) for line in (2, 3))
    lists = [
        getattr(record, name)
        for learner in (first, second)
        for record in below(learner)
        for name in RECORDS[type(record).__name__].__slots__
        if isinstance(getattr(record, name), list)
    ]
    assert len({id(one) for one in lists}) == len(lists) > 10


@pytest.mark.parametrize(
    "places",
    [range(1, 4), range(1, 12), [1, 3, 5], [1, 3, 5, 7, 9, 11, 13, 15]],
    ids=["few", "many side by side", "few apart", "many apart"],
)
def test_any_filled_cell_of_an_aim_without_its_key_is_counted(places: Sequence[int]) -> None:
    names = [field.name for field in YEAR.entities[AIM].simple if field.name != "LearnAimRef"]
    columns = [aim(name, place) for name, place in zip(names, places, strict=False)]
    blank = [""] * (max(places) + 2)
    for place in [None, *places]:
        remarks: list[FileRemark] = []
        made = plan(aim("LearnAimRef", 0), *columns, remarks=remarks)
        row = [*blank]
        if place is not None:
            row[place] = "1"
        assert made.read(row, 5).LearningDelivery == []
        made.values.close()
        told = [(one.rule, one.line) for one in remarks]
        assert told == ([] if place is None else [("ILRSYNC_aim_left_out", 5)])


@pytest.mark.parametrize("place", range(1, 11))
def test_record_of_many_cells_is_there_with_any_of_them(place: int) -> None:
    names = [field.name for field in YEAR.entities["LearningDeliveryHE"].simple][:10]
    columns = [
        Column("LearningDeliveryHE", name, at, name, 1) for at, name in enumerate(names, start=1)
    ]
    made = plan(aim("LearnAimRef", 0), *columns)
    row = ["60123456", *[""] * 10]
    assert made.read(row, 2).LearningDelivery == [LearningDelivery(LearnAimRef="60123456")]
    row[place] = "1"
    (one,) = made.read(row, 3).LearningDelivery
    assert one.LearningDeliveryHE is not None
    assert one.LearningDeliveryHE.text(names[place - 1]) == "1"


class FieldByField:
    """Reads a row by its plan with nothing remembered about rows: what a row reader is to give."""

    def __init__(self, made: LearnerPlan) -> None:
        self._plan = made.learner
        self._values = made.values
        self._row: list[str] = []

    def read(self, row: list[str], line: int) -> Learner:
        self._row = row
        self._values.line = line
        learner = self._record(self._plan, self._values_of(self._plan))
        assert isinstance(learner, Learner)
        if self._values.found:
            self._values.tell(learner)
        self._below(self._plan, learner)
        return learner

    def _values_of(self, plan: RecordPlan) -> list[object]:
        """What the cells of *plan* hold, in the order of the record's fields."""
        cells = [plan.cells[f.name] for f in dataclasses.fields(plan.make) if f.name in plan.cells]
        return [self._value(memo, self._row[place]) for memo, place in cells]

    def _value(self, memo: Memo, text: str) -> object:
        """What *text* says to one who has read nothing before."""
        memo.known.clear()
        return memo.read(text)

    def _record(self, plan: RecordPlan, values: Sequence[object]) -> Record:
        names = [f.name for f in dataclasses.fields(plan.make) if f.name in plan.cells]
        origin = Origin("export.csv", self._values.line, plan.headings)
        given: dict[str, Any] = {**plan.constants, **dict(zip(names, values, strict=True))}
        return plan.make(**given, origin=origin)

    def _below(self, plan: RecordPlan, parent: Record) -> None:
        for child in plan.children:
            for record in self._records(child):
                if child.repeats:
                    getattr(parent, child.entity).append(record)
                else:
                    setattr(parent, child.entity, record)

    def _records(self, plan: RecordPlan) -> Iterator[Record]:
        """The records of *plan* that the row holds."""
        given = [self._row[place] for place in plan.all_places()]
        if plan.key and not self._row[plan.cells[plan.key][1]]:
            if any(given):
                heading = plan.headings[plan.key]
                self._values.tally("ILRSYNC_aim_left_out", heading)
        elif plan.lists:
            ((memo, place),) = plan.cells.values()
            cell = self._row[place]
            for code in codes_in(cell) if len(cell) > 3 else [cell] if cell else []:
                yield from self._kept(plan, [self._value(memo, code)])
        elif plan.always or any(given):
            yield from self._kept(plan, self._values_of(plan))

    def _kept(self, plan: RecordPlan, values: Sequence[object]) -> Iterator[Record]:
        record = self._record(plan, values)
        told = bool(self._values.found)
        if plan.key and getattr(record, plan.key) is None and not told:
            return
        if told:
            self._values.tell(record)
        self._below(plan, record)
        filled = [getattr(record, name) for name in ([plan.key] if plan.key else plan.cells)]
        inner = [] if plan.key else [getattr(record, child.entity) for child in plan.children]
        if plan.always or any(one is not None for one in filled) or any(inner) or record.raw:
            yield record


def one_of_each(number: int, at: int) -> list[Column]:
    """The columns of aim *number*, of which the first stands at *at*."""
    names = ("LearnAimRef", "LearnStartDate", "FundModel", "LSDPostcode", "Outcome")
    columns = [aim(name, place, number) for place, name in enumerate(names, at)]
    listed = (("LearnDelFAMType", "SOF"),)
    dated = (("LearnDelFAMType", "LDM"),)
    fam = "LearningDeliveryFAM"
    return [
        *columns,
        Column(fam, "LearnDelFAMCode", at + 5, f"SOF {number}", number, None, listed),
        Column(fam, "LearnDelFAMCode", at + 6, f"LDM {number}", number, None, dated),
        Column(fam, "LearnDelFAMDateFrom", at + 7, f"From {number}", number, None, dated),
        Column("AppFinRecord", "AFinAmount", at + 8, f"Amount {number}", number),
    ]


WHOLE = [
    *(
        Column(LEARNER, name, at, name)
        for at, name in enumerate(("LearnRefNumber", "Sex", "ULN", "Postcode", "FamilyName"))
    ),
    *(
        Column("LearnerEmploymentStatus", name, at, name, None, 1)
        for at, name in enumerate(("EmpStat", "DateEmpStatApp", "EmpId"), 5)
    ),
    Column("LearnerFAM", "LearnFAMCode", 8, "EHC", None, None, (("LearnFAMType", "EHC"),)),
    *one_of_each(1, 9),
    *one_of_each(2, 18),
]
TEXTS = [
    "", "", "", "1", "2", "105", "10; 12", "107|x", " ", "null", "n/a", "2026-09-01", "01/09/2026",
    "30/12/1899", "1/1/26", "F", "female", "Evans", "O\u2019Hara", "cv1 2 wt", "CV1 2WT",
    "A1\ufffd", "9999999999", "2400000013", "60123456", "1,000", "x", "10.0", "-",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(
        st.lists(st.sampled_from(TEXTS), min_size=27, max_size=27), min_size=1, max_size=4
    ),
    again=st.booleans(),
)
def test_rows_are_read_as_field_by_field(rows: list[list[str]], again: bool) -> None:
    quick_remarks: list[FileRemark] = []
    slow_remarks: list[FileRemark] = []
    quick, slow = plan(*WHOLE, remarks=quick_remarks), plan(*WHOLE, remarks=slow_remarks)
    by_field = FieldByField(slow)
    for line, row in enumerate(rows * 2 if again else rows, 2):
        found, wanted = quick.read(row, line), by_field.read(row, line)
        assert found == wanted
        assert [(one.origin, one.raw) for one in below(found)] == [
            (one.origin, one.raw) for one in below(wanted)
        ]
        assert quick.values.notes == slow.values.notes
        assert not quick.values.found
    quick.values.close()
    slow.values.close()
    assert quick_remarks == slow_remarks
