"""Clocks that a test sets."""

from __future__ import annotations

import datetime as dt

from ilrsync.daemon.clock import Clock
from ilrsync.model.calendar import LONDON


class FakeClock(Clock):
    """Both clocks go on together; the wall's may be set as well."""

    def __init__(self, now: dt.datetime) -> None:
        self._now = now.astimezone(dt.UTC)
        self._monotonic = 1000.0

    def now(self) -> dt.datetime:
        return self._now.astimezone(LONDON).replace(microsecond=0)

    def monotonic(self) -> float:
        return self._monotonic

    def pass_by(self, seconds: float) -> None:
        """Time goes by, as it does."""
        self._now += dt.timedelta(seconds=seconds)
        self._monotonic += seconds

    def jump(self, seconds: float) -> None:
        """Somebody sets the clock on the wall."""
        self._now += dt.timedelta(seconds=seconds)


def london(text: str) -> dt.datetime:
    """A moment by the clock in England, such as ``"2027-03-28 02:30"``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)
