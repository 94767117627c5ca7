"""What overall T Level result follows from the core, the specialisms and the placement.

Source: Manage T Level results, overall result calculation, release of June 2026.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Overall(StrEnum):
    """The results that do not come from a grade table."""

    PARTIAL = "Partial achievement"
    UNCLASSIFIED = "Unclassified"
    NO_RESULT = "X - no result"
    PENDING = "Q - pending result"


UNCLASSIFIED = "Unclassified"
NO_RESULT = "X - no result"
PENDING = "Q - pending result"

FIRST_START_YEAR = 2020
"""Learners who started then have their own tables and their own reading of Unclassified."""


def core_grades() -> tuple[str, ...]:
    """Core grades, best first, as the service writes them."""
    return tuple(_data()["core_grades"])


def specialism_grades() -> tuple[str, ...]:
    """Specialism grades, best first, as the service writes them."""
    return tuple(_data()["specialism_grades"])


def has_table(core_code: str, start_year: int) -> bool:
    """Whether the service knows the grades of this T Level for learners of *start_year*."""
    return _table(core_code, start_year) is not None


def overall_result(
    core_code: str, start_year: int, core: str | None, specialism: str | None, *, placement: bool
) -> str | None:
    """The overall result; None when both are graded and no table of the service has them.

    *placement* says whether the placement is completed, with or without special consideration.
    """
    if PENDING in (core, specialism):
        return Overall.PENDING
    graded = _is_grade(core), _is_grade(specialism)
    if placement:
        if not all(graded):
            return Overall.PARTIAL
        rows = _table(core_code, start_year)
        return (rows or {}).get(str(core), {}).get(str(specialism))
    if any(graded):
        return Overall.PARTIAL
    return _without_grades(start_year, core, specialism)


def _without_grades(start_year: int, core: str | None, specialism: str | None) -> str:
    unclassified = [core, specialism].count(UNCLASSIFIED)
    needed = 1 if start_year == FIRST_START_YEAR else 2
    return Overall.UNCLASSIFIED if unclassified >= needed else Overall.NO_RESULT


def _is_grade(value: str | None) -> bool:
    return value not in (None, UNCLASSIFIED, NO_RESULT, PENDING)


@cache
def _table(core_code: str, start_year: int) -> Mapping[str, Mapping[str, str]] | None:
    for table in _data()["table"]:
        first, last = table["start_years"]
        if first <= start_year <= last and core_code in table["core_codes"]:
            return {row["core"]: row for row in table["grades"]}
    return None


@cache
def _data() -> dict[str, Any]:
    text = files("ilrsync.model").joinpath("t_level_grades.toml").read_text("utf-8")
    return tomllib.loads(text)
