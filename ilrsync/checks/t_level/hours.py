"""Planned hours of a T Level: PHours in 2025-26, an HRSRecord with code 2 from 2026-27."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import (
    AIM,
    HERE,
    aim,
    case,
    foundation_year,
    learner,
    study_aim,
    t_level,
)
from ilrsync.checks.derived import has_hours
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, FundModel, HRSCode, ProgType
from ilrsync.model.records import HRSRecord, Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMME = {"ProgType": ProgType.T_LEVEL, "AimType": AimType.PROGRAMME}
FUNDED_PROGRAMME = {"FundModel": FundModel.YOUNG, **PROGRAMME}
FUNDED = {"FundModel": FundModel.YOUNG, "ProgType": ProgType.T_LEVEL}
FIRST_T_LEVELS = dt.date(2020, 8, 1)


@rule(
    "PHours_03",
    over=LearningDelivery,
    fields="PHours LearnStartDate",
    until="2526",
    when=FUNDED_PROGRAMME,
)
def planned_hours_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """The programme aim of a T Level started since August 2020 carries the planned hours.

    They are the hours of the whole programme, both years together, without the placement.

    Source: validation rules 2025-26 v3, Learning delivery, PHours_03.
    """
    if aim.PHours is None and aim.LearnStartDate and aim.LearnStartDate >= FIRST_T_LEVELS:
        yield Hit(aim)


@rule("PHours_04", over=LearningDelivery, fields="PHours", until="2526", when=FUNDED_PROGRAMME)
def planned_hours_not_above_zero(aim: LearningDelivery) -> Iterator[Hit]:
    """The planned hours of a T Level programme aim must be greater than zero.

    Source: validation rules 2025-26 v3, Learning delivery, PHours_04.
    """
    if aim.PHours is not None and aim.PHours <= 0:
        yield Hit(aim)


@rule(
    "PHours_05",
    over=LearningDelivery,
    fields="PHours ProgType",
    until="2526",
    when={"FundModel": 25},
)
def planned_hours_outside_t_level(aim: LearningDelivery) -> Iterator[Hit]:
    """PHours must not be returned for 16-19 aims outside a T Level.

    Study programmes and Foundation Years have their hours on the learner, in PlanLearnHours and
    PlanEEPHours.

    Source: validation rules 2025-26 v3, Learning delivery, PHours_05.
    """
    if aim.ProgType != ProgType.T_LEVEL and aim.PHours is not None:
        yield Hit(aim)


@rule("HRSType_02", over=LearningDelivery, fields="", since="2627", when=FUNDED_PROGRAMME)
def hours_record_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """The programme aim of a 16-19 funded T Level needs an hours record with code 2.

    Code 2 is the planned hours: of the whole programme, both years together, without the placement.
    Until 2025-26 they stood in PHours.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_02.
    """
    yield from _without_planned_hours(aim)


@rule("HRSType_04", over=LearningDelivery, fields="", since="2627", when=PROGRAMME)
def hours_record_missing_whoever_funds(aim: LearningDelivery) -> Iterator[Hit]:
    """The programme aim of any T Level needs an hours record with code 2, the planned hours.

    The DfE's service reports a 16-19 funded T Level under HRSType_02 and again under this rule. It
    is one fault with one remedy, so ilrsync leaves it to HRSType_02 and reports here the others.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_04.
    """
    if aim.FundModel != FundModel.YOUNG:
        yield from _without_planned_hours(aim)


@rule("HRSType_05", over=HRSRecord, fields="HRSCode ProgType", since="2627", when={"FundModel": 25})
def hours_record_outside_t_level(hours: HRSRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """An hours record with code 2 must not be returned for 16-19 aims outside a T Level.

    Study programmes and Foundation Years have their hours on the learner, in PlanLearnHours and
    PlanEEPHours.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_05.
    """
    if hours.HRSCode == HRSCode.T_LEVEL_PLANNED and aim.ProgType != ProgType.T_LEVEL:
        yield Hit(hours)


@rule("HRSType_12", over=HRSRecord, fields="HRSCode", since="2627", when=FUNDED)
def other_hours_on_t_level(hours: HRSRecord) -> Iterator[Hit]:
    """A T Level aim carries no hours record other than code 2, the planned hours.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_12.
    """
    if hours.HRSCode in {1, 3, 4, 5, 6}:
        yield Hit(hours)


@rule(
    "HRSAmount_01", over=HRSRecord, fields="HRSCode HRSAmount", since="2627", when=FUNDED_PROGRAMME
)
def hours_record_not_above_zero(hours: HRSRecord) -> Iterator[Hit]:
    """The planned hours of a T Level programme aim must be greater than zero.

    Source: validation rules 2026-27 v4, Learning delivery, HRSAmount_01.
    """
    amount = hours.HRSAmount
    if hours.HRSCode == HRSCode.T_LEVEL_PLANNED and amount is not None and amount <= 0:
        yield Hit(hours)


@rule("R_130", over=Learner, fields="PlanLearnHours PlanEEPHours", when=FUNDED)
def learner_hours_beside_t_level_only(learner: Learner) -> Iterator[Hit]:
    """A learner whose every aim is of a T Level has no PlanLearnHours and no PlanEEPHours.

    The hours of a T Level stand on its programme aim. A learner who moved from a study programme
    keeps the learner hours, as long as an aim of that study programme is returned.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_130.
    """
    if learner.PlanLearnHours is None and learner.PlanEEPHours is None:
        return
    if all(
        aim.FundModel == FundModel.YOUNG and aim.ProgType == ProgType.T_LEVEL
        for aim in learner.LearningDelivery
    ):
        yield Hit(learner)


def _without_planned_hours(aim: LearningDelivery) -> Iterator[Hit]:
    if not has_hours(aim, HRSCode.T_LEVEL_PLANNED):
        yield Hit(aim, HRSCode=HRSCode.T_LEVEL_PLANNED.value)


def _hours(code: int, amount: int | None = 100) -> list[HRSRecord]:
    return [HRSRecord("HRS", code, amount)]


def _amount(amount: int | None) -> LearningDelivery:
    """The programme aim of a T Level with that amount of planned hours."""
    return aim("ZPROG001", AimType=1, ProgType=31, HRSRecord=_hours(2, amount))


CASES = [
    case("PHours_03", "hours on the programme aim", learner("A1", *t_level(hours=1300)), []),
    case("PHours_03", "no hours", learner("A1", *t_level(hours=None)), AIM),
    case("PHours_03", "a study programme", learner("A1", study_aim()), []),
    case("PHours_04", "1300 hours", learner("A1", *t_level(hours=1300)), []),
    case("PHours_04", "0 hours", learner("A1", *t_level(hours=0)), AIM),
    case("PHours_05", "hours on a T Level", learner("A1", *t_level(hours=1300)), []),
    case("PHours_05", "hours on a study programme", aim(PHours=540), AIM),
    case("PHours_05", "hours on an apprenticeship", aim(PHours=300, FundModel=36, ProgType=25), []),
    case("HRSType_02", "hours on the programme aim", learner("A1", *t_level(hours=1300)), []),
    case("HRSType_02", "no hours", learner("A1", *t_level(hours=None)), AIM),
    case("HRSType_02", "a study programme", learner("A1", study_aim()), []),
    case("HRSType_04", "16-19 funded, no hours", learner("A1", *t_level(hours=None)), []),
    case("HRSType_04", "hours on the programme aim", learner("A1", *t_level(hours=1300)), []),
    case(
        "HRSType_04", "not funded, no hours", learner("A1", *t_level(hours=None, FundModel=99)), AIM
    ),
    case("HRSType_05", "hours on a T Level", learner("A1", *t_level(hours=1300)), []),
    case(
        "HRSType_05",
        "hours on a Foundation Year",
        learner("A1", *foundation_year(HRSRecord=_hours(2))),
        [
            "Learner[0]/LearningDelivery[0]/HRSRecord[0]",
            "Learner[0]/LearningDelivery[1]/HRSRecord[0]",
        ],
    ),
    case("HRSType_12", "planned hours", learner("A1", *t_level(hours=1300)), []),
    case(
        "HRSType_12",
        "off-the-job hours",
        aim(ProgType=31, HRSRecord=_hours(1)),
        ["Learner[0]/LearningDelivery[0]/HRSRecord[0]"],
    ),
    case("HRSAmount_01", "1300 hours", learner("A1", *t_level(hours=1300)), []),
    case(
        "HRSAmount_01",
        "0 hours",
        learner("A1", *t_level(hours=0)),
        ["Learner[0]/LearningDelivery[0]/HRSRecord[0]"],
    ),
    case("HRSType_02", "an amount that is missing", _amount(None), []),
    case("HRSAmount_01", "an amount that is missing", _amount(None), []),
    case("R_130", "no learner hours", learner("A1", *t_level()), []),
    case("R_130", "learner hours", learner("A1", *t_level(), PlanLearnHours=540), HERE),
    case(
        "R_130",
        "moved from a study programme",
        learner("A1", study_aim(), *t_level(), PlanLearnHours=540, PlanEEPHours=40),
        [],
    ),
]
