from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ilrsync.checks.cases import Rows, aim, fam
from ilrsync.checks.rule import Context
from ilrsync.checks.validity import (
    ended,
    ended_after,
    listed_before_the_year,
    started,
    started_outside,
    started_too_late,
    unlisted,
)
from ilrsync.model.table import table

if TYPE_CHECKING:
    from ilrsync.model.records import LearningDelivery

NAME = "1619_EFA"
A_DAY = dt.timedelta(days=1)
FIRST, LAST_NEW, LAST = dt.date(2024, 8, 1), dt.date(2025, 7, 31), dt.date(2026, 1, 31)
AGAIN, LAST_NEW_AGAIN, OVER = dt.date(2026, 3, 1), dt.date(2026, 5, 31), dt.date(2026, 7, 31)
LISTINGS = ((AGAIN, OVER, LAST_NEW_AGAIN), (FIRST, LAST, LAST_NEW))


def _listed(*listings: tuple[dt.date, dt.date, dt.date], year: str = "2627") -> Context:
    """In terms of a LARS that lists the aim in these times, in another order than that of time."""
    rows = [
        {
            "ValidityCategory": NAME,
            "StartDate": starts.isoformat(),
            "EndDate": ends.isoformat(),
            "LastNewStartDate": last.isoformat(),
        }
        for starts, ends, last in listings
    ]
    lookups = {"LARS": Rows({("Validity", "60148955"): rows})}
    terms = table(year)
    return Context(terms, terms.starts, terms.starts, find=lambda name: lookups.get(name))


def _on(day: dt.date | None, *codes: str) -> LearningDelivery:
    rows = [fam(code, "1") for code in codes]
    return aim(LearnStartDate=day, LearnActEndDate=day, LearningDeliveryFAM=rows)


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        (FIRST - A_DAY, True),
        (FIRST, False),
        (LAST, False),
        (LAST + A_DAY, True),
        (AGAIN - A_DAY, True),
        (AGAIN, False),
        (OVER, False),
        (OVER + A_DAY, True),
        (None, False),
    ],
)
def test_an_aim_starts_in_one_of_the_times_it_is_listed_first_and_last_day_included(
    day: dt.date | None, outside: bool
) -> None:
    assert started_outside(_on(day), _listed(*LISTINGS), NAME) is outside
    assert not started_outside(_on(day), _listed(), NAME)


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (FIRST - A_DAY, False),
        (LAST + A_DAY, False),
        (OVER, False),
        (OVER + A_DAY, True),
        (None, False),
    ],
)
def test_an_aim_ends_on_the_last_day_of_the_last_time_at_the_latest(
    day: dt.date | None, after: bool
) -> None:
    assert ended_after(_on(day), _listed(*LISTINGS), NAME) is after
    assert not ended_after(_on(day), _listed(), NAME)


@pytest.mark.parametrize(
    ("day", "late", "late_restart"),
    [
        (FIRST - A_DAY, True, True),
        (FIRST, False, False),
        (LAST_NEW, False, False),
        (LAST_NEW + A_DAY, True, False),
        (AGAIN - A_DAY, True, False),
        (AGAIN, False, False),
        (LAST_NEW_AGAIN, False, False),
        (LAST_NEW_AGAIN + A_DAY, True, False),
        (None, False, False),
    ],
)
def test_an_aim_starts_while_new_starts_are_taken_and_a_restart_later_too(
    day: dt.date | None, late: bool, late_restart: bool
) -> None:
    context = _listed(*LISTINGS)
    assert started_too_late(_on(day), context, NAME) is late
    assert started_too_late(_on(day, "RES"), context, NAME) is late_restart
    assert started_too_late(_on(day, "RES"), context, NAME, restarts=False) is late
    assert not started_too_late(_on(day), _listed(), NAME)


@pytest.mark.parametrize(
    ("year", "ends", "over"),
    [
        ("2526", dt.date(2025, 7, 31), True),
        ("2526", dt.date(2025, 8, 1), False),
        ("2627", dt.date(2026, 7, 31), True),
        ("2627", dt.date(2026, 8, 1), False),
    ],
)
def test_the_listing_that_began_last_is_over_or_not_when_the_year_begins(
    year: str, ends: dt.date, over: bool
) -> None:
    began_last = (dt.date(2023, 8, 1), ends, ends)
    ends_last = (dt.date(2020, 8, 1), dt.date(2030, 7, 31), dt.date(2030, 7, 31))
    context = _listed(began_last, ends_last, year=year)
    assert listed_before_the_year(aim(), context, NAME) is over
    assert not listed_before_the_year(aim(), _listed(year=year), NAME)


def test_an_aim_is_unlisted_when_it_is_in_none_of_the_categories() -> None:
    context = _listed(*LISTINGS)
    assert unlisted(aim(), context, "ADULT_SKILLS")
    assert not unlisted(aim(), context, "ADULT_SKILLS", NAME)
    assert unlisted(aim(), _listed(), NAME)


@pytest.mark.parametrize(
    ("day", "within"),
    [
        (FIRST - A_DAY, False),
        (FIRST, True),
        (LAST, True),
        (LAST + A_DAY, False),
        (None, False),
    ],
)
def test_a_time_has_its_first_and_its_last_day(day: dt.date | None, within: bool) -> None:
    assert started(_on(day), FIRST, LAST) is within
    assert ended(_on(day), FIRST, LAST) is within


def test_a_time_without_a_last_day_goes_on() -> None:
    assert started(_on(dt.date(2090, 1, 1)), FIRST)
    assert ended(_on(dt.date(2090, 1, 1)), FIRST)
