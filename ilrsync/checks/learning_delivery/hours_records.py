"""Hours of apprenticeships, Tailored Learning and adult skills as hours records, from 2026-27."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, START, aim, case, closed, withdrawn
from ilrsync.checks.derived import has_hours, hours_of
from ilrsync.checks.learning_delivery.hours import (
    APPRENTICESHIP,
    DAY,
    HOURS_SINCE,
    LEAST_HOURS,
    LOWER_HOURS,
    OLDER,
    PROGRAMME,
    RESTART,
    is_completed,
    is_left,
    on_programme,
    started_between,
    started_lately,
    started_since,
)
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import HRSCode
from ilrsync.model.records import HRSRecord, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

PLANNED, T_LEVEL, ACTUAL, PRIOR, TAILORED, ADDITIONAL = 1, 2, 3, 4, 5, 6
ADULT = {"FundModel": {35, 38, 81}}
ROW = ["Learner[0]/LearningDelivery[0]/HRSRecord[0]"]


@rule("HRSType_01", over=LearningDelivery, fields="LearnStartDate", since="2627", when=PROGRAMME)
def planned_record_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """The programme aim of an apprenticeship started since August 2019 needs an hours record 1.

    Code 1 is the planned off-the-job hours; until 2025-26 they stood in PHours.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_01.
    """
    if not has_hours(aim, HRSCode.PLANNED_OFF_THE_JOB) and started_since(aim, HOURS_SINCE):
        yield Hit(aim, HRSCode=HRSCode.PLANNED_OFF_THE_JOB.value)


@rule(
    "HRSAmount_02",
    over=LearningDelivery,
    fields="LearnStartDate",
    since="2627",
    when=APPRENTICESHIP,
)
def planned_record_too_low(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship started from August 2022 to July 2025 plans 278 hours or more.

    Not for restarts (RES).

    Source: validation rules 2026-27 v4, Learning delivery, HRSAmount_02.
    """
    hours = hours_of(aim, HRSCode.PLANNED_OFF_THE_JOB)
    if hours is not None and hours < LEAST_HOURS and started_between(aim):
        yield Hit(aim, HRSAmount=hours)


