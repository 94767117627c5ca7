"""The rows of a file that a provider downloaded from the results service, or that is none.

Recognised by headings, never by name. A damaged file is refused as a whole: half a list would make
learners look unregistered.

Source: Manage T Level results, release of June 2026: downloads for providers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING

from ilrsync.errors import ReadError
from ilrsync.outputs.placements.cells import records
from ilrsync.outputs.placements.service import HEADER, STATUS_OF_DOWNLOAD, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

REGISTRATIONS = "learner list (registrations_data.csv)"
RESULTS = "overall results (T-Level-overall-results.csv)"
ERRORS = "error report (industry-placement-error-report.csv)"
UPLOAD = "placement upload"
DECLARATIONS = "placements file (ULN, CoreCode, IPStatus, IPHours, SpecialConsiderationReason)"

_HEADINGS: dict[str, Sequence[str]] = {
    REGISTRATIONS: (
        "ULN",
        "Last name",
        "First name",
        "Date of birth",
        "T Level",
        "Start year",
        "Core component",
        "Core code",
        "Occupational specialism",
        "Specialism code",
        "Industry placement",
    ),
    RESULTS: (
        "ULN",
        "Last name",
        "First name",
        "Date of birth",
        "T Level",
        "Start year",
        "Core component",
        "Core code",
        "Core result",
        "Occupational specialism",
        "Specialism code",
        "Specialism result",
        "Industry placement status",
        "Overall result",
    ),
    ERRORS: ("Line", "ULN", "Error"),
    UPLOAD: HEADER,
    DECLARATIONS: ("ULN", "CoreCode", "IPStatus", "IPHours", "SpecialConsiderationReason"),
}
# The first came in September 2025, the others went in January 2026.
_MAY_HAVE = {REGISTRATIONS: ("Is pending withdrawal?", "English", "Maths")}

_MOST_BYTES = 50 * 1024 * 1024
_AGAIN = "download the file again and do not open it in a spreadsheet"
_BY_SPREADSHEET = re.compile(r"[0-9](?:[.,]([0-9]+))?[eE]\+?[0-9]+\Z")
_START_YEAR = re.compile(r"(20[0-9]{2})(?: to 20[0-9]{2}|/[0-9]{2})?\Z")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BORN = re.compile(r"([0-9]{1,2})-([A-Za-z]{3})[a-z]?-([0-9]{4})\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a download; cells by heading, letter case ignored, without spaces around."""

    file: str
    line: int
    cells: Mapping[str, str] = slot(repr=False)

    def __getitem__(self, heading: str) -> str:
        return self.cells.get(heading.lower(), "")

    def has(self, heading: str) -> bool:
        """Whether the file has that column."""
        return heading.lower() in self.cells

    def refused(self, heading: str, wanted: str, remedy: str = _AGAIN) -> ReadError:
        """That the cell under *heading* is not what the service writes."""
        return ReadError(
            "",
            file=self.file,
            line=self.line,
            heading=heading,
            got=self[heading],
            wanted=wanted,
            remedy=remedy,
        )

    def uln(self) -> str:
        """The ULN: ten digits.

        Raises:
            ReadError: it is not; says so when a spreadsheet has rounded it.
        """
        text = self["ULN"]
        if len(text) == 10 and text.isascii() and text.isdecimal():
            return text
        if _BY_SPREADSHEET.match(text):
            raise self.refused("ULN", "ten digits (a spreadsheet has rounded this number)")
        raise self.refused("ULN", "ten digits")

    def start_year(self) -> int:
        """The first calendar year of the academic year in which the learner started.

        Raises:
            ReadError: the cell holds no such year.
        """
        found = _START_YEAR.match(self["Start year"])
        if found is None:
            raise self.refused("Start year", "a year such as 2024 or 2024 to 2025")
        return int(found[1])

    def born(self) -> dt.date | None:
        """The birth date; None where it is not written as the service writes it.

        Nothing hangs on it, and spreadsheets rewrite it without harm to the rest.
        """
        found = _BORN.match(self["Date of birth"])
        if found is None or found[2].lower() not in _MONTHS:
            return None
        try:
            return dt.date(int(found[3]), _MONTHS.index(found[2].lower()) + 1, int(found[1]))
        except ValueError:  # 31 February
            return None

    def core_code(self) -> str:
        """The core code: eight characters.

        Raises:
            ReadError: it is not; a spreadsheet does not change it, so it is another file's column.
        """
        if len(self["Core code"]) != 8:
            raise self.refused("Core code", "eight characters")
        return self["Core code"].upper()

    def codes(self, heading: str) -> tuple[str, ...]:
        """The codes in a cell that may hold several, without the quotes around them."""
        listed = self[heading].strip('"').split(",")
        return tuple(code.strip().strip('"') for code in listed if code.strip().strip('"'))

    def status(self, heading: str) -> Status | None:
        """The placement status; None when none has been reported.

        Raises:
            ReadError: it is a text that the service does not write.
        """
        text = self[heading]
        if not text:
            return None
        status = STATUS_OF_DOWNLOAD.get(text.casefold())
        if status is None:
            wanted = ", ".join(known.downloaded for known in Status)
            raise self.refused(heading, wanted)
        return status


