"""``sync`` and ``run`` tell whom the configuration names; the service answers and beats."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from ilrsync.cli import main
from tests.benchmarks.generator import write_file
from tests.operations.receivers import Hook, free_port, web_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONFIG = """
[provider]
ukprn = 10000001
[[source]]
name = "mis"
[[notify]]
name = "it"
webhook = "{address}"
[watching]
settle = 0
[[schedule]]
name = "arrival"
on_arrival = true
[monitor]
port = {port}
heartbeat = "beat"
"""
PATIENCE = 60.0


def made(folder: Path, address: str, port: int = 0) -> Path:
    path = folder / "ilrsync.toml"
    path.write_text(CONFIG.format(address=address, port=port), encoding="utf-8")
    (folder / "inbox" / "mis").mkdir(parents=True)
    return path


def awaited(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def answer(address: str) -> str:
    """What is answered, of a service that is well; empty while it is not."""
    try:
        with urllib.request.urlopen(address, timeout=5) as found:  # noqa: S310 - our own
            text: str = found.read().decode()
            return text
    except (urllib.error.URLError, ConnectionError):
        return ""


def test_sync_tells_of_its_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hook = Hook()
    with web_server(hook) as address:
        path = made(tmp_path, address)
        write_file(tmp_path / "inbox" / "mis" / "ilr.xml", "2627", 3)
        assert main(["sync", "--config", str(path), "--dry-run"]) == 0
        assert hook.bodies == []
        assert main(["sync", "--config", str(path)]) == 0
        assert main(["sync", "--config", str(path)]) == 0
    (body,) = hook.bodies
    assert (body["run"]["number"], body["run"]["learners"]) == (1, 3)
    assert body["run"]["inputs"] == [{"source": "mis", "file": "ilr.xml"}]
    assert capsys.readouterr().err == ""


def test_a_receiver_that_is_away_changes_no_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path, f"http://localhost:{free_port()}/hook")
    write_file(tmp_path / "inbox" / "mis" / "ilr.xml", "2627", 3)
    assert main(["sync", "--config", str(path)]) == 0
    assert capsys.readouterr().err.count("a notice has not arrived") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there a service is stopped by other means")
def test_the_service_tells_answers_and_beats(tmp_path: Path) -> None:
    hook, port = Hook(), free_port()
    with web_server(hook) as address:
        path = made(tmp_path, address, port)
        service = subprocess.Popen([sys.executable, "-m", "ilrsync", "run", "--config", str(path)])
        try:
            awaited(lambda: bool(answer(f"http://127.0.0.1:{port}/healthz")))
            awaited((tmp_path / "beat").exists)
            write_file(tmp_path / "inbox" / "mis" / "ilr.xml", "2627", 3)
            awaited(
                lambda: "ilrsync_last_exit_code 0.0" in answer(f"http://127.0.0.1:{port}/metrics")
            )
        finally:
            service.send_signal(signal.SIGTERM)
            code = service.wait(PATIENCE)
    assert code == 0
    (body,) = hook.bodies
    assert body["run"]["learners"] == 3
    assert json.loads((tmp_path / "state" / "service.json").read_text("utf-8"))["running"] is False
