"""The machine: its clock, its time zones, what the service's log goes to."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ilrsync.doctor.check import Check, fine, problem, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.config import Config
    from ilrsync.ledger import Ledger

CLOCK, LOGS, WATCHING = "clock", "logs", "watching"

_BUILT = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
"""No clock is right that shows a time before this version was made."""

_AHEAD = dt.timedelta(minutes=5)
_HOUR = dt.timedelta(hours=1)
_INSTANCES = Path("/proc/sys/fs/inotify/max_user_instances")
_WATCHES = Path("/proc/sys/fs/inotify/max_user_watches")


def time_zone(now: dt.datetime) -> Iterator[Check]:
    """The machine knows when the clocks change in England, this year and the next."""
    try:
        london = ZoneInfo("Europe/London")
    except Exception as error:  # noqa: BLE001 - no data, or damaged data, of many kinds
        told = f"there is no time zone data for Europe/London ({type(error).__name__})"
        yield problem(CLOCK, told, "install it: python -m pip install tzdata")
        return
    for year in (now.year, now.year + 1):
        summer = dt.datetime(year, 7, 1, 12, tzinfo=london).utcoffset()
        winter = dt.datetime(year, 1, 1, 12, tzinfo=london).utcoffset()
        if (summer, winter) != (_HOUR, dt.timedelta()):
            told = f"the time zone data has no summer time in England for {year}"
            yield problem(CLOCK, told, "bring it up to date: python -m pip install -U tzdata")
            return
    yield fine(CLOCK, f"Europe/London is known; it is {now.astimezone(london):%H:%M on %d %B %Y}")


def clock(now: dt.datetime, ledger: Ledger | None) -> Iterator[Check]:
    """The clock shows a time that can be, and has not been set back."""
    remedy = "set the clock of this machine, and let it be kept right (NTP)"
    if now < _BUILT:
        yield problem(
            CLOCK, f"the clock shows {now:%Y-%m-%d}, before this version was made", remedy
        )
        return
    last = max((run.started for run in ledger.history(1)), default=None) if ledger else None
    if last is not None and last > now + _AHEAD:
        told = f"the last run is of {last:%Y-%m-%d %H:%M} UTC, later than this machine's clock"
        yield problem(CLOCK, told, remedy)
    else:
        yield fine(CLOCK, "the clock has not been set back")


def log_file(config: Config) -> Iterator[Check]:
    """What is logged can be written where the configuration wants it."""
    file = config.logging.file
    if file is None:
        yield fine(LOGS, "go to standard error, which the system keeps for a service")
    elif os.access(file if file.exists() else file.parent, os.W_OK) or not file.parent.exists():
        yield fine(LOGS, f"go to {file}, as {config.logging.format}")
    else:
        told = f"[logging] file: {file} cannot be written"
        yield problem(LOGS, told, "let the account that runs ilrsync write it, or name another")


def watching(config: Config) -> Iterator[Check]:
    """The system lets the service watch as many folders as there are sources."""
    if not sys.platform.startswith("linux"):
        return
    try:
        least = min(int(_INSTANCES.read_text("ascii")), int(_WATCHES.read_text("ascii")))
    except (OSError, ValueError):  # a system that keeps these elsewhere
        return
    if least < len(config.source) + 8:
        told = f"the system allows {least} watches, for {len(config.source)} sources and others"
        remedy = "raise fs.inotify.max_user_watches and max_user_instances; until then it polls"
        yield warning(WATCHING, told, remedy)
    else:
        yield fine(WATCHING, "the system allows enough watches")


def version() -> Iterator[Check]:
    """Which ilrsync this is, and on what."""
    ours = importlib.metadata.version("ilrsync")
    python = ".".join(map(str, sys.version_info[:3]))
    yield fine("version", f"ilrsync {ours} on Python {python}, {sys.platform}")
