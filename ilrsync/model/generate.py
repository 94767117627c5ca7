"""Writes ``records.py`` from the year tables: ``python -m ilrsync.model.generate``.

One set of classes serves every year: a class has the fields of all years, in file order. The
table of a year says which of them that year has. A test fails when ``records.py`` is stale.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.model.table import YEARS, Field, table

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD = '''"""The ILR's records, one class an entity, under the ILR's own names.

Generated from the year tables by ``python -m ilrsync.model.generate``; do not edit.

A class has the fields of every collection year. Every simple field may be None: absent, or not
readable as its type; ``raw`` then holds the text that stood there. A field that may repeat is a
list.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from ilrsync.model.record import Note, Record
'''

_TYPES = {
    "restricted": "str",
    "string": "str",
    "int": "int",
    "long": "int",
    "decimal": "Decimal",
    "date": "dt.date",
    "dateTime": "dt.datetime",
}


def merged() -> dict[str, dict[str, Field]]:
    """Every entity of every year with the fields of all years, in file order."""
    found: dict[str, dict[str, Field]] = {}
    for year in YEARS:
        for entity in table(year).entities.values():
            _merge(found.setdefault(entity.name, {}), entity.fields)
    return found


def _merge(into: dict[str, Field], fields: Mapping[str, Field]) -> None:
    names = list(into)
    place = 0
    for name, entry in fields.items():
        if name in into:
            place = names.index(name) + 1
        else:
            names.insert(place, name)
            place += 1
            into[name] = entry
    ordered = {name: into[name] for name in names}
    into.clear()
    into.update(ordered)


def source() -> str:
    """The text of ``records.py``."""
    parts = [_HEAD]
    entities = merged()
    for name, fields in entities.items():
        years = _years(name)
        parts.append(f"\n\n@dataclass(slots=True, repr=False)\nclass {name}(Record):\n")
        parts.append(f'    """ILR entity {name}{_about(years)}."""\n\n')
        for entry in fields.values():
            parts.append(f"    {_line(entry)}\n")
        if name == "Learner":
            parts.append("    notes: list[Note] | None = field(default=None, compare=False)\n")
    listed = "".join(f'    "{name}": {name},\n' for name in entities)
    parts.append(f"\n\nRECORDS: dict[str, type[Record]] = {{\n{listed}}}\n")
    parts.append('"""Every record class by entity name."""\n')
    return "".join(parts)


def _about(years: list[str]) -> str:
    return "" if len(years) == len(YEARS) else f", in collection year {', '.join(years)} only"


def _years(entity: str) -> list[str]:
    return [year for year in YEARS if entity in table(year).entities]


def _line(entry: Field) -> str:
    if entry.entity and entry.repeats:
        return f"{entry.name}: list[{entry.entity}] = field(default_factory=list)"
    kind = entry.entity or _TYPES[entry.type]
    return f"{entry.name}: {kind} | None = None"


if __name__ == "__main__":
    Path(__file__).with_name("records.py").write_text(source(), encoding="utf-8", newline="\n")
