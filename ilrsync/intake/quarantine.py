"""Where files go that cannot be taken, each with an explanation beside it; nothing is deleted."""

from __future__ import annotations

import errno
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.durable import CHUNK, FILES, Files
from ilrsync.errors import TransientError
from ilrsync.intake.names import safe_name

if TYPE_CHECKING:
    import datetime as dt

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
        copy: Path | None = None,
        sha256: str = "",
    ) -> SetAside:
        """*original* has left the inbox, or else a copy of it is here; *reason* lies beside it.

        *copy* is what the archive holds of it, for an original that can no longer be read. The
        same content set aside again takes the place of what is here.

        Raises:
            TransientError: the quarantine itself cannot be written.
        """
        room = self._folder / safe_name(source)
        name = _name(original, sha256, now)
        explanation = room / f"{name}.why.txt"
        with durable.translated(f"{room} cannot be written"):
            durable.make_folders(room, files=self._files)
        # The explanation comes first: after a crash one without a file puzzles nobody for long.
        self._explain(explanation, original, reason, now, "")
        path, left = self._bring(original, room / name, copy)
        if left:
            said = _LEFT if path is None else f"A copy lies beside this note; {_LEFT.lower()}"
            self._explain(explanation, original, reason, now, f"{said}: {original}")
        return SetAside(path, explanation, left)

    def _bring(self, original: Path, target: Path, copy: Path | None) -> tuple[Path | None, bool]:
        with suppress(OSError):
            durable.replace(original, target, files=self._files)
            self._files.sync_folder(target.parent)
            return target, False
        for one in (original, copy):
            if one is not None and self._copied(one, target):
                return target, not self._removed(original)
        return None, self._files.exists(original)

    def _copied(self, source: Path, target: Path) -> bool:
        try:
            with (
                self._files.open(source) as file,
                durable.whole_file(target, files=self._files) as to,
            ):
                while chunk := file.read(CHUNK):
                    to.write(chunk)
        except (OSError, TransientError):
            return False
        return True

    def _removed(self, original: Path) -> bool:
        try:
            self._files.remove(original)
        except OSError as error:
            return error.errno == errno.ENOENT
        return True

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


def _name(original: Path, sha256: str, now: dt.datetime) -> str:
    # By content, so that doing it again after a crash gives the same name; a file that could not
    # be read has no hash, and a time tells it from others.
    pure = PurePath(safe_name(original.name))
    return f"{pure.stem}.{sha256[:8] or f'{now:%Y%m%d-%H%M%S}'}{pure.suffix}"
