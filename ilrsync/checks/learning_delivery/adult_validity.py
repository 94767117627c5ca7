"""Whether LARS lets an adult skills aim be funded, FundModel 35: category ADULT_SKILLS."""

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
from ilrsync.model.codes import AimType, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import LearningDelivery, LearningDeliveryFAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

ADULT_SKILLS = "ADULT_SKILLS"
SPARED = ("034", "378")
SINCE = dt.date(2020, 8, 1)
NEW_STARTS_SINCE = dt.date(2021, 8, 1)
LISTED_SINCE = dt.date(2023, 8, 1)
LAST_DAY = dt.date(2024, 7, 31)


@rule(
    "LearnAimRef_94",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnActEndDate",
    when={"FundModel": FundModel.ADULT_SKILLS_CONTINUING},
    needs=[VALIDITY],
)
def adult_started_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An adult skills aim starts while LARS lists it for adult skills.

    For aims that ended from August 2020 to July 2024. Not for apprenticeships, offenders in
    custody (LDM 034), Free Courses for Jobs (LDM 378) and aims that a combined authority funds.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_94.
    """
    if (
        ended(aim, SINCE, LAST_DAY)
        and started_outside(aim, context, ADULT_SKILLS)
        and _is_meant(aim, context)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_95",
    over=LearningDelivery,
    fields="LearnAimRef LearnActEndDate",
    when={"FundModel": FundModel.ADULT_SKILLS_CONTINUING},
    needs=[VALIDITY],
)
def adult_ended_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An adult skills aim ends while LARS lists it for adult skills.

    For aims that ended from August 2020 to July 2024. Not for apprenticeships, offenders in
    custody (LDM 034), Free Courses for Jobs (LDM 378) and aims that a combined authority funds.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_95.
    """
    if (
        ended(aim, SINCE, LAST_DAY)
        and ended_after(aim, context, ADULT_SKILLS)
        and _is_meant(aim, context)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_96",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": FundModel.ADULT_SKILLS_CONTINUING},
    needs=[VALIDITY],
)
def adult_started_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An adult skills aim starts while LARS takes new starts of it for adult skills.

    For aims that ended from August 2021 to July 2024. A restart (RES) may start after the last
    date for new starts. Not for apprenticeships, offenders in custody (LDM 034), Free Courses
    for Jobs (LDM 378) and aims that a combined authority funds.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_96.
    """
    if (
        ended(aim, NEW_STARTS_SINCE, LAST_DAY)
        and started_too_late(aim, context, ADULT_SKILLS)
        and _is_meant(aim, context)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_97",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": FundModel.ADULT_SKILLS_CONTINUING},
    needs=[VALIDITY],
)
def adult_over(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An adult skills aim is still listed for adult skills in this teaching year.

    For starts until July 2024. The LARS row with the latest start counts. Not for
    apprenticeships, offenders in custody (LDM 034), Free Courses for Jobs (LDM 378) and aims
    that a combined authority funds.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_97.
    """
    if (
        started(aim, dt.date.min, LAST_DAY)
        and listed_before_the_year(aim, context, ADULT_SKILLS)
        and _is_meant(aim, context)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_127",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": FundModel.ADULT_SKILLS_CONTINUING},
    needs=[VALIDITY],
)
def adult_unlisted(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An adult skills aim is one that LARS lists for adult skills.

    For starts from August 2023 to July 2024. Not for apprenticeships, offenders in custody (LDM
    034), Free Courses for Jobs (LDM 378) and aims that a combined authority funds.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_127.
    """
    if (
        started(aim, LISTED_SINCE, LAST_DAY)
        and unlisted(aim, context, ADULT_SKILLS)
        and _is_meant(aim, context)
    ):
        yield Hit(aim)


def _is_meant(aim: LearningDelivery, context: Context) -> bool:
    """Whether the aim is none of those that the rules spare."""
    spared = aim.ProgType == ProgType.APPRENTICESHIP or has_fam(aim, LearnDelFAMType.LDM, *SPARED)
    return not spared and not is_devolved(aim, context)


START, END = dt.date(2023, 9, 4), dt.date(2024, 6, 28)
DAY_BEFORE, NEXT_DAY, EARLIER = dt.date(2023, 9, 3), dt.date(2023, 9, 5), dt.date(2024, 6, 27)
LAST_YEAR = dt.date(2025, 7, 31)


def _adult(*fams: LearningDeliveryFAM, **fields: Any) -> LearningDelivery:
    return aim(
        AimType=AimType.STANDALONE,
        FundModel=FundModel.ADULT_SKILLS_CONTINUING,
        LearnStartDate=START,
        LearningDeliveryFAM=list(fams),
        **fields,
    )


CASES = [
    case("LearnAimRef_94", "listed", _adult(**closed(END)), [], lookups=listed_as(ADULT_SKILLS)),
    case(
        "LearnAimRef_94",
        "listed from the next day",
        _adult(**closed(END)),
        AIM,
        lookups=listed_as(ADULT_SKILLS, starts=NEXT_DAY),
    ),
    case("LearnAimRef_95", "listed", _adult(**closed(END)), [], lookups=listed_as(ADULT_SKILLS)),
    case(
        "LearnAimRef_95",
        "no longer listed",
        _adult(**closed(END)),
        AIM,
        lookups=listed_as(ADULT_SKILLS, ends=EARLIER),
    ),
    case("LearnAimRef_96", "listed", _adult(**closed(END)), [], lookups=listed_as(ADULT_SKILLS)),
    case(
        "LearnAimRef_96",
        "closed to new starts",
        _adult(**closed(END)),
        AIM,
        lookups=listed_as(ADULT_SKILLS, last_new_start=DAY_BEFORE),
    ),
    case(
        "LearnAimRef_96",
        "a restart",
        _adult(fam("RES", "1"), **closed(END)),
        [],
        lookups=listed_as(ADULT_SKILLS, last_new_start=DAY_BEFORE),
    ),
    case("LearnAimRef_97", "listed", _adult(), [], lookups=listed_as(ADULT_SKILLS)),
    case(
        "LearnAimRef_97",
        "listed until last year",
        _adult(),
        AIM,
        lookups=listed_as(ADULT_SKILLS, ends=LAST_YEAR),
    ),
    case(
        "LearnAimRef_97",
        "in custody",
        _adult(fam("LDM", "034")),
        [],
        lookups=listed_as(ADULT_SKILLS, ends=LAST_YEAR),
    ),
    case("LearnAimRef_127", "listed", _adult(), [], lookups=listed_as(ADULT_SKILLS)),
    case("LearnAimRef_127", "not listed so", _adult(), AIM, lookups=listed_as("ANOTHER")),
    case(
        "LearnAimRef_127",
        "funded by a combined authority",
        _adult(fam("SOF", "110")),
        [],
        lookups=listed_as("ANOTHER"),
    ),
]
