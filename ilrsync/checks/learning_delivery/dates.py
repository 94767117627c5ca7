"""Start, planned end and actual end of an aim."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, apprenticeship, case, closed, learner, t_level
from ilrsync.checks.derived import is_years_on, years_after
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import FundModel, ProgType
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context


@rule("LearnStartDate_02", over=LearningDelivery, fields="LearnStartDate")
def started_ten_years_ago(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim must not have started more than ten years before the teaching year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnStartDate_02.
    """
    if aim.LearnStartDate and aim.LearnStartDate < years_after(context.table.starts, -10):
        yield Hit(aim)


@rule("LearnStartDate_03", over=LearningDelivery, fields="LearnStartDate FundModel ProgType")
def starts_after_the_year(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim must not start after the teaching year, which ends on 31 July.

    Not for apprenticeships (FundModel 36), Skills Bootcamps (37) and T Levels: a component that is
    to start next year is returned now.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnStartDate_03.
    """
    if (
        aim.FundModel not in {FundModel.APPRENTICESHIP, FundModel.SKILLS_BOOTCAMP}
        and aim.ProgType != ProgType.T_LEVEL
        and aim.LearnStartDate
        and aim.LearnStartDate > context.table.ends
    ):
        yield Hit(aim)


@rule("LearnStartDate_05", over=Learner, fields="DateOfBirth")
def started_before_birth(learner: Learner) -> Iterator[Hit]:
    """An aim must start after the learner was born.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnStartDate_05.
    """
    born = learner.DateOfBirth
    for one in learner.LearningDelivery:
        if born and one.LearnStartDate and one.LearnStartDate <= born:
            yield Hit(one, LearnStartDate=one.LearnStartDate)


@rule("LearnStartDate_12", over=LearningDelivery, fields="LearnStartDate", when={"ProgType": 25})
def starts_a_year_after(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An apprenticeship aim must not start more than a year after the teaching year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnStartDate_12.
    """
    if aim.LearnStartDate and aim.LearnStartDate > years_after(context.table.ends, 1):
        yield Hit(aim)


@rule("LearnStartDate_21", over=LearningDelivery, fields="LearnStartDate", when={"FundModel": 37})
def bootcamp_before_its_time(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim of FundModel 37 starts on 1 August 2022 or later.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnStartDate_21.
    """
    if aim.LearnStartDate and aim.LearnStartDate < dt.date(2022, 8, 1):
        yield Hit(aim)


@rule("LearnPlanEndDate_02", over=LearningDelivery, fields="LearnStartDate LearnPlanEndDate")
def planned_end_before_start(aim: LearningDelivery) -> Iterator[Hit]:
    """The planned end must not be before the start.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnPlanEndDate_02.
    """
    start, end = aim.LearnStartDate, aim.LearnPlanEndDate
    if start and end and end < start:
        yield Hit(aim)


@rule("LearnPlanEndDate_03", over=LearningDelivery, fields="LearnStartDate LearnPlanEndDate")
def planned_for_ten_years(aim: LearningDelivery) -> Iterator[Hit]:
    """The planned end is less than ten years after the start.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnPlanEndDate_03.
    """
    start, end = aim.LearnStartDate, aim.LearnPlanEndDate
    if start and end and is_years_on(end, start, 10):
        yield Hit(aim)


@rule(
    "LearnPlanEndDate_04",
    over=LearningDelivery,
    fields="LearnStartDate LearnPlanEndDate",
    since="2627",
    when={"ProgType": 34, "AimType": 1},
)
def unit_planned_too_long(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship unit programme, ProgType 34, is planned for 16 weeks at the most.

    Source: validation rules 2026-27 v4, Learning delivery, LearnPlanEndDate_04.
    """
    start, end = aim.LearnStartDate, aim.LearnPlanEndDate
    if start and end and end - start > dt.timedelta(weeks=16):
        yield Hit(aim)


@rule("LearnActEndDate_01", over=LearningDelivery, fields="LearnStartDate LearnActEndDate")
def ended_before_start(aim: LearningDelivery) -> Iterator[Hit]:
    """The actual end must not be before the start.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnActEndDate_01.
    """
    end, start = aim.LearnActEndDate, aim.LearnStartDate
    if end is not None and start and end < start:
        yield Hit(aim)


@rule("LearnActEndDate_04", over=LearningDelivery, fields="LearnActEndDate")
def ended_in_the_future(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The actual end must not be after the day the file is prepared.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnActEndDate_04.
    """
    if aim.LearnActEndDate is not None and aim.LearnActEndDate > context.prepared:
        yield Hit(aim)


NEXT_YEAR = dt.date(2027, 8, 1)
EARLY = dt.date(2025, 9, 1)

CASES = [
    case("LearnStartDate_02", "this year", aim(), []),
    case("LearnStartDate_02", "in 2014", aim(LearnStartDate=dt.date(2014, 9, 1)), AIM),
    case("LearnStartDate_03", "this year", aim(), []),
    case("LearnStartDate_03", "after the year", aim(LearnStartDate=NEXT_YEAR), AIM),
    case(
        "LearnStartDate_03",
        "a T Level component of next year",
        learner("A1", *t_level(LearnStartDate=NEXT_YEAR)),
        [],
    ),
    case("LearnStartDate_05", "born before", learner("A1"), []),
    case("LearnStartDate_05", "born after", learner("A1", DateOfBirth=NEXT_YEAR), AIM),
    case("LearnStartDate_12", "this year", learner("A1", *apprenticeship()), []),
    case(
        "LearnStartDate_12",
        "in two years",
        apprenticeship(LearnStartDate=dt.date(2028, 8, 1))[0],
        AIM,
    ),
    case("LearnStartDate_21", "this year", aim(FundModel=37), []),
    case(
        "LearnStartDate_21",
        "in July 2022",
        aim(FundModel=37, LearnStartDate=dt.date(2022, 7, 31)),
        AIM,
    ),
    case("LearnPlanEndDate_02", "after the start", aim(), []),
    case("LearnPlanEndDate_02", "before the start", aim(LearnPlanEndDate=EARLY), AIM),
    case("LearnPlanEndDate_03", "two years", aim(), []),
    case("LearnPlanEndDate_03", "ten years", aim(LearnPlanEndDate=dt.date(2035, 9, 8)), AIM),
    case(
        "LearnPlanEndDate_04",
        "16 weeks",
        aim(AimType=1, ProgType=34, LearnPlanEndDate=dt.date(2025, 12, 29)),
        [],
    ),
    case(
        "LearnPlanEndDate_04",
        "a day more",
        aim(AimType=1, ProgType=34, LearnPlanEndDate=dt.date(2025, 12, 30)),
        AIM,
    ),
    case("LearnActEndDate_01", "open", aim(), []),
    case("LearnActEndDate_01", "before the start", aim(**closed(EARLY)), AIM),
    case("LearnActEndDate_04", "in the past", aim(**closed(EARLY)), []),
    case("LearnActEndDate_04", "in the future", aim(**closed(NEXT_YEAR)), AIM),
]
