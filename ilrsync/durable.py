"""Files that appear whole or not at all, and stay after a power cut.

A file is written beside its place under a temporary name, forced to disk and renamed; then the
folder is forced to disk, because a rename is atomic but not durable by itself. A reader never
sees half a file under a final name. What a crash leaves behind has a name that `is_leftover`
knows and `remove_leftovers` clears.

Every call that touches the disk goes through one `Files` object, so that a test can make any
single one of them fail.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import secrets
import shutil
import stat as stat_of
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO, TextIO

from ilrsync.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 1 << 20

_LEFTOVER = re.compile(r"\.[0-9a-f]{16}\.tmp$")

# Virus scanners and indexers hold a new file open for moments; together about three seconds.
_WINDOWS_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.4)
_WINDOWS_BUSY = frozenset({5, 32, 33})

_REMEDIES = {
    errno.ENOSPC: "free some disk space",
    errno.EDQUOT: "free some disk space or raise the quota",
    errno.EACCES: "give the account that runs ilrsync access to it",
    errno.EPERM: "give the account that runs ilrsync access to it",
    errno.EROFS: "make the disk writable or choose another folder",
    errno.ENOENT: "check that the folder exists and its drive is connected",
    errno.ENOTDIR: "a file stands where a folder is wanted; move it away",
    errno.EISDIR: "a folder stands where a file is wanted; move it away",
    errno.ENAMETOOLONG: "use a shorter name or a folder nearer to the root",
    errno.EIO: "check the disk",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a folder: ``kind`` is "file", "folder", "link" or "other"."""

    path: Path
    kind: str


class Files:
    """Every call of ilrsync's intake and outputs that touches the disk, and nothing more.

    Thin on purpose: each method is one thing that the operating system may refuse.
    New files and folders are private to the account that runs ilrsync.
    """

    def entries(self, folder: Path) -> list[Entry]:
        """What lies directly in *folder*, by name; links are not followed."""
        with os.scandir(folder) as found:
            return sorted((_entry(item) for item in found), key=lambda entry: entry.path.name)

    def stat(self, path: Path) -> os.stat_result:
        """What is known about *path*, links followed."""
        return path.stat()

    def exists(self, path: Path) -> bool:
        """Whether anything stands at *path*; a link that leads nowhere does not count."""
        return path.exists()

    def is_folder(self, path: Path) -> bool:
        """Whether *path* is a folder, links followed."""
        return path.is_dir()

    def resolve(self, path: Path) -> Path:
        """*path* without links in it; it must exist."""
        return path.resolve(strict=True)

    def open(self, path: Path) -> BinaryIO:
        """*path* open for reading."""
        return path.open("rb")

    def create(self, path: Path) -> BinaryIO:
        """A new file open for writing; it must not exist yet."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(path, flags, 0o600), "wb")

    def sync(self, file: BinaryIO) -> None:
        """What was written to *file* is on disk."""
        file.flush()
        os.fsync(file.fileno())

    def sync_path(self, path: Path) -> None:
        """What was written to the file at *path* is on disk."""
        with path.open("rb+") as file:  # Windows syncs only through a handle that may write
            os.fsync(file.fileno())

    def sync_folder(self, folder: Path) -> None:
        """The names in *folder* are on disk; Windows does this by itself and has no such call."""
        if os.name == "nt":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a share that cannot sync folders
                raise
        finally:
            os.close(handle)

    def replace(self, source: Path, target: Path) -> None:
        """*source* has the name *target*, in one step; both are on one volume."""
        source.replace(target)

    def make_folder(self, folder: Path) -> None:
        """*folder* exists; its parent must."""
        # On Windows 0o700 would lock out everybody whom the folder above lets in.
        folder.mkdir(mode=0o777 if os.name == "nt" else 0o700, exist_ok=True)

    def remove(self, path: Path) -> None:
        """The file *path* is gone."""
        path.unlink()

    def remove_folder(self, folder: Path) -> None:
        """*folder* and everything in it is gone."""
        shutil.rmtree(folder)

    def pause(self, seconds: float) -> None:
        """Some time has passed."""
        time.sleep(seconds)


FILES = Files()
"""The real disk."""


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


def sha256(path: Path, *, files: Files = FILES) -> str:
    """The SHA-256 of the file at *path*, in lower-case hexadecimal.

    Raises:
        OSError: the file could not be read to its end.
    """
    digest = hashlib.sha256()
    with files.open(path) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def temporary_name(path: Path) -> Path:
    """A name beside *path* that nothing else has and that `is_leftover` knows."""
    # Names end at 255 bytes on most disks; fifty characters of any script leave room for the rest.
    return path.with_name(f"{path.name[:50]}.{secrets.token_hex(8)}.tmp")


def is_leftover(path: PurePath) -> bool:
    """Whether *path* has a name that only unfinished work of ilrsync has."""
    return _LEFTOVER.search(path.name) is not None


def remove_leftovers(folder: Path, *, files: Files = FILES) -> list[Path]:
    """What unfinished work left directly in *folder* is gone; returns what was removed.

    Only for whoever holds the one-instance lock: another writer's work would go too.
    What cannot be removed stays for the next time.
    """
    removed = []
    with suppress(OSError):
        for entry in files.entries(folder):
            if is_leftover(entry.path):
                gone = files.remove_folder if entry.kind == "folder" else files.remove
                with suppress(OSError):
                    gone(entry.path)
                    removed.append(entry.path)
    return removed


@contextmanager
def translated(problem: str) -> Iterator[None]:
    """An `OSError` of the block is a `TransientError` that begins with *problem*.

    Raises:
        TransientError: names the file, the system's reason and what to do.
    """
    try:
        yield
    except OSError as error:
        raise TransientError(f"{problem}: {reason(error)}") from error


def reason(error: OSError) -> str:
    """What the system said and what to do about it, in one phrase."""
    said = error.strerror or type(error).__name__
    about = f" ({error.filename})" if error.filename else ""
    remedy = _REMEDIES.get(error.errno or 0, "it is tried again at the next run")
    return f"{said}{about}; {remedy}"


def _entry(item: os.DirEntry[str]) -> Entry:
    path = Path(item.path)
    try:
        about = item.stat(follow_symlinks=False)
    except OSError:  # gone between the listing and the look
        return Entry(path, "other")
    if stat_of.S_ISLNK(about.st_mode) or _is_junction(about):
        return Entry(path, "link")
    if stat_of.S_ISDIR(about.st_mode):
        return Entry(path, "folder")
    return Entry(path, "file" if stat_of.S_ISREG(about.st_mode) else "other")


def _is_junction(about: os.stat_result) -> bool:
    # The reparse tag of a Windows junction, which is a link although it says that it is a folder.
    return getattr(about, "st_reparse_tag", 0) == 0xA0000003
