"""Rows of a published CSV, streamed: what is in the way of one row costs only that row."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, BinaryIO

from ilrsync.errors import ReadError
from ilrsync.reference.layout import Part, iso_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_LINE = 1 << 20

_SEPARATORS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass
class Tally:
    """How many rows were kept and how many could not be, the first of them in ``line``."""

    kept: int = 0
    bad: int = 0
    line: int = 0


def records(stream: BinaryIO, file: str) -> Iterator[tuple[int, list[str] | None]]:
    """The rows of a CSV with the lines they end on, the headings first; None for a broken row.

    A spreadsheet may have written it with another separator than a comma; the headings tell.

    Raises:
        ReadError: it is no text that a published CSV could be.
    """
    lines = _lines(stream, file)
    first = next(lines, "")
    bare = _QUOTED.sub("", first)
    reader = csv.reader(chain((first,), lines), delimiter=max(_SEPARATORS, key=bare.count))
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield reader.line_num, None
        else:
            if row:
                yield reader.line_num, row


def headings_of(stream: BinaryIO, file: str) -> list[str]:
    """The heading row; empty where there is none."""
    for _, row in records(stream, file):
        return row or []
    return []


def kept_rows(
    part: Part, headings: Sequence[str], rows: Iterator[tuple[int, list[str] | None]], tally: Tally
) -> Iterator[tuple[str, ...]]:
    """Of each row below *headings* the columns of *part* that are there, its key first.

    A row without a key, with more or fewer cells than headings, or with a date that is none, is
    left out and counted in *tally*.
    """
    places = part.places(headings)
    key, width = places.pop(part.key), len(headings)
    days = [number for name, number in places.items() if name in part.dates]
    kept = itemgetter(key, *places.values())
    for line, row in rows:
        try:
            if row is None or len(row) != width:
                raise ValueError("broken")
            for number in days:
                row[number] = iso_day(row[number])
            row[key] = part.form(row[key])
            if not row[key]:
                raise ValueError("no key")
        except ValueError:
            tally.bad += 1
            tally.line = tally.line or line
            continue
        tally.kept += 1
        yield tuple(map(str.strip, kept(row) if places else (row[key],)))


def _lines(stream: BinaryIO, file: str) -> Iterator[str]:
    """The lines as text: UTF-8, or Windows-1252 for a line that is not."""
    for number, line in enumerate(iter(partial(stream.readline, LONGEST_LINE), b""), 1):
        if number == 1:
            if line.startswith(_UTF16_MARKS):
                raise ReadError(
                    "the file is UTF-16 text", file=file, wanted="UTF-8", remedy="save it as UTF-8"
                )
            line = line.removeprefix(_UTF8_MARK)
        if len(line) == LONGEST_LINE:
            raise ReadError(
                "a line has no end",
                file=file,
                line=number,
                wanted=f"lines of less than {LONGEST_LINE >> 20} MB",
                remedy="download it again",
            )
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp1252", "replace")
