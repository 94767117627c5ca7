"""The folders: there, on the right kind of disk, readable and writable, private, with room."""

from __future__ import annotations

import os
import shutil
import stat
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.doctor.check import Check, fine, problem, warning
from ilrsync.durable import FILES
from ilrsync.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ilrsync.config import Config, Source

AREA, SOURCES, SPACE = "folders", "sources", "disk space"

_WRITTEN = ("outbox", "archive", "quarantine", "state")
_READ = ("inbox", "decisions", "reference")
_NEEDED = 200_000_000
_COMFORTABLE = 2_000_000_000
_OTHERS = stat.S_IRWXO


def folders(config: Config) -> Iterator[Check]:
    """Every folder of the working folder can be used as it is meant to be."""
    for name in _WRITTEN:
        yield _written(name, getattr(config.folders, name))
    for name in _READ:
        yield _read(name, getattr(config.folders, name))
    if os.name != "nt":
        yield from _private(config)


def sources(config: Config) -> Iterator[Check]:
    """The folder of every source can be looked into, and cleared where that is wanted."""
    if not config.source:
        yield problem(SOURCES, "there is none", "add a [[source]] to the configuration")
    for source in config.source:
        yield _source(source)


def space(config: Config) -> Iterator[Check]:
    """There is room to work on every disk that is written to."""
    seen: set[int] = set()
    for name in _WRITTEN:
        path = _nearest(getattr(config.folders, name))
        device = FILES.stat(path).st_dev
        if device in seen:
            continue
        seen.add(device)
        free = shutil.disk_usage(path).free
        told = f"{free / 1e9:.1f} GB are free on the disk of {path}"
        if free < _NEEDED:
            yield problem(SPACE, told, "free some disk space; nothing can be built without")
        elif free < _COMFORTABLE:
            yield warning(SPACE, told, "free some disk space, or look at `ilrsync purge --dry-run`")
        else:
            yield fine(SPACE, told)


def _written(name: str, path: Path) -> Check:
    if not path.exists():
        above = _nearest(path)
        told = f"[folders] {name}: there is no folder {path}"
        if os.access(above, os.W_OK):
            return warning(AREA, told, "the next run makes it; is its drive connected?")
        return problem(AREA, told, f"make it; the account that runs ilrsync may not, in {above}")
    try:
        with durable.translated(f"[folders] {name}: {path} cannot be written"):
            trial = durable.temporary_name(path / "doctor")
            with FILES.create(trial) as file:
                file.write(b"a trial")
                FILES.sync(file)
            durable.replace(trial, renamed := durable.temporary_name(path / "doctor"))
            FILES.sync_folder(path)
            FILES.remove(renamed)
    except TransientError as error:
        message, _, remedy = str(error).rpartition("; ")
        return problem(AREA, message, remedy)
    return fine(AREA, f"{name}: {path} can be written")


def _read(name: str, path: Path) -> Check:
    if not path.exists():
        remedy = "make it, or name another; `ilrsync init` makes all of them"
        return warning(AREA, f"[folders] {name}: there is no folder {path}", remedy)
    try:
        FILES.entries(path)
    except OSError as error:
        message, _, remedy = f"{path} cannot be read: {durable.reason(error)}".rpartition("; ")
        return problem(AREA, f"[folders] {name}: {message}", remedy)
    return fine(AREA, f"{name}: {path} can be read")


def _source(source: Source) -> Check:
    folder, _ = source.place
    try:
        FILES.entries(folder)
    except OSError as error:
        message, _, remedy = durable.reason(error).rpartition("; ")
        told = f"{source.name}: {folder} cannot be looked into: {message}"
        return problem(SOURCES, told, remedy)
    if folder.drive[1:] == ":" and durable.network(folder):
        told = f"{source.name}: {folder.drive} is a mapped drive, which no service sees"
        return warning(SOURCES, told, r"name it as \\server\share\folder")
    if source.originals == "remove" and not os.access(folder, os.W_OK):
        told = f'{source.name}: has originals = "remove", but nothing may be removed from {folder}'
        return problem(SOURCES, told, "let the account that runs ilrsync change that folder")
    kind = durable.network(folder)
    how = f"on a network drive ({kind})" if kind else "on a disk of this machine"
    return fine(SOURCES, f"{source.name}: {folder} can be looked into, {how}")


def _private(config: Config) -> Iterator[Check]:
    for name in _WRITTEN:
        path = getattr(config.folders, name)
        if path.is_dir() and path.stat().st_mode & _OTHERS:
            told = f"[folders] {name}: every user of this machine may look into {path}"
            yield warning(AREA, told, f"chmod o-rwx {path}")


def _nearest(path: Path) -> Path:
    """*path*, or the folder above it that there is."""
    while not path.is_dir() and path.parent != path:
        path = path.parent
    return path
