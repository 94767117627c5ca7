"""Whether LARS lets an aim of the Adult Skills Fund be funded, FundModel 38: ADULT_SKILLS."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, aim, case, closed, fam
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import VALIDITY
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
SPARED = ("378", "395")
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
        ended(aim, SINCE)
        and started_outside(aim, context, ADULT_SKILLS)
        and _is_meant(aim, context)
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
    if ended(aim, SINCE) and ended_after(aim, context, ADULT_SKILLS) and _is_meant(aim, context):
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
        started(aim, SINCE)
        and started_too_late(aim, context, ADULT_SKILLS)
        and _is_meant(aim, context)
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
        started(aim, SINCE)
        and listed_before_the_year(aim, context, ADULT_SKILLS)
        and _is_meant(aim, context)
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
    if started(aim, SINCE) and unlisted(aim, context, ADULT_SKILLS) and _is_meant(aim, context):
        yield Hit(aim)


def _is_meant(aim: LearningDelivery, context: Context) -> bool:
    """Whether the aim is none of those that the rules spare."""
    return not has_fam(aim, LearnDelFAMType.LDM, *SPARED) and not is_devolved(aim, context)


START, END = dt.date(2024, 9, 9), dt.date(2025, 10, 31)
DAY_BEFORE, NEXT_DAY, EARLIER = dt.date(2024, 9, 8), dt.date(2024, 9, 10), dt.date(2025, 10, 30)
LAST_YEAR = dt.date(2025, 7, 31)


def _adult(*fams: LearningDeliveryFAM, **fields: Any) -> LearningDelivery:
    return aim(
        AimType=AimType.STANDALONE,
        FundModel=FundModel.ADULT_SKILLS,
        LearnStartDate=START,
        LearningDeliveryFAM=list(fams),
        **fields,
    )


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
]
