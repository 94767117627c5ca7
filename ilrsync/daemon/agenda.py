"""Which schedules are due now, each moment once, and what was missed made up for once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilrsync.config import Schedule
from ilrsync.config.service import span
from ilrsync.daemon.timetable import Moments, moments
from ilrsync.ledger.slots import BEGAN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.config import Config
    from ilrsync.ledger import Ledger

_UTC = dt.UTC


@dataclass(frozen=True)
class Due:
    """One schedule with the moment for which it is due."""

    schedule: Schedule
    slot: dt.datetime


class Agenda:
    """The schedules of a configuration against the clock and the ledger.

    Of several moments that have passed the newest counts, so a weekend that was missed is one
    build. Nothing is kept in memory that the ledger does not know, but for the next moment of each.

    Raises:
        ConfigError: a cron text names a time that there is not.
    """

    def __init__(self, config: Config) -> None:
        self._timed: list[tuple[Schedule, Moments]] = []
        self._arrivals: list[Schedule] = []
        for schedule in config.schedule:
            found = moments(schedule, config)
            if found is None:
                self._arrivals.append(schedule)
            else:
                self._timed.append((schedule, found))
        self._next: dict[str, dt.datetime | None] = {}
        self._first: dict[str, dt.datetime] = {}
        self._asked: dt.datetime | None = None
        self._known = False

    def due(self, ledger: Ledger, now: dt.datetime, *, arrived: bool) -> list[Due]:
        """What is to be done at *now*; *arrived* says that exports wait to be built.

        The same again until `done` is told, so what could not be done now stays due.
        """
        now = now.astimezone(_UTC)
        if not self._known:
            for schedule in self._schedules():
                ledger.schedule_known(schedule.name)
            self._known = True
        if self._asked is not None and now < self._asked:
            self._next.clear()  # the clock was set back: what was next may be far off
        self._asked = now
        found = [self._newest(ledger, schedule, after, now) for schedule, after in self._timed]
        if arrived:
            found += [self._arrival(ledger, schedule, now) for schedule in self._arrivals]
        return [one for one in found if one is not None]

    def start(self, ledger: Ledger, due: Iterable[Due]) -> list[Due]:
        """Those of *due* that nobody has done yet; that they are begun is on record."""
        return [one for one in due if ledger.start_slot(one.schedule.name, one.slot)]

    def done(self, ledger: Ledger, due: Iterable[Due], outcome: str) -> None:
        """*due* came to *outcome* and is not due again."""
        for one in due:
            ledger.end_slot(one.schedule.name, one.slot, outcome)
            self._next.pop(one.schedule.name, None)

    def next_runs(self, now: dt.datetime) -> dict[str, dt.datetime]:
        """The next moment of each schedule that goes by the clock."""
        now = now.astimezone(_UTC)
        found = {}
        for schedule, after in self._timed:
            moment = self._next.get(schedule.name) or after(now)
            if moment is not None:
                found[schedule.name] = moment
        return found

    def _schedules(self) -> list[Schedule]:
        return [*(schedule for schedule, _ in self._timed), *self._arrivals]

    def _newest(
        self, ledger: Ledger, schedule: Schedule, after: Moments, now: dt.datetime
    ) -> Due | None:
        name = schedule.name
        if name in self._next:
            coming = self._next[name]
            if coming is None or now < coming:
                return None
        last = ledger.last_slot(name, now)
        # A ledger without a moment before now was begun under a clock that was ahead.
        known = last.slot if last else min(self._first.setdefault(name, now), now)
        since = max(known, now - _made_up(schedule))
        newest = None
        moment = after(since)
        while moment is not None and moment <= now:
            newest, moment = moment, after(moment)
        if newest is None and last is not None and last.ended is None and last.slot >= since:
            newest = last.slot
        if newest is None:
            self._next[name] = moment
            return None
        return Due(schedule, newest)

    def _arrival(self, ledger: Ledger, schedule: Schedule, now: dt.datetime) -> Due | None:
        last = ledger.last_slot(schedule.name, now)
        if last is None or last.outcome == BEGAN:
            return Due(schedule, now)
        if last.ended is None:
            return Due(schedule, last.slot)
        apart = span(schedule.not_more_often_than) or dt.timedelta()
        return Due(schedule, now) if now - last.slot >= apart else None


def _made_up(schedule: Schedule) -> dt.timedelta:
    return span(schedule.make_up_within) or dt.timedelta()
