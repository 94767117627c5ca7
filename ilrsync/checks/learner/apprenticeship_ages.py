"""Who is old enough, and who too old, for an apprenticeship."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, apprenticeship, case, learner, learner_fam, supplied
from ilrsync.checks.derived import (
    earliest_start,
    has_fam,
    has_learner_fam,
    is_aged,
    programme_aims,
    started_aged,
)
from ilrsync.checks.lars import LARS, STANDARDS
from ilrsync.checks.learner.apprenticeship_length import (
    LEVY,
    SINCE_2016,
    SINCE_2025,
    programme_of,
    started_within,
)
from ilrsync.checks.learning_delivery.fam_rows import started_since
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import LearnDelFAMType, LearnFAMType, ProgType
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

APPRENTICESHIP = {"ProgType": ProgType.APPRENTICESHIP}
FOUNDATION = "A0001"
SINCE_2026 = dt.date(2026, 1, 1)


@rule("DateOfBirth_48", over=LearningDelivery, fields="LearnStartDate", when=APPRENTICESHIP)
def still_at_school(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An apprenticeship begins after the last Friday in June of the year of the 16th birthday.

    The year is that from September to August; for aims started since August 2016. What counts is
    when the first of the learner's apprenticeship programme aims began, for every aim of an
    apprenticeship.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_48; derived data DD04.
    """
    born = learner.DateOfBirth
    if born is None or not started_since(aim, SINCE_2016):
        return
    began = earliest_start(
        one for one in programme_aims(learner) if one.ProgType == ProgType.APPRENTICESHIP
    )
    if began is None or is_aged(born, began, 18):
        return
    if began <= last_school_day(born):
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


@rule(
    "DateOfBirth_59",
    over=LearningDelivery,
    fields="LearnStartDate StdCode",
    needs=[STANDARDS],
    when=LEVY,
)
def too_old_for_foundation(
    aim: LearningDelivery, learner: Learner, context: Context
) -> Iterator[Hit]:
    """A foundation apprenticeship begun since August 2025 is for those under 25.

    That is a standard of type A0001 in LARS. Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_59.
    """
    if started_within(aim, SINCE_2025, dt.date.max) and started_aged(aim, learner, least=25):
        rows = context.lookup(LARS).get("Standard", str(aim.StdCode))
        if any(row.get("ApprenticeshipStandardTypeCode") == FOUNDATION for row in rows):
            yield Hit(aim, DateOfBirth=learner.DateOfBirth)


def last_school_day(born: dt.date) -> dt.date:
    """The last Friday in June of the year, September to August, of the 16th birthday."""
    june = dt.date(born.year + 16 + (born.month >= 9), 6, 30)
    return june - dt.timedelta(days=(june.weekday() - 4) % 7)


def _too_old(aim: LearningDelivery, learner: Learner, context: Context) -> Iterator[Hit]:
    if learner.DateOfBirth is None or not started_within(aim, SINCE_2026, dt.date.max):
        return
    excused = has_fam(aim, LearnDelFAMType.LDM, "362") or has_learner_fam(learner, LearnFAMType.EHC)
    if started_aged(aim, learner, least=16, below=22):
        return
    if excused and started_aged(aim, learner, below=25):
        return
    rows = context.lookup(LARS).get("Standard", str(aim.StdCode))
    if any(row.get("NotionalEndLevel") == "7" for row in rows):
        yield Hit(aim, DateOfBirth=learner.DateOfBirth)


def _level_7(born: int, plan: str = "") -> Learner:
    one = programme_of(dt.date(2026, 9, 7), 400, born=born)
    one.LearnerFAM = [learner_fam(plan, 1)] if plan else []
    return one


LEVEL_7 = supplied(LARS, "Standard", "274", NotionalEndLevel="7")
BASIC = supplied(LARS, "Standard", "274", ApprenticeshipStandardTypeCode=FOUNDATION)
LEVEL_3 = supplied(LARS, "Standard", "274", NotionalEndLevel="3")

CASES = [
    case(
        "DateOfBirth_48",
        "after the last Friday",
        programme_of(dt.date(2026, 6, 27), 400, born=2010),
        [],
    ),
    case(
        "DateOfBirth_48",
        "on the last Friday",
        programme_of(dt.date(2026, 6, 26), 400, born=2010),
        AIM,
    ),
    case(
        "DateOfBirth_48",
        "restarted later",
        learner(
            "A1",
            *apprenticeship(LearnStartDate=dt.date(2026, 6, 26)),
            *apprenticeship(LearnStartDate=dt.date(2026, 9, 7)),
            DateOfBirth=dt.date(2010, 5, 1),
        ),
        [f"Learner[0]/LearningDelivery[{place}]" for place in range(4)],
    ),
    case("DateOfBirth_59", "aged 21", _level_7(2005), [], lookups=BASIC),
    case("DateOfBirth_59", "aged 25", _level_7(2001), AIM, lookups=BASIC),
    case("DateOfBirth_59", "another kind", _level_7(2001), [], lookups=LEVEL_3),
    case("DateofBirth_60", "level 3", _level_7(1990), [], lookups=LEVEL_3),
    case("DateofBirth_60", "level 7", _level_7(1990), AIM, lookups=LEVEL_7),
    case("DateOfBirth_60", "aged 21", _level_7(2005), [], lookups=LEVEL_7),
    case("DateOfBirth_60", "aged 23", _level_7(2003), AIM, lookups=LEVEL_7),
    case("DateOfBirth_60", "aged 23 with a plan", _level_7(2003, "EHC"), [], lookups=LEVEL_7),
]
