"""Where an ILR file may be cut between learners, so that several processes read parts of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LEARNER = "Learner"
_BLOCK = 1 << 20
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")
"""How a file begins whose characters are wider than a byte."""


class NoCutError(Exception):
    """The file is unusual: only reading it as a whole says what is wrong with it, if anything."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Some learners of a file that follow each other.

    ``first`` is the position of the first of them, from 0; ``start`` and ``end`` are bytes of the
    file. ``lines`` says how many lines further down they stand than the file's first learner.
    ``head`` bytes stand before the first learner; ``closing`` ends the document after ``end``.
    """

    first: int
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


def shards(path: Path, size: int) -> Iterator[Shard]:
    """The learners of the file at *path*, *size* at a time; the last has those that are left.

    Whoever reads a shard finds out whether the file has learners where a Learner begins here: if
    one stands in anything else, its shard is not well-formed.

    Raises:
        NoCutError: The file is not well-formed XML of one byte a character without prefixes, or
            has no learner.
    """
    places = _Places(size)
    try:
        with path.open("rb") as file:
            block = file.read(_BLOCK)
            if block.startswith(_WIDE):
                raise NoCutError
            while block:
                places.parser.Parse(block, False)  # noqa: FBT003 - expat takes no keywords
                yield from places.ready()
                block = file.read(_BLOCK)
            places.parser.Parse(b"", True)  # noqa: FBT003 - expat takes no keywords
            yield places.last(file.tell())
    except (expat.ExpatError, OSError, LookupError, ValueError) as error:
        raise NoCutError from error


class _Places:
    """Counts learners while expat reads, and notes where every so-manieth begins."""

    def __init__(self, size: int) -> None:
        self._found: list[tuple[int, int, int]] = []
        self._root: list[str] = []
        self._taken = 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartElementHandler = self._handler(size)

    def ready(self) -> Iterator[Shard]:
        """The shards whose end is known by now and that were not given before."""
        while self._taken + 1 < len(self._found):
            self._taken += 1
            yield self._shard(self._taken - 1, self._found[self._taken][1], closing=True)

    def last(self, size: int) -> Shard:
        """The shard at the end of a file of *size* bytes."""
        if not self._found:
            raise NoCutError
        return self._shard(self._taken, size, closing=False)

    def _shard(self, number: int, end: int, *, closing: bool) -> Shard:
        first, start, line = self._found[number]
        _, head, top = self._found[0]
        tail = f"</{self._root[0]}>".encode() if closing else b""
        return Shard(first, start, end, line - top, head, tail)

    def _handler(self, size: int) -> Callable[[str, object], None]:
        """As little as can be done at every start tag of a file: that is all that cutting costs."""
        parser, found, root = self.parser, self._found, self._root
        count = 0

        def begin(name: str, _: object) -> None:
            root.append(name)
            parser.StartElementHandler = start

        def start(name: str, _: object) -> None:
            nonlocal count
            if name == LEARNER:
                if count % size == 0:
                    found.append((count, parser.CurrentByteIndex, parser.CurrentLineNumber))
                count += 1

        return begin


def _refuse(*_: object) -> None:
    raise NoCutError
