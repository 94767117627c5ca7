"""Files in inboxes, and formats that know them by their first line."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from ilrsync.contracts import Format, IntakeFile, SetFormat
from ilrsync.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 11, 20, 18, 0, tzinfo=dt.UTC)


def put(folder: Path, name: str, content: str = "x", minute: float = 0) -> Path:
    """A file called *name*, written *minute* minutes after `NOW`."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8"))
    time = NOW.timestamp() + minute * 60
    os.utime(path, (time, time))
    return path


def no_headings(path: Path, name: str) -> list[str]:
    return []


class OneFile(Format):
    """A file that begins with "one"."""

    name = "one"

    def matches(self, file: IntakeFile) -> bool:
        return file.head.startswith(b"one")


class ThreeParts(SetFormat):
    """Files that begin with "Learners", "Aims" or "Placements"; the last is not required."""

    name = "parts"
    required = frozenset({"Learners", "Aims"})

    def part(self, file: IntakeFile) -> str | None:
        first = file.head.decode("utf-8").partition(" ")[0]
        return first if first in ("Learners", "Aims", "Placements") else None


def recognise(file: IntakeFile) -> Format:
    for known in (OneFile(), ThreeParts()):
        if known.matches(file):
            return known
    raise ReadError("no format knows this file", file=file.name)
