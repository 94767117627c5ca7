"""Old exports in the archive, and files there that nothing refers to."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from ilrsync.durable import FILES
from ilrsync.ledger.retention import Removal
from ilrsync.operations.purging.item import Item, before, size_of, written

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.ledger import Export, Ledger

KIND = "archive"


def old_exports(config: Config, ledger: Ledger, now: dt.datetime) -> Iterator[Item]:
    """Exports that are old enough and that neither a build nor an inbox has to do with.

    An export whose originals still lie in an inbox stays, because the archive's copy is what keeps
    them from being taken for new. Then files of the archive that a crash left without a record.
    """
    limit = before(now, config.retention.archive_days)
    if limit is None:
        return
    folder = config.folders.archive
    holders = Counter(ledger.archived())
    for number in ledger.exports_to_forget(limit, config.retention.archive_keep):
        export = ledger.export(number)
        if lies_in_an_inbox(config, ledger, export):
            continue
        paths = [file.archived for file in export.files]
        paths += [seen.file.archived for seen in ledger.seen_files_of(number)]
        holders.subtract(paths)
        free = [folder / path for path in dict.fromkeys(paths) if holders[path] <= 0]
        size = sum(map(size_of, free))
        why = f"delivered {export.first_seen:%Y-%m-%d}, {export.state.value}"
        remove = partial(_forget, ledger, export, free, size, folder)
        yield Item(KIND, f"{export.source}: {_named(export)}", why, size, remove)
    yield from _unknown(folder, ledger, holders, limit)


def lies_in_an_inbox(config: Config, ledger: Ledger, export: Export) -> bool:
    """Whether an original of *export* is still there, or its folder cannot be looked into now."""
    for source in config.source:
        if source.name == export.source:
            folder, _ = source.place
            try:
                FILES.entries(folder)
                return any(
                    FILES.exists(folder / seen.path) for seen in ledger.seen_files_of(export.id)
                )
            except OSError:
                return True
    return False


def _unknown(
    folder: Path, ledger: Ledger, holders: Counter[str], limit: dt.datetime
) -> Iterator[Item]:
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        age = written(path)
        if name not in holders and age is not None and age < limit:
            size = size_of(path)
            gone = Removal(KIND, name, 1, size)
            remove = partial(_remove_unknown, ledger, path, folder, gone)
            yield Item(KIND, name, "nothing refers to it", size, remove)


def _forget(ledger: Ledger, export: Export, paths: Iterable[Path], size: int, folder: Path) -> None:
    gone = Removal(KIND, f"{export.source}: {export.sha256}", len(export.files), size)
    ledger.forget_exports([export.id], [gone])
    for path in paths:
        _remove_file(path, folder)


def _remove_unknown(ledger: Ledger, path: Path, folder: Path, gone: Removal) -> None:
    _remove_file(path, folder)
    ledger.record_removals([gone])


def _remove_file(path: Path, folder: Path) -> None:
    """*path* is gone, and so are the folders above it that it leaves empty."""
    if not path.is_relative_to(folder):
        return
    with suppress(FileNotFoundError):
        FILES.remove(path)
    with suppress(OSError):  # others are in it still
        for above in (path.parent, path.parent.parent):
            if above != folder:
                above.rmdir()


def _files(folder: Path) -> Iterator[Path]:
    try:
        entries = FILES.entries(folder)
    except OSError:
        return
    for entry in entries:
        if entry.kind == "folder":
            yield from _files(entry.path)
        elif entry.kind == "file":
            yield entry.path


def _named(export: Export) -> str:
    return ", ".join(file.name for file in export.files) or export.sha256[:12]
