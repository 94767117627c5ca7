"""Times as outputs write them: the clock in the United Kingdom, taken from the start of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.model.calendar import LONDON

if TYPE_CHECKING:
    import datetime as dt


def uk_time(moment: dt.datetime) -> dt.datetime:
    """*moment* on the United Kingdom's clock; one without a zone is taken to be on it already."""
    return moment.replace(tzinfo=LONDON) if moment.tzinfo is None else moment.astimezone(LONDON)


def stamp(moment: dt.datetime) -> str:
    """*moment* for a file name: ``20261121-020000``, United Kingdom time."""
    return f"{uk_time(moment):%Y%m%d-%H%M%S}"


def day(date: dt.date) -> str:
    """A date in words without the leading zero that ``%d`` gives, the same on every system."""
    return f"{date:%d %B %Y}".lstrip("0")
