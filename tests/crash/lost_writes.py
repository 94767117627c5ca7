"""A disk that forgets, when the power goes, whatever nobody forced onto it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class LostWrites:
    """Remembers how to undo every change below *folders* until it is on disk.

    A new name, a rename and a removal last once their folder was forced to disk, what a file holds
    once the file was. With *names_kept* names reach the disk at once, as some disks do, so that a
    file can stand under its final name and hold nothing.
    """

    def __init__(self, folders: Sequence[Path], *, names_kept: bool = False) -> None:
        self._folders = folders
        self._names_kept = names_kept
        self._pending: list[tuple[set[Path], Callable[[], object]]] = []
        self._synced: set[int] = {path.stat().st_ino for path in self._files()}
        self._kept = Path(tempfile.mkdtemp(prefix="kept-", dir=folders[0].parent))
        self._count = 0

    def made(self, name: str, real: Callable[..., Any], given: Sequence[Any]) -> Any:
        """The call *name* was made, and is remembered until it is on disk."""
        watch = getattr(self, f"_{name}", None)
        return real(*given) if watch is None else watch(real, *given)

    def cut(self) -> None:
        """The power goes: what is not on disk never was."""
        for path in self._files():
            if path.stat().st_ino not in self._synced:
                os.truncate(path, 0)
        for _, undo in reversed(self._pending):
            undo()
        shutil.rmtree(self._kept)

    def _files(self) -> list[Path]:
        return [one for folder in self._folders for one in folder.rglob("*") if one.is_file()]

    def _here(self, path: Path) -> bool:
        return any(path.is_relative_to(folder) for folder in self._folders)

    def _undone_by(self, folders: set[Path], undo: Callable[[], object]) -> None:
        if not self._names_kept:
            self._pending.append((folders, undo))

    def _keep(self, path: Path) -> Path:
        """Another name of what stands at *path*, out of everybody's sight."""
        self._count += 1
        kept = self._kept / str(self._count)
        if path.is_dir():
            shutil.copytree(path, kept, copy_function=os.link)
        else:
            os.link(path, kept)
        return kept

    def _create(self, real: Callable[..., Any], path: Path) -> Any:
        made = real(path)
        if self._here(path):
            self._undone_by({path.parent}, lambda: path.unlink(missing_ok=True))
        return made

    def _make_folder(self, real: Callable[..., Any], folder: Path) -> None:
        new = self._here(folder) and not folder.exists()
        real(folder)
        if new:
            self._undone_by({folder.parent}, lambda: shutil.rmtree(folder, ignore_errors=True))

    def _replace(self, real: Callable[..., Any], source: Path, target: Path) -> None:
        before = self._keep(target) if target.is_file() and self._here(target) else None
        real(source, target)

        def undo() -> None:
            if not target.exists():
                return
            source.parent.mkdir(parents=True, exist_ok=True)
            target.rename(source)
            if before is not None:
                before.rename(target)

        if self._here(target):
            self._undone_by({target.parent}, undo)

    def _move(self, real: Callable[..., Any], source: Path, target: Path) -> None:
        self._replace(real, source, target)

    def _remove(self, real: Callable[..., Any], path: Path) -> None:
        kept = self._keep(path) if self._here(path) else None
        real(path)
        if kept is not None:
            self._undone_by({path.parent}, lambda: _back(kept, path))

    def _remove_folder(self, real: Callable[..., Any], folder: Path) -> None:
        kept = self._keep(folder) if self._here(folder) else None
        real(folder)
        if kept is not None:
            self._undone_by({folder.parent}, lambda: _back(kept, folder))

    def _sync(self, real: Callable[..., Any], file: Any) -> None:
        real(file)
        self._synced.add(os.fstat(file.fileno()).st_ino)

    def _sync_path(self, real: Callable[..., Any], path: Path) -> None:
        real(path)
        self._synced.add(path.stat().st_ino)

    def _sync_folder(self, real: Callable[..., Any], folder: Path) -> None:
        real(folder)
        self._pending = [
            (folders - {folder}, undo) for folders, undo in self._pending if folders - {folder}
        ]


def _back(kept: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        kept.rename(path)
