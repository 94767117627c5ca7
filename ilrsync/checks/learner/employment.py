"""Employment status: who needs one, and from when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import (
    AIM,
    case,
    fam,
    learner,
    standalone,
    study_aim,
    t_level,
)
from ilrsync.checks.derived import (
    has_fam,
)
from ilrsync.checks.learner.statuses import (
    adult_without,
    on_start,
    without,
    without_status,
    working,
)
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.check_digits import employer_id_is_valid
from ilrsync.model.codes import AimType, EmpStat, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import (
    Learner,
    LearnerEmploymentStatus,
    LearningDelivery,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

from ilrsync.checks.rule import Context

FULL_PROGRAMME = 540
UNIT = "403"


@rule("EmpStat_05", over=LearnerEmploymentStatus, fields="EmpStat")
def unknown_status(status: LearnerEmploymentStatus, context: Context) -> Iterator[Hit]:
    """EmpStat is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpStat_05.
    """
    code = status.EmpStat
    if code is not None and not context.lists("EmpStat", code):
        yield Hit(status)


@rule(
    "EmpStat_08",
    over=LearningDelivery,
    fields="LearnStartDate FundModel",
    when={"FundModel": {35, 37, 81, 99}},
)
def adult_without_status(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An adult needs an employment status from before the aim starts.

    For FundModel 35, 37, 81 and 99 and learners who are 19 on 31 August of the teaching year in
    which the aim started. Not for apprenticeships nor for community learning (99 with SOF 108).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpStat_08.
    """
    community = aim.FundModel == 99 and has_fam(aim, LearnDelFAMType.SOF, "108")
    if aim.ProgType != ProgType.APPRENTICESHIP and not community:
        yield from adult_without(aim, learner)


@rule(
    "EmpStat_11", over=Learner, fields="PlanLearnHours PlanEEPHours", when={"FundModel": {25, 82}}
)
def part_time_without_status(learner: Learner) -> Iterator[Hit]:
    """A 16-19 learner with under 540 planned hours has an employment status from before the start.

    Hours that are not returned count as 0, as in the DfE's code of 2020-21. A T Level learner must
    not return them and so always counts as under 540: T Level learners need an employment status.
    Only the first of the aims without one is reported, because one status cures them all.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpStat_11.
    """
    if (learner.PlanLearnHours or 0) + (learner.PlanEEPHours or 0) >= FULL_PROGRAMME:
        return
    young = [
        one
        for one in learner.LearningDelivery
        if one.FundModel in {FundModel.YOUNG, FundModel.OTHER_YOUNG} and one.LearnStartDate
    ]
    hits = [hit for one in young for hit in without(one, learner)]
    yield from hits[:1]


@rule("EmpStat_20", over=LearningDelivery, fields="LearnStartDate")
def low_wage_not_employed(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A learner on low wages (LDM 363) is employed, EmpStat 10, on the first day of the aim.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpStat_20.
    """
    if has_fam(aim, LearnDelFAMType.LDM, "363"):
        yield from _not_employed(aim, learner)


@rule("EmpStat_21", over=LearningDelivery, fields="LearnStartDate", when={"FundModel": 38})
def adult_skills_without_status(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An adult on the Adult Skills Fund needs an employment status from before the aim starts.

    For learners who are 19 on 31 August of the teaching year in which the aim started.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpStat_21.
    """
    yield from adult_without(aim, learner)


@rule("EmpStat_22", over=LearningDelivery, fields="LearnStartDate", when={"FundModel": 11})
def tailored_learning_without_status(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A Tailored Learning learner needs an employment status on the first day of the aim.

    The published condition is turned round by a "not"; a status on or before the start is meant.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpStat_22.
    """
    if aim.LearnStartDate and on_start(aim, learner) is None:
        yield Hit(aim)


@rule(
    "EmpStat_23",
    over=LearningDelivery,
    fields="LearnStartDate",
    since="2627",
    when={"AimType": AimType.STANDALONE},
)
def unit_learner_not_employed(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A learner on an apprenticeship unit, LDM 403, is employed, EmpStat 10, when it starts.

    Source: validation rules 2026-27 v4, Employment status, EmpStat_23.
    """
    if has_fam(aim, LearnDelFAMType.LDM, UNIT):
        yield from _not_employed(aim, learner)


@rule("EmpId_02", over=LearnerEmploymentStatus, fields="EmpId DateEmpStatApp")
def wrong_employer(status: LearnerEmploymentStatus) -> Iterator[Hit]:
    """An employer identifier has nine digits, the last agreeing with the others.

    An employer that is not on the employer data service is returned as 999999999. The published
    list shows EmpId_01's text under this id; this one is the check digit.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpId_02; derived data
    DD05.
    """
    if status.EmpId is not None and not employer_id_is_valid(status.EmpId):
        yield Hit(status)


def _not_employed(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """The aim, where the status on its first day is another than employed, or none."""
    status = on_start(aim, learner)
    if status is None or status.EmpStat != EmpStat.EMPLOYED:
        yield Hit(aim, EmpStat=status.EmpStat if status else None)


APPRENTICESHIP_UNIT = standalone(FundModel=99, LearningDeliveryFAM=[fam("LDM", UNIT)])
LOW_WAGE = standalone(LearningDeliveryFAM=[fam("LDM", "363")])
ROW = ["Learner[0]/LearnerEmploymentStatus[0]"]

CASES = [
    case("EmpStat_05", "employed", working(), []),
    case("EmpStat_05", "no such status", working(status=9), ROW),
    case("EmpStat_08", "with a status", working(standalone(FundModel=99)), []),
    case("EmpStat_08", "without", without_status(standalone(FundModel=99)), AIM),
    case(
        "EmpStat_08",
        "aged 17",
        without_status(standalone(FundModel=99), DateOfBirth=dt.date(2008, 5, 1)),
        [],
    ),
    case("EmpStat_11", "540 hours", learner("A1", study_aim(), PlanLearnHours=540), []),
    case("EmpStat_11", "539 hours", learner("A1", study_aim(), PlanLearnHours=539), AIM),
    case("EmpStat_11", "539 hours, at work", working(study_aim()), []),
    case("EmpStat_11", "two aims", learner("A1", study_aim(), study_aim()), AIM),
    case("EmpStat_11", "a T Level", learner("A1", t_level()[0]), AIM),
    case("EmpStat_20", "employed", working(LOW_WAGE), []),
    case("EmpStat_20", "not employed", working(LOW_WAGE, status=11), AIM),
    case("EmpStat_21", "with a status", working(standalone()), []),
    case("EmpStat_21", "without", without_status(standalone()), AIM),
    case("EmpStat_22", "with a status", working(standalone(FundModel=11)), []),
    case("EmpStat_22", "without", without_status(standalone(FundModel=11)), AIM),
    case("EmpStat_23", "employed", working(APPRENTICESHIP_UNIT), []),
    case("EmpStat_23", "looking for work", working(APPRENTICESHIP_UNIT, status=11), AIM),
    case("EmpId_02", "not listed", working(), []),
    case("EmpId_02", "a slip", working(EmpId=154549453), ROW),
]
