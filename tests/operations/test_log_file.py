"""The log file: private, renamed when it has grown, never lost to another writer."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import pytest

from ilrsync.config import LogSettings
from ilrsync.operations.log_file import LogFile

if TYPE_CHECKING:
    from pathlib import Path

LINE = "x" * 1023


def line(text: str = LINE) -> logging.LogRecord:
    return logging.LogRecord("ilrsync", logging.INFO, "", 1, text, (), None)


@pytest.mark.skipif(os.name == "nt", reason="Windows folders pass on their own rights")
def test_only_the_account_that_made_it_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "ilrsync.log"
    handler = LogFile(LogSettings(file=path))
    handler.emit(line("Zoë"))
    handler.close()
    assert path.read_text("utf-8") == "Zoë\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_has_grown_is_renamed_and_only_so_many_stay(tmp_path: Path) -> None:
    path = tmp_path / "ilrsync.log"
    handler = LogFile(LogSettings(file=path, rotate_mb=1, rotate_keep=2))
    for number in range(4096):
        handler.emit(line(f"{number:04} {LINE[5:]}"))
    handler.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "ilrsync.log",
        "ilrsync.log.1",
        "ilrsync.log.2",
    ]
    kept = "".join(
        (tmp_path / name).read_text("utf-8")
        for name in ("ilrsync.log.2", "ilrsync.log.1", "ilrsync.log")
    )
    numbers = [int(each[:4]) for each in kept.splitlines()]
    assert numbers == list(range(numbers[0], 4096)), "the newest lines, each once and in order"


def test_never_renamed_when_the_system_does_that(tmp_path: Path) -> None:
    path = tmp_path / "ilrsync.log"
    handler = LogFile(LogSettings(file=path, rotate_mb=0))
    for _ in range(1100):
        handler.emit(line())
    handler.close()
    assert [each.name for each in tmp_path.iterdir()] == ["ilrsync.log"]


@pytest.mark.skipif(os.name == "nt", reason="Windows renames no file that is open")
def test_a_file_that_another_program_renamed_is_left_for_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "ilrsync.log"
    handler = LogFile(LogSettings(file=path))
    handler.emit(line("before"))
    path.rename(tmp_path / "ilrsync.log-20261121")
    handler.emit(line("after"))
    handler.close()
    assert path.read_text("utf-8") == "after\n"
    assert (tmp_path / "ilrsync.log-20261121").read_text("utf-8") == "before\n"


def test_lines_go_on_where_the_file_cannot_be_renamed(tmp_path: Path) -> None:
    """A folder in the way stands for another process that holds the file open on Windows."""
    path = tmp_path / "ilrsync.log"
    blocked = tmp_path / "ilrsync.log.0"
    blocked.mkdir()
    (blocked / "in the way").touch()
    (tmp_path / "ilrsync.log.1").write_text("older", encoding="utf-8")
    handler = LogFile(LogSettings(file=path, rotate_mb=1))
    for _ in range(1100):
        handler.emit(line())
    handler.close()
    assert len(path.read_text("utf-8").splitlines()) == 1100
    assert (tmp_path / "ilrsync.log.1").read_text("utf-8") == "older"
