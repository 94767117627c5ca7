"""Workbooks that people filled in and sent back, read with limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ilrsync.errors import ReadError
from ilrsync.outputs.workbook import MOST_ROWS, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl import Workbook

_MOST_BYTES = 100 * 1024 * 1024
_MOST_BYTES_OF_MANY_ROWS = 2 * 1024 * 1024 * 1024
_USUAL_RATIO = 100  # rows of a sheet are packed some twenty times, a bomb a thousand times
_MOST_ENTRIES = 1_000
_MOST_COLUMNS = 100
_LONGEST_NAME = 80
# What openpyxl raises for a file that is a zip but not a workbook, or a broken one.
_UNREADABLE = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    OSError,
    SyntaxError,
    EOFError,
    zlib.error,
)


def has_sheet(data: bytes, title: str) -> bool:
    """Whether *data* is a workbook with a sheet *title*."""
    try:
        return title in sheet_titles("", data)
    except ReadError:
        return False


def sheet_titles(name: str, data: bytes) -> list[str]:
    """The titles of the sheets of the workbook *data*.

    Raises:
        ReadError: it is no workbook, or larger than any that people fill in.
    """
    with _opened(name, data) as book:
        return list(book.sheetnames)


def last_saved_by(name: str, data: bytes) -> str:
    """Who saved the workbook *data* last, as far as it says.

    Raises:
        ReadError: it is no workbook, or larger than any that people fill in.
    """
    with _opened(name, data) as book:
        return shown(" ".join((book.properties.lastModifiedBy or "").split()))[:_LONGEST_NAME]


def rows_of(name: str, data: bytes, title: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of sheet *title* as texts by heading, each with its row number.

    Raises:
        ReadError: it is no workbook, has no such sheet, or is larger than any that people fill in.
    """
    with _opened(name, data) as book:
        if title not in book.sheetnames:
            raise ReadError(
                f'there is no sheet "{title}"', file=name, remedy="send back the workbook as it was"
            )
        sheet: Any = book[title]
        sheet.reset_dimensions()  # what a file declares of its size is often wrong
        yield from _rows(name, sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS))


@contextmanager
def _opened(name: str, data: bytes) -> Iterator[Workbook]:
    """The workbook *data*; whatever is wrong with it while it is used is a `ReadError`."""
    _refuse_bombs(name, data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            yield book
        finally:
            book.close()
    except _UNREADABLE as error:
        raise ReadError("not a workbook", file=name, remedy="save it as .xlsx again") from error


def _rows(name: str, rows: Iterator[Sequence[object]]) -> Iterator[tuple[int, dict[str, str]]]:
    headings = [_text(cell) for cell in next(rows, ())]
    for number, row in enumerate(rows, 2):
        if number > MOST_ROWS:
            raise ReadError(f"more than {MOST_ROWS:,} rows", file=name, remedy="remove empty rows")
        cells = {
            heading: _text(cell) for heading, cell in zip(headings, row, strict=False) if heading
        }
        if any(cells.values()):
            yield number, cells


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _refuse_bombs(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise ReadError("not a workbook", file=name, remedy="save it as .xlsx again") from error
    size = sum(entry.file_size for entry in entries)
    most = _MOST_BYTES if size > len(data) * _USUAL_RATIO else _MOST_BYTES_OF_MANY_ROWS
    if len(entries) > _MOST_ENTRIES or size > most:
        raise ReadError(
            "larger than a workbook that people fill in can be",
            file=name,
            remedy="send back the workbook as it was",
        )
