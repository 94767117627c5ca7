"""The built-in corrections, supplied through the same hook as a stranger's."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ilrsync.corrections import (
    apprenticeships,
    children,
    employment,
    formats,
    monitoring,
    numbering,
    people,
    periods,
    programmes,
    repeated_aims,
    t_levels,
    template,
)
from ilrsync.corrections.correction import Correction, Corrections, corrections_of
from ilrsync.corrections.texts import text_corrections
from ilrsync.host.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ilrsync.model.finding import Grade

_MODULES = (
    numbering,
    formats,
    children,
    employment,
    monitoring,
    apprenticeships,
    repeated_aims,
    people,
    programmes,
    t_levels,
    periods,
    template,
)


@hookimpl
def ilrsync_corrections(year: str) -> list[Correction]:
    """The corrections of a collection year, and the advice where only a person can help."""
    known = corrections_of(*_MODULES)
    return [*(one for one in known if one.in_year(year)), *text_corrections(year)]


def grade_of(rule_id: str, year: str) -> Grade | None:
    """How much the built-in corrections may do about a rule; None when they know no answer."""
    return grades(year).get(rule_id)


@cache
def grades(year: str) -> Mapping[str, Grade]:
    """`grade_of` for every rule that has a built-in correction."""
    return Corrections(ilrsync_corrections(year), year).grades()
