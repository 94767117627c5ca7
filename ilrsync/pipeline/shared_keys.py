"""Which learners share a key with another: all that is remembered of learners that went by."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TOGETHER = 50_000
"""Keys that are looked at together, because looking for equal ones takes ten times their room."""


class SharedKeys:
    """Keys of learners as 64-bit numbers, 8 bytes a key and as many a learner.

    A key is a hash, so two learners may share one by accident: whoever asks compares the records
    themselves. The other way round nothing is missed.
    """

    def __init__(self) -> None:
        self._keys: array[int] = array("Q")
        self._positions: array[int] = array("I")
        self._ends: array[int] = array("I")

    def add(self, position: int, keys: Iterable[int]) -> None:
        """The learner at *position* has *keys*."""
        self._keys.extend(keys)
        self._positions.append(position)
        self._ends.append(len(self._keys))

    def join(self, other: SharedKeys) -> None:
        """What *other* was told is known here as well."""
        shift = len(self._keys)
        self._keys.extend(other._keys)
        self._positions.extend(other._positions)
        self._ends.extend([shift + end for end in other._ends])

    def groups(self) -> list[list[int]]:
        """Positions joined by common keys, directly or through others; each and all in order.

        A learner that shares nothing is in no group.
        """
        repeated = self._repeated()
        first: dict[int, int] = {}
        joined = _Joined()
        for place, key in enumerate(self._keys) if repeated else ():
            if key in repeated:
                position = self._positions[bisect_right(self._ends, place)]
                other = first.setdefault(key, position)
                if other != position:
                    joined.join(other, position)
        return joined.groups()

    def _repeated(self) -> set[int]:
        """The keys that were given more than once."""
        parts = len(self._keys) // _TOGETHER + 1
        found: set[int] = set()
        for part in range(parts):
            some = [key for key in self._keys if key % parts == part]
            if len(set(some)) < len(some):
                found.update(key for key, count in Counter(some).items() if count > 1)
        return found


class _Joined:
    """Disjoint sets of positions."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._parent[second] = first

    def groups(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for position in sorted(self._parent):
            found.setdefault(self._root(position), []).append(position)
        return [group for _, group in sorted(found.items())]

    def _root(self, position: int) -> int:
        parent = self._parent.setdefault(position, position)
        while parent != self._parent[parent]:
            self._parent[position] = parent = self._parent[parent]
        return parent


def positions_of(groups: Sequence[Sequence[int]]) -> set[int]:
    """Every position that is in a group."""
    return {position for group in groups for position in group}
