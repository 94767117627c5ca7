"""A file read by several processes gives what it gives in one."""

from __future__ import annotations

import datetime as dt
import logging
import os
from copy import copy
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import ConfigError, TransientError
from ilrsync.model.table import table
from ilrsync.pipeline.adhoc import named
from ilrsync.pipeline.convert import Converted, convert_files
from ilrsync.pipeline.inputs import opened
from ilrsync.pipeline.plan import Plan, Workers
from ilrsync.pipeline.workers import LARGE, MOST, workers_for
from tests.pipeline.returns import NOW, UKPRN, YEAR, deliver, host, ilr, learners

if TYPE_CHECKING:
    from collections.abc import Callable
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


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda text: text.replace(b"</ULN>", b"</ULN><Odd>1</Odd>", 1), id="unknown"),
        pytest.param(lambda text: text.replace(b"<Learner>", b"stray <Learner>", 9), id="stray"),
        pytest.param(lambda text: text.replace(b"</Message>", b""), id="cut off"),
        pytest.param(lambda text: text.replace(b"</Learner>", b"<Learner/></Learner>", 5), id="in"),
        pytest.param(lambda text: text.decode().encode("utf-16"), id="wide"),
    ],
)
def test_an_unusual_file_is_read_as_a_whole_and_told_of_in_the_same_words(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    text = spoil(ilr(learners(20))).replace(b'encoding="UTF-8"', b"")
    file = deliver(tmp_path, "export.xml", text)

    def said(count: int) -> tuple[object, ...]:
        out = tmp_path / str(count)
        try:
            done = convert(file, out, count)
        except ConfigError as refusal:
            return (str(refusal),)
        return done.problems, done.exit_code, everything(out)

    assert said(2) == said(1)


def test_a_worker_that_dies_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    file = deliver(tmp_path, "export.xml", ilr(learners(20)))
    dying = copy(host())
    dying.again = partial(os._exit, 1)  # as when memory runs out

    with pytest.raises(TransientError, match="a worker process ended"):
        convert_files([file], tmp_path / "out", dying, started=NOW, workers=Workers(2, 7))

    assert not (tmp_path / "out").exists()


def test_a_small_file_and_a_file_of_another_format_have_one_reader(tmp_path: Path) -> None:
    file = deliver(tmp_path, "export.xml", ilr(learners(3)))
    (given,) = named([file], host(), tmp_path).inputs
    year = table(YEAR)
    plan = Plan(UKPRN, year, NOW, [given])
    delivery = opened(given, year)

    assert workers_for(plan, host(), given, delivery) == 1
    asked = replace(plan, workers=Workers(3))
    assert workers_for(asked, host(), given, delivery) == 3
    assert workers_for(asked, host(), given, replace(delivery, as_ilr_xml=False)) == 1
    assert workers_for(asked, host(), given, replace(delivery, year="2526")) == 1
    large = replace(given, size=LARGE)
    assert 1 <= workers_for(plan, host(), large, delivery) <= MOST
