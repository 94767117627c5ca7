"""What is wrong with one value, by the facets of its field: XML Schema's verdict, in words."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ilrsync.model.written import ILLEGAL_IN_XML

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.model.table import Field

_SPACES = " \t\n\r"
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DATE = re.compile(
    r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-([0-9]{2})-([0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_ILLEGAL = re.compile(f"[{ILLEGAL_IN_XML}]")
_QUANTIFIER = re.compile(r"\{(?:[0-9]+,)?([0-9]+)\}$")


class Fault(NamedTuple):
    """One thing that is wrong with a value.

    ``kind`` is the code of the department's field definitions (MA, AL, AR, AP, EO); empty where it
    has none, as for a value of the wrong type. ``words`` completes a sentence that begins with the
    field's name and holds nothing of the value.
    """

    kind: str
    words: str


def faults(text: str | None, field: Field, restricted: str) -> Iterator[Fault]:
    """What is wrong with *text* as the value of a simple *field*; nothing where all is well.

    *restricted* is the pattern of the year's RestrictedString.
    """
    if text is None or not text.strip(_SPACES):
        if field.required:
            yield Fault("MA", "is required and was not given")
        elif text is not None:
            yield from _blank_faults(text, field)
        return
    if field.type in ("int", "long"):
        yield from _integer_faults(text.strip(_SPACES), field)
    elif field.type == "decimal":
        yield from _decimal_faults(text.strip(_SPACES), field)
    elif field.type == "date":
        yield from _date_faults(text)
    else:
        yield from _text_faults(text, field, restricted)


def _blank_faults(text: str, field: Field) -> Iterator[Fault]:
    if not text or field.type not in ("restricted", "string"):
        yield Fault("", "is there but empty; give a value or leave the field out")
        return
    # Spaces are characters to the schema, and some text fields take them.
    yield from _text_faults(text, field, restricted=" *")


def _integer_faults(text: str, field: Field) -> Iterator[Fault]:
    if not _INTEGER.fullmatch(text):
        yield Fault("", "is not a whole number")
        return
    digits = len(text.lstrip("+-").lstrip("0")) or 1
    longest = field.digits or (len(str(field.max)) if field.max is not None else None)
    if longest is not None and digits > longest:
        yield Fault("AL", f"has {digits} digits; at most {longest} are allowed")
    yield from _range_faults(Decimal(text), field)


def _decimal_faults(text: str, field: Field) -> Iterator[Fault]:
    if not _DECIMAL.fullmatch(text):
        yield Fault("", "is not a number")
        return
    decimals = len(text.partition(".")[2].rstrip("0"))
    if field.decimals is not None and decimals > field.decimals:
        yield Fault("AL", f"has {decimals} decimals; at most {field.decimals} is allowed")
    yield from _range_faults(Decimal(text), field)


def _date_faults(text: str) -> Iterator[Fault]:
    if is_date(text):
        return
    if is_date(text.strip(_SPACES)):
        # XML Schema would look past the spaces; libxml2, which we and many others use, does not.
        yield Fault("", "has spaces round its date; give it as YYYY-MM-DD")
    else:
        yield Fault("", "is not a date; give it as YYYY-MM-DD")


def _range_faults(value: Decimal, field: Field) -> Iterator[Fault]:
    below = field.min is not None and value < Decimal(str(field.min))
    above = field.max is not None and value > Decimal(str(field.max))
    if below or above:
        yield Fault("AR", f"is out of range; want {field.min} to {field.max}")


def _text_faults(text: str, field: Field, restricted: str) -> Iterator[Fault]:
    length, longest = len(text), longest_text(field)
    if longest is not None and length > longest:
        trimmed = len(text.strip())
        words = f"has {length} characters; at most {longest} are allowed"
        if trimmed > longest:
            yield Fault("AL", words)
        else:
            # The department's service trims first, so its length rule would not speak.
            yield Fault("", f"{words}; without the spaces round it, it fits")
    unfit = _ILLEGAL.search(text) is not None
    if field.type == "restricted":
        unfit = unfit or not _matches(restricted, text)
    if unfit or (field.pattern and not _matches(_any_length(field, length), text)):
        yield Fault("AP", f"is not of the right form; want {wanted_form(field)}")
    elif field.length is not None and length < field.length:
        yield Fault("AL", f"has {length} characters; want {field.length}")


def longest_text(field: Field) -> int | None:
    """The most characters that a text field takes, from its lengths or its pattern; None: any."""
    found = [size for size in (field.length, field.max_length) if size is not None]
    found += [int(match[1]) for match in [_QUANTIFIER.search(field.pattern)] if match]
    return min(found) if found else None


def _any_length(field: Field, length: int) -> str:
    """The field's pattern; without its greatest length where the text is longer than that.

    What is only too long is a fault of length, and its characters are judged by themselves.
    """
    longest = longest_text(field)
    if longest is None or length <= longest or "|" in _outside_classes(field.pattern):
        return field.pattern
    return _QUANTIFIER.sub("*", field.pattern)


def _outside_classes(pattern: str) -> str:
    return re.sub(r"\[(?:\\.|[^\]\\])*\]", "", pattern)


def wanted_form(field: Field) -> str:
    """What a text field takes, in words that need no knowledge of patterns."""
    if field.type == "string":
        return "a name without digits, quotation marks, vertical bars or line breaks"
    if not field.pattern:
        return "plain letters, digits and punctuation, without accents or line breaks"
    if field.pattern in _FORMS:
        return _FORMS[field.pattern]
    found = _CLASS_AND_COUNT.fullmatch(field.pattern)
    words = _CLASSES.get(found[1]) if found else None
    if found is None or words is None:
        return f"text of the form {field.pattern}"
    return f"{found[2].replace(',', ' to ')} {words}"


_CLASS_AND_COUNT = re.compile(r"\[((?:\\.|[^\]\\])*)\]\{([0-9]+(?:,[0-9]+)?)\}")
_CLASSES = {
    "0-9": "digits",
    "A-Za-z0-9": "letters and digits",
    "A-Za-z0-9 ": "letters, digits and spaces",
    r"A-Za-z0-9 ~!@&'\\()*+,\-./:;": r"letters, digits, spaces and ~!@&'\()*+,-./:;",
}
_FORMS = {
    ".+@.+": "an address with an @ in it, without accents",
    "[a-zA-Z]{2}[0-9]{2}|[0-9]{9}": "two letters and two digits, or nine digits",
}


def is_date(text: str) -> bool:
    """Whether *text* is an xs:date: a day of the calendar, perhaps with a time zone."""
    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day, zone = found.groups()
    # Leap years repeat every 400 years, so any year has a twin that Python's calendar knows.
    twin = 2000 + int(year) % 400
    try:
        dt.date(twin, int(month), int(day))
    except ValueError:
        return False
    return int(year) != 0 and _is_zone(zone)


def _is_zone(zone: str | None) -> bool:
    if zone is None or zone == "Z":
        return True
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    return minutes <= 59 and hours * 60 + minutes <= 14 * 60


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _matches(pattern: str, text: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None
