"""What lies in the place where a source delivers."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.durable import FILES, Entry, Files
from ilrsync.errors import ConfigError, ReadError, TransientError
from ilrsync.intake.files import unreadable

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

NOT_FOR_US: Mapping[str, str] = {
    "~$*": "Office keeps it while the document is open",
    ".*": "hidden",  # with it rsync's .name.XXXXXX, .~lock.name#, .DS_Store, ._name and .syncthing
    "*.tmp": "temporary",
    "*.temp": "temporary",
    "*.part": "still being copied",  # Firefox, curl, FileZilla
    "*.partial": "still being copied",  # Internet Explorer, rclone
    "*.filepart": "still being copied",  # WinSCP
    "*.crdownload": "still being downloaded",  # Chrome, Edge
    "*.download": "still being downloaded",  # Safari
    "*.opdownload": "still being downloaded",  # Opera
    "*.swp": "an editor keeps it while the file is open",
    "thumbs.db": "Windows keeps pictures of the files in it",
    "desktop.ini": "Windows keeps the look of the folder in it",
    "@eadir": "Synology keeps an index in it",
    "#recycle": "the recycle bin of a Synology",
    "#snapshot": "old versions on a Synology",
    "@recycle": "the recycle bin of a QNAP",
    "$recycle.bin": "the recycle bin of Windows",
    "system volume information": "Windows keeps it on every drive",
}
"""Names that are never exports, in lower case, and why."""

_FILE_SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xml", ".zip"})


@dataclass(frozen=True, slots=True)
class Found:
    """One file in an inbox as it was when looked at.

    ``name`` is its path below the source's folder, with ``/``. ``mark`` changes when the file is
    replaced or written to; ``changed`` also when only its rights or name are. ``modified`` is in
    seconds since 1970.
    """

    path: Path
    name: str
    mark: str
    changed: int
    size: int
    modified: float


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something in an inbox that is no export, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What one look found: files oldest first, what was passed over, and what is wrong."""

    files: Sequence[Found] = ()
    ignored: Sequence[Ignored] = ()
    problems: Sequence[ReadError] = ()


def scan(
    folder: Path,
    pattern: str = "*",
    *,
    ignore: Sequence[str] = (),
    files: Files = FILES,
) -> Scan:
    """The files below *folder* whose path matches *pattern*, ``*`` within a name, ``**`` any depth.

    *ignore* adds patterns of names to `NOT_FOR_US`. Links that lead out of *folder* are not
    followed, because what lies there was not delivered to us.

    Raises:
        ConfigError: *folder* is a file.
        TransientError: *folder* is not there or cannot be listed, as when a share is away.
    """
    try:
        root = files.resolve(folder)
        never = {**NOT_FOR_US, **{own.lower(): "ignored by the configuration" for own in ignore}}
        looker = _Looker(root, pattern, never, files)
        looker.look(folder)
    except NotADirectoryError as error:
        raise ConfigError(
            f"the source's folder {folder} is a file; give the folder that it lies in"
        ) from error
    except OSError as error:
        raise TransientError(
            f"the source's folder {folder} cannot be looked into: {durable.reason(error)}"
        ) from error
    found = sorted(looker.found, key=lambda file: (file.modified, file.name))
    return Scan(found, looker.ignored, looker.problems)


def found_file(path: Path, name: str, about: os.stat_result) -> Found:
    """The file at *path* as *about* describes it."""
    mark = f"{about.st_size}-{about.st_mtime_ns}-{about.st_ino}"
    return Found(path, name, mark, about.st_ctime_ns, about.st_size, about.st_mtime)


def not_for_us(name: str, never: Mapping[str, str] = NOT_FOR_US) -> str:
    """Why a file or folder called *name* is no export; empty when it may be one."""
    lower = name.lower()
    if not _any_of(tuple(never)).match(lower):
        return ""
    return next(why for own, why in never.items() if fnmatch.fnmatchcase(lower, own))


@lru_cache(64)
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """What matches any of *patterns*: one question for a file and not twenty."""
    return re.compile("|".join(map(fnmatch.translate, patterns)))


class _Looker:
    """One walk below one folder."""

    def __init__(self, root: Path, pattern: str, never: Mapping[str, str], files: Files) -> None:
        self._root = root
        self._pattern = pattern.split("/") if pattern != "**" else ["**", "*"]
        self._files = files
        self._never = never
        self.found: list[Found] = []
        self.ignored: list[Ignored] = []
        self.problems: list[ReadError] = []

    def look(self, folder: Path, above: tuple[str, ...] = ()) -> None:
        """Everything below *folder* that is wanted is taken down."""
        for entry in self._files.entries(folder):
            place = (*above, entry.path.name)
            name = "/".join(place)
            if why := not_for_us(place[-1], self._never):
                self.ignored.append(Ignored(name, why))
            elif entry.kind == "other":
                self.ignored.append(Ignored(name, "neither a file nor a folder, or gone again"))
            elif entry.kind == "folder":
                self._take_folder(entry, name, place)
            elif _matches(place, self._pattern):
                self._take_file(entry, name)

    def _take_folder(self, entry: Entry, name: str, place: tuple[str, ...]) -> None:
        if _leads_on(place, self._pattern):
            try:
                self.look(entry.path, place)
            except OSError as error:  # one folder that may not be read does not hide the others
                self.problems.append(unreadable(error, name))
        elif _matches(place, self._pattern) and entry.path.suffix.lower() in _FILE_SUFFIXES:
            remedy = "deliver the files in it, without the folder"
            self.problems.append(
                ReadError("a folder stands where a file is wanted", file=name, remedy=remedy)
            )
        else:
            self.ignored.append(Ignored(name, "a folder"))

    def _take_file(self, entry: Entry, name: str) -> None:
        try:
            if entry.kind == "link" and (why := self._not_followed(entry)):
                self.ignored.append(Ignored(name, why))
                return
            self.found.append(found_file(entry.path, name, self._files.stat(entry.path)))
        except FileNotFoundError:
            self.ignored.append(Ignored(name, "gone again"))
        except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
            said = error if isinstance(error, OSError) else OSError(str(error))
            self.problems.append(unreadable(said, name))

    def _not_followed(self, link: Entry) -> str:
        """Why what *link* leads to is no export of ours; empty when it may be one."""
        target = self._files.resolve(link.path)
        if not target.is_relative_to(self._root):
            return "a link that leads out of the folder"
        return "a link to a folder" if self._files.is_folder(target) else ""


def _matches(place: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether the names of *place* match *pattern*, name by name; ``**`` stands for any number."""
    if not pattern:
        return not place
    if pattern[0] == "**":
        return any(_matches(place[skip:], pattern[1:]) for skip in range(len(place)))
    return bool(place) and _alike(place[0], pattern[0]) and _matches(place[1:], pattern[1:])


def _leads_on(place: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether something below the folder *place* could match *pattern*."""
    for name, part in zip(place, pattern, strict=False):
        if part == "**":
            return True
        if not _alike(name, part):
            return False
    return len(place) < len(pattern)


def _alike(name: str, part: str) -> bool:
    return part == "*" or fnmatch.fnmatchcase(name.lower(), part.lower())
