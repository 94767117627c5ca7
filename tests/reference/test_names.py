"""What rules ask for is what the folder of reference data can answer."""

from __future__ import annotations

import pytest

from ilrsync.checks import lists as asked
from ilrsync.checks.code_lists import asked as lists
from ilrsync.checks.plugin import ilrsync_rules
from ilrsync.model.table import YEARS
from ilrsync.model.table import table as tables
from ilrsync.reference import lists as answered
from ilrsync.reference.lars import LAYOUT
from ilrsync.reference.layout import postcode_key
from ilrsync.reference.lists import LAYOUTS

KINDS = {layout.table: {part.kind for part in layout.parts} for layout in (LAYOUT, *LAYOUTS)}


@pytest.mark.parametrize("year", YEARS)
def test_every_table_and_part_that_a_rule_needs_can_be_supplied(year: str) -> None:
    for rule in ilrsync_rules(year):
        for name in (*rule.needs, *rule.better_with):
            table, _, kind = name.partition("/")
            assert table in KINDS, rule.id
            if table == asked.CODE_LISTS:
                assert lists(name, tables(year)), rule.id
            else:
                assert not kind or kind in KINDS[table], rule.id


@pytest.mark.parametrize("year", YEARS)
def test_the_rows_of_cases_are_of_kinds_and_columns_that_are_loaded(year: str) -> None:
    columns = {
        (layout.table, part.kind): {part.key, *part.columns, *part.also}
        for layout in (LAYOUT, *LAYOUTS)
        for part in layout.parts
    }
    for rule in ilrsync_rules(year):
        for case in rule.cases:
            for table, rows in case.lookups.items():
                for (kind, _), given in rows.rows.items():
                    known = columns[table, kind]
                    assert all(row.keys() <= known for row in given), (rule.id, case.title)


def test_a_list_has_one_name_on_both_sides() -> None:
    for name in (
        "POSTCODES",
        "DEVOLVED_POSTCODES",
        "ORGANISATIONS",
        "CAMPUSES",
        "EMPLOYERS",
        "ASSESSORS",
        "CODE_LISTS",
        "ALLOCATIONS",
        "LEARNER_REGISTER",
    ):
        assert getattr(asked, name) == getattr(answered, name)


@pytest.mark.parametrize("text", ["ab101ab", "AB10 1AB", "b1 1bb "])
def test_a_postcode_has_one_form_on_both_sides(text: str) -> None:

    assert asked.as_listed(text) == postcode_key(text)
