"""CSV that people open in a spreadsheet: accents intact and no cell that runs as a formula."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

ENCODING = "utf-8-sig"
"""With a byte order mark, without which Excel and Windows PowerShell read UTF-8 as Windows-1252."""

# Learners' data is other people's input; see OWASP, CSV injection, for the list.
_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\x00")


def harmless(cell: str) -> str:
    """*cell*, with an apostrophe before it if a spreadsheet would run it as a formula."""
    return f"'{cell}" if cell.startswith(_RUNS_AS_FORMULA) else cell


def write_rows(file: TextIO, rows: Iterable[Iterable[str]], *, neutralise: bool = True) -> None:
    """*rows* stand in *file* as CSV with CR LF; open it with ``newline=""``."""
    writer = csv.writer(file, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row] if neutralise else row)
