"""Cells to values: one reader a column, each distinct text read once, everything odd told."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ilrsync.contracts import FileRemark
from ilrsync.formats import dates, texts
from ilrsync.formats.codes import bare_code, check_site_words, code_reader
from ilrsync.formats.odd import Odd, refusal, tally
from ilrsync.formats.usual import UNUSUAL_BEGINS, USUAL
from ilrsync.model.check_digits import TEMPORARY_ULN
from ilrsync.model.record import Note, Origin, Record
from ilrsync.model.table import YEARS, Field, Table, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ilrsync.contracts import Reading

BLANKS: Final = frozenset({"null", "-", "n/a", "#n/a", "empty_string"})
"""Texts that stand for nothing; in a name only in capitals, because people are called Null."""

MONEY: Final = frozenset({"AFinAmount", "ALSCost", "FINAMOUNT", "NETFEE", "GROSSFEE"})
REMEMBERED = 4096
"""Distinct texts of a column that are read once; columns of codes have fewer."""

_REMEMBERED_DATES = 20_000
"""The days of fifty years, because dates of birth are as many, and reading a date takes long."""

_FORMULA_TEXT = re.compile(r'="([^"]*)"')
_LONGEST_WHOLE = 18
_WHOLE = re.compile(rf"(-?\d{{1,{_LONGEST_WHOLE}}})(?:\.0+)?", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_LISTS = {
    "LearnDelFAMCode": ("LearnDelFAMType", "LearnDelFAM"),
    "LearnFAMCode": ("LearnFAMType", "LearnFAM"),
    "ESMCode": ("ESMType", "ESM"),
    "AFinCode": ("AFinType", "AppFin"),
}
_TALLIES = {
    "ILRSYNC_placeholder_date": 'dates that stand for "no date" were read as blank',
    "ILRSYNC_serial_date": "day numbers of Excel were read as dates",
    "ILRSYNC_two_digit_year": "years of two digits were read as the last possible year",
    "ILRSYNC_temporary_uln": f"learners have the temporary ULN {TEMPORARY_ULN}",
    "ILRSYNC_no_heading": "cells stand in a column without a heading and were not read",
    "ILRSYNC_aim_left_out": "rows have values for this aim but no LearnAimRef: no aim was made",
}


class Memo:
    """Text to value for one column. Odd values are never remembered, so that each is told.

    ``known`` has the values of the texts that are remembered; whoever reads many cells looks there
    first. ``usual`` gives the value of a text in the form that nearly all cells have where hardly
    two are the same, and None for any other; it is asked first, so that those are not remembered.
    """

    __slots__ = ("_file", "_heading", "_name", "_read", "_room", "known", "usual")

    def __init__(
        self,
        read: Callable[[str], object],
        name: str,
        heading: str,
        file: FileValues,
        room: int,
        usual: Callable[[str], object] | None,
        known: dict[str, Any],
    ) -> None:
        self.known = known
        self.usual = usual
        self._read = read
        self._name = name
        self._heading = heading
        self._file = file
        self._room = room

    def read(self, text: str) -> Any:
        """The value of *text*; what is odd about it stands in ``found`` of the file's values."""
        known = self.known
        if text in known:
            return known[text]
        bare = text.strip()
        if bare[:1] in UNUSUAL_BEGINS:
            bare = self._undressed(bare)
        value = self._read(bare) if bare else None
        if value.__class__ is Odd:
            self._file.found.append((self._name, self._heading, text, value))
            return value.value
        if len(known) < self._room:
            known[text] = value
        return value

    def _undressed(self, bare: str) -> str:
        """*bare* less the formula around it; empty where it stands for nothing."""
        if bare[:2] == '="':
            formula = _FORMULA_TEXT.fullmatch(bare)
            bare = formula[1].strip() if formula else bare
        return "" if bare.casefold() in BLANKS and not self._may_be_name(bare) else bare

    def _may_be_name(self, text: str) -> bool:
        return self._name in texts.NAMES and text.isalpha() and not text.isupper()


