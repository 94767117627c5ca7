"""The placement workbook: every T Level learner, what is known, and room to declare the rest."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ilrsync.model.check_digits import UNKNOWN_EMPLOYER
from ilrsync.model.t_levels import t_levels
from ilrsync.outputs.deadlines import deadlines
from ilrsync.outputs.moments import uk_time
from ilrsync.outputs.placements.decision import needed_hours
from ilrsync.outputs.placements.declaration_files import (
    CORE_CODE,
    HOURS,
    REASONS,
    SHEET,
    STATUS,
    ULN,
)
from ilrsync.outputs.placements.selection import Kind, by_kind
from ilrsync.outputs.placements.service import REASONS as REASON_CODES
from ilrsync.outputs.placements.service import Status
from ilrsync.outputs.summary import deadline_line
from ilrsync.outputs.workbook import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ilrsync.contracts import Result
    from ilrsync.outputs.placements.declaration import Declared
    from ilrsync.outputs.placements.learner import Placement, TLevelLearner
    from ilrsync.outputs.placements.selection import LeftOut, Selection

FILE_NAME = "placements.xlsx"
TO_DO = (Kind.CORRECT, Kind.DECIDE)

_T_LEVEL_IN = "T Level in "
_MEANINGS = {
    Kind.CORRECT: "something in the MIS or at the service has to be put right first",
    Kind.DECIDE: "the ILR does not decide the status: fill in the yellow columns, or correct it",
    Kind.UNCHANGED: "the service has this status; nothing to do",
    Kind.NOT_DUE: "first years; nothing to do unless the site wants them",
}
_HELD_OUT = "their placements are not looked at; placements-left-out.csv names them"
_NOBODY = "placements-left-out.csv names them"

ON_UPLOAD = "On the upload"
HEADINGS = (
    "Family name",
    "Given names",
    ULN,
    ON_UPLOAD,
    "Status",
    "Why",
    "What to do",
    STATUS,
    HOURS,
    REASONS,
    "T Level",
    "Occupational specialism",
    "Started",
    "Hours recorded",
    "Hours needed",
    "Hours by employer",
    CORE_CODE,
    "Learner ref",
)
_YES = "yes"
_NO = {kind: f"no, {kind}" for kind in Kind}
_TONES = {_YES: "1E7B34", _NO[Kind.CORRECT]: "B3261E", _NO[Kind.DECIDE]: "9A5B00"}
_WIDEST = {"Why": 45, "What to do": 45, "T Level": 30, "Occupational specialism": 30}
# A drop-down is as wide as its column, and two of the statuses begin alike.
_NARROWEST = {STATUS: max(map(len, Status)) + 2}


def placement_workbook(
    selection: Selection,
    declared: Mapping[str, Declared],
    result: Result,
    files: Mapping[str, int],
) -> list[Sheet]:
    """The sheets of the workbook; *files* says how many records each file of the upload has.

    Who needs work comes first, then who is on the upload, then who need not be.
    """
    placements = Sheet(
        SHEET,
        HEADINGS,
        _rows(selection, declared),
        choices={STATUS: list(Status)},
        inputs=frozenset({STATUS, HOURS, REASONS}),
        widest=_WIDEST,
        narrowest=_NARROWEST,
        tones={ON_UPLOAD: _TONES},
        frozen=2,
    )
    return [placements, _overview(selection, result, files), _help()]


def _rows(selection: Selection, declared: Mapping[str, Declared]) -> Iterator[tuple[str, ...]]:
    listed = by_kind(selection.left_out)
    for left in listed:
        if left.kind in TO_DO:
            yield _missing(left, declared)
    for found in selection.selected:
        yield _row(found.learner, _YES, found.entry.status, found.decision.why, "", declared)
    for left in listed:
        if left.kind not in TO_DO:
            yield _missing(left, declared)


def _missing(left: LeftOut, declared: Mapping[str, Declared]) -> tuple[str, ...]:
    return _row(left.learner, _NO[left.kind], "", left.reason, left.remedy, declared)


def _row(  # what a T Level lead reads from left to right
    learner: TLevelLearner,
    on_upload: str,
    status: str,
    why: str,
    to_do: str,
    declared: Mapping[str, Declared],
) -> tuple[str, ...]:
    t_level = t_levels().get(learner.core_code)
    least, most = needed_hours(learner)
    said = declared.get(str(learner.ULN))
    return (
        learner.FamilyName or "",
        learner.GivenNames or "",
        learner.uln_shown,
        on_upload,
        status,
        why,
        to_do,
        said.status or "" if said else "",
        str(said.hours) if said and said.hours is not None else "",
        ",".join(said.reasons) if said else "",
        t_level.title.removeprefix(_T_LEVEL_IN) if t_level else "",
        ", ".join(_specialism(code, learner.core_code) for code in learner.specialism_codes),
        "" if learner.start_year is None else str(learner.start_year),
        str(learner.hours),
        str(least) if least == most else f"{least} or {most}",
        "\n".join(map(_employer, learner.placements)),
        learner.core_code,
        learner.LearnRefNumber or "",
    )


def _specialism(code: str, core_code: str) -> str:
    t_level = t_levels().get(core_code)
    if t_level is None:
        return code
    known = t_level.specialisms.get(code) or t_level.dual_specialisms.get(code)
    return f"{known.name} ({code})" if known else code


def _employer(placement: Placement) -> str:
    if placement.employer in (None, UNKNOWN_EMPLOYER):
        employer = "employer not listed"
    else:
        employer = f"employer {placement.employer}"
    if not placement.external:
        employer = "inside the provider"
    hours = "?" if placement.hours is None else str(placement.hours)
    dates = [f"{date:%d/%m/%Y}" if date else "" for date in (placement.start, placement.end)]
    return f"{hours} hours, {employer}, {dates[0]} to {dates[1] or '?'}"


def _overview(selection: Selection, result: Result, files: Mapping[str, int]) -> Sheet:
    """How many there are of each, what is uploaded, and which dates come next."""
    kinds = Counter(left.kind for left in selection.left_out)
    rows = [
        (f"File {name}", str(count), "upload it to Manage T Level results")
        for name, count in files.items()
    ]
    rows += [(f"{ON_UPLOAD}: {_YES}", str(len(selection.selected)), "")]
    rows += [(f"{ON_UPLOAD}: {_NO[kind]}", str(kinds[kind]), _MEANINGS[kind]) for kind in Kind]
    rows.append(("Held out of the return", str(len(result.held_out)), _HELD_OUT))
    nobody = len(selection.declared_only)
    rows.append(("Declared for a ULN that the return does not have", str(nobody), _NOBODY))
    now = uk_time(result.started)
    due = deadlines(result.table, now, result.calendar)
    rows += [("Next date", "", deadline_line(deadline)) for deadline in due]
    rows.append(
        (f"Run {result.run}", "", f"{now:%d/%m/%Y %H:%M}, {result.provider or result.ukprn}")
    )
    return Sheet("Overview", ("What", "Learners", "What it means"), rows)


def _help() -> Sheet:
    rows = [(STATUS, status.value, "") for status in Status]
    rows += [(REASONS, code, meaning) for code, meaning in REASON_CODES.items()]
    rows += [
        (HOURS, "1 to 999", f'only with "{Status.SPECIAL}", and then needed, as are reasons'),
        (REASONS, "ML,B", "several codes with a comma between them"),
        (
            "How",
            "",
            "Fill in the yellow columns, save the workbook and put it into the decisions folder:"
            " the next upload has what you declared.",
        ),
        (
            "From May to July",
            Status.COMPLETED,
            "may also be declared for a placement that will be completed by 31 July."
            " You declare that you hold the signed declaration of completion.",
        ),
    ]
    return Sheet("Help", ("About", "Value", "Meaning"), rows)
