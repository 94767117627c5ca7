"""Declarations from files: a placements file, a filled-in upload, or the placement workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.contracts import PlacementRow
from ilrsync.errors import ReadError
from ilrsync.model.record import Origin
from ilrsync.outputs.placements.cells import decoded
from ilrsync.outputs.placements.download_rows import (
    DECLARATIONS,
    UPLOAD,
    contents,
    recognised,
    rows,
)
from ilrsync.outputs.workbook_reading import has_sheet, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SHEET = "Placements"
ULN = "ULN"
CORE_CODE = "Core code"
STATUS = "Declared status"
HOURS = "Declared hours"
REASONS = "Declared reasons"

_HEADINGS_LENGTH = 4096
_ZIP = b"PK\x03\x04"
_OF_UPLOAD = {
    "ULN": ULN,
    "CoreCode": CORE_CODE,
    "IPStatus": "Industry placement status",
    "IPHours": "Industry placement hours",
    "SpecialConsiderationReason": "Reason for special consideration",
}
_OF_PLACEMENTS = {name: name for name in _OF_UPLOAD}
_OF_WORKBOOK = {
    "ULN": ULN,
    "CoreCode": CORE_CODE,
    "IPStatus": STATUS,
    "IPHours": HOURS,
    "SpecialConsiderationReason": REASONS,
}


def layers(paths: Iterable[Path]) -> list[list[PlacementRow]]:
    """The declarations in those of *paths* that hold any, oldest file first.

    Raises:
        ReadError: one of them is damaged; nothing is taken then.
        OSError: one of them cannot be read.
    """
    found = []
    for path in sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name)):
        data = contents(path)
        if has_declarations(data):
            found.append(read_declarations(path))
    return found


def has_declarations(data: bytes) -> bool:
    """Whether what is in a file is, or was meant as, declarations of placements."""
    if data.startswith(_ZIP):
        return has_sheet(data, SHEET)
    return recognised(data) in (DECLARATIONS, UPLOAD) or _meant_as_one(data)


def read_declarations(path: Path) -> list[PlacementRow]:
    """What people declared in the file at *path*; rows that declare nothing are among it.

    Raises:
        ReadError: it is none of the three, or a ULN in it is damaged; nothing is taken then.
        OSError: it cannot be read.
    """
    data = contents(path)
    if data.startswith(_ZIP):
        return workbook_declarations(path.name, data)
    return csv_declarations(path.name, data)


def csv_declarations(name: str, data: bytes) -> list[PlacementRow]:
    """The declarations of a CSV with the headings of a placements file or of the upload.

    Raises:
        ReadError: it is another file, or a ULN in it is damaged.
    """
    found = []
    for row in rows(name, data, DECLARATIONS, UPLOAD):
        headings = _OF_UPLOAD if row.has(_OF_UPLOAD["IPStatus"]) else _OF_PLACEMENTS
        row.uln()
        said = {field: row[heading] for field, heading in headings.items()}
        found.append(PlacementRow(**said, origin=Origin(name, row.line)))
    return found


def workbook_declarations(name: str, data: bytes) -> list[PlacementRow]:
    """The declarations of a placement workbook that came back.

    Raises:
        ReadError: it is no such workbook, or has lost the columns that it is about.
    """
    found = []
    for number, cells in rows_of(name, data, SHEET):
        missing = [heading for heading in (ULN, STATUS) if heading not in cells]
        if missing:
            raise ReadError(
                f'the sheet "{SHEET}" has no column "{missing[0]}"',
                file=name,
                line=1,
                remedy="put the heading back, or fill in the workbook of the newest run",
            )
        said = {field: cells.get(heading, "") for field, heading in _OF_WORKBOOK.items()}
        found.append(PlacementRow(**said, origin=Origin(name, number)))
    return found


def _meant_as_one(data: bytes) -> bool:
    """Whether the headings speak of a placement of a ULN, though they are not as they should be.

    Passing over such a file would lose what a person has declared without a word.
    """
    first = decoded(data[:_HEADINGS_LENGTH]).lstrip("\r\n").partition("\n")[0].lower()
    return "uln" in first and any(word in first for word in ("ipstatus", "placement status"))
