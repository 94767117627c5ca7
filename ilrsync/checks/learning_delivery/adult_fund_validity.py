"""Whether LARS lets an aim of the Adult Skills Fund be funded: ADULT_SKILLS and FCFJ_ADULT_SKILLS."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, Rows, aim, case, closed, fam
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import CATEGORIES, VALIDITY, in_category
from ilrsync.checks.learning_delivery.funding_source import is_devolved
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
ADULT_SKILLS = "ADULT_SKILLS"
FREE_COURSES = "FCFJ_ADULT_SKILLS"
FREE = "378"
PROJECT_S = "395"
FLEXIBLE_DELIVERY = "56"
SINCE = dt.date(2024, 8, 1)


@rule(
    "LearnAimRef_138",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnActEndDate",
    when=ADULT_FUND,
    needs=[VALIDITY],
)
def fund_started_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An Adult Skills Fund aim starts while LARS lists it for adult skills.

    For aims that ended since August 2024. Not for Free Courses for Jobs (LDM 378), Project S
    (LDM 395) and aims that a combined authority funds.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_138.
    """
    if (
        _is_meant(aim, context)
        and ended(aim, SINCE)
        and started_outside(aim, context, ADULT_SKILLS)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_139",
    over=LearningDelivery,
    fields="LearnAimRef LearnActEndDate",
    when=ADULT_FUND,
    needs=[VALIDITY],
)
def fund_ended_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An Adult Skills Fund aim ends while LARS lists it for adult skills.

    For aims that ended since August 2024. Not for Free Courses for Jobs (LDM 378), Project S
    (LDM 395) and aims that a combined authority funds.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_139.
    """
    if _is_meant(aim, context) and ended(aim, SINCE) and ended_after(aim, context, ADULT_SKILLS):
        yield Hit(aim)


@rule(
    "LearnAimRef_140",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when=ADULT_FUND,
    needs=[VALIDITY],
)
def fund_started_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An Adult Skills Fund aim starts while LARS takes new starts of it for adult skills.

    For starts since August 2024. A restart (RES) may start after the last date for new starts.
    Not for Free Courses for Jobs (LDM 378), Project S (LDM 395) and aims that a combined
    authority funds.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_140.
    """
    if (
        _is_meant(aim, context)
        and started(aim, SINCE)
        and started_too_late(aim, context, ADULT_SKILLS)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_141",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when=ADULT_FUND,
    needs=[VALIDITY],
)
def fund_over(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An Adult Skills Fund aim is still listed for adult skills in this teaching year.

    For starts since August 2024. The LARS row with the latest start counts. Not for Free
    Courses for Jobs (LDM 378), Project S (LDM 395) and aims that a combined authority funds.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_141.
    """
    if (
        _is_meant(aim, context)
        and started(aim, SINCE)
        and listed_before_the_year(aim, context, ADULT_SKILLS)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_142",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when=ADULT_FUND,
    needs=[VALIDITY],
)
def fund_unlisted(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An Adult Skills Fund aim is one that LARS lists for adult skills.

    For starts since August 2024. Not for Free Courses for Jobs (LDM 378), Project S (LDM 395)
    and aims that a combined authority funds.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_142.
    """
    if _is_meant(aim, context) and started(aim, SINCE) and unlisted(aim, context, ADULT_SKILLS):
        yield Hit(aim)


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
    if (
        has_fam(aim, LearnDelFAMType.LDM, FREE)
        and ended(aim, SINCE)
        and started_outside(aim, context, FREE_COURSES)
    ):
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
    if (
        has_fam(aim, LearnDelFAMType.LDM, FREE)
        and ended(aim, SINCE)
        and ended_after(aim, context, FREE_COURSES)
    ):
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
        _is_free(aim, context)
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
    if (
        has_fam(aim, LearnDelFAMType.LDM, FREE)
        and started(aim, SINCE)
        and listed_before_the_year(aim, context, FREE_COURSES)
    ):
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
        _is_free(aim, context)
        and not has_fam(aim, LearnDelFAMType.LDM, PROJECT_S)
        and started(aim, SINCE)
        and unlisted(aim, context, FREE_COURSES)
    ):
        yield Hit(aim)


