"""Whether what a file holds so far can be all of it.

Only what shows without reading the file through: an end that is missing says that somebody is
still writing, or that the copy was cut off. An end that is there proves nothing.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from contextlib import closing
from pathlib import PurePath
from typing import TYPE_CHECKING

from ilrsync.durable import FILES, Files
from ilrsync.intake.scan import found_file

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from ilrsync.intake.scan import Found

_LOOK = 64 * 1024
_TABLES = frozenset({".csv", ".txt", ".tsv"})
_ZIPS = frozenset({".xlsx", ".xlsm", ".zip"})

_ROOT = re.compile(rb"<([A-Za-z_][^\s<>/=]*)")
_ASIDES = ((b"<!--", b"-->"), (b"<?", b"?>"))
"""How what is no element begins and ends, before the root and after it."""


class Probe:
    """What can be asked of a file without taking it."""

    def __init__(self, files: Files = FILES) -> None:
        self._files = files

    def held(self, found: Found) -> bool:
        """Whether another program has *found* open for writing, where the system tells that."""
        return self._files.held(found.path)

    def marked(self, found: Found, marker: str) -> bool:
        """Whether the *marker* of *found* lies beside it and is not older than the file.

        A marker older than the file was meant for what was there before.
        """
        path = found.path
        names = [marker]
        if marker.startswith("."):
            names = [path.name + marker, path.stem + marker]
        return any(self._newer(path.with_name(name), found.modified) for name in names)

    def unfinished(self, found: Found) -> str:
        """What is missing at the end of *found*, for people; empty when nothing shows.

        A file that cannot be read is not said to be unfinished: taking it says what is wrong.
        """
        try:
            with closing(self._files.open(found.path)) as file:
                return _unfinished(file, PurePath(found.name).suffix.lower())
        except OSError:
            return ""

    def unchanged(self, found: Found) -> bool:
        """Whether *found* is as it was when it was found; not so when it is gone."""
        try:
            now = found_file(found.path, found.name, self._files.stat(found.path))
        except OSError:
            return False
        return (now.mark, now.changed) == (found.mark, found.changed)

    def _newer(self, path: Path, modified: float) -> bool:
        try:
            return self._files.stat(path).st_mtime >= modified
        except OSError:
            return False


def _unfinished(file: BinaryIO, suffix: str) -> str:
    head = file.read(_LOOK)
    if not head:
        return "it is empty so far"
    if suffix in _ZIPS or head.startswith(b"PK"):
        return "" if zipfile.is_zipfile(file) else "its directory, at the end, is not there yet"
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _LOOK))
    tail = file.read()
    if tail.endswith(b"\0\0"):
        return "the room that was kept for its end is not filled yet"
    # Without NULs UTF-16 has the letters of UTF-8.
    head, tail = head.replace(b"\0", b""), tail.replace(b"\0", b"")
    if suffix == ".xml" or _without_mark(head).lstrip().startswith(b"<"):
        return _open_xml(head, tail, whole=size <= _LOOK)
    return _open_table(head, tail) if suffix in _TABLES else ""


def _open_xml(head: bytes, tail: bytes, *, whole: bool) -> str:
    """What is missing in XML that begins with *head* and ends with *tail*."""
    root = _ROOT.search(_after_asides(_without_mark(head)))
    if root is None:
        return "its first element is not there yet" if whole else ""
    end = _before_asides(tail)
    name = re.escape(root[1])
    if re.search(rb"</" + name + rb"\s*>$", end):
        return ""
    if whole and re.search(rb"<" + name + rb"[^<>]*/>$", end):
        return ""
    return f"its end, </{root[1].decode('ascii', 'replace')}>, is not there yet"


def _after_asides(text: bytes) -> bytes:
    """*text* from its first element or declaration on; empty when an aside does not end in it."""
    while True:
        text = text.lstrip()
        end = next((end for start, end in _ASIDES if text.startswith(start)), None)
        if end is None:
            return text
        text = text.partition(end)[2]


def _before_asides(text: bytes) -> bytes:
    """*text* up to its last element."""
    while True:
        text = text.rstrip()
        start = next((start for start, end in _ASIDES if text.endswith(end)), None)
        if start is None or start not in text:
            return text
        text = text.rpartition(start)[0]


def _open_table(head: bytes, tail: bytes) -> str:
    """What is missing in a CSV: a last line without its end has as many cells as the heading."""
    if tail.endswith((b"\n", b"\r")):
        return ""
    heading = _without_mark(head).splitlines()[0] if head.strip() else b""
    last = tail.splitlines()[-1] if tail.strip() else b""
    delimiter = max((b",", b";", b"\t", b"|"), key=heading.count).decode()
    if _cells(last, delimiter) == _cells(heading, delimiter):
        return ""
    return "its last row is not whole yet"


def _cells(line: bytes, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line.decode("latin-1")], delimiter=delimiter), []))
    except csv.Error:
        return -1


def _without_mark(text: bytes) -> bytes:
    """*text* without a byte order mark."""
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        text = text.removeprefix(mark)
    return text
