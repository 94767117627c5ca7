"""Dates as exports write them: days before months, or the file is refused."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo

from ilrsync.errors import ReadError
from ilrsync.formats.odd import Odd, refusal, tally

if TYPE_CHECKING:
    from collections.abc import Callable

WANTED = "a date such as 2026-09-01 or 01/09/2026"

_CLOCK = r"\d\d?:\d\d(?::\d\d)?"
_ISO = re.compile(rf"(\d{{4}})-(\d\d?)-(\d\d?)(?:[T ]({_CLOCK})(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?")
_NUMERIC = re.compile(rf"(\d\d?)[/.\-](\d\d?)[/.\-](\d{{4}}|\d\d)(?:[ T]{_CLOCK})?", re.ASCII)
_NAMED = re.compile(
    rf"(\d\d?)[ /\-]([A-Za-z]{{3,9}})\.?[ /\-,]+(\d{{4}}|\d\d)(?:[ T]{_CLOCK})?", re.ASCII
)
_COMPACT = re.compile(r"(?:19|20)\d{6}", re.ASCII)
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.0+)?", re.ASCII)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_PLACEHOLDERS = {(1, 1, 1), (1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (9999, 12, 31)}
"""Dates that stand for "no date": the least and greatest of .NET, and day 0 and 1 of Excel."""

_LONG = len("2026-09-01")
_FIRST_DAY, _LAST_DAY = dt.date(1900, 1, 2), dt.date(9999, 12, 30)
"""Between these no day is a placeholder."""

_from_iso = dt.date.fromisoformat
_EXCEL_DAY_0 = dt.date(1899, 12, 30)
_LONDON = ZoneInfo("Europe/London")


def is_serial(text: str) -> bool:
    """Whether *text* may be a day number of Excel: 20000 (in 1954) to 60000 (in 2064)."""
    found = _SERIAL.fullmatch(text)
    return found is not None and 20_000 <= int(found[1]) <= 60_000


def from_serial(text: str) -> dt.date:
    """The date of an Excel day number."""
    return _EXCEL_DAY_0 + dt.timedelta(days=int(text.partition(".")[0]))


class DateReader:
    """Reads the dates of one file, and remembers which way round its days and months are.

    *latest* is the last year that a two-digit year may mean; later ones are of the century before.
    *serials* says whether a column holds nothing but Excel day numbers, *where* which line and
    heading are being read.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._day_first: str = ""

    def read(
        self,
        text: str,
        latest: int,
        serials: Callable[[], bool],
        where: Callable[[], tuple[int | None, str]],
    ) -> dt.date | Odd | None:
        """The date that *text* is.

        Raises:
            ReadError: The file writes months before days, here or elsewhere.
        """
        date = plain_date(text)
        if date is not None:
            return date
        found = _ISO.fullmatch(text)
        if found:
            return self._iso(found)
        found = _NUMERIC.fullmatch(text)
        if found:
            day, month = int(found[1]), int(found[2])
            if day <= 12 < month <= 31:
                self._refuse(text, *where())
            return self._numeric(text, day, month, found[3], latest)
        found = _NAMED.fullmatch(text)
        if found and found[2][:3].lower() in _MONTHS:
            return _date(found[3], _MONTHS[found[2][:3].lower()], int(found[1]), latest)
        if is_serial(text) and serials():
            return tally("ILRSYNC_serial_date", from_serial(text))
        if _COMPACT.fullmatch(text):
            return _date(text[:4], int(text[4:6]), int(text[6:]), latest)
        return refusal("ILRSYNC_not_a_date", WANTED)

    def _iso(self, found: re.Match[str]) -> dt.date | Odd | None:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
        if (year, month, day) in _PLACEHOLDERS:
            return tally("ILRSYNC_placeholder_date", None)
        try:
            date = dt.date(year, month, day)
            if found[5] and found[4].strip("0:"):
                zone = found[5].replace("Z", "+00:00")
                moment = dt.datetime.fromisoformat(f"{date.isoformat()}T{found[4]}{zone}")
                if moment.astimezone(_LONDON).date() != date:
                    return refusal(
                        "ILRSYNC_date_zone",
                        "a date without a time, because it is the next day here",
                    )
        except (ValueError, OverflowError):
            return refusal("ILRSYNC_not_a_date", WANTED)
        return date

    def _refuse(self, text: str, line: int | None, heading: str) -> NoReturn:
        elsewhere = f'; elsewhere it has "{self._day_first}"' if self._day_first else ""
        raise ReadError(
            "the file writes days before months and months before days"
            if elsewhere
            else "the file writes the month before the day",
            file=self._file,
            line=line,
            heading=heading,
            got=text,
            wanted=WANTED + elsewhere,
            remedy="export dates as YYYY-MM-DD, or set the column's date format in the mapping",
        )

    def _numeric(
        self, text: str, day: int, month: int, year: str, latest: int
    ) -> dt.date | Odd | None:
        if month <= 12 < day and not self._day_first:
            self._day_first = text
        return _date(year, month, day, latest)


def plain_date(text: str) -> dt.date | None:
    """The date that *text* is if it is written YYYY-MM-DD, and none that stands for "no date"."""
    if len(text) != _LONG or text[4] != "-" or text[7] != "-":
        return None
    try:
        date = _from_iso(text)
    except ValueError:
        return None
    return date if _FIRST_DAY <= date <= _LAST_DAY else None


def formatted(pattern: str) -> Callable[[str], dt.date | Odd]:
    """A reader of dates that follow *pattern* (as in ``%d/%m/%Y``) and no other."""

    def read(text: str) -> dt.date | Odd:
        try:
            return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007 - only the date is used
        except ValueError:
            return refusal("ILRSYNC_not_a_date", f"a date written {pattern}")

    return read


def _date(year: str, month: int, day: int, latest: int) -> dt.date | Odd | None:
    number = int(year)
    short = len(year) == 2
    if short:
        number += latest // 100 * 100
        number -= 100 if number > latest else 0
    if (number, month, day) in _PLACEHOLDERS:
        return tally("ILRSYNC_placeholder_date", None)
    try:
        date = dt.date(number, month, day)
    except ValueError:
        return refusal("ILRSYNC_not_a_date", WANTED)
    return tally("ILRSYNC_two_digit_year", date) if short else date
