"""Texts with a form of their own: numbers of persons, postcodes, names, telephone numbers."""

from __future__ import annotations

import re
from typing import Final

from ilrsync.formats.odd import Odd, refusal, remark, repair
from ilrsync.model.check_digits import uln_is_valid

POSTCODES: Final = frozenset(
    {"Postcode", "PostcodePrior", "DelLocPostCode", "LSDPostcode", "HEPostCode"}
)
NAMES: Final = frozenset({"FamilyName", "GivenNames"})
ADDRESS: Final = ("AddLine1", "AddLine2", "AddLine3", "AddLine4")

_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+")
_ULN_DRESS = re.compile(r"['\s\u00a0\u2019`]|\.0+$")
_POSTCODE = re.compile(r"[A-Z]{1,2}(?:\d{1,2}|\d[A-Z]) \d[A-Z]{2}")
_LETTER_FOR_DIGIT = str.maketrans("O", "0")
_BREAKS = re.compile(r"[ \t]*[\r\n]+[ \t\r\n]*")
_CONTROLS = re.compile(r"[\t\v\f\r\n]+")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u00b4": "'"})
_PHONE_DRESS = re.compile(r"[\s()\-.\u00a0]")


def uln(text: str) -> int | Odd:
    """A ULN; one that a spreadsheet dressed up is repaired only if its check digit then holds."""
    if len(text) == 10 and text.isascii() and text.isdigit():
        return int(text)
    if _SCIENTIFIC.fullmatch(text):
        return refusal(
            "ILRSYNC_uln_scientific",
            "all ten digits of the ULN, which this form has lost",
            "re-export with the column as text",
        )
    bare = _ULN_DRESS.sub("", text)
    if len(bare) == 10 and bare.isascii() and bare.isdigit() and uln_is_valid(int(bare)):
        return repair("ILRSYNC_uln_padded", int(bare))
    return refusal("ILRSYNC_uln", "ten digits", "look the ULN up and re-export the column as text")


def postcode(text: str) -> str | Odd:
    """A postcode in capitals with one space; letters and digits stay as they are."""
    if _POSTCODE.fullmatch(text):
        return text
    bare = "".join(text.split()).upper()
    spaced = f"{bare[:-3]} {bare[-3:]}"
    if _POSTCODE.fullmatch(spaced):
        return repair("ILRSYNC_postcode_form", spaced)
    if _POSTCODE.fullmatch(_swapped(spaced)):
        return remark(
            "ILRSYNC_postcode_letters", text, "a postcode; the letter O may stand for the digit 0"
        )
    return plain_text(text)


def national_insurance(text: str) -> str | Odd:
    """A National Insurance number without spaces, in capitals."""
    bare = "".join(text.split()).upper()
    return text if bare == text else repair("ILRSYNC_ni_spaces", bare)


def name(text: str) -> str | Odd:
    """A person's name with straight quotes; one with digits is refused."""
    if text.isascii() and text.isalpha():
        return text
    if any(map(str.isdigit, text)):
        return refusal("ILRSYNC_name_digits", "a name without digits")
    straight = text.translate(_QUOTES)
    if straight != text:
        broken = plain_text(straight)
        return broken if isinstance(broken, Odd) else repair("ILRSYNC_name_quotes", straight)
    return plain_text(text)


def address_line(text: str) -> str | Odd:
    """An address line; line breaks within the cell become commas."""
    if "\n" in text or "\r" in text:
        return repair("ILRSYNC_line_break", _BREAKS.sub(", ", text).replace(",,", ","))
    return plain_text(text)


def telephone(text: str) -> str | Odd:
    """A telephone number as digits; one that lost its leading zero is pointed out."""
    bare = _PHONE_DRESS.sub("", text)
    if bare.isascii() and bare.isdigit():
        if len(bare) == 10 and bare[0] in "127":
            return remark("ILRSYNC_phone_zero", bare, "a number that begins with 0")
        return text if bare == text else repair("ILRSYNC_phone_spaces", bare)
    return plain_text(text)


def plain_text(text: str) -> str | Odd:
    """Any other text; a letter that was lost before is refused, line breaks become spaces."""
    if text.isascii() and text.isprintable():
        return text
    if "\ufffd" in text:
        return refusal(
            "ILRSYNC_lost_letter",
            "a text without U+FFFD, which stands where a letter was lost",
            "export again in UTF-8",
        )
    spaced = _CONTROLS.sub(" ", text)
    return text if spaced == text else repair("ILRSYNC_line_break", spaced)


def split_address(lines: list[str], longest: int = 50) -> list[str] | None:
    """*lines* with none over *longest*, broken at spaces; None if four lines do not hold them."""
    found: list[str] = []
    for line in lines:
        rest = line
        while len(rest) > longest:
            at = rest.rfind(" ", 1, longest + 1)
            if at < 0:
                return None
            found.append(rest[:at].rstrip(" ,"))
            rest = rest[at:].lstrip()
        found.append(rest)
    return found if len(found) <= len(ADDRESS) else None


def _swapped(spaced: str) -> str:
    """*spaced* with the letter O read as 0 where a postcode has a digit, and 0 as O elsewhere."""
    outward, _, inward = spaced.partition(" ")
    head = outward[:1].replace("0", "O")
    return f"{head}{outward[1:].translate(_LETTER_FOR_DIGIT)} {inward.translate(_LETTER_FOR_DIGIT)}"
