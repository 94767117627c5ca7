"""The learners of an ILR file that is written the usual way, read without a tree.

The file is cut behind every learner. A learner of whom every line is understood is a record at
once; the document around any other is closed and given to the XML parser. So every byte of the
file has either been understood to the letter or has been parsed, in the order of the file; what
cannot be parsed in pieces is not usual.
"""

from __future__ import annotations

from operator import length_hint
from typing import TYPE_CHECKING, cast

from ilrsync.errors import ReadError
from ilrsync.formats.ilr_lines import BLANK, END, KEPT, Lines, UnusualError, lines_of
from ilrsync.formats.ilr_opening import LEARNER_END, MOST, opening
from ilrsync.formats.xml import is_blank, stream_bytes
from ilrsync.model.record import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from ilrsync.formats.ilr_opening import Opening
    from ilrsync.formats.ilr_reader import IlrReader
    from ilrsync.formats.xml import Element
    from ilrsync.model.record import Record
    from ilrsync.model.records import Learner

_CHUNK = 64 * 1024
_START = b"<Learner>"
_BETWEEN = b"><"
_APART = b">\n<"

_Place = tuple[str, int, int]


def plain_learners(
    path: Path, file: str, reader: IlrReader, aside: Callable[[Element, int], None]
) -> Iterator[Learner]:
    """Every learner of the file at *path*, as *reader* reads it.

    *aside* gets every element that stands before, between or after the learners, with the number
    of lines before the document that it is in.

    Raises:
        UnusualError: The file is not written the usual way or is broken. The learners given until
            then are the first that any way of reading gives, if there is one.
    """
    try:
        with path.open("rb") as opened:
            start = opening(opened)
            if start.namespace != reader.namespace:
                raise UnusualError
            yield from _Pieces(file, reader, aside, start).learners(opened)
    except (OSError, ReadError):
        raise UnusualError from None


class _Pieces:
    """The file in pieces: what stands before the first learner, each learner, and the rest."""

    def __init__(
        self,
        file: str,
        reader: IlrReader,
        aside: Callable[[Element, int], None],
        start: Opening,
    ) -> None:
        self._file = file
        self._reader = reader
        self._aside = aside
        self._opening = start
        self._lines = lines_of(reader.plans)["Learner"]
        self._before = 0

    def learners(self, opened: BinaryIO) -> Iterator[Learner]:
        """The learners of the file, which is open and has been read as far as the opening has."""
        head, rest = self._opening.head, self._opening.rest
        yield from self._parsed(head + self._opening.end)
        self._before = head.count(b"\n")
        while chunk := opened.read(_CHUNK):
            *pieces, rest = (rest + chunk).split(LEARNER_END)
            for piece in pieces:
                yield from self._piece(piece)
            if len(rest) > MOST:
                raise UnusualError
        *pieces, rest = rest.split(LEARNER_END)
        for piece in pieces:
            yield from self._piece(piece)
        if rest.strip(BLANK + b"\n") != self._opening.end:
            yield from self._parsed(self._opening.start + rest)

    def _piece(self, piece: bytes) -> Iterator[Learner]:
        """The learner of whom *piece* is all but the last tag; more where others are empty."""
        lines = piece.split(b"\n")
        before = self._before
        try:
            learner = _learner(lines, self._lines, self._file, before + len(lines))
        except UnusualError:
            whole = b"".join((self._opening.start, piece, LEARNER_END, self._opening.end))
            yield from self._parsed(whole)
        else:
            yield learner
        self._before = before + len(lines) - 1

    def _parsed(self, document: bytes) -> Iterator[Learner]:
        """The learners of *document*, which stands where the file has been read to."""
        for element in stream_bytes(document, self._file, ("Learner",), self._beside):
            yield self._reader.learner(element, self._file, self._before)

    def _beside(self, element: Element) -> None:
        if element.getparent() is None or not is_blank(element.tail):
            # Text between elements: whose it is shows only in the whole document.
            raise UnusualError
        self._aside(element, self._before)


def _learner(lines: list[bytes], plan: Lines, file: str, last: int) -> Learner:
    """The learner in *lines*, of which the last has the number *last* and lacks the end tag.

    Raises:
        UnusualError: Something stands there that is not usual.
    """
    lines[-1] += LEARNER_END
    rest = iter(lines)
    start = next(rest)
    while not start.strip(BLANK):
        start = next(rest)
    start = start.lstrip(BLANK)
    down = 1
    if start.startswith(_START + b"<") and not length_hint(rest):
        rest = iter(start.replace(_BETWEEN, _APART).split(b"\n"))
        start = next(rest)
        down = 0
    if start.rstrip(BLANK) != _START:
        raise UnusualError
    return cast("Learner", _record(rest, plan, (file, last, down)))


def _record(lines: Iterator[bytes], plan: Lines, place: _Place) -> Record:
    """The record of an entity whose start was the last of *lines* taken; its end is taken too.

    *place* is the file, the number of the last line, and how many lines down the next one stands.

    Raises:
        UnusualError: A line is not understood or does not stand in order.
    """
    origin = None
    if plan.placed:
        file, last, down = place
        origin = Origin(file, last - down * length_hint(lines))
    known = plan.known.get
    row = plan.blank()
    raw: dict[str, str] | None = None
    latest = -1
    for line in lines:
        argument, value, kind = known(line) or plan.understood(line)
        if argument <= latest and not (argument == latest and kind in plan.repeating):
            raise UnusualError
        latest = argument
        if kind is None:
            row[argument] = value
        elif kind is END:
            break
        elif kind is KEPT:
            name, text, row[argument] = value
            raw = {**(raw or {}), name: text}
        elif kind in plan.repeating:
            row[argument].append(_record(lines, kind, place))
        else:
            row[argument] = _record(lines, kind, place)
    else:
        raise UnusualError
    record = plan.record(row)
    record.origin = origin
    record.raw = raw
    return record
