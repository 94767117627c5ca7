"""A learner had again from what was written of them is the learner that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync.formats.ilr_message import iter_message
from ilrsync.formats.ilr_reader import IlrReader
from ilrsync.model.table import YEARS, table
from ilrsync.outputs.learner_xml import writer
from ilrsync.pipeline.remembered import Remembered
from tests.benchmarks.generator import write_file

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.model.record import Origin
    from ilrsync.model.records import Learner

FILE = "export.xml"


def read(folder: Path, year: str, count: int) -> list[Learner]:
    write_file(folder / FILE, year, count)
    return list(iter_message(folder / FILE, FILE, table(year)))


def origins(learner: Learner) -> list[Origin | None]:
    return [one.origin for one in (learner, *learner.LearningDelivery)]


@pytest.mark.parametrize("year", YEARS)
def test_fields_texts_and_lines_come_back(tmp_path: Path, year: str) -> None:
    text, reader = writer(table(year)), IlrReader(table(year))
    people = read(tmp_path, year, 150)
    people[4].AddLine1 = "1 & 2 <Mill> View  "
    people[5].Postcode = ""
    people[6].raw = {"Ethnicity": f"00{people[6].Ethnicity}"}
    remembered = Remembered()
    for position, learner in enumerate(people):
        remembered.add(position, learner)

    for position, learner in enumerate(people):
        again = remembered.again(position, text(learner).encode(), reader, FILE)
        assert again == learner
        assert origins(again) == origins(learner)
        assert again.notes is None


def test_what_was_not_added_or_was_changed_since_is_not_remembered(tmp_path: Path) -> None:
    people = read(tmp_path, "2627", 4)
    remembered = Remembered()
    remembered.add(0, people[0])
    remembered.add(3, people[3])
    remembered.forget(0)
    remembered.forget(2)

    assert [position in remembered for position in range(5)] == [False, False, False, True, False]


def test_what_another_process_remembers_can_be_joined(tmp_path: Path) -> None:
    text, reader = writer(table("2627")), IlrReader(table("2627"))
    people = read(tmp_path, "2627", 6)
    whole, rest = Remembered(), Remembered(3)
    for position in (0, 1):
        whole.add(position, people[position])
    for position in (4, 5):
        rest.add(position, people[position])
    whole.join(rest)

    assert [position in whole for position in range(6)] == [True, True, False, False, True, True]
    again = whole.again(5, text(people[5]).encode(), reader, FILE)
    assert (again, origins(again)) == (people[5], origins(people[5]))


def test_a_learner_without_lines_is_not_remembered(tmp_path: Path) -> None:
    (learner,) = read(tmp_path, "2627", 1)
    learner.LearningDelivery[0].origin = None
    remembered = Remembered()
    remembered.add(0, learner)
    assert 0 not in remembered
