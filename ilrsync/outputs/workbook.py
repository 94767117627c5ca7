"""XLSX workbooks for people, written so that nothing in them runs.

With `workbook_reading` the only module of the outputs that knows openpyxl.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, BinaryIO, NamedTuple
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS = 1_048_576
"""Rows that a sheet of Excel can have."""

_LONGEST = 32_000
_LEFT_OUT = " [control characters left out]"
_CUT = " … (cut: longer than a cell can be)"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_WIDEST = 60
_LINE = 15
_MOST_LINES = 27  # a row of Excel is 409 points high at most
_COPY = 1 << 20
_REPEATED = 2_048
"""Texts that are remembered while a sheet is written; most stand in many cells."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: a heading row and rows of texts, which are taken once.

    ``choices`` gives the drop-down of a column, by heading; ``inputs`` are the columns that people
    fill in and that stand out. ``widest`` limits the width of a column and ``narrowest`` gives it
    the least, in characters; ``tones`` gives the colour of a text that stands alone in a cell, and
    the first ``frozen`` columns stay in sight.
    """

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[str]]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    inputs: frozenset[str] = frozenset()
    widest: Mapping[str, int] = field(default_factory=dict)
    narrowest: Mapping[str, int] = field(default_factory=dict)
    tones: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    frozen: int = 0


def workbook_bytes(sheets: Sequence[Sheet], written: dt.datetime) -> bytes:
    """The workbook of *sheets*; the same bytes for the same sheets and moment."""
    file = io.BytesIO()
    write_workbook(file, sheets, written)
    return file.getvalue()


def write_workbook(
    file: BinaryIO, sheets: Iterable[Sheet], written: dt.datetime, *, most_rows: int = MOST_ROWS
) -> None:
    """*file* holds the workbook of *sheets*; the same bytes for the same sheets and moment.

    A sheet of more than *most_rows* rows, the heading included, goes on in a second one with a
    number after its title. Memory does not grow with the rows.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    styles = _styles(book)
    with ExitStack() as stack:
        parts = [
            part
            for sheet in sheets
            for part in _parts(sheet, styles, most_rows, stack.enter_context)
        ]
        for part in parts:
            _lay_out(book.create_sheet(part.sheet.title), part)
        shell = io.BytesIO()
        book.save(shell)
        _assemble(file, shell, [part.rows for part in parts], written)


def shown(text: str) -> str:
    """*text* as a cell shows it: without control characters, cut where too long, and says so."""
    legal = _ILLEGAL.sub("", text)
    text = legal if legal == text else legal + _LEFT_OUT
    return text if len(text) <= _LONGEST else text[:_LONGEST] + _CUT


class _Styles(NamedTuple):
    """The numbers of the styles of a cell below the headings."""

    plain: int
    to_fill_in: int


class _Part(NamedTuple):
    """What stands on one sheet of the workbook: its terms, its rows as XML and what they need."""

    sheet: Sheet
    rows: IO[bytes]
    height: int
    widths: Sequence[int]


def _parts(
    sheet: Sheet, styles: _Styles, most_rows: int, open_file: Callable[[IO[bytes]], IO[bytes]]
) -> list[_Part]:
    """The rows of *sheet* on as many sheets as they need."""
    found: list[_Part] = []
    rows = iter(sheet.rows)
    ended = False
    while not ended:
        file = open_file(tempfile.TemporaryFile(prefix="ilrsync-"))  # noqa: SIM115 - a stack closes
        widths = [len(heading) for heading in sheet.headings]
        count = 0
        for text in _row_texts(sheet, islice(rows, most_rows - 1), styles, widths):
            file.write(text.encode())
            count += 1
        ended = count < most_rows - 1
        if count or not found:
            title = f"{sheet.title} ({len(found) + 1})" if found else sheet.title
            found.append(_Part(replace(sheet, title=title), file, count, widths))
    return found


def _row_texts(
    sheet: Sheet, rows: Iterable[Sequence[str]], styles: _Styles, widths: list[int]
) -> Iterator[str]:
    """The rows below the heading, as the elements of a sheet; every cell is a text.

    Written here because a cell of openpyxl costs twenty times what its text does, and a return may
    have half a million. *widths* grow to the longest line of each column.
    """
    from openpyxl.utils import get_column_letter

    columns = []
    for place, heading in enumerate(sheet.headings):
        start = f'<c r="{get_column_letter(place + 1)}'
        style = f'" s="{styles.to_fill_in if heading in sheet.inputs else styles.plain}"'
        columns.append((place, start, style, sheet.widest.get(heading, _WIDEST)))
    content = lru_cache(_REPEATED)(_content)
    for number, row in enumerate(rows, 2):
        cells = []
        lines = 1
        for place, start, style, limit in columns:
            text = row[place]
            if not text:
                cells.append(f"{start}{number}{style}/>")
                continue
            element, length, longest, needed = content(text, limit)
            if length > widths[place] or length > longest:
                widths[place] = max(widths[place], min(longest, limit))
                lines = max(lines, needed)
            cells.append(f"{start}{number}{style}{element}")
        height = _LINE * min(lines, _MOST_LINES)
        yield f'<row r="{number}" ht="{height}">{"".join(cells)}</row>'


