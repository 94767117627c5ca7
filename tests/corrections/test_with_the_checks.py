"""Corrections and gathering judged by the rules that ilrsync really runs, of both years."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.checks.cases import aim, apprenticeship, closed, learner, t_level
from ilrsync.checks.engine import Checker
from ilrsync.checks.plugin import ilrsync_rules
from ilrsync.checks.rule import Context
from ilrsync.corrections.correction import Corrections
from ilrsync.corrections.evidence import RULES
from ilrsync.corrections.gather import Candidate, gather
from ilrsync.corrections.loop import correct
from ilrsync.corrections.plugin import grades, ilrsync_corrections
from ilrsync.corrections.repeated_aims import SAME_AIM_TWICE
from ilrsync.corrections.replay import (
    apply_changes,
    apply_to_all,
    reverse_changes,
    reverse_on_all,
)
from ilrsync.model.finding import Change, Finding, Grade, Mode, Outcome
from ilrsync.model.table import YEARS, table
from tests.corrections.invented import arbitrary

if TYPE_CHECKING:
    from ilrsync.corrections.loop import Corrected
    from ilrsync.model.records import Learner

EVERYTHING = {
    year: {rule: Mode.APPLY for rule, grade in grades(year).items() if grade is not Grade.SUGGEST}
    for year in YEARS
}


@cache
def checker(year: str) -> Checker:
    terms = table(year)
    prepared = dt.date(terms.starts.year, 12, 4)
    return Checker(ilrsync_rules(year), Context(terms, prepared, prepared))


@cache
def known(year: str) -> Corrections:
    return Corrections(ilrsync_corrections(year), year)


def corrected(one: Learner, year: str, position: int = 0) -> Corrected:
    def check(given_: Learner) -> list[Finding]:
        return checker(year).learner(given_, position)

    return correct(one, position, known(year), EVERYTHING[year], check)


def rules(findings: list[Finding] | tuple[Finding, ...]) -> list[str]:
    return sorted(one.rule for one in findings)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(YEARS))
def test_corrections_end_in_fewer_findings_and_can_be_undone(seed: int, year: str) -> None:
    before: Learner = arbitrary(random.Random(seed), year)  # noqa: S311 - not a secret
    result = corrected(before, year)
    assert apply_changes(before, result.changes) == result.learner
    assert reverse_changes(result.learner, result.changes) == before
    assert set(rules(result.findings)) <= set(rules(checker(year).learner(before, 0)))
    again = corrected(result.learner, year)
    assert not [one for one in again.changes if one.outcome is Outcome.APPLIED]


@pytest.mark.parametrize("year", YEARS)
def test_a_learner_in_order_is_left_alone(year: str) -> None:
    one = learner("A1", *t_level())
    assert corrected(one, year).learner is one


@pytest.mark.parametrize("year", YEARS)
def test_repeated_aim_numbers_are_put_right(year: str) -> None:
    one = learner("A1", aim(AimSeqNumber=1), aim("60325999", AimType=4, AimSeqNumber=1))
    result = corrected(one, year)
    assert "R_07" not in rules(result.findings)
    assert [each.AimSeqNumber for each in result.learner.LearningDelivery] == [1, 2]


@pytest.mark.parametrize("year", YEARS)
def test_a_t_level_split_over_two_records_is_gathered_without_an_error_left(year: str) -> None:
    first = learner("A1", *t_level(without="core specialism placement"))
    second = learner("A1", *t_level(without="programme"))
    result = gather(
        [Candidate(0, first), Candidate(1, second)],
        modes={"R_06": Mode.APPLY},
        check=lambda one: checker(year).learner(one, 0),
    )
    ((_, whole),) = result.records
    assert result.gone == (1,)
    assert rules(checker(year).learner(first, 0)) != []
    assert rules(checker(year).learner(whole, 0)) == rules(
        checker(year).learner(learner("A1", *t_level()), 0)
    )


@pytest.mark.parametrize("year", YEARS)
def test_a_progression_on_two_records_is_gathered_with_both_programmes(year: str) -> None:
    ended = dt.date(2025, 8, 29)
    start = {"LearnStartDate": dt.date(2024, 9, 2), "LearnPlanEndDate": ended}
    level_4 = apprenticeship(105, **start, **closed(ended))
    born = dt.date(2004, 5, 1)
    first = learner("A1", *level_4, ULN=learner("B2").ULN, DateOfBirth=born)
    second = learner("B2", *apprenticeship(274), DateOfBirth=born)
    result = gather(
        [Candidate(0, first, "mis"), Candidate(1, second, "aptem", 2)],
        modes={"R_59": Mode.APPLY},
        check=lambda one: checker(year).learner(one, 0),
    )
    ((_, whole),) = result.records
    assert whole.LearnRefNumber == "A1"
    assert [(each.StdCode, each.AimType) for each in whole.LearningDelivery] == [
        (105, 1),
        (105, 3),
        (274, 1),
        (274, 3),
    ]
    assert [each.AimSeqNumber for each in whole.LearningDelivery] == [1, 2, 3, 4]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 2**32), min_size=2, max_size=3), st.sampled_from(YEARS))
def test_the_changes_of_a_whole_run_can_be_undone(seeds: list[int], year: str) -> None:
    """Each learner corrected, the people gathered, what was gathered corrected once more."""
    people: list[Learner] = [arbitrary(random.Random(seed), year) for seed in seeds]  # noqa: S311 - not a secret
    for one in people[1:]:
        for name in ("ULN", "LearnRefNumber", "FamilyName", "GivenNames", "DateOfBirth"):
            one.assign(name, getattr(people[0], name))
    read = dict(enumerate(people))
    changes: list[Change] = []
    candidates = []
    for position, one in read.items():
        result = corrected(one, year, position)
        changes += result.changes
        candidates.append(Candidate(position, result.learner))
    gathered = gather(
        candidates, modes=EVERYTHING[year], check=lambda one: checker(year).learner(one, 0)
    )
    changes += gathered.changes
    returned = {}
    for position, one in gathered.records:
        result = corrected(one, year, position)
        changes += result.changes
        returned[position] = result.learner
    assert apply_to_all(read, changes) == returned
    assert reverse_on_all(returned, changes) == read


@pytest.mark.parametrize("year", YEARS)
def test_whatever_brings_two_records_together_is_a_rule_and_has_advice(year: str) -> None:
    known_rules = {rule.id for rule in ilrsync_rules(year)}
    assert {*RULES, SAME_AIM_TWICE} <= known_rules
    assert {*RULES, SAME_AIM_TWICE} <= grades(year).keys()
