"""Aims that are events of one day, and what was asked for the last time in 2025-26."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, START, aim, apprenticeship, case, closed, learner
from ilrsync.checks.derived import teaching_year
from ilrsync.checks.learning_delivery.courses import COURSE, course_with
from ilrsync.checks.learning_delivery.fam_rows import started_since
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, FundModel, ProgType
from ilrsync.model.records import (
    AppFinRecord,
    Learner,
    LearningDelivery,
    LearningDeliveryHE,
    PriorAttain,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTCOMES = frozenset({"Z0059747", "Z0059748", "Z0059749"})
LORRIES = frozenset({"Z0060439", "Z0009541", "Z0060440", "Z0060441", "Z0060442", "Z0060443"})
SINCE_2009 = dt.date(2009, 8, 1)
SINCE_2019, SINCE_2024 = dt.date(2019, 8, 1), dt.date(2024, 8, 1)
LEVEL_4 = frozenset({7, 8, 9, 10})


@rule(
    "LearnAimRef_126",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnPlanEndDate LearnActEndDate",
    when={"LearnAimRef": OUTCOMES},
)
def outcome_event_of_several_days(aim: LearningDelivery) -> Iterator[Hit]:
    """An outcome event of a Skills Bootcamp, Z0059747 to Z0059749, begins and ends on one day.

    Start, planned end and actual end are equal. While there is no actual end, the other two are.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_126.
    """
    if _is_longer_than_a_day(aim):
        yield Hit(aim)


@rule(
    "LearnAimRef_154",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnPlanEndDate LearnActEndDate",
    when={"ProgType": ProgType.SKILLS_BOOTCAMP, "LearnAimRef": LORRIES},
)
def lorry_event_of_several_days(aim: LearningDelivery) -> Iterator[Hit]:
    """An event of a Skills Bootcamp for lorry drivers begins and ends on one day.

    Z0009541 and Z0060439 to Z0060443, started since August 2024: start, planned end and actual end
    are equal. While there is no actual end, the other two are.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_154.
    """
    if started_since(aim, SINCE_2024) and _is_longer_than_a_day(aim):
        yield Hit(aim)


@rule("FundModel_14", over=LearningDelivery, fields="OTJActHours? FundModel", until="2526")
def actual_hours_elsewhere(aim: LearningDelivery) -> Iterator[Hit]:
    """Actual off-the-job hours stand on apprenticeship aims, FundModel 36, only.

    Source: validation rules 2025-26 v3, Learning delivery, FundModel_14.
    """
    if aim.OTJActHours is not None and aim.FundModel != FundModel.APPRENTICESHIP:
        yield Hit(aim)


@rule("AFinDate_04", over=AppFinRecord, fields="AFinType AFinCode AFinDate", until="2526")
def price_after_the_end(row: AppFinRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """A price (TNP) is not dated after the actual end of its aim.

    Not for apprenticeship standards, ProgType 25.

    Source: validation rules 2025-26 v3, Learning delivery, AFinDate_04.
    """
    if (row.AFinType or "").upper() != "TNP" or aim.ProgType == ProgType.APPRENTICESHIP:
        return
    ended = aim.LearnActEndDate
    if row.AFinDate is not None and ended is not None and row.AFinDate > ended:
        yield Hit(row, LearnActEndDate=ended)


@rule(
    "AchDate_11",
    over=LearningDelivery,
    fields="AchDate LearnActEndDate",
    until="2526",
    when={"FundModel": 36, "ProgType": 25, "AimType": AimType.PROGRAMME},
)
def achieved_within_a_week(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship is achieved 7 days after its actual end at the earliest.

    For those that ended in August 2019 or later.

    Source: validation rules 2025-26 v3, Learning delivery, AchDate_11.
    """
    achieved, ended = aim.AchDate, aim.LearnActEndDate
    if achieved is None or ended is None or ended < SINCE_2019:
        return
    if achieved - ended < dt.timedelta(days=7):
        yield Hit(aim)