def may_be_rounded(number: int, text: str) -> bool:
    """Whether *text* may be what a spreadsheet made of *number*, as 1.23E+09 of 1234567899."""
    found = _BY_SPREADSHEET.match(text)
    if found is None:
        return False
    digits = len(found[1] or "")
    return float(text.replace(",", ".")) == float(f"{number:.{digits}E}")


def contents(path: Path) -> bytes:
    """What the file at *path* holds.

    Raises:
        ReadError: it is larger than any file of the service, and is not read.
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise ReadError(
            f"the file has {size:,} bytes",
            file=path.name,
            wanted=f"at most {_MOST_BYTES:,}",
            remedy="put the right file in its place",
        )
    return path.read_bytes()


def recognised(data: bytes) -> str | None:
    """Which file of the results service *data* is, by its headings; None for any other."""
    first = next(records(_text(data)), None)
    return _kind([cell.strip().lower() for cell in first.cells]) if first else None


def rows(name: str, data: bytes, *kinds: str) -> Iterator[Row]:
    """The records of *data*, which must be a file of one of *kinds*; all are read before the first.

    Raises:
        ReadError: it is another file, or a record has too few or too many cells.
    """
    if recognised(data) not in kinds:
        raise wrong_file(name, data, *kinds)
    header, *rest = records(_text(data))
    headings = [cell.strip().lower() for cell in header.cells]
    found = []
    for record in rest:
        if record.badly_quoted or len(record.cells) != len(headings):
            raise ReadError(
                f"{len(record.cells)} cells",
                file=name,
                line=record.text_line,
                wanted=f"{len(headings)} as in the heading row",
                remedy="quote a cell that has a comma in it, or download the file again",
            )
        cells = [cell.strip() for cell in record.cells]
        found.append(Row(name, record.text_line, dict(zip(headings, cells, strict=True))))
    return iter(found)


def wrong_file(name: str, data: bytes, *kinds: str) -> ReadError:
    """That *data* is no file of *kinds*, and what it seems to be instead."""
    first = next(records(_text(data)), None)
    kind = recognised(data)
    if first is None:
        problem = "the file is empty"
    elif kind is not None:
        problem = f"this is a file of another kind: {kind}"
    elif len(first.cells) == 1 and ";" in first.cells[0]:
        problem = "its cells are separated by semicolons, as a spreadsheet saves them"
    else:
        problem = "its headings are not those of a file of the results service"
    return ReadError(problem, file=name, line=1, wanted=" or ".join(kinds), remedy=_AGAIN)


def _kind(headings: Sequence[str]) -> str | None:
    for kind, wanted in _HEADINGS.items():
        needed = {heading.lower() for heading in wanted}
        allowed = needed | {heading.lower() for heading in _MAY_HAVE.get(kind, ())}
        if len(set(headings)) == len(headings) and needed <= set(headings) <= allowed:
            return kind
    return None


def _text(data: bytes) -> str:
    """*data* as text; a spreadsheet saves a CSV in Windows-1252 where the service has UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
