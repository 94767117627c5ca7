from __future__ import annotations

import datetime as dt
import errno
from typing import TYPE_CHECKING

import pytest

from ilrsync import durable
from ilrsync.durable import Files
from ilrsync.errors import TransientError
from ilrsync.intake.leaving import come_back, left_half_way
from ilrsync.intake.quarantine import Quarantine, SetAside
from ilrsync.intake.scan import found_file, scan
from tests.faulty_files import Died, FaultyFiles
from tests.intake.files import NOW, put

if TYPE_CHECKING:
    import os
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
    assert "left where it is" not in explanation


def test_a_file_that_cannot_be_moved_is_copied_and_that_is_said(tmp_path: Path) -> None:
    original = put(tmp_path / "inbox", "Learners.csv", "bad")
    aside = set_aside(tmp_path, ReadOnly())

    assert aside.path is not None
    assert aside.path.read_text() == "bad"
    assert original.read_text() == "bad"
    assert aside.left
    explanation = aside.explanation.read_text("utf-8-sig")
    assert "A copy lies beside this note" in explanation
    assert f"was left where it is: {original}" in explanation


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
    explanation = aside.explanation.read_text("utf-8-sig")
    assert "was left where it is" in explanation
    assert "beside this note" not in explanation


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


class Overtaken(Files):
    """A disk on which the MIS delivers anew at the moment when its last export is set aside.

    With *held* a program keeps the new export from its own name, as a scanner does on Windows;
    with *again* the MIS delivers once more meanwhile.
    """

    def __init__(self, *, elsewhere: bool = False, held: bool = False, again: bool = False) -> None:
        self._elsewhere = elsewhere
        self._held = held
        self._again = again

    def replace(self, source: Path, target: Path) -> None:
        if source.name == "Learners.csv":
            put(source.parent, source.name, "newer", minute=9)
            if self._elsewhere:
                raise OSError(errno.EXDEV, "Invalid cross-device link")
        super().replace(source, target)

    def move(self, source: Path, target: Path) -> None:
        if self._held:
            raise PermissionError(errno.EACCES, "Permission denied")
        if self._again:
            put(target.parent, target.name, "newest", minute=10)
        super().move(source, target)


def set_aside_as_seen(
    room: Path, files: Files, *, copy: Path | None = None, newer: str = ""
) -> SetAside:
    """What a refused Learners.csv comes to when *newer* has taken its place before."""
    original = put(room / "inbox", "Learners.csv", "bad")
    mark = found_file(original, "", original.stat()).mark
    if newer:
        put(room / "inbox", "Learners.csv", newer, minute=9)
    return Quarantine(room / "quarantine", files=files).set_aside(
        original,
        source="main-mis",
        reason=REASON,
        now=NOW,
        mark=mark,
        copy=copy,
        sha256="abcdef0123456789" * 4,
    )


def contents(folder: Path) -> list[str]:
    return sorted(path.read_text("utf-8-sig").split(" ")[0] for path in folder.iterdir())


@pytest.mark.parametrize("elsewhere", [False, True], ids=["one volume", "another volume"])
def test_an_export_that_comes_at_that_moment_is_not_set_aside(
    tmp_path: Path, elsewhere: bool
) -> None:
    copy = put(tmp_path / "archive", "0123.csv", "bad")
    aside = set_aside_as_seen(tmp_path, Overtaken(elsewhere=elsewhere), copy=copy)

    assert (tmp_path / "inbox" / "Learners.csv").read_text() == "newer"
    assert aside.path is not None
    assert aside.path.read_text() == "bad"
    assert not aside.left
    assert "left where it is" not in aside.explanation.read_text("utf-8-sig")


@pytest.mark.parametrize("archived", [False, True])
def test_an_export_that_came_before_is_not_set_aside(tmp_path: Path, archived: bool) -> None:
    copy = put(tmp_path / "archive", "0123.csv", "bad") if archived else None
    aside = set_aside_as_seen(tmp_path, Files(), copy=copy, newer="newer")

    assert (tmp_path / "inbox" / "Learners.csv").read_text() == "newer"
    assert (aside.path.read_text() if aside.path else "") == ("bad" if archived else "")
    assert not aside.left
    assert "left where it is" not in aside.explanation.read_text("utf-8-sig")


