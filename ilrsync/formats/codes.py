"""Codes as exports write them: bare, with their label, or as a word."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ilrsync.errors import ConfigError
from ilrsync.formats.headings import nearest, plain
from ilrsync.formats.odd import Odd, refusal, remark, repair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ilrsync.formats.values import Memo
    from ilrsync.model.table import CodeList, Field, Table

_LABELLED = (
    re.compile(r"([0-9A-Za-z*]{1,5})(?:\s+[-.]|\s*[\u2013\u2014:])\s+(\S.*)"),
    re.compile(r"\(([0-9A-Za-z*]{1,5})\)\s*[-\u2013\u2014:]?\s*(\S.*)"),
    re.compile(r"([0-9]{1,5})\s*[-\u2013\u2014:.]\s*([^\W\d].*)"),
    re.compile(r"([0-9]{1,5})\s+([^\W\d].*)"),
)
_DECIMAL = re.compile(r"(\d+)\.0+", re.ASCII)
_LIST = re.compile(r"[;*|]")
_ONE_CODE = 3
"""A cell of so few characters holds one code."""

_REMEMBERED = 4096
_THREE_DIGITS = frozenset({"LearnDelFAM.LDM", "LearnDelFAM.DAM"})
_SPARE = frozenset(
    ["the", "a", "an", "of", "or", "and", "to", "in", "for", "with", "is", "not", "be"]
)


def word(text: str) -> str:
    """*text* in the form in which words for codes are compared; * and + tell grades apart."""
    return plain(text) + "".join(mark for mark in text if mark in "*+")


def code_reader(
    field: Field, listed: str, table: Table, site: Mapping[str, Mapping[str, str]]
) -> Callable[[str], object]:
    """A reader of codes of the list *listed*, as texts or numbers as *field* is.

    Raises:
        ConfigError: *site* has words for a field that has none.
    """
    codes = table.codes.get(listed)
    words = _words(listed, codes, site)
    numeric = field.type in {"int", "long"}
    longest = field.max_length or field.length or 0

    def read(text: str) -> object:
        if numeric and text.isascii() and text.isdigit():
            return int(text)
        if codes is not None and text.upper() in codes.codes:
            return text.upper()
        said = words.get(word(text))
        if said is not None:
            return (int(said) if numeric else said) if said else None
        decimal = _DECIMAL.fullmatch(text)
        if decimal:
            return int(decimal[1]) if numeric else _padded(decimal[1], listed)
        labelled = _labelled(text)
        if labelled and codes is not None:
            return _checked(*labelled, codes, numeric=numeric, listed=listed)
        if not numeric and len(text) <= longest:
            return _padded(text, listed)
        return refusal("ILRSYNC_unknown_word", _choices(codes), _add_word(listed))

    return read


def codes_in(cell: str) -> list[str]:
    """The codes of one cell, as in ``034;363``."""
    return [code for code in _LIST.split(cell) if code.strip()]


class Codes:
    """The values of cells that may hold several codes; ``known`` are those of cells seen before."""

    def __init__(self, memo: Memo) -> None:
        self.known: dict[str, tuple[object, ...]] = {}
        self._memo = memo

    def of(self, cell: str) -> Iterator[object]:
        """The value of each code, which is read when it is asked for; few cells hold several."""
        codes = codes_in(cell) if len(cell) > _ONE_CODE else [cell]
        for code in codes:
            yield self._memo.read(code)
        known = self._memo.known
        if len(self.known) < _REMEMBERED and all(code in known for code in codes):
            self.known[cell] = tuple([known[code] for code in codes])


def bare_code(text: str, *, numeric: bool) -> object:
    """A code whose type stands in another column, with or without its label."""
    decimal = _DECIMAL.fullmatch(text)
    labelled = _labelled(text)
    code = decimal[1] if decimal else labelled[0] if labelled else text
    if not numeric:
        return code
    if code.isascii() and code.isdigit() and len(code) <= 9:
        return int(code)
    return refusal("ILRSYNC_not_a_number", "a code, which is a whole number")


def mapped_codes(words: Mapping[str, object], name: str) -> Callable[[str], object]:
    """A reader of the words that a mapping lists for a column, and of no others."""
    known = {word(text): code for text, code in words.items()}
    listed = sorted(words)
    wanted = " or ".join(([", ".join(listed[:-1])] if listed[:-1] else []) + listed[-1:])

    def read(text: str) -> object:
        code = known.get(word(text))
        if code is None:
            return refusal(
                "ILRSYNC_unknown_word",
                wanted,
                f"correct the export, or add the word to {name} in the mapping",
            )
        return code

    return read


def check_site_words(site: Mapping[str, Mapping[str, str]], table: Table) -> None:
    """Every field for which a site adds words is a coded field.

    Raises:
        ConfigError: One is not; the message lists near names.
    """
    known = {*table.codes, *_data()["words"], *_data()["yes_no"]}
    known |= {listed.partition(".")[2] for listed in known if "." in listed}
    for name in site:
        if name not in known:
            raise ConfigError(f'words: "{name}" is no coded ILR element; {nearest(name, known)}')


@cache
def _data() -> dict[str, Any]:
    text = files("ilrsync.formats").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


def _words(
    listed: str, codes: CodeList | None, site: Mapping[str, Mapping[str, str]]
) -> Mapping[str, str]:
    """Word to code: the labels of a complete list, the built-in words, then the site's own."""
    found: dict[str, str] = {}
    if codes is not None and codes.complete:
        for code in codes.codes.values():
            found[word(code.label)] = code.code
    data = _data()
    meaning = data["yes_no"].get(listed)
    if meaning:
        for answer, code in meaning.items():
            found.update(dict.fromkeys(data["answers"][answer], code))
    for key in (listed, listed.partition(".")[2]):
        for source in (data["words"], site):
            found.update({word(said): str(code) for said, code in source.get(key, {}).items()})
    return found


