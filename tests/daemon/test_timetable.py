"""The moments of schedules, through both clock changes of 2027."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilrsync.config import Config, Provider, Schedule
from ilrsync.daemon.timetable import moments
from ilrsync.errors import ConfigError
from ilrsync.model.calendar import LONDON
from tests.daemon.clocks import london

if TYPE_CHECKING:
    from collections.abc import Mapping

CALENDAR = {"2627": {"R04": dt.datetime(2026, 12, 4, 18, 0)}}  # noqa: DTZ001 - as TOML gives it


def listed(
    schedule: Schedule,
    start: str,
    end: str,
    calendar: Mapping[str, Mapping[str, dt.datetime]] | None = None,
) -> list[str]:
    """The moments of *schedule* between two times, by the clock in England."""
    after = moments(schedule, Config(Provider(10000001), calendar=calendar or {}))
    assert after is not None
    found, moment = [], after(london(start))
    while moment is not None and moment < london(end):
        found.append(f"{moment.astimezone(LONDON):%m-%d %H:%M}")
        moment = after(moment)
    return found


def cron(text: str) -> Schedule:
    return Schedule("a", cron=text)


def test_a_night_is_a_night_over_the_clock_change_in_spring() -> None:
    assert listed(cron("30 2 * * *"), "2027-03-26 12:00", "2027-03-30 12:00") == [
        "03-27 02:30",
        "03-28 02:30",
        "03-29 02:30",
        "03-30 02:30",
    ]


def test_a_time_that_is_missing_in_spring_comes_an_hour_later() -> None:
    assert listed(cron("30 1 * * *"), "2027-03-27 12:00", "2027-03-29 12:00") == [
        "03-28 02:30",
        "03-29 01:30",
    ]


def test_a_time_that_comes_twice_in_autumn_counts_once() -> None:
    assert listed(cron("30 1 * * *"), "2027-10-30 12:00", "2027-11-01 12:00") == [
        "10-31 01:30",
        "11-01 01:30",
    ]


def test_every_quarter_of_an_hour_goes_on_through_the_repeated_hour() -> None:
    found = listed(cron("*/15 * * * *"), "2027-10-31 00:50", "2027-10-31 02:20")
    assert len(found) == 4 + 4 + 2
    assert len(listed(cron("*/15 * * * *"), "2027-03-28 00:50", "2027-03-28 02:20")) == 2


def test_an_interval_is_as_long_over_a_clock_change() -> None:
    for start, end in (
        ("2027-10-30 12:00", "2027-11-01 12:00"),
        ("2027-03-27 12:00", "2027-03-29 12:00"),
    ):
        after = moments(Schedule("a", every="4 hours"), Config(Provider(10000001)))
        assert after is not None
        found, moment = [], after(london(start))
        while moment is not None and moment < london(end):
            found.append(moment)
            moment = after(moment)
        assert {later - earlier for earlier, later in pairwise(found)} == {dt.timedelta(hours=4)}


@pytest.mark.parametrize(
    ("weekday", "days"),
    [
        ("0", [22]),
        ("7", [22]),
        ("1", [23]),
        ("1-5", [23, 24, 25, 26, 27]),
        ("5-7", [22, 27, 28]),
        ("1-5/2", [23, 25, 27]),
        ("0,6", [22, 28]),
        ("mon-fri", [23, 24, 25, 26, 27]),
        ("sun", [22]),
        ("*", [22, 23, 24, 25, 26, 27, 28]),
    ],
)
def test_weekdays_are_numbered_as_cron_does(weekday: str, days: list[int]) -> None:
    # 22 November 2026 is a Sunday.
    found = listed(cron(f"30 3 * * {weekday}"), "2026-11-22 00:00", "2026-11-29 00:00")
    assert found == [f"11-{day} 03:30" for day in days]


@pytest.mark.parametrize("text", ["61 2 * * *", "0 24 * * *", "0 2 32 * *", "0 2 * * fri-mon"])
def test_a_time_that_there_is_not_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r'\[\[schedule\]\] "a" cron: got'):
        moments(cron(text), Config(Provider(10000001)))


def test_working_days_before_the_returns_close() -> None:
    schedule = Schedule("a", before_close="2 working days", time="17:00")
    found = listed(schedule, "2026-11-20 00:00", "2026-12-31 00:00", CALENDAR)
    assert found[0] == "12-02 17:00", "R04 closes on Friday 4 December"


def test_on_the_day_of_closing_only_before_it_closes() -> None:
    early = Schedule("a", before_close="0 working days", time="09:00")
    late = Schedule("a", before_close="0 working days", time="23:00")
    span = ("2026-12-01 00:00", "2026-12-05 00:00")
    assert listed(early, *span, CALENDAR) == ["12-04 09:00"]
    assert listed(late, *span, CALENDAR) == []


def test_a_schedule_of_arrivals_has_no_moments() -> None:
    assert moments(Schedule("a", on_arrival=True), Config(Provider(10000001))) is None


def test_the_evening_after_the_clocks_went_back_is_not_passed_over() -> None:
    after = moments(cron("45 23 * * *"), Config(Provider(10000001)))
    assert after is not None
    assert after(london("2027-10-31 03:00")) == london("2027-10-31 23:45")


def test_the_first_hour_after_the_clocks_went_forward_is_not_passed_over() -> None:
    after = moments(cron("15 0-4 * * mon-fri"), Config(Provider(10000001)))
    assert after is not None
    assert after(london("2027-03-27 01:45")) == london("2027-03-29 00:15")


@given(
    st.sampled_from(
        ["0 2 * * *", "30 1 * * *", "*/20 * * * *", "15 0-4 * * mon-fri", "0 2 31 * *"]
    ),
    st.integers(0, 370 * 24 * 60),
)
def test_the_next_moment_lies_ahead_and_nothing_lies_between(text: str, minutes: int) -> None:
    after = moments(cron(text), Config(Provider(10000001)))
    assert after is not None
    now = london("2027-01-01 00:00").astimezone(dt.UTC) + dt.timedelta(minutes=minutes)
    found = after(now)
    assert found is not None
    assert found > now
    between = now + (found - now) / 2
    assert after(between) == found
