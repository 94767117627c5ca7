"""When two records say the same: what is compared and what does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.corrections.tree import shape

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from ilrsync.model.record import Record


def essence(record: Record, without: AbstractSet[str] = frozenset()) -> str:
    """A text that two records have in common exactly when they are equal.

    The order of children does not count, nor do fields named in *without*, at any depth.
    """
    kind = shape(type(record))
    parts = [type(record).__name__]
    for name in kind.simple:
        if name not in without:
            value = getattr(record, name)
            parts.append("" if value is None else f"={value}")
            parts.append(f"={record.raw[name]}" if record.raw and name in record.raw else "")
    for name in kind.single:
        child = getattr(record, name)
        parts.append("" if child is None else essence(child, without))
    for name in kind.lists:
        parts.append(repr(sorted(essence(child, without) for child in getattr(record, name))))
    return repr(parts)
