"""XLSX workbooks for people: written so that nothing in them runs, read back with limits.

The only module of the outputs that knows openpyxl.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from ilrsync.errors import ReadError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MOST_BYTES = 100 * 1024 * 1024
_MOST_ENTRIES = 1_000
_MOST_ROWS = 200_000
_MOST_COLUMNS = 100
_EPOCH = (1980, 1, 1, 0, 0, 0)
_WIDEST = 60
# What openpyxl raises for a file that is a zip but not a workbook, or a broken one.
_UNREADABLE = (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError)


@dataclass(frozen=True)
class Sheet:
    """One sheet: a heading row and rows of texts.

    ``choices`` gives the drop-down of a column, by heading; ``inputs`` are the columns that people
    fill in and that stand out.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    inputs: frozenset[str] = frozenset()


def workbook_bytes(sheets: Sequence[Sheet], written: dt.datetime) -> bytes:
    """The workbook of *sheets*; the same bytes for the same sheets and moment."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    styles = [_laid_out(book.create_sheet(sheet.title), sheet) for sheet in sheets]
    file = io.BytesIO()
    book.save(file)
    return _whole(file.getvalue(), sheets, styles, written)


def has_sheet(data: bytes, title: str) -> bool:
    """Whether *data* is a workbook with a sheet *title*."""
    from openpyxl import load_workbook

    try:
        _refuse_bombs("", data)
        book = load_workbook(io.BytesIO(data), read_only=True)
    except (ReadError, *_UNREADABLE):
        return False
    try:
        return title in book.sheetnames
    finally:
        book.close()


def rows_of(name: str, data: bytes, title: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of sheet *title* as texts by heading, each with its row number.

    Raises:
        ReadError: it is no workbook, has no such sheet, or is larger than any that people fill in.
    """
    _refuse_bombs(name, data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except _UNREADABLE as error:
        raise ReadError("not a workbook", file=name, remedy="save it as .xlsx again") from error
    try:
        if title not in book.sheetnames:
            raise ReadError(
                f'there is no sheet "{title}"', file=name, remedy="send back the workbook as it was"
            )
        sheet: Any = book[title]
        sheet.reset_dimensions()  # what a file declares of its size is often wrong
        yield from _rows(name, sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS))
    finally:
        book.close()


def _rows(name: str, rows: Iterator[Sequence[object]]) -> Iterator[tuple[int, dict[str, str]]]:
    headings = [_text(cell) for cell in next(rows, ())]
    for number, row in enumerate(rows, 2):
        if number > _MOST_ROWS:
            raise ReadError(f"more than {_MOST_ROWS:,} rows", file=name, remedy="remove empty rows")
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


def _laid_out(worksheet: Worksheet, sheet: Sheet) -> int:
    """*worksheet* has all of *sheet* but its rows; gives the number of their cells' style."""
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    def styled(cell: Any) -> Any:
        cell.number_format = "@"
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        return cell

    worksheet.freeze_panes = "A2"
    last = len(sheet.rows) + 1
    for column, heading in enumerate(sheet.headings, 1):
        letter = get_column_letter(column)
        shade = "FFF2CC" if heading in sheet.inputs else "DDE6F0"
        cell = styled(worksheet.cell(1, column))
        cell.value = _ILLEGAL.sub("", heading)
        cell.data_type = "s"  # else a text that begins with = would be a formula
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=shade)
        longest = max((len(row[column - 1]) for row in sheet.rows), default=0)
        worksheet.column_dimensions[letter].width = min(max(longest, len(heading)) + 2, _WIDEST)
        if heading in sheet.choices and last > 1:
            listed = '"' + ",".join(sheet.choices[heading]) + '"'
            validation = DataValidation(type="list", formula1=listed, allow_blank=True)
            validation.add(f"{letter}2:{letter}{last}")
            worksheet.add_data_validation(validation)
    worksheet.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{last}"
    return int(styled(Cell(worksheet, 2, 1)).style_id)


def _whole(data: bytes, sheets: Sequence[Sheet], styles: Sequence[int], at: dt.datetime) -> bytes:
    """*data* with the rows of its sheets, and one moment for everything in it that has a time.

    openpyxl has only laid the sheets out: a cell of it costs twenty times what its text does, and
    a return may have half a million.
    """
    stamp = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    entries = {f"xl/worksheets/sheet{number}.xml": number for number in range(1, len(sheets) + 1)}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            info = zipfile.ZipInfo(entry.filename, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            number = entries.get(entry.filename)
            if number is None:
                new.writestr(info, content)
                continue
            before, found, after = content.partition(b"</sheetData>")
            with new.open(info, "w") as out:
                out.write(before)
                for row in _row_texts(sheets[number - 1], styles[number - 1]):
                    out.write(row.encode("utf-8", "replace"))
                out.write(found + after)
    return file.getvalue()


def _row_texts(sheet: Sheet, style: int) -> Iterator[str]:
    """The rows below the heading, as the elements of a sheet; every cell is a text."""
    from openpyxl.utils import get_column_letter

    letters = [get_column_letter(column) for column in range(1, len(sheet.headings) + 1)]
    for number, row in enumerate(sheet.rows, 2):
        cells = "".join(
            f'<c r="{letter}{number}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{escape(_ILLEGAL.sub("", text))}</t></is></c>'
            for letter, text in zip(letters, row, strict=True)
        )
        yield f'<row r="{number}">{cells}</row>'


def _refuse_bombs(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise ReadError("not a workbook", file=name, remedy="save it as .xlsx again") from error
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_BYTES:
        raise ReadError(
            "larger than a workbook that people fill in can be",
            file=name,
            remedy="send back the workbook as it was",
        )
