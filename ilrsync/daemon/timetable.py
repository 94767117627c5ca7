"""At which moments a schedule is due: the one module that knows APScheduler.

Its triggers calculate; its scheduler is not used. That one sleeps on the wall's clock, forgets what
it missed when the process ends, and fires a job of the repeated hour in October twice. Here moments
are calculated, and the ledger says which of them were fired.

Source: github.com/agronholm/apscheduler issues 286 (weekday numbers), 352, 606, 1021.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]  # it has none
from apscheduler.triggers.interval import (  # type: ignore[import-untyped]  # it has none
    IntervalTrigger,
)

from ilrsync.config.service import clock, span, working_days
from ilrsync.errors import ConfigError
from ilrsync.model.calendar import LONDON, closes, returns
from ilrsync.model.table import YEARS, table
from ilrsync.model.working_days import before

if TYPE_CHECKING:
    from ilrsync.config import Config, Schedule

Moments = Callable[[dt.datetime], dt.datetime | None]
"""Gives the first moment after the one given, in UTC; None when there is none any more."""

_TICK = dt.timedelta(microseconds=1)
_CHANGE = dt.timedelta(hours=2)
"""More than clocks ever go back at once."""

_EVERY_FROM = dt.datetime(2000, 1, 1, 3, tzinfo=dt.UTC)
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERED = re.compile(r"([0-7])(?:-([0-7]))?(?:/([1-7]))?")


def moments(schedule: Schedule, config: Config) -> Moments | None:
    """The moments of *schedule*; None for one that waits for exports and not for the clock.

    Raises:
        ConfigError: its cron text names a time that there is not.
    """
    if schedule.cron:
        return _cron(schedule)
    every = span(schedule.every)
    if every is not None:
        return _every(every)
    days = working_days(schedule.before_close)
    if days is not None:
        return _before_close(days, clock(schedule.time) or dt.time(), config.calendar)
    return None


def _cron(schedule: Schedule) -> Moments:
    minute, hour, day, month, weekday = schedule.cron.split()
    try:
        trigger = CronTrigger(
            minute=minute,
            hour=hour,
            day=day,
            month=month,
            day_of_week=_weekdays(weekday),
            timezone=dt.UTC,
        )
    except ValueError as error:
        raise ConfigError(
            f'[[schedule]] "{schedule.name}" cron: got "{schedule.cron}", which names no time: '
            f"{error}; correct it"
        ) from error
    # In October an hour comes twice. "At half past one" means once, "every half hour" means both.
    once = not hour.startswith("*")

    def after(moment: dt.datetime) -> dt.datetime | None:
        # Asked of the library as times on the clock, which has no summer time: in local time it
        # passes over hours, even a night, next to a change of the clocks.
        wall = moment.astimezone(LONDON).replace(tzinfo=dt.UTC, fold=0) - _CHANGE
        end = dt.datetime.max.replace(tzinfo=dt.UTC)
        found: list[dt.datetime] = []
        while (wall := trigger.get_next_fire_time(None, wall + _TICK)) and wall <= end:
            instants = [one for one in _instants(wall, once=once) if one > moment]
            if instants and not found:
                end = wall + _CHANGE  # a later time on the clock may be an earlier moment
            found += instants
        return min(found, default=None)

    return after


def _instants(wall: dt.datetime, *, once: bool) -> list[dt.datetime]:
    """When clocks in London show *wall*, in UTC: twice in the hour that comes twice unless *once*.

    A time that is left out in spring is as long after midnight as it would have been.
    """
    first, second = (wall.replace(tzinfo=LONDON, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    return [first, second] if second > first and not once else [first]


def _every(every: dt.timedelta) -> Moments:
    trigger = IntervalTrigger(
        seconds=int(every.total_seconds()), start_date=_EVERY_FROM, timezone=dt.UTC
    )

    def after(moment: dt.datetime) -> dt.datetime | None:
        found: dt.datetime | None = trigger.get_next_fire_time(None, moment + _TICK)
        return found

    return after


def _before_close(
    days: int, time: dt.time, calendar: Mapping[str, Mapping[str, dt.datetime]]
) -> Moments:
    all_of_them = set()
    for year in YEARS:
        for entry in returns(table(year), calendar.get(year)):
            closing = closes(entry)
            moment = dt.datetime.combine(before(closing.date(), days), time, LONDON)
            if moment < closing:
                all_of_them.add(moment.astimezone(dt.UTC))
    ordered = sorted(all_of_them)

    def after(moment: dt.datetime) -> dt.datetime | None:
        place = bisect_right(ordered, moment)
        return ordered[place] if place < len(ordered) else None

    return after


def _weekdays(field: str) -> str:
    """*field* with names for cron's numbers, in which 0 and 7 are Sunday; APScheduler's differ."""
    return ",".join(_named(item) for item in field.split(","))


def _named(item: str) -> str:
    numbered = _NUMBERED.fullmatch(item)
    if numbered is None:
        return item
    first, last, step = numbered.groups()
    if last is None and step is None:
        return _DAYS[int(first)]
    end = int(last) if last is not None else 7
    return ",".join(_DAYS[day] for day in range(int(first), end + 1, int(step or 1)))
