"""What is due next: the ILR return, placement data, results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ilrsync.model.calendar import CONFIGURED, returns
from ilrsync.model.results_calendar import service_dates
from ilrsync.outputs.moments import day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.model.table import Table

Overrides = Mapping[str, dt.datetime]
"""Dates that the site has set, by name (``R04``, ``placements-2027``)."""


_CONFIGURATION = "the site's configuration"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date; ``closes`` is the time of day in the United Kingdom, where there is one.

    ``standing`` is "published", "provisional", "calculated" (by the pattern of published years),
    "inferred" or "configured" (set by the site).
    """

    key: str
    kind: str
    on: dt.date
    what: str
    standing: str
    source: str
    closes: dt.time | None = None

    @property
    def published(self) -> bool:
        """Whether somebody vouches for the date."""
        return self.standing in ("published", CONFIGURED)


def deadlines(table: Table, now: dt.datetime, overrides: Overrides | None = None) -> list[Deadline]:
    """The next ILR return of the year, placement date and results day after *now*, in order.

    *now* is on the United Kingdom's clock. A kind that has no known date left is not in the list.
    """
    coming: dict[str, Deadline] = {}
    for deadline in sorted(_all(table, overrides or {}), key=lambda deadline: deadline.on):
        if _ahead(deadline, now):
            coming.setdefault(deadline.kind, deadline)
    return sorted(coming.values(), key=lambda deadline: deadline.on)


def _all(table: Table, overrides: Overrides) -> Iterator[Deadline]:
    names = {entry.name for entry in table.calendar}
    mine = {name: moment for name, moment in overrides.items() if name in names}
    for entry in returns(table, mine):
        reference = entry.reference_date
        about = f", describing all provision up to {day(reference)}" if reference else ""
        yield Deadline(
            entry.name,
            "return",
            entry.closes.date(),
            f"{entry.name} of {table.label} closes{about}",
            entry.status,
            _CONFIGURATION if entry.status == CONFIGURED else "ILR timetable",
            entry.closes.time(),
        )
    for date in service_dates():
        deadline = Deadline(date.key, date.kind, date.on, date.what, date.standing, date.source)
        moment = overrides.get(date.key)
        yield deadline if moment is None else _moved(deadline, moment)


def _moved(deadline: Deadline, moment: dt.datetime) -> Deadline:
    closes = moment.time() if moment.time() != dt.time() else None
    return replace(
        deadline, on=moment.date(), closes=closes, standing=CONFIGURED, source=_CONFIGURATION
    )


def _ahead(deadline: Deadline, now: dt.datetime) -> bool:
    if deadline.on == now.date() and deadline.closes is not None:
        return now.time() <= deadline.closes
    return deadline.on >= now.date()
