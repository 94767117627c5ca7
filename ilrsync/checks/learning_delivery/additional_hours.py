"""Additional hours by the day and by the week: AddHours, and from 2026-27 hours record 6."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, START, aim, case
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.codes import HRSCode
from ilrsync.model.records import HRSRecord, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDED = "AddHours FundModel LearnStartDate LearnPlanEndDate"
MANY, A_DAY, A_WORKING_DAY, A_WEEK = 60, 24, 9, 35
SINCE_2015 = dt.date(2015, 8, 1)


@rule(
    "HRSAmount_05",
    over=HRSRecord,
    severity=WARNING,
    fields="HRSCode HRSAmount LearnStartDate LearnPlanEndDate",
    since="2627",
    when={"HRSCode": HRSCode.ADDITIONAL},
)
def additional_record_beyond_the_week(hours: HRSRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """Additional hours, record 6, above 60 should be at most 35 for each planned week.

    Both the first day and the last count.

    Source: validation rules 2026-27 v4, Learning delivery, HRSAmount_05.
    """
    if _is_above(hours.HRSAmount, aim, A_WEEK, 7) and (hours.HRSAmount or 0) > MANY:
        yield Hit(hours)


@rule(
    "HRSAmount_06",
    over=HRSRecord,
    severity=WARNING,
    fields="HRSCode HRSAmount LearnStartDate LearnPlanEndDate",
    since="2627",
    when={"HRSCode": HRSCode.ADDITIONAL},
)
def additional_record_of_long_days(hours: HRSRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """Additional hours, record 6, should not be above 9 and below 24 for each planned day.

    Both the first day and the last count.

    Source: validation rules 2026-27 v4, Learning delivery, HRSAmount_06.
    """
    if _are_long_days(hours.HRSAmount, aim):
        yield Hit(hours)


@rule("AddHours_01", over=LearningDelivery, fields=ADDED, until="2526")
def additional_hours_before_2015(aim: LearningDelivery) -> Iterator[Hit]:
    """Additional hours stand on aims started since August 2015.

    Source: validation rules 2025-26 v3, Learning delivery, AddHours_01.
    """
    start = aim.LearnStartDate
    if aim.AddHours is not None and start is not None and start < SINCE_2015:
        yield Hit(aim)


@rule(
    "AddHours_02",
    over=LearningDelivery,
    fields=ADDED,
    until="2526",
    when={"FundModel": {10, 25, 37, 82, 99}},
)
def additional_hours_elsewhere(aim: LearningDelivery) -> Iterator[Hit]:
    """Additional hours do not stand on aims of FundModel 10, 25, 37, 82 and 99.

    Source: validation rules 2025-26 v3, Learning delivery, AddHours_02.
    """
    if aim.AddHours is not None:
        yield Hit(aim)


@rule("AddHours_04", over=LearningDelivery, fields=ADDED, until="2526")
def additional_hours_beyond_the_day(aim: LearningDelivery) -> Iterator[Hit]:
    """Additional hours above 60 are at most 24 for each planned day.

    Both the first day and the last count.

    Source: validation rules 2025-26 v3, Learning delivery, AddHours_04.
    """
    if aim.AddHours is not None and aim.AddHours > MANY and _is_above(aim.AddHours, aim, A_DAY):
        yield Hit(aim)


@rule("AddHours_05", over=LearningDelivery, severity=WARNING, fields=ADDED, until="2526")
def additional_hours_beyond_the_week(aim: LearningDelivery) -> Iterator[Hit]:
    """Additional hours above 60 should be at most 35 for each planned week.

    Both the first day and the last count.

    Source: validation rules 2025-26 v3, Learning delivery, AddHours_05.
    """
    if aim.AddHours is not None and aim.AddHours > MANY and _is_above(aim.AddHours, aim, A_WEEK, 7):
        yield Hit(aim)


@rule("AddHours_06", over=LearningDelivery, severity=WARNING, fields=ADDED, until="2526")
def additional_hours_of_long_days(aim: LearningDelivery) -> Iterator[Hit]:
    """Additional hours should not be above 9 and below 24 for each planned day.

    Both the first day and the last count.

    Source: validation rules 2025-26 v3, Learning delivery, AddHours_06.
    """
    if _are_long_days(aim.AddHours, aim):
        yield Hit(aim)


def _days(aim: LearningDelivery) -> int | None:
    """The planned days of the aim, the first and the last among them."""
    start, end = aim.LearnStartDate, aim.LearnPlanEndDate
    if start is None or end is None or end < start:
        return None
    return (end - start).days + 1


def _is_above(hours: int | None, aim: LearningDelivery, most: int, each: int = 1) -> bool:
    """Whether *hours* are more than *most* for *each* so many planned days."""
    days = _days(aim)
    return hours is not None and days is not None and hours * each > most * days


def _are_long_days(hours: int | None, aim: LearningDelivery) -> bool:
    days = _days(aim)
    if hours is None or days is None:
        return False
    return A_WORKING_DAY * days < hours < A_DAY * days


def _added(hours: int, days: int, fund: int = 38, **fields: Any) -> LearningDelivery:
    """An aim of so many planned days with additional hours, both years' way."""
    end = fields.get("LearnStartDate", START) + dt.timedelta(days=days - 1)
    told = {"AddHours": hours, "HRSRecord": [HRSRecord("HRS", 6, hours)], **fields}
    return aim(FundModel=fund, LearnPlanEndDate=end, **told)


ROW = [f"{AIM[0]}/HRSRecord[0]"]
OLD = dt.date(2015, 7, 31)

CASES = [
    case("HRSAmount_05", "35 a week", _added(70, 14), []),
    case("HRSAmount_05", "71 in two weeks", _added(71, 14), ROW),
    case("HRSAmount_05", "60 in a week", _added(60, 7), []),
    case("HRSAmount_06", "9 a day", _added(18, 2), []),
    case("HRSAmount_06", "10 a day", _added(20, 2), ROW),
    case("HRSAmount_06", "24 a day", _added(48, 2), []),
    case("AddHours_01", "a new aim", _added(10, 10), []),
    case("AddHours_01", "an old aim", _added(10, 10, LearnStartDate=OLD), AIM),
    case("AddHours_02", "adult skills", _added(10, 10), []),
    case("AddHours_02", "16-19", _added(10, 10, fund=25), AIM),
    case("AddHours_04", "61 in three days", _added(61, 3), []),
    case("AddHours_04", "61 in two days", _added(61, 2), AIM),
    case("AddHours_05", "35 a week", _added(70, 14), []),
    case("AddHours_05", "71 in two weeks", _added(71, 14), AIM),
    case("AddHours_06", "9 a day", _added(18, 2), []),
    case("AddHours_06", "10 a day", _added(20, 2), AIM),
]
