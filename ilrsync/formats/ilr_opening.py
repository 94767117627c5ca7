"""What stands before the first learner of an ILR file that is written the usual way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from ilrsync.formats.ilr_lines import UnusualError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

MOST = 1 << 20
"""Bytes within which the next learner ends in a usual file, and the first begins."""

LEARNER_END = b"</Learner>"
"""How a learner ends in a usual file."""

_CHUNK = 64 * 1024
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")
"""How a file begins whose characters are wider than a byte."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of a file: its ``head`` up to the first learner, and the ``rest`` of it.

    ``start`` opens a document in which elements are in the same namespaces as in the file, and
    ``end`` ends both. Elements without a prefix are in ``namespace``, unless they say otherwise.
    """

    head: bytes
    rest: bytes
    start: bytes
    end: bytes
    namespace: str


def opening(file: BinaryIO) -> Opening:
    """The opening of *file*, which is read as far as that and the rest of a chunk.

    Raises:
        UnusualError: The file is not UTF-8 XML 1.0, has a DOCTYPE, or its first learner does not
            stand in the root.
    """
    seen = _Seen()
    read = b""
    try:
        while chunk := file.read(_CHUNK):
            read += chunk
            if read.startswith(_WIDE) or len(read) > MOST:
                raise UnusualError
            seen.parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no keywords
            if seen.learner is not None:
                place = seen.learner
                return Opening(read[:place], read[place:], seen.start, seen.end, seen.namespace)
    except (expat.ExpatError, LookupError, ValueError):
        raise UnusualError from None
    raise UnusualError


class _Seen:
    """Where the first learner begins and what the root is, found while expat reads."""

    def __init__(self) -> None:
        self.learner: int | None = None
        self.start = self.end = b""
        self.namespace = ""
        self._depth = 0
        self.parser = expat.ParserCreate()
        self.parser.XmlDeclHandler = _declaration
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._finish

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._depth:
            self._root(name, attributes)
        elif name == "Learner":
            if self._depth > 1:
                raise UnusualError
            self.learner = self.parser.CurrentByteIndex
            self.parser.StartElementHandler = self.parser.EndElementHandler = None
        self._depth += 1

    def _finish(self, _: str) -> None:
        self._depth -= 1

    def _root(self, name: str, attributes: Mapping[str, str]) -> None:
        given = {key: value for key, value in attributes.items() if key.startswith("xmlns")}
        # What the root says in xml: attributes holds for every element in it.
        said = any(key.startswith("xml:") for key in attributes)
        if said or ":" in name:
            raise UnusualError
        self.namespace = given.get("xmlns", "")
        declared = "".join(f" {key}={quoteattr(value)}" for key, value in given.items())
        self.start = f"<{name}{declared}>".encode()
        self.end = f"</{name}>".encode()


def _declaration(version: str, encoding: str | None, _: int) -> None:
    if version != "1.0" or (encoding or "UTF-8").upper() != "UTF-8":
        raise UnusualError


def _refuse(*_: object) -> None:
    raise UnusualError
