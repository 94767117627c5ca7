"""The placement workbook: every T Level learner, what is known, and room to declare the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.model.check_digits import UNKNOWN_EMPLOYER
from ilrsync.model.t_levels import t_levels
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
from ilrsync.outputs.placements.selection import by_kind
from ilrsync.outputs.placements.service import REASONS as REASON_CODES
from ilrsync.outputs.placements.service import Status
from ilrsync.outputs.workbook import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ilrsync.contracts import Result
    from ilrsync.outputs.placements.declaration import Declared
    from ilrsync.outputs.placements.learner import Placement, TLevelLearner
    from ilrsync.outputs.placements.selection import Selection

FILE_NAME = "placements.xlsx"

HEADINGS = (
    "Family name",
    "Given names",
    ULN,
    "Learner ref",
    "T Level",
    CORE_CODE,
    "Occupational specialism",
    "Started",
    "Hours recorded",
    "Hours needed",
    "Hours by employer",
    "On the sheet",
    "Status",
    "Why",
    "What is missing",
    STATUS,
    HOURS,
    REASONS,
)


def placement_workbook(
    selection: Selection, declared: Mapping[str, Declared], result: Result
) -> list[Sheet]:
    """The sheets of the workbook: those who are missing from the upload first, then the others."""
    placements = Sheet(
        SHEET,
        HEADINGS,
        _rows(selection, declared),
        choices={STATUS: list(Status)},
        inputs=frozenset({STATUS, HOURS, REASONS}),
        frozen=2,
    )
    return [placements, _help(result)]


def _rows(selection: Selection, declared: Mapping[str, Declared]) -> Iterator[tuple[str, ...]]:
    for left in by_kind(selection.left_out):
        yield _row(left.learner, "no", "", left.reason, left.remedy, declared)
    for found in selection.selected:
        yield _row(found.learner, "yes", found.entry.status, found.decision.why, "", declared)


def _row(  # what a T Level lead reads from left to right
    learner: TLevelLearner,
    on_sheet: str,
    status: str,
    why: str,
    missing: str,
    declared: Mapping[str, Declared],
) -> tuple[str, ...]:
    t_level = t_levels().get(learner.core_code)
    least, most = needed_hours(learner)
    said = declared.get(str(learner.ULN))
    return (
        learner.FamilyName or "",
        learner.GivenNames or "",
        learner.uln_shown,
        learner.LearnRefNumber or "",
        t_level.title if t_level else "",
        learner.core_code,
        ", ".join(_specialism(code, learner.core_code) for code in learner.specialism_codes),
        "" if learner.start_year is None else str(learner.start_year),
        str(learner.hours),
        str(least) if least == most else f"{least} or {most}",
        "; ".join(map(_employer, learner.placements)),
        on_sheet,
        status,
        why,
        missing,
        said.status or "" if said else "",
        str(said.hours) if said and said.hours is not None else "",
        ",".join(said.reasons) if said else "",
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


def _help(result: Result) -> Sheet:
    rows = [(STATUS, status.value, "") for status in Status]
    rows += [(REASONS, code, meaning) for code, meaning in REASON_CODES.items()]
    rows += [
        (HOURS, "1 to 999", f'only with "{Status.SPECIAL}", and then needed, as are reasons'),
        (REASONS, "ML,B", "several codes with a comma between them"),
        (
            "How",
            "",
            "Fill in the yellow columns, save the workbook and put it into the decisions folder:"
            " the next sheet has what you declared.",
        ),
        (
            "From May to July",
            Status.COMPLETED,
            "may also be declared for a placement that will be completed by 31 July."
            " You declare that you hold the signed declaration of completion.",
        ),
        ("Run", str(result.run), f"{uk_time(result.started):%d/%m/%Y %H:%M}, {result.provider}"),
    ]
    return Sheet("Help", ("About", "Value", "Meaning"), rows)