class FileValues:
    """How the values of one file are read, and what was odd about them.

    ``line`` is where the row being read began. ``found`` are the odd cells of the record being
    read, ``notes`` those of the learner being read.
    """

    def __init__(self, file: str, reading: Reading) -> None:
        check_site_words(reading.words, reading.table)
        self.file = file
        self.line: int | None = None
        self.found: list[tuple[str, str, str, Odd]] = []
        self.notes: list[Note] = []
        self._reading = reading
        self._dates = dates.DateReader(file)
        self._tallies: dict[tuple[str, str], list[int]] = {}
        self._known: dict[object, dict[str, Any]] = {}

    @property
    def table(self) -> Table:
        """The year of the return."""
        return self._reading.table

    def memo(
        self,
        entity: str,
        name: str,
        heading: str,
        fixed: Mapping[str, str],
        serials: Callable[[], bool],
        given: Callable[[str], object] | None = None,
    ) -> Memo:
        """A reader for a column of field *name*; *given* reads it when the mapping says how.

        Columns that are read alike, as those of numbered aims are, remember together.
        """
        field = element(self.table, entity, name)
        read = given or self._reader(field, heading, fixed, serials)
        room = _REMEMBERED_DATES if field.type == "date" else REMEMBERED
        known = self._known.setdefault((entity, name, *fixed.items(), given), {"": None})
        return Memo(read, name, heading, self, room, None if given else USUAL.get(name), known)

    def tell(self, record: Record) -> None:
        """What was odd about the cells of *record* stands in the notes and the tallies."""
        for name, heading, text, odd in self.found:
            if odd.kind == "tally":
                self.tally(odd.rule, heading)
                continue
            if odd.kind == "refusal":
                record.raw = {**(record.raw or {}), name: text}
            value = "" if odd.value is None else str(odd.value)
            self.notes.append(
                Note(
                    odd.kind,
                    odd.rule,
                    record,
                    name,
                    text,
                    value,
                    odd.wanted,
                    odd.remedy,
                    record.origin or Origin(self.file, self.line, {name: heading}),
                )
            )
        self.found.clear()

    def tally(self, rule: str, heading: str = "") -> None:
        """One more cell under *heading* that *rule* was applied to."""
        seen = self._tallies.setdefault((rule, heading), [0, self.line or 0])
        seen[0] += 1

    def close(self) -> None:
        """What was counted has been told, one remark a rule and column."""
        for (rule, heading), (count, first) in self._tallies.items():
            self._reading.remark(
                FileRemark(
                    rule,
                    f"{_TALLIES[rule]}: {count:,} in this column, the first on this line",
                    self.file,
                    first or None,
                    heading,
                )
            )
        self._tallies.clear()

    def _reader(
        self,
        field: Field,
        heading: str,
        fixed: Mapping[str, str],
        serials: Callable[[], bool],
    ) -> Callable[[str], object]:
        if field.type == "date":
            year = self.table.starts.year
            latest = year - 10 if field.name == "DateOfBirth" else year + 20

            def where() -> tuple[int | None, str]:
                return self.line, heading

            return lambda text: self._dates.read(text, latest, serials, where)
        special = _SPECIAL.get(field.name)
        if special:
            return special
        kind, prefix = _LISTS.get(field.name, ("", ""))
        listed = f"{prefix}.{fixed[kind]}" if fixed.get(kind) else field.name
        if listed in self.table.codes and field.name not in {"LearnAimRef"}:
            return code_reader(field, listed, self.table, self._reading.words)
        if kind:
            numeric = field.type != "restricted"
            return lambda text: bare_code(text, numeric=numeric)
        if field.type in {"int", "long"}:
            return whole_number
        return decimal_number if field.type == "decimal" else texts.plain_text


def element(year: Table, entity: str, name: str) -> Field:
    """The field *name* of *entity*, of *year* or of another year that has it."""
    for known in (year, *map(table, YEARS)):
        field = known.field(entity, name)
        if field is not None:
            return field
    raise KeyError(f"{entity} has no field {name}")


def whole_number(text: str) -> object:
    """A whole number, also with thousands separated or a decimal part of zeros."""
    if text.isdigit() and text.isascii() and len(text) <= _LONGEST_WHOLE:
        return int(text)
    found = _WHOLE.fullmatch(text)
    if found:
        return int(found[1])
    if _THOUSANDS.fullmatch(text):
        return whole_number(text.replace(",", ""))
    return refusal("ILRSYNC_not_a_number", "a whole number")


def money(text: str) -> object:
    """Whole pounds, with or without the sign; pence are refused, because they would be lost."""
    bare = text.replace("\u00a3", "").replace(" ", "")
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    found = _WHOLE.fullmatch(bare)
    if found:
        return int(found[1])
    if _DECIMAL.fullmatch(bare):
        return refusal("ILRSYNC_pence", "whole pounds", "decide the amount in whole pounds")
    return refusal("ILRSYNC_not_a_number", "an amount in whole pounds")


def uln(text: str) -> object:
    """A ULN; the temporary one is counted, so that a person can list who still has it."""
    value = texts.uln(text)
    return tally("ILRSYNC_temporary_uln", value) if value == TEMPORARY_ULN else value


def decimal_number(text: str) -> object:
    """A number with a decimal part."""
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return refusal("ILRSYNC_not_a_number", "a number")


_SPECIAL: Final[dict[str, Callable[[str], object]]] = {
    **dict.fromkeys(texts.POSTCODES, texts.postcode),
    **dict.fromkeys(texts.NAMES, texts.name),
    **dict.fromkeys(texts.ADDRESS, texts.address_line),
    **dict.fromkeys(MONEY, money),
    "ULN": uln,
    "NINumber": texts.national_insurance,
    "TelNo": texts.telephone,
}
