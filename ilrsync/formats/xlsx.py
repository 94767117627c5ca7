"""Rows of an XLSX workbook as text, with their row numbers; a hostile workbook is refused unopened.

Typed cells become the text that a CSV of the same data would hold: dates in ISO form, whole numbers
without a decimal point, leading zeros where the cell's format shows them.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from ilrsync.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SIGNATURE: Final = b"PK\x03\x04"
LOOKED_AT = 20
MOST_ENTRIES = 2_000
MOST_BYTES = 1024 * 1024 * 1024
MOST_RATIO = 200
"""Sheets of repetitive data shrink some forty times; far more than that is a bomb."""

LONGEST_TEXT = 131_072
_SMALL = 16 * 1024 * 1024
"""Below this unpacked size no ratio does harm."""


def layout(
    path: Path, name: str, hits: Callable[[list[str]], int], sheet: str | None = None
) -> tuple[str, int, tuple[str, ...], tuple[str, ...]]:
    """The sheet with most known headings: its title, heading row, headings, and the other sheets.

    Raises:
        ReadError: The workbook is damaged, hostile or empty, or has no sheet of that title.
    """
    checked_archive(path, name)
    best: tuple[str, int, tuple[str, ...]] | None = None
    most = -1
    with _opened(path, name) as book:
        titles = [ws.title for ws in book.worksheets]
        if sheet is not None and sheet not in titles:
            raise ReadError(
                "the workbook has no such sheet",
                file=name,
                got=sheet,
                wanted=" or ".join(titles),
                remedy="correct the sheet's name in the format or the export",
            )
        for ws in book.worksheets:
            if sheet is not None and ws.title != sheet:
                continue
            for number, cells in islice(_rows(ws, name), LOOKED_AT):
                score = hits(cells)
                if score > most:
                    most, best = score, (ws.title, number, tuple(cells))
    if best is None:
        raise ReadError(
            "the workbook has no rows",
            file=name,
            wanted="a heading row and one row for each learner or aim",
            remedy="export it again",
        )
    title, number, headings = best
    return title, number, headings, tuple(other for other in titles if other != title)


def rows(path: Path, name: str, title: str, after: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of sheet *title* below row *after* that are not blank, with their row numbers."""
    with _opened(path, name) as book:
        for number, cells in _rows(book[title], name):
            if number > after:
                yield number, cells


def checked_archive(path: Path, name: str) -> None:
    """The file is a zip that may be unpacked: few entries, modest sizes, plain names, no password.

    Raises:
        ReadError: It is not; says which limit was passed.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refused(name, "the workbook is damaged or cut short") from error
    size = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MOST_ENTRIES:
        raise _refused(name, f"the workbook has {len(entries):,} parts, more than {MOST_ENTRIES:,}")
    if size > MOST_BYTES or (size > _SMALL and size > MOST_RATIO * packed):
        raise _refused(name, f"the workbook unpacks to {size:,} bytes from {packed:,}")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if entry.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise _refused(name, "a part of the workbook has a path that leads out of it")
        if entry.flag_bits & 0x1:
            raise _refused(name, "the workbook is encrypted")


def _refused(name: str, problem: str) -> ReadError:
    return ReadError(
        problem,
        file=name,
        wanted="a plain XLSX workbook",
        remedy="save it again without a password, or export CSV",
    )


@contextmanager
def _opened(path: Path, name: str) -> Iterator[Any]:
    """The workbook, read only; whatever the library stumbles over becomes a ReadError."""
    import openpyxl

    book = None
    try:
        with path.open("rb") as stream:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            yield book
    except ReadError:
        raise
    except Exception as error:
        raise _refused(name, "the workbook cannot be read") from error
    finally:
        if book is not None:
            book.close()


def _rows(ws: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with a filled cell; the declared size is ignored because it is often wrong."""
    ws.reset_dimensions()
    for number, row in enumerate(ws.iter_rows(), 1):
        cells = [_text(cell, name, number) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _text(cell: Any, name: str, number: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise ReadError(
                f"a cell holds more than {LONGEST_TEXT:,} characters",
                file=name,
                line=number,
                remedy="correct the export",
            )
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        value = int(value) if value.is_integer() else value
    if isinstance(value, int):
        shown = str(cell.number_format or "")
        return str(value).zfill(len(shown)) if shown and not shown.strip("0") else str(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    return str(value.isoformat()) if isinstance(value, dt.date | dt.time) else str(value)
