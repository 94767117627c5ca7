"""The two clocks of the service: the wall's, which may jump, and one that only goes on."""

from __future__ import annotations

import datetime as dt
import time

from ilrsync.model.calendar import LONDON


class Clock:
    """The machine's clocks; a test gives its own."""

    def now(self) -> dt.datetime:
        """The time in England, to the second."""
        return dt.datetime.now(LONDON).replace(microsecond=0)

    def monotonic(self) -> float:
        """Seconds on a clock that nobody sets, for measuring how long something takes."""
        return time.monotonic()
