"""One thing that may be removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ilrsync.durable import FILES

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Item:
    """Something to remove: of which kind, by what name, why, and how large on disk.

    ``remove`` removes it and has that on record; it may raise `OSError` or an error of ours.
    """

    kind: str
    what: str
    why: str
    size: int
    remove: Callable[[], None] = field(repr=False, compare=False)


def before(now: dt.datetime, days: int) -> dt.datetime | None:
    """The moment *days* before *now*; None when they say that everything is kept."""
    return now - dt.timedelta(days=days) if days else None


def written(path: Path) -> dt.datetime | None:
    """When *path* was last written to; None when it is gone."""
    try:
        return dt.datetime.fromtimestamp(FILES.stat(path).st_mtime, dt.UTC)
    except OSError:
        return None


def size_of(path: Path) -> int:
    """The bytes of a file, or of all files below a folder; of what cannot be seen, none."""
    try:
        if not FILES.is_folder(path):
            return FILES.stat(path).st_size
        return sum(
            size_of(entry.path) for entry in FILES.entries(path) if entry.kind in ("file", "folder")
        )
    except OSError:
        return 0
