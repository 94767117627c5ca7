"""Declarations from files: a placements file, a filled-in upload, or the placement workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.model.record import Origin
from ilrsync.outputs.placements.declaration import Declaration
from ilrsync.outputs.placements.download_rows import DECLARATIONS, UPLOAD, rows
from ilrsync.outputs.workbook import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHEET = "Placements"
ULN = "ULN"
CORE_CODE = "Core code"
STATUS = "Declared status"
HOURS = "Declared hours"
REASONS = "Declared reasons"

_ZIP = b"PK\x03\x04"
_FIELDS = {
    "uln": ULN,
    "status": "Industry placement status",
    "hours": "Industry placement hours",
    "reasons": "Reason for special consideration",
    "core_code": CORE_CODE,
}
_OWN_FIELDS = {
    "uln": ULN,
    "status": "IPStatus",
    "hours": "IPHours",
    "reasons": "SpecialConsiderationReason",
    "core_code": "CoreCode",
}


def read_declarations(path: Path) -> list[Declaration]:
    """What people declared in the file at *path*; rows that declare nothing are passed over.

    Raises:
        ReadError: it is none of the three, or a ULN in it is damaged; nothing is taken then.
        OSError: it cannot be read.
    """
    data = path.read_bytes()
    if data.startswith(_ZIP):
        return workbook_declarations(path.name, data)
    return csv_declarations(path.name, data)


def csv_declarations(name: str, data: bytes) -> list[Declaration]:
    """The declarations of a CSV with the headings of a placements file or of the upload.

    Raises:
        ReadError: it is another file, or a ULN in it is damaged.
    """
    found = []
    for row in rows(name, data, DECLARATIONS, UPLOAD):
        fields = _FIELDS if row.has(_FIELDS["status"]) else _OWN_FIELDS
        given = {name: row[heading] for name, heading in fields.items()}
        if given["status"] or given["hours"] or given["reasons"]:
            row.uln()
            found.append(Declaration(**given, origin=Origin(name, row.line)))
    return found


def workbook_declarations(name: str, data: bytes) -> list[Declaration]:
    """The declarations of a placement workbook that came back.

    Raises:
        ReadError: it is no such workbook.
    """
    return [
        Declaration(
            cells.get(ULN, ""),
            cells.get(STATUS, ""),
            cells.get(HOURS, ""),
            cells.get(REASONS, ""),
            cells.get(CORE_CODE, ""),
            Origin(name, number),
        )
        for number, cells in rows_of(name, data, SHEET)
        if _declares(cells)
    ]


def _declares(cells: Mapping[str, str]) -> bool:
    return any(cells.get(heading) for heading in (STATUS, HOURS, REASONS))
