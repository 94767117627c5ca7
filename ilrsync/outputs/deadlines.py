"""What is due next: the ILR return, placement data, results."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.model.table import Table

Overrides = Mapping[str, dt.date | dt.datetime]
"""Dates of the site by name (``R04``, ``placements-2027``)."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date; ``closes`` is the time of day in the United Kingdom, where there is one.

    ``standing`` is "published", "provisional", "calculated" (by the pattern of published years),
    "inferred" or "set here" (by the site's configuration).
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
        """Whether somebody else vouches for the date."""
        return self.standing == "published"


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
    for entry in table.calendar:
        reference = entry.reference_date
        about = f", describing all provision up to {reference:%d/%m/%Y}" if reference else ""
        found = Deadline(
            entry.name,
            "return",
            entry.closes.date(),
            f"{entry.name} of {table.label} closes{about}",
            entry.status,
            "ILR timetable",
            entry.closes.time(),
        )
        yield _overridden(found, overrides)
    for deadline in _service_dates():
        yield _overridden(deadline, overrides)


def _overridden(deadline: Deadline, overrides: Overrides) -> Deadline:
    wanted = overrides.get(deadline.key)
    if wanted is None:
        return deadline
    on, closes = wanted, deadline.closes
    if isinstance(wanted, dt.datetime):
        on, closes = wanted.date(), wanted.time()
    source = "the site's configuration"
    return Deadline(deadline.key, deadline.kind, on, deadline.what, "set here", source, closes)


def _ahead(deadline: Deadline, now: dt.datetime) -> bool:
    if deadline.on == now.date() and deadline.closes is not None:
        return now.time() < deadline.closes
    return deadline.on >= now.date()


@cache
def _service_dates() -> tuple[Deadline, ...]:
    text = files("ilrsync.model").joinpath("results_calendar.toml").read_text("utf-8")
    return tuple(Deadline(**row) for row in tomllib.loads(text)["date"])
