"""Codes of a learner that must be on their list, and in use on the first day of learning."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import HERE, case, learner, learner_fam, study_aim, supplied
from ilrsync.checks.code_lists import is_not_listed, is_wrong_pair, listed_as, span
from ilrsync.checks.derived import earliest_start
from ilrsync.checks.lists import CODE_LISTS
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import NO_GRADE
from ilrsync.model.records import (
    Learner,
    LLDDandHealthProblem,
    ProviderSpecLearnerMonitoring,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

OCCURRENCES = frozenset("AB")


@rule(
    "LearnFAMType_01",
    over=Learner,
    fields="",
    needs=[listed_as("LearnFAMType or LearnFAM.*")],
    better_with=[listed_as("LearnFAMType or LearnFAM.*")],
)
def unknown_monitoring(learner: Learner, context: Context) -> Iterator[Hit]:
    """LearnFAMType is a code of the published list, and LearnFAMCode one of that type.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LearnFAMType_01.
    """
    for row in learner.LearnerFAM:
        if is_wrong_pair("LearnFAMType", "LearnFAM", row.LearnFAMType, row.LearnFAMCode, context):
            yield Hit(row)


@rule("LearnFAMType_03", over=Learner, fields="", better_with=[listed_as("LearnFAM.*")])
def monitoring_out_of_date(learner: Learner, context: Context) -> Iterator[Hit]:
    """Funding and monitoring of a learner was still in use when the first of the aims started.

    Without the site's code lists only the last days that ilrsync knows are asked.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LearnFAMType_03; derived data DD06.
    """
    for row in learner.LearnerFAM:
        last = span(f"LearnFAM.{(row.LearnFAMType or '').upper()}", row.LearnFAMCode, context)[1]
        if last is not None and _started_after(learner, last):
            yield Hit(row)


@rule("LLDDCat_02", over=Learner, fields="", better_with=[listed_as("LLDDCat")])
def category_out_of_date(learner: Learner, context: Context) -> Iterator[Hit]:
    """The category of a disability or health problem was still in use when learning started.

    Without the site's code lists only the last days that ilrsync knows are asked.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LLDDCat_02; derived data DD06.
    """
    for row in learner.LLDDandHealthProblem:
        last = span("LLDDCat", row.LLDDCat, context)[1]
        if last is not None and _started_after(learner, last):
            yield Hit(row)


@rule("Accom_01", over=Learner, fields="Accom", needs=[listed_as("Accom")])
def unknown_accommodation(learner: Learner, context: Context) -> Iterator[Hit]:
    """Accom is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, Accom_01.
    """
    if is_not_listed("Accom", learner.Accom, context):
        yield Hit(learner)


@rule(
    "PrimaryLLDD_02",
    over=LLDDandHealthProblem,
    fields="PrimaryLLDD",
    needs=[listed_as("PrimaryLLDD")],
)
def unknown_primary_mark(problem: LLDDandHealthProblem, context: Context) -> Iterator[Hit]:
    """PrimaryLLDD is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PrimaryLLDD_02.
    """
    if is_not_listed("PrimaryLLDD", problem.PrimaryLLDD, context):
        yield Hit(problem)


@rule("MathGrade_02", over=Learner, fields="MathGrade", needs=[listed_as("MathGrade")])
def unknown_maths_grade(learner: Learner, context: Context) -> Iterator[Hit]:
    """MathGrade is NONE or a grade of the published list, Appendix Q.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, MathGrade_02.
    """
    if learner.MathGrade != NO_GRADE and is_not_listed("MathGrade", learner.MathGrade, context):
        yield Hit(learner)


@rule("EngGrade_02", over=Learner, fields="EngGrade", needs=[listed_as("EngGrade")])
def unknown_english_grade(learner: Learner, context: Context) -> Iterator[Hit]:
    """EngGrade is NONE or a grade of the published list, Appendix Q.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, EngGrade_02.
    """
    if learner.EngGrade != NO_GRADE and is_not_listed("EngGrade", learner.EngGrade, context):
        yield Hit(learner)


@rule(
    "ProvSpecLearnMonOccur_01", over=ProviderSpecLearnerMonitoring, fields="ProvSpecLearnMonOccur"
)
def unknown_occurrence(row: ProviderSpecLearnerMonitoring) -> Iterator[Hit]:
    """Provider specified learner monitoring stands under A or B.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ProvSpecLearnMonOccur_01.
    """
    letter = row.ProvSpecLearnMonOccur
    if letter is not None and letter.strip().upper() not in OCCURRENCES:
        yield Hit(row)


def _started_after(learner: Learner, day: dt.date) -> bool:
    """Whether the first of the learner's aims started after *day*."""
    start = earliest_start(learner.LearningDelivery)
    return start is not None and start > day


