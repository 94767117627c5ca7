"""A record as JSON and back, with nothing lost: how the ledger holds a whole record.

The JSON is one object with the entity's name as its only key. Absent fields and empty lists are
left out; dates are ISO 8601, decimals are texts. What ``raw`` holds is under ``raw``. Where a
record came from is not part of it, nor are a learner's notes.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ilrsync.corrections.tree import shape
from ilrsync.model.records import RECORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ilrsync.model.record import Record

_READ: dict[str, Callable[[Any], Any]] = {
    "str": str,
    "int": int,
    "Decimal": Decimal,
    "dt.date": dt.date.fromisoformat,
    "dt.datetime": dt.datetime.fromisoformat,
}


def to_json(record: Record) -> str:
    """The record and all below it as one line of ASCII; equal records give equal texts."""
    return json.dumps({type(record).__name__: _plain(record)}, separators=(",", ":"))


def from_json(text: str) -> Record:
    """The record that `to_json` was given.

    Raises:
        ValueError: the text is not such a record.
    """
    try:
        ((entity, values),) = json.loads(text).items()
        return _record(RECORDS[entity], values)
    except (AttributeError, KeyError, TypeError, ArithmeticError) as error:
        raise ValueError("the text is not an ILR record as JSON") from error


def _plain(record: Record) -> dict[str, Any]:
    kind = shape(type(record))
    found: dict[str, Any] = {}
    for name in kind.simple:
        value = getattr(record, name)
        if value is not None:
            found[name] = value if isinstance(value, (str, int)) else _text(value)
    for name in kind.single:
        child = getattr(record, name)
        if child is not None:
            found[name] = _plain(child)
    for name in kind.lists:
        if getattr(record, name):
            found[name] = [_plain(child) for child in getattr(record, name)]
    if record.raw is not None:
        found["raw"] = dict(sorted(record.raw.items()))
    return found


def _text(value: dt.date | Decimal) -> str:
    return str(value) if isinstance(value, Decimal) else value.isoformat()


def _record(kind: type[Record], values: dict[str, Any]) -> Record:
    form = shape(kind)
    record = kind()
    for name, value in values.items():
        if name in form.simple:
            setattr(record, name, _READ[form.simple[name]](value))
        elif name in form.single:
            setattr(record, name, _record(RECORDS[name], value))
        elif name in form.lists:
            setattr(record, name, [_record(RECORDS[name], child) for child in value])
        elif name == "raw":
            record.raw = value
        else:
            raise KeyError(name)
    return record
