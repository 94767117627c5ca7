"""A placements file: what people declare about T Level industry placements, without any learner.

The five columns of the results service's own upload, so that a sheet made by hand can be dropped
into an inbox. It has a source of its own (``[[source]]``), because the newest export of a source
stands for all of that source. A file with the columns of an Aptem-style set (CoreCode, IPStatus)
is read too where the source names this format; by itself it is taken for a part of such a set.

Source: Manage T Level results, industry placement upload, release of June 2026.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.sdk import (
    Delivery,
    Format,
    Origin,
    PlacementRow,
    ReadError,
    hookimpl,
    open_table,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ilrsync.sdk import FileRemark, IntakeFile, Reading, SheetTable

_FIELDS = {
    "uln": "ULN",
    "corecode": "CoreCode",
    "industryplacementstatus": "IPStatus",
    "ipstatus": "IPStatus",
    "industryplacementhours": "IPHours",
    "iphours": "IPHours",
    "reasonforspecialconsideration": "SpecialConsiderationReason",
    "specialconsiderationreason": "SpecialConsiderationReason",
}
_NEEDED = frozenset({"ULN", "IPStatus"})
_UPLOAD = frozenset({"uln", "corecode", "industryplacementstatus"})


class PlacementsFile(Format):
    """One row a learner; CSV and XLSX alike."""

    name = "placements"

    def matches(self, file: IntakeFile) -> bool:
        """Whether *file* has the columns of the service's upload."""
        if file.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
            return False
        try:
            headings = _table(file, lambda remark: None).headings
        except ReadError:
            return False
        return {plain(heading) for heading in headings} >= _UPLOAD

    def read(self, file: IntakeFile, reading: Reading) -> Delivery:
        """No learners, and a row for each that is declared.

        Raises:
            ReadError: the file has no ULN or no status column.
        """
        table = _table(file, reading.remark)
        fields = [_FIELDS.get(plain(heading)) for heading in table.headings]
        missing = sorted(_NEEDED.difference(name for name in fields if name))
        if missing:
            raise ReadError(
                f"there is no column for {' and '.join(missing)}",
                file=file.name,
                line=table.line,
                wanted="ULN, Core code, Industry placement status, Industry placement hours and"
                " Reason for special consideration",
                remedy="add the column",
            )
        return Delivery((), placements=[*_rows(table, fields, reading)])


@hookimpl
def ilrsync_formats() -> list[Format]:
    """The one layout."""
    return [PlacementsFile()]


def _table(file: IntakeFile, remark: Callable[[FileRemark], None]) -> SheetTable:
    return open_table(file.path, file.name, remark, _hits)


def _hits(cells: list[str]) -> int:
    return sum(plain(cell) in _FIELDS for cell in cells)


def _rows(table: SheetTable, fields: Sequence[str | None], reading: Reading) -> list[PlacementRow]:
    found = []
    for line, row in table.rows(reading.remark):
        said = {name: cell.strip() for name, cell in zip(fields, row, strict=True) if name}
        found.append(PlacementRow(**said, origin=Origin(table.name, line)))
    return found
