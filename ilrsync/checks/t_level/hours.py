"""Planned hours of a T Level: PHours in 2025-26, an HRSRecord with code 2 from 2026-27."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, case, learner, study_aim, t_level
from ilrsync.checks.derived import hours_of
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, FundModel, HRSCode, ProgType
from ilrsync.model.finding import Grade
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

FUNDED_PROGRAMME = {
    "FundModel": FundModel.YOUNG,
    "ProgType": ProgType.T_LEVEL,
    "AimType": AimType.PROGRAMME,
}
FIRST_T_LEVELS = dt.date(2020, 8, 1)


@rule(
    "PHours_03",
    over=LearningDelivery,
    fields="PHours LearnStartDate",
    until="2526",
    when=FUNDED_PROGRAMME,
    correction=Grade.SUGGEST,
)
def planned_hours_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """The programme aim of a T Level started since August 2020 carries the planned hours.

    They are the hours of the whole programme, both years together, without the placement.

    Source: validation rules 2025-26 v3, Learning delivery, PHours_03.
    """
    if aim.PHours is None and aim.LearnStartDate and aim.LearnStartDate >= FIRST_T_LEVELS:
        yield Hit(aim)


@rule(
    "HRSType_02",
    over=LearningDelivery,
    fields="",
    since="2627",
    when=FUNDED_PROGRAMME,
    correction=Grade.SUGGEST,
)
def hours_record_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """The programme aim of a T Level needs an hours record with code 2, the planned hours.

    They are the hours of the whole programme, both years together, without the placement. Until
    2025-26 they stood in PHours.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_02.
    """
    if hours_of(aim, HRSCode.T_LEVEL_PLANNED) is None:
        yield Hit(aim, HRSCode=HRSCode.T_LEVEL_PLANNED.value)


CASES = [
    case("PHours_03", "hours on the programme aim", learner("A1", *t_level(hours=1300)), []),
    case("PHours_03", "no hours", learner("A1", *t_level(hours=None)), AIM),
    case("PHours_03", "a study programme", learner("A1", study_aim()), []),
    case("HRSType_02", "hours on the programme aim", learner("A1", *t_level(hours=1300)), []),
    case("HRSType_02", "no hours", learner("A1", *t_level(hours=None)), AIM),
    case("HRSType_02", "a study programme", learner("A1", study_aim()), []),
]
