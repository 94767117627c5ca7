"""Whether LARS lets an aim of a 14 to 16 year old be funded: 1416_EFA."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, aim, case, closed, fam
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import VALIDITY
from ilrsync.checks.rule import Hit, rule
from ilrsync.checks.validity import (
    ended,
    ended_after,
    listed_as,
    listed_before_the_year,
    started,
    started_outside,
    started_too_late,
    unlisted,
)
from ilrsync.model.codes import FundModel, LearnDelFAMType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

SCHOOL = "1416_EFA"
SCHOOL_CODES = ("320", "321", "381")
ENDS_SINCE = dt.date(2020, 8, 1)
STARTS_SINCE = dt.date(2021, 8, 1)
LISTED_SINCE = dt.date(2023, 8, 1)


@rule(
    "LearnAimRef_122",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnActEndDate",
    when={"FundModel": FundModel.YOUNG},
    needs=[VALIDITY],
)
def school_started_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim of 14-16 provision starts while LARS lists it for 14-16 funding.

    Such aims have LDM 320, 321 or 381. For aims that ended since August 2020.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_122.
    """
    if _is_school(aim) and ended(aim, ENDS_SINCE) and started_outside(aim, context, SCHOOL):
        yield Hit(aim)


@rule(
    "LearnAimRef_123",
    over=LearningDelivery,
    fields="LearnAimRef LearnActEndDate",
    when={"FundModel": FundModel.YOUNG},
    needs=[VALIDITY],
)
def school_ended_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim of 14-16 provision ends while LARS lists it for 14-16 funding.

    Such aims have LDM 320, 321 or 381. For aims that ended since August 2020.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_123.
    """
    if _is_school(aim) and ended(aim, ENDS_SINCE) and ended_after(aim, context, SCHOOL):
        yield Hit(aim)


@rule(
    "LearnAimRef_124",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": FundModel.YOUNG},
    needs=[VALIDITY],
)
def school_started_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim of 14-16 provision starts while LARS takes new starts of it for 14-16 funding.

    Such aims have LDM 320, 321 or 381. For starts since August 2021. A restart (RES) may start
    after the last date for new starts. The condition names the actual end; the start is meant,
    as for aims of 16-19 funding.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_124.
    """
    if _is_school(aim) and started(aim, STARTS_SINCE) and started_too_late(aim, context, SCHOOL):
        yield Hit(aim)


@rule(
    "LearnAimRef_125",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": FundModel.YOUNG},
    needs=[VALIDITY],
)
def school_over(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim of 14-16 provision is still listed for 14-16 funding in this teaching year.

    Such aims have LDM 320, 321 or 381. For starts since August 2021. The LARS row with the
    latest start counts. The condition names the actual end; the start is meant, as for aims of
    16-19 funding.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_125.
    """
    if (
        _is_school(aim)
        and started(aim, STARTS_SINCE)
        and listed_before_the_year(aim, context, SCHOOL)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_134",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": FundModel.YOUNG},
    needs=[VALIDITY],
)
def school_unlisted(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim of 14-16 provision is one that LARS lists for 14-16 funding.

    Such aims have LDM 320, 321 or 381. For starts since August 2023.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_134.
    """
    if _is_school(aim) and started(aim, LISTED_SINCE) and unlisted(aim, context, SCHOOL):
        yield Hit(aim)


def _is_school(aim: LearningDelivery) -> bool:
    """Whether the aim is of 14-16 provision."""
    return has_fam(aim, LearnDelFAMType.LDM, *SCHOOL_CODES)


START, END = dt.date(2024, 9, 9), dt.date(2025, 10, 31)
DAY_BEFORE, NEXT_DAY, EARLIER = dt.date(2024, 9, 8), dt.date(2024, 9, 10), dt.date(2025, 10, 30)
LAST_YEAR = dt.date(2025, 7, 31)


def _school(**fields: Any) -> LearningDelivery:
    return aim(LearnStartDate=START, LearningDeliveryFAM=[fam("LDM", "320")], **fields)


CASES = [
    case("LearnAimRef_122", "listed", _school(**closed(END)), [], lookups=listed_as(SCHOOL)),
    case(
        "LearnAimRef_122",
        "listed from the next day",
        _school(**closed(END)),
        AIM,
        lookups=listed_as(SCHOOL, starts=NEXT_DAY),
    ),
    case("LearnAimRef_123", "listed", _school(**closed(END)), [], lookups=listed_as(SCHOOL)),
    case(
        "LearnAimRef_123",
        "no longer listed",
        _school(**closed(END)),
        AIM,
        lookups=listed_as(SCHOOL, ends=EARLIER),
    ),
    case("LearnAimRef_124", "listed", _school(), [], lookups=listed_as(SCHOOL)),
    case(
        "LearnAimRef_124",
        "closed to new starts",
        _school(),
        AIM,
        lookups=listed_as(SCHOOL, last_new_start=DAY_BEFORE),
    ),
    case("LearnAimRef_125", "listed", _school(), [], lookups=listed_as(SCHOOL)),
    case(
        "LearnAimRef_125",
        "listed until last year",
        _school(),
        AIM,
        lookups=listed_as(SCHOOL, ends=LAST_YEAR),
    ),
    case("LearnAimRef_134", "listed", _school(), [], lookups=listed_as(SCHOOL)),
    case("LearnAimRef_134", "not listed so", _school(), AIM, lookups=listed_as("ANOTHER")),
]
