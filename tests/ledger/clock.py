"""A clock that a test moves."""

from __future__ import annotations

import datetime as dt


class FakeClock:
    def __init__(self) -> None:
        self.now = dt.datetime(2026, 11, 20, 18, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now
