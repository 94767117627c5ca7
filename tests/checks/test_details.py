"""What findings say beyond their rule, and by what files are searched for two that share it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from ilrsync.checks.cases import Case, aim, learner, message, t_level, uln_of
from ilrsync.checks.engine import Checker
from ilrsync.checks.plugin import ilrsync_rules
from ilrsync.model.records import Message
from ilrsync.model.table import YEARS
from tests.checks.test_edges import EDGES

if TYPE_CHECKING:
    from ilrsync.model.finding import Finding
    from ilrsync.model.records import Learner


def _findings(rule_id: str, given: Message, year: str = "2627") -> list[Finding]:
    rules = [rule for rule in ilrsync_rules(year) if rule.id == rule_id]
    checker = Checker(rules, Case(rule_id, "", given, ()).context(year))
    learners = list(enumerate(given.Learner))
    found = [one for position, one_of in learners for one in checker.learner(one_of, position)]
    return found + [finding for _, finding in checker.message(learners)]


def _details(rule_id: str, given: Learner | Message) -> list[str]:
    asked = given if isinstance(given, Message) else message(given)
    return [finding.message for finding in _findings(rule_id, asked)]


def _named(reference: str | None, number: int, **fields: Any) -> Learner:
    names = {"FamilyName": "Example", "GivenNames": "Jo", **fields}
    return learner(reference, ULN=number, **names)


def test_records_of_one_uln_name_each_other() -> None:
    three = message(learner("A1", ULN=7), learner("B2", ULN=7), learner(None, ULN=7))
    first, second, third = _details("R_59", three)
    assert first.endswith("It is also on B2, a record without reference.")
    assert second.endswith("It is also on A1, a record without reference.")
    assert third.endswith("It is also on A1, B2.")


def test_of_two_ulns_that_differ_by_a_slip_the_right_one_is_named() -> None:
    right = uln_of("A1")
    slip, other = (right - right % 10 + (right + more) % 10 for more in (1, 2))
    first, second = _details("ILRSYNC_uln_slip", message(_named("A1", right), _named("B2", slip)))
    assert first.endswith(f"Compare with the record B2. Only {right} has a right check digit.")
    assert second.endswith(f"Compare with the record A1. Only {right} has a right check digit.")
    neither = _details("ILRSYNC_uln_slip", message(_named("A1", other), _named("B2", slip)))
    assert [one.rpartition("Compare with")[2] for one in neither] == [
        " the record B2.",
        " the record A1.",
    ]


@pytest.mark.parametrize(
    ("rule_id", "given", "said"),
    [
        ("ILRSYNC_same_person", (_named("A1", 1), _named("B2", 2)), "The record {} looks"),
        (
            "ILRSYNC_shared_ni_number",
            (
                _named("A1", 1, NINumber="AB123456C"),
                _named("B2", 2, NINumber="AB123456C", GivenNames="Max"),
            ),
            "The record {} has it as well.",
        ),
        (
            "ILRSYNC_previous_reference_in_file",
            (_named("A1", 1), _named("B2", 2, PrevLearnRefNumber="A1")),
            "The other record is {}.",
        ),
    ],
)
def test_each_of_two_records_names_the_other(
    rule_id: str, given: tuple[Learner, Learner], said: str
) -> None:
    told = {one.LearnRefNumber: one.message for one in _findings(rule_id, message(*given))}
    assert told.keys() == {"A1", "B2"}
    assert said.format("B2") in told["A1"]
    assert said.format("A1") in told["B2"]


def test_an_aim_number_that_is_too_high_is_set_against_the_number_of_aims() -> None:
    (said,) = _details("AimSeqNumber_02", learner("A1", aim(AimSeqNumber=9)))
    assert said.endswith("The learner has 1 aim.")
    two = learner("A1", aim(AimSeqNumber=1), aim(AimSeqNumber=9))
    (said,) = _details("AimSeqNumber_02", two)
    assert said.endswith("The learner has 2 aims.")


def test_aims_that_are_the_same_are_named_by_their_numbers() -> None:
    twice = learner("A1", aim("60148967"), aim(), aim(), aim())
    said = [told.rpartition(". ")[2] for told in _details("ILRSYNC_same_aim_twice", twice)]
    assert said == [
        "Aim 3, 4 is the same.",
        "Aim 2, 4 is the same.",
        "Aim 2, 3 is the same.",
    ]


@pytest.mark.parametrize(
    ("year", "shown"),
    [("2526", {"PHours": "650"}), ("2627", {"HRSCode": "2", "HRSAmount": "650"})],
)
def test_planned_hours_are_shown_under_the_names_of_the_year(
    year: str, shown: dict[str, str]
) -> None:
    given = message(learner("A1", *t_level(hours=650)))
    (found,) = _findings("ILRSYNC_hours_of_one_year", given, year)
    assert {name: found.fields.get(name) for name in ("PHours", "HRSCode", "HRSAmount")} == {
        "PHours": None,
        "HRSCode": None,
        "HRSAmount": None,
        **shown,
    }


@pytest.mark.parametrize("year", YEARS)
def test_two_of_whom_a_rule_over_files_speaks_share_its_key(year: str) -> None:
    """Only learners who share a key with another are given to the rule when a file is checked."""
    for rule in ilrsync_rules(year):
        if rule.key is None:
            continue
        for given in [*rule.cases, *EDGES.get(rule.id, [])]:
            if given.expected:
                keys = [set(rule.key(one)) for one in given.message.Learner]
                shared = [one & other for one, other in combinations(keys, 2)]
                assert any(shared), f"{rule.id}: {given.title}"


def test_who_has_no_reference_shares_none() -> None:
    (rule,) = [one for one in ilrsync_rules("2627") if one.id == "R_06"]
    assert rule.key is not None
    assert list(rule.key(learner(None))) == []
    (rule,) = [one for one in ilrsync_rules("2627") if one.id == "R_59"]
    assert rule.key is not None
    assert list(rule.key(learner("A1", ULN=None))) == []


def test_a_reference_that_was_kept_is_shared_with_no_one() -> None:
    (rule,) = [
        one for one in ilrsync_rules("2627") if one.id == "ILRSYNC_previous_reference_in_file"
    ]
    assert rule.key is not None
    assert list(rule.key(learner("A1", PrevLearnRefNumber="a1"))) == ["a1"]
    assert list(rule.key(learner("A1", PrevLearnRefNumber=" "))) == ["a1"]
    assert list(rule.key(learner(None, PrevLearnRefNumber="B2"))) == ["b2"]
