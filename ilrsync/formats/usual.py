"""Cells of columns in which hardly two are the same, read at once when they look as nearly all do.

Such a cell would be remembered for nothing. What does not look so is left to the field's reader,
which gives the same value for what does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ilrsync.formats.dates import plain_date
from ilrsync.model.check_digits import TEMPORARY_ULN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

UNUSUAL_BEGINS: Final = frozenset(["", *"nN-#eE="])
"""How a text begins that stands for nothing or is a formula, cut to one character."""

_LONGEST_NUMBER = 9
_postcode = re.compile(r"[A-Z]{1,2}(?:[0-9]{1,2}|[0-9][A-Z]) [0-9][A-Z]{2}").fullmatch


def usual_word(text: str) -> str | None:
    """*text* if it is of plain letters without spaces and stands for itself."""
    if text.isascii() and text.isprintable() and " " not in text and text[0] not in UNUSUAL_BEGINS:
        return text
    return None


def usual_line(text: str) -> str | None:
    """*text* if it is of plain letters, with no space around them, and stands for itself."""
    if (
        text.isascii()
        and text.isprintable()
        and text[-1] != " "
        and (first := text[0]) != " "
        and first not in UNUSUAL_BEGINS
    ):
        return text
    return None


def usual_number(text: str) -> int | None:
    """The number that *text* is, unless it is a long one."""
    if len(text) <= _LONGEST_NUMBER and text.isdigit() and text.isascii():
        return int(text)
    return None


def usual_uln(text: str) -> int | None:
    """The ULN that *text* is, unless it is the temporary one, which is counted."""
    if len(text) == 10 and text.isdigit() and text.isascii():
        number = int(text)
        return None if number == TEMPORARY_ULN else number
    return None


def usual_postcode(text: str) -> str | None:
    """*text* if it has the form of a postcode."""
    return text if _postcode(text) else None


def usual_telephone(text: str) -> str | None:
    """*text* if it is the digits of a number that has its leading zero."""
    return text if text[0] == "0" and text.isdigit() and text.isascii() else None


def usual_ni(text: str) -> str | None:
    """*text* if it is as long as a National Insurance number, in capitals."""
    return text if len(text) == 9 and text.isalnum() and text.isupper() and text.isascii() else None


USUAL: Final[Mapping[str, Callable[[str], object]]] = {
    "LearnRefNumber": usual_word,
    "ULN": usual_uln,
    "DateOfBirth": plain_date,
    "NINumber": usual_ni,
    "PostcodePrior": usual_postcode,
    "Postcode": usual_postcode,
    "AddLine1": usual_line,
    "TelNo": usual_telephone,
    "Email": usual_word,
    "EmpId": usual_number,
    "LSDPostcode": usual_postcode,
}
"""The fields that tell learners apart; each gives None for what is not usual."""
