"""One file as formats see it, and what to say of a file that cannot be read."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath

from ilrsync.durable import FILES, Files
from ilrsync.errors import ReadError

HEAD_SIZE = 64 * 1024

ReadHeadings = Callable[[Path, str], list[str]]
"""Gives the headings of the file at a path, known to people under a name."""

_SAID = {
    errno.ENOENT: ("the file is gone", "deliver it again"),
    errno.EACCES: ("the file may not be read", "let the account that runs ilrsync read it"),
    errno.EPERM: ("the file may not be read", "let the account that runs ilrsync read it"),
    errno.EISDIR: ("this is a folder, not a file", "deliver the files themselves"),
    errno.ENOTDIR: ("the file is gone", "deliver it again"),
}


@dataclass(eq=False)
class LocalFile:
    """A file on disk under the name it was delivered by; what formats may look at is cached."""

    name: str
    path: Path
    read_headings: ReadHeadings = field(repr=False)
    files: Files = field(default=FILES, repr=False)

    @property
    def suffix(self) -> str:
        """The lower-case extension with its dot, as in ``.csv``."""
        return PurePath(self.name).suffix.lower()

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB.

        Raises:
            ReadError: the file cannot be read; says why.
        """
        try:
            with self.files.open(self.path) as file:
                return file.read(HEAD_SIZE)
        except OSError as error:
            raise unreadable(error, self.name) from error

    def headings(self) -> list[str]:
        """The heading row of a CSV or of the first sheet of an XLSX; empty for anything else.

        Raises:
            ReadError: the file cannot be read; says why.
        """
        return list(self._headings)

    @cached_property
    def _headings(self) -> list[str]:
        try:
            return self.read_headings(self.path, self.name)
        except OSError as error:
            raise unreadable(error, self.name) from error


def unreadable(error: OSError, name: str) -> ReadError:
    """What to tell people of the file *name* when the system said *error*."""
    # Windows says "permission denied" of a folder that is opened as if it were a file.
    if isinstance(error, PermissionError) and error.filename and Path(error.filename).is_dir():
        error = IsADirectoryError(errno.EISDIR, "Is a directory")
    problem, remedy = _SAID.get(
        error.errno or 0,
        ("the file cannot be read", "check the disk or the share that it lies on"),
    )
    said = "" if error.errno in _SAID else f" ({error.strerror or type(error).__name__})"
    return ReadError(problem + said, file=name, remedy=remedy)
