"""Minimum taught hours of maths and English for those who study them as a condition of funding."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import HERE, Rows, aim, case, learner, learner_fam, t_level
from ilrsync.checks.derived import (
    aim_reference,
    end_of_august,
    has_fam,
    has_learner_fam,
    is_aged,
    planned_hours,
    programme_aims,
)
from ilrsync.checks.lars import VALIDITY, validities
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import FundModel, LearnDelFAMType, LearnFAMType, ProgType
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context
    from ilrsync.model.records import LearningDelivery

YOUNG = {"FundModel": FundModel.YOUNG}
TEAM_PROGRAMME = frozenset({"60023995", "60027307", "60027629", "60032121", "60033344"})
LOW_GRADES = frozenset(["3", "2", "1", "U", "D", "E", "F", "G", "X", "NONE"])
BELOW_3 = LOW_GRADES - {"3", "D"}
ENOUGH_HOURS = 150
CONDITION_SINCE = dt.date(2022, 8, 1)


@rule("R_155", over=Learner, fields="EngGrade", when=YOUNG, needs=[VALIDITY])
def english_hours_missing(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner who studies English as a condition of funding needs EMH, minimum hours in English.

    Asked of learners who are 16 on 31 August, on a 16-19 aim with SOF 107 that counts for English,
    with a grade of 3 or below, without exemption (ECF 1 to 4) and with 150 planned hours or more:
    the learner's own, or those of the latest T Level programme aim. Not with a Functional Skills
    pass (ECF 5) and a grade below 3, nor for T Levels started before August 2022. The condition in
    the 2025-26 list names maths fields; the 2026-27 list has those of English, used for both.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_155.
    """
    yield from _missing(learner, context, learner.EngGrade, LearnFAMType.ECF, "English")


@rule("R_156", over=Learner, fields="MathGrade", when=YOUNG, needs=[VALIDITY])
def maths_hours_missing(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner who studies maths as a condition of funding needs MMH, minimum hours in maths.

    Asked of learners who are 16 on 31 August, on a 16-19 aim with SOF 107 that counts for maths,
    with a grade of 3 or below, without exemption (MCF 1 to 4) and with 150 planned hours or more:
    the learner's own, or those of the latest T Level programme aim. Not with a Functional Skills
    pass (MCF 5) and a grade below 3, nor for T Levels started before August 2022.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_156.
    """
    yield from _missing(learner, context, learner.MathGrade, LearnFAMType.MCF, "Maths")


def _missing(
    learner: Learner, context: Context, grade: str | None, exemption: LearnFAMType, subject: str
) -> Iterator[Hit]:
    hours = LearnFAMType.EMH if subject == "English" else LearnFAMType.MMH
    known = (grade or "").strip().upper()
    born = learner.DateOfBirth
    if (
        known not in LOW_GRADES
        or born is None
        or not is_aged(born, end_of_august(context), 16)
        or has_learner_fam(learner, hours)
        or has_learner_fam(learner, exemption, 1, 2, 3, 4)
        or (known in BELOW_3 and has_learner_fam(learner, exemption, 5))
        or not _has_enough_hours(learner, context)
    ):
        return
    if any(_counts(one, context, subject) for one in learner.LearningDelivery):
        yield Hit(learner, LearnFAMType=hours.value)


def _counts(aim: LearningDelivery, context: Context, subject: str) -> bool:
    """Whether the aim is one of the subject that the condition of funding is about."""
    if aim.FundModel != FundModel.YOUNG or not has_fam(aim, LearnDelFAMType.SOF, "107"):
        return False
    if aim_reference(aim) in TEAM_PROGRAMME and has_fam(aim, LearnDelFAMType.LDM, "331"):
        return True
    return bool(validities(aim, context, f"EFAConFund{subject}"))


def _has_enough_hours(learner: Learner, context: Context) -> bool:
    """Whether 150 hours are planned, on the learner or on the latest T Level programme aim.

    A T Level started before the condition of funding applied to T Levels spares the learner.
    """
    programmes = [
        one
        for one in programme_aims(learner)
        if one.ProgType == ProgType.T_LEVEL and one.LearnStartDate
    ]
    latest = max(programmes, key=lambda one: one.LearnStartDate or dt.date.min, default=None)
    if latest is not None and (latest.LearnStartDate or dt.date.max) < CONDITION_SINCE:
        return False
    own = (learner.PlanLearnHours or 0) + (learner.PlanEEPHours or 0)
    return max(own, (planned_hours(latest, context) or 0) if latest else 0) >= ENOUGH_HOURS


def _studying(grade: str = "3", hours: int | None = 540, *rows: tuple[str, int]) -> Learner:
    return learner(
        "A1",
        aim("60148955"),
        MathGrade=grade,
        EngGrade=grade,
        PlanLearnHours=hours,
        LearnerFAM=[learner_fam(*row) for row in rows],
    )


def _lars(category: str) -> dict[str, Rows]:
    row = {"ValidityCategory": category, "StartDate": "01 Aug 2014"}
    return {"LARS": Rows({("Validity", "60148955"): [row]})}


ENGLISH = _lars("EFAConFundEnglish")
MATHS = _lars("EFACONFUNDMATHS")
ON_T_LEVEL = learner("A1", *t_level(), aim("60148955", AimType=3, ProgType=31), EngGrade="3")

CASES = [
    case("R_155", "with EMH", _studying("3", 540, ("EMH", 1)), [], lookups=ENGLISH),
    case("R_155", "without", _studying(), HERE, lookups=ENGLISH),
    case("R_155", "on a T Level", ON_T_LEVEL, HERE, lookups=ENGLISH),
    case("R_155", "149 hours", _studying("3", 149), [], lookups=ENGLISH),
    case("R_155", "exempt", _studying("3", 540, ("ECF", 2)), [], lookups=ENGLISH),
    case("R_155", "Functional Skills", _studying("2", 540, ("ECF", 5)), [], lookups=ENGLISH),
    case("R_155", "grade 4", _studying("4"), [], lookups=ENGLISH),
    case("R_155", "a maths aim", _studying(), [], lookups=MATHS),
    case("R_156", "with MMH", _studying("3", 540, ("MMH", 1)), [], lookups=MATHS),
    case("R_156", "without", _studying(), HERE, lookups=MATHS),
]
