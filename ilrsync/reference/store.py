"""One published table in SQLite: written once, in whole, then only read.

A store is a cache of a file that the site has, so losing it costs the time to load it again. That
is why it stands apart from the ledger and needs no more than the standard library.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from ilrsync import durable

if TYPE_CHECKING:
    from pathlib import Path

_MEMO = 16_384
"""Answers kept: a college asks about a few thousand aims, over and over, in a handful of kinds."""


@dataclass(frozen=True)
class Origin:
    """The file that a store was made of, by what tells it from a later one of the same name."""

    name: str
    size: int
    modified: int
    sha256: str


@dataclass(frozen=True)
class About:
    """What is known of a store besides its rows.

    ``dated`` is the day as of which the table is true. ``lacks`` says in words what could not be
    loaded; ``parts`` names the columns of each kind that was.
    """

    table: str
    edition: str
    version: str
    dated: dt.date
    origin: Origin
    parts: Mapping[str, Sequence[str]]
    lacks: Sequence[str]


class Writing:
    """A store that is being made."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def part(self, kind: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """*rows* are in the store under *kind*; the first of *columns* is the key."""
        names = ", ".join(f'"{column}" TEXT NOT NULL' for column in columns)
        marks = ", ".join("?" for _ in columns)
        self._database.execute(f'CREATE TABLE "{kind}" ({names})')
        self._database.executemany(f'INSERT INTO "{kind}" VALUES ({marks})', rows)  # noqa: S608 - kinds are named in our layouts
        self._database.execute(f'CREATE INDEX "by {kind}" ON "{kind}" ("{columns[0]}")')

    def about(self, about: About) -> None:
        """The store says *about* of itself."""
        text = json.dumps({**asdict(about), "dated": about.dated.isoformat()})
        self._database.execute("CREATE TABLE about (json TEXT NOT NULL)")
        self._database.execute("INSERT INTO about VALUES (?)", (text,))


class Store:
    """A published table, answered from disk; satisfies `ilrsync.contracts.LookupTable`.

    May be asked from any one thread at a time; a process that is handed one opens its own.

    Raises:
        ValueError: what stands at *path* is no store.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
            try:
                ((text,),) = self._database.execute("SELECT json FROM about")
                self.about = _about(json.loads(text))
            except BaseException:
                self._database.close()
                raise
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name} is no store of reference data") from error
        self.name = self.about.table
        self.version = self.about.version
        self._selects = {
            kind: f'SELECT * FROM "{kind}" WHERE "{columns[0]}" = ? ORDER BY rowid'  # noqa: S608 - as in Writing
            for kind, columns in self.about.parts.items()
        }
        self._answer = lru_cache(maxsize=_MEMO)(self._read)

    def __reduce__(self) -> tuple[type[Store], tuple[Path]]:
        """In another process, the same store opened anew."""
        return Store, (self.path,)

    def get(self, kind: str, key: str) -> Sequence[Mapping[str, str]]:
        """The rows of *kind* under *key*, which is in the form that its layout says."""
        return self._answer(kind, key)

    def has(self, kind: str) -> bool:
        """Whether rows of *kind* were loaded at all."""
        return kind in self._selects

    def keys(self, kind: str) -> list[str]:
        """Every key that has rows of *kind*, in order."""
        column = self.about.parts[kind][0]
        query = f'SELECT DISTINCT "{column}" FROM "{kind}" ORDER BY 1'  # noqa: S608 - as in Writing
        return [key for (key,) in self._database.execute(query)]

    def close(self) -> None:
        """Nothing is asked of the store any more."""
        self._answer.cache_clear()
        self._database.close()

    def _read(self, kind: str, key: str) -> tuple[Mapping[str, str], ...]:
        if kind not in self._selects:
            return ()
        named = partial(zip, self.about.parts[kind], strict=True)
        return tuple(
            dict(named(row)) for row in self._database.execute(self._selects[kind], (key,))
        )


class _Making:
    """A store under a temporary name that has its own once the block ends well."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._temporary = durable.temporary_name(path)

    def __enter__(self) -> Writing:
        durable.make_folders(self._path.parent)
        durable.FILES.create(self._temporary).close()  # so that it is private from the start
        self._database = sqlite3.connect(self._temporary, isolation_level=None)
        # What a crash leaves has a temporary name and is thrown away, so no journal is needed.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -16384"):
            self._database.execute(f"PRAGMA {pragma}").fetchall()
        self._database.execute("BEGIN")
        return Writing(self._database)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                with closing(self._database):
                    self._database.execute("COMMIT")
                durable.FILES.sync_path(self._temporary)
                durable.replace(self._temporary, self._path)
                durable.FILES.sync_folder(self._path.parent)
        finally:
            self._database.close()
            with suppress(OSError):
                durable.FILES.remove(self._temporary)


def making(path: Path) -> _Making:
    """A context in which a store is filled; it stands at *path*, whole, once the block ends.

    When the block raises, *path* is as it was before.

    Raises:
        OSError: the disk refused.
        sqlite3.Error: the disk refused while rows were written.
    """
    return _Making(path)


def stores(folder: Path, slug: str) -> Iterator[Path]:
    """The stores of one table in *folder*, whatever they were made of."""
    if folder.is_dir():
        yield from sorted(folder.glob(f"{slug}@*.sqlite"))


def place(folder: Path, slug: str, edition: str, origin: Origin) -> Path:
    """Where the store of *origin* stands, under a name that no other content has."""
    return folder / f"{slug}@{origin.sha256[:16]}-{edition[:8]}.sqlite"


def _about(known: dict[str, Any]) -> About:
    return About(
        **{
            **known,
            "dated": dt.date.fromisoformat(known["dated"]),
            "origin": Origin(**known["origin"]),
        }
    )
