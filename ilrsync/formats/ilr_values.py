"""Texts of ILR XML as values of their field's type, and which of them say more than the value.

The types are those of XML Schema part 2; the names are those of the year tables.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Value: TypeAlias = int | Decimal | dt.date | dt.datetime

_BLANK = " \t\r\n"
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})", re.ASCII)
_ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_DATE = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){_ZONE}", re.ASCII)
_DATE_TIME = re.compile(
    rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\.[0-9]{{1,6}})?){_ZONE}",
    re.ASCII,
)
_INT = 2**31
_LONG = 2**63


class Kept(NamedTuple):
    """A value whose text must be kept: it is another way to write the value, or it is no value."""

    value: Value | None


class Values(dict[str, object]):
    """Values of one field by their text; a text that says more than its value gives a `Kept`.

    The same few hundred codes and dates make up nearly all of a return, so each is understood
    once. No more than ``ROOM`` texts are remembered: a field of unique numbers must not grow.
    """

    ROOM = 1024

    def __init__(
        self,
        understand: Callable[[str], Value | None],
        plainly: Callable[[str], Value | None] = lambda text: None,
    ) -> None:
        """*plainly* gives at a glance the value of many a text that the writer would give for it.

        It gives None for any other text, of which *understand* knows more.
        """
        super().__init__()
        self._understand = understand
        self._plainly = plainly

    def __missing__(self, text: str) -> object:
        found = self.of(text)
        if len(self) < self.ROOM:
            self[text] = found
        return found

    def of(self, text: str) -> Value | Kept:
        """As ``self[text]``, without remembering it."""
        value = self._plainly(text)
        if value is None:
            value = self._understand(text.strip(_BLANK))
            if value is None or written(value) != text:
                return Kept(value)
        return value


def written(value: Value) -> str:
    """The one text that the writer gives for *value*."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def values_of(kind: str) -> Values | None:
    """What understands the texts of a type of the year tables; None where the text is the value."""
    ways = _TYPES.get(kind)
    return Values(*ways) if ways else None


def _unsigned(text: str, digits: int) -> int | None:
    if text.isascii() and text.isdigit() and text[0] != "0" and len(text) <= digits:
        return int(text)
    return None


def _day(text: str) -> dt.date | None:
    if len(text) != len("2026-09-01") or text[4] != "-" or text[7] != "-":
        return None  # one of the other ways to write a day that fromisoformat takes
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _whole(text: str, limit: int) -> int | None:
    if not _WHOLE.fullmatch(text):
        return None
    value = int(text)
    return value if -limit <= value < limit else None


def _decimal(text: str) -> Decimal | None:
    if not _DECIMAL.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _date(text: str) -> dt.date | None:
    """The day as written; a zone says nothing about a day and is kept with the text."""
    match = _DATE.fullmatch(text)
    try:
        return dt.date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _date_time(text: str) -> dt.datetime | None:
    """The clock as written, without its zone, so that any two can be compared."""
    match = _DATE_TIME.fullmatch(text)
    try:
        return dt.datetime.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


_TYPES: dict[str, Sequence[Callable[[str], Value | None]]] = {
    "int": (lambda text: _whole(text, _INT), lambda text: _unsigned(text, 9)),
    "long": (lambda text: _whole(text, _LONG), lambda text: _unsigned(text, 18)),
    "decimal": (_decimal,),
    "date": (_date, _day),
    "dateTime": (_date_time,),
}
