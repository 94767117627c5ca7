from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilrsync.checks.cases import aim, apprenticeship, closed, employment, fam, learner, planned
from ilrsync.checks.derived import (
    NEVER,
    age_on,
    aim_reference,
    effective_end,
    employment_on,
    fam_codes,
    fam_rows,
    grouped,
    has_fam,
    has_hours,
    hours_of,
    is_aged,
    is_employed_before,
    is_route,
    is_specialism,
    is_years_on,
    learner_fam_codes,
    months_after,
    planned_hours,
    repeated,
    started_aged,
    teaching_year,
    years_after,
)
from ilrsync.checks.rule import Context
from ilrsync.model.codes import HRSCode
from ilrsync.model.records import (
    HRSRecord,
    LearnerEmploymentStatus,
    LearnerFAM,
    LearningDelivery,
    LearningDeliveryFAM,
)
from ilrsync.model.table import table

DAY = dt.date(2026, 2, 2)
LATER = dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (dt.date(2008, 8, 31), dt.date(2026, 8, 31), 18),
        (dt.date(2008, 9, 1), dt.date(2026, 8, 31), 17),
        (dt.date(2008, 2, 29), dt.date(2026, 2, 28), 17),
        (dt.date(2008, 2, 29), dt.date(2026, 3, 1), 18),
    ],
)
def test_age_counts_birthdays_passed(born: dt.date, day: dt.date, age: int) -> None:
    assert age_on(born, day) == age


@given(st.dates(dt.date(1950, 1, 1), dt.date(2060, 1, 1)), st.integers(0, 30))
def test_whoever_is_born_some_years_before_a_day_is_that_old(day: dt.date, years: int) -> None:
    assert age_on(years_after(day, -years), day) == years


def test_29_february_is_28_february_in_other_years() -> None:
    assert years_after(dt.date(2024, 2, 29), 1) == dt.date(2025, 2, 28)
    assert years_after(dt.date(2024, 2, 29), 4) == dt.date(2028, 2, 29)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2025, 11, 3), 6, dt.date(2026, 5, 3)),
        (dt.date(2025, 8, 31), 6, dt.date(2026, 2, 28)),
        (dt.date(2025, 7, 31), 6, dt.date(2026, 1, 31)),
        (dt.date(2025, 12, 31), 12, dt.date(2026, 12, 31)),
    ],
)
def test_months_after_stays_within_the_month(day: dt.date, months: int, expected: dt.date) -> None:
    assert months_after(day, months) == expected


def test_a_teaching_year_begins_on_1_august() -> None:
    assert teaching_year(dt.date(2026, 7, 31)) == 2025
    assert teaching_year(dt.date(2026, 8, 1)) == 2026


def test_groups_keep_the_order_and_leave_out_what_has_no_key() -> None:
    def key(text: str) -> str | None:
        return text[0] if text else None

    assert grouped(["b1", "a1", "", "b2"], key=key) == [["b1", "b2"], ["a1"]]
    assert repeated(["b1", "a1", "", "b2"], key=key) == [["b1", "b2"]]


@pytest.mark.parametrize(
    ("reference", "specialism", "route"),
    [
        ("ZTLOS006", True, False),
        (" ztlos006 ", True, False),
        ("ZTLOS06", False, False),
        ("ZTLOSxxx", False, False),
        ("ZTPR0004", False, True),
        ("ZTPR004", False, False),
        ("006", False, False),
        ("0004", False, False),
        (None, False, False),
    ],
)
def test_class_codes_are_known_by_their_shape(
    reference: str | None, specialism: bool, route: bool
) -> None:
    assert is_specialism(aim(reference)) is specialism
    assert is_route(aim(reference)) is route


def test_references_are_compared_trimmed_and_in_capitals() -> None:
    assert aim_reference(LearningDelivery(LearnAimRef=" zprog001")) == "ZPROG001"
    assert aim_reference(LearningDelivery()) == ""


def test_monitoring_is_compared_without_case() -> None:
    one = aim(LearningDeliveryFAM=[fam("ldm", "363"), fam("LDM", "376"), fam("SOF", "107")])
    assert fam_codes(one, "LDM") == ["363", "376"]
    assert has_fam(one, "LDM")
    assert has_fam(one, "LDM", "001", "376")
    assert not has_fam(one, "SOF", "105")
    assert not has_fam(one, "RES")


def test_monitoring_without_a_type_or_a_code_is_of_none() -> None:
    one = aim(LearningDeliveryFAM=[LearningDeliveryFAM(None, "1"), LearningDeliveryFAM("LDM")])
    assert fam_codes(one, "LDM") == [""]
    assert fam_rows(one, "LDM") == one.LearningDeliveryFAM[1:]
    assert not has_fam(one, "LDM", "1")
    given = learner("A1", LearnerFAM=[LearnerFAM(None, 1), LearnerFAM("hns", 1)])
    assert learner_fam_codes(given, "HNS") == [1]


