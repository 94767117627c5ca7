"""What rules ask of LARS, the DfE's reference data on learning aims, where a site supplies it.

Rows are those of the public download, keyed by LearnAimRef in capitals.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ilrsync.checks.derived import NEVER, aim_reference, is_known_core_code
from ilrsync.model.codes import ProgType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ilrsync.checks.rule import Context
    from ilrsync.model.records import LearningDelivery

LARS = "LARS"
AIMS = "LARS/LearningDelivery"
VALIDITY = "LARS/Validity"
CATEGORIES = "LARS/LearningDeliveryCategory"
BASIC_SKILLS = "LARS/AnnualValue"
FRAMEWORKS = "LARS/FrameworkAims"
STANDARDS = "LARS/Standard"
STANDARD_VALIDITY = "LARS/StandardValidity"
STANDARD_FUNDING = "LARS/StandardFunding"
"""What a rule needs: a part, because a download may lack it."""

TECHNICAL_QUALIFICATION = "1468"
"""LearnAimRefType of a T Level technical qualification."""

ENGLISH_AND_MATHS = frozenset(
    [
        "01",
        "02",
        "11",
        "12",
        "13",
        "14",
        "19",
        "20",
        "21",
        "23",
        "24",
        "25",
        "29",
        "30",
        "31",
        "32",
        "33",
        "34",
        "35",
    ]
)
"""BasicSkillsType of English and maths aims, as R_89 and R_90 list them."""

T_LEVEL = str(int(ProgType.T_LEVEL))
YOUNG = "1619_EFA"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Validity(NamedTuple):
    """When an aim may be funded; an end that is not given is far off."""

    starts: dt.date
    ends: dt.date
    last_new_start: dt.date


def rows(context: Context, kind: str, aim: LearningDelivery) -> Sequence[Mapping[str, str]]:
    """The rows of a table of LARS about the aim's reference."""
    return context.lookup(LARS).get(kind, aim_reference(aim))


def is_technical_qualification(aim: LearningDelivery, context: Context) -> bool:
    """Whether the aim is a T Level technical qualification: by LARS, or known to ilrsync."""
    if is_known_core_code(aim):
        return True
    return context.has(LARS) and any(
        row.get("LearnAimRefType") == TECHNICAL_QUALIFICATION
        for row in rows(context, "LearningDelivery", aim)
    )


def validities(aim: LearningDelivery, context: Context, category: str) -> list[Validity]:
    """The aim's validity in one category, earliest first."""
    key = VALIDITY, aim_reference(aim), category
    found: list[Validity] | None = context.known.get(key)
    if found is None:
        found = sorted(
            Validity(
                day(row.get("StartDate")) or dt.date.min,
                day(row.get("EndDate")) or NEVER,
                day(row.get("LastNewStartDate")) or NEVER,
            )
            for row in rows(context, "Validity", aim)
            if row.get("ValidityCategory", "").casefold() == category.casefold()
        )
        context.known[key] = found
    return found


def in_category(aim: LearningDelivery, context: Context, *names: str) -> bool:
    """Whether LARS puts the aim into one of the categories *names*, now or at any time."""
    key = CATEGORIES, aim_reference(aim)
    found: frozenset[str] | None = context.known.get(key)
    if found is None:
        listed = rows(context, "LearningDeliveryCategory", aim)
        found = frozenset(row.get("CategoryRef", "") for row in listed)
        context.known[key] = found
    return not found.isdisjoint(names)


def in_category_on_start(aim: LearningDelivery, context: Context, *names: str) -> bool:
    """Whether LARS had the aim in one of the categories *names* on the day it started."""
    return aim.LearnStartDate is not None and any(
        row.get("CategoryRef", "") in names and _is_in_force(row, aim.LearnStartDate)
        for row in rows(context, "LearningDeliveryCategory", aim)
    )


def pathways(aim: LearningDelivery, context: Context) -> set[tuple[str, str]]:
    """The T Level framework and pathway codes that LARS lists the aim under."""
    return {
        (row.get("FworkCode", ""), row.get("PwayCode", ""))
        for row in rows(context, "FrameworkAims", aim)
        if row.get("ProgType", T_LEVEL) == T_LEVEL
    }


def level(aim: LearningDelivery, context: Context) -> str:
    """The level that LARS gives the aim, such as ``3``, ``E`` or ``H``; empty for none."""
    found = rows(context, "LearningDelivery", aim)
    return found[0].get("NotionalNVQLevelv2", "") if found else ""


def basic_skills(aim: LearningDelivery, context: Context) -> set[str]:
    """The kinds of basic skills that LARS called the aim on the day it started, two digits each."""
    start = aim.LearnStartDate or NEVER
    return {
        row.get("BasicSkillsType", "").zfill(2)
        for row in rows(context, "AnnualValue", aim)
        if _is_in_force(row, start)
    }


def is_english_or_maths(aim: LearningDelivery, context: Context) -> bool:
    """Whether LARS called the aim English or maths on the day it started."""
    return not ENGLISH_AND_MATHS.isdisjoint(basic_skills(aim, context))


def _is_in_force(row: Mapping[str, str], on: dt.date) -> bool:
    """Whether a row of LARS holds on a day; one without an end goes on."""
    begins, ends = day(row.get("EffectiveFrom")), day(row.get("EffectiveTo"))
    return (begins is None or begins <= on) and (ends is None or on <= ends)


@lru_cache(maxsize=4096)
def day(text: str | None) -> dt.date | None:
    """A date of the download, ``01 Aug 2019`` or ``2019-08-01``; None where there is none."""
    parts = (text or "").strip().replace("-", " ").split()
    if len(parts) != 3:
        return None
    if parts[1][:3].title() in MONTHS:
        parts = [parts[2], str(MONTHS.index(parts[1][:3].title()) + 1), parts[0]]
    try:
        return dt.date(int(parts[0]), int(parts[1]), int(parts[2][:2]))
    except ValueError:
        return None
