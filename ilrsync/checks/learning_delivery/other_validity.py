"""Whether LARS lets an aim of an apprenticeship, a bootcamp or no fund of its own stand: ANY."""

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
from ilrsync.model.codes import AimType, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

ANY = "ANY"
OTHERS = frozenset(
    {
        FundModel.APPRENTICESHIP,
        FundModel.SKILLS_BOOTCAMP,
        FundModel.OTHER_ADULT,
        FundModel.NON_FUNDED,
    }
)
ENDS_SINCE = dt.date(2020, 8, 1)
STARTS_SINCE = dt.date(2021, 8, 1)
LISTED_SINCE = dt.date(2023, 8, 1)


@rule(
    "LearnAimRef_114",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnActEndDate",
    when={"FundModel": OTHERS},
    needs=[VALIDITY],
)
def other_started_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An apprenticeship or other aim starts while LARS lists it for any funding.

    For apprenticeships, Skills Bootcamps and aims of FundModel 81 and 99. For aims that ended
    since August 2020. Not for aims with an Advanced Learner Loan (ADL).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_114.
    """
    if ended(aim, ENDS_SINCE) and started_outside(aim, context, ANY) and _is_meant(aim):
        yield Hit(aim)


@rule(
    "LearnAimRef_115",
    over=LearningDelivery,
    fields="LearnAimRef LearnActEndDate",
    when={"FundModel": OTHERS},
    needs=[VALIDITY],
)
def other_ended_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An apprenticeship or other aim ends while LARS lists it for any funding.

    For apprenticeships, Skills Bootcamps and aims of FundModel 81 and 99. For aims that ended
    since August 2020. Not for aims with an Advanced Learner Loan (ADL).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_115.
    """
    if ended(aim, ENDS_SINCE) and ended_after(aim, context, ANY) and _is_meant(aim):
        yield Hit(aim)


@rule(
    "LearnAimRef_116",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": OTHERS},
    needs=[VALIDITY],
)
def other_started_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An apprenticeship or other aim starts while LARS takes new starts of it for any funding.

    For apprenticeships, Skills Bootcamps and aims of FundModel 81 and 99. For starts since
    August 2021. A restart (RES) may start after the last date for new starts. Not for aims with
    an Advanced Learner Loan (ADL).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_116.
    """
    if started(aim, STARTS_SINCE) and started_too_late(aim, context, ANY) and _is_meant(aim):
        yield Hit(aim)


@rule(
    "LearnAimRef_117",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": OTHERS},
    needs=[VALIDITY],
)
def other_over(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An apprenticeship or other aim is still listed for any funding in this teaching year.

    For Skills Bootcamps and aims of FundModel 81 and 99. The LARS row with the latest start
    counts. Not for apprenticeships.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_117.
    """
    if aim.FundModel != FundModel.APPRENTICESHIP and listed_before_the_year(aim, context, ANY):
        yield Hit(aim)


@rule(
    "LearnAimRef_132",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"FundModel": OTHERS},
    needs=[VALIDITY],
)
def other_unlisted(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An apprenticeship or other aim is one that LARS lists for any funding.

    For apprenticeships, Skills Bootcamps and aims of FundModel 81 and 99. For starts since
    August 2023. Not for aims with an Advanced Learner Loan (ADL).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_132.
    """
    if started(aim, LISTED_SINCE) and unlisted(aim, context, ANY) and _is_meant(aim):
        yield Hit(aim)


def _is_meant(aim: LearningDelivery) -> bool:
    """Whether the aim has no loan and, with FundModel 36, is of an apprenticeship standard."""
    apprentice = aim.FundModel == FundModel.APPRENTICESHIP
    if apprentice and aim.ProgType != ProgType.APPRENTICESHIP:
        return False
    return not has_fam(aim, LearnDelFAMType.ADL)


START, END = dt.date(2024, 9, 9), dt.date(2025, 10, 31)
DAY_BEFORE, NEXT_DAY, EARLIER = dt.date(2024, 9, 8), dt.date(2024, 9, 10), dt.date(2025, 10, 30)
LAST_YEAR = dt.date(2025, 7, 31)


def _other(**fields: Any) -> LearningDelivery:
    given: dict[str, Any] = {"LearningDeliveryFAM": [], "LearnStartDate": START, **fields}
    return aim(AimType=AimType.STANDALONE, FundModel=FundModel.NON_FUNDED, **given)


CASES = [
    case("LearnAimRef_114", "listed", _other(**closed(END)), [], lookups=listed_as(ANY)),
    case(
        "LearnAimRef_114",
        "listed from the next day",
        _other(**closed(END)),
        AIM,
        lookups=listed_as(ANY, starts=NEXT_DAY),
    ),
    case("LearnAimRef_115", "listed", _other(**closed(END)), [], lookups=listed_as(ANY)),
    case(
        "LearnAimRef_115",
        "no longer listed",
        _other(**closed(END)),
        AIM,
        lookups=listed_as(ANY, ends=EARLIER),
    ),
    case("LearnAimRef_116", "listed", _other(), [], lookups=listed_as(ANY)),
    case(
        "LearnAimRef_116",
        "closed to new starts",
        _other(),
        AIM,
        lookups=listed_as(ANY, last_new_start=DAY_BEFORE),
    ),
    case("LearnAimRef_117", "listed", _other(), [], lookups=listed_as(ANY)),
    case(
        "LearnAimRef_117",
        "listed until last year",
        _other(),
        AIM,
        lookups=listed_as(ANY, ends=LAST_YEAR),
    ),
    case("LearnAimRef_132", "listed", _other(), [], lookups=listed_as(ANY)),
    case("LearnAimRef_132", "not listed so", _other(), AIM, lookups=listed_as("ANOTHER")),
    case(
        "LearnAimRef_132",
        "with a loan",
        _other(LearningDeliveryFAM=[fam("ADL", "1")]),
        [],
        lookups=listed_as("ANOTHER"),
    ),
]
