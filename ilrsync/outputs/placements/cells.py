"""CSV as the results service reads it: what is a line, a record, a cell, and a badly quoted one.

Source: Manage T Level results, release of June 2026, which reads with CsvHelper 28.0.0.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = (  # the longer ones first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile("\r\n|\r|\n")
_PLAIN = re.compile('[^,\r\n"]*')
_QUOTED = re.compile('[^"]*')


@dataclass(frozen=True, slots=True)
class Record:
    """One record; ``number`` is 1 for the header and counts records, ``text_line`` counts lines.

    ``badly_quoted`` says that a quote stands inside an unquoted cell, that text follows a closing
    quote, or that a quote is never closed.
    """

    number: int
    text_line: int
    cells: tuple[str, ...] = slot(repr=False)
    badly_quoted: bool = False


def decoded(data: bytes) -> str:
    """*data* as text: by its byte order mark, else UTF-8; wrong bytes become U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    return data.decode("utf-8", errors="replace")


def text_lines(text: str) -> int:
    """How many lines of text, whatever they hold; a line end at the very end begins no line."""
    ends = sum(1 for _ in _LINE_END.finditer(text))
    return ends + (1 if text and not text.endswith(("\r", "\n")) else 0)


def records(text: str) -> Iterator[Record]:
    """The records of *text*; empty lines are none and are not counted."""
    number = at = 0
    line = 1
    while at < len(text):
        if end := _LINE_END.match(text, at):
            at = end.end()
            line += 1
            continue
        number += 1
        cells, bad, after = _record(text, at)
        yield Record(number, line, tuple(cells), bad)
        line += text_lines(text[at:after])
        at = after


def _record(text: str, at: int) -> tuple[list[str], bool, int]:
    """The cells of the record at *at*, whether one is badly quoted, and where the next begins."""
    cells: list[str] = []
    bad = False
    while True:
        start = at
        at = _after_quoted(text, at) if text.startswith('"', at) else _after_plain(text, at)
        cell, wrong = _cell(text[start:at])
        cells.append(cell)
        bad = bad or wrong
        if text.startswith(",", at):
            at += 1
            continue
        end = _LINE_END.match(text, at)
        return cells, bad, end.end() if end else at


def _after_plain(text: str, at: int) -> int:
    """Where a cell ends that does not begin with a quote; quotes in it quote nothing."""
    while True:
        at = _end(_PLAIN, text, at)
        if not text.startswith('"', at):
            return at
        at += 1


def _after_quoted(text: str, at: int) -> int:
    """Where a cell ends that begins with a quote; each further quote opens or closes."""
    quoted = False
    while at < len(text):
        if text[at] == '"':
            quoted = not quoted
            at += 1
        elif quoted:
            at = _end(_QUOTED, text, at)
        else:
            after = _end(_PLAIN, text, at)
            if after == at:
                return at
            at = after
    return at


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _cell(written: str) -> tuple[str, bool]:
    """The value of a cell as it stands in the file, and whether it is badly quoted."""
    if not written.startswith('"'):
        return written, '"' in written
    inside = written[1:-1]
    if len(written) == 1 or not written.endswith('"') or '"' in inside.replace('""', ""):
        return written, True
    return inside.replace('""', '"'), False
