"""How a field's value is written: the one text that the file, the facts and reports agree on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ilrsync.model.record import Record

ILLEGAL_IN_XML = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
"""The characters that XML 1.0 cannot hold in any way, as the inside of a character class."""


def written(record: Record, name: str) -> str | None:
    """What field *name* is returned as; a text kept in ``raw`` wins, None is an absent field."""
    if record.raw is not None and name in record.raw:
        return record.raw[name]
    value = getattr(record, name)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return None if value is None else str(value)


def plain_decimal(value: Decimal) -> str:
    """*value* without an exponent, which xs:decimal does not know."""
    return format(value, "f")
