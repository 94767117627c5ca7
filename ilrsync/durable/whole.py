"""Writing that a reader sees whole or not at all, and that a power cut does not undo."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import secrets
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, TextIO

from ilrsync.durable.files import FILES, Files
from ilrsync.durable.refusals import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path, PurePath

CHUNK = 1 << 20

_LEFTOVER = re.compile(r"\.[0-9a-f]{16}\.tmp$")

# Virus scanners and indexers hold a new file open for moments; together about three seconds.
_WINDOWS_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.4)
_WINDOWS_BUSY = frozenset({5, 32, 33})


@contextmanager
def whole_file(path: Path, *, files: Files = FILES) -> Iterator[BinaryIO]:
    """A file open for writing that stands at *path*, whole and durable, once the block ends.

    When the block raises, *path* is as it was before. Missing folders above it are made.

    Raises:
        TransientError: the disk refused; says what and what to do.
    """
    temporary = temporary_name(path)
    with translated(f"{path} cannot be written"):
        make_folders(path.parent, files=files)
        file = files.create(temporary)
        try:
            with file:
                yield file
                files.sync(file)
            replace(temporary, path, files=files)
        except BaseException:
            with suppress(OSError):  # what stays is a leftover by name and goes at the next start
                files.remove(temporary)
            raise
        files.sync_folder(path.parent)


@contextmanager
def whole_text(
    path: Path, *, encoding: str = "utf-8", newline: str = "", files: Files = FILES
) -> Iterator[TextIO]:
    """Like `whole_file`, for text; *newline* as for `open`, so by default nothing is translated."""
    with whole_file(path, files=files) as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline=newline)
        try:
            yield text
            text.flush()
        finally:
            with suppress(OSError):  # what could not be written was said by flush
                text.detach()


def write_bytes(path: Path, data: bytes, *, files: Files = FILES) -> None:
    """*path* holds *data*, whole and durable."""
    with whole_file(path, files=files) as file:
        file.write(data)


def write_text(path: Path, text: str, *, encoding: str = "utf-8", files: Files = FILES) -> None:
    """*path* holds *text* as it stands, whole and durable."""
    write_bytes(path, text.encode(encoding), files=files)


@contextmanager
def whole_folder(folder: Path, *, files: Files = FILES) -> Iterator[Path]:
    """A folder to fill that stands at *folder*, with everything in it, once the block ends.

    This is how the files of one run appear together. *folder* must not exist yet. When the block
    raises, nothing of it stays.

    Raises:
        TransientError: the disk refused, or *folder* exists already.
    """
    temporary = temporary_name(folder)
    with translated(f"{folder} cannot be made"):
        make_folders(folder.parent, files=files)
        files.make_folder(temporary)
        try:
            yield temporary
            sync_tree(temporary, files=files)
            if files.exists(folder):  # an empty folder would be replaced without a word on POSIX
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
            replace(temporary, folder, files=files)
        except BaseException:
            with suppress(OSError):  # as in whole_file
                files.remove_folder(temporary)
            raise
        files.sync_folder(folder.parent)


def replace(source: Path, target: Path, *, files: Files = FILES) -> None:
    """*source* has the name *target*; on Windows, once whoever holds it open has let go.

    Raises:
        OSError: it could not be renamed, on Windows not within about three seconds.
    """
    for pause in _WINDOWS_PAUSES:
        try:
            files.replace(source, target)
        except OSError as error:
            if getattr(error, "winerror", None) not in _WINDOWS_BUSY:
                raise
            files.pause(pause)
        else:
            return
    files.replace(source, target)


def make_folders(folder: Path, *, files: Files = FILES) -> None:
    """*folder* exists with every folder above it, durably.

    Raises:
        OSError: one of them could not be made.
    """
    missing = []
    while not files.is_folder(folder):
        missing.append(folder)
        if folder.parent == folder:
            break
        folder = folder.parent
    for wanted in reversed(missing):
        files.make_folder(wanted)
        files.sync_folder(wanted.parent)


def sync_tree(folder: Path, *, files: Files = FILES) -> None:
    """Everything in *folder*, at any depth, is on disk.

    Raises:
        OSError: one of the files could not be forced to disk.
    """
    for entry in files.entries(folder):
        if entry.kind == "folder":
            sync_tree(entry.path, files=files)
        elif entry.kind == "file":
            files.sync_path(entry.path)
    files.sync_folder(folder)


def sha256(path: Path, *, files: Files = FILES, each: Callable[[], object] = int) -> str:
    """The SHA-256 of the file at *path*, in lower-case hexadecimal.

    *each* is called with every piece that was read, so that a large file gives signs of life.

    Raises:
        OSError: the file could not be read to its end.
    """
    digest = hashlib.sha256()
    with files.open(path) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            each()
    return digest.hexdigest()


def temporary_name(path: Path) -> Path:
    """A name beside *path* that nothing else has and that `is_leftover` knows."""
    # Names end at 255 bytes on most disks; fifty characters of any script leave room for the rest.
    return path.with_name(f"{path.name[:50]}.{secrets.token_hex(8)}.tmp")


def is_leftover(path: PurePath) -> bool:
    """Whether *path* has a name that only unfinished work of ilrsync has."""
    return _LEFTOVER.search(path.name) is not None


def remove_leftovers(folder: Path, *, deep: bool = False, files: Files = FILES) -> list[Path]:
    """What unfinished work left directly in *folder* is gone; returns what was removed.

    With *deep* also what it left directly in the folders there. Only for whoever holds the
    one-instance lock: another writer's work would go too. What cannot be removed stays for the
    next time.
    """
    removed = []
    with suppress(OSError):
        for entry in files.entries(folder):
            if is_leftover(entry.path):
                gone = files.remove_folder if entry.kind == "folder" else files.remove
                with suppress(OSError):
                    gone(entry.path)
                    removed.append(entry.path)
            elif deep and entry.kind == "folder":
                removed += remove_leftovers(entry.path, files=files)
    return removed
