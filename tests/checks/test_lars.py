from __future__ import annotations

import datetime as dt

import pytest

from ilrsync.checks.cases import CORE_CODE, Rows, aim, lars
from ilrsync.checks.derived import NEVER
from ilrsync.checks.lars import (
    Validity,
    basic_skills,
    day,
    in_category,
    in_category_on_start,
    is_english_or_maths,
    is_technical_qualification,
    level,
    pathways,
    validities,
)
from ilrsync.checks.rule import Context
from ilrsync.model.table import table

TODAY = dt.date(2026, 2, 2)


def _context(lookups: dict[str, Rows]) -> Context:
    return Context(table("2627"), TODAY, TODAY, find=lambda name: lookups.get(name))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01 Aug 2019", dt.date(2019, 8, 1)),
        ("2019-08-01", dt.date(2019, 8, 1)),
        ("2019-08-01T00:00:00", dt.date(2019, 8, 1)),
        ("31 Dec 2600", dt.date(2600, 12, 31)),
        ("", None),
        (None, None),
        ("31 Feb 2019", None),
        ("soon", None),
    ],
)
def test_dates_are_read_in_both_ways_of_writing(text: str | None, expected: dt.date | None) -> None:
    assert day(text) == expected


def test_validity_is_found_whatever_the_case_of_the_category_and_is_open_without_an_end() -> None:
    row = {"ValidityCategory": "1619_efa", "StartDate": "01 Aug 2019"}
    context = _context({"LARS": Rows({("Validity", "6014895X"): [row]})})
    assert validities(aim("6014895x"), context, "1619_EFA") == [
        Validity(dt.date(2019, 8, 1), NEVER, NEVER)
    ]
    assert validities(aim("60000000"), context, "1619_EFA") == []


def test_a_core_code_is_a_technical_qualification_without_lars() -> None:
    assert is_technical_qualification(aim(CORE_CODE), _context({}))
    assert not is_technical_qualification(aim("69999999"), _context({}))
    known = _context(lars(r69999999={"LearnAimRefType": "1468"}))
    assert is_technical_qualification(aim("69999999"), known)


def test_english_and_maths_are_known_by_their_basic_skills_type() -> None:
    rows = Rows(
        {
            ("AnnualValue", "1"): [{"BasicSkillsType": "1"}],
            ("AnnualValue", "2"): [{"BasicSkillsType": "36"}],
            ("FrameworkAims", "1"): [{"FworkCode": "7", "PwayCode": "2"}],
        }
    )
    context = _context({"LARS": rows})
    assert is_english_or_maths(aim("1"), context)
    assert not is_english_or_maths(aim("2"), context)
    assert pathways(aim("1"), context) == {("7", "2")}


SPAN = {"EffectiveFrom": "2019-08-01", "EffectiveTo": "2025-07-31"}


@pytest.mark.parametrize(
    ("start", "there"),
    [
        (dt.date(2019, 7, 31), False),
        (dt.date(2019, 8, 1), True),
        (dt.date(2025, 7, 31), True),
        (dt.date(2025, 8, 1), False),
        (None, False),
    ],
)
def test_what_lars_says_of_a_time_holds_from_its_first_to_its_last_day(
    start: dt.date | None, there: bool
) -> None:
    rows = Rows(
        {
            ("AnnualValue", "1"): [{"BasicSkillsType": "1", **SPAN}],
            ("LearningDeliveryCategory", "1"): [{"CategoryRef": "45", **SPAN}],
        }
    )
    context = _context({"LARS": rows})
    one = aim("1", LearnStartDate=start)
    assert is_english_or_maths(one, context) is there
    assert basic_skills(one, context) == ({"01"} if there else set())
    assert in_category_on_start(one, context, "44", "45") is there
    assert not in_category_on_start(one, context, "46")
    assert in_category(one, context, "44", "45")
    assert not in_category(one, context, "46")


def test_what_lars_says_without_an_end_goes_on_and_without_a_first_day_was_always() -> None:
    for span in ({"EffectiveFrom": "2019-08-01"}, {"EffectiveTo": "2025-12-31"}, {}):
        rows = Rows({("AnnualValue", "1"): [{"BasicSkillsType": "1", **span}]})
        assert is_english_or_maths(aim("1"), _context({"LARS": rows}))


def test_level_and_pathways_are_those_of_the_rows_of_the_aim() -> None:
    rows = Rows(
        {
            ("LearningDelivery", "1"): [{"NotionalNVQLevelv2": "3"}],
            ("LearningDelivery", "2"): [{}],
            ("FrameworkAims", "1"): [
                {"FworkCode": "7", "PwayCode": "2", "ProgType": "31"},
                {"FworkCode": "8", "PwayCode": "1", "ProgType": "3"},
            ],
        }
    )
    context = _context({"LARS": rows})
    assert [level(aim(name), context) for name in "123"] == ["3", "", ""]
    assert pathways(aim("1"), context) == {("7", "2")}


def test_asking_for_lars_without_declaring_it_fails() -> None:
    with pytest.raises(LookupError, match="LARS was not supplied"):
        pathways(aim("1"), _context({}))
