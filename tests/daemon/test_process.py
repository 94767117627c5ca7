"""The service as a process: told that it is ready, working, refused twice, stopped by a signal."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from ilrsync.daemon import process, systemd
from ilrsync.daemon.health import FILE_NAME
from tests.pipeline.returns import deliver, ilr, learners, site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ilrsync.config import Config

PATIENCE = 90.0
QUICK = "[watching]\nsettle = 1\n"
ARRIVING = '[[schedule]]\nname = "arriving"\non_arrival = true\nnot_more_often_than = "1 second"\n'


def until(what: Callable[[], object]) -> None:
    """Waits for *what* to be true."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def command(config: Config, name: str) -> list[str]:
    return [sys.executable, "-m", "ilrsync", name, "--config", str(config.path)]


def listen(room: socket.socket, heard: list[bytes]) -> None:
    """All that is said to *room* is in *heard*, until it is closed."""
    with suppress(OSError):
        while True:
            heard.append(room.recv(100))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[socket.socket]:
    """Where systemd would listen."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as made:
        made.bind(str(tmp_path / "notify"))
        made.settimeout(PATIENCE)
        yield made


@pytest.mark.skipif(sys.platform == "win32", reason="systemd's socket and SIGTERM are of POSIX")
def test_a_service_from_its_start_to_its_end(tmp_path: Path, room: socket.socket) -> None:
    config = site(tmp_path / "site", QUICK + ARRIVING)
    state = config.folders.state
    systemd_says = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "4000000"}
    one = subprocess.Popen(command(config, "run"), env={**os.environ, **systemd_says})
    try:
        assert room.recv(100) == b"READY=1"
        heard: list[bytes] = []
        threading.Thread(target=listen, args=(room, heard), daemon=True).start()
        deliver(config.folders.inbox / "main", "export.xml", ilr(learners(4)))
        outbox = config.folders.outbox / "10000001-2627"
        until(lambda: (outbox / "current.txt").exists())

        other = subprocess.run(command(config, "run"), capture_output=True, check=False, text=True)
        assert other.returncode == 2
        assert f"process {one.pid}" in other.stderr
        again = subprocess.run(command(config, "sync"), capture_output=True, check=False, text=True)
        assert (again.returncode, "nothing new since run 1" in again.stdout) == (0, True)
        told = subprocess.run(command(config, "status"), capture_output=True, check=True, text=True)
        assert f"running since {json.loads((state / FILE_NAME).read_text())['started'][:4]}" in (
            told.stdout
        )
        assert "main: noticed by events" in told.stdout

        until(lambda: b"WATCHDOG=1" in heard)
        one.send_signal(signal.SIGTERM)
        assert one.wait(PATIENCE) == 0
    finally:
        one.kill()
        one.wait()
    until(lambda: b"STOPPING=1" in heard)
    assert json.loads((state / FILE_NAME).read_text("utf-8"))["running"] is False
    gone = subprocess.run(command(config, "status"), capture_output=True, check=True, text=True)
    assert "Service: not running" in gone.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a kill that cannot be caught is of POSIX")
def test_what_a_killed_service_was_at_is_done_by_the_next(tmp_path: Path) -> None:
    config = site(tmp_path, QUICK + ARRIVING)
    outbox = config.folders.outbox / "10000001-2627"
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(1500)))
    one = subprocess.Popen(command(config, "run"))
    until(lambda: _doing(config) not in ("", "taking exports"))
    one.kill()
    one.wait()
    assert not (outbox / "current.txt").exists()
    half = deliver(config.folders.state, f"{FILE_NAME}.0123456789abcdef.tmp", b"{")
    two = subprocess.Popen(command(config, "run"))
    try:
        until(lambda: (outbox / "current.txt").exists())
        assert not half.exists()
        two.send_signal(signal.SIGINT)
        assert two.wait(PATIENCE) == 0
    finally:
        two.kill()
        two.wait()
    assert len(list(outbox.glob("run-*"))) == 1


def _doing(config: Config) -> str:
    try:
        told = json.loads((config.folders.state / FILE_NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(told["doing"])


def test_the_second_signal_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr(process, "_end_at_once", ended.append)
    before = signal.getsignal(signal.SIGINT)
    with process._Signals() as signals:
        signal.raise_signal(signal.SIGINT)
        assert signals.asked
        assert ended == []
        signal.raise_signal(signal.SIGINT)
        assert ended == [process.STOPPED_AT_ONCE]
    assert signal.getsignal(signal.SIGINT) == before


def test_without_systemd_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not systemd.notify(systemd.READY)


@pytest.mark.skipif(sys.platform == "win32", reason="systemd's socket is of Linux")
def test_a_systemd_that_does_not_read_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, room: socket.socket
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    told = [systemd.notify(systemd.ALIVE) for _ in range(2000)]
    assert (told[0], told[-1]) == (True, False)
    assert room.recv(100) == b"WATCHDOG=1"


@pytest.mark.parametrize(
    ("asked", "process_id", "seconds"),
    [("120000000", "", 60.0), ("120000000", "1", None), ("", "", None), ("soon", "", None)],
)
def test_a_sign_of_life_is_given_twice_as_often_as_asked(
    monkeypatch: pytest.MonkeyPatch, asked: str, process_id: str, seconds: float | None
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", asked)
    monkeypatch.setenv("WATCHDOG_PID", process_id)
    assert systemd.watchdog_seconds() == seconds