def _category(code: int, **fields: object) -> Learner:
    return learner("A1", study_aim(**fields), LLDDandHealthProblem=[LLDDandHealthProblem(code, 1)])


def _marked(letter: str) -> Learner:
    return learner(
        "A1", ProviderSpecLearnerMonitoring=[ProviderSpecLearnerMonitoring(letter, "Group B7")]
    )


def _funded(kind: str, code: int) -> Learner:
    return learner("A1", LearnerFAM=[learner_fam(kind, code)])


FAM = ["Learner[0]/LearnerFAM[0]"]
PROBLEM = ["Learner[0]/LLDDandHealthProblem[0]"]
SUPPORT = supplied(CODE_LISTS, "Code", "LEARNFAM.LSR", Code="36")
HOMES = supplied(CODE_LISTS, "Code", "ACCOM", Code="5")
PRIMARY = supplied(CODE_LISTS, "Code", "PRIMARYLLDD", Code="1")
MATHS = supplied(CODE_LISTS, "Code", "MATHGRADE", Code="4")
ENGLISH = supplied(CODE_LISTS, "Code", "ENGGRADE", Code="4")
EARLY = dt.date(2025, 7, 31)

CASES = [
    case("LearnFAMType_01", "LSR 36", _funded("LSR", 36), [], lookups=SUPPORT),
    case("LearnFAMType_01", "LSR 99", _funded("LSR", 99), FAM, lookups=SUPPORT),
    case("LearnFAMType_03", "in use", _funded("NLM", 22), []),
    case("LearnFAMType_03", "ended", _funded("NLM", 21), FAM),
    case("LLDDCat_02", "in use", _category(4), []),
    case("LLDDCat_02", "ended", _category(15), PROBLEM),
    case("LLDDCat_02", "an older aim", _category(15, LearnStartDate=EARLY), []),
    case("Accom_01", "5", learner("A1", Accom=5), [], lookups=HOMES),
    case("Accom_01", "4", learner("A1", Accom=4), HERE, lookups=HOMES),
    case("PrimaryLLDD_02", "1", _category(4), [], lookups=PRIMARY),
    case(
        "PrimaryLLDD_02",
        "2",
        learner("A1", LLDDandHealthProblem=[LLDDandHealthProblem(4, 2)]),
        PROBLEM,
        lookups=PRIMARY,
    ),
    case("MathGrade_02", "none", learner("A1", MathGrade="NONE"), [], lookups=MATHS),
    case("MathGrade_02", "12", learner("A1", MathGrade="12"), HERE, lookups=MATHS),
    case("EngGrade_02", "4", learner("A1", EngGrade="4"), [], lookups=ENGLISH),
    case("EngGrade_02", "12", learner("A1", EngGrade="12"), HERE, lookups=ENGLISH),
    case("ProvSpecLearnMonOccur_01", "B", _marked("B"), []),
    case(
        "ProvSpecLearnMonOccur_01",
        "C",
        _marked("C"),
        ["Learner[0]/ProviderSpecLearnerMonitoring[0]"],
    ),
]
