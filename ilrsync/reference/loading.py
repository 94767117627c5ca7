"""From a file that the site supplies to a store that answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ilrsync import durable
from ilrsync.errors import ReadError
from ilrsync.reference.lars import LARS, LAYOUT, NEEDED, download
from ilrsync.reference.layout import Layout, Part
from ilrsync.reference.lists import layout_of
from ilrsync.reference.rows import Tally, headings_of, kept_rows, records
from ilrsync.reference.store import About, Origin, Store, Writing, making, place

_TEXT = (".csv",)
_ZIP = (".zip",)


@dataclass(frozen=True)
class Found:
    """A file of the reference folder that holds a known table.

    ``dated`` is the day that it says it is of, else the day on which it was last changed.
    """

    path: Path
    layout: Layout
    size: int
    modified: int
    dated: dt.date

    @property
    def order(self) -> tuple[dt.date, int, str]:
        """Sorts the newest last."""
        return self.dated, self.modified, self.path.name

    def made(self, origin: Origin) -> bool:
        """Whether a store of *origin* was made of this file, as far as its stamps can tell."""
        return (origin.name, origin.size, origin.modified) == (
            self.path.name,
            self.size,
            self.modified,
        )


def looked_at(path: Path) -> Found:
    """What the file at *path* is, by what is in it.

    Raises:
        ReadError: it is damaged, or no table that is known.
        OSError: it cannot be read.
    """
    about = path.stat()
    day = dt.datetime.fromtimestamp(about.st_mtime, dt.UTC).date()
    suffix = path.suffix.casefold()
    if suffix in _ZIP:
        with download(path) as zipped:
            return Found(path, LAYOUT, about.st_size, about.st_mtime_ns, zipped.dated() or day)
    if suffix in _TEXT:
        with path.open("rb") as stream:
            layout = layout_of(headings_of(stream, path.name))
        if layout is not None:
            return Found(path, layout, about.st_size, about.st_mtime_ns, day)
    raise ReadError(
        "this is no reference data that is known",
        file=path.name,
        wanted="the CSV zip of LARS, or a CSV list with the headings of the README",
        remedy="put it elsewhere, or rename its headings",
    )


def loaded(found: Found, room: Path) -> Store:
    """The store of *found*, made in *room* unless it is there.

    Raises:
        ReadError: the file is damaged.
        OSError: a disk refused.
        sqlite3.Error: the disk of *room* refused.
    """
    origin = Origin(found.path.name, found.size, found.modified, durable.sha256(found.path))
    layout = found.layout
    target = place(room, layout.slug, layout.edition, origin)
    with making(target) as writing:
        load = _load_zip if layout is LAYOUT else _load_list
        version, parts, lacks = load(found, writing)
        writing.about(
            About(
                table=layout.table,
                edition=layout.edition,
                version=f"{version} sha256 {origin.sha256[:12]}",
                dated=found.dated,
                origin=origin,
                parts=parts,
                lacks=lacks,
            )
        )
    return Store(target)


Loaded = tuple[str, dict[str, Sequence[str]], list[str]]
"""The version in words, the columns of each part, and what could not be loaded."""


def _load_zip(found: Found, writing: Writing) -> Loaded:
    parts: dict[str, Sequence[str]] = {}
    lacks: list[str] = []
    with download(found.path) as zipped:
        number = zipped.number()
        for part in found.layout.parts:
            name = f"{part.kind}.csv"
            if not zipped.has(part.kind):
                lacks.append(f"it has no {name}")
                continue
            with zipped.stream(part.kind) as stream:
                rows = records(stream, f"{found.path.name}/{name}")
                headings = next(rows, (0, None))[1] or []
                if missing := part.lacks(headings):
                    if part.kind == NEEDED:
                        raise _lacking(found, name, missing)
                    lacks.append(f"{name} has no column {', '.join(missing)}")
                    continue
                tally = Tally()
                parts[part.kind] = columns_of(part, headings)
                writing.part(part.kind, parts[part.kind], kept_rows(part, headings, rows, tally))
            lacks += _told(tally, name)
            if part.kind == NEEDED and not tally.kept:
                raise _empty(found, name, tally)
    words = f"{found.path.name}," + (f" version {number}," if number else "")
    return f"{words} {found.dated.isoformat()},", parts, lacks


def _load_list(found: Found, writing: Writing) -> Loaded:
    (part,) = found.layout.parts
    tally = Tally()
    with found.path.open("rb") as stream:
        rows = records(stream, found.path.name)
        headings = next(rows, (0, None))[1] or []
        columns = columns_of(part, headings)
        writing.part(part.kind, columns, kept_rows(part, headings, rows, tally))
    if not tally.kept:
        raise _empty(found, found.path.name, tally)
    words = f"{found.path.name}, {found.dated.isoformat()},"
    return words, {part.kind: columns}, _told(tally, "it")


def columns_of(part: Part, headings: Sequence[str]) -> list[str]:
    """The columns kept of a file with *headings*, the key first."""
    places = part.places(headings)
    return [part.key, *(name for name in places if name != part.key)]


def _told(tally: Tally, name: str) -> list[str]:
    if not tally.bad:
        return []
    rows = "a row" if tally.bad == 1 else f"{tally.bad:,} rows"
    return [f"{name} has {rows} that cannot be read, the first before line {tally.line + 1:,}"]


def _lacking(found: Found, name: str, missing: Sequence[str]) -> ReadError:
    return ReadError(
        f"{name} has no column {', '.join(missing)}",
        file=found.path.name,
        remedy="download it again; a later ilrsync may know the new layout",
    )


def _empty(found: Found, name: str, tally: Tally) -> ReadError:
    if tally.bad:
        rows = "its one row cannot" if tally.bad == 1 else f"none of its {tally.bad:,} rows can"
        return ReadError(
            f"{rows} be read, see line {tally.line:,}",
            file=found.path.name,
            remedy="look there for a number or a day that a spreadsheet changed, or download it"
            " again",
        )
    return ReadError(f"{name} has no rows", file=found.path.name, remedy="download it again")


__all__ = ["LARS", "Found", "columns_of", "loaded", "looked_at"]
