"""One way of counting rules, for every report and for the list of rules."""

from __future__ import annotations

import datetime as dt

import pytest

from ilrsync.checks.engine import Checker
from ilrsync.checks.plugin import ilrsync_rules
from ilrsync.checks.rule import Context
from ilrsync.model.finding import NotChecked
from ilrsync.model.table import YEARS, table
from ilrsync.outputs.rule_counts import counts_of, rules_of_form
from tests.outputs.builders import MemoryResult

DAY = dt.date(2026, 12, 4)


def test_a_rule_that_was_checked_in_part_is_counted_once() -> None:
    result = MemoryResult(
        rules_run=("R_06", "R_59"),
        not_checked=[NotChecked("R_59", "checked in part: …"), NotChecked("R_147", "needs LARS")],
    )
    counts = counts_of(result)
    assert (counts.checked, counts.in_part, counts.not_checked) == (2, 1, 1)
    assert counts.text == (
        f"Rules checked: 2 (1 of them in part), besides {counts.of_form} about the form of fields"
        " and files; not checked: 1"
    )


@pytest.mark.parametrize("year", YEARS)
def test_the_counts_are_together_every_published_rule_and_every_rule_of_ours(year: str) -> None:
    rules = ilrsync_rules(year)
    checker = Checker(rules, Context(table(year), DAY, DAY))
    counts = counts_of(
        MemoryResult(
            table=table(year), rules_run=checker.rules_run, not_checked=checker.not_checked
        )
    )
    every = table(year).rules.keys() | {rule.id for rule in rules}
    assert counts.checked + counts.of_form + counts.not_checked == len(every)
    assert counts.of_form == len(rules_of_form(table(year)) - set(checker.rules_run))
