"""A row read by the function written for its headings makes the records that constructors make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync.contracts import FileRemark, Reading
from ilrsync.formats.headings import AIM, LEARNER
from ilrsync.formats.plan import PARENTS, Column, LearnerPlan
from ilrsync.formats.values import FileValues
from ilrsync.model.record import Origin, Record
from ilrsync.model.records import RECORDS, Learner, LearningDelivery
from ilrsync.model.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
