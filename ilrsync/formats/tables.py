"""One table of an export, whether CSV or XLSX: its headings, and rows with their line numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.contracts import FileRemark
from ilrsync.errors import ReadError
from ilrsync.formats import csv, xlsx
from ilrsync.formats.headings import names
from ilrsync.model.table import YEARS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_TOTALS = re.compile(r"(grand |sub ?)?totals?\b|sum\b|count\b", re.IGNORECASE)
_TOTALS_BEGIN = "gGtTcCsS\u017f"
"""The letters that `_TOTALS` may match first; Unicode has a small s of a second form."""


@dataclass(frozen=True, slots=True)
class SheetTable:
    """The table of one file; ``headings`` are as written. Rows may be taken more than once."""

    name: str
    headings: tuple[str, ...]
    line: int
    path: Path
    how: csv.CsvLayout | None
    sheet: str

    def rows(self, remark: Callable[[FileRemark], None], keys: Sequence[int] = (0,)) -> Rows:
        """Rows as wide as the headings, each with its line; a totals row is left out and reported.

        Blank cells are empty texts. *keys* are the columns that no record leaves blank.

        Raises:
            ReadError: A row is shorter or longer than the headings; names its line.
        """
        width = len(self.headings)
        key = keys[0] if keys else 0
        for line, cells in self._raw():
            if len(cells) == width and cells[key].strip():
                first = cells[0]
                if first[:1] not in _TOTALS_BEGIN or not _TOTALS.match(first):
                    yield line, cells
                    continue
            if not any(map(str.strip, cells)):
                continue
            if _is_totals(cells, keys, width):
                remark(
                    FileRemark(
                        "ILRSYNC_totals_row",
                        "a row of totals was left out: its key columns are blank and it is all "
                        "but empty",
                        self.name,
                        line,
                    )
                )
                continue
            yield line, self._fitted(cells, width, line)

    def _raw(self) -> Rows:
        if self.how is None:
            return xlsx.rows(self.path, self.name, self.sheet, self.line)
        return csv.rows(self.path, self.name, self.how)

    def _fitted(self, cells: list[str], width: int, line: int) -> list[str]:
        """*cells* brought to *width* where only blank cells make the difference."""
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) == width:
            return cells
        if self.how is None and len(cells) < width:  # a sheet stores no blank cells at a row's end
            return cells + [""] * (width - len(cells))
        long = len(cells) > width
        raise ReadError(
            "the row is longer than the headings" if long else "the row is cut short",
            file=self.name,
            line=line,
            got=f"{len(cells)} cells",
            wanted=f"{width}, one for each heading",
            remedy="put texts that hold the separator in double quotes, or export the file again",
        )


if TYPE_CHECKING:
    Rows = Iterator[tuple[int, list[str]]]


def open_table(
    path: Path,
    name: str,
    remark: Callable[[FileRemark], None],
    hits: Callable[[list[str]], int] | None = None,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
) -> SheetTable:
    """The table of the file at *path*; what had to be assumed is told through *remark*.

    *hits* says how many headings of a row are known, to find the heading row below a banner.

    Raises:
        ReadError: The file is no CSV and no XLSX, or is damaged.
    """
    hits = hits or names(YEARS[-1]).hits
    if is_xlsx(path):
        title, row, headings, others = xlsx.layout(path, name, hits, sheet)
        found = SheetTable(name, headings, row, path, None, title)
        if others:
            remark(
                FileRemark(
                    "ILRSYNC_other_sheets",
                    f'sheet "{title}" was read; other sheets of the workbook were not: '
                    + ", ".join(f'"{other}"' for other in others),
                    name,
                )
            )
    else:
        how = csv.layout(path, name, hits, encoding=encoding, separator=separator)
        found = SheetTable(name, how.headings, how.line, path, how, "")
        if how.encoding == "cp1252" and encoding is None:
            remark(
                FileRemark(
                    "ILRSYNC_encoding",
                    "the file is not UTF-8 and was read as CP1252 (Windows, Western European)",
                    name,
                )
            )
    if (found.how.skip if found.how else found.line - 1) > 0:
        remark(
            FileRemark(
                "ILRSYNC_banner_rows",
                f"the rows above the headings on line {found.line} were left out",
                name,
                1,
            )
        )
    return found


def is_xlsx(path: Path) -> bool:
    """Whether the file begins as a zip does; its name does not count."""
    with path.open("rb") as stream:
        return stream.read(len(xlsx.SIGNATURE)) == xlsx.SIGNATURE


def headings(path: Path, name: str) -> list[str]:
    """The heading row of a CSV or XLSX file; empty for a file that is neither."""
    with path.open("rb") as stream:
        if stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return []
    try:
        return list(open_table(path, name, lambda remark: None).headings)
    except ReadError:
        return []


def _is_totals(cells: list[str], keys: Sequence[int], width: int) -> bool:
    """Whether the key columns say nothing of a learner and fewer than one cell in ten is filled."""
    filled = [cell for cell in cells if cell.strip()]
    named = bool(_TOTALS.match(filled[0].strip()))
    keyless = not any(key < len(cells) and cells[key].strip() for key in keys)
    if keyless and len(filled) * 10 < width:
        return True
    few = max(width // 10, min(3, width - 1))
    return named and len(filled) <= few and cells[0].strip() in {"", filled[0].strip()}
