"""A file read by several processes gives what it gives in one."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

import pytest

from ilrsync.pipeline.convert import Converted, convert_files
from ilrsync.pipeline.plan import Workers
from tests.pipeline.returns import NOW, deliver, host, ilr, learners

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.model.records import Learner

MANY = 60


def convert(file: Path, out: Path, count: int) -> Converted:
    return convert_files([file], out, host(), started=NOW, workers=Workers(count, 7))


def with_all_kinds_of_trouble() -> list[Learner]:
    """Some clean, some complained of, corrected, mended, held out, gathered, or alike by chance."""
    people = learners(MANY)
    people[3].Postcode = "qx11aa"
    people[9].LearningDelivery[0].LearnStartDate = dt.date(2031, 1, 1)
    people[13].Sex = "Q"
    people[20].ULN = people[41].ULN
    people[25].LearnRefNumber = people[50].LearnRefNumber
    for name in ("FamilyName", "GivenNames", "DateOfBirth"):
        setattr(people[30], name, getattr(people[8], name))
    people[33].FamilyName = ""
    people[44].NINumber = "not one"
    people[57] = people[2]
    return people


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("count", [2, 3])
def test_every_file_is_the_same_byte_for_byte(
    tmp_path: Path, count: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    file = deliver(tmp_path, "export.xml", ilr(with_all_kinds_of_trouble()))
    alone = convert(file, tmp_path / "alone", 1)

    together = convert(file, tmp_path / "together", count)

    assert "one process" not in caplog.text
    assert everything(tmp_path / "together") == everything(tmp_path / "alone")
    assert together.summary == alone.summary.replace("alone", "together")
    assert (together.problems, together.exit_code) == (alone.problems, alone.exit_code)