def _is_meant(aim: LearningDelivery, context: Context) -> bool:
    """Whether the aim is none of those that the rules spare."""
    spared = has_fam(aim, LearnDelFAMType.LDM, FREE, PROJECT_S)
    return not spared and not is_devolved(aim, context)


def _is_free(aim: LearningDelivery, context: Context) -> bool:
    """Whether the aim is of Free Courses for Jobs, those of combined authorities left out."""
    offered = has_fam(aim, LearnDelFAMType.LDM, FREE)
    return offered and not in_category(aim, context, FLEXIBLE_DELIVERY)


START, END = dt.date(2024, 9, 9), dt.date(2025, 10, 31)
DAY_BEFORE, NEXT_DAY, EARLIER = dt.date(2024, 9, 8), dt.date(2024, 9, 10), dt.date(2025, 10, 30)
LAST_YEAR = dt.date(2025, 7, 31)
FLEXIBLE = {
    "LARS": Rows({("LearningDeliveryCategory", "60148955"): [{"CategoryRef": FLEXIBLE_DELIVERY}]})
}


def _adult(*fams: LearningDeliveryFAM, **fields: Any) -> LearningDelivery:
    return aim(
        AimType=AimType.STANDALONE,
        FundModel=FundModel.ADULT_SKILLS,
        LearnStartDate=START,
        LearningDeliveryFAM=list(fams),
        **fields,
    )


def _free(**fields: Any) -> LearningDelivery:
    return _adult(fam("LDM", FREE), **fields)


CASES = [
    case("LearnAimRef_138", "listed", _adult(**closed(END)), [], lookups=listed_as(ADULT_SKILLS)),
    case(
        "LearnAimRef_138",
        "listed from the next day",
        _adult(**closed(END)),
        AIM,
        lookups=listed_as(ADULT_SKILLS, starts=NEXT_DAY),
    ),
    case("LearnAimRef_139", "listed", _adult(**closed(END)), [], lookups=listed_as(ADULT_SKILLS)),
    case(
        "LearnAimRef_139",
        "no longer listed",
        _adult(**closed(END)),
        AIM,
        lookups=listed_as(ADULT_SKILLS, ends=EARLIER),
    ),
    case("LearnAimRef_140", "listed", _adult(), [], lookups=listed_as(ADULT_SKILLS)),
    case(
        "LearnAimRef_140",
        "closed to new starts",
        _adult(),
        AIM,
        lookups=listed_as(ADULT_SKILLS, last_new_start=DAY_BEFORE),
    ),
    case(
        "LearnAimRef_140",
        "a restart",
        _adult(fam("RES", "1")),
        [],
        lookups=listed_as(ADULT_SKILLS, last_new_start=DAY_BEFORE),
    ),
    case("LearnAimRef_141", "listed", _adult(), [], lookups=listed_as(ADULT_SKILLS)),
    case(
        "LearnAimRef_141",
        "listed until last year",
        _adult(),
        AIM,
        lookups=listed_as(ADULT_SKILLS, ends=LAST_YEAR),
    ),
    case(
        "LearnAimRef_141",
        "funded by a combined authority",
        _adult(fam("SOF", "110")),
        [],
        lookups=listed_as(ADULT_SKILLS, ends=LAST_YEAR),
    ),
    case("LearnAimRef_142", "listed", _adult(), [], lookups=listed_as(ADULT_SKILLS)),
    case("LearnAimRef_142", "not listed so", _adult(), AIM, lookups=listed_as("ANOTHER")),
    case(
        "LearnAimRef_142", "Project S", _adult(fam("LDM", "395")), [], lookups=listed_as("ANOTHER")
    ),
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
]
