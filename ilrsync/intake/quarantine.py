"""Where files go that cannot be taken, each with an explanation beside it; nothing is deleted."""

from __future__ import annotations

import errno
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.durable import CHUNK, FILES, Files
from ilrsync.errors import TransientError
from ilrsync.intake.leaving import leave, passing_name
from ilrsync.intake.names import safe_name
from ilrsync.intake.scan import found_file

if TYPE_CHECKING:
    import datetime as dt

_WHY = ".why.txt"
_HASH = 64
_LEFT = "The file could not be moved or copied and was left where it is"


@dataclass(frozen=True, slots=True)
class SetAside:
    """Where a refused file is now (None: only where it was), and its explanation.

    ``left`` says that it also still lies in the inbox.
    """

    path: Path | None
    explanation: Path
    left: bool


class Quarantine:
    """Refused files below *folder*, by source."""

    def __init__(self, folder: Path, *, files: Files = FILES) -> None:
        self._folder = folder
        self._files = files

    def set_aside(
        self,
        original: Path,
        *,
        source: str,
        reason: str,
        now: dt.datetime,
        mark: str = "",
        copy: Path | None = None,
        sha256: str = "",
    ) -> SetAside:
        """*original* has left the inbox, or else a copy of it is here; *reason* lies beside it.

        *copy* is what the archive holds of it, for an original that can no longer be read. One
        that no longer has its *mark* was delivered anew, which nobody has refused: it stays. The
        same content set aside again takes the place of what is here.

        Raises:
            TransientError: the quarantine itself cannot be written.
        """
        room = self._folder / safe_name(source)
        name = _name(original, sha256 or _identity(mark) or f"{now:%Y%m%d-%H%M%S}")
        explanation = room / f"{name}{_WHY}"
        # The explanation comes first: after a crash one without a file puzzles nobody for long.
        self._explain(explanation, original, reason, now, "")
        if self._still(original, mark):
            path, left = self._bring(original, mark, room / name, copy)
        else:
            path, left = self._had_of(copy, room / name), False
        if left:
            said = _LEFT if path is None else f"A copy lies beside this note; {_LEFT.lower()}"
            self._explain(explanation, original, reason, now, f"{said}: {original}")
        return SetAside(path, explanation, left)

    def holds(self, original: Path, *, source: str, sha256: str) -> bool:
        """Whether the content *sha256* of *original* was set aside before.

        Raises:
            TransientError: the quarantine cannot be looked into.
        """
        path = self._folder / safe_name(source) / _name(original, sha256)
        with durable.translated(f"{path.parent} cannot be looked into"):
            return self._files.exists(path)

    def _still(self, original: Path, mark: str) -> bool:
        if not mark:
            return True
        try:
            return found_file(original, "", self._files.stat(original)).mark == mark
        except OSError:  # gone, or out of reach: there is nothing of another delivery to spare
            return True

    def _bring(
        self, original: Path, mark: str, target: Path, copy: Path | None
    ) -> tuple[Path | None, bool]:
        """Where it is now, if here at all, and whether *original* also still lies in the inbox."""
        try:
            durable.replace(original, target, files=self._files)
        except OSError:
            return self._bring_copy(original, mark, target, copy)
        if not self._still(target, mark):  # something newer took its name at that moment
            given_back = self._given_back(target, original)
            return self._had_of(copy, target) if given_back else None, False
        with suppress(OSError):
            self._files.sync_folder(target.parent)
        return target, False

    def _bring_copy(
        self, original: Path, mark: str, target: Path, copy: Path | None
    ) -> tuple[Path | None, bool]:
        digest = self._copied(original, target)
        if not self._still(original, mark):  # something newer, and perhaps what was read
            return self._had_of(copy, target), False
        if digest := digest or (self._copied(copy, target) if copy else ""):
            return target, not self._left(original, digest)
        try:
            return None, self._files.exists(original)
        except OSError:  # out of reach, so it has not left either
            return None, True

    def _had_of(self, copy: Path | None, target: Path) -> Path | None:
        return target if copy is not None and self._copied(copy, target) else None

    def _given_back(self, newer: Path, original: Path) -> bool:
        """Whether *newer*, which nobody has refused, is in the inbox again, if not by its name."""
        try:
            self._files.move(newer, original)
        except OSError:
            # Something newer still has the name, or a scanner holds the file: the next look brings
            # it back from a passing name. Where that is refused too, it stays where it is.
            try:
                self._files.replace(newer, passing_name(original))
            except OSError:
                return False
        return True

    def _copied(self, source: Path, target: Path) -> str:
        """The SHA-256 of what was copied; empty when it could not be."""
        digest = hashlib.sha256()
        try:
            with (
                self._files.open(source) as file,
                durable.whole_file(target, files=self._files) as to,
            ):
                while chunk := file.read(CHUNK):
                    to.write(chunk)
                    digest.update(chunk)
        except (OSError, TransientError):
            return ""
        return digest.hexdigest()

    def _left(self, original: Path, digest: str) -> bool:
        try:
            return leave(original, digest, files=self._files)
        except OSError as error:
            return error.errno == errno.ENOENT

    def _explain(
        self, path: Path, original: Path, reason: str, now: dt.datetime, more: str
    ) -> None:
        lines = [
            f"{original.name} was set aside by ilrsync at {now:%H:%M on %d %B %Y}, unused.",
            "",
            f"Why: {reason}",
            *(["", more] if more else []),
            "",
            "Correct it at its source and deliver it again, or delete it when it is not needed.",
            "",
        ]
        durable.write_text(path, "\r\n".join(lines), encoding="utf-8-sig", files=self._files)


def _name(original: Path, identity: str) -> str:
    # By content, so that doing it again after a crash gives the same name; only what has neither a
    # hash nor a mark is told from others by the time.
    pure = PurePath(safe_name(original.name))
    told_by = identity[:8] if len(identity) == _HASH else identity
    return f"{pure.stem}.{told_by}{pure.suffix}"


def _identity(mark: str) -> str:
    """Stands for a file that nobody could read, by what the disk says of it."""
    return hashlib.sha256(mark.encode()).hexdigest() if mark else ""
