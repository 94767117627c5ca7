"""Overall results of the service: whether they follow from their parts, and whether the ILR agrees.

Only told, never written into the ILR, not even for a provider who would agree: the overall grade
belongs on no aim of a T Level, and which OutGrade stands for a component's grade has not been
published in full. Outcome and OutGrade carry achievement, so a guess would be a wrong return.

Source: Manage T Level results, overall result calculation, release of June 2026; ILR specification,
Outcome and OutGrade.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ilrsync.model.codes import CompStatus, Outcome
from ilrsync.model.finding import Finding, Severity, Subject
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
from ilrsync.model.t_levels import components
from ilrsync.outputs.placements.learner import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ilrsync.model.table import Table
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
    learners: Sequence[tuple[int, TLevelLearner]],
    results: Mapping[str, OverallResult],
    table: Table,
) -> Iterator[tuple[int | None, Finding]]:
    """What is remarkable about *results*, alone and beside the return of *table*'s year.

    In the order of *results*. *learners* come with their positions, and so does a finding; None for
    who is not in the return.
    """
    by_uln = {str(learner.ULN): (position, learner) for position, learner in learners}
    for uln, result in results.items():
        position, learner = by_uln.get(uln, (None, None))
        for finding in _of_one(result, Whose(position, learner), table):
            yield position, finding


class Whose(NamedTuple):
    """The learner of a result and their position; None and None for nobody of the return."""

    position: int | None
    learner: TLevelLearner | None


def _of_one(result: OverallResult, whose: Whose, table: Table) -> Iterator[Finding]:
    yield from _alone(result, whose)
    if whose.learner is not None:
        yield from _beside(result, whose, whose.learner)
    elif may_be_returned(result.start_year, table):
        message = "The learner has a result, and the return does not have them."
        yield _finding(NOT_IN_ILR, message, result, whose)


def may_be_returned(start_year: int, table: Table) -> bool:
    """Whether a T Level of two years that began in *start_year* goes on in the year of *table*."""
    return start_year >= table.starts.year - 1


def _alone(result: OverallResult, whose: Whose) -> Iterator[Finding]:
    follows = expected(result)
    if follows is None:
        message = f"The overall result cannot be checked: {_unknown(result)}."
        yield _finding(UNKNOWN_TABLE, message, result, whose)
    elif result.overall and result.overall != follows:
        message = (
            f"The service has {result.overall}; {follows} follows from core, specialism and"
            " placement. Ask the service's help desk."
        )
        yield _finding(NOT_FOLLOWING, message, result, whose)
    if complete := waits_for(result):
        message = f"Only the placement is missing: with it the result would be {complete}."
        yield _finding(WAITING, message, result, whose)


def _unknown(result: OverallResult) -> str:
    if result.core_grade not in core_grades():
        return f'"{result.core_grade}" is not a core grade of the service'
    if result.specialism_grade not in specialism_grades():
        return f'"{result.specialism_grade}" is not a specialism grade of the service'
    return "no grade table of this T Level and start year is known"


def _beside(result: OverallResult, whose: Whose, learner: TLevelLearner) -> Iterator[Finding]:
    programme = learner.programme
    wanted = _OUTCOMES.get(result.overall)
    if (
        programme is not None
        and programme.CompStatus == CompStatus.COMPLETED
        and wanted is not None
        and programme.Outcome != wanted
    ):
        message = (
            f"The overall result {result.overall} goes with Outcome {wanted:d} on the"
            f" programme aim; the ILR has {programme.Outcome or 'none'}."
        )
        yield _finding(OUTCOME, message, result, whose, programme)
    core = learner.core if learner.core_code == result.core_code else None
    yield from _grade(result, whose, core, result.core_grade, _CORE_GRADES)
    graded = components([result.specialism])
    specialism = next(
        (aim for aim in learner.specialisms if components([aim.LearnAimRef]) == graded), None
    )
    yield from _grade(result, whose, specialism, result.specialism_grade, _SPECIALISM_GRADES)


def _grade(
    result: OverallResult, whose: Whose, aim: Aim | None, grade: str, spelt: Mapping[str, str]
) -> Iterator[Finding]:
    """That *aim*, of which *grade* is, has another; what is not completed has none to compare."""
    if aim is None or grade in _WITHOUT_GRADE or aim.CompStatus != CompStatus.COMPLETED:
        return
    wanted = spelt.get(grade, grade)
    if aim.OutGrade != wanted:
        message = (
            f"{aim.LearnAimRef}: the service has {grade}, which the ILR is taken to write as"
            f" {wanted}; the ILR has {aim.OutGrade or 'no grade'}."
        )
        yield _finding(GRADE, message, result, whose, aim)


def _finding(
    rule: str, message: str, result: OverallResult, whose: Whose, aim: Aim | None = None
) -> Finding:
    """A warning where the learner stands in the export; in the download for who is not there."""
    learner = whose.learner
    path = "" if whose.position is None else f"Learner[{whose.position}]"
    origin = Origin(result.file, result.line)
    if learner is not None:
        origin = (aim and origin_of(aim, learner)) or learner.origin or origin
    if aim is not None:
        path = f"{path}/LearningDelivery[{aim.at}]"
    return Finding(
        rule,
        Severity.WARNING,
        message,
        path,
        learner.LearnRefNumber if learner else None,
        aim.AimSeqNumber if aim else None,
        fields=_fields(result, aim),
        origin=origin,
        subject=Subject(
            ULN=result.uln,
            FamilyName=(learner.FamilyName or "") if learner else result.last_name,
            GivenNames=(learner.GivenNames or "") if learner else result.first_name,
            LearnAimRef=aim.LearnAimRef if aim else "",
        ),
    )


def _fields(result: OverallResult, aim: Aim | None) -> dict[str, str]:
    fields = {
        "ULN": result.uln,
        "Core result": result.core_grade,
        "Specialism result": result.specialism_grade,
        "Industry placement status": result.status.downloaded if result.status else "",
        "Overall result": result.overall,
        "Result from": f"{result.file} line {result.line}",
    }
    if aim is not None:
        fields |= {"Outcome": str(aim.Outcome or ""), "OutGrade": aim.OutGrade or ""}
    return fields
