"""Level 3 Free Courses for Jobs (LDM 378): who may have them, and on which aims."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import case, employment, learner
from ilrsync.checks.derived import has_fam, started_aged
from ilrsync.checks.learner.adult_levels import on_benefits
from ilrsync.checks.learning_delivery.fam_rows import (
    FIRST,
    aim_with,
    has,
    started_before,
    started_since,
)
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import FundModel, LearnDelFAMType
from ilrsync.model.records import (
    EmploymentStatusMonitoring,
    Learner,
    LearningDelivery,
    PriorAttain,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LDM = LearnDelFAMType.LDM
FREE_COURSE, LOW_WAGE, LOW_EARNINGS = "378", "382", "391"
OFFERED_SINCE = dt.date(2021, 4, 1)
LEVEL_TESTED_SINCE = dt.date(2022, 4, 1)
NEW_FUND = dt.date(2024, 8, 1)
FULL_LEVEL_3 = frozenset({6, 7, 8, 9, 10, 97, 98})
BELOW_LEVEL_3 = frozenset({1, 2, 3, 4, 5, 99})


@rule("FundModel_15", over=LearningDelivery, fields="FundModel")
def free_course_elsewhere(aim: LearningDelivery) -> Iterator[Hit]:
    """Free Courses for Jobs, LDM 378, are aims of FundModel 35 or 38.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_15.
    """
    if aim.FundModel not in {FundModel.ADULT_SKILLS_CONTINUING, FundModel.ADULT_SKILLS}:
        yield from has(aim, LDM, FREE_COURSE)


@rule("LearnDelFAMType_100", over=LearningDelivery, fields="LearnStartDate")
def free_course_before_its_time(aim: LearningDelivery) -> Iterator[Hit]:
    """Free Courses for Jobs, LDM 378, started in April 2021 or later.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_100.
    """
    if has_fam(aim, LDM, FREE_COURSE) and started_before(aim, OFFERED_SINCE):
        yield from has(aim, LDM, FREE_COURSE)


@rule("LearnDelFAMType_108", over=LearningDelivery, fields="LearnStartDate")
def low_wage_without_free_course(aim: LearningDelivery) -> Iterator[Hit]:
    """Until July 2024 the low-wage code of Free Courses for Jobs, LDM 382, goes with LDM 378.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_108.
    """
    alone = has_fam(aim, LDM, LOW_WAGE) and not has_fam(aim, LDM, FREE_COURSE)
    if alone and started_before(aim, NEW_FUND):
        yield from has(aim, LDM, LOW_WAGE)


@rule("R_132", over=LearningDelivery, fields="LearnStartDate")
def level_3_already(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """Who had a full level 3 took a free course only when out of work on benefits or on low wages.

    For aims with LDM 378 started from April 2022 to July 2024. On benefits is derived data DD38,
    for aims of FundModel 35; on low wages is LDM 382. Not with DAM 023.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_132; derived data DD38.
    """
    if not has_fam(aim, LDM, FREE_COURSE) or has_fam(aim, LDM, LOW_WAGE) or _is_devolved(aim):
        return
    if not started_since(aim, LEVEL_TESTED_SINCE) or not started_before(aim, NEW_FUND):
        return
    poor = aim.FundModel == FundModel.ADULT_SKILLS_CONTINUING and on_benefits(aim, learner)
    if not poor and any(row.PriorLevel in FULL_LEVEL_3 for row in learner.PriorAttain):
        yield from has(aim, LDM, FREE_COURSE)


@rule("R_148", over=LearningDelivery, fields="LearnStartDate")
def young_adult_above_threshold(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A free course at 19 to 23 is for low earnings or for those without a full level 3.

    For aims with LDM 378 started since August 2024; low earnings is LDM 391. Any prior attainment
    below level 3, or none, counts as without.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_148.
    """
    if not _is_unexplained(aim) or any(_is_below(row) for row in learner.PriorAttain):
        return
    if started_aged(aim, learner, least=19, below=24):
        yield from has(aim, LDM, FREE_COURSE)


@rule("R_151", over=LearningDelivery, fields="LearnStartDate", when={"FundModel": 38})
def adult_above_threshold(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A free course at 24 or more is for low earnings, LDM 391.

    For aims of FundModel 38 with LDM 378 started since August 2024; not with DAM 023.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_151.
    """
    if _is_unexplained(aim) and not _is_devolved(aim) and started_aged(aim, learner, least=24):
        yield from has(aim, LDM, FREE_COURSE)


def _is_unexplained(aim: LearningDelivery) -> bool:
    """Whether the aim is a free course of the new fund without the code for low earnings."""
    return (
        has_fam(aim, LDM, FREE_COURSE)
        and not has_fam(aim, LDM, LOW_EARNINGS)
        and started_since(aim, NEW_FUND)
    )


def _is_below(row: PriorAttain) -> bool:
    return row.PriorLevel in BELOW_LEVEL_3


def _is_devolved(aim: LearningDelivery) -> bool:
    return has_fam(aim, LearnDelFAMType.DAM, "023")


def _adult(
    *codes: str, born: int = 1990, level: int = 10, fund: int = 38, start: dt.date = NEW_FUND
) -> Learner:
    """A learner on one aim with those LDM codes and that prior attainment."""
    one = aim_with(*(("LDM", code) for code in codes), fund=fund, LearnStartDate=start)
    return learner(
        "A1", one, DateOfBirth=dt.date(born, 1, 1), PriorAttain=[PriorAttain(level, start)]
    )


OLD = dt.date(2021, 3, 31)
TESTED = dt.date(2023, 9, 4)
BENEFITS = employment(
    dt.date(2023, 8, 1), 11, EmploymentStatusMonitoring=[EmploymentStatusMonitoring("BSI", 1)]
)
ON_BENEFITS = _adult(FREE_COURSE, fund=35, start=TESTED)
ON_BENEFITS.LearnerEmploymentStatus = [BENEFITS]

CASES = [
    case("FundModel_15", "adult skills", _adult(FREE_COURSE), []),
    case("FundModel_15", "not funded", _adult(FREE_COURSE, fund=99), FIRST),
    case("LearnDelFAMType_100", "in time", _adult(FREE_COURSE), []),
    case("LearnDelFAMType_100", "too early", _adult(FREE_COURSE, start=OLD), FIRST),
    case("LearnDelFAMType_108", "both", _adult(LOW_WAGE, FREE_COURSE, start=TESTED), []),
    case("LearnDelFAMType_108", "one", _adult(LOW_WAGE, start=TESTED), FIRST),
    case("LearnDelFAMType_108", "a later aim", _adult(LOW_WAGE), []),
    case("R_132", "without level 3", _adult(FREE_COURSE, level=3, fund=35, start=TESTED), []),
    case("R_132", "with level 3", _adult(FREE_COURSE, fund=35, start=TESTED), FIRST),
    case("R_132", "on benefits", ON_BENEFITS, []),
    case("R_148", "low earnings", _adult(FREE_COURSE, LOW_EARNINGS, born=2003), []),
    case("R_148", "without level 3", _adult(FREE_COURSE, born=2003, level=3), []),
    case("R_148", "neither", _adult(FREE_COURSE, born=2003), FIRST),
    case("R_151", "low earnings", _adult(FREE_COURSE, LOW_EARNINGS), []),
    case("R_151", "not said", _adult(FREE_COURSE), FIRST),
    case("R_151", "aged 21", _adult(FREE_COURSE, born=2003), []),
]
