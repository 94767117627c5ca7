"""Rows of a CSV file, with the line each began on; nothing is guessed and nothing is lost."""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from ilrsync.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
LOOKED_AT = 20
"""The heading row is looked for in this many rows, because reports open with a title and a date."""

LONGEST_FIELD = 131_072
LONGEST_LINE = 8 * 1024 * 1024
_CHUNK = 1024 * 1024
_QUOTED = 4
"""Rows that are taken for quoted once one is: in some exports all are, in others few."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class CsvLayout:
    """How a CSV file is written: encoding, separator and the place of its heading row.

    ``skip`` rows stand above the heading row, which begins on ``line``.
    """

    encoding: str
    separator: str
    headings: tuple[str, ...]
    skip: int
    line: int


def layout(
    path: Path,
    name: str,
    hits: Callable[[list[str]], int],
    *,
    encoding: str | None = None,
    separator: str | None = None,
) -> CsvLayout:
    """How the file at *path* is written; *hits* says how many known headings a row holds.

    Raises:
        ReadError: The file is empty, is not text, or its first rows are not CSV.
    """
    used = checked_encoding(path, name, encoding)
    best: CsvLayout | None = None
    most = (-1, -1)
    fault: ReadError | None = None
    for mark in [separator] if separator else SEPARATORS:
        found, error = _first_rows(path, name, used, mark)
        fault = fault or error
        if not found:
            continue
        scores = [hits(cells) for _, cells in found]
        place = scores.index(max(scores))
        line, cells = found[place]
        if (scores[place], len(cells)) > most:
            most = (scores[place], len(cells))
            best = CsvLayout(used, mark, tuple(cells), place, line)
    if best is None:
        raise fault or ReadError(
            "the file has no rows",
            file=name,
            wanted="a heading row and one row for each learner or aim",
            remedy="export it again",
        )
    return best


def rows(path: Path, name: str, how: CsvLayout) -> Iterator[tuple[int, list[str]]]:
    """The rows below the heading row, each with the line it begins on; blank lines are left out.

    Raises:
        ReadError: A quote is not closed or a field is too long; names the line.
    """
    return islice(_records(path, name, how.encoding, how.separator), how.skip + 1, None)


def checked_encoding(path: Path, name: str, encoding: str | None = None) -> str:
    """The encoding in which the whole file decodes: by its mark, else UTF-8, else CP1252.

    Strict throughout, so that no letter is ever replaced by another or by U+FFFD.

    Raises:
        ReadError: The file is empty, holds NUL, decodes as neither, or has an endless line.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    if not head:
        raise ReadError("the file is empty", file=name, remedy="export it again")
    marked = next((found for mark, found in _MARKS if head.startswith(mark)), None)
    choices = [encoding] if encoding else [marked] if marked else ["utf-8", "cp1252"]
    for choice in choices:
        if _decodes(path, name, choice):
            return choice
    raise ReadError(
        "the file is not readable as text",
        file=name,
        wanted=" or ".join(choice.upper() for choice in choices),
        remedy="export it as CSV in UTF-8",
    )


def _decodes(path: Path, name: str, encoding: str) -> bool:
    """Whether the file decodes; refuses what no text file holds on the way."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
    except LookupError as error:
        raise ReadError(
            "the encoding is not known", file=name, got=encoding, wanted="a name such as utf-8"
        ) from error
    line, open_line = 1, 0
    with path.open("rb") as stream:
        while True:
            data = stream.read(_CHUNK)
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError:
                return False
            if "\0" in text:
                raise ReadError(
                    "the file holds NUL characters",
                    file=name,
                    line=line + text[: text.index("\0")].count("\n"),
                    wanted="a text file",
                    remedy="export it again as CSV; an XLSX file keeps its .xlsx name",
                )
            line += text.count("\n")
            last = max(text.rfind("\n"), text.rfind("\r"))
            open_line = open_line + len(text) if last < 0 else len(text) - last
            if open_line > LONGEST_LINE:
                raise ReadError(
                    f"the line is longer than {LONGEST_LINE:,} characters",
                    file=name,
                    line=line,
                    wanted="one line for each record",
                    remedy="export it again as CSV",
                )
            if not data:
                return True


def _first_rows(
    path: Path, name: str, encoding: str, mark: str
) -> tuple[list[tuple[int, list[str]]], ReadError | None]:
    """The first rows when *mark* separates them, up to the first fault, and that fault."""
    found: list[tuple[int, list[str]]] = []
    try:
        for row in islice(_records(path, name, encoding, mark), LOOKED_AT):
            found.append(row)
    except ReadError as error:
        return found, error
    return found, None


def _records(
    path: Path, name: str, encoding: str, separator: str
) -> Iterator[tuple[int, list[str]]]:
    """The rows of the file as ``csv.reader`` gives them, each with the line it begins on.

    A line without a quote is a row whose cells stand between separators, whatever stands around
    it: cutting it there takes half as long as the reader does.
    """
    csv.field_size_limit(LONGEST_FIELD)
    reads = partial(csv.reader, delimiter=separator, strict=True)
    reads(())  # what cannot separate is refused here
    line = 1
    with path.open(encoding=encoding, newline="") as stream:
        try:
            for text in stream:
                if '"' not in text and len(text) <= LONGEST_FIELD:
                    if bare := text.rstrip("\r\n"):
                        yield line, bare.split(separator)
                    line += 1
                    continue
                reader = reads(chain((text,), stream))
                before = line
                for row in islice(reader, _QUOTED):
                    if row:
                        yield line, row
                    line = before + reader.line_num
        except csv.Error as error:
            raise ReadError(
                f"the row is not CSV ({error})",
                file=name,
                line=line,
                wanted='fields in double quotes where they hold a separator, and "" for a quote',
                remedy="mend the row in the export, or export it again",
            ) from error
