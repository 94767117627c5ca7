"""The sections that say when ilrsync works: watching, settling, schedules and quiet times."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilrsync.config.toml import option
from ilrsync.model.calendar import LONDON

if TYPE_CHECKING:
    from collections.abc import Iterator

_CRON_PART = re.compile(r"(?i)(\*|[a-z0-9]+(-[a-z0-9]+)?)(/[0-9]+)?")
_SPAN = re.compile(r"([1-9][0-9]{0,4}) (second|minute|hour|day)s?")
_WORKING_DAYS = re.compile(r"([0-9]{1,2}) working days?")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_WINDOWS_DEVICE = re.compile(r"(?i)con|prn|aux|nul|com[1-9]|lpt[1-9]")
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

NAME = "letters, digits, - and _ (at most 64, and no name that Windows reserves)"


def is_name(text: str) -> bool:
    """Whether *text* may name a source or a schedule."""
    return bool(_SAFE_NAME.fullmatch(text)) and not _WINDOWS_DEVICE.fullmatch(text)


def is_cron(text: str) -> bool:
    """Whether *text* has the shape of five cron fields."""
    parts = text.split()
    return len(parts) == 5 and all(
        _CRON_PART.fullmatch(item) for part in parts for item in part.split(",")
    )


def span(text: str) -> dt.timedelta | None:
    """The length of time that *text* gives, such as ``"15 minutes"``; None when it gives none."""
    found = _SPAN.fullmatch(text)
    return dt.timedelta(**{f"{found[2]}s": int(found[1])}) if found else None


def working_days(text: str) -> int | None:
    """How many working days *text* gives, such as ``"2 working days"``; None when it gives none."""
    found = _WORKING_DAYS.fullmatch(text)
    return int(found[1]) if found else None


def clock(text: str) -> dt.time | None:
    """The time of day that *text* gives, such as ``"18:30"``; None when it gives none."""
    found = _CLOCK.fullmatch(text)
    return dt.time(int(found[1]), int(found[2])) if found else None


def weekdays(text: str) -> frozenset[int] | None:
    """The days, Monday 0, that *text* names, such as ``"mon-fri"`` or ``"sat, sun"``.

    Empty means every day; None means that *text* names none.
    """
    if not text:
        return frozenset(range(7))
    days: set[int] = set()
    for part in text.lower().replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        if first not in _WEEK or (dash and last not in _WEEK):
            return None
        start, end = _WEEK.index(first), _WEEK.index(last or first)
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)


def _span_option(default: str) -> str:
    text: str = option(
        default,
        wanted='a length of time such as "15 minutes", "12 hours" or "1 day"',
        accepts=lambda given: span(given) is not None,
    )
    return text


def _seconds(default: int, *, least: int = 1) -> int:
    number: int = option(
        default,
        wanted=f"a number of seconds from {least} to 86400",
        accepts=lambda given: least <= given <= 86_400,
    )
    return number


@dataclass(frozen=True, slots=True)
class Watching:
    """How files in the inboxes are noticed, and when they count as whole; all in seconds.

    ``settle`` and ``settle_network`` are how long a file must have been still, ``patience`` how
    long one whose content stops early is waited for before it is read as it is.
    """

    settle: int = _seconds(5, least=0)
    settle_network: int = _seconds(30, least=0)
    patience: int = _seconds(600, least=0)
    poll: int = _seconds(30)
    rescan: int = _seconds(300, least=10)


@dataclass(frozen=True, slots=True)
class Service:
    """How the service ends: the seconds that it may take to finish what it is at."""

    stop_within: int = _seconds(60)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a return is built, in the time of Europe/London: one of four ways of saying it.

    ``cron`` has five fields; ``every`` a length of time; ``before_close`` a number of working days
    before a return of the collection calendar closes, at ``time``; ``on_arrival`` builds when an
    export has been taken, but not within ``not_more_often_than`` of the last such build.
    A time that was missed is made up for once, if it is not longer ago than ``make_up_within``.
    """

    name: str = option(wanted=NAME, accepts=is_name)
    cron: str = option(
        "",
        wanted='five cron fields (minute hour day month weekday) such as "0 2 * * mon-fri"',
        accepts=lambda text: not text or is_cron(text),
    )
    every: str = option(
        "",
        wanted='a length of time such as "4 hours"',
        accepts=lambda text: not text or span(text) is not None,
    )
    before_close: str = option(
        "",
        wanted='a number of working days such as "2 working days"',
        accepts=lambda text: not text or working_days(text) is not None,
    )
    time: str = option(
        "18:00",
        wanted='a time of day such as "18:00"',
        accepts=lambda text: clock(text) is not None,
    )
    on_arrival: bool = False
    not_more_often_than: str = _span_option("15 minutes")
    make_up_within: str = _span_option("1 day")
    build: bool = True

    def problems(self) -> Iterator[str]:
        """What is wrong with the keys taken together."""
        ways = (self.cron, self.every, self.before_close, self.on_arrival)
        if sum(map(bool, ways)) != 1:
            yield (
                "cron, every, before_close, on_arrival: "
                f"got {sum(map(bool, ways)) or 'none'}, want one; make one schedule for each"
            )


@dataclass(frozen=True, slots=True)
class Quiet:
    """A time in which nothing is taken or built: of some days of the week, or once.

    ``start`` and ``end`` are times of day, over midnight when ``end`` is the earlier one, with
    ``days`` the days on which it starts. ``since`` and ``until`` are moments of the calendar.
    """

    name: str = option(wanted=NAME, accepts=is_name)
    days: str = option(
        "",
        wanted='days of the week such as "mon-fri" or "sat,sun"',
        accepts=lambda text: weekdays(text) is not None,
    )
    start: str = option(
        "",
        wanted='a time of day such as "01:00"',
        accepts=lambda text: not text or clock(text) is not None,
    )
    end: str = option(
        "",
        wanted='a time of day such as "04:00"',
        accepts=lambda text: not text or clock(text) is not None,
    )
    since: dt.datetime | None = None
    until: dt.datetime | None = None

    def problems(self) -> Iterator[str]:
        """What is wrong with the keys taken together."""
        daily, once = bool(self.start and self.end), bool(self.since and self.until)
        if daily == once or bool(self.start) != bool(self.end):
            yield "start, end, since, until: want start and end, or since and until; give one pair"
        elif daily and self.start == self.end:
            yield f"start, end: are both {self.start}, want two times; correct one"
        elif self.since and self.until and self.since >= self.until:
            yield "since, until: since is not before until; swap them"

    def covers(self, moment: dt.datetime) -> bool:
        """Whether *moment* lies in it; its end does not."""
        local = _local(moment)
        if self.since and self.until:
            return _local(self.since) <= local < _local(self.until)
        start, end, days = clock(self.start), clock(self.end), weekdays(self.days)
        if start is None or end is None or days is None:
            return False
        if start < end:
            return local.weekday() in days and start <= local.time() < end
        return (local.weekday() in days and local.time() >= start) or (
            (local.weekday() - 1) % 7 in days and local.time() < end
        )


def _local(moment: dt.datetime) -> dt.datetime:
    """The time on a clock in England at *moment*, which is such a time if it has no zone."""
    return moment.astimezone(LONDON).replace(tzinfo=None) if moment.tzinfo else moment
