"""How long an apprenticeship lasts at the least, and who is old enough for one."""

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
    learner_fam,
    supplied,
)
from ilrsync.checks.derived import has_fam, has_learner_fam, is_aged
from ilrsync.checks.lars import LARS, STANDARDS
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import (
    AimType,
    CompStatus,
    FundModel,
    LearnDelFAMType,
    LearnFAMType,
    Outcome,
    ProgType,
)
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

PROGRAMME = {"ProgType": ProgType.APPRENTICESHIP, "AimType": AimType.PROGRAMME}
LEVY = {**PROGRAMME, "FundModel": FundModel.APPRENTICESHIP}
A_YEAR = 365
EIGHT_MONTHS = 242
SINCE_2014, SINCE_2016, SINCE_2025 = (dt.date(year, 8, 1) for year in (2014, 2016, 2025))
SINCE_2026 = dt.date(2026, 1, 1)


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
    if _started(aim, SINCE_2014, SINCE_2016) and _is_old_enough(aim, learner, 19):
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
    if _started(aim, dt.date.min, SINCE_2016) and _is_old_enough(aim, learner, 19):
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
    if _started(aim, SINCE_2016, SINCE_2025) and _is_old_enough(aim, learner, 16):
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
    if _started(aim, SINCE_2016, SINCE_2025):
        yield from _shorter(aim, aim.LearnActEndDate, A_YEAR)