@pytest.mark.parametrize(
    ("kind", "code", "amount", "found", "there"),
    [
        ("HRS", 2, 1300, 1300, True),
        ("hrs", 2, 1300, 1300, True),
        (None, 2, 1300, 1300, True),
        ("HRS", 2, None, None, True),
        ("HRS", 1, 1300, None, False),
        ("XXX", 2, 1300, None, False),
    ],
)
def test_hours_are_found_by_code(
    kind: str | None, code: int, amount: int | None, found: int | None, there: bool
) -> None:
    one = aim(HRSRecord=[HRSRecord(kind, code, amount)])
    assert hours_of(one, HRSCode.T_LEVEL_PLANNED) == found
    assert has_hours(one, HRSCode.T_LEVEL_PLANNED) is there


def test_the_employment_status_in_force_is_the_latest_on_or_before_the_day() -> None:
    one = learner("A1", LearnerEmploymentStatus=[employment(LATER, 11), employment(DAY, 10)])
    assert employment_on(one, DAY - dt.timedelta(days=1)) is None
    assert employment_on(one, DAY) is one.LearnerEmploymentStatus[1]
    assert employment_on(one, dt.date.max) is one.LearnerEmploymentStatus[0]
    assert not is_employed_before(one, DAY)
    assert is_employed_before(one, LATER)


def test_an_employment_status_without_a_date_is_never_in_force() -> None:
    undated = LearnerEmploymentStatus(10)
    assert employment_on(learner("A1", LearnerEmploymentStatus=[undated]), DAY) is None
    assert not is_employed_before(learner("A1", LearnerEmploymentStatus=[undated]), DAY)
    both = [undated, employment(DAY, 11)]
    assert employment_on(learner("A1", LearnerEmploymentStatus=both), DAY) is both[1]


def test_an_apprenticeship_ends_when_it_is_achieved() -> None:
    assert effective_end(apprenticeship()[0]) == NEVER
    assert effective_end(apprenticeship(**closed(DAY))[0]) == DAY
    assert effective_end(apprenticeship(**closed(DAY), AchDate=LATER)[0]) == LATER
    assert effective_end(aim(AimType=1, ProgType=31, AchDate=LATER, **closed(DAY))) == DAY


@pytest.mark.parametrize("year", ["2526", "2627"])
def test_planned_hours_stand_where_the_year_keeps_them(year: str) -> None:
    context = Context(table(year), DAY, DAY)
    assert planned_hours(aim(**planned(1300)), context) == 1300
    assert planned_hours(aim(), context) is None
    other_year: dict[str, Any] = {"PHours": None} if year == "2526" else {"HRSRecord": []}
    assert planned_hours(aim(**{**planned(1300), **other_year}), context) is None


SPANS = st.one_of(
    st.integers(-800, 800), st.integers(-10, 10).map(lambda days: 19 * 365 + 5 + days)
)
MIDDLE = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@given(MIDDLE, SPANS, st.sampled_from((1, 2, 16, 19)))
def test_whoever_is_aged_so_many_years_has_that_age(born: dt.date, days: int, years: int) -> None:
    day = born + dt.timedelta(days)
    assert is_aged(born, day, years) == (age_on(born, day) >= years)


@given(MIDDLE, SPANS, st.sampled_from((-10, -2, -1, 1, 2, 10, 19)))
def test_a_day_is_years_on_from_the_same_day_then(since: dt.date, days: int, years: int) -> None:
    day = since + dt.timedelta(days)
    assert is_years_on(day, since, years) == (day >= years_after(since, years))


@pytest.mark.parametrize(
    ("born", "least", "below", "said"),
    [
        (dt.date(2006, 9, 8), 19, None, True),
        (dt.date(2006, 9, 9), 19, None, False),
        (dt.date(2006, 9, 9), None, 19, True),
        (dt.date(2006, 9, 8), None, 19, False),
        (dt.date(2001, 9, 9), 19, 24, True),
        (dt.date(2001, 9, 8), 19, 24, False),
        (None, 19, None, False),
        (None, None, 19, False),
    ],
)
def test_an_age_at_the_start_is_known_or_of_no_kind(
    born: dt.date | None, least: int | None, below: int | None, said: bool
) -> None:
    one, person = aim(LearnStartDate=dt.date(2025, 9, 8)), learner(DateOfBirth=born)
    assert started_aged(one, person, least=least, below=below) is said
    assert not started_aged(aim(LearnStartDate=None), person, least=least, below=below)
