"""The declarative table of one collection year, as read from ``years/yNNNN/*.toml``.

Everything that knows an ILR field gets it from here: the records, the reader, the writer, the
schema that output is validated against, the field-definition facts and the file name.
A new year is a new folder of tables plus the rules that changed.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

YEARS = ("2526", "2627")
"""Collection years that have a table, oldest first."""

UNBOUNDED = 10**9


@dataclass(frozen=True, slots=True)
class Field:
    """One element of an entity, in file order.

    ``entity`` is empty for a simple field, else the name of the child entity.
    ``digits`` is the greatest number of digits (xs:totalDigits); ``pattern`` an XML Schema
    regular expression; lengths count characters.
    """

    name: str
    at_least: int
    at_most: int
    entity: str = ""
    type: str = ""
    only: str = ""
    pattern: str = ""
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    digits: int | None = None
    decimals: int | None = None
    min: str | int | float | None = None
    max: str | int | float | None = None

    @property
    def required(self) -> bool:
        """Whether the element must be present."""
        return self.at_least > 0

    @property
    def repeats(self) -> bool:
        """Whether the element may occur more than once."""
        return self.at_most > 1


@dataclass(frozen=True, slots=True)
class Entity:
    """One ILR entity: its name and its elements in file order."""

    name: str
    fields: Mapping[str, Field]

    @property
    def simple(self) -> tuple[Field, ...]:
        """The fields that hold a value, in file order."""
        return tuple(field for field in self.fields.values() if not field.entity)

    @property
    def children(self) -> tuple[Field, ...]:
        """The fields that hold a child entity, in file order."""
        return tuple(field for field in self.fields.values() if field.entity)


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a published list; ``sure`` is false where the label was not confirmed."""

    code: str
    label: str
    valid_from: str | None = None
    valid_to: str | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class CodeList:
    """The codes of a field; only a ``complete`` list can prove a code wrong."""

    name: str
    complete: bool
    codes: Mapping[str, Code]


@dataclass(frozen=True, slots=True)
class PublishedRule:
    """One rule id of the DfE's list for a year.

    ``needs`` is "none" or the reference data that the rule cannot do without.
    """

    id: str
    about: str
    severity: str
    needs: str
    t_level: bool = False
    duplicate: bool = False
    change: str = ""


@dataclass(frozen=True, slots=True)
class ReturnDate:
    """One return of the calendar; ``closes`` is local time in Europe/London."""

    name: str
    period_end: dt.date
    closes: dt.datetime
    status: str
    reference_date: dt.date | None = None


@dataclass(frozen=True)
class Table:
    """Everything that is particular to one collection year."""

    year: str
    label: str
    namespace: str
    starts: dt.date
    ends: dt.date
    file_name: str
    protective_marking: str
    restricted: str
    entities: Mapping[str, Entity]

    def field(self, entity: str, name: str) -> Field | None:
        """The field *name* of *entity*, or None when this year does not have it."""
        found = self.entities.get(entity)
        return found.fields.get(name) if found else None

    @property
    def codes(self) -> Mapping[str, CodeList]:
        """Published code lists by field name (``AimType``, ``LearnDelFAM.SOF``)."""
        return _codes(self.year)

    @property
    def rules(self) -> Mapping[str, PublishedRule]:
        """Every published rule of the year by id."""
        return _rules(self.year)[1]

    @property
    def rules_version(self) -> str:
        """Which edition of the published rule list ``rules`` restates."""
        return _rules(self.year)[0]

    @property
    def calendar(self) -> tuple[ReturnDate, ...]:
        """R01 to R14 in order."""
        return _calendar(self.year)


@cache
def table(year: str) -> Table:
    """The table of a collection year such as ``"2627"``.

    Raises:
        KeyError: no table for that year; the message lists the years there are.
    """
    if year not in YEARS:
        raise KeyError(f'no collection year "{year}"; ilrsync knows {", ".join(YEARS)}')
    data = _load(year, "record")
    entities = {
        name: Entity(name, {key: _field(key, value) for key, value in rows.items()})
        for name, rows in data.pop("entity").items()
    }
    return Table(entities=entities, **data)


def year_on(day: dt.date) -> str:
    """The collection year whose teaching year holds *day*; the nearest known one outside them."""
    for year in YEARS:
        if day <= table(year).ends:
            return year
    return YEARS[-1]


def year_of_namespace(namespace: str) -> str | None:
    """The collection year whose schema has this target namespace, else None."""
    return next((year for year in YEARS if table(year).namespace == namespace), None)


def _load(year: str, name: str) -> dict[str, Any]:
    text = files("ilrsync.model").joinpath(f"years/y{year}/{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _field(name: str, row: dict[str, Any]) -> Field:
    low, _, high = row.pop("occurs").partition("..")
    at_most = UNBOUNDED if high == "n" else int(high or low)
    return Field(name, int(low), at_most, **row)


@cache
def _codes(year: str) -> Mapping[str, CodeList]:
    return {
        name: CodeList(
            name,
            row["complete"],
            {
                code["code"]: Code(
                    code["code"],
                    code["label"],
                    _text(code.get("from")),
                    _text(code.get("to")),
                    code.get("sure", True),
                )
                for code in row["codes"]
            },
        )
        for name, row in _load(year, "codes").items()
    }


@cache
def _rules(year: str) -> tuple[str, Mapping[str, PublishedRule]]:
    data = _load(year, "rules")
    return data["list_version"], {row["id"]: PublishedRule(**row) for row in data["rules"]}


@cache
def _calendar(year: str) -> tuple[ReturnDate, ...]:
    return tuple(ReturnDate(**row) for row in _load(year, "calendar")["return"])


def _text(value: object) -> str | None:
    return None if value is None else str(value)
