"""The rows of a file that a provider downloaded from the results service, or that is none.

Recognised by headings, never by name. A damaged file is refused as a whole: half a list would make
learners look unregistered.

Source: Manage T Level results, release of June 2026: downloads for providers.
"""

from __future__ import annotations

import codecs
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING

from ilrsync.errors import ReadError
from ilrsync.outputs.placements.cells import decoded, records
from ilrsync.outputs.placements.service import HEADER, STATUS_OF_DOWNLOAD, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
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

_BY_SERVICE = frozenset({REGISTRATIONS, RESULTS, ERRORS})
_OTHER_FILES = {
    b"pk\x03\x04": "this is a workbook, whatever its name says",
    b"\xd0\xcf\x11\xe0": "this is a workbook, whatever its name says",
    b"%pdf": "this is a PDF, perhaps the result slips",
    b"<": "this is a web page, perhaps the sign-in page",
}
_MOST_BYTES = 50 * 1024 * 1024
_AGAIN = "download the file again and do not open it in a spreadsheet"
_BY_HAND = "save it as CSV (UTF-8) with commas, these headings and the ULNs as text"
ROUNDED = re.compile(r"[0-9](?:[.,]([0-9]+))?[eE]\+?[0-9]+\Z")
"""A number as a spreadsheet writes it when its column is too narrow."""
_START_YEAR = re.compile(r"(20[0-9]{2})(?: to 20[0-9]{2}|/[0-9]{2})?\Z")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BORN = re.compile(r"([0-9]{1,2})-([A-Za-z]{3})[a-z]?-([0-9]{4})\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """One record; cells by heading, letter case ignored, without spaces around.

    ``remedy`` is what to do about a damaged one.
    """

    file: str
    line: int
    cells: Mapping[str, str] = slot(repr=False)
    remedy: str = _AGAIN

    def __getitem__(self, heading: str) -> str:
        return self.cells.get(heading.lower(), "")

    def has(self, heading: str) -> bool:
        """Whether the file has that column."""
        return heading.lower() in self.cells

    def refused(self, heading: str, wanted: str) -> ReadError:
        """That the cell under *heading* is not what the service writes."""
        return ReadError(
            "",
            file=self.file,
            line=self.line,
            heading=heading,
            got=self[heading],
            wanted=wanted,
            remedy=self.remedy,
        )

    def uln(self) -> str:
        """The ULN: ten digits.

        Raises:
            ReadError: it is not; says so when a spreadsheet has rounded it.
        """
        text = self["ULN"]
        if len(text) == 10 and text.isascii() and text.isdecimal():
            return text
        if ROUNDED.match(text):
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
    found = ROUNDED.match(text)
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
                remedy=f"quote a cell that has a comma in it, or {_remedy(kinds)}",
            )
        cells = [cell.strip() for cell in record.cells]
        by_heading = dict(zip(headings, cells, strict=True))
        found.append(Row(name, record.text_line, by_heading, _remedy(kinds)))
    return iter(found)


def wrong_file(name: str, data: bytes, *kinds: str) -> ReadError:
    """That *data* is no file of *kinds*, and what it seems to be instead."""
    return ReadError(
        what_instead(data, *kinds),
        file=name,
        line=1,
        wanted=" or ".join(kinds),
        remedy=_remedy(kinds),
    )


def _remedy(kinds: Sequence[str]) -> str:
    return _AGAIN if _BY_SERVICE.intersection(kinds) else _BY_HAND


def what_instead(data: bytes, *kinds: str) -> str:
    """What *data*, which is no file of *kinds*, seems to be, in words."""
    for begin, problem in _OTHER_FILES.items():
        if data.lstrip()[: len(begin)].lower() == begin:
            return problem
    kind = recognised(data)
    if kind is not None:
        return f"this is a file of another kind: {kind}"
    first = next(records(_text(data)), None)
    if first is None:
        return "the file is empty"
    for separator, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(first.cells) == 1 and separator in first.cells[0]:
            return f"its cells are separated by {called}, as a spreadsheet saves them"
    return _other_headings([cell.strip() for cell in first.cells], kinds)


def _other_headings(headings: Sequence[str], kinds: Sequence[str]) -> str:
    """Which headings of the most similar of *kinds* are missing, or are too many."""
    given = {heading.lower() for heading in headings}
    kind = max(kinds, key=lambda kind: len(given & _lower(_HEADINGS[kind])))
    if "uln" not in given or len(given & _lower(_HEADINGS[kind])) * 2 < len(_HEADINGS[kind]):
        return "its headings are not those of a file of the results service"
    known = _lower((*_HEADINGS[kind], *_MAY_HAVE.get(kind, ())))
    missing = [heading for heading in _HEADINGS[kind] if heading.lower() not in given]
    others = [heading for heading in headings if heading.lower() not in known]
    said = [
        f"{what} {_quoted(named)}"
        for what, named in (("without", missing), ("with another column,", others))
        if named
    ]
    return f"this is a {kind} {' and '.join(said) or 'with a column that stands twice'}"


def _kind(headings: Sequence[str]) -> str | None:
    for kind, wanted in _HEADINGS.items():
        needed = _lower(wanted)
        allowed = needed | _lower(_MAY_HAVE.get(kind, ()))
        if len(set(headings)) == len(headings) and needed <= set(headings) <= allowed:
            return kind
    return None


def _quoted(headings: Iterable[str]) -> str:
    return ", ".join(f'"{heading}"' for heading in headings)


def _lower(headings: Iterable[str]) -> frozenset[str]:
    return frozenset(heading.lower() for heading in headings)


def _text(data: bytes) -> str:
    """*data* as text; a spreadsheet saves in Windows-1252 or UTF-16 where the service has UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decoded(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
