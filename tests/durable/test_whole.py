from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from ilrsync import durable
from ilrsync.durable import FILES, Files
from ilrsync.errors import TransientError
from tests.faulty_files import BusyFiles, Died, FaultyFiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

POSIX_RIGHTS = pytest.mark.skipif(
    os.name == "nt", reason="Windows folders pass on their own rights"
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_holds_exactly_what_was_written_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    durable.write_text(tmp_path / "out" / "a.csv", "é\r\nb\n")

    assert (tmp_path / "out" / "a.csv").read_bytes() == b"\xc3\xa9\r\nb\n"
    assert names(tmp_path / "out") == ["a.csv"]


def test_text_lines_end_as_they_were_written(tmp_path: Path) -> None:
    with durable.whole_text(tmp_path / "a.txt") as file:
        file.write("one\ntwo\r\n")

    assert (tmp_path / "a.txt").read_bytes() == b"one\ntwo\r\n"


@POSIX_RIGHTS
def test_files_and_folders_are_private(tmp_path: Path) -> None:
    durable.write_bytes(tmp_path / "deep" / "a", b"")

    assert (tmp_path / "deep" / "a").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "deep").stat().st_mode & 0o777 == 0o700


def half_written_bytes(path: Path) -> None:
    with durable.whole_file(path) as file:
        file.write(b"new")
        raise ZeroDivisionError


def half_written_text(path: Path) -> None:
    with durable.whole_text(path) as file:
        file.write("new")
        raise ZeroDivisionError


@pytest.mark.parametrize("half_written", [half_written_bytes, half_written_text])
def test_a_block_that_raises_leaves_the_old_file(
    tmp_path: Path, half_written: Callable[[Path], None]
) -> None:
    path = tmp_path / "a"
    durable.write_bytes(path, b"old")

    with pytest.raises(ZeroDivisionError):
        half_written(path)

    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def half_made_folder(path: Path) -> None:
    with durable.whole_folder(path / "run-1", files=Keeping()) as folder:
        (folder / "a").write_bytes(b"half")
        raise ZeroDivisionError


def half_written_file(path: Path) -> None:
    with durable.whole_file(path / "a", files=Keeping()) as file:
        file.write(b"half")
        raise ZeroDivisionError


class Keeping(Files):
    """A disk that lets nothing be removed."""

    def remove(self, path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    def remove_folder(self, folder: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))


@pytest.mark.parametrize("half_done", [half_written_file, half_made_folder])
def test_what_went_wrong_is_told_even_where_its_leftovers_cannot_be_removed(
    tmp_path: Path, half_done: Callable[[Path], None]
) -> None:
    with pytest.raises(ZeroDivisionError):
        half_done(tmp_path)

    (left,) = tmp_path.iterdir()
    assert durable.is_leftover(left)


def test_content_is_on_disk_before_its_name_and_the_name_before_the_end(tmp_path: Path) -> None:
    files = FaultyFiles()
    durable.write_bytes(tmp_path / "a", b"x", files=files)

    assert [call for call in files.calls if call not in ("is_folder", "create")] == [
        "sync",
        "replace",
        "sync_folder",
    ]


@pytest.mark.parametrize("dies", [False, True], ids=["the disk refuses", "the process dies"])
def test_whichever_call_fails_the_file_is_old_or_new_and_never_between(
    tmp_path: Path, dies: bool
) -> None:
    for at in range(1, 100):
        path = tmp_path / str(at) / "a"
        durable.write_bytes(path, b"old" * 1000)
        files = FaultyFiles(at, dies=dies)
        try:
            durable.write_bytes(path, b"new" * 1000, files=files)
        except (TransientError, Died):
            assert files.fired
        assert path.read_bytes() in (b"old" * 1000, b"new" * 1000)
        durable.remove_leftovers(path.parent)
        assert names(path.parent) == ["a"]
        if not files.fired:
            return
    pytest.fail("never came through")


@pytest.mark.parametrize("dies", [False, True], ids=["the disk refuses", "the process dies"])
def test_whichever_call_fails_a_folder_is_whole_or_absent(tmp_path: Path, dies: bool) -> None:
    for at in range(1, 100):
        room = tmp_path / str(at)
        room.mkdir()
        files = FaultyFiles(at, dies=dies)
        try:
            with durable.whole_folder(room / "run-1", files=files) as folder:
                (folder / "sheets").mkdir()
                (folder / "sheets" / "a.csv").write_bytes(b"a")
                (folder / "b.xml").write_bytes(b"b")
        except (TransientError, Died):
            assert files.fired
        durable.remove_leftovers(room)
        if (room / "run-1").exists():
            assert (room / "run-1" / "sheets" / "a.csv").read_bytes() == b"a"
            assert (room / "run-1" / "b.xml").read_bytes() == b"b"
        else:
            assert names(room) == []
        if not files.fired:
            return
    pytest.fail("never came through")


