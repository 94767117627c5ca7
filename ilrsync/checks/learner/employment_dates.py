"""From when an employment status applies, and whom it may name."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, apprenticeship, case, standalone
from ilrsync.checks.derived import age_on, has_fam, teaching_year
from ilrsync.checks.learner.statuses import on_start, without_status, working
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, EmpStat, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import Learner, LearnerEmploymentStatus, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

EARLIEST = dt.date(1990, 8, 1)
FIRST_DAY = dt.date(2012, 8, 1)
LAST_DAY = dt.date(2014, 7, 31)
APPRENTICESHIPS = frozenset({2, 3, 20, 21, 22, 23, 25})
NOT_EMPLOYED = frozenset({EmpStat.SEEKING_WORK, EmpStat.NOT_SEEKING_WORK})


@rule("DateEmpStatApp_01", over=LearnerEmploymentStatus, fields="DateEmpStatApp")
def applies_after_the_year(status: LearnerEmploymentStatus, context: Context) -> Iterator[Hit]:
    """An employment status applies from before the end of the teaching year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, DateEmpStatApp_01.
    """
    if status.DateEmpStatApp is not None and status.DateEmpStatApp > context.table.ends:
        yield Hit(status)


@rule("DateEmpStatApp_02", over=LearnerEmploymentStatus, fields="DateEmpStatApp")
def applies_long_ago(status: LearnerEmploymentStatus) -> Iterator[Hit]:
    """An employment status applies from 1 August 1990 or later.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, DateEmpStatApp_02.
    """
    if status.DateEmpStatApp is not None and status.DateEmpStatApp < EARLIEST:
        yield Hit(status)


@rule(
    "EmpStat_01",
    over=LearningDelivery,
    fields="LearnStartDate FundModel",
    until="2526",
    when={"FundModel": {35, 81, 99}},
)
def old_adult_aim_without_status(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An adult needs an employment status on the first day of an aim begun from 2012 to 2014.

    For FundModel 35, 81 and 99, starts from August 2012 to July 2014 and learners who were 19 on
    31 August of that teaching year. Not for apprenticeships nor community learning (SOF 108).

    Source: validation rules 2025-26 v3, Employment status, EmpStat_01.
    """
    born, start = learner.DateOfBirth, aim.LearnStartDate
    if start is None or not FIRST_DAY <= start <= LAST_DAY or born is None:
        return
    community = aim.FundModel == FundModel.NON_FUNDED and has_fam(aim, LearnDelFAMType.SOF, "108")
    if community or aim.ProgType == ProgType.APPRENTICESHIP or on_start(aim, learner):
        return
    if age_on(born, dt.date(teaching_year(start), 8, 31)) >= 19:
        yield Hit(aim)


@rule(
    "EmpStat_02",
    over=LearningDelivery,
    fields="LearnStartDate",
    until="2526",
    when={"ProgType": ProgType.APPRENTICESHIP, "AimType": AimType.PROGRAMME},
)
def old_apprentice_without_status(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An apprentice who began by July 2014 needs an employment status on the first day.

    The condition in the published list leaves out the last of those days; its sentence has it.

    Source: validation rules 2025-26 v3, Employment status, EmpStat_02.
    """
    start = aim.LearnStartDate
    if start is not None and start <= LAST_DAY and on_start(aim, learner) is None:
        yield Hit(aim)


@rule(
    "EmpId_14",
    over=LearnerEmploymentStatus,
    fields="EmpStat EmpId? DateEmpStatApp",
    when={"EmpStat": NOT_EMPLOYED},
)
def unemployed_apprentice_with_employer(
    status: LearnerEmploymentStatus, learner: Learner
) -> Iterator[Hit]:
    """An apprentice who is not in paid employment has no employer identifier.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpId_14.
    """
    if status.EmpId is not None and any(
        one.ProgType in APPRENTICESHIPS for one in learner.LearningDelivery
    ):
        yield Hit(status)


def _since(day: dt.date) -> Learner:
    adult = working()
    adult.LearnerEmploymentStatus[0].DateEmpStatApp = day
    return adult


def _born_early(learner: Learner) -> Learner:
    learner.DateOfBirth = dt.date(1980, 5, 1)
    return learner


ROW = ["Learner[0]/LearnerEmploymentStatus[0]"]
OLD_AIM = standalone(FundModel=35, LearnStartDate=dt.date(2013, 9, 2))
OLD_PROGRAMME = apprenticeship(LearnStartDate=LAST_DAY)
LATER = dt.date(2030, 8, 1)
OLD_STATUS = working(OLD_AIM)
OLD_STATUS.LearnerEmploymentStatus[0].DateEmpStatApp = dt.date(2013, 1, 7)
APPRENTICE = working(*OLD_PROGRAMME)
APPRENTICE.LearnerEmploymentStatus[0].DateEmpStatApp = dt.date(2013, 1, 7)

CASES = [
    case("DateEmpStatApp_01", "in the year", working(), []),
    case("DateEmpStatApp_01", "years ahead", _since(LATER), ROW),
    case("DateEmpStatApp_02", "in the year", working(), []),
    case("DateEmpStatApp_02", "July 1990", _since(dt.date(1990, 7, 31)), ROW),
    case("EmpStat_01", "with a status", _born_early(OLD_STATUS), []),
    case("EmpStat_01", "without", _born_early(without_status(OLD_AIM)), AIM),
    case("EmpStat_02", "with a status", APPRENTICE, []),
    case("EmpStat_02", "without", without_status(*OLD_PROGRAMME), AIM),
    case("EmpId_14", "at work", working(*apprenticeship()), []),
    case("EmpId_14", "looking for work", working(*apprenticeship(), status=11), ROW),
    case("EmpId_14", "no apprentice", working(status=11), []),
]
