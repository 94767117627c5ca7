from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest

from ilrsync.model.records import LearnerFAM
from ilrsync.outputs.placements import worklists
from ilrsync.outputs.placements.decision import decide
from ilrsync.outputs.placements.downloads import Downloads, read_registrations, read_results
from ilrsync.outputs.placements.learner import TLevelLearner, t_level_learner
from ilrsync.outputs.placements.worklists import Task, ao_sheet, tasks
from tests.outputs.builders import ended, placement, t_level, uln, work
from tests.outputs.placements.downloaded import (
    REGISTRATIONS,
    RESULTS,
    download,
    registration,
    result,
)

TODAY = dt.date(2026, 5, 20)
LEFT = ended(3, 3, WithdrawReason=98)
GRADES = {"MathGrade": "5", "EngGrade": "4"}


def kept(number: int = 1, *placements: Any, **fields: Any) -> TLevelLearner:
    found = t_level_learner(t_level(number, *placements, **(GRADES | fields)))
    assert found is not None
    return found


def listed(learners: list[TLevelLearner], *lines: str) -> list[Task]:
    downloads = Downloads()
    if lines:
        downloads = Downloads(read_registrations("r.csv", download(REGISTRATIONS, *lines)))
    decisions = {one.ULN: decide(one, None, TODAY) for one in learners if one.ULN}
    return tasks(learners, decisions, downloads)


def purposes(found: list[Task]) -> list[str]:
    return [task.purpose for task in found]


def test_a_learner_who_goes_on_is_on_no_list() -> None:
    assert listed([kept()], registration(1)) == []


def test_a_withdrawal_is_told_while_the_service_has_the_learner_as_active() -> None:
    learner = kept(1, programme=LEFT)
    (found,) = listed([learner], registration(1))
    assert (found.purpose, found.awarding_organisation) == (worklists.WITHDRAW, "Pearson")
    assert found.remark == "left on 01/05/2026"
    assert listed([learner], registration(2)) == []


def test_without_a_learner_list_every_withdrawal_is_told() -> None:
    assert purposes(listed([kept(1, programme=LEFT)])) == [worklists.WITHDRAW]


def test_an_unregistered_learner_is_told() -> None:
    assert purposes(listed([kept(1)], registration(2))) == [worklists.REGISTER]


def test_pending_withdrawals_are_listed() -> None:
    assert purposes(listed([kept(1)], registration(1, pending=True))) == [worklists.PENDING]


@pytest.mark.parametrize(
    ("learner", "has"),
    [
        (kept(1, placement([work()], **ended()), programme=LEFT), True),
        (kept(1, placement(**LEFT), programme=LEFT), False),
        (kept(1, placement(**LEFT), programme=LEFT | {"Outcome": 2}), True),
        (kept(1, programme=LEFT), False),
    ],
)
def test_a_statement_needs_the_placement_or_a_core_result(
    learner: TLevelLearner, *, has: bool
) -> None:
    assert (worklists.STATEMENT in purposes(listed([learner]))) is has


@pytest.mark.parametrize(
    ("fields", "remark"),
    [
        ({"MathGrade": "3"}, "maths: a condition of funding"),
        ({"MathGrade": None, "EngGrade": "NONE"}, "English and maths: a condition of funding"),
        ({"MathGrade": "D"}, "maths: a condition of funding"),
    ],
)
def test_missing_english_or_maths_is_listed(fields: dict[str, Any], remark: str) -> None:
    (found,) = listed([kept(1, **fields)])
    assert (found.purpose, found.remark) == (worklists.ENGLISH_AND_MATHS, remark)


@pytest.mark.parametrize(
    "fields",
    [
        {"MathGrade": "A*", "EngGrade": "9"},
        {"MathGrade": "3", "LearnerFAM": [LearnerFAM("MCF", 2)]},
    ],
)
def test_a_grade_or_an_exemption_takes_a_learner_off_the_list(fields: dict[str, Any]) -> None:
    assert listed([kept(1, **fields)]) == []


def test_english_and_maths_no_longer_matter_once_the_learner_has_finished() -> None:
    assert listed([kept(1, MathGrade="3", programme=ended())]) == []


@pytest.mark.parametrize(
    ("overall", "document"),
    [
        ("Merit", "certificate"),
        ("Partial achievement", "statement of achievement"),
        ("X - no result", None),
    ],
)
def test_documents_that_will_be_printed_need_a_postal_address(
    overall: str, document: str | None
) -> None:
    results = read_results("o.csv", download(RESULTS, result(1, overall)))
    found = tasks([kept(1)], {}, Downloads(results=results))
    assert [task.purpose for task in found] == ([worklists.PRINTED] if document else [])
    assert all(task.remark.startswith(str(document)) for task in found)


def test_lists_are_grouped_by_awarding_organisation() -> None:
    ncfe = kept(1, core="60358294", specialism="ZTLOS006", programme=LEFT)
    pearson = kept(2, programme=LEFT)
    city = kept(3, core="60369176", programme=LEFT)
    found = listed([pearson, ncfe, city])
    assert [task.awarding_organisation for task in found] == ["City & Guilds", "NCFE", "Pearson"]


def test_the_sheet_for_an_awarding_organisation_has_its_layout() -> None:
    learner = kept(1, core="60369115", specialism="ZTLOS030", programme=LEFT)
    text, refused = ao_sheet([Task(worklists.WITHDRAW, learner)], 10000001)
    assert refused == []
    heading, row = csv.reader(io.StringIO(text))
    assert ",".join(heading) == (
        "ULN,First name,Last name,Date of birth,UKPRN,Academic year,Core code,Specialism code(s)"
    )
    assert row == [
        str(uln(1)),
        "Ada II",
        "Okonkwo-Bérenger",
        "05022008",
        "10000001",
        "2024/25",
        "60369115",
        "10202101,10202102",
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"ULN": 9999999999},
        {"DateOfBirth": None},
        {"GivenNames": "Ada (Addie)"},
        {"GivenNames": " Ada"},
        {"FamilyName": "O'"},
        {"FamilyName": None},
        {"FamilyName": "x" * 101},
        {"core": "60000000"},
    ],
)
def test_what_the_layout_cannot_take_is_given_back(fields: dict[str, Any]) -> None:
    task = Task(worklists.WITHDRAW, kept(1, **fields))
    text, refused = ao_sheet([task], 10000001)
    assert refused == [task]
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize("name", ["O'Brien", "O\u2019Brien", "Smith-Jones", "de la Cruz", "Éa"])
def test_names_that_the_layout_takes(name: str) -> None:
    assert ao_sheet([Task(worklists.WITHDRAW, kept(1, FamilyName=name))], 10000001)[1] == []
