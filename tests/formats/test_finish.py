"""What is settled of a whole learner: above all, which numbers the aims have afterwards."""

from __future__ import annotations

import datetime as dt

import pytest

from ilrsync.formats.finish import Finisher
from ilrsync.model.records import Learner, LearningDelivery
from ilrsync.model.table import table


def finished(*aims: LearningDelivery, **fields: str) -> Learner:
    return Finisher(table("2627")).finish(Learner(LearningDelivery=[*aims], **fields))  # type: ignore[arg-type]  # only texts are given


def started(day: int, number: int | None, raw: str | None = None) -> LearningDelivery:
    """An aim of that day of September, with its number as given."""
    aim = LearningDelivery(LearnStartDate=dt.date(2026, 9, day), AimSeqNumber=number)
    aim.raw = {"AimSeqNumber": raw} if raw is not None else None
    return aim


@pytest.mark.parametrize(
    ("given", "numbers", "told"),
    [
        ([None, None, None], [(3, 1), (2, 2), (1, 3)], []),
        ([1, 2, 3], [(3, 1), (2, 2), (1, 3)], []),
        ([3, 1, 7], [(3, 3), (2, 1), (1, 7)], []),
        ([None, None, 1], [(1, 1), (2, 2), (3, 3)], [("(blank)", "2"), ("(blank)", "3")]),
        ([None, 2, 3], [(1, 1), (2, 2), (3, 3)], [("3", "1"), ("(blank)", "3")]),
        ([2, 2, None], [(1, 1), (2, 2), (3, 3)], [("(blank)", "1"), ("2", "3")]),
    ],
)
def test_aims_keep_their_numbers_or_are_numbered_in_the_order_of_their_starts(
    given: list[int | None], numbers: list[tuple[int, int]], told: list[tuple[str, str]]
) -> None:
    learner = finished(*(started(3 - at, number) for at, number in enumerate(given)))
    found = [(aim.LearnStartDate, aim.AimSeqNumber) for aim in learner.LearningDelivery]
    assert found == [(dt.date(2026, 9, day), number) for day, number in numbers]
    notes = learner.notes or []
    assert [(note.got, note.value) for note in notes] == told
    assert {note.rule for note in notes} <= {"ILRSYNC_aim_renumbered"}


def test_number_that_could_not_be_read_leaves_all_as_they_are() -> None:
    learner = finished(started(3, None), started(2, None, "one"), started(1, 4))
    assert [aim.AimSeqNumber for aim in learner.LearningDelivery] == [None, None, 4]
    assert learner.notes is None


def test_aim_with_another_text_kept_is_numbered_with_the_rest() -> None:
    odd = started(2, None)
    odd.raw = {"PHours": "many"}
    learner = finished(started(3, None), odd, started(1, None))
    assert [aim.AimSeqNumber for aim in learner.LearningDelivery] == [1, 2, 3]


@pytest.mark.parametrize("line", ["AddLine1", "AddLine2", "AddLine3", "AddLine4"])
def test_address_line_is_broken_where_it_is_longer_than_its_field(line: str) -> None:
    other = "AddLine2" if line == "AddLine1" else "AddLine1"
    words = " ".join(["street"] * 8)
    assert len(words) == 55
    learner = finished(**{other: "1", line: words})
    assert {note.rule for note in learner.notes or ()} == {"ILRSYNC_address_split"}
    assert finished(**{other: "1", line: words[:50]}).notes is None


@pytest.mark.parametrize("name", ["Test", "tester", "Dummy", "demo person"])
@pytest.mark.parametrize("field", ["FamilyName", "GivenNames"])
def test_name_of_a_test_person_is_pointed_out(field: str, name: str) -> None:
    (note,) = finished(**{field: name}).notes or []
    assert (note.rule, note.field) == ("ILRSYNC_test_person", field)
    assert finished(**{field: f"{name}son"}).notes is None
