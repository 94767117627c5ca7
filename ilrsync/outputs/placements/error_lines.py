"""Which record of which sheet a line of the service's error report is about.

Source: Manage T Level results, release of June 2026: the report has line and ULN and names no file;
the ULN has no leading zeros and is empty when it was no number.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as slot
from itertools import groupby
from typing import TYPE_CHECKING

from ilrsync.outputs.placements.download_rows import may_be_rounded
from ilrsync.outputs.placements.downloads import ReportedError
from ilrsync.outputs.placements.record_checks import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ilrsync.outputs.placements.earlier import EarlierSheet


@dataclass(frozen=True, slots=True)
class Traced:
    """A reported error with the record that it is about, where a sheet of ours has it."""

    error: ReportedError
    sheet: str = ""
    row: Row | None = slot(default=None, repr=False)

    @property
    def uln(self) -> str:
        """The ULN as it was sent, else as it was reported."""
        return self.row.uln if self.row is not None else self.error.uln


def traced(errors: Iterable[ReportedError], sheets: Iterable[EarlierSheet]) -> Iterator[Traced]:
    """*errors*, report by report, with the records of the newest of *sheets* that each is about.

    A report is about a sheet when every line of it that has a number and a ULN has that ULN there,
    and at least one does. A ULN that a spreadsheet has rounded agrees with all that it may stand
    for, so such a report is traced by its lines.
    """
    for _, report in groupby(errors, key=lambda error: error.file):
        yield from _report(list(report), sheets)


def _report(errors: list[ReportedError], sheets: Iterable[EarlierSheet]) -> Iterator[Traced]:
    told = [error for error in errors if error.line is not None and error.uln]
    sheet = None
    if told:
        sheet = next((one for one in sheets if all(_agrees(error, one) for error in told)), None)
    for error in errors:
        if sheet is None:
            yield Traced(error)
        else:
            yield Traced(error, sheet.place, sheet.rows.get(error.line or 0))


def _agrees(error: ReportedError, sheet: EarlierSheet) -> bool:
    found = sheet.rows.get(error.line or 0)
    if found is None or found.number is None:
        return False
    return str(found.number) == error.uln or may_be_rounded(found.number, error.uln)
