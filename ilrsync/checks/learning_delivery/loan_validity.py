"""Whether LARS lets an aim be paid for by an Advanced Learner Loan: ADV_LEARN_LOAN."""

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
from ilrsync.model.codes import AimType, FundModel, LearnDelFAMType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

LOAN = "ADV_LEARN_LOAN"
ENDS_SINCE = dt.date(2020, 8, 1)
STARTS_SINCE = dt.date(2021, 8, 1)


@rule(
    "LearnAimRef_110",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnActEndDate",
    when={"FundModel": FundModel.NON_FUNDED},
    needs=[VALIDITY],
)
def loan_started_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim with an Advanced Learner Loan starts while LARS lists it for loans.

    For aims that ended since August 2020.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_110.
    """
    if (
        has_fam(aim, LearnDelFAMType.ADL)
        and ended(aim, ENDS_SINCE)
        and started_outside(aim, context, LOAN)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_111",
    over=LearningDelivery,
    fields="LearnAimRef LearnActEndDate",
    when={"FundModel": FundModel.NON_FUNDED},
    needs=[VALIDITY],
)
def loan_ended_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim with an Advanced Learner Loan ends while LARS lists it for loans.

    For aims that ended since August 2020.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_111.
    """
    if (
        has_fam(aim, LearnDelFAMType.ADL)
        and ended(aim, ENDS_SINCE)
        and ended_after(aim, context, LOAN)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_112",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": FundModel.NON_FUNDED},
    needs=[VALIDITY],
)
def loan_started_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim with an Advanced Learner Loan starts while LARS takes new starts of it for loans.

    For starts since August 2021. A restart (RES) may start after the last date for new starts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_112.
    """
    if (
        has_fam(aim, LearnDelFAMType.ADL)
        and started(aim, STARTS_SINCE)
        and started_too_late(aim, context, LOAN)
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_113",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": FundModel.NON_FUNDED},
    needs=[VALIDITY],
)
def loan_over(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim with an Advanced Learner Loan is still listed for loans in this teaching year.

    The LARS row with the latest start counts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_113.
    """
    if has_fam(aim, LearnDelFAMType.ADL) and listed_before_the_year(aim, context, LOAN):
        yield Hit(aim)


@rule(
    "LearnAimRef_131",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": FundModel.NON_FUNDED},
    needs=[VALIDITY],
)
def loan_unlisted(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim with an Advanced Learner Loan is one that LARS lists for loans.

    For starts since August 2021, as the condition has it; the sentence before it says 2023.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_131.
    """
    if (
        has_fam(aim, LearnDelFAMType.ADL)
        and started(aim, STARTS_SINCE)
        and unlisted(aim, context, LOAN)
    ):
        yield Hit(aim)


START, END = dt.date(2024, 9, 9), dt.date(2025, 10, 31)
DAY_BEFORE, NEXT_DAY, EARLIER = dt.date(2024, 9, 8), dt.date(2024, 9, 10), dt.date(2025, 10, 30)
LAST_YEAR = dt.date(2025, 7, 31)


def _loan(**fields: Any) -> LearningDelivery:
    return aim(
        AimType=AimType.STANDALONE,
        FundModel=FundModel.NON_FUNDED,
        LearnStartDate=START,
        LearningDeliveryFAM=[fam("ADL", "1")],
        **fields,
    )


CASES = [
    case("LearnAimRef_110", "listed", _loan(**closed(END)), [], lookups=listed_as(LOAN)),
    case(
        "LearnAimRef_110",
        "listed from the next day",
        _loan(**closed(END)),
        AIM,
        lookups=listed_as(LOAN, starts=NEXT_DAY),
    ),
    case("LearnAimRef_111", "listed", _loan(**closed(END)), [], lookups=listed_as(LOAN)),
    case(
        "LearnAimRef_111",
        "no longer listed",
        _loan(**closed(END)),
        AIM,
        lookups=listed_as(LOAN, ends=EARLIER),
    ),
    case("LearnAimRef_112", "listed", _loan(), [], lookups=listed_as(LOAN)),
    case(
        "LearnAimRef_112",
        "closed to new starts",
        _loan(),
        AIM,
        lookups=listed_as(LOAN, last_new_start=DAY_BEFORE),
    ),
    case("LearnAimRef_113", "listed", _loan(), [], lookups=listed_as(LOAN)),
    case(
        "LearnAimRef_113",
        "listed until last year",
        _loan(),
        AIM,
        lookups=listed_as(LOAN, ends=LAST_YEAR),
    ),
    case("LearnAimRef_131", "listed", _loan(), [], lookups=listed_as(LOAN)),
    case("LearnAimRef_131", "not listed so", _loan(), AIM, lookups=listed_as("ANOTHER")),
]