@rule(
    "HRSAmount_03",
    over=LearningDelivery,
    fields="LearnStartDate",
    since="2627",
    when=APPRENTICESHIP,
)
def planned_record_too_low_since_2025(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship started since August 2025 plans 187 hours or more.

    Not for restarts (RES).

    Source: validation rules 2026-27 v4, Learning delivery, HRSAmount_03.
    """
    hours = hours_of(aim, HRSCode.PLANNED_OFF_THE_JOB)
    if hours is not None and hours < LOWER_HOURS and started_lately(aim):
        yield Hit(aim, HRSAmount=hours)


@rule("HRSType_06", over=LearningDelivery, fields="FundModel", since="2627", when={"FundModel": 11})
def tailored_record_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """A Tailored Learning aim needs an hours record 5.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_06.
    """
    if not has_hours(aim, HRSCode.TAILORED_LEARNING):
        yield Hit(aim, HRSCode=HRSCode.TAILORED_LEARNING.value)


@rule("HRSType_07", over=HRSRecord, fields="HRSCode AimType", since="2627")
def actual_record_not_on_programme(hours: HRSRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """Actual off-the-job hours, record 3, stand on the programme aim only.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_07.
    """
    if hours.HRSCode == HRSCode.ACTUAL_OFF_THE_JOB and aim.AimType != 1:
        yield Hit(hours)


@rule("HRSType_08", over=LearningDelivery, fields="CompStatus", since="2627", when=PROGRAMME)
def actual_record_missing_on_completion(aim: LearningDelivery) -> Iterator[Hit]:
    """A completed apprenticeship started since August 2019 needs an hours record 3.

    Code 3 is the actual off-the-job hours. Not for restarts (RES).

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_08.
    """
    if not has_hours(aim, HRSCode.ACTUAL_OFF_THE_JOB) and is_completed(aim):
        yield Hit(aim, HRSCode=HRSCode.ACTUAL_OFF_THE_JOB.value)


@rule("HRSType_09", over=LearningDelivery, fields="CompStatus", since="2627", when=PROGRAMME)
def actual_record_missing_on_leaving(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship that was left, started since August 2022, needs an hours record 3.

    Code 3 is the actual off-the-job hours.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_09.
    """
    if not has_hours(aim, HRSCode.ACTUAL_OFF_THE_JOB) and is_left(aim):
        yield Hit(aim, HRSCode=HRSCode.ACTUAL_OFF_THE_JOB.value)


@rule("HRSType_10", over=HRSRecord, fields="HRSCode FundModel", since="2627")
def additional_hours_not_adult(hours: HRSRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """Additional hours, record 6, stand on aims of FundModel 35, 38 and 81 only.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_10.
    """
    if hours.HRSCode == ADDITIONAL and aim.FundModel not in {35, 38, 81}:
        yield Hit(hours)


@rule("HRSType_13", over=HRSRecord, fields="HRSCode FundModel", since="2627")
def apprenticeship_hours_elsewhere(hours: HRSRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """Hours records 1, 3 and 4 stand on apprenticeship aims, FundModel 36, only.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_13.
    """
    if hours.HRSCode in {PLANNED, ACTUAL, PRIOR} and aim.FundModel != 36:
        yield Hit(hours)


@rule("HRSType_14", over=HRSRecord, fields="HRSCode", since="2627", when=APPRENTICESHIP)
def other_hours_on_apprenticeship(hours: HRSRecord) -> Iterator[Hit]:
    """An apprenticeship aim, FundModel 36, has no hours record 2, 5 or 6.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_14.
    """
    if hours.HRSCode in {T_LEVEL, TAILORED, ADDITIONAL}:
        yield Hit(hours)


@rule("HRSType_15", over=HRSRecord, fields="HRSCode FundModel", since="2627")
def tailored_hours_elsewhere(hours: HRSRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """Hours record 5 stands on Tailored Learning aims, FundModel 11, only.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_15.
    """
    if hours.HRSCode == TAILORED and aim.FundModel != 11:
        yield Hit(hours)


@rule("HRSType_16", over=HRSRecord, fields="HRSCode", since="2627", when={"FundModel": 11})
def other_hours_on_tailored_learning(hours: HRSRecord) -> Iterator[Hit]:
    """A Tailored Learning aim, FundModel 11, has no hours record other than 5.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_16.
    """
    if hours.HRSCode in {PLANNED, T_LEVEL, ACTUAL, PRIOR, ADDITIONAL}:
        yield Hit(hours)


@rule("HRSType_17", over=HRSRecord, fields="HRSCode", since="2627", when=ADULT)
def other_hours_on_adult_aim(hours: HRSRecord) -> Iterator[Hit]:
    """An aim of FundModel 35, 38 or 81 has no hours record other than 6.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_17.
    """
    if hours.HRSCode in {PLANNED, T_LEVEL, ACTUAL, PRIOR, TAILORED}:
        yield Hit(hours)


@rule(
    "HRSAmount_04",
    over=HRSRecord,
    fields="HRSCode HRSAmount LearnStartDate LearnPlanEndDate",
    since="2627",
)
def additional_hours_beyond_the_day(hours: HRSRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """Additional hours, record 6, above 60 are at most 24 for each planned day.

    Both the first day and the last count.

    Source: validation rules 2026-27 v4, Learning delivery, HRSAmount_04.
    """
    if hours.HRSCode != ADDITIONAL or hours.HRSAmount is None or hours.HRSAmount <= 60:
        return
    if aim.LearnStartDate and aim.LearnPlanEndDate:
        days = (aim.LearnPlanEndDate - aim.LearnStartDate).days + 1
        if hours.HRSAmount > 24 * days:
            yield Hit(hours)


def _hours(code: int, model: int, amount: int = 50, **fields: object) -> LearningDelivery:
    return aim(FundModel=model, HRSRecord=[HRSRecord("HRS", code, amount)], **fields)


THIRD_DAY = dt.date(2025, 9, 10)

CASES = [
    case("HRSType_10", "adult skills", _hours(6, 38), []),
    case("HRSType_10", "16-19 funded", _hours(6, 25), ROW),
    case("HRSType_13", "apprenticeship", _hours(1, 36), []),
    case("HRSType_13", "adult skills", _hours(3, 38), ROW),
    case("HRSType_14", "planned hours", _hours(1, 36), []),
    case("HRSType_14", "T Level hours", _hours(2, 36), ROW),
    case("HRSType_15", "Tailored Learning", _hours(5, 11), []),
    case("HRSType_15", "adult skills", _hours(5, 38), ROW),
    case("HRSType_16", "its own", _hours(5, 11), []),
    case("HRSType_16", "planned hours", _hours(1, 11), ROW),
    case("HRSType_17", "additional hours", _hours(6, 38), []),
    case("HRSType_17", "planned hours", _hours(1, 38), ROW),
    case("HRSAmount_04", "60 hours", _hours(6, 38, 60, LearnPlanEndDate=START), []),
    case("HRSAmount_04", "61 hours in one day", _hours(6, 38, 61, LearnPlanEndDate=START), ROW),
    case("HRSAmount_04", "61 hours in three", _hours(6, 38, 61, LearnPlanEndDate=THIRD_DAY), []),
    case("HRSType_06", "with hours", aim(FundModel=11, HRSRecord=[HRSRecord("HRS", 5, 20)]), []),
    case("HRSType_06", "without", aim(FundModel=11), AIM),
    case("HRSType_07", "on the programme aim", on_programme(300, 290), []),
    case("HRSType_07", "on a component", aim(AimType=3, HRSRecord=[HRSRecord("HRS", 3, 290)]), ROW),
    case("HRSType_01", "with hours", on_programme(300), []),
    case("HRSType_01", "without", on_programme(), AIM),
    case("HRSAmount_02", "278 hours", on_programme(278, **OLDER), []),
    case("HRSAmount_02", "277 hours", on_programme(277, **OLDER), AIM),
    case("HRSAmount_02", "277 hours of a newer start", on_programme(277), []),
    case("HRSAmount_03", "187 hours", on_programme(187), []),
    case("HRSAmount_03", "186 hours", on_programme(186), AIM),
    case("HRSAmount_03", "a restart", on_programme(186, **RESTART), []),
    case("HRSType_08", "with hours", on_programme(300, 290, **closed(DAY)), []),
    case("HRSType_08", "without", on_programme(300, **closed(DAY)), AIM),
    case("HRSType_08", "a restart", on_programme(300, **closed(DAY), **RESTART), []),
    case("HRSType_09", "with hours", on_programme(300, 90, **withdrawn(DAY)), []),
    case("HRSType_09", "without", on_programme(300, **withdrawn(DAY)), AIM),
]
