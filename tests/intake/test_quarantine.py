from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest

from ilrsync import durable
from ilrsync.durable import Files
from ilrsync.errors import TransientError
from ilrsync.intake.quarantine import Quarantine, SetAside
from ilrsync.intake.scan import found_file
from tests.faulty_files import Died, FaultyFiles
from tests.intake.files import NOW, put

if TYPE_CHECKING:
    from pathlib import Path

REASON = 'Learners.csv line 3, "DOB": got "31/02/2001", want a date'


class Elsewhere(Files):
    """A disk whose inbox is on another volume: nothing can be renamed out of it."""

    def replace(self, source: Path, target: Path) -> None:
        if "inbox" in source.parts and "inbox" not in target.parts:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        super().replace(source, target)


class ReadOnly(Elsewhere):
    """A disk whose inbox may be read but not changed."""

    def remove(self, path: Path) -> None:
        if "inbox" in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied")
        super().remove(path)


def set_aside(room: Path, files: Files, copy: Path | None = None) -> SetAside:
    return Quarantine(room / "quarantine", files=files).set_aside(
        room / "inbox" / "Learners.csv",
        source="main-mis",
        reason=REASON,
        now=NOW,
        copy=copy,
        sha256="abcdef0123456789" * 4,
    )


@pytest.mark.parametrize("files", [Files(), Elsewhere()], ids=["one volume", "another volume"])
def test_a_file_is_moved_with_an_explanation_beside_it(tmp_path: Path, files: Files) -> None:
    original = put(tmp_path / "inbox", "Learners.csv", "bad")
    aside = set_aside(tmp_path, files)

    assert aside.path == tmp_path / "quarantine" / "main-mis" / "Learners.abcdef01.csv"
    assert aside.path.read_text() == "bad"
    assert not original.exists()
    assert not aside.left
    explanation = aside.explanation.read_text("utf-8-sig")
    assert aside.explanation.name == "Learners.abcdef01.csv.why.txt"
    assert REASON in explanation
    assert "20 November 2026" in explanation
    assert "deliver it again" in explanation


def test_a_file_that_cannot_be_moved_is_copied_and_that_is_said(tmp_path: Path) -> None:
    original = put(tmp_path / "inbox", "Learners.csv", "bad")
    aside = set_aside(tmp_path, ReadOnly())

    assert aside.path is not None
    assert aside.path.read_text() == "bad"
    assert original.read_text() == "bad"
    assert aside.left
    assert f"was left where it is: {original}" in aside.explanation.read_text("utf-8-sig")


def test_a_file_that_is_gone_is_had_from_the_archive(tmp_path: Path) -> None:
    copy = put(tmp_path / "archive", "0123.csv", "bad")
    aside = set_aside(tmp_path, Files(), copy)

    assert aside.path is not None
    assert aside.path.read_text() == "bad"
    assert not aside.left
    assert copy.exists()


def test_a_file_that_can_be_neither_moved_nor_read_is_explained_where_people_look(
    tmp_path: Path,
) -> None:
    class Closed(ReadOnly):
        def open(self, path: Path) -> object:  # type: ignore[override] # it always raises
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

    original = put(tmp_path / "inbox", "Learners.csv", "bad")
    aside = set_aside(tmp_path, Closed())

    assert aside.path is None
    assert aside.left
    assert original.exists()
    assert "was left where it is" in aside.explanation.read_text("utf-8-sig")


def test_a_folder_is_moved_as_it_is(tmp_path: Path) -> None:
    put(tmp_path / "inbox" / "Learners.csv", "inside.txt", "x")
    aside = set_aside(tmp_path, Files())

    assert aside.path is not None
    assert (aside.path / "inside.txt").read_text() == "x"


def test_a_file_without_a_hash_does_not_take_the_place_of_another(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path / "quarantine")
    put(tmp_path / "inbox", "a.csv", "bad")
    aside = quarantine.set_aside(
        tmp_path / "inbox" / "a.csv", source="main-mis", reason=REASON, now=NOW
    )

    assert aside.path is not None
    assert aside.path.name == "a.20261120-180000.csv"


def test_a_quarantine_that_cannot_be_written_leaves_the_file_alone(tmp_path: Path) -> None:
    original = put(tmp_path / "inbox", "Learners.csv", "bad")
    (tmp_path / "quarantine").write_bytes(b"")

    with pytest.raises(TransientError, match="quarantine"):
        set_aside(tmp_path, Files())
    assert original.read_text() == "bad"


def test_an_export_that_comes_at_that_moment_is_not_set_aside(tmp_path: Path) -> None:
    class Overtaken(Files):
        def replace(self, source: Path, target: Path) -> None:
            if source.name == "Learners.csv":
                put(tmp_path / "inbox", "Learners.csv", "newer", minute=9)
            super().replace(source, target)

    original = put(tmp_path / "inbox", "Learners.csv", "bad")
    copy = put(tmp_path / "archive", "0123.csv", "bad")
    aside = Quarantine(tmp_path / "quarantine", files=Overtaken()).set_aside(
        original,
        source="main-mis",
        reason=REASON,
        now=NOW,
        mark=found_file(original, "", original.stat()).mark,
        copy=copy,
        sha256="abcdef0123456789" * 4,
    )

    assert original.read_text() == "newer"
    assert aside.path is not None
    assert aside.path.read_text() == "bad"
    assert not aside.left


@pytest.mark.parametrize("dies", [False, True], ids=["the disk refuses", "the process dies"])
@pytest.mark.parametrize("kind", ["moved", "copied"])
def test_whichever_call_fails_the_file_is_somewhere_whole(
    tmp_path: Path, dies: bool, kind: str
) -> None:
    class Disk(FaultyFiles):
        def replace(self, source: Path, target: Path) -> None:
            if kind == "copied" and "inbox" in source.parts and "inbox" not in target.parts:
                raise OSError(errno.EXDEV, "Invalid cross-device link")
            super().replace(source, target)

    for at in range(1, 100):
        room = tmp_path / str(at)
        original = put(room / "inbox", "Learners.csv", "bad" * 100)
        files = Disk(at, dies=dies)
        try:
            set_aside(room, files)
        except (TransientError, Died):
            assert files.fired
        kept = room / "quarantine" / "main-mis"
        durable.remove_leftovers(kept)
        places = [original, kept / "Learners.abcdef01.csv"]
        whole = [path for path in places if path.exists()]
        assert {path.read_text() for path in whole} == {"bad" * 100}
        if original.exists():
            set_aside(room, Files())
        assert sorted(path.name for path in kept.iterdir()) == [
            "Learners.abcdef01.csv",
            "Learners.abcdef01.csv.why.txt",
        ]
        if not files.fired:
            return
    pytest.fail("never came through")
