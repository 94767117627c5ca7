"""ilrsync's own checks of the planned hours of a T Level."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, CORE_CODE, aim, case, learner, study_aim, t_level, withdrawn
from ilrsync.checks.derived import planned_hours
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.checks.t_level.recording import PROGRAMME, T_LEVEL, placements
from ilrsync.model.codes import AimType, FundModel, HRSCode, ProgType
from ilrsync.model.records import HRSRecord, Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

SMALLEST_BAND = 1100
LARGEST_BAND = 1750


@rule(
    "ILRSYNC_hours_of_one_year",
    over=LearningDelivery,
    severity=WARNING,
    fields="LearnStartDate LearnPlanEndDate",
    when=PROGRAMME,
)
def hours_of_one_year(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The planned hours of a T Level are those of the whole programme, 1,100 at the least.

    Hours of one year drop the learner into the bands of study programmes, and the DfE does not
    recalculate for recording errors. The figure is entered once and is the same in both years. It
    includes maths and English for programmes started since August 2024, and leaves them out for
    earlier ones; it never includes the placement.

    Source: ilrsync; DfE, Record your T Level data correctly, 2024-25 and 2025-26; funding bands of
    T Levels.
    """
    hours = planned_hours(aim, context)
    if hours and hours < SMALLEST_BAND:
        yield Hit(aim, f"{hours} hours are returned.", **_shown(hours, context))


@rule(
    "ILRSYNC_placement_in_planned_hours",
    over=Learner,
    severity=WARNING,
    fields="",
    when=PROGRAMME,
)
def placement_in_planned_hours(learner: Learner, context: Context) -> Iterator[Hit]:
    """The planned hours of a T Level must not include the hours of the placement.

    Reported when they are above the largest band, 1,750, and would not be without the hours of the
    placement records.

    Source: ilrsync; DfE, Record your T Level data correctly, 2024-25 and 2025-26; funding bands of
    T Levels.
    """
    for one in learner.LearningDelivery:
        if one.AimType == AimType.PROGRAMME and one.ProgType == ProgType.T_LEVEL:
            hours = planned_hours(one, context) or 0
            if hours <= LARGEST_BAND:
                continue
            placed = sum(row.WorkPlaceHours or 0 for row in placements(learner))
            if hours - placed <= LARGEST_BAND:
                yield Hit(
                    one,
                    f"{hours} hours are returned, {placed} of placement among them?",
                    **_shown(hours, context),
                )


@rule(
    "ILRSYNC_hours_on_another_aim",
    over=LearningDelivery,
    fields="AimType",
    when={"ProgType": 31, "AimType": {3, 4, 5}},
)
def hours_on_another_aim(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The planned hours of a T Level stand on its programme aim and on no other.

    Source: ilrsync; DfE, Planned hours, 2025-26, and Hours record, 2026-27.
    """
    hours = planned_hours(aim, context)
    if hours is not None:
        yield Hit(aim, **_shown(hours, context))


@rule("ILRSYNC_hours_twice", over=Learner, severity=WARNING, fields="", when=T_LEVEL)
def two_kinds_of_hours(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner who moved between a T Level and a study programme should have both hours checked.

    The learner's PlanLearnHours and PlanEEPHours are those of the study programme in this year
    alone, and the T Level's planned hours those of the whole T Level. A transfer often leaves one
    of them as it was.

    Source: ilrsync; DfE, Record your T Level data correctly, 2024-25 and 2025-26.
    """
    learner_hours = (learner.PlanLearnHours or 0) + (learner.PlanEEPHours or 0)
    others = any(
        one.FundModel == FundModel.YOUNG and one.ProgType != ProgType.T_LEVEL
        for one in learner.LearningDelivery
    )
    for one in learner.LearningDelivery:
        if one.AimType == AimType.PROGRAMME and one.ProgType == ProgType.T_LEVEL:
            hours = planned_hours(one, context)
            if learner_hours and hours and others:
                yield Hit(
                    one,
                    f"{learner_hours} hours are planned on the learner, {hours} on the T Level.",
                    PlanLearnHours=learner.PlanLearnHours,
                    PlanEEPHours=learner.PlanEEPHours,
                    **_shown(hours, context),
                )


def _shown(hours: int, context: Context) -> dict[str, Any]:
    """The hours under the names that the year has for them."""
    if context.table.field("LearningDelivery", "PHours") is not None:
        return {"PHours": hours}
    return {"HRSCode": HRSCode.T_LEVEL_PLANNED.value, "HRSAmount": hours}


CASES = [
    case("ILRSYNC_hours_of_one_year", "1,300 hours", learner("A1", *t_level(hours=1300)), []),
    case("ILRSYNC_hours_of_one_year", "650 hours", learner("A1", *t_level(hours=650)), AIM),
    case("ILRSYNC_placement_in_planned_hours", "1,600", learner("A1", *t_level(hours=1600)), []),
    case(
        "ILRSYNC_placement_in_planned_hours",
        "1,600 and 315 of placement",
        learner("A1", *t_level(hours=1915)),
        AIM,
    ),
    case("ILRSYNC_hours_on_another_aim", "on the programme aim", learner("A1", *t_level()), []),
    case(
        "ILRSYNC_hours_on_another_aim",
        "on the core aim",
        aim(CORE_CODE, ProgType=31, PHours=650, HRSRecord=[HRSRecord("HRS", 2, 650)]),
        AIM,
    ),
    case("ILRSYNC_hours_twice", "a T Level", learner("A1", *t_level()), []),
    case(
        "ILRSYNC_hours_twice",
        "moved from a study programme",
        learner("A1", study_aim(**withdrawn(dt.date(2025, 10, 1))), *t_level(), PlanLearnHours=540),
        ["Learner[0]/LearningDelivery[1]"],
    ),
]
