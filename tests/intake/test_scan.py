from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ilrsync import durable
from ilrsync.durable import Files
from ilrsync.errors import ConfigError, TransientError
from ilrsync.intake.scan import scan
from tests.intake.files import put

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.durable import Entry


def names(folder: Path, pattern: str = "*") -> list[str]:
    return [file.name for file in scan(folder, pattern).files]


def test_files_come_oldest_first(tmp_path: Path) -> None:
    put(tmp_path, "b.xml", minute=0)
    put(tmp_path, "a.xml", minute=2)
    put(tmp_path, "c.xml", minute=1)
    put(tmp_path, "d.xml", minute=1)

    assert names(tmp_path) == ["b.xml", "c.xml", "d.xml", "a.xml"]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("*", ["a.csv", "b.XML"]),
        ("*.csv", ["a.csv"]),
        ("*.xml", ["b.XML"]),
        ("*/*", ["one/c.csv", "two/d.csv"]),
        ("one/*.csv", ["one/c.csv"]),
        ("**", ["a.csv", "b.XML", "one/c.csv", "one/deep/e.csv", "two/d.csv"]),
        ("**/*.csv", ["a.csv", "one/c.csv", "one/deep/e.csv", "two/d.csv"]),
        ("one/**/*.csv", ["one/c.csv", "one/deep/e.csv"]),
        ("nothing*", []),
    ],
)
def test_a_pattern_says_which_files_count(tmp_path: Path, pattern: str, wanted: list[str]) -> None:
    for name in ("a.csv", "b.XML", "one/c.csv", "two/d.csv", "one/deep/e.csv"):
        put(tmp_path, name)

    assert sorted(names(tmp_path, pattern)) == wanted


@pytest.mark.parametrize(
    "name",
    [
        "~$Learners.xlsx",
        ".hidden.csv",
        "._Learners.csv",
        ".~lock.Learners.xlsx#",
        ".Learners.csv.a1B2c3",
        "Learners.csv.part",
        "Learners.csv.filepart",
        "Learners.CSV.CRDOWNLOAD",
        "Learners.tmp",
        "Thumbs.db",
        "@eaDir/Learners.csv",
        "#recycle/Learners.csv",
        "$RECYCLE.BIN/Learners.csv",
    ],
)
def test_what_programs_leave_lying_about_is_passed_over_with_a_reason(
    tmp_path: Path, name: str
) -> None:
    put(tmp_path, name)
    found = scan(tmp_path, "**")

    assert found.files == []
    assert found.problems == []
    assert [one.why for one in found.ignored] != [""]
    assert len(found.ignored) == 1


def test_our_own_unfinished_files_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, durable.temporary_name(tmp_path / "a.xml").name)

    assert names(tmp_path) == []


def test_a_site_may_pass_over_more(tmp_path: Path) -> None:
    put(tmp_path, "Draft Learners.csv")
    put(tmp_path, "Learners.csv")

    assert [file.name for file in scan(tmp_path, ignore=["draft*"]).files] == ["Learners.csv"]


def test_a_folder_where_a_file_is_expected_is_a_problem_and_the_others_carry_on(
    tmp_path: Path,
) -> None:
    (tmp_path / "Learners.csv").mkdir()
    (tmp_path / "old").mkdir()
    put(tmp_path, "Aims.csv")
    found = scan(tmp_path)

    assert [file.name for file in found.files] == ["Aims.csv"]
    assert [str(problem) for problem in found.problems] == [
        "Learners.csv: a folder stands where a file is wanted; deliver the files in it, without"
        " the folder"
    ]
    assert [one.name for one in found.ignored] == ["old"]


def test_a_missing_folder_may_come_back(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="cannot be looked into"):
        scan(tmp_path / "share")


def test_a_file_in_place_of_the_folder_is_a_wrong_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a file; give the folder"):
        scan(put(tmp_path, "inbox"))


def link(path: Path, target: Path) -> None:
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("this account may not make links")


def test_links_are_followed_only_within_the_folder(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", "secret.csv")
    inbox = tmp_path / "inbox"
    inside = put(inbox, "Learners.csv")
    link(inbox / "latest.csv", inside)
    link(inbox / "secret.csv", outside)
    link(inbox / "folder", outside.parent)
    link(inbox / "circle.csv", inbox / "circle.csv")
    link(inbox / "nowhere.csv", tmp_path / "nowhere")
    found = scan(inbox, "**")

    assert [file.name for file in found.files] == ["Learners.csv", "latest.csv"]
    assert sorted(one.name for one in found.ignored) == ["folder", "nowhere.csv", "secret.csv"]
    assert [problem.file for problem in found.problems] == ["circle.csv"]


def test_a_folder_of_sources_may_itself_be_a_link(tmp_path: Path) -> None:
    put(tmp_path / "share", "Learners.csv")
    link(tmp_path / "inbox", tmp_path / "share")

    assert names(tmp_path / "inbox") == ["Learners.csv"]


class Vanishing(Files):
    """A disk from which a file goes between the listing and the look."""

    def entries(self, folder: Path) -> list[Entry]:
        found = super().entries(folder)
        (folder / "gone.csv").unlink(missing_ok=True)
        return found


def test_a_file_that_vanishes_meanwhile_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "gone.csv")
    put(tmp_path, "here.csv")
    found = scan(tmp_path, files=Vanishing())

    assert [file.name for file in found.files] == ["here.csv"]
    assert found.problems == []


class Closed(Files):
    """A disk with one folder that may not be listed."""

    def entries(self, folder: Path) -> list[Entry]:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied", str(folder / "x"))
        return super().entries(folder)


def test_a_folder_that_may_not_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    put(tmp_path, "closed/a.csv")
    put(tmp_path, "open/b.csv")
    found = scan(tmp_path, "*/*", files=Closed())

    assert [file.name for file in found.files] == ["open/b.csv"]
    assert [problem.file for problem in found.problems] == ["closed"]
    assert "let the account that runs ilrsync read it" in str(found.problems[0])


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="rights do not bind root or work so on Windows"
)
def test_a_closed_folder_on_a_real_disk_is_a_problem(tmp_path: Path) -> None:
    put(tmp_path, "closed/a.csv")
    (tmp_path / "closed").chmod(0)
    try:
        assert [problem.file for problem in scan(tmp_path, "*/*").problems] == ["closed"]
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_a_mark_tells_that_a_file_was_replaced_or_written_to(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", "old")
    (before,) = scan(tmp_path).files
    (unchanged,) = scan(tmp_path).files
    put(tmp_path, "a.csv", "longer")
    (longer,) = scan(tmp_path).files
    put(tmp_path, "b.csv", "longer").replace(tmp_path / "a.csv")
    (replaced,) = scan(tmp_path).files

    assert before == unchanged
    assert len({before.mark, longer.mark, replaced.mark}) == 3
