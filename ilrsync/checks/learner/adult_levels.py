"""What adults of 24 and over may be funded for, by the level that LARS gives an aim."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import (
    AIM,
    Rows,
    case,
    employment,
    fam,
    learner,
    standalone,
)
from ilrsync.checks.derived import has_fam, started_aged
from ilrsync.checks.lars import (
    AIMS,
    BASIC_SKILLS,
    CATEGORIES,
    ENGLISH_AND_MATHS,
    basic_skills,
    in_category,
    level,
    rows,
)
from ilrsync.checks.learner.statuses import on_start
from ilrsync.checks.rule import Hit, rule
from ilrsync.checks.validity import started
from ilrsync.model.codes import EmpStat, ESMType, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import EmploymentStatusMonitoring, Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

CONTINUING = {"FundModel": FundModel.ADULT_SKILLS_CONTINUING}
ADULT_FUND = {"FundModel": FundModel.ADULT_SKILLS}
LAST_DAY = dt.date(2024, 7, 31)
NEW_FUND = dt.date(2024, 8, 1)
UP_TO_TWO = frozenset({"E", "1", "2"})
FROM_THREE = frozenset({"3", "4", "5", "6", "7", "8", "H"})
A_LEVELS = frozenset({"0002", "1413", "1430", "1431", "1453"})
DIGITAL = frozenset({"43", "44"})
TRAINEESHIP = 24
TRAINEESHIP_CATEGORIES = ("2", "4")
CUSTODY, RELEASED, LOW_WAGE, FREE_COURSES = "034", "328", "363", "378"
LOW_EARNINGS, PROJECT_S = "391", "395"
DEVOLVED_FULL = "023"
OUT_OF_WORK = frozenset({EmpStat.SEEKING_WORK, EmpStat.NOT_SEEKING_WORK})


@rule(
    "LearnDelFAMType_81",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate FundModel",
    when=CONTINUING,
    needs=[AIMS, BASIC_SKILLS, CATEGORIES],
)
def fully_funded_at_24(aim: LearningDelivery, learner: Learner, context: Context) -> Iterator[Hit]:
    """Whoever is 24 or over is not fully funded (FFI 1) for an aim of level 2 or below.

    For adult skills (FundModel 35) begun from August 2020 to July 2024. Not for apprenticeships,
    offenders in custody or released for the day (LDM 034, 328), learners on benefits (derived data
    DD38) or low wages (LDM 363), restarts (RES), full funding in devolved areas (DAM 023),
    traineeship units (DD29), and English, maths and digital skills.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_81.
    """
    if not _fully_funded(aim) or not started(aim, dt.date(2020, 8, 1), LAST_DAY):
        return
    spared = (
        aim.ProgType == ProgType.APPRENTICESHIP
        or has_fam(aim, LearnDelFAMType.LDM, CUSTODY, RELEASED, LOW_WAGE)
        or (aim.ProgType == TRAINEESHIP and in_category(aim, context, *TRAINEESHIP_CATEGORIES))
        or on_benefits(aim, learner)
    )
    if not spared and started_aged(aim, learner, least=24) and _is_low_level(aim, context):
        yield Hit(aim, LearnDelFAMType="FFI", LearnDelFAMCode="1")


@rule(
    "LearnDelFAMType_124",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate FundModel",
    when=ADULT_FUND,
    needs=[AIMS, BASIC_SKILLS],
)
def fully_funded_by_the_fund_at_24(
    aim: LearningDelivery, learner: Learner, context: Context
) -> Iterator[Hit]:
    """Whoever is 24 or over is not fully funded (FFI 1) for an aim of level 2 or below.

    For the Adult Skills Fund (FundModel 38) begun since August 2024. Not for who earns below the
    threshold (LDM 391), restarts (RES), full funding in devolved areas (DAM 023), and English,
    maths and digital skills.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_124.
    """
    if (
        _fully_funded(aim)
        and started(aim, NEW_FUND)
        and not has_fam(aim, LearnDelFAMType.LDM, LOW_EARNINGS)
        and started_aged(aim, learner, least=24)
        and _is_low_level(aim, context)
    ):
        yield Hit(aim, LearnDelFAMType="FFI", LearnDelFAMCode="1")


@rule(
    "DateOfBirth_55",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate FundModel",
    when=CONTINUING,
    needs=[AIMS],
)
def level_three_at_24(aim: LearningDelivery, learner: Learner, context: Context) -> Iterator[Hit]:
    """Whoever is 24 or over is not funded through adult skills for an aim of level 3 or above.

    For FundModel 35 begun from August 2017 to July 2024. Not for apprenticeships, offenders in
    custody (LDM 034), Free Courses for Jobs (LDM 378), restarts (RES), full funding in devolved
    areas (DAM 023) and A levels.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_55.
    """
    spared = aim.ProgType == ProgType.APPRENTICESHIP or _is_let_off(aim, CUSTODY, FREE_COURSES)
    if (
        not spared
        and started(aim, dt.date(2017, 8, 1), LAST_DAY)
        and started_aged(aim, learner, least=24)
    ):
        yield from _high_level(aim, learner, context)


@rule(
    "DateOfBirth_56",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate FundModel",
    when=ADULT_FUND,
    needs=[AIMS],
)
def level_three_of_the_fund_at_24(
    aim: LearningDelivery, learner: Learner, context: Context
) -> Iterator[Hit]:
    """Whoever is 24 or over is not funded by the Adult Skills Fund for level 3 or above.

    For FundModel 38 begun since August 2024. Not for Free Courses for Jobs (LDM 378), Project S
    (LDM 395), restarts (RES), full funding in devolved areas (DAM 023) and A levels.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_56.
    """
    spared = _is_let_off(aim, FREE_COURSES, PROJECT_S)
    if not spared and started(aim, NEW_FUND) and started_aged(aim, learner, least=24):
        yield from _high_level(aim, learner, context)


def on_benefits(aim: LearningDelivery, learner: Learner) -> bool:
    """Whether the learner was on benefits when the aim began (derived data DD38)."""
    status = on_start(aim, learner)
    if status is None:
        return False
    told = {(row.ESMType, row.ESMCode) for row in status.EmploymentStatusMonitoring}
    benefits = {code for kind, code in told if kind == ESMType.BSI}
    few_hours = {code for kind, code in told if kind == ESMType.EII} & {2, 5, 6}
    if 1 in benefits:
        return True
    poor = bool(benefits & {4, 5, 6})
    return poor and (
        status.EmpStat in OUT_OF_WORK or (status.EmpStat == EmpStat.EMPLOYED and bool(few_hours))
    )


def _fully_funded(aim: LearningDelivery) -> bool:
    """Whether the aim is fully funded, and no restart nor fully funded by a devolved area."""
    return has_fam(aim, LearnDelFAMType.FFI, "1") and not _is_let_off(aim)


def _is_let_off(aim: LearningDelivery, *codes: str) -> bool:
    """Whether the aim is a restart, of full devolved funding, or has an LDM among *codes*."""
    return (
        has_fam(aim, LearnDelFAMType.RES)
        or has_fam(aim, LearnDelFAMType.DAM, DEVOLVED_FULL)
        or bool(codes and has_fam(aim, LearnDelFAMType.LDM, *codes))
    )


def _is_low_level(aim: LearningDelivery, context: Context) -> bool:
    """Whether the aim is of level 2 or below, and none of English, maths or digital skills."""
    excepted = ENGLISH_AND_MATHS | DIGITAL
    return level(aim, context) in UP_TO_TWO and not excepted & basic_skills(aim, context)


def _high_level(aim: LearningDelivery, learner: Learner, context: Context) -> Iterator[Hit]:
    kinds = {row.get("LearnAimRefType") for row in rows(context, "LearningDelivery", aim)}
    if level(aim, context) in FROM_THREE and not A_LEVELS & kinds:
        yield Hit(aim, DateOfBirth=learner.DateOfBirth)


def _lars(number: str, skills: str = "-2", kind: str = "0006") -> dict[str, Rows]:
    row = {"NotionalNVQLevelv2": number, "LearnAimRefType": kind}
    return {
        "LARS": Rows(
            {
                ("LearningDelivery", "60148955"): [row],
                ("AnnualValue", "60148955"): [{"BasicSkillsType": skills}],
            }
        )
    }


def _adult(*codes: str, fund: int = 38, born: int = 1990, **fields: Any) -> Learner:
    year = 2025 if fund == FundModel.ADULT_SKILLS else 2023
    start = dt.date(year, 9, 8)
    fams = [fam("FFI", "1"), *(fam(code[:3], code[3:]) for code in codes)]
    one = standalone(FundModel=fund, LearnStartDate=start, LearningDeliveryFAM=fams)
    return learner("A1", one, DateOfBirth=dt.date(born, 5, 1), **fields)


UNEMPLOYED = employment(
    dt.date(2023, 8, 1),
    EmpStat.SEEKING_WORK,
    EmploymentStatusMonitoring=[EmploymentStatusMonitoring("BSI", 4)],
)

CASES = [
    case("LearnDelFAMType_81", "level 3", _adult(fund=35), [], lookups=_lars("3")),
    case("LearnDelFAMType_81", "level 2", _adult(fund=35), AIM, lookups=_lars("2")),
    case("LearnDelFAMType_81", "aged 19", _adult(fund=35, born=2004), [], lookups=_lars("2")),
    case("LearnDelFAMType_81", "GCSE maths", _adult(fund=35), [], lookups=_lars("2", "12")),
    case("LearnDelFAMType_81", "low wages", _adult("LDM363", fund=35), [], lookups=_lars("2")),
    case(
        "LearnDelFAMType_81",
        "on benefits",
        _adult(fund=35, LearnerEmploymentStatus=[UNEMPLOYED]),
        [],
        lookups=_lars("2"),
    ),
    case("LearnDelFAMType_124", "level 3", _adult(), [], lookups=_lars("3")),
    case("LearnDelFAMType_124", "level 2", _adult(), AIM, lookups=_lars("2")),
    case("LearnDelFAMType_124", "low earnings", _adult("LDM391"), [], lookups=_lars("2")),
    case("DateOfBirth_55", "level 2", _adult(fund=35), [], lookups=_lars("2")),
    case("DateOfBirth_55", "level 3", _adult(fund=35), AIM, lookups=_lars("3")),
    case("DateOfBirth_56", "an A level", _adult(), [], lookups=_lars("3", kind="0002")),
    case("DateOfBirth_56", "level 3", _adult(), AIM, lookups=_lars("3")),
    case("DateOfBirth_56", "aged 23", _adult(born=2002), [], lookups=_lars("3")),
]
