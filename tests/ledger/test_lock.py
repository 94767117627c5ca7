from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import TransientError
from ilrsync.ledger import Lock

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 11, 20, 18, 0, tzinfo=dt.UTC)

HOLDER = """
import datetime as dt, sys, time
from pathlib import Path
from ilrsync.ledger import Lock

Lock(Path(sys.argv[1]), now=dt.datetime(2026, 11, 20, 18, 0, tzinfo=dt.UTC)).acquire()
print("held", flush=True)
sys.stdin.readline()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until it is told a line or killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def ended(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_a_second_process_is_refused_and_told_who_holds_the_lock(tmp_path: Path) -> None:
    process = holder(tmp_path / "state" / "lock")
    try:
        with pytest.raises(TransientError, match=rf"process {process.pid} on .* since 2026-11-20"):
            Lock(tmp_path / "state" / "lock", now=NOW).acquire()
    finally:
        ended(process)


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    ended(holder(tmp_path / "lock"))

    with Lock(tmp_path / "lock", now=NOW):
        pass


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    process = holder(tmp_path / "lock")
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
    try:
        with Lock(tmp_path / "lock", now=NOW, wait=30):
            pass
    finally:
        ended(process)


def test_a_lock_can_be_had_again_after_it_was_let_go(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock", now=NOW)
    for _ in range(2):
        with lock:
            with pytest.raises(TransientError, match="another ilrsync works in"):
                Lock(tmp_path / "lock", now=NOW).acquire()
            assert "since 2026-11-20T18:00:00" in lock.holder()
        assert lock.holder() == ""
    lock.release()


def test_a_folder_in_place_of_the_lock_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="cannot be opened"):
        Lock(tmp_path, now=NOW).acquire()
