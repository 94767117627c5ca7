"""Whether LARS lets an aim of community learning or Tailored Learning be funded."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, aim, case, closed
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
from ilrsync.model.codes import AimType, FundModel
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

COMMUNITY = "COMM_LEARN"
TAILORED = "Tailored_Learning"
ENDS_SINCE = dt.date(2020, 8, 1)
STARTS_SINCE = dt.date(2021, 8, 1)
LISTED_SINCE = dt.date(2023, 8, 1)
TAILORED_SINCE = dt.date(2024, 8, 1)


@rule(
    "LearnAimRef_106",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnActEndDate",
    until="2526",
    when={"FundModel": FundModel.COMMUNITY_LEARNING},
    needs=[VALIDITY],
)
def community_started_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A community learning aim starts while LARS lists it for community learning.

    For aims that ended since August 2020.

    Source: validation rules 2025-26 v3, Learning delivery, LearnAimRef_106.
    """
    if ended(aim, ENDS_SINCE) and started_outside(aim, context, COMMUNITY):
        yield Hit(aim)


@rule(
    "LearnAimRef_107",
    over=LearningDelivery,
    fields="LearnAimRef LearnActEndDate",
    until="2526",
    when={"FundModel": FundModel.COMMUNITY_LEARNING},
    needs=[VALIDITY],
)
def community_ended_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A community learning aim ends while LARS lists it for community learning.

    For aims that ended since August 2020.

    Source: validation rules 2025-26 v3, Learning delivery, LearnAimRef_107.
    """
    if ended(aim, ENDS_SINCE) and ended_after(aim, context, COMMUNITY):
        yield Hit(aim)


@rule(
    "LearnAimRef_108",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    until="2526",
    when={"FundModel": FundModel.COMMUNITY_LEARNING},
    needs=[VALIDITY],
)
def community_started_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A community learning aim starts while LARS takes new starts of it for community learning.

    For starts since August 2021. A restart (RES) may start after the last date for new starts.
    The condition names the actual end; the sentence before it says new starts.

    Source: validation rules 2025-26 v3, Learning delivery, LearnAimRef_108.
    """
    if started(aim, STARTS_SINCE) and started_too_late(aim, context, COMMUNITY):
        yield Hit(aim)


