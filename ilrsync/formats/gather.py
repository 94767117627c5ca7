"""Rows of one learner brought together from anywhere in a file, in bounded memory."""

from __future__ import annotations

import heapq
import marshal
import tempfile
from itertools import chain, groupby
from operator import itemgetter
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

IN_MEMORY = 250_000
"""Cells that are kept before they are written to a temporary file: some 20 MB."""

_BATCH = 256

Row = tuple[int, list[str]]
"""A row: the line it began on and its cells."""

_Placed = tuple[int, int, list[str]]
_BY_PLACE = itemgetter(0, 1)


class Gathered:
    """Rows by the place of their learner; given in the order of those places, then of the lines."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._limit = in_memory
        self._cells = 0
        self._rows: list[_Placed] = []
        self._spilled: list[IO[bytes]] = []
        self._last = 0
        self._in_order = True

    def add(self, place: int, line: int, cells: list[str]) -> None:
        """One row of the learner at *place*; lines of one file are added as they stand."""
        if place < self._last:
            self._in_order = False
        self._last = place
        self._rows.append((place, line, cells))
        self._cells += len(cells)
        if self._cells > self._limit:
            self._spill()

    def groups(self) -> Iterator[tuple[int, list[Row]]]:
        """The rows of each learner. May be taken once; nothing is left on the disk afterwards."""
        parts: list[Iterable[_Placed]] = [_read(stream) for stream in self._spilled]
        if not self._in_order:
            self._rows.sort(key=_BY_PLACE)
        parts.append(self._rows)
        merged = chain(*parts) if self._in_order else heapq.merge(*parts, key=_BY_PLACE)
        try:
            for place, rows in groupby(merged, key=itemgetter(0)):
                yield place, [(line, cells) for _, line, cells in rows]
        finally:
            for stream in self._spilled:
                stream.close()

    def _spill(self) -> None:
        if not self._in_order:
            self._rows.sort(key=_BY_PLACE)
        stream = tempfile.TemporaryFile(prefix="ilrsync-")  # noqa: SIM115 - closed when read
        for at in range(0, len(self._rows), _BATCH):
            packed = marshal.dumps(self._rows[at : at + _BATCH])
            stream.write(len(packed).to_bytes(8, "big"))
            stream.write(packed)
        stream.seek(0)
        self._spilled.append(stream)
        self._rows = []
        self._cells = 0


def _read(stream: IO[bytes]) -> Iterator[_Placed]:
    """The rows of one temporary file; each batch is read whole, which is many times faster."""
    while size := stream.read(8):
        packed = stream.read(int.from_bytes(size, "big"))
        yield from marshal.loads(packed)  # noqa: S302 - our own file, private and just written
