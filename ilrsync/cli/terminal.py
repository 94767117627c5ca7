"""What a person at a terminal sees: results on standard output, all else on standard error."""

from __future__ import annotations

import io
import json
import sys
import time
from typing import TYPE_CHECKING, Any, Self, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAUSE = 0.2


def use_replacements() -> None:
    """A console that lacks a character of a name shows a question mark instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(text: str = "") -> None:
    """*text* stands on standard output."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """*text* stands on standard error."""
    sys.stderr.write(f"ilrsync: {text}\n")


def say_json(value: Any, *, indent: int | None = 2) -> None:
    """*value* stands on standard output as one JSON value, in ASCII that no console spoils."""
    say(json.dumps(value, indent=indent, default=str))


def stdout_for_csv() -> TextIO:
    """Standard output, as a CSV file is written: UTF-8, and line ends left as they are."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    return sys.stdout


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines in columns as wide as their widest cell."""
    cells = [list(headings), *(list(row) for row in rows)]
    widths = [max(len(row[number]) for row in cells) for number in range(len(headings))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


class Progress:
    """One line on a terminal that says how far long work has come; silent when piped or *quiet*.

    A context manager, at whose end the line is gone.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._width = 0
        self._next = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def __call__(self, what: str, learners: int) -> None:
        """The line says *what*, and how many *learners* that has reached, if any."""
        now = time.monotonic()
        if self._shown and now >= self._next:
            self._next = now + _PAUSE
            line = f"{what}: {learners:,} learners" if learners else what
            sys.stderr.write(f"\r{line.ljust(self._width)}")
            sys.stderr.flush()
            self._width = len(line)

    def clear(self) -> None:
        """The line is gone."""
        if self._width:
            sys.stderr.write(f"\r{' ' * self._width}\r")
            sys.stderr.flush()
            self._width = 0
