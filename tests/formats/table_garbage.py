"""Tables of the ten learners, damaged at random: cells, headings, rows, bytes."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ilrsync.contracts import SetFormat
from plugins.aptem import ilrsync_formats
from tests.fixtures import ten_learners as ten
from tests.fixtures.reading import Read, local

if TYPE_CHECKING:
    from random import Random

    from ilrsync.contracts import Format

ODD_CELLS = (
    "", " ", "NULL", "-", "9" * 40, "1E+400", "-5", "0", "=1+1", '="007"', "@x", "\ufffd", "\u200b",
    "31/12/2026", "12/31/2026", "45901", "0000-00-00", "9999-12-31T23:59:59Z", "29/02/2025",
    "1/1/1", "\u00a312,000.50", "1 - x", "(1)", "34;;36", ";", "*", "a" * 60, "line\r\nbreak",
    'quo"te', "\u2167", "\u0663", "\uff11\uff12", "\u00b2", "2026-09-01T25:61:61Z",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
)  # fmt: skip
"""Cells that break careless readers."""


_ILLEGAL = re.compile(r"[\000-\010\013\014\016-\037\ufffe\uffff]")


@cache
def _sources() -> dict[str, ten.Rows]:
    return {"wide": ten.wide("2627"), "aims": ten.aims("2627")} | ten.related("2627")


def damaged_rows(random: Random) -> ten.Rows:
    """One of the tables with some cells, headings and rows otherwise."""
    rows = [dict(row) for row in _sources()[random.choice(sorted(_sources()))]]
    names = ten.headings(rows)
    for _ in range(random.randrange(6)):
        row = random.choice(rows)
        row[random.choice(names)] = random.choice(ODD_CELLS)
    for _ in range(random.randrange(3)):
        old, new = random.choice(names), random.choice([*names, *ODD_CELLS, "Aim 0 SOF", "LDM 99"])
        rows = [{new if key == old else key: cell for key, cell in row.items()} for row in rows]
        names = ten.headings(rows)
    random.shuffle(rows) if random.random() < 0.2 else None
    return rows


def damaged(random: Random) -> bytes:
    """The bytes of a damaged CSV or XLSX file."""
    rows = damaged_rows(random)
    if random.random() < 0.1:
        content = _workbook(rows)
    else:
        text = ten.csv_text(rows, random.choice(",;\t|"))
        content = text.encode(random.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), "replace")
    for _ in range(random.choice([0, 0, 1, 3])):
        at = random.randrange(len(content) + 1)
        kind = random.randrange(4)
        if kind == 0:
            content = content[:at]
        elif kind == 1:
            content = content[:at] + random.randbytes(random.randrange(1, 9)) + content[at:]
        elif kind == 2:
            content = content[:at] + content[at + random.randrange(1, 99) :]
        else:
            content = content[:at] + content[at // 2 : at] + content[at:]
    return content


def read_all(known: Format, path: Path, year: str) -> Read | None:
    """What *known* makes of the file, claimed or not; None where it does not read single files."""
    file = local(path)
    known.matches(file)
    if not isinstance(known, SetFormat):
        return Read(year).file(known, path)
    part = known.part(file)
    if part is None:
        return None
    with TemporaryDirectory() as folder:
        others = {
            other: ten.write_csv(Path(folder) / f"{other}.csv", rows)
            for other, rows in ten.related(year).items()
            if other != part
        }
        return Read(year).parts(known, others | {part: path})


def formats() -> list[Format]:
    """The formats that read tables."""
    return ilrsync_formats()


def _workbook(rows: ten.Rows) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    names = ten.headings(rows)
    sheet.append(names)
    for row in rows:
        sheet.append([_ILLEGAL.sub("", row.get(name, "")) or None for name in names])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
