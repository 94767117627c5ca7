"""Many small things by position, in a twentieth of their room."""

from __future__ import annotations

import pickle
import zlib
from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

_Batch = list[tuple[int, object]]

_TOGETHER = 256
"""Things packed together: enough that the names and dates they have in common cost nothing."""
_LEVEL = 1
"""Of compression: the levels above take longer and save little more."""


class Packed:
    """Things by position, packed as they come.

    Nearly all come in the order of their positions; those that come later, or take the place of
    another, are few and stay as they are.
    """

    def __init__(self) -> None:
        self._packed: list[bytes | _Batch] = []
        self._open: _Batch = []
        self._late: dict[int, object | None] = {}
        self._reached = -1

    def put(self, position: int, thing: object | None) -> None:
        """*thing* stands at *position*, in place of what stood there; None is nothing."""
        if position <= self._reached:
            self._late[position] = thing
            return
        self._reached = position
        if thing is not None:
            self._open.append((position, thing))
            if len(self._open) >= _TOGETHER:
                self._pack()

    def join(self, other: Self) -> None:
        """All of *other*, whose positions are above these, is here as well."""
        self._pack()
        other._pack()
        self._packed += other._packed
        self._late |= other._late
        self._reached = max(self._reached, other._reached)

    def __iter__(self) -> Iterator[tuple[int, object]]:
        """Position and thing, in the order of the positions."""
        late = sorted(self._late.items(), key=itemgetter(0))
        for position, thing in merge(self._in_order(), late, key=itemgetter(0)):
            if thing is not None:
                yield position, thing

    def _in_order(self) -> Iterator[tuple[int, object]]:
        for batch in (*self._packed, self._open):
            for position, thing in _unpacked(batch):
                if position not in self._late:
                    yield position, thing

    def _pack(self) -> None:
        if self._open:
            self._packed.append(_packed(self._open))
            self._open = []


def _packed(batch: _Batch) -> bytes | _Batch:
    """*batch* as bytes, or as it is where it holds what cannot be taken apart."""
    try:
        plain = pickle.dumps(batch, pickle.HIGHEST_PROTOCOL)
    except Exception:  # noqa: BLE001 - things are a stranger's and may raise anything
        return batch
    return zlib.compress(plain, _LEVEL)


def _unpacked(batch: bytes | _Batch) -> _Batch:
    if isinstance(batch, list):
        return batch
    found: _Batch = pickle.loads(zlib.decompress(batch))  # noqa: S301 - packed by this process or its workers
    return found
