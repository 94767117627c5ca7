"""The calls of the operating system, in one place, so that a test can make any one of them fail."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO


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
            return [_entry(item) for item in sorted(found, key=attrgetter("name"))]

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

    def held(self, path: Path) -> bool:
        """Whether another program has *path* open for writing; only Windows can tell."""
        return _held(path)

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

    def move(self, source: Path, target: Path) -> None:
        """*source* has the name *target*, which nothing had; both are in one folder.

        Raises:
            FileExistsError: something stands at *target*.
        """
        _move(source, target)

    def same(self, one: Path, other: Path) -> bool:
        """Whether both are names of one file."""
        return one.samefile(other)

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


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _open = ctypes.WinDLL("kernel32", use_last_error=True).CreateFileW
    _open.restype = wintypes.HANDLE
    _READ, _SHARE_READ, _EXISTING = 0x80000000, 1, 3
    _SHARING_VIOLATION, _LOCK_VIOLATION = 32, 33

    def _held(path: Path) -> bool:
        handle = _open(str(path), _READ, _SHARE_READ, None, _EXISTING, 0, None)
        if handle in (None, wintypes.HANDLE(-1).value):
            return ctypes.get_last_error() in (_SHARING_VIOLATION, _LOCK_VIOLATION)
        ctypes.windll.kernel32.CloseHandle(wintypes.HANDLE(handle))
        return False

else:

    def _held(path: Path) -> bool:
        return False


def _move(source: Path, target: Path) -> None:
    if os.name == "nt":
        source.rename(target)  # refuses by itself where something stands
        return
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError as error:  # a share without second names
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "File exists", str(target)) from error
        source.rename(target)
    else:
        source.unlink()


_path = lru_cache(4_096)(Path)  # one folder is looked into thousands of times a day


def _entry(item: os.DirEntry[str]) -> Entry:
    return Entry(_path(item.path), _kind(item))


def _kind(item: os.DirEntry[str]) -> str:
    # By what the listing says: to ask again for every file takes a share a long way each time.
    try:
        if item.is_symlink() or _is_junction(item):
            return "link"
        if item.is_dir(follow_symlinks=False):
            return "folder"
        return "file" if item.is_file(follow_symlinks=False) else "other"
    except OSError:  # gone between the listing and the look
        return "other"


def _is_junction(item: os.DirEntry[str]) -> bool:
    # The reparse tag of a Windows junction, which is a link although it says that it is a folder.
    if os.name != "nt":
        return False
    return getattr(item.stat(follow_symlinks=False), "st_reparse_tag", 0) == 0xA0000003
