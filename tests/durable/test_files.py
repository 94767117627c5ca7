"""The calls of the operating system do what they say."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from ilrsync import durable
from ilrsync.durable import FILES

if TYPE_CHECKING:
    from pathlib import Path

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no call that syncs a folder")


@pytest.fixture
def forced(monkeypatch: pytest.MonkeyPatch) -> dict[int, int]:
    """How many bytes of each file or folder, by inode, the system was told to force to disk."""
    sizes: dict[int, int] = {}
    real = os.fsync

    def fsync(handle: int) -> None:
        about = os.fstat(handle)
        sizes[about.st_ino] = about.st_size
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return sizes


@POSIX
def test_all_of_a_file_is_forced_to_disk_and_its_folder_too(
    tmp_path: Path, forced: dict[int, int]
) -> None:
    durable.write_bytes(tmp_path / "a", b"x" * 100)

    assert forced[(tmp_path / "a").stat().st_ino] == 100
    assert tmp_path.stat().st_ino in forced


def test_a_file_that_another_library_wrote_can_be_forced_to_disk(
    tmp_path: Path, forced: dict[int, int]
) -> None:
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(b"x" * 100)

    FILES.sync_path(path)

    assert forced == {path.stat().st_ino: 100}
    assert path.read_bytes() == b"x" * 100


@POSIX
@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP])
def test_a_share_that_cannot_sync_folders_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refused(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refused)

    FILES.sync_folder(tmp_path)


@POSIX
def test_a_disk_that_fails_to_sync_a_folder_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handles = []

    def refused(handle: int) -> None:
        handles.append(handle)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", refused)

    with pytest.raises(OSError, match="Input/output error"):
        FILES.sync_folder(tmp_path)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handles[0])


def test_a_new_file_takes_nobody_s_place(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    with pytest.raises(FileExistsError):
        FILES.create(path)
    assert path.read_bytes() == b"old"


def test_a_folder_that_another_has_made_meanwhile_will_do(tmp_path: Path) -> None:
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026" / "a").write_bytes(b"a")

    FILES.make_folder(tmp_path / "2026")

    assert (tmp_path / "2026" / "a").read_bytes() == b"a"


def test_a_move_takes_nobody_s_place(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"a")
    target.write_bytes(b"b")

    with pytest.raises(FileExistsError):
        FILES.move(source, target)
    assert (source.read_bytes(), target.read_bytes()) == (b"a", b"b")

    target.unlink()
    FILES.move(source, target)
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    assert target.read_bytes() == b"a"
