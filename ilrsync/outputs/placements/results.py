"""Overall results of the service: whether they follow from their parts, and whether the ILR agrees.

Only told, never written into the ILR: which ILR grade stands for which result of the service has
not been published in full.

Source: Manage T Level results, overall result calculation, release of June 2026; ILR specification,
Outcome and OutGrade.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.model.codes import CompStatus, Outcome
from ilrsync.model.finding import Finding, Severity
from ilrsync.model.record import Origin
from ilrsync.model.t_level_grades import (
    NO_RESULT,
    PENDING,
    UNCLASSIFIED,
    Overall,
    core_grades,
    overall_result,
    specialism_grades,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ilrsync.outputs.placements.downloads import OverallResult
    from ilrsync.outputs.placements.learner import Aim, TLevelLearner

NOT_FOLLOWING = "ILRSYNC_result_does_not_follow"
WAITING = "ILRSYNC_result_waits_for_placement"
UNKNOWN_TABLE = "ILRSYNC_result_not_computable"
OUTCOME = "ILRSYNC_result_outcome_differs"
GRADE = "ILRSYNC_result_grade_differs"
NOT_IN_ILR = "ILRSYNC_result_without_learner"

_CORE_GRADES = {"A*": "*", UNCLASSIFIED: "U"}
_SPECIALISM_GRADES = {"Distinction": "DS", "Merit": "ME", "Pass": "PA", UNCLASSIFIED: "U"}
_WITHOUT_GRADE = frozenset({"", NO_RESULT, PENDING})
_OUTCOMES = {
    "Distinction*": Outcome.ACHIEVED,
    "Distinction": Outcome.ACHIEVED,
    "Merit": Outcome.ACHIEVED,
    "Pass": Outcome.ACHIEVED,
    Overall.PARTIAL.value: Outcome.PARTIAL,
    Overall.UNCLASSIFIED.value: Outcome.NOT_ACHIEVED,
}


def expected(result: OverallResult) -> str | None:
    """The overall result that follows from *result*'s parts; None where no table is known."""
    return overall_result(
        result.core_code,
        result.start_year,
        result.core_grade or None,
        result.specialism_grade or None,
        placement=result.status is not None and result.status.done,
    )


def waits_for(result: OverallResult) -> str | None:
    """The result that the learner would have with a completed placement, if only that is missing.

    None when the placement is completed, or when another part is missing too.
    """
    if result.overall != Overall.PARTIAL or (result.status is not None and result.status.done):
        return None
    complete = overall_result(
        result.core_code,
        result.start_year,
        result.core_grade or None,
        result.specialism_grade or None,
        placement=True,
    )
    return None if complete == Overall.PARTIAL else complete


def result_findings(
    learners: Sequence[TLevelLearner], results: Mapping[str, OverallResult]
) -> Iterator[Finding]:
    """What is remarkable about *results*, alone and beside the ILR, in their order."""
    by_uln = {str(learner.ULN): learner for learner in learners}
    for uln, result in results.items():
        learner = by_uln.get(uln)
        yield from _alone(result, learner)
        if learner is not None:
            yield from _beside(result, learner)


def _alone(result: OverallResult, learner: TLevelLearner | None) -> Iterator[Finding]:
    follows = expected(result)
    if follows is None:
        message = f"The overall result cannot be checked: {_unknown(result)}."
        yield _finding(UNKNOWN_TABLE, message, result, learner)
    elif result.overall and result.overall != follows:
        yield _finding(
            NOT_FOLLOWING,
            f"The service has {result.overall}; {follows} follows from core, specialism and"
            " placement. Ask the service's help desk.",
            result,
            learner,
        )
    if complete := waits_for(result):
        yield _finding(
            WAITING,
            f"Only the placement is missing: with it the result would be {complete}.",
            result,
            learner,
        )
    if learner is None:
        yield _finding(
            NOT_IN_ILR, "The learner has a result, and the return does not have them.", result, None
        )


def _unknown(result: OverallResult) -> str:
    if result.core_grade not in core_grades():
        return f'"{result.core_grade}" is not a core grade of the service'
    if result.specialism_grade not in specialism_grades():
        return f'"{result.specialism_grade}" is not a specialism grade of the service'
    return "no grade table of this T Level and start year is known"


def _beside(result: OverallResult, learner: TLevelLearner) -> Iterator[Finding]:
    programme = learner.programme
    wanted = _OUTCOMES.get(result.overall)
    if (
        programme is not None
        and programme.CompStatus == CompStatus.COMPLETED
        and wanted is not None
        and programme.Outcome != wanted
    ):
        yield _finding(
            OUTCOME,
            f"The overall result {result.overall} goes with Outcome {wanted:d} on the"
            f" programme aim; the ILR has {programme.Outcome or 'none'}.",
            result,
            learner,
            programme,
        )
    yield from _grade(result, learner, learner.core, result.core_grade, _CORE_GRADES)
    specialism = learner.specialisms[-1] if learner.specialisms else None
    grade = result.specialism_grade
    yield from _grade(result, learner, specialism, grade, _SPECIALISM_GRADES)


def _grade(
    result: OverallResult,
    learner: TLevelLearner,
    aim: Aim | None,
    grade: str,
    spelt: Mapping[str, str],
) -> Iterator[Finding]:
    if aim is None or grade in _WITHOUT_GRADE or aim.CompStatus != CompStatus.COMPLETED:
        return
    wanted = spelt.get(grade, grade)
    if aim.OutGrade != wanted:
        yield _finding(
            GRADE,
            f"{aim.LearnAimRef}: the service has {grade}, which the ILR is taken to write as"
            f" {wanted}; the ILR has {aim.OutGrade or 'no grade'}.",
            result,
            learner,
            aim,
        )


def _finding(
    rule: str,
    message: str,
    result: OverallResult,
    learner: TLevelLearner | None,
    aim: Aim | None = None,
) -> Finding:
    fields = {
        "ULN": result.uln,
        "Core result": result.core_grade,
        "Specialism result": result.specialism_grade,
        "Industry placement status": result.status.downloaded if result.status else "",
        "Overall result": result.overall,
    }
    if aim is not None:
        fields |= {"Outcome": str(aim.Outcome or ""), "OutGrade": aim.OutGrade or ""}
    return Finding(
        rule,
        Severity.WARNING,
        message,
        LearnRefNumber=learner.LearnRefNumber if learner else None,
        AimSeqNumber=aim.AimSeqNumber if aim else None,
        fields=fields,
        origin=Origin(result.file, result.line),
    )
