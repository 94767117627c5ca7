"""Whether LARS lets a 16-19 aim be funded: validity category 1619_EFA."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, case, closed, fam
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import VALIDITY, YOUNG
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
from ilrsync.model.codes import LearnDelFAMType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

FUNDED = {"FundModel": {25, 82}}
EXCUSED = ("320", "321", "381")
ENDS_SINCE = dt.date(2020, 8, 1)
STARTS_SINCE = dt.date(2021, 8, 1)


@rule(
    "LearnAimRef_102",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnActEndDate",
    when=FUNDED,
    needs=[VALIDITY],
)
def started_outside_validity(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A 16-19 aim starts while LARS lists it for 16-19 funding.

    For aims that ended since August 2020. Not with LDM 320, 321 or 381.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_102.
    """
    if ended(aim, ENDS_SINCE) and started_outside(aim, context, YOUNG) and _is_meant(aim):
        yield Hit(aim)


@rule(
    "LearnAimRef_103",
    over=LearningDelivery,
    fields="LearnAimRef LearnActEndDate",
    when=FUNDED,
    needs=[VALIDITY],
)
def ended_after_validity(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A 16-19 aim ends while LARS lists it for 16-19 funding.

    For aims that ended since August 2020. Not with LDM 320, 321 or 381.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_103.
    """
    if ended(aim, ENDS_SINCE) and ended_after(aim, context, YOUNG) and _is_meant(aim):
        yield Hit(aim)


@rule(
    "LearnAimRef_104",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when=FUNDED,
    needs=[VALIDITY],
)
def started_after_last_new_start(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A 16-19 aim starts while LARS takes new starts for it.

    For starts since August 2021. Not with LDM 320, 321 or 381. In 2025-26 a restart (RES) may come
    after the last date for new starts; from 2026-27 it may not.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_104.
    """
    restarts = context.year < "2627"
    if (
        started(aim, STARTS_SINCE)
        and started_too_late(aim, context, YOUNG, restarts=restarts)
        and _is_meant(aim)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_105",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when=FUNDED,
    needs=[VALIDITY],
)
def validity_over(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A 16-19 aim is still listed for 16-19 funding in this teaching year.

    The LARS row with the latest start counts. For starts since August 2021. Not with LDM 320, 321
    or 381.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_105.
    """
    if (
        started(aim, STARTS_SINCE)
        and listed_before_the_year(aim, context, YOUNG)
        and _is_meant(aim)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_129",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when=FUNDED,
    needs=[VALIDITY],
)
def not_valid_for_young(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A 16-19 aim is one that LARS lists for 16-19 funding.

    For starts since August 2021, as the condition has it; the sentence before it says 2023. Not
    with LDM 320, 321 or 381.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_129.
    """
    if started(aim, STARTS_SINCE) and unlisted(aim, context, YOUNG) and _is_meant(aim):
        yield Hit(aim)


def _is_meant(aim: LearningDelivery) -> bool:
    """Whether the aim is not of 14-16 provision, which has a category of its own."""
    return not has_fam(aim, LearnDelFAMType.LDM, *EXCUSED)


OPEN = listed_as(YOUNG)
NOT_YET = listed_as(YOUNG, dt.date(2026, 1, 1))
OVER = listed_as(YOUNG, ends=dt.date(2025, 10, 31), last_new_start=dt.date(2025, 7, 31))
LAST_YEAR = listed_as(YOUNG, ends=dt.date(2025, 7, 31))
DAY = dt.date(2025, 11, 3)
RESTART = [fam("SOF", "107"), fam("RES", "1")]
SPARED = aim(LearningDeliveryFAM=[fam("LDM", "320")])

CASES = [
    case("LearnAimRef_102", "listed", aim(**closed(DAY)), [], lookups=OPEN),
    case("LearnAimRef_102", "listed later", aim(**closed(DAY)), AIM, lookups=NOT_YET),
    case("LearnAimRef_103", "still listed", aim(**closed(DAY)), [], lookups=OPEN),
    case("LearnAimRef_103", "no longer listed", aim(**closed(DAY)), AIM, lookups=OVER),
    case("LearnAimRef_104", "takes new starts", aim(), [], lookups=OPEN),
    case("LearnAimRef_104", "closed to new starts", aim(), AIM, lookups=OVER),
    case("LearnAimRef_104", "excused", SPARED, [], lookups=OVER),
    case(
        "LearnAimRef_104",
        "a restart",
        aim(LearningDeliveryFAM=RESTART),
        [],
        year="2526",
        lookups=OVER,
    ),
    case(
        "LearnAimRef_104",
        "a restart",
        aim(LearningDeliveryFAM=RESTART),
        AIM,
        year="2627",
        lookups=OVER,
    ),
    case("LearnAimRef_105", "listed", aim(), [], lookups=OPEN),
    case("LearnAimRef_105", "listed until last year", aim(), AIM, lookups=LAST_YEAR),
    case("LearnAimRef_129", "listed", aim(), [], lookups=OPEN),
    case(
        "LearnAimRef_129",
        "listed for adults only",
        aim(),
        AIM,
        lookups=listed_as("ADULT_SKILLS"),
    ),
]
