"""The lines of a mapping: an ILR element, and the heading or the constant that fills it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from ilrsync.errors import ConfigError
from ilrsync.formats.codes import mapped_codes
from ilrsync.formats.dates import formatted
from ilrsync.formats.headings import LEARNER, nearest, plain
from ilrsync.formats.plan import PARENTS
from ilrsync.formats.values import element
from ilrsync.model.table import YEARS, table

_ENTRY_KEYS = frozenset({"column", "date", "codes", "const", "optional"})
_ENTITIES = (LEARNER, *PARENTS)
NUMBER = "{n}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a mapping: an ILR element and where its value comes from.

    Either ``heading`` is given or ``const``. ``block`` tells repeated tables of one entity apart.
    """

    entity: str
    name: str
    block: int
    heading: str = ""
    const: str | None = None
    optional: bool = False
    given: Callable[[str], object] | None = None

    @property
    def numbered(self) -> bool:
        """Whether the heading occurs once for each aim or other record."""
        return NUMBER in self.heading

    @property
    def form(self) -> re.Pattern[str]:
        """What the normalised heading looks like, the number as its group."""
        parts = [re.escape(plain(part)) for part in self.heading.split(NUMBER)]
        return re.compile(r"(\d+)".join(parts))


def entries_of(entity: str, value: object, where: str) -> list[Entry]:
    """The lines of one table, or of one table given several times; *where* is named in errors.

    Raises:
        ConfigError: An entity, an element or a key does not exist; the message lists near names.
    """
    known_key(entity, _ENTITIES, where, "ILR entity")
    blocks = value if isinstance(value, list) else [value]
    if entity == LEARNER and isinstance(value, list):
        raise ConfigError(f"{where} [Learner]: there is one table for the learner; write [Learner]")
    found: list[Entry] = []
    for block, rows in enumerate(blocks):
        if not isinstance(rows, dict):
            raise ConfigError(f"{where}: {entity} must be a table, as in [{entity}]")
        fields = {f.name for year in YEARS for f in _simple(year, entity)}
        for name, row in rows.items():
            known_key(name, fields, f"{where} [{entity}]", "ILR element")
            found.append(_entry(entity, name, block, row, f"{where} [{entity}] {name}"))
    return found


def _entry(entity: str, name: str, block: int, row: object, where: str) -> Entry:
    if isinstance(row, str):
        return Entry(entity, name, block, row)
    if not isinstance(row, dict):
        raise ConfigError(
            f'{where}: want a heading in quotes, or a table such as {{ column = "…" }}'
        )
    for key in row:
        known_key(key, _ENTRY_KEYS, where)
    if ("const" in row) == ("column" in row):
        raise ConfigError(f"{where}: want either column or const, and one of them")
    if "const" in row:
        return Entry(entity, name, block, const=str(row["const"]))
    given: Callable[[str], object] | None = None
    if "date" in row:
        if element(table(YEARS[-1]), entity, name).type != "date":
            raise ConfigError(f"{where}: only a date can have date = …")
        given = formatted(str(row["date"]))
    elif "codes" in row:
        if not isinstance(row["codes"], dict):
            raise ConfigError(f'{where}: want codes = {{ "the word" = code }}')
        given = mapped_codes(row["codes"], name)
    return Entry(entity, name, block, str(row["column"]), None, bool(row.get("optional")), given)


def _simple(year: str, entity: str) -> Sequence[Any]:
    known = table(year).entities.get(entity)
    return known.simple if known else ()


def known_key(key: str, choices: Collection[str], where: str, what: str = "key") -> None:
    """*key* is one of *choices*.

    Raises:
        ConfigError: It is not; the message lists near names.
    """
    if key not in choices:
        raise ConfigError(f'{where}: "{key}" is no {what}; {nearest(key, choices)}')