@rule(
    "LearnAimRef_109",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    until="2526",
    when={"FundModel": FundModel.COMMUNITY_LEARNING},
    needs=[VALIDITY],
)
def community_over(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A community learning aim is still listed for community learning in this teaching year.

    The LARS row with the latest start counts.

    Source: validation rules 2025-26 v3, Learning delivery, LearnAimRef_109.
    """
    if listed_before_the_year(aim, context, COMMUNITY):
        yield Hit(aim)


@rule(
    "LearnAimRef_130",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    until="2526",
    when={"FundModel": FundModel.COMMUNITY_LEARNING},
    needs=[VALIDITY],
)
def community_unlisted(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A community learning aim is one that LARS lists for community learning.

    For starts since August 2023.

    Source: validation rules 2025-26 v3, Learning delivery, LearnAimRef_130.
    """
    if started(aim, LISTED_SINCE) and unlisted(aim, context, COMMUNITY):
        yield Hit(aim)


@rule(
    "LearnAimRef_148",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnActEndDate",
    when={"FundModel": FundModel.TAILORED_LEARNING},
    needs=[VALIDITY],
)
def tailored_started_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A Tailored Learning aim starts while LARS lists it for Tailored Learning.

    For aims that ended since August 2024. The condition compares the actual end; the sentence
    before it says the start.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_148.
    """
    if ended(aim, TAILORED_SINCE) and started_outside(aim, context, TAILORED):
        yield Hit(aim)


@rule(
    "LearnAimRef_149",
    over=LearningDelivery,
    fields="LearnAimRef LearnActEndDate",
    when={"FundModel": FundModel.TAILORED_LEARNING},
    needs=[VALIDITY],
)
def tailored_ended_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A Tailored Learning aim ends while LARS lists it for Tailored Learning.

    For aims that ended since August 2024.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_149.
    """
    if ended(aim, TAILORED_SINCE) and ended_after(aim, context, TAILORED):
        yield Hit(aim)


@rule(
    "LearnAimRef_150",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": FundModel.TAILORED_LEARNING},
    needs=[VALIDITY],
)
def tailored_started_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A Tailored Learning aim starts while LARS takes new starts of it for Tailored Learning.

    For starts since August 2024. A restart (RES) may start after the last date for new starts.
    The condition names the actual end; the sentence before it says new starts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_150.
    """
    if started(aim, TAILORED_SINCE) and started_too_late(aim, context, TAILORED):
        yield Hit(aim)


@rule(
    "LearnAimRef_151",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": FundModel.TAILORED_LEARNING},
    needs=[VALIDITY],
)
def tailored_over(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A Tailored Learning aim is still listed for Tailored Learning in this teaching year.

    The LARS row with the latest start counts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_151.
    """
    if listed_before_the_year(aim, context, TAILORED):
        yield Hit(aim)


@rule(
    "LearnAimRef_152",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": FundModel.TAILORED_LEARNING},
    needs=[VALIDITY],
)
def tailored_unlisted(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A Tailored Learning aim is one that LARS lists for Tailored Learning.

    For starts since August 2024.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_152.
    """
    if started(aim, TAILORED_SINCE) and unlisted(aim, context, TAILORED):
        yield Hit(aim)


START, END = dt.date(2024, 9, 9), dt.date(2025, 10, 31)
DAY_BEFORE, NEXT_DAY, EARLIER = dt.date(2024, 9, 8), dt.date(2024, 9, 10), dt.date(2025, 10, 30)
LAST_YEAR = dt.date(2025, 7, 31)


def _community(fund: int = FundModel.COMMUNITY_LEARNING, **fields: Any) -> LearningDelivery:
    return aim(AimType=AimType.STANDALONE, FundModel=fund, LearnStartDate=START, **fields)


def _tailored(**fields: Any) -> LearningDelivery:
    return _community(FundModel.TAILORED_LEARNING, **fields)


CASES = [
    case("LearnAimRef_106", "listed", _community(**closed(END)), [], lookups=listed_as(COMMUNITY)),
    case(
        "LearnAimRef_106",
        "listed from the next day",
        _community(**closed(END)),
        AIM,
        lookups=listed_as(COMMUNITY, starts=NEXT_DAY),
    ),
    case("LearnAimRef_107", "listed", _community(**closed(END)), [], lookups=listed_as(COMMUNITY)),
    case(
        "LearnAimRef_107",
        "no longer listed",
        _community(**closed(END)),
        AIM,
        lookups=listed_as(COMMUNITY, ends=EARLIER),
    ),
    case("LearnAimRef_108", "listed", _community(), [], lookups=listed_as(COMMUNITY)),
    case(
        "LearnAimRef_108",
        "closed to new starts",
        _community(),
        AIM,
        lookups=listed_as(COMMUNITY, last_new_start=DAY_BEFORE),
    ),
    case("LearnAimRef_109", "listed", _community(), [], lookups=listed_as(COMMUNITY)),
    case(
        "LearnAimRef_109",
        "listed until last year",
        _community(),
        AIM,
        lookups=listed_as(COMMUNITY, ends=LAST_YEAR),
    ),
    case("LearnAimRef_130", "listed", _community(), [], lookups=listed_as(COMMUNITY)),
    case("LearnAimRef_130", "not listed so", _community(), AIM, lookups=listed_as("ANOTHER")),
    case("LearnAimRef_148", "listed", _tailored(**closed(END)), [], lookups=listed_as(TAILORED)),
    case(
        "LearnAimRef_148",
        "listed from the next day",
        _tailored(**closed(END)),
        AIM,
        lookups=listed_as(TAILORED, starts=NEXT_DAY),
    ),
    case("LearnAimRef_149", "listed", _tailored(**closed(END)), [], lookups=listed_as(TAILORED)),
    case(
        "LearnAimRef_149",
        "no longer listed",
        _tailored(**closed(END)),
        AIM,
        lookups=listed_as(TAILORED, ends=EARLIER),
    ),
    case("LearnAimRef_150", "listed", _tailored(), [], lookups=listed_as(TAILORED)),
    case(
        "LearnAimRef_150",
        "closed to new starts",
        _tailored(),
        AIM,
        lookups=listed_as(TAILORED, last_new_start=DAY_BEFORE),
    ),
    case("LearnAimRef_151", "listed", _tailored(), [], lookups=listed_as(TAILORED)),
    case(
        "LearnAimRef_151",
        "listed until last year",
        _tailored(),
        AIM,
        lookups=listed_as(TAILORED, ends=LAST_YEAR),
    ),
    case("LearnAimRef_152", "listed", _tailored(), [], lookups=listed_as(TAILORED)),
    case("LearnAimRef_152", "not listed so", _tailored(), AIM, lookups=listed_as("ANOTHER")),
]
