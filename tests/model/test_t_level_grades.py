from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from ilrsync.model.t_level_grades import (
    core_grades,
    has_table,
    overall_result,
    specialism_grades,
)
from ilrsync.model.t_levels import t_levels

REFERENCE = Path(__file__).parents[2] / "../shared/reference/t-level-grades.json"
NO = "X - no result"
PENDING = "Q - pending result"
OVERALL = {
    "Distinction*",
    "Distinction",
    "Merit",
    "Pass",
    "Partial achievement",
    "Unclassified",
    NO,
    PENDING,
}
BUILDING, ANIMALS, MARKETING = "60369115", "61041580", "61051251"


@pytest.mark.parametrize(
    ("core_code", "year", "core", "specialism", "overall"),
    [
        (BUILDING, 2024, "A*", "Distinction", "Distinction*"),
        (BUILDING, 2024, "A*", "Pass", "Distinction"),
        (ANIMALS, 2024, "A*", "Pass", "Merit"),
        (BUILDING, 2024, "D", "Distinction", "Merit"),
        (ANIMALS, 2024, "D", "Distinction", "Distinction"),
        (BUILDING, 2024, "E", "Pass", "Pass"),
        ("60358300", 2020, "C", "Distinction", "Merit"),
        ("60358300", 2021, "C", "Distinction", "Distinction"),
    ],
)
def test_with_the_placement_the_table_decides(
    core_code: str, year: int, core: str, specialism: str, overall: str
) -> None:
    assert overall_result(core_code, year, core, specialism, placement=True) == overall


@pytest.mark.parametrize(
    ("core", "specialism"), [("A", None), (None, None), ("A", "Unclassified"), (NO, "Pass")]
)
def test_with_the_placement_and_a_grade_missing_it_is_partial(
    core: str | None, specialism: str | None
) -> None:
    found = overall_result(BUILDING, 2024, core, specialism, placement=True)
    assert found == "Partial achievement"


@pytest.mark.parametrize(
    ("year", "core", "specialism", "overall"),
    [
        (2024, "A*", "Distinction", "Partial achievement"),
        (2024, "E", None, "Partial achievement"),
        (2024, "Unclassified", "Unclassified", "Unclassified"),
        (2024, "Unclassified", None, NO),
        (2024, None, None, NO),
        (2020, "Unclassified", None, "Unclassified"),
        (2020, NO, None, NO),
    ],
)
def test_without_the_placement_nobody_gets_a_grade(
    year: int, core: str | None, specialism: str | None, overall: str
) -> None:
    assert overall_result("60358300", year, core, specialism, placement=False) == overall


@pytest.mark.parametrize("placement", [True, False])
@pytest.mark.parametrize("parts", [(PENDING, "Pass"), ("A", PENDING)])
def test_a_pending_part_leaves_all_pending(parts: tuple[str, str], *, placement: bool) -> None:
    assert overall_result(BUILDING, 2024, *parts, placement=placement) == PENDING


def test_a_t_level_without_a_table_has_no_computable_result() -> None:
    assert not has_table(MARKETING, 2025)
    assert overall_result(MARKETING, 2025, "A", "Merit", placement=True) is None


def test_a_grade_that_the_service_does_not_write_has_no_computable_result() -> None:
    assert overall_result(BUILDING, 2024, "A+", "Merit", placement=True) is None


def test_every_other_t_level_has_a_table_for_2021_onwards() -> None:
    assert [code for code in t_levels() if not has_table(code, 2025)] == [MARKETING]


def test_every_computable_result_is_one_of_the_services() -> None:
    for core, specialism in product((*core_grades(), None), (*specialism_grades(), None)):
        for placement in (True, False):
            found = overall_result(BUILDING, 2024, core, specialism, placement=placement)
            assert found in OVERALL


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the service's seed data is not here")
def test_the_tables_agree_with_the_services_seed_data() -> None:
    seed = json.loads(REFERENCE.read_text("utf-8"))
    assert [row["value"] for row in seed["core_grades"]] == list(core_grades())
    for one in seed["overall_grade_tables"]:
        year = 2020 if "only" in one["applies_to_academic_years"] else 2021
        for code in one["core_codes"]:
            for core, row in one["grades"].items():
                for specialism, overall in row.items():
                    found = overall_result(code, year, core, specialism, placement=True)
                    assert found == overall