def test_an_export_that_a_scanner_keeps_from_its_name_comes_back_at_the_next_look(
    tmp_path: Path,
) -> None:
    copy = put(tmp_path / "archive", "0123.csv", "bad")
    aside = set_aside_as_seen(tmp_path, Overtaken(held=True), copy=copy)

    assert aside.path is not None
    assert aside.path.read_text() == "bad"
    (leaving,) = left_half_way(scan(tmp_path / "inbox").ignored)
    back = come_back(tmp_path / "inbox" / leaving)
    assert back == tmp_path / "inbox" / "Learners.csv"
    assert back.read_text() == "newer"


def test_of_two_exports_that_come_at_that_moment_neither_is_lost(tmp_path: Path) -> None:
    copy = put(tmp_path / "archive", "0123.csv", "bad")
    set_aside_as_seen(tmp_path, Overtaken(again=True), copy=copy)

    assert contents(tmp_path / "inbox") == ["newer", "newest"]
    assert (tmp_path / "inbox" / "Learners.csv").read_text() == "newest"


def test_an_export_that_no_call_brings_back_is_not_written_over(tmp_path: Path) -> None:
    class Away(Overtaken):
        """A disk that takes nothing into the inbox any more."""

        def replace(self, source: Path, target: Path) -> None:
            if "inbox" in target.parts:
                raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")
            super().replace(source, target)

    copy = put(tmp_path / "archive", "0123.csv", "bad")
    aside = set_aside_as_seen(tmp_path, Away(held=True), copy=copy)

    assert aside.path is None
    assert "newer" in contents(tmp_path / "quarantine" / "main-mis")


def test_a_file_that_nobody_could_read_has_one_place_however_often_it_is_set_aside(
    tmp_path: Path,
) -> None:
    original = put(tmp_path / "inbox", "Learners.csv", "bad")
    mark = found_file(original, "", original.stat()).mark
    places = {
        Quarantine(tmp_path / "quarantine")
        .set_aside(original, source="main-mis", reason=REASON, now=now, mark=mark)
        .explanation
        for now in (NOW, NOW + dt.timedelta(hours=1))
    }

    assert len(places) == 1


def test_the_name_in_the_quarantine_is_on_disk_before_anybody_hears_of_it(tmp_path: Path) -> None:
    put(tmp_path / "inbox", "Learners.csv", "bad")
    files = FaultyFiles()
    set_aside(tmp_path, files)

    assert files.calls[-2:] == ["replace", "sync_folder"]


def test_what_was_set_aside_before_is_known_by_its_content(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path / "quarantine")
    original = put(tmp_path / "inbox", "Learners.csv", "bad")
    ours, other = "abcdef0123456789" * 4, "0123456789abcdef" * 4
    assert not quarantine.holds(original, source="main-mis", sha256=ours)

    set_aside(tmp_path, Files())

    assert quarantine.holds(original, source="main-mis", sha256=ours)
    assert not quarantine.holds(original, source="main-mis", sha256=other)
    assert not quarantine.holds(original, source="other", sha256=ours)


def test_a_file_that_is_known_only_by_name_is_moved_all_the_same(tmp_path: Path) -> None:
    class Mute(Files):
        def stat(self, path: Path) -> os.stat_result:
            raise OSError(errno.ESTALE, "Stale file handle")

    aside = set_aside_as_seen(tmp_path, Mute())

    assert aside.path is not None
    assert aside.path.read_text() == "bad"


def test_a_file_on_a_share_that_has_gone_away_counts_as_left_there(tmp_path: Path) -> None:
    class Away(Elsewhere):
        def open(self, path: Path) -> object:  # type: ignore[override] # it always raises
            raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")

        def exists(self, path: Path) -> bool:
            raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")

    put(tmp_path / "inbox", "Learners.csv", "bad")
    aside = set_aside(tmp_path, Away())

    assert aside.path is None
    assert aside.left


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
