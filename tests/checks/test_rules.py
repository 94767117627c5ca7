"""Every rule, through its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync.checks.engine import Checker
from ilrsync.checks.plugin import ilrsync_rules, modules
from ilrsync.checks.rule import Rule, rules_of
from ilrsync.model.table import YEARS, table

if TYPE_CHECKING:
    from ilrsync.checks.cases import Case

RUNS = [
    pytest.param(rule, case, year, id=f"{rule.id}-{year}-{case.title}")
    for year in YEARS
    for rule in ilrsync_rules(year)
    for case in rule.cases
    if case.year in {"", year}
]


@pytest.mark.parametrize(("rule", "case", "year"), RUNS)
def test_rule_complains_about_exactly_what_its_case_says(rule: Rule, case: Case, year: str) -> None:
    checker = Checker([rule], case.context(year))
    learners = list(enumerate(case.message.Learner))
    found = [
        one.path for position, learner in learners for one in checker.learner(learner, position)
    ]
    found += [finding.path for _, finding in checker.message(learners)]
    assert checker.rules_run == (rule.id,)
    assert sorted(found) == sorted(case.expected)


@pytest.mark.parametrize("year", YEARS)
def test_every_rule_has_a_silent_and_a_speaking_case_in_every_year_it_is_in(year: str) -> None:
    for rule in ilrsync_rules(year):
        verdicts = {bool(case.expected) for case in rule.cases if case.year in {"", year}}
        assert verdicts == {True, False}, f"{rule.id} lacks a silent or a speaking case in {year}"


def test_every_case_is_about_a_rule_of_its_module() -> None:
    for module in modules():
        ids = {rule.id for rule in rules_of(module)}
        assert {case.rule for case in getattr(module, "CASES", ())} == ids, module.__name__


@pytest.mark.parametrize("year", YEARS)
def test_a_rule_is_the_departments_for_that_year_or_carries_our_prefix(year: str) -> None:
    published = table(year).rules
    for rule in ilrsync_rules(year):
        if rule.id.startswith("ILRSYNC_"):
            assert rule.id not in published
        else:
            assert rule.severity == published[rule.id].severity, rule.id


@pytest.mark.parametrize("year", YEARS)
def test_an_id_is_one_rule(year: str) -> None:
    ids = [rule.id for rule in ilrsync_rules(year)]
    assert len(ids) == len(set(ids))
