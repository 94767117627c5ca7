from __future__ import annotations

import errno
import hashlib
import os
from typing import TYPE_CHECKING, BinaryIO

import pytest

from ilrsync.durable import Files
from ilrsync.errors import ReadError, TransientError
from ilrsync.intake.archive import Archive
from ilrsync.intake.scan import Found, scan
from tests.faulty_files import Died, FaultyFiles
from tests.intake.files import NOW, put

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = "Learners " * 1000
DIGEST = hashlib.sha256(CONTENT.encode("ascii")).hexdigest()


def found(inbox: Path, name: str = "Learners.CSV") -> Found:
    put(inbox, name, CONTENT)
    return next(file for file in scan(inbox, "**").files if file.name == name)


def everything(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_a_file_is_kept_by_year_and_content(tmp_path: Path) -> None:
    original = found(tmp_path / "inbox", "drop/Learners.CSV")
    taken = Archive(tmp_path / "archive").take(original, NOW)

    assert taken.path == tmp_path / "archive" / "2026" / DIGEST[:2] / f"{DIGEST}.csv"
    assert taken.path.read_text("ascii") == CONTENT
    assert (taken.name, taken.sha256, taken.size) == ("drop/Learners.CSV", DIGEST, len(CONTENT))
    assert (taken.delivery, taken.modified) == ("drop", NOW.timestamp())
    assert original.path.exists()


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    copies = [
        archive.take(found(tmp_path / "inbox", name), NOW).path.stat().st_ino
        for name in ("a.csv", "b.csv")
    ]

    assert copies[0] == copies[1], "a file once here is never written to again"
    assert everything(tmp_path / "archive") == [f"2026/{DIGEST[:2]}/{DIGEST}.csv"]


def test_a_copy_that_has_rotted_is_mended(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    taken = archive.take(found(tmp_path / "inbox"), NOW)
    taken.path.write_bytes(b"rot")

    assert archive.take(found(tmp_path / "inbox"), NOW).path.read_text("ascii") == CONTENT


def test_what_turns_out_to_be_the_same_as_before_is_not_copied_again(tmp_path: Path) -> None:
    files = FaultyFiles()
    archive = Archive(tmp_path / "archive", files=files)
    before = archive.take(found(tmp_path / "inbox"), NOW)
    files.calls.clear()

    again = archive.take(found(tmp_path / "inbox"), NOW, before=before)

    assert (again.path, again.sha256) == (before.path, before.sha256)
    assert "create" not in files.calls


@pytest.mark.parametrize("what", ["original", "longer", "copy", "gone"])
def test_what_is_not_as_it_was_before_is_copied(tmp_path: Path, what: str) -> None:
    archive = Archive(tmp_path / "archive")
    before = archive.take(found(tmp_path / "inbox"), NOW)
    original = found(tmp_path / "inbox")
    if what in ("original", "longer"):
        more = "more" if what == "longer" else ""
        original.path.write_text(CONTENT.replace("L", "M") + more, encoding="ascii")
        original = next(iter(scan(tmp_path / "inbox", "**").files))
    elif what == "gone":
        before.path.unlink()
    else:
        before.path.write_bytes(b"rot")

    again = archive.take(original, NOW, before=before)

    assert again.path.read_bytes() == original.path.read_bytes()
    assert hashlib.sha256(original.path.read_bytes()).hexdigest() == again.sha256


def test_what_was_the_same_as_before_and_changed_right_then_is_taken_again(tmp_path: Path) -> None:
    class RewritingThen(Files):
        """A disk on which the MIS writes when a file has been read and is asked for its mark."""

        def stat(self, path: Path) -> os.stat_result:
            put(path.parent, path.name, CONTENT.replace("L", "M"), minute=1)
            return super().stat(path)

    before = Archive(tmp_path / "archive").take(found(tmp_path / "inbox"), NOW)
    original = found(tmp_path / "inbox")

    with pytest.raises(TransientError, match="changed while it was copied"):
        Archive(tmp_path / "archive", files=RewritingThen()).take(original, NOW, before=before)


@pytest.mark.parametrize(
    ("ours", "behind", "empty"),
    [
        (None, False, True),
        ("there", False, True),
        ("full", False, False),
        (None, True, False),
        ("there", True, False),
    ],
)
def test_an_archive_is_empty_when_nothing_at_all_is_there(
    tmp_path: Path, ours: str | None, behind: bool, empty: bool
) -> None:
    if ours:
        (tmp_path / "archive").mkdir()
    if ours == "full":
        Archive(tmp_path / "archive").take(found(tmp_path / "inbox"), NOW)
    Archive(tmp_path / "behind").take(found(tmp_path / "inbox"), NOW)

    archive = Archive(tmp_path / "archive", behind=tmp_path / "behind" if behind else None)
    assert archive.empty() is empty


def test_every_piece_that_is_copied_or_hashed_is_a_sign_of_life(tmp_path: Path) -> None:
    signs: list[int] = []
    archive = Archive(tmp_path / "archive", each=lambda: signs.append(1))

    original = found(tmp_path / "inbox")

    taken = archive.take(original, NOW)
    assert len(signs) == 3  # the copying, a look at the copy, a look at the original

    archive.release(original, taken)
    assert len(signs) == 5  # a look at the copy, a look at what leaves


def test_what_is_behind_is_found_and_left_alone(tmp_path: Path) -> None:
    behind = Archive(tmp_path / "behind")
    old = behind.take(found(tmp_path / "inbox"), NOW)
    archived = behind.name_of(old.path)
    archive = Archive(tmp_path / "archive", behind=tmp_path / "behind")

    assert archive.place_of(archived) == old.path
    assert archive.name_of(old.path) == archived
    new = archive.take(found(tmp_path / "inbox"), NOW)
    assert archive.place_of(archived) == new.path != old.path
    assert archive.name_of(new.path) == archived
    assert not archive.empty()
    assert everything(tmp_path / "behind") == [archived]


def test_a_copy_that_has_gone_is_looked_for_where_it_was(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    taken = archive.take(found(tmp_path / "inbox"), NOW)
    archived = archive.name_of(taken.path)
    taken.path.unlink()

    assert archive.place_of(archived) == taken.path


@pytest.mark.skipif(os.name == "nt", reason="Windows folders pass on their own rights")
def test_copies_are_private(tmp_path: Path) -> None:
    taken = Archive(tmp_path / "archive").take(found(tmp_path / "inbox"), NOW)

    assert taken.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("dies", [False, True], ids=["the disk refuses", "the process dies"])
def test_whichever_call_fails_the_archive_holds_whole_files_and_the_inbox_its_own(
    tmp_path: Path, dies: bool
) -> None:
    for at in range(1, 100):
        room = tmp_path / str(at)
        original = found(room / "inbox")
        files = FaultyFiles(at, dies=dies)
        try:
            Archive(room / "archive", files=files).take(original, NOW)
        except (ReadError, TransientError, Died):
            assert files.fired
        Archive(room / "archive").remove_leftovers()
        kept = everything(room / "archive") if (room / "archive").exists() else []
        assert kept in ([], [f"2026/{DIGEST[:2]}/{DIGEST}.csv"])
        assert original.path.read_text("ascii") == CONTENT
        again = Archive(room / "archive").take(original, NOW)
        assert again.path.read_text("ascii") == CONTENT
        if not files.fired:
            return
    pytest.fail("never came through")


class Rewriting(Files):
    """A disk on which a program writes to the inbox right after the copy began."""

    def __init__(self, original: Path, content: str, *, minute: float) -> None:
        self._original = original
        self._content = content
        self._minute = minute

    def create(self, path: Path) -> BinaryIO:
        put(self._original.parent, self._original.name, self._content, self._minute)
        return super().create(path)


class RewritingLater(Files):
    """A disk on which a program writes to the inbox right after the copy ended."""

    def __init__(self, original: Path, content: str) -> None:
        self._original = original
        self._content = content

    def replace(self, source: Path, target: Path) -> None:
        super().replace(source, target)
        put(self._original.parent, self._original.name, self._content)


def test_a_file_written_to_while_it_is_copied_is_taken_again(tmp_path: Path) -> None:
    original = found(tmp_path / "inbox")
    files = Rewriting(original.path, CONTENT + "more", minute=1)

    with pytest.raises(TransientError, match="changed while it was copied"):
        Archive(tmp_path / "archive", files=files).take(original, NOW)


def test_a_rewrite_of_the_same_size_and_time_is_noticed_by_content(tmp_path: Path) -> None:
    original = found(tmp_path / "inbox")
    files = RewritingLater(original.path, "Teachers " * 1000)

    with pytest.raises(TransientError, match="changed while it was copied"):
        Archive(tmp_path / "archive", files=files).take(original, NOW)


def test_a_file_that_is_gone_is_said_of_the_file(tmp_path: Path) -> None:
    original = found(tmp_path / "inbox")
    original.path.unlink()

    with pytest.raises(ReadError, match=r"Learners\.CSV: the file is gone; deliver it again"):
        Archive(tmp_path / "archive").take(original, NOW)
    assert everything(tmp_path / "archive") == []


def test_a_folder_that_took_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    original = found(tmp_path / "inbox")
    original.path.unlink()
    original.path.mkdir()

    with pytest.raises(ReadError, match="this is a folder, not a file"):
        Archive(tmp_path / "archive").take(original, NOW)


class Unreadable(Files):
    """A disk that refuses to open what lies in the inbox."""

    def open(self, path: Path) -> BinaryIO:
        if "inbox" in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return super().open(path)


def test_a_file_that_may_not_be_read_is_said_of_the_file(tmp_path: Path) -> None:
    original = found(tmp_path / "inbox")

    with pytest.raises(ReadError, match="may not be read; let the account that runs ilrsync"):
        Archive(tmp_path / "archive", files=Unreadable()).take(original, NOW)


def test_a_full_disk_is_said_of_the_archive(tmp_path: Path) -> None:
    original = found(tmp_path / "inbox")
    probe = FaultyFiles()
    Archive(tmp_path / "probe", files=probe).take(original, NOW)
    files = FaultyFiles(probe.calls.index("create") + 1, code=errno.ENOSPC)

    with pytest.raises(TransientError, match=r"archive.*free some disk space"):
        Archive(tmp_path / "archive", files=files).take(original, NOW)


class Forgetful(Files):
    """A disk that keeps something else than it was given."""

    def sync(self, file: BinaryIO) -> None:
        file.seek(0)
        file.write(b"!")
        super().sync(file)


def test_a_disk_that_does_not_keep_what_is_written_is_noticed(tmp_path: Path) -> None:
    original = found(tmp_path / "inbox")

    with pytest.raises(TransientError, match="does not hold what was written"):
        Archive(tmp_path / "archive", files=Forgetful()).take(original, NOW)
    assert everything(tmp_path / "archive") == []


def test_an_original_leaves_only_while_it_and_its_copy_are_the_same(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    original = found(tmp_path / "inbox")
    taken = archive.take(original, NOW)

    put(tmp_path / "inbox", "Learners.CSV", "newer", minute=5)
    assert not archive.release(original, taken)
    assert original.path.exists()

    original = found(tmp_path / "inbox")
    taken.path.write_bytes(b"rot")
    assert not archive.release(original, taken)
    assert original.path.exists()

    taken = archive.take(original, NOW)
    assert archive.release(original, taken)
    assert not original.path.exists()
    assert not archive.release(original, taken)


def test_the_same_content_delivered_anew_stays_until_it_is_looked_at(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    original = found(tmp_path / "inbox")
    taken = archive.take(original, NOW)
    put(tmp_path / "inbox", original.name, CONTENT, minute=5)

    assert not archive.release(original, taken)
    assert original.path.exists()


def test_an_export_written_in_place_of_the_original_at_that_moment_stays(tmp_path: Path) -> None:
    class Overwritten(Files):
        """A disk on which the MIS writes, with the old time, just before the file is renamed."""

        def replace(self, source: Path, target: Path) -> None:
            if source.name == "Learners.CSV":
                about = source.stat()
                source.write_text("B" * about.st_size, "ascii")
                os.utime(source, ns=(about.st_atime_ns, about.st_mtime_ns))
            super().replace(source, target)

    original = found(tmp_path / "inbox")
    archive = Archive(tmp_path / "archive", files=Overwritten())
    taken = archive.take(original, NOW)

    assert not archive.release(original, taken)
    assert set(original.path.read_text("ascii")) == {"B"}
    assert everything(tmp_path / "inbox") == ["Learners.CSV"]


def test_leftovers_are_cleared_and_nothing_else(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    archive.take(found(tmp_path / "inbox"), NOW)
    half = tmp_path / "archive" / "2026" / "taking.0123456789abcdef.tmp"
    half.write_bytes(b"half")

    assert archive.remove_leftovers() == [half]
    assert everything(tmp_path / "archive") == [f"2026/{DIGEST[:2]}/{DIGEST}.csv"]
    assert Archive(tmp_path / "not there").remove_leftovers() == []
