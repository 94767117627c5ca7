"""When the next return closes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from ilrsync.model.table import ReturnDate, Table

LONDON = ZoneInfo("Europe/London")
"""The time that the calendar and the department's service go by."""

CONFIGURED = "configured"
"""The status of a return whose closing time the site has set."""


def returns(
    table: Table, overrides: Mapping[str, dt.datetime] | None = None
) -> tuple[ReturnDate, ...]:
    """R01 to R14 of the year, with *overrides* (return name to closing time, London) put in.

    ``status`` says what to tell the reader: "published", "calculated" from the pattern of
    published years, or "configured".

    Raises:
        KeyError: an override names a return that the year does not have.
    """
    given = dict(overrides or {})
    found = tuple(
        replace(entry, closes=given.pop(entry.name), status=CONFIGURED)
        if entry.name in given
        else entry
        for entry in table.calendar
    )
    if given:
        raise KeyError(
            f"{table.label} has no return {', '.join(sorted(given))}; "
            f"it has {found[0].name} to {found[-1].name}"
        )
    return found


def next_return(
    table: Table, now: dt.datetime, overrides: Mapping[str, dt.datetime] | None = None
) -> ReturnDate | None:
    """The first return of the year still open at *now*; None when the year is closed.

    A return is open up to and including the moment it closes. *now* carries its time zone.
    """
    open_now: Sequence[ReturnDate] = [
        entry for entry in returns(table, overrides) if closes(entry) >= now
    ]
    return min(open_now, key=lambda entry: entry.closes, default=None)


def closes(entry: ReturnDate) -> dt.datetime:
    """When *entry* closes, with its time zone."""
    return entry.closes.replace(tzinfo=LONDON)
