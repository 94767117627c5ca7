"""What is kept of a published table: which files of it, which columns, under which key."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})\b")
_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)?(?!\d)")
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\b")


def plain_key(text: str) -> str:
    """A key as compared: in capitals, without spaces around it."""
    return text.strip().upper()


def postcode_key(text: str) -> str:
    """A postcode as the ILR writes it: in capitals, one space before the last three characters."""
    bare = "".join(text.split()).upper()
    return f"{bare[:-3]} {bare[-3:]}" if len(bare) > 3 else bare


def uln_key(text: str) -> str:
    """A ULN, ten digits.

    Raises:
        ValueError: it is none, such as one that a spreadsheet made ``1.11E+09``.
    """
    return _digits(text, 10)


def ukprn_key(text: str) -> str:
    """A UKPRN, eight digits.

    Raises:
        ValueError: it is none.
    """
    return _digits(text, 8)


def _digits(text: str, number: int) -> str:
    found = text.strip()
    if len(found) != number or not (found.isascii() and found.isdecimal()):
        raise ValueError("another number of digits")
    return found


@dataclass(frozen=True)
class Part:
    """One kind of rows of a table: what a rule names in ``get(kind, key)``.

    ``columns`` must be in the file, ``also`` are kept where they are. ``dates`` are those of them
    that hold a day and are kept as ``YYYY-MM-DD``. ``headings`` gives other names by which a file
    may call a column, the key among them; without, it is called by its own name.
    """

    kind: str
    key: str
    columns: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    dates: frozenset[str] = frozenset()
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: Callable[[str], str] = plain_key

    def places(self, row: Sequence[str]) -> dict[str, int]:
        """Where each column stands under the headings *row*; those that are absent are left out."""
        known = {name.strip().casefold(): number for number, name in enumerate(row)}
        found = {}
        for column in (self.key, *self.columns, *self.also):
            for name in (column, *self.headings.get(column, ())):
                if name.casefold() in known:
                    found[column] = known[name.casefold()]
                    break
        return found

    def lacks(self, row: Sequence[str]) -> list[str]:
        """The columns that must be there and are not."""
        places = self.places(row)
        return [column for column in (self.key, *self.columns) if column not in places]


@dataclass(frozen=True)
class Layout:
    """A table of reference data as rules name it, such as ``LARS``, and its parts."""

    table: str
    parts: tuple[Part, ...]

    @property
    def slug(self) -> str:
        """The name of the table where it names a file."""
        return self.table.lower().replace(" ", "-")

    @property
    def edition(self) -> str:
        """Changes when other parts or columns are kept, so that the table is loaded anew."""
        told = [
            (part.kind, part.key, part.columns, part.also, sorted(part.dates), part.form.__name__)
            for part in self.parts
        ]
        return hashlib.sha256(repr((_FORMAT, told)).encode()).hexdigest()[:16]


_FORMAT = 1
"""Of the local store; a store of another is not read."""


@lru_cache(maxsize=65_536)  # a table names few days, over and over
def iso_day(text: str) -> str:
    """A day as ``YYYY-MM-DD``; a month without a day stands for its first. Empty stays empty.

    The forms are those of LARS (``01 Aug 2019``, ``2019-08-01``), of the ONS (``201908``) and of
    lists that people keep (``01/08/2019``). A time of day after it is dropped.

    Raises:
        ValueError: *text* is no day.
    """
    text = text.strip()
    if not text:
        return ""
    if found := _NAMED.match(text):
        year, month, day = found[3], str(MONTHS.index(found[2].lower()) + 1), found[1]
    elif found := _ISO.match(text):
        year, month, day = found[1], found[2], found[3] or "1"
    elif found := _BRITISH.match(text):
        year, month, day = found[3], found[2], found[1]
    else:
        raise ValueError("no day")
    return dt.date(int(year), int(month), int(day)).isoformat()
