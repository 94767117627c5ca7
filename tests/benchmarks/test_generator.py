"""Generated learners: repeatable, valid, clean under the rules, and of every kind."""

from __future__ import annotations

import csv
import datetime as dt
import tracemalloc
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from ilrsync.checks.engine import Checker
from ilrsync.checks.plugin import ilrsync_rules
from ilrsync.checks.rule import Context
from ilrsync.model.check_digits import employer_id_is_valid, uln_is_valid
from ilrsync.model.facts import field_findings
from ilrsync.model.records import RECORDS, Learner
from ilrsync.model.table import YEARS, table
from ilrsync.outputs.learner_xml import MESSAGE_END, message_start, writer
from ilrsync.outputs.schema import Validator
from tests.benchmarks.generator import UKPRN, header, learners, write_csv, write_file

if TYPE_CHECKING:
    from pathlib import Path

both_years = pytest.mark.parametrize("year", YEARS)


def records(record: Any) -> list[Any]:
    """*record* and every record below it."""
    found = [record]
    for one in found:
        for name in type(one).__dataclass_fields__:
            value = getattr(one, name)
            children = value if isinstance(value, list) else [value]
            found.extend(child for child in children if type(child) in RECORDS.values())
    return found


@both_years
def test_the_same_seed_gives_the_same_learners_and_another_gives_others(year: str) -> None:
    first = list(learners(year, 50, seed=3))
    assert list(learners(year, 50, seed=3)) == first
    assert list(learners(year, 50, seed=4)) != first


@both_years
def test_every_learner_is_valid_and_clean_under_every_rule(year: str) -> None:
    that, made = table(year), list(learners(year, 800))
    start = message_start(that, header(year), [], UKPRN).encode()
    assert Validator(that).check([writer(that)(one).encode() for one in made], start) == []
    prepared = dt.date(that.starts.year, 11, 20)
    checker = Checker(ilrsync_rules(year), Context(that, prepared, prepared, ukprn=UKPRN))
    raised: Counter[str] = Counter()
    for position, learner in enumerate(made):
        raised.update(finding.rule for finding in field_findings(learner, that, ""))
        raised.update(finding.rule for finding in checker.learner(learner, position))
    raised.update(finding.rule for _, finding in checker.message(list(enumerate(made))))
    assert raised == {}


@both_years
def test_check_digits_are_valid_and_references_differ(year: str) -> None:
    made = list(learners(year, 500))
    assert all(uln_is_valid(learner.ULN or 0) for learner in made)
    assert len({learner.ULN for learner in made}) == len(made)
    assert len({learner.LearnRefNumber for learner in made}) == len(made)
    employers = [
        status.EmpId
        for learner in made
        for status in learner.LearnerEmploymentStatus
        if status.EmpId
    ]
    assert employers
    assert all(map(employer_id_is_valid, employers))


@both_years
def test_every_entity_and_about_four_aims_a_learner_are_there(year: str) -> None:
    made = list(learners(year, 500))
    kinds = {type(one).__name__ for learner in made for one in records(learner)}
    below = {"Learner"}
    for name in table(year).entities:
        if name in below:
            below |= {child.entity for child in table(year).entities[name].children}
    assert kinds == below
    assert 3 < sum(len(learner.LearningDelivery) for learner in made) / len(made) < 5


def test_a_longer_file_begins_as_a_shorter_one() -> None:
    assert list(learners("2627", 40))[:20] == list(learners("2627", 20))


def test_two_seeds_share_no_uln() -> None:
    ulns = [[learner.ULN for learner in learners("2627", 200, seed)] for seed in (1, 2)]
    assert not set(ulns[0]) & set(ulns[1])


@both_years
def test_a_file_holds_the_learners_and_nothing_is_kept_in_memory(year: str, tmp_path: Path) -> None:
    path = tmp_path / "file.xml"
    write_file(path, year, 20, seed=5)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(message_start(table(year), header(year), [], UKPRN))
    assert text.endswith(writer(table(year))(_last(year, 20, seed=5)) + MESSAGE_END)
    peaks = [_peak(path, year, size) for size in (200, 800)]
    assert peaks[1] < peaks[0] * 2


def _last(year: str, n: int, seed: int) -> Learner:
    return list(learners(year, n, seed))[-1]


def _peak(path: Path, year: str, size: int) -> int:
    tracemalloc.start()
    try:
        write_file(path, year, size)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@both_years
def test_the_wide_csv_has_a_row_a_learner_and_all_their_aims(year: str, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    write_csv(path, year, 40, seed=5)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    made = list(learners(year, 40, seed=5))
    assert [row["LearnRefNumber"] for row in rows] == [one.LearnRefNumber for one in made]
    for row, learner in zip(rows, made, strict=True):
        references = [row[f"Aim {number} LearnAimRef"] for number in range(1, 6)]
        assert [text for text in references if text] == [
            aim.LearnAimRef for aim in learner.LearningDelivery
        ]
        assert None not in row, "a row longer than the headings"


@both_years
def test_aims_are_numbered_from_one(year: str) -> None:
    for learner in learners(year, 100):
        numbers = [aim.AimSeqNumber or 0 for aim in learner.LearningDelivery]
        assert numbers[0] == 1
        assert all(later == earlier + 1 for earlier, later in pairwise(numbers))
