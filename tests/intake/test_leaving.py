from __future__ import annotations

import errno
import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from ilrsync.durable import Files
from ilrsync.intake.leaving import come_back, leave, left_half_way, own_name
from ilrsync.intake.scan import scan
from tests.faulty_files import Died, FaultyFiles
from tests.intake.files import put

if TYPE_CHECKING:
    from pathlib import Path


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class Overtaken(Files):
    """A disk on which the MIS puts a newer export in place just before each rename of *at*."""

    def __init__(self, *at: str) -> None:
        self._at = at

    def replace(self, source: Path, target: Path) -> None:
        self._newer("replace", source)
        super().replace(source, target)

    def move(self, source: Path, target: Path) -> None:
        self._newer("move", target)
        super().move(source, target)

    def _newer(self, call: str, path: Path) -> None:
        if call in self._at:
            fresh = path.with_name("fresh")
            fresh.write_text(f"newer at {call}")
            fresh.replace(path)


def test_what_was_archived_leaves(tmp_path: Path) -> None:
    assert leave(put(tmp_path, "Learners.csv", "old"), digest("old"))
    assert names(tmp_path) == []


def test_an_export_that_takes_the_place_at_the_last_moment_stays(tmp_path: Path) -> None:
    path = put(tmp_path, "Learners.csv", "old")

    assert not leave(path, digest("old"), files=Overtaken("replace"))
    assert names(tmp_path) == ["Learners.csv"]
    assert path.read_text() == "newer at replace"


def test_of_two_that_come_at_the_last_moments_both_stay(tmp_path: Path) -> None:
    path = put(tmp_path, "Learners.csv", "old")

    assert not leave(path, digest("old"), files=Overtaken("replace", "move"))
    assert path.read_text() == "newer at move"
    (left,) = left_half_way(scan(tmp_path).ignored)
    assert (tmp_path / left).read_text() == "newer at replace"
    assert own_name(left) == "Learners.csv"
    assert come_back(tmp_path / left) is None
    assert path.read_text() == "newer at move"


@pytest.mark.parametrize("dies", [False, True], ids=["the disk refuses", "the process dies"])
def test_at_whichever_call_it_ends_the_file_is_there_or_archived(
    tmp_path: Path, dies: bool
) -> None:
    for at in range(1, 20):
        room = tmp_path / str(at)
        path = put(room, "Learners.csv", "old")
        files = FaultyFiles(at, dies=dies)
        try:
            gone = leave(path, digest("old"), files=files)
        except (OSError, Died):
            gone = False
        half = left_half_way(scan(room).ignored)
        assert dies or not half
        for name in half:
            assert come_back(room / name) == path
        assert names(room) == ([] if gone else ["Learners.csv"])
        if not gone:
            assert path.read_text() == "old"
        if not files.fired:
            assert gone
            return
    pytest.fail("never came through")


def test_two_names_of_one_file_become_one(tmp_path: Path) -> None:
    path = put(tmp_path, "Learners.csv", "old")
    leaving = tmp_path / "Learners.csv.leaving.0123456789abcdef.tmp"
    os.link(path, leaving)

    assert come_back(leaving) == path
    assert names(tmp_path) == ["Learners.csv"]


def test_a_share_without_second_names_gives_the_name_back_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr(os, "link", refused)
    leaving = put(tmp_path, "Learners.csv.leaving.0123456789abcdef.tmp", "old")

    assert come_back(leaving) == tmp_path / "Learners.csv"
    leaving = put(tmp_path, "Learners.csv.leaving.0123456789abcdef.tmp", "other")
    assert come_back(leaving) is None
    assert names(tmp_path) == ["Learners.csv", "Learners.csv.leaving.0123456789abcdef.tmp"]


def test_unfinished_work_of_another_ilrsync_is_none_of_ours(tmp_path: Path) -> None:
    put(tmp_path, "return.xml.0123456789abcdef.tmp", "half")

    assert left_half_way(scan(tmp_path).ignored) == []