@rule("DateOfBirth_57", over=LearningDelivery, fields="LearnStartDate LearnPlanEndDate", when=LEVY)
def planned_too_short_since_2025(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An apprenticeship begun since August 2025 is planned for 242 days or more.

    For learners aged 16 at the start. Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_57.
    """
    if _started(aim, SINCE_2025, dt.date.max) and _is_old_enough(aim, learner, 16):
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
    if _started(aim, SINCE_2025, dt.date.max):
        yield from _shorter(aim, aim.LearnActEndDate, EIGHT_MONTHS)


@rule("DateOfBirth_48", over=LearningDelivery, fields="LearnStartDate", when=PROGRAMME)
def still_at_school(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An apprenticeship begins after the last Friday in June of the year of the 16th birthday.

    The year is that from September to August; for programmes begun since August 2016.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_48; derived data DD04.
    """
    born, start = learner.DateOfBirth, aim.LearnStartDate
    if born is None or start is None or start < SINCE_2016 or is_aged(born, start, 18):
        return
    if start <= last_school_day(born):
        yield Hit(aim, DateOfBirth=born)


@rule(
    "DateofBirth_60",
    over=LearningDelivery,
    fields="LearnStartDate StdCode",
    until="2526",
    needs=[STANDARDS],
    when=LEVY,
)
def too_old_for_level_7_in_2526(
    aim: LearningDelivery, learner: Learner, context: Context
) -> Iterator[Hit]:
    """A level 7 apprenticeship begun since January 2026 is for those aged 16 to 21.

    Under 25 with LDM 362, apprentice care leaver, or with a care plan (EHC). Not for restarts
    (RES).

    Source: validation rules 2025-26 v3, Learner, DateofBirth_60.
    """
    yield from _too_old(aim, learner, context)


@rule(
    "DateOfBirth_60",
    over=LearningDelivery,
    fields="LearnStartDate StdCode",
    since="2627",
    needs=[STANDARDS],
    when=LEVY,
)
def too_old_for_level_7(aim: LearningDelivery, learner: Learner, context: Context) -> Iterator[Hit]:
    """A level 7 apprenticeship begun since January 2026 is for those aged 16 to 21.

    Under 25 with LDM 362, apprentice care leaver, or with a care plan (EHC). Not for restarts
    (RES). Until 2025-26 its id was DateofBirth_60.

    Source: validation rules 2026-27 v4, Learner, DateOfBirth_60.
    """
    yield from _too_old(aim, learner, context)


def last_school_day(born: dt.date) -> dt.date:
    """The last Friday in June of the year, September to August, of the 16th birthday."""
    june = dt.date(born.year + 16 + (born.month >= 9), 6, 30)
    return june - dt.timedelta(days=(june.weekday() - 4) % 7)


def _too_old(aim: LearningDelivery, learner: Learner, context: Context) -> Iterator[Hit]:
    born, start = learner.DateOfBirth, aim.LearnStartDate
    if born is None or not _started(aim, SINCE_2026, dt.date.max) or start is None:
        return
    if is_aged(born, start, 16) and not is_aged(born, start, 22):
        return
    excused = has_fam(aim, LearnDelFAMType.LDM, "362") or has_learner_fam(learner, LearnFAMType.EHC)
    if excused and not is_aged(born, start, 25):
        return
    rows = context.lookup(LARS).get("Standard", str(aim.StdCode))
    if any(row.get("NotionalEndLevel") == "7" for row in rows):
        yield Hit(aim, DateOfBirth=born)


def _started(aim: LearningDelivery, first: dt.date, until: dt.date) -> bool:
    """Whether the aim is no restart and started from *first* on and before *until*."""
    start = aim.LearnStartDate
    inside = start is not None and start >= first and start < until
    return inside and not has_fam(aim, LearnDelFAMType.RES)


def _is_old_enough(aim: LearningDelivery, learner: Learner, years: int) -> bool:
    born, start = learner.DateOfBirth, aim.LearnStartDate
    return born is not None and start is not None and is_aged(born, start, years)


def _shorter(aim: LearningDelivery, end: dt.date | None, days: int) -> Iterator[Hit]:
    """The aim, where fewer than *days* lie between its start and *end*."""
    start = aim.LearnStartDate
    if start is not None and end is not None and end - start < dt.timedelta(days=days):
        yield Hit(aim)


def _programme(starts: dt.date, days: int, *codes: str, born: int = 1990, **fields: Any) -> Learner:
    """A learner on the programme aim of an apprenticeship of so many days."""
    end = starts + dt.timedelta(days=days)
    dates = {"LearnStartDate": starts, "LearnPlanEndDate": end, **fields}
    one = apprenticeship(LearningDeliveryFAM=[fam(code, "1") for code in codes], **dates)[0]
    return learner("A1", one, DateOfBirth=dt.date(born, 5, 1))


def _ended(starts: dt.date, days: int, **fields: Any) -> Learner:
    end = closed(starts + dt.timedelta(days=days))
    return _programme(starts, days, **end, **fields)


def _level_7(born: int, plan: str = "") -> Learner:
    one = _programme(dt.date(2026, 9, 7), 400, born=born)
    one.LearnerFAM = [learner_fam(plan, 1)] if plan else []
    return one


OLD, MIDDLE, NEW = dt.date(2015, 9, 7), dt.date(2023, 9, 4), dt.date(2025, 9, 8)
TRAILBLAZER = {"FundModel": 81}
LEVEL_7 = supplied(LARS, "Standard", "274", NotionalEndLevel="7")
LEVEL_3 = supplied(LARS, "Standard", "274", NotionalEndLevel="3")

CASES = [
    case("DateOfBirth_37", "365 days", _programme(OLD, 365, **TRAILBLAZER), []),
    case("DateOfBirth_37", "364 days", _programme(OLD, 364, **TRAILBLAZER), AIM),
    case("DateOfBirth_40", "365 days", _ended(OLD, 365, **TRAILBLAZER), []),
    case("DateOfBirth_40", "364 days", _ended(OLD, 364, **TRAILBLAZER), AIM),
    case("DateOfBirth_46", "365 days", _programme(MIDDLE, 365), []),
    case("DateOfBirth_46", "364 days", _programme(MIDDLE, 364), AIM),
    case("DateOfBirth_46", "a restart", _programme(MIDDLE, 364, "RES"), []),
    case("DateOfBirth_47", "365 days", _ended(MIDDLE, 365), []),
    case("DateOfBirth_47", "364 days", _ended(MIDDLE, 364), AIM),
    case("DateOfBirth_57", "242 days", _programme(NEW, 242), []),
    case("DateOfBirth_57", "241 days", _programme(NEW, 241), AIM),
    case("DateOfBirth_58", "242 days", _ended(NEW, 242), []),
    case("DateOfBirth_58", "241 days", _ended(NEW, 241), AIM),
    case(
        "DateOfBirth_48",
        "after the last Friday",
        _programme(dt.date(2026, 6, 27), 400, born=2010),
        [],
    ),
    case(
        "DateOfBirth_48",
        "on the last Friday",
        _programme(dt.date(2026, 6, 26), 400, born=2010),
        AIM,
    ),
    case("DateofBirth_60", "level 3", _level_7(1990), [], lookups=LEVEL_3),
    case("DateofBirth_60", "level 7", _level_7(1990), AIM, lookups=LEVEL_7),
    case("DateOfBirth_60", "aged 21", _level_7(2005), [], lookups=LEVEL_7),
    case("DateOfBirth_60", "aged 23", _level_7(2003), AIM, lookups=LEVEL_7),
    case("DateOfBirth_60", "aged 23 with a plan", _level_7(2003, "EHC"), [], lookups=LEVEL_7),
]
