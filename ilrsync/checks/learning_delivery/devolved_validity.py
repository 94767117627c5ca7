"""Whether LARS lets an aim be funded by a combined authority: MCA_GLA."""

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
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

DEVOLVED = "MCA_GLA"
COMMUNITY = "COMM_LEARN"
TAILORED = "Tailored_Learning"
FREE_COURSES = "378"
ENDS_SINCE = dt.date(2020, 8, 1)
STARTS_SINCE = dt.date(2021, 8, 1)
LISTED_SINCE = dt.date(2023, 8, 1)


@rule(
    "LearnAimRef_118",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnActEndDate",
    needs=[VALIDITY],
)
def devolved_started_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim that a combined authority funds starts while LARS lists it for that.

    For aims that ended since August 2020. Not for Free Courses for Jobs (LDM 378).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_118.
    """
    if (
        _is_meant(aim, context)
        and ended(aim, ENDS_SINCE)
        and started_outside(aim, context, DEVOLVED)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_119",
    over=LearningDelivery,
    fields="LearnAimRef LearnActEndDate",
    needs=[VALIDITY],
)
def devolved_ended_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim that a combined authority funds ends while LARS lists it for that.

    For aims that ended since August 2020. Not for Free Courses for Jobs (LDM 378).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_119.
    """
    if _is_meant(aim, context) and ended(aim, ENDS_SINCE) and ended_after(aim, context, DEVOLVED):
        yield Hit(aim)


@rule(
    "LearnAimRef_120",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    needs=[VALIDITY],
)
def devolved_started_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim that a combined authority funds starts while LARS takes new starts of it for that.

    For starts since August 2021. A restart (RES) may start after the last date for new starts.
    Not for Free Courses for Jobs (LDM 378). The condition names the actual end; the sentence
    before it says new starts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_120.
    """
    if (
        _is_meant(aim, context)
        and started(aim, STARTS_SINCE)
        and started_too_late(aim, context, DEVOLVED)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_121",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    needs=[VALIDITY],
)
def devolved_over(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim that a combined authority funds is still listed for that in this teaching year.

    The LARS row with the latest start counts. Not for Free Courses for Jobs (LDM 378).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_121.
    """
    if _is_meant(aim, context) and listed_before_the_year(aim, context, DEVOLVED):
        yield Hit(aim)


@rule(
    "LearnAimRef_133",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    needs=[VALIDITY],
)
def devolved_unlisted(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim that a combined authority funds is one that LARS lists for that.

    For starts since August 2023. A listing for community learning or Tailored Learning will do
    as well. Not for Free Courses for Jobs (LDM 378).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_133.
    """
    if (
        _is_meant(aim, context)
        and started(aim, LISTED_SINCE)
        and unlisted(aim, context, DEVOLVED, COMMUNITY, TAILORED)
    ):
        yield Hit(aim)


def _is_meant(aim: LearningDelivery, context: Context) -> bool:
    """Whether a combined authority funds the aim, otherwise than as a free course."""
    return is_devolved(aim, context) and not has_fam(aim, LearnDelFAMType.LDM, FREE_COURSES)


START, END = dt.date(2024, 9, 9), dt.date(2025, 10, 31)
DAY_BEFORE, NEXT_DAY, EARLIER = dt.date(2024, 9, 8), dt.date(2024, 9, 10), dt.date(2025, 10, 30)
LAST_YEAR = dt.date(2025, 7, 31)


def _devolved(source: str = "110", **fields: Any) -> LearningDelivery:
    return aim(
        AimType=AimType.STANDALONE,
        FundModel=FundModel.ADULT_SKILLS,
        LearnStartDate=START,
        LearningDeliveryFAM=[fam("SOF", source)],
        **fields,
    )


CASES = [
    case("LearnAimRef_118", "listed", _devolved(**closed(END)), [], lookups=listed_as(DEVOLVED)),
    case(
        "LearnAimRef_118",
        "listed from the next day",
        _devolved(**closed(END)),
        AIM,
        lookups=listed_as(DEVOLVED, starts=NEXT_DAY),
    ),
    case("LearnAimRef_119", "listed", _devolved(**closed(END)), [], lookups=listed_as(DEVOLVED)),
    case(
        "LearnAimRef_119",
        "no longer listed",
        _devolved(**closed(END)),
        AIM,
        lookups=listed_as(DEVOLVED, ends=EARLIER),
    ),
    case("LearnAimRef_120", "listed", _devolved(), [], lookups=listed_as(DEVOLVED)),
    case(
        "LearnAimRef_120",
        "closed to new starts",
        _devolved(),
        AIM,
        lookups=listed_as(DEVOLVED, last_new_start=DAY_BEFORE),
    ),
    case("LearnAimRef_121", "listed", _devolved(), [], lookups=listed_as(DEVOLVED)),
    case(
        "LearnAimRef_121",
        "listed until last year",
        _devolved(),
        AIM,
        lookups=listed_as(DEVOLVED, ends=LAST_YEAR),
    ),
    case(
        "LearnAimRef_121",
        "funded nationally",
        _devolved("105"),
        [],
        lookups=listed_as(DEVOLVED, ends=LAST_YEAR),
    ),
    case("LearnAimRef_133", "listed", _devolved(), [], lookups=listed_as(DEVOLVED)),
    case("LearnAimRef_133", "not listed so", _devolved(), AIM, lookups=listed_as("ANOTHER")),
    case(
        "LearnAimRef_133",
        "listed for Tailored Learning",
        _devolved(),
        [],
        lookups=listed_as(TAILORED),
    ),
]