@rule("PriorAttain_04", over=Learner, fields="", until="2526", when={"FundModel": 35})
def attained_beyond_the_apprenticeship(learner: Learner) -> Iterator[Hit]:
    """Who has level 4 or above is on no apprenticeship framework of FundModel 35.

    That is PriorLevel 7 to 10 and ProgType 2, 3 or 20.

    Source: validation rules 2025-26 v3, Learner, PriorAttain_04.
    """
    if any(row.PriorLevel in LEVEL_4 for row in learner.PriorAttain):
        for one in learner.LearningDelivery:
            if one.FundModel == 35 and one.ProgType in {2, 3, 20}:
                yield Hit(one)


@rule("TYPEYR_02", over=LearningDeliveryHE, fields="TYPEYR FUNDCOMP", until="2526")
def year_not_contained(course: LearningDeliveryHE, aim: LearningDelivery) -> Iterator[Hit]:
    """A course within one teaching year that was completed, FUNDCOMP 1, is of TYPEYR 1.

    For starts since August 2009; the teaching year begins in August.

    Source: validation rules 2025-26 v3, HE Rules, TYPEYR_02.
    """
    start, ended = aim.LearnStartDate, aim.LearnActEndDate
    if course.FUNDCOMP != 1 or course.TYPEYR == 1 or start is None or ended is None:
        return
    if start >= SINCE_2009 and teaching_year(start) == teaching_year(ended):
        yield Hit(course)


def _is_longer_than_a_day(aim: LearningDelivery) -> bool:
    return len({aim.LearnStartDate, aim.LearnPlanEndDate, aim.LearnActEndDate} - {None}) > 1


def _event(reference: str, days: int = 0, **fields: Any) -> LearningDelivery:
    return aim(reference, LearnPlanEndDate=START + dt.timedelta(days=days), **fields)


def _priced(on: dt.date, **fields: Any) -> LearningDelivery:
    rows = [AppFinRecord("TNP", 1, on, 100)]
    return aim(AppFinRecord=rows, **closed(START), **fields)


def _achieved(days: int) -> LearningDelivery:
    end = dt.date(2026, 6, 30)
    return apprenticeship(**closed(end), AchDate=end + dt.timedelta(days=days))[0]


def _attained(level: int, programme: int | None) -> Learner:
    one = aim(FundModel=35, ProgType=programme)
    return learner("A1", one, PriorAttain=[PriorAttain(level, START)])


PRICE = [f"{AIM[0]}/AppFinRecord[0]"]
LATER = START + dt.timedelta(days=1)
LORRY: dict[str, Any] = {"ProgType": 32, "FundModel": 37}
SAME_YEAR: dict[str, Any] = {"LearnActEndDate": dt.date(2026, 6, 30), "FUNDCOMP": 1}

CASES = [
    case("LearnAimRef_126", "one day", _event("Z0059747"), []),
    case("LearnAimRef_126", "two days", _event("Z0059747", 1), AIM),
    case("LearnAimRef_154", "one day", _event("Z0060439", **LORRY), []),
    case("LearnAimRef_154", "two days", _event("Z0060439", 1, **LORRY), AIM),
    case("FundModel_14", "apprenticeship", aim(OTJActHours=300, FundModel=36), []),
    case("FundModel_14", "16-19", aim(OTJActHours=300), AIM),
    case("AFinDate_04", "before the end", _priced(START), []),
    case("AFinDate_04", "after the end", _priced(LATER), PRICE),
    case("AFinDate_04", "a standard", _priced(LATER, ProgType=25), []),
    case("AchDate_11", "after a week", _achieved(7), []),
    case("AchDate_11", "after six days", _achieved(6), AIM),
    case("PriorAttain_04", "level 3", _attained(3, 2), []),
    case("PriorAttain_04", "level 4", _attained(7, 2), AIM),
    case("PriorAttain_04", "no framework", _attained(7, None), []),
    case("TYPEYR_02", "TYPEYR 1", course_with(**SAME_YEAR), []),
    case("TYPEYR_02", "TYPEYR 2", course_with(TYPEYR=2, **SAME_YEAR), COURSE),
]
