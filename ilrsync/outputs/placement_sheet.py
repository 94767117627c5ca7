"""The industry placement upload of the Manage T Level results service, and who is not on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.contracts import Output, Result
from ilrsync.durable import whole_text, write_text
from ilrsync.outputs import people_csv
from ilrsync.outputs.moments import stamp, uk_time
from ilrsync.outputs.placements.declaration import by_uln
from ilrsync.outputs.placements.learner import TLevelLearner, t_level_learner
from ilrsync.outputs.placements.selection import Kind, Selection, cohorts_of, select
from ilrsync.outputs.placements.sheet import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ilrsync.model.records import Learner
    from ilrsync.model.table import Table

LEFT_OUT_NAME = "placements-left-out.csv"
LEFT_OUT_HEADER = (
    "What for",
    "Reason",
    "What to do",
    "Learner Ref",
    "Unique Learner Number",
    "Family Name",
    "Given Names",
    "Core code",
    "Occupational specialisms",
    "Placement hours recorded",
    "Source File",
    "Source Line",
)

_FIRST = {Kind.CORRECT: 0, Kind.DECIDE: 1, Kind.NOT_DUE: 2}


class PlacementSheet(Output):
    """The placement status of every T Level learner whom the service would take.

    Options: ``cohorts`` ("second-year", "second-year-and-completed" or "all") and
    ``declarations``, what people declared (`Declaration`), which the pipeline hands over.
    """

    name = "placement_sheet"

    def keep(
        self, learner: Learner, table: Table, options: Mapping[str, Any]
    ) -> TLevelLearner | None:
        """The learner's T Level; nothing of anybody else."""
        return t_level_learner(learner)

    def write(
        self, result: Result, kept: Sequence[object], folder: Path, options: Mapping[str, Any]
    ) -> list[Path]:
        """The upload in files of at most 1,000 records, and the list of those left out."""
        if not kept:
            return []
        selection = select(
            [learner for learner in kept if isinstance(learner, TLevelLearner)],
            by_uln(options.get("declarations", ())),
            result.table,
            uk_time(result.started).date(),
            cohorts_of(options.get("cohorts")),
        )
        paths = []
        for number, text in enumerate(sheets([found.entry for found in selection.selected]), 1):
            paths.append(folder / sheet_name(result, number))
            write_text(paths[-1], text)
        if selection.left_out or selection.declared_only or result.held_out:
            paths.append(folder / LEFT_OUT_NAME)
            with whole_text(paths[-1], encoding=people_csv.ENCODING) as file:
                people_csv.write_rows(file, left_out_rows(selection, result))
        return paths


def sheet_name(result: Result, number: int) -> str:
    """The name of the *number*-th file of the upload, from 1."""
    year = result.table.year
    return f"industry-placements-{result.ukprn}-{year}-{stamp(result.started)}-{number:02}.csv"


def left_out_rows(selection: Selection, result: Result) -> Iterator[tuple[str, ...]]:
    """The list of those left out, what needs work first."""
    yield LEFT_OUT_HEADER
    for left in sorted(selection.left_out, key=lambda left: _FIRST[left.kind]):
        learner = left.learner
        origin = learner.origin
        yield (
            left.kind,
            left.reason,
            left.remedy,
            learner.LearnRefNumber or "",
            learner.uln_shown,
            learner.FamilyName or "",
            learner.GivenNames or "",
            learner.core_code,
            " ".join(learner.specialism_codes),
            str(learner.hours),
            origin.file if origin else "",
            str(origin.line) if origin and origin.line else "",
        )
    for uln in selection.declared_only:
        yield (
            Kind.CORRECT,
            "a status is declared for this ULN, and the return has no T Level learner with it",
            "correct the ULN of the declaration, or have the learner in the return",
            "",
            uln,
            *[""] * (len(LEFT_OUT_HEADER) - 5),
        )
    yield from _held_out_rows(result)


def _held_out_rows(result: Result) -> Iterator[tuple[str, ...]]:
    for held in result.held_out:
        yield (
            Kind.CORRECT,
            f"held out of the return, so a placement of theirs is not looked at: {held.reason}",
            "correct the record so that it can be returned",
            held.LearnRefNumber or "",
            *[""] * (len(LEFT_OUT_HEADER) - 6),
            held.origin.file if held.origin else "",
            str(held.origin.line) if held.origin and held.origin.line else "",
        )
