"""How long an apprenticeship lasts at the least."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import (
    AIM,
    apprenticeship,
    case,
    closed,
    fam,
    learner,
)
from ilrsync.checks.derived import has_fam, started_aged
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import (
    AimType,
    CompStatus,
    FundModel,
    LearnDelFAMType,
    Outcome,
    ProgType,
)
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator


PROGRAMME = {"ProgType": ProgType.APPRENTICESHIP, "AimType": AimType.PROGRAMME}
LEVY = {**PROGRAMME, "FundModel": FundModel.APPRENTICESHIP}
A_YEAR = 365
EIGHT_MONTHS = 242
SINCE_2014, SINCE_2016, SINCE_2025 = (dt.date(year, 8, 1) for year in (2014, 2016, 2025))


@rule(
    "DateOfBirth_37",
    over=LearningDelivery,
    fields="LearnStartDate LearnPlanEndDate",
    when={**PROGRAMME, "FundModel": {35, 81}},
)
def adult_planned_too_short(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An apprenticeship of 2014 to 2016 of an adult is planned for 365 days or more.

    For starts from August 2014 to July 2016, FundModel 35 and 81 and learners aged 19 at the
    start. Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_37.
    """
    if started_within(aim, SINCE_2014, SINCE_2016) and started_aged(aim, learner, least=19):
        yield from _shorter(aim, aim.LearnPlanEndDate, A_YEAR)


@rule(
    "DateOfBirth_40",
    over=LearningDelivery,
    fields="LearnStartDate LearnActEndDate",
    when={**PROGRAMME, "FundModel": {35, 81}, "Outcome": Outcome.ACHIEVED},
)
def adult_achieved_too_soon(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An apprenticeship begun by July 2016 that an adult achieved lasted 365 days or more.

    For FundModel 35 and 81 and learners aged 19 at the start. Not for restarts (RES). ilrsync asks
    of apprenticeship standards, ProgType 25, under both funding models; a bracket in the published
    condition is misplaced.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_40.
    """
    if started_within(aim, dt.date.min, SINCE_2016) and started_aged(aim, learner, least=19):
        yield from _shorter(aim, aim.LearnActEndDate, A_YEAR)


@rule(
    "DateOfBirth_46",
    over=LearningDelivery,
    fields="LearnStartDate LearnPlanEndDate",
    when={**PROGRAMME, "FundModel": {36, 81}},
)
def planned_too_short(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An apprenticeship begun from August 2016 to July 2025 is planned for 365 days or more.

    For FundModel 36 and 81 and learners aged 16 at the start. Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_46.
    """
    if started_within(aim, SINCE_2016, SINCE_2025) and started_aged(aim, learner, least=16):
        yield from _shorter(aim, aim.LearnPlanEndDate, A_YEAR)


@rule(
    "DateOfBirth_47",
    over=LearningDelivery,
    fields="LearnStartDate LearnActEndDate",
    when={**PROGRAMME, "FundModel": {36, 81}, "CompStatus": CompStatus.COMPLETED},
)
def completed_too_soon(aim: LearningDelivery) -> Iterator[Hit]:
    """A completed apprenticeship begun from August 2016 to July 2025 lasted 365 days or more.

    For FundModel 36 and 81. Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_47.
    """
    if started_within(aim, SINCE_2016, SINCE_2025):
        yield from _shorter(aim, aim.LearnActEndDate, A_YEAR)


@rule("DateOfBirth_57", over=LearningDelivery, fields="LearnStartDate LearnPlanEndDate", when=LEVY)
def planned_too_short_since_2025(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An apprenticeship begun since August 2025 is planned for 242 days or more.

    For learners aged 16 at the start. Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_57.
    """
    if started_within(aim, SINCE_2025, dt.date.max) and started_aged(aim, learner, least=16):
        yield from _shorter(aim, aim.LearnPlanEndDate, EIGHT_MONTHS)


@rule(
    "DateOfBirth_58",
    over=LearningDelivery,
    fields="LearnStartDate LearnActEndDate",
    when={**LEVY, "CompStatus": CompStatus.COMPLETED},
)
def completed_too_soon_since_2025(aim: LearningDelivery) -> Iterator[Hit]:
    """A completed apprenticeship begun since August 2025 lasted 242 days or more.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_58.
    """
    if started_within(aim, SINCE_2025, dt.date.max):
        yield from _shorter(aim, aim.LearnActEndDate, EIGHT_MONTHS)


def started_within(aim: LearningDelivery, first: dt.date, until: dt.date) -> bool:
    """Whether the aim is no restart and started from *first* on and before *until*."""
    start = aim.LearnStartDate
    inside = start is not None and start >= first and start < until
    return inside and not has_fam(aim, LearnDelFAMType.RES)


def _shorter(aim: LearningDelivery, end: dt.date | None, days: int) -> Iterator[Hit]:
    """The aim, where fewer than *days* lie between its start and *end*."""
    start = aim.LearnStartDate
    if start is not None and end is not None and end - start < dt.timedelta(days=days):
        yield Hit(aim)


def programme_of(
    starts: dt.date, days: int, *codes: str, born: int = 1990, **fields: Any
) -> Learner:
    """A learner on the programme aim of an apprenticeship of so many days."""
    end = starts + dt.timedelta(days=days)
    dates = {"LearnStartDate": starts, "LearnPlanEndDate": end, **fields}
    one = apprenticeship(LearningDeliveryFAM=[fam(code, "1") for code in codes], **dates)[0]
    return learner("A1", one, DateOfBirth=dt.date(born, 5, 1))


def _ended(starts: dt.date, days: int, **fields: Any) -> Learner:
    end = closed(starts + dt.timedelta(days=days))
    return programme_of(starts, days, **end, **fields)


OLD, MIDDLE, NEW = dt.date(2015, 9, 7), dt.date(2023, 9, 4), dt.date(2025, 9, 8)
TRAILBLAZER = {"FundModel": 81}

CASES = [
    case("DateOfBirth_37", "365 days", programme_of(OLD, 365, **TRAILBLAZER), []),
    case("DateOfBirth_37", "364 days", programme_of(OLD, 364, **TRAILBLAZER), AIM),
    case("DateOfBirth_40", "365 days", _ended(OLD, 365, **TRAILBLAZER), []),
    case("DateOfBirth_40", "364 days", _ended(OLD, 364, **TRAILBLAZER), AIM),
    case("DateOfBirth_46", "365 days", programme_of(MIDDLE, 365), []),
    case("DateOfBirth_46", "364 days", programme_of(MIDDLE, 364), AIM),
    case("DateOfBirth_46", "a restart", programme_of(MIDDLE, 364, "RES"), []),
    case("DateOfBirth_47", "365 days", _ended(MIDDLE, 365), []),
    case("DateOfBirth_47", "364 days", _ended(MIDDLE, 364), AIM),
    case("DateOfBirth_57", "242 days", programme_of(NEW, 242), []),
    case("DateOfBirth_57", "241 days", programme_of(NEW, 241), AIM),
    case("DateOfBirth_58", "242 days", _ended(NEW, 242), []),
    case("DateOfBirth_58", "241 days", _ended(NEW, 241), AIM),
]
