"""The dates of the T Level results service that concern a provider."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SERVICE = "t-levels"
"""The part of a site's calendar in which it sets dates of the service."""


@dataclass(frozen=True, slots=True)
class ServiceDate:
    """One date; ``kind`` is "placements" (data is due) or "results" (results come out).

    ``standing`` is "published", "provisional" or "inferred" (from the pattern of other years).
    """

    key: str
    on: dt.date
    kind: str
    what: str
    standing: str
    source: str


@cache
def service_dates() -> tuple[ServiceDate, ...]:
    """Every known date, in order."""
    text = files("ilrsync.model").joinpath("results_calendar.toml").read_text("utf-8")
    return tuple(ServiceDate(**row) for row in tomllib.loads(text)["date"])
