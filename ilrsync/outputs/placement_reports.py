"""The lists that go with the placement upload, as rows of texts, each with a heading row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.outputs.placements.results import expected
from ilrsync.outputs.placements.selection import Kind, by_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ilrsync.contracts import Result
    from ilrsync.model.finding import Finding
    from ilrsync.model.record import Origin
    from ilrsync.outputs.placements.downloads import OverallResult
    from ilrsync.outputs.placements.error_lines import Traced
    from ilrsync.outputs.placements.learner import TLevelLearner
    from ilrsync.outputs.placements.reconcile import Difference
    from ilrsync.outputs.placements.selection import LeftOut, Selection
    from ilrsync.outputs.placements.worklists import Task

_WHO = ("Learner Ref", "Unique Learner Number", "Family Name", "Given Names")
_WHERE = ("Source File", "Source Line")
_NOBODY = ("", "", "", "")
_NOWHERE = ("", "")

LEFT_OUT_HEADER = (
    "What for",
    "Reason",
    "What to do",
    *_WHO,
    "Core code",
    "Occupational specialisms",
    "Placement hours recorded",
    *_WHERE,
)
DIFFERENCE_HEADER = (
    "Awarding organisation",
    "Difference",
    "In the ILR",
    "At the service",
    "Who acts",
    "What to do",
    *_WHO,
    "Core code",
    *_WHERE,
)
TASK_HEADER = (
    "Awarding organisation",
    "List",
    "Remark",
    *_WHO,
    "Date of birth",
    "Core code",
    "Occupational specialisms",
    "Start year",
    *_WHERE,
)
RESULT_HEADER = (
    *_WHO,
    "Core code",
    "Core result",
    "Specialism code",
    "Specialism result",
    "Industry placement status",
    "Overall result",
    "Follows from its parts",
    "Rules",
    "Remark",
    *_WHERE,
)
ERROR_HEADER = (
    "Sheet",
    "Line",
    "Error",
    "What to do",
    *_WHO,
    "Core code sent",
    "Status sent",
    *_WHERE,
)


def left_out_rows(selection: Selection, result: Result) -> Iterator[tuple[str, ...]]:
    """Those who are not on the sheet, what needs work first."""
    yield LEFT_OUT_HEADER
    for left in by_kind(selection.left_out):
        yield _left_out(left)
    for uln in selection.declared_only:
        yield (
            Kind.CORRECT,
            _nobodys(uln),
            "correct the ULN of the declaration, or have the learner in the return",
            *("", uln, "", ""),
            *("", "", ""),
            *_NOWHERE,
        )
    for held in result.held_out:
        yield (
            Kind.CORRECT,
            f"held out of the return, so a placement of theirs is not looked at: {held.reason}",
            "correct the record so that it can be returned",
            *(held.LearnRefNumber or "", "", "", ""),
            *("", "", ""),
            *_where(held.origin),
        )


def difference_rows(differences: Iterable[Difference]) -> Iterator[tuple[str, ...]]:
    """Where the ILR and the service differ, by awarding organisation."""
    yield DIFFERENCE_HEADER
    for found in sorted(differences, key=lambda found: found.awarding_organisation):
        learner, registration = found.learner, found.registration
        if learner is not None:
            who = _who(learner)
        elif registration is not None:
            who = ("", registration.uln, registration.last_name, registration.first_name)
        else:
            who = _NOBODY
        yield (
            found.awarding_organisation,
            found.what,
            found.ilr,
            found.service,
            found.who,
            found.remedy,
            *who,
            found.core_code,
            *_where(learner.origin if learner else None),
        )


def task_rows(tasks: Iterable[Task]) -> Iterator[tuple[str, ...]]:
    """What others have to be told, and what is still to be done here."""
    yield TASK_HEADER
    for task in tasks:
        learner = task.learner
        yield (
            task.awarding_organisation,
            task.purpose,
            task.remark,
            *_who(learner),
            f"{learner.DateOfBirth:%d/%m/%Y}" if learner.DateOfBirth else "",
            learner.core_code,
            " ".join(learner.specialism_codes),
            "" if learner.start_year is None else str(learner.start_year),
            *_where(learner.origin),
        )


def result_rows(
    learners: Sequence[TLevelLearner],
    results: Mapping[str, OverallResult],
    findings: Iterable[Finding],
) -> Iterator[tuple[str, ...]]:
    """Every result of the service with what is remarkable about it."""
    yield RESULT_HEADER
    by_uln = {str(learner.ULN): learner for learner in learners}
    remarks: dict[str, list[Finding]] = {}
    for finding in findings:
        remarks.setdefault(finding.fields["ULN"], []).append(finding)
    for uln, found in results.items():
        learner = by_uln.get(uln)
        follows = expected(found)
        yield (
            *(_who(learner) if learner else ("", uln, found.last_name, found.first_name)),
            found.core_code,
            found.core_grade,
            found.specialism,
            found.specialism_grade,
            found.status.downloaded if found.status else "",
            found.overall,
            "not known" if follows is None else "yes" if follows == found.overall else "no",
            " ".join(finding.rule for finding in remarks.get(uln, ())),
            " ".join(finding.message for finding in remarks.get(uln, ())),
            *_where(learner.origin if learner else None),
        )


def error_rows(
    learners: Sequence[TLevelLearner], errors: Iterable[Traced]
) -> Iterator[tuple[str, ...]]:
    """The service's error reports with record, learner and source row behind each line."""
    yield ERROR_HEADER
    by_uln = {str(learner.ULN): learner for learner in learners}
    for found in errors:
        error, row, learner = found.error, found.row, by_uln.get(found.uln)
        yield (
            found.sheet,
            "" if error.line is None else str(error.line),
            error.error,
            _after(found, learner),
            *(_who(learner) if learner else ("", found.uln, "", "")),
            row.core_code if row else "",
            row.status if row else "",
            *_where(learner.origin if learner else None),
        )


def _after(found: Traced, learner: TLevelLearner | None) -> str:
    if learner is None and found.uln:
        return "the return has no T Level learner with this ULN any more; upload the newest sheet"
    if not found.sheet:
        return "no sheet in the outbox has this line; look at the file that was uploaded"
    return "correct the source row, then upload the sheet of the next run"


def _nobodys(uln: str) -> str:
    if not (len(uln) == 10 and uln.isdecimal()):
        return (
            "a status is declared for a ULN without ten digits; a spreadsheet may have rounded it"
        )
    return "a status is declared for this ULN, and the return has no T Level learner with it"


def _left_out(left: LeftOut) -> tuple[str, ...]:
    learner = left.learner
    return (
        left.kind,
        left.reason,
        left.remedy,
        *_who(learner),
        learner.core_code,
        " ".join(learner.specialism_codes),
        str(learner.hours),
        *_where(learner.origin),
    )


def _who(learner: TLevelLearner) -> tuple[str, str, str, str]:
    return (
        learner.LearnRefNumber or "",
        learner.uln_shown,
        learner.FamilyName or "",
        learner.GivenNames or "",
    )


def _where(origin: Origin | None) -> tuple[str, str]:
    if origin is None:
        return _NOWHERE
    return origin.file, "" if origin.line is None else str(origin.line)
