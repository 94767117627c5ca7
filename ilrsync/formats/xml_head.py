"""What the first bytes of an XML file say of it: its root, and the elements next to the root.

Only for recognising a file. Nothing here is proof that the rest can be read.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import NamedTuple
from xml.parsers import expat

SEPARATOR = "\x1f"
"""Between namespace and local name; XML allows it in neither."""


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Root(NamedTuple):
    """The root element of a file.

    ``children`` are the local names of the elements directly below it, each once, in the order in
    which they first occur; ``paths`` the same for every level (``Learner/ULN``), as far as looked.
    """

    name: str
    namespace: str
    attributes: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


class DoctypeError(Exception):
    """The file declares a document type, which no export needs and ilrsync does not read."""


def sniff(head: bytes) -> Root | None:
    """The root element in *head*, the first bytes of a file; None when there is none to be seen.

    UTF-8, UTF-16 and what the XML declaration names are understood. A file with a DOCTYPE has no
    root here: reading it says why.
    """
    try:
        return look(head)
    except DoctypeError:
        return None


def readable(name: str) -> str:
    """*name* as people know it: SQL Server and Access write a space in a name as ``_x0020_``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name) if "_x" in name else name


def look(head: bytes) -> Root | None:
    """As `sniff`, but a DOCTYPE is an error.

    Raises:
        DoctypeError: *head* has a DOCTYPE.
    """
    seen = _Seen()
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)
    parser.StartDoctypeDeclHandler = seen.doctype
    parser.StartElementHandler = seen.start
    parser.EndElementHandler = seen.end
    # Cut off or broken further on: what was seen until then is the answer.
    with suppress(expat.ExpatError, LookupError, ValueError):
        parser.Parse(head, False)  # noqa: FBT003 - expat takes no keywords
    return seen.root()


class _Seen:
    """Collects the root and the paths below it while expat reads."""

    def __init__(self) -> None:
        self._root: tuple[str, str, tuple[str, ...]] | None = None
        self._paths: dict[str, None] = {}
        self._open: list[str] = []

    def doctype(self, *_: object) -> None:
        raise DoctypeError

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(SEPARATOR)
        name = readable(name)
        names = tuple(readable(key.rpartition(SEPARATOR)[2]) for key in attributes)
        if self._root is None:
            self._root = (name, namespace, names)
            return
        self._open.append(name)
        path = "/".join(self._open)
        self._paths[path] = None
        for key in names:
            self._paths[f"{path}/@{key}"] = None

    def end(self, _: str) -> None:
        if self._open:
            self._open.pop()

    def root(self) -> Root | None:
        if self._root is None:
            return None
        paths = tuple(self._paths)
        children = tuple(path for path in paths if "/" not in path)
        return Root(*self._root, children=children, paths=paths)