def test_a_folder_that_exists_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "run-1").mkdir()

    with pytest.raises(TransientError, match="run-1"), durable.whole_folder(tmp_path / "run-1"):
        pass

    assert names(tmp_path) == ["run-1"]


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_a_file_held_by_a_virus_scanner_is_waited_for(tmp_path: Path, winerror: int) -> None:
    files = BusyFiles(5, winerror)
    durable.write_bytes(tmp_path / "a", b"x", files=files)

    assert (tmp_path / "a").read_bytes() == b"x"
    assert 0 < files.waited < 4


def test_a_file_held_for_good_is_an_error_after_some_seconds(tmp_path: Path) -> None:
    files = BusyFiles(1000)
    with pytest.raises(TransientError, match="in use"):
        durable.write_bytes(tmp_path / "a", b"x", files=files)

    assert 2 < files.waited < 4
    assert names(tmp_path) == []


def test_an_error_that_is_not_about_being_busy_is_not_waited_for(tmp_path: Path) -> None:
    files = BusyFiles(1000, winerror=17)
    with pytest.raises(TransientError):
        durable.write_bytes(tmp_path / "a", b"x", files=files)

    assert files.waited == 0


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (errno.ENOSPC, "free some disk space"),
        (errno.EACCES, "give the account that runs ilrsync access"),
        (errno.EROFS, "make the disk writable"),
        (errno.ETIMEDOUT, "tried again"),
    ],
)
def test_a_refusal_says_which_file_why_and_what_to_do(
    tmp_path: Path, code: int, remedy: str
) -> None:
    probe = FaultyFiles()
    durable.write_bytes(tmp_path / "a.xml", b"", files=probe)
    files = FaultyFiles(probe.calls.index("create") + 1, code=code)

    with pytest.raises(TransientError, match=rf"a\.xml cannot be written: .*{remedy}"):
        durable.write_bytes(tmp_path / "a.xml", b"x", files=files)


def test_a_file_in_place_of_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")

    with pytest.raises(TransientError, match="out"):
        durable.write_bytes(tmp_path / "out" / "a", b"x")


def test_folders_on_a_drive_that_is_not_there_are_an_error(tmp_path: Path) -> None:
    class NoDrive(Files):
        asked = 0

        def is_folder(self, path: Path) -> bool:
            self.asked += 1
            assert self.asked < 100, "the root has no folder above it"
            return False

        def make_folder(self, folder: Path) -> None:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", str(folder))

    with pytest.raises(FileNotFoundError):
        durable.make_folders(tmp_path / "a" / "b", files=NoDrive())


@pytest.mark.parametrize("name", ["x" * 200, "é" * 120, "学" * 80])
def test_long_names_leave_room_for_the_temporary_one(tmp_path: Path, name: str) -> None:
    durable.write_bytes(tmp_path / name, b"x")

    assert names(tmp_path) == [name]


def test_only_unfinished_work_is_cleared(tmp_path: Path) -> None:
    ours = durable.temporary_name(tmp_path / "a.xml")
    ours.write_bytes(b"half")
    folder = durable.temporary_name(tmp_path / "run-1")
    (folder / "deep").mkdir(parents=True)
    for other in ("a.xml", "b.tmp", "c.0123.tmp", "0123456789abcdef.tmp.csv"):
        (tmp_path / other).write_bytes(b"")

    assert sorted(durable.remove_leftovers(tmp_path)) == sorted([ours, folder])
    assert names(tmp_path) == ["0123456789abcdef.tmp.csv", "a.xml", "b.tmp", "c.0123.tmp"]
    assert durable.remove_leftovers(tmp_path / "not there") == []


def test_a_leftover_that_cannot_be_removed_keeps_no_other_from_going(tmp_path: Path) -> None:
    held, gone = sorted(durable.temporary_name(tmp_path / "a") for _ in range(2))
    for path in (held, gone):
        path.write_bytes(b"half")

    class Held(Files):
        def remove(self, path: Path) -> None:
            if path == held:
                raise PermissionError(errno.EACCES, "The file is in use", str(path))
            super().remove(path)

    assert durable.remove_leftovers(tmp_path, files=Held()) == [gone]
    assert names(tmp_path) == [held.name]


def test_leftovers_go_from_the_folders_there_as_well_when_asked(tmp_path: Path) -> None:
    kept = durable.temporary_name(tmp_path / "a" / "b" / "c.xml")
    gone = durable.temporary_name(tmp_path / "a" / "b.xml")
    for path in (kept, gone):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")

    assert durable.remove_leftovers(tmp_path) == []
    assert durable.remove_leftovers(tmp_path, deep=True) == [gone]
    assert kept.exists()


def test_a_hash_is_that_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")

    assert durable.sha256(tmp_path / "a") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_entries_say_what_each_thing_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    try:
        (tmp_path / "link").symlink_to(tmp_path / "file")
    except OSError:
        pytest.skip("this account may not make links")

    assert [(entry.path.name, entry.kind) for entry in FILES.entries(tmp_path)] == [
        ("file", "file"),
        ("folder", "folder"),
        ("link", "link"),
    ]
