"""The folder of reference data, as a plugin: what lies there answers through ``ilrsync_lookup``.

Of several files of one table the newest is used. A file that turns out to be damaged takes nothing
away: the next newest serves, or what was loaded last.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.contracts import FileRemark, Reference
from ilrsync.errors import ReadError
from ilrsync.host.hookspecs import hookimpl
from ilrsync.reference.lars import LAYOUT
from ilrsync.reference.lists import CODE_LISTS, LAYOUTS
from ilrsync.reference.loading import Found, loaded, looked_at
from ilrsync.reference.store import Store, stores

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ilrsync.contracts import LookupTable
    from ilrsync.reference.layout import Layout

UNREADABLE = "ILRSYNC_reference_unreadable"
INCOMPLETE = "ILRSYNC_reference_incomplete"
UNUSED = "ILRSYNC_reference_unused"

_BESIDE = frozenset({".txt", ".md", ".pdf", ".html", ".htm", ".ini", ".db"})
"""Notes of people, documents that come with a download, and droppings of Windows."""

log = logging.getLogger(__name__)
Snapshot = tuple[tuple[str, int, int], ...]


def untold(name: str) -> None:
    """Nobody hears that a file is being loaded."""


class Shelf:
    """The tables in the folder *folder*, kept as stores in the folder *room*.

    Tables are loaded when one is first asked for. *told* hears of which file, because it takes a
    while. Handed to another process, a shelf has there the very tables that it has here.
    """

    __name__ = "reference"  # what `ilrsync plugins` calls it, as it calls a module by its name

    def __init__(self, folder: Path, room: Path, told: Callable[[str], None] = untold) -> None:
        self._folder = folder
        self._room = room
        self._told = told
        self._seen: Snapshot | None = None
        self._tables: dict[str, Store] = {}
        self._remarks: list[FileRemark] = []

    def __getstate__(self) -> dict[str, object]:
        return {**vars(self), "_told": untold}  # whoever hears is in this process

    @hookimpl
    def ilrsync_lookup(self, table: str, year: str) -> LookupTable | None:
        """A table by its name, or by ``table/kind`` where it has rows of that kind.

        The tables are the same for every year: each row says itself from when to when it holds.
        """
        if self._seen is None:
            self._look()
        name, _, kind = table.partition("/")
        store = self._tables.get(name)
        return store if store is not None and (not kind or store.has(kind)) else None

    @hookimpl
    def ilrsync_references(self, year: str) -> list[Reference]:
        """Every table that there is, after a new look into the folder, and what is wrong."""
        self._look()
        tables = [
            Reference(store.name, store.version, store.about.dated, _lacks(store), _lists(store))
            for _, store in sorted(self._tables.items())
        ]
        return [*tables, *([Reference("", remarks=self._remarks)] if self._remarks else [])]

    def close(self) -> None:
        """No store is open any more; the shelf may be asked again all the same."""
        for store in self._tables.values():
            store.close()
        self._tables = {}
        self._seen = None

    def _look(self) -> None:
        """The tables are those of the folder as it is now."""
        try:
            seen = self._snapshot()
        except OSError as error:
            seen = ()
            self._remarks = [self._unreadable(self._folder.name, durable.reason(error))]
        else:
            if seen != self._seen:
                self._remarks = []
        if seen == self._seen:
            return
        self._seen = seen
        found: dict[str, list[Found]] = {}
        broken_zip = False
        for name, _, _ in seen:
            path = self._folder / name
            try:
                one = looked_at(path)
            except (ReadError, OSError) as error:
                broken_zip = broken_zip or path.suffix.casefold() == ".zip"
                self._remark(path, error)
            else:
                found.setdefault(one.layout.table, []).append(one)
        for layout in (LAYOUT, *LAYOUTS):
            self._settle(layout, found.get(layout.table, []), broken_zip and layout is LAYOUT)

    def _settle(self, layout: Layout, found: list[Found], keep: bool) -> None:  # noqa: FBT001 - private, called once
        """The table is the newest good one of *found*; with *keep*, else the one used last."""
        old = self._tables.pop(layout.table, None)
        store = self._newest(layout, found)
        if store is None and (found or keep):
            store = self._last(layout)
        if old is not None:
            old.close()
        if store is not None:
            self._tables[layout.table] = store
            if found:
                self._forget_others(layout, store)

    def _newest(self, layout: Layout, found: list[Found]) -> Store | None:
        newest: Store | None = None
        for one in sorted(found, key=lambda each: each.order, reverse=True):
            if newest is not None:
                message = f"{newest.about.origin.name} is newer, so this is not used; take it away"
                self._remarks.append(FileRemark(UNUSED, message, one.path.name))
                continue
            try:
                newest = self._kept(layout, one) or self._load(one)
            except (ReadError, OSError, sqlite3.Error) as error:
                self._remark(one.path, error)
        return newest

    def _load(self, one: Found) -> Store:
        self._told(one.path.name)
        log.info("loading %s from %s", one.layout.table, one.path.name)
        return loaded(one, self._room)

    def _kept(self, layout: Layout, one: Found) -> Store | None:
        """The store that was made of *one* before."""
        return self._stored(layout, lambda store: one.made(store.about.origin))

    def _last(self, layout: Layout) -> Store | None:
        """What was loaded last of the table, if it is there still."""
        return self._stored(layout, lambda store: True)

    def _stored(self, layout: Layout, wanted: Callable[[Store], bool]) -> Store | None:
        for path in stores(self._room, layout.slug):
            try:
                store = Store(path)
            except ValueError:
                continue
            if store.about.edition == layout.edition and wanted(store):
                return store
            store.close()
        return None

    def _forget_others(self, layout: Layout, store: Store) -> None:
        """Stores that *store* took the place of are gone; one that is open elsewhere goes later."""
        if not any(remark.rule == UNREADABLE for remark in self._remarks):
            for path in stores(self._room, layout.slug):
                if path != store.path:
                    with suppress(OSError):
                        durable.FILES.remove(path)

    def _snapshot(self) -> Snapshot:
        """The files that may hold tables, in one order, with what tells that one has changed."""
        if not durable.FILES.is_folder(self._folder):
            return ()
        files = [
            entry.path
            for entry in durable.FILES.entries(self._folder)
            if entry.kind == "file"
            and not entry.path.name.startswith((".", "~"))
            and entry.path.suffix.casefold() not in _BESIDE
        ]
        abouts = [(path.name, durable.FILES.stat(path)) for path in files]
        return tuple((name, about.st_size, about.st_mtime_ns) for name, about in abouts)

    def _remark(self, path: Path, error: Exception) -> None:
        if isinstance(error, OSError):
            why = durable.reason(error)
        elif isinstance(error, ReadError):
            why = f"{error.problem}; {error.remedy}"
        else:
            why = f"it could not be loaded ({error})"
        self._remarks.append(self._unreadable(path.name, why))

    def _unreadable(self, file: str, why: str) -> FileRemark:
        log.warning("reference data %s: %s", file, why)
        return FileRemark(UNREADABLE, f"{why}. What was loaded before, if anything, is used", file)


def _lists(store: Store) -> Sequence[str]:
    return store.keys("Code") if store.name == CODE_LISTS else ()


def _lacks(store: Store) -> Sequence[FileRemark]:
    return [
        FileRemark(INCOMPLETE, f"{store.name}: {lack}", store.about.origin.name)
        for lack in store.about.lacks
    ]