def _labelled(text: str) -> tuple[str, str] | None:
    for form in _LABELLED:
        found = form.fullmatch(text)
        if found:
            return found[1], found[2]
    return None


def _checked(code: str, label: str, codes: CodeList, *, numeric: bool, listed: str) -> object:
    """The code of a cell that holds code and label, if the year's list has it."""
    if not numeric:
        code = code.zfill(3) if listed in _THREE_DIGITS and code.isdigit() else code.upper()
    known = codes.codes.get(code.lstrip("0") if numeric else code)
    if known is None and (codes.complete or (numeric and not code.isdigit())):
        return refusal("ILRSYNC_unknown_code", _choices(codes))
    value: object = int(code) if numeric else code
    if known is not None and _disagrees(label, known.code, codes):
        return remark(
            "ILRSYNC_code_label", value, f'the label of code {known.code}, "{known.label}"'
        )
    return value


def _disagrees(label: str, code: str, codes: CodeList) -> bool:
    """Whether *label* shares no word with its code's label but shares some with another's."""
    said = _stems(label)
    if said & _stems(codes.codes[code].label):
        return False
    return any(
        len(said & _stems(other.label)) >= min(2, len(said)) for other in codes.codes.values()
    )


def _stems(label: str) -> set[str]:
    words = {plain(part)[:6] for part in re.split(r"[^\w]+", label)}
    return {part for part in words if part and part not in _SPARE}


def _padded(code: str, listed: str) -> str | Odd:
    """A monitoring code with the leading zeros that a spreadsheet took away."""
    if listed in _THREE_DIGITS and code.isascii() and code.isdigit() and len(code) < 3:
        return repair("ILRSYNC_code_padded", code.zfill(3))
    return code


def padded_code(kind: str | None, code: str | None) -> str | Odd | None:
    """`LearnDelFAMCode` under the type *kind* that stood in a column of its own."""
    return _padded(code, f"LearnDelFAM.{kind}") if code else code


def _choices(codes: CodeList | None) -> str:
    if codes is None or not codes.complete or len(codes.codes) > 25:
        return "a code of the ILR specification, or a word for one"
    return "one of the codes " + ", ".join(codes.codes) + ", or a word for one"


def _add_word(listed: str) -> str:
    return f"correct the export, or add the word for {listed} to the source's words"
