"""Whether LARS lets an aim of Free Courses for Jobs be funded: FCFJ_ADULT_SKILLS."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, Rows, aim, case, closed, fam
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import CATEGORIES, VALIDITY, in_category
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
from ilrsync.model.codes import AimType, FundModel, LearnDelFAMType
from ilrsync.model.records import LearningDelivery, LearningDeliveryFAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

ADULT_FUND = {"FundModel": FundModel.ADULT_SKILLS}
FREE_COURSES = "FCFJ_ADULT_SKILLS"
FREE = "378"
PROJECT_S = "395"
FLEXIBLE_DELIVERY = "56"
SINCE = dt.date(2024, 8, 1)


@rule(
    "LearnAimRef_143",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnActEndDate",
    when=ADULT_FUND,
    needs=[VALIDITY],
)
def free_course_started_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A Free Courses for Jobs aim starts while LARS lists it for that offer.

    For aims that ended since August 2024.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_143.
    """
    if _is_free(aim) and ended(aim, SINCE) and started_outside(aim, context, FREE_COURSES):
        yield Hit(aim)


@rule(
    "LearnAimRef_144",
    over=LearningDelivery,
    fields="LearnAimRef LearnActEndDate",
    when=ADULT_FUND,
    needs=[VALIDITY],
)
def free_course_ended_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A Free Courses for Jobs aim ends while LARS lists it for that offer.

    For aims that ended since August 2024.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_144.
    """
    if _is_free(aim) and ended(aim, SINCE) and ended_after(aim, context, FREE_COURSES):
        yield Hit(aim)


@rule(
    "LearnAimRef_145",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when=ADULT_FUND,
    needs=[VALIDITY, CATEGORIES],
)
def free_course_started_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A Free Courses for Jobs aim starts while LARS takes new starts of it for that offer.

    For starts since August 2024. Not for aims of LARS category 56, which combined authorities
    deliver flexibly. A restart (RES) may start after the last date for new starts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_145.
    """
    if (
        _is_national(aim, context)
        and started(aim, SINCE)
        and started_too_late(aim, context, FREE_COURSES)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_146",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when=ADULT_FUND,
    needs=[VALIDITY],
)
def free_course_over(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A Free Courses for Jobs aim is still listed for that offer in this teaching year.

    For starts since August 2024. The LARS row with the latest start counts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_146.
    """
    if _is_free(aim) and started(aim, SINCE) and listed_before_the_year(aim, context, FREE_COURSES):
        yield Hit(aim)


@rule(
    "LearnAimRef_147",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when=ADULT_FUND,
    needs=[VALIDITY, CATEGORIES],
)
def free_course_unlisted(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A Free Courses for Jobs aim is one that LARS lists for that offer.

    For starts since August 2024. Not for Project S (LDM 395) nor for aims of LARS category 56,
    which combined authorities deliver flexibly.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_147.
    """
    if (
        _is_national(aim, context)
        and not has_fam(aim, LearnDelFAMType.LDM, PROJECT_S)
        and started(aim, SINCE)
        and unlisted(aim, context, FREE_COURSES)
    ):
        yield Hit(aim)


def _is_free(aim: LearningDelivery) -> bool:
    """Whether the aim is of Free Courses for Jobs."""
    return has_fam(aim, LearnDelFAMType.LDM, FREE)


def _is_national(aim: LearningDelivery, context: Context) -> bool:
    """Whether it is, and is not one of those that only combined authorities offer."""
    return _is_free(aim) and not in_category(aim, context, FLEXIBLE_DELIVERY)


START, END = dt.date(2024, 9, 9), dt.date(2025, 10, 31)
DAY_BEFORE, NEXT_DAY, EARLIER = dt.date(2024, 9, 8), dt.date(2024, 9, 10), dt.date(2025, 10, 30)
LAST_YEAR = dt.date(2025, 7, 31)
FLEXIBLE = {
    "LARS": Rows({("LearningDeliveryCategory", "60148955"): [{"CategoryRef": FLEXIBLE_DELIVERY}]})
}


def _free(*fams: LearningDeliveryFAM, **fields: Any) -> LearningDelivery:
    return aim(
        AimType=AimType.STANDALONE,
        FundModel=FundModel.ADULT_SKILLS,
        LearnStartDate=START,
        LearningDeliveryFAM=[fam("LDM", FREE), *fams],
        **fields,
    )


CASES = [
    case("LearnAimRef_143", "listed", _free(**closed(END)), [], lookups=listed_as(FREE_COURSES)),
    case(
        "LearnAimRef_143",
        "listed from the next day",
        _free(**closed(END)),
        AIM,
        lookups=listed_as(FREE_COURSES, starts=NEXT_DAY),
    ),
    case("LearnAimRef_144", "listed", _free(**closed(END)), [], lookups=listed_as(FREE_COURSES)),
    case(
        "LearnAimRef_144",
        "no longer listed",
        _free(**closed(END)),
        AIM,
        lookups=listed_as(FREE_COURSES, ends=EARLIER),
    ),
    case("LearnAimRef_145", "listed", _free(), [], lookups=listed_as(FREE_COURSES)),
    case(
        "LearnAimRef_145",
        "closed to new starts",
        _free(),
        AIM,
        lookups=listed_as(FREE_COURSES, last_new_start=DAY_BEFORE),
    ),
    case("LearnAimRef_145", "flexible", _free(), [], lookups=FLEXIBLE),
    case("LearnAimRef_146", "listed", _free(), [], lookups=listed_as(FREE_COURSES)),
    case(
        "LearnAimRef_146",
        "listed until last year",
        _free(),
        AIM,
        lookups=listed_as(FREE_COURSES, ends=LAST_YEAR),
    ),
    case("LearnAimRef_147", "listed", _free(), [], lookups=listed_as(FREE_COURSES)),
    case("LearnAimRef_147", "not listed so", _free(), AIM, lookups=listed_as("ANOTHER")),
    case("LearnAimRef_147", "flexible", _free(), [], lookups=FLEXIBLE),
    case(
        "LearnAimRef_147", "Project S", _free(fam("LDM", "395")), [], lookups=listed_as("ANOTHER")
    ),
]
