"""GCSE grades in maths and English, the condition of funding and its exemptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import HERE, case, learner, learner_fam, standalone
from ilrsync.checks.derived import has_learner_fam
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import NO_GRADE, FundModel, LearnFAMType
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.model.records import LearningDelivery

FUNDED = {"FundModel": FundModel.YOUNG}
BELOW_4 = frozenset(
    ["D", "DD", "DE", "E", "EE", "EF", "F", "FF", "FG", "G", "GG", "N", "U", "3", "2", "1"]
)
QUALIFIED_OTHERWISE = (2, 3, 4)
LEARNING_DIFFICULTY = 1


@rule("MathGrade_01", over=Learner, fields="MathGrade?", when=FUNDED)
def maths_grade_missing(learner: Learner) -> Iterator[Hit]:
    """A 16-19 funded learner needs a GCSE maths grade, NONE where there is none.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, MathGrade_01.
    """
    if learner.MathGrade is None:
        yield Hit(learner)


@rule("EngGrade_01", over=Learner, fields="EngGrade?", when=FUNDED)
def english_grade_missing(learner: Learner) -> Iterator[Hit]:
    """A 16-19 funded learner needs a GCSE English grade, NONE where there is none.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, EngGrade_01.
    """
    if learner.EngGrade is None:
        yield Hit(learner)


@rule("MathGrade_03", over=Learner, fields="MathGrade")
def maths_disadvantage_missing(learner: Learner) -> Iterator[Hit]:
    """A learner whose GCSE maths grade is below 4 needs EDF 1, disadvantage funding for maths.

    Grades below 4 are 3 to 1, D and below, N and U.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, MathGrade_03.
    """
    if _is_below_4(learner.MathGrade) and not has_learner_fam(learner, LearnFAMType.EDF, 1):
        yield Hit(learner, LearnFAMType="EDF", LearnFAMCode=1)


@rule("EngGrade_03", over=Learner, fields="EngGrade")
def english_disadvantage_missing(learner: Learner) -> Iterator[Hit]:
    """A learner whose GCSE English grade is below 4 needs EDF 2, disadvantage funding for English.

    Grades below 4 are 3 to 1, D and below, N and U.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, EngGrade_03.
    """
    if _is_below_4(learner.EngGrade) and not has_learner_fam(learner, LearnFAMType.EDF, 2):
        yield Hit(learner, LearnFAMType="EDF", LearnFAMCode=2)


@rule("MathGrade_04", over=Learner, fields="MathGrade")
def maths_grade_beside_other_qualification(learner: Learner) -> Iterator[Hit]:
    """A learner who met the maths condition by another qualification needs MathGrade NONE.

    These are MCF 2, 3 and 4.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, MathGrade_04.
    """
    if has_learner_fam(learner, LearnFAMType.MCF, *QUALIFIED_OTHERWISE):
        yield from _unless_none(learner, learner.MathGrade)


@rule("EngGrade_04", over=Learner, fields="EngGrade")
def english_grade_beside_other_qualification(learner: Learner) -> Iterator[Hit]:
    """A learner who met the English condition by another qualification needs EngGrade NONE.

    These are ECF 2, 3 and 4.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, EngGrade_04.
    """
    if has_learner_fam(learner, LearnFAMType.ECF, *QUALIFIED_OTHERWISE):
        yield from _unless_none(learner, learner.EngGrade)


@rule("LearnFAMType_15", over=Learner, fields="")
def maths_exemption_without_care_plan(learner: Learner) -> Iterator[Hit]:
    """A learner exempt from maths through a learning difficulty (MCF 1) needs a care plan (EHC).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LearnFAMType_15.
    """
    yield from _without_plan(learner, LearnFAMType.MCF)


@rule("LearnFAMType_16", over=Learner, fields="")
def english_exemption_without_care_plan(learner: Learner) -> Iterator[Hit]:
    """A learner exempt from English through a learning difficulty (ECF 1) needs a care plan (EHC).

    The sentence of the 2025-26 list allows SEN as well, its condition does not, and the 2026-27
    list names EHC in both places: SEN is not enough.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LearnFAMType_16.
    """
    yield from _without_plan(learner, LearnFAMType.ECF)


def _is_below_4(grade: str | None) -> bool:
    return grade is not None and grade.strip().upper() in BELOW_4


def _unless_none(learner: Learner, grade: str | None) -> Iterator[Hit]:
    if (grade or "").strip().upper() != NO_GRADE:
        yield Hit(learner)


def _without_plan(learner: Learner, exemption: LearnFAMType) -> Iterator[Hit]:
    if has_learner_fam(learner, exemption, LEARNING_DIFFICULTY) and not has_learner_fam(
        learner, LearnFAMType.EHC
    ):
        yield Hit(learner, LearnFAMType=exemption.value, LearnFAMCode=LEARNING_DIFFICULTY)


def _graded(maths: str | None = "4", english: str | None = "4", *rows: tuple[str, int]) -> Learner:
    return learner(
        "A1",
        MathGrade=maths,
        EngGrade=english,
        LearnerFAM=[learner_fam(*row) for row in rows],
    )


def _adult(aim: LearningDelivery) -> Learner:
    return learner("A1", aim)


CASES = [
    case("MathGrade_01", "a grade", _graded("4"), []),
    case("MathGrade_01", "none", _graded("NONE"), []),
    case("MathGrade_01", "not returned", _graded(None), HERE),
    case("MathGrade_01", "an adult", _adult(standalone()), []),
    case("EngGrade_01", "a grade", _graded(), []),
    case("EngGrade_01", "not returned", _graded("4", None), HERE),
    case("EngGrade_01", "an adult", _adult(standalone()), []),
    case("MathGrade_03", "grade 4", _graded("4"), []),
    case("MathGrade_03", "grade 3", _graded("3"), HERE),
    case("MathGrade_03", "grade 3 with EDF 1", _graded("3", "4", ("EDF", 1)), []),
    case("EngGrade_03", "grade D with EDF 2", _graded("4", "D", ("EDF", 2)), []),
    case("EngGrade_03", "grade D with EDF 1", _graded("4", "D", ("EDF", 1)), HERE),
    case("MathGrade_04", "NONE", _graded("NONE", "4", ("MCF", 3)), []),
    case("MathGrade_04", "a grade", _graded("4", "4", ("MCF", 3)), HERE),
    case("EngGrade_04", "NONE", _graded("4", "NONE", ("ECF", 2)), []),
    case("EngGrade_04", "a grade", _graded("4", "4", ("ECF", 2)), HERE),
    case("LearnFAMType_15", "with a plan", _graded("2", "4", ("MCF", 1), ("EHC", 1)), []),
    case("LearnFAMType_15", "without", _graded("2", "4", ("MCF", 1)), HERE),
    case("LearnFAMType_16", "with a plan", _graded("4", "2", ("ECF", 1), ("EHC", 1)), []),
    case("LearnFAMType_16", "SEN only", _graded("4", "2", ("ECF", 1), ("SEN", 1)), HERE),
]
