"""Where an ILR file may be cut between learners, so that several processes read parts of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilrsync.formats.ilr_lines import UnusualError
from ilrsync.formats.ilr_opening import LEARNER_END, opening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from ilrsync.formats.ilr_opening import Opening

_BLOCK = 1 << 20


class NoCutError(Exception):
    """The file is unusual: only reading it as a whole says what is wrong with it, if anything."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Some learners of a file that follow each other.

    ``first`` is the position of the first of them, from 0, and ``learners`` how many they seem to
    be; ``start`` and ``end`` are bytes of the file. ``lines`` says how many lines further down they
    stand than the file's first learner. ``head`` bytes stand before the first learner; ``closing``
    ends the document after ``end``.
    """

    first: int
    learners: int
    start: int
    end: int
    lines: int
    head: int
    closing: bytes

    def write(self, source: Path, target: Path) -> None:
        """A file of these learners alone, between the head and the end of their own file."""
        with source.open("rb") as old, target.open("wb") as new:
            new.write(old.read(self.head))
            old.seek(self.start)
            left = self.end - self.start
            while left and (block := old.read(min(_BLOCK, left))):
                left -= len(block)
                new.write(block)
            new.write(self.closing)


def shards(path: Path, size: int, block: int = _BLOCK) -> Iterator[Shard]:
    """The learners of the file at *path*, *size* at a time; the last has those that are left.

    The file is cut where a learner seems to end. Whoever reads a shard finds out: one that was cut
    anywhere else is not well-formed, and if all are, the file is. One with a learner who ends in
    another way, or in a comment, has not as many learners as it says. *block* bytes are looked at
    at a time.

    Raises:
        NoCutError: The file does not begin as a usual one does, or no learner ends in it.
    """
    try:
        with path.open("rb") as file:
            start = opening(file)
            yield from _Cuts(start, size).shards(file, block)
    except (UnusualError, OSError) as error:
        raise NoCutError from error


class _Cuts:
    """Counts the ends of learners, and cuts before the learner who would be one too many."""

    def __init__(self, start: Opening, size: int) -> None:
        self._opening = start
        self._size = size
        self._head = len(start.head)
        self._first = self._learners = self._lines = 0
        self._start = self._head

    def shards(self, file: BinaryIO, size: int) -> Iterator[Shard]:
        """The shards of *file*, read as far as the opening has been, and on *size* bytes a time."""
        block, place, lines = self._opening.rest, self._head, 0
        cut = (place, lines)
        while True:
            counted = at = 0
            while (found := block.find(LEARNER_END, at)) >= 0:
                if self._learners == self._size:
                    yield self._shard(*cut, self._opening.end)
                at = found + len(LEARNER_END)
                self._learners += 1
                if self._learners == self._size:
                    lines += block.count(b"\n", counted, at)
                    counted = at
                    cut = (place + at, lines)
            at = max(at, len(block) - len(LEARNER_END) + 1)
            lines += block.count(b"\n", counted, at)
            place += at
            more = file.read(size)
            if not more:
                break
            block = block[at:] + more
        if not self._learners:
            raise NoCutError
        yield self._shard(file.tell(), lines, b"")

    def _shard(self, end: int, lines: int, closing: bytes) -> Shard:
        """The shard up to *end*, before which there are *lines*; the next one begins there."""
        shard = Shard(
            self._first, self._learners, self._start, end, self._lines, self._head, closing
        )
        self._first += self._learners
        self._learners, self._start, self._lines = 0, end, lines
        return shard
