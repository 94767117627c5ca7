"""Every delivered file, kept by what it holds before anybody reads it."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.durable import CHUNK, FILES, Files
from ilrsync.errors import TransientError
from ilrsync.intake.files import unreadable
from ilrsync.intake.leaving import leave
from ilrsync.intake.names import safe_suffix
from ilrsync.intake.scan import Found, found_file

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Taken:
    """One file that the archive holds.

    ``name`` is the name it was delivered under, below the source's folder, with ``/``; a file out
    of a zip has the zip's name before its own. ``delivery`` is the folder or zip that it came in.
    ``known`` says that it belongs to an export already.
    """

    name: str
    path: Path
    sha256: str
    size: int
    modified: float
    delivery: str = ""
    zipped: bool = False
    known: bool = False


def delivery_of(name: str) -> str:
    """The folder part of a delivered name; empty for the source's own folder."""
    return name.rpartition("/")[0]


class Archive:
    """Copies of delivered files below *folder*, by year of delivery and content.

    A file once here is never written to again, so reading it needs no care. What is not in *folder*
    may be *behind* it, in an archive that is only read. *each* is called with every piece of a file
    that was copied or hashed.
    """

    def __init__(
        self,
        folder: Path,
        *,
        behind: Path | None = None,
        files: Files = FILES,
        each: Callable[[], object] = int,
    ) -> None:
        self._folder = folder
        self._behind = behind
        self._files = files
        self._each = each

    def place_of(self, archived: str) -> Path:
        """Where the file lies that the ledger knows as *archived*."""
        path = self._folder / archived
        if self._behind is not None and not self._files.exists(path):
            return self._behind / archived
        return path

    def name_of(self, path: Path) -> str:
        """What the ledger is to know the file at *path* as: its place in the archive."""
        behind = self._behind
        if behind is not None and path.is_relative_to(behind):
            return path.relative_to(behind).as_posix()
        return path.relative_to(self._folder).as_posix()

    def take(self, found: Found, now: dt.datetime, *, before: Taken | None = None) -> Taken:
        """A copy of *found* is in the archive, durable, and known to be what lies in the inbox.

        Where *before*, which lay there earlier, turns out to be the same, its copy serves.

        Raises:
            ReadError: the original cannot be read, or is gone.
            TransientError: it changed meanwhile and is to be taken again, or the archive's disk
                refused.
        """
        if before is not None and self._is_still(before, found):
            return replace(before, name=found.name, modified=found.modified)
        path, digest, size = self.keep(self._original(found), safe_suffix(found.name), now)
        self._still_the_same(found, digest)
        return Taken(found.name, path, digest, size, found.modified, delivery_of(found.name))

    def keep(self, chunks: Iterable[bytes], suffix: str, now: dt.datetime) -> tuple[Path, str, int]:
        """What *chunks* make together is in the archive; returns its path, SHA-256 and size.

        Raises:
            TransientError: the archive's disk refused or did not keep what was written.
        """
        year = self._folder / f"{now:%Y}"
        with durable.translated(f"{year} cannot be written"):
            durable.make_folders(year, files=self._files)
            temporary = durable.temporary_name(year / "taking")
            try:
                digest, size = self._copy(chunks, temporary)
                if self._sha256(temporary) != digest:
                    raise TransientError(
                        f"{temporary} does not hold what was written to it; check the disk"
                    )
                path = self._place(temporary, year, digest, suffix)
            except BaseException:
                with suppress(OSError):  # what stays is a leftover by name
                    self._files.remove(temporary)
                raise
        return path, digest, size

    def release(self, found: Found, taken: Taken) -> bool:
        """The original of *taken* has left the inbox; only if it and the copy are still the same.

        Returns whether it is gone. An original that cannot be removed stays, which does no harm,
        and so does whatever is written to its place at that moment.
        """
        try:
            if self._sha256(taken.path) != taken.sha256:
                return False
            now = found_file(found.path, found.name, self._files.stat(found.path))
            if (now.mark, now.changed) != (found.mark, found.changed):
                return False
            return leave(found.path, taken.sha256, files=self._files, each=self._each)
        except OSError:
            return False

    def empty(self) -> bool:
        """Whether nothing at all is here, as where the archive's drive is not connected.

        Raises:
            TransientError: it cannot be looked into.
        """
        folder = self._behind or self._folder
        with durable.translated(f"{folder} cannot be looked into"):
            if not self._files.is_folder(folder):
                return True
            return not self._files.entries(folder)

    def remove_leftovers(self) -> list[Path]:
        """Copies that a crash cut off are gone; only for whoever holds the one-instance lock."""
        removed: list[Path] = []
        with suppress(OSError):  # no archive yet
            for entry in self._files.entries(self._folder):
                if entry.kind == "folder":
                    removed += durable.remove_leftovers(entry.path, files=self._files)
        return removed

    def _sha256(self, path: Path) -> str:
        return durable.sha256(path, files=self._files, each=self._each)

    def _is_still(self, before: Taken, found: Found) -> bool:
        """Whether *found* holds what *before* did, whose copy is whole."""
        if before.size != found.size:
            return False
        try:
            whole = self._sha256(before.path) == before.sha256 == self._sha256(found.path)
            now = found_file(found.path, found.name, self._files.stat(found.path))
            return whole and now.mark == found.mark
        except OSError:  # taking it anew says what is wrong
            return False

    def _original(self, found: Found) -> Iterator[bytes]:
        # Its troubles are said of the original itself, not of the archive that it goes to.
        try:
            with self._files.open(found.path) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise unreadable(error, found.name) from error

    def _copy(self, chunks: Iterable[bytes], target: Path) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        with self._files.create(target) as copy:
            for chunk in chunks:
                copy.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                self._each()
            self._files.sync(copy)
        return digest.hexdigest(), size

    def _place(self, temporary: Path, year: Path, digest: str, suffix: str) -> Path:
        folder = year / digest[:2]
        path = folder / f"{digest}{suffix}"
        durable.make_folders(folder, files=self._files)
        if self._files.exists(path) and self._sha256(path) == digest:
            self._files.remove(temporary)
        else:
            durable.replace(temporary, path, files=self._files)
        self._files.sync_folder(folder)
        self._files.sync_folder(year)
        return path

    def _still_the_same(self, found: Found, digest: str) -> None:
        try:
            now = found_file(found.path, found.name, self._files.stat(found.path))
            same = now.mark == found.mark
            same = same and self._sha256(found.path) == digest
        except OSError as error:
            raise unreadable(error, found.name) from error
        if not same:
            raise TransientError(
                f"{found.name} changed while it was copied; it is taken again at the next look"
            )