def _content(text: str, limit: int) -> tuple[str, int, int, int]:
    """The rest of a cell that holds *text*; its length, its longest line and the lines it needs.

    A line longer than *limit* needs several.
    """
    text = shown(text)
    lengths = [len(line) for line in text.split("\n")]
    return (
        f' t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>',
        len(text),
        max(lengths),
        sum(max(length - 1, 0) // limit + 1 for length in lengths),
    )


def _styles(book: Workbook) -> _Styles:
    from openpyxl.cell import Cell
    from openpyxl.styles import PatternFill

    sheet = book.create_sheet("styles")
    plain, wanted = _styled(Cell(sheet, 2, 1)), _styled(Cell(sheet, 2, 2))
    wanted.fill = PatternFill("solid", fgColor="FFF9E5")
    book.remove(sheet)
    return _Styles(int(plain.style_id), int(wanted.style_id))


def _styled(cell: Any) -> Any:
    from openpyxl.styles import Alignment, Border, Side

    cell.number_format = "@"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    side = Side("thin", "D9D9D9")
    cell.border = Border(side, side, side, side)
    return cell


def _lay_out(worksheet: Worksheet, part: _Part) -> None:
    """*worksheet* has all of *part* but its rows."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = part.sheet
    worksheet.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}2"
    for column, heading in enumerate(sheet.headings, 1):
        shade = "FFF2CC" if heading in sheet.inputs else "DDE6F0"
        cell = _styled(worksheet.cell(1, column))
        cell.value = shown(heading)
        cell.data_type = "s"  # else a text that begins with = would be a formula
        cell.font = Font(name="Calibri", size=11, bold=True)
        cell.fill = PatternFill("solid", fgColor=shade)
        width = min(part.widths[column - 1] + 2, sheet.widest.get(heading, _WIDEST))
        width = max(width, sheet.narrowest.get(heading, 0))
        worksheet.column_dimensions[get_column_letter(column)].width = width
    if part.height:
        _add_rules(worksheet, sheet, part.height + 1)
    last = get_column_letter(len(sheet.headings))
    worksheet.auto_filter.ref = f"A1:{last}{part.height + 1}"
    worksheet.print_title_rows = "1:1"
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = 9  # A4
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.inputs:
        worksheet.sheet_properties.tabColor = "FFC000"


def _add_rules(worksheet: Worksheet, sheet: Sheet, last: int) -> None:
    """The drop-downs and the colours of the columns, down to row *last*."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Font
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for column, heading in enumerate(sheet.headings, 1):
        letter = get_column_letter(column)
        cells = f"{letter}2:{letter}{last}"
        if heading in sheet.choices:
            listed = '"' + ",".join(sheet.choices[heading]) + '"'
            validation = DataValidation(type="list", formula1=listed, allow_blank=True)
            validation.add(cells)
            worksheet.add_data_validation(validation)
        for text, colour in sheet.tones.get(heading, {}).items():
            font = Font(bold=True, color=colour)
            style = DifferentialStyle(font=font)
            rule = Rule("cellIs", operator="equal", formula=[f'"{text}"'], dxf=style)
            worksheet.conditional_formatting.add(cells, rule)


def _assemble(
    file: BinaryIO, shell: IO[bytes], rows: Sequence[IO[bytes]], written: dt.datetime
) -> None:
    """*file* is *shell* with the rows of its sheets, and one moment for all that has a time."""
    stamp = written.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    entries = {f"xl/worksheets/sheet{number}.xml": part for number, part in enumerate(rows, 1)}
    with zipfile.ZipFile(shell) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            info = zipfile.ZipInfo(entry.filename, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            before, found, after = content, b"", b""
            part = entries.get(entry.filename)
            if part is not None:
                before, found, after = content.partition(b"</sheetData>")
            with new.open(info, "w", force_zip64=part is not None) as out:
                out.write(before)
                if part is not None:
                    part.seek(0)
                    shutil.copyfileobj(part, out, _COPY)
                out.write(found + after)
