from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import ReadError
from ilrsync.intake.files import HEAD_SIZE, LocalFile, unreadable
from tests.intake.files import no_headings

if TYPE_CHECKING:
    from pathlib import Path


def test_a_format_sees_a_name_a_suffix_a_head_and_headings(tmp_path: Path) -> None:
    path = tmp_path / "0123.csv"
    path.write_bytes(b"x" * (HEAD_SIZE + 1))
    asked = []

    def headings(of: Path, name: str) -> list[str]:
        asked.append((of, name))
        return ["ULN"]

    file = LocalFile("drop/Learners.CSV", path, headings)

    assert (file.name, file.suffix) == ("drop/Learners.CSV", ".csv")
    assert file.head == b"x" * HEAD_SIZE
    assert file.headings() == ["ULN"]
    file.headings().append("changed by a format")
    assert file.headings() == ["ULN"]
    assert asked == [(path, "drop/Learners.CSV")]


def test_a_file_that_is_gone_is_named_as_it_was_delivered(tmp_path: Path) -> None:
    file = LocalFile("Learners.csv", tmp_path / "0123", no_headings)

    with pytest.raises(ReadError, match=r"^Learners\.csv: the file is gone; deliver it again$"):
        file.head  # noqa: B018 - reading it is what fails


def test_headings_that_cannot_be_read_are_an_error_of_ours(tmp_path: Path) -> None:
    def headings(path: Path, name: str) -> list[str]:
        raise OSError(5, "Input/output error")

    with pytest.raises(ReadError, match=r"cannot be read \(Input/output error\); check the disk"):
        LocalFile("Learners.csv", tmp_path / "a", headings).headings()


def test_windows_says_permission_denied_of_a_folder(tmp_path: Path) -> None:
    denied = PermissionError(13, "Permission denied", str(tmp_path))

    assert "this is a folder" in str(unreadable(denied, "Learners.csv"))
