"""Old files that the ledger does not know: quarantine, renamed logs, copies of the ledger."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.durable import FILES
from ilrsync.ledger.retention import Removal
from ilrsync.operations.purging.item import Item, before, size_of, written

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from ilrsync.config import Config
    from ilrsync.durable import Entry
    from ilrsync.ledger import Ledger

QUARANTINE, LOGS, COPIES = "quarantine", "logs", "copies"

_WHY = ".why.txt"


def old_quarantine(config: Config, ledger: Ledger, now: dt.datetime) -> Iterator[Item]:
    """Files that were set aside long enough ago, each with its explanation."""
    limit = before(now, config.retention.quarantine_days)
    if limit is None:
        return
    for room in _entries(config.folders.quarantine):
        if room.kind != "folder":
            continue
        pairs = sorted(_pairs(room.path), key=lambda pair: pair[1], reverse=True)
        for paths, moved in pairs[config.retention.quarantine_keep :]:
            if moved < limit:
                what = f"{room.path.name}/{paths[0].name}"
                yield _item(ledger, QUARANTINE, what, f"set aside {moved:%Y-%m-%d}", paths)


def old_logs(config: Config, ledger: Ledger, now: dt.datetime) -> Iterator[Item]:
    """Log files that were renamed when they had grown, long enough ago; never the one in use."""
    limit = before(now, config.retention.logs_days)
    file = config.logging.file
    if limit is None or file is None:
        return
    renamed = re.compile(rf"{re.escape(file.name)}[.-][0-9][0-9.-]*(\.gz|\.xz|\.zst)?")
    for entry in _entries(file.parent):
        age = written(entry.path)
        if entry.kind == "file" and renamed.fullmatch(entry.path.name) and age and age < limit:
            why = f"last written {age:%Y-%m-%d}"
            yield _item(ledger, LOGS, entry.path.name, why, [entry.path])


def old_copies(config: Config, ledger: Ledger, now: dt.datetime) -> Iterator[Item]:
    """Old copies of the ledger, which hold what has left the ledger since."""
    limit = before(now, config.retention.details_days)
    for copy in copies_of_the_ledger(config):
        age = written(copy)
        if limit is not None and age is not None and age < limit:
            why = "copied before its tables were changed"
            yield _item(ledger, COPIES, copy.name, why, [copy])


def copies_of_the_ledger(config: Config) -> list[Path]:
    """The copies that are made of the ledger before its tables are changed."""
    place = config.ledger_place
    if not isinstance(place, Path):
        return []
    return sorted(place.parent.glob(f"{place.name}.version-*"))


def _item(ledger: Ledger, kind: str, what: str, why: str, paths: Sequence[Path]) -> Item:
    size = sum(map(size_of, paths))
    gone = Removal(kind, what, len(paths), size)
    return Item(kind, what, why, size, partial(_remove, ledger, paths, gone))


def _remove(ledger: Ledger, paths: Sequence[Path], gone: Removal) -> None:
    for path in paths:
        with suppress(FileNotFoundError):
            if FILES.is_folder(path):
                FILES.remove_folder(path)
            else:
                FILES.remove(path)
    ledger.record_removals([gone])


def _pairs(room: Path) -> Iterator[tuple[list[Path], dt.datetime]]:
    """Each file in *room* with its explanation, or one of them alone, and when it was set aside."""
    paths = {entry.path.name: entry.path for entry in _entries(room) if entry.kind == "file"}
    for name in sorted({name.removesuffix(_WHY) for name in paths}):
        pair = [paths[each] for each in (name, f"{name}{_WHY}") if each in paths]
        # A file that is moved keeps its own time, so the explanation says when that was.
        moved = written(pair[-1])
        if moved is not None:
            yield pair, moved


def _entries(folder: Path) -> list[Entry]:
    try:
        return FILES.entries(folder)
    except OSError:
        return []
