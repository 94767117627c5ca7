"""Which learners share a key with another: all that is remembered of learners that went by."""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PARTS = 8
"""Keys are sorted in so many parts, because sorting takes six times the room that they take."""


class SharedKeys:
    """Keys of learners as 64-bit numbers, 12 bytes a key.

    A key is a hash, so two learners may share one by accident: whoever asks compares the records
    themselves. The other way round nothing is missed.
    """

    def __init__(self) -> None:
        self._keys: array[int] = array("Q")
        self._positions: array[int] = array("I")

    def add(self, position: int, keys: Iterable[int]) -> None:
        """The learner at *position* has *keys*."""
        for key in keys:
            self._keys.append(key)
            self._positions.append(position)

    def join(self, other: SharedKeys) -> None:
        """What *other* was told is known here as well."""
        self._keys.extend(other._keys)
        self._positions.extend(other._positions)

    def groups(self) -> list[list[int]]:
        """Positions joined by common keys, directly or through others; each and all in order.

        A learner that shares nothing is in no group.
        """
        joined = _Joined()
        for one, other in self._pairs():
            joined.join(one, other)
        return joined.groups()

    def _pairs(self) -> Iterable[tuple[int, int]]:
        keys, positions = self._keys, self._positions
        for part in range(_PARTS):
            order = [place for place, key in enumerate(keys) if key % _PARTS == part]
            order.sort(key=keys.__getitem__)
            for one, other in pairwise(order):
                if keys[one] == keys[other] and positions[one] != positions[other]:
                    yield positions[one], positions[other]


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
