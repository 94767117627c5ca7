from __future__ import annotations

from ilrsync.model.file_rules import ANSWERED, FILE_RULES, UNCLEAR, reason
from ilrsync.model.table import YEARS, table


def test_every_rule_about_a_file_is_one_of_the_departments_and_says_what_becomes_of_it() -> None:
    published = {rule for year in YEARS for rule in table(year).rules}
    assert FILE_RULES.keys() | UNCLEAR.keys() <= published
    assert all(reason(rule) for rule in published & (FILE_RULES.keys() | UNCLEAR.keys()) - ANSWERED)
    assert {rule for rule, one in FILE_RULES.items() if not one.why_not} == ANSWERED


def test_rules_about_the_file_that_need_nothing_are_all_accounted_for() -> None:
    for year in YEARS:
        asked = {
            one.id
            for one in table(year).rules.values()
            if one.about == "File Level" and one.needs == "none"
        }
        assert asked <= FILE_RULES.keys(), year
