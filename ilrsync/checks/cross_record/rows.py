"""How a repeated child record is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.checks.derived import repeated
from ilrsync.checks.rule import Hit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator


def later(rows: Collection[Any], shown: str, key: Callable[[Any], Hashable]) -> Iterator[Hit]:
    """The second and later rows of equal key; the first is the one that would stay.

    *shown* names the fields to report, separated by spaces.
    """
    if len(rows) < 2:
        return
    for same in repeated(rows, key=key):
        for row in same[1:]:
            yield Hit(row, **{name: getattr(row, name) for name in shown.split()})
