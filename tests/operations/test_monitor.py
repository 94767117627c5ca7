"""The service can be asked how it is, by this machine only, and answers without names of files."""

from __future__ import annotations

import datetime as dt
import json
import socket
import urllib.error
import urllib.request
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ilrsync.daemon.health import Health, SourceHealth
from ilrsync.errors import ConfigError
from ilrsync.operations.monitor import HealthServer, Heartbeat, metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = dt.datetime.now(dt.UTC)
WELL = Health(
    started=NOW - dt.timedelta(days=3),
    at=NOW,
    last_scan=NOW,
    last_build=NOW - dt.timedelta(hours=6),
    last_exit_code=1,
    queue=2,
    next_runs={"overnight": NOW + dt.timedelta(hours=8)},
    sources={
        "mis": SourceHealth("events", last_scan=NOW, waiting={"Okafor.csv": "still growing"}),
        "share": SourceHealth("polling", unavailable="the share is away"),
    },
)
GOOD = replace(WELL, sources={"mis": WELL.sources["mis"]})


class Service:
    def __init__(self, health: Health) -> None:
        self.health = health

    def __call__(self) -> Health:
        return self.health


@pytest.fixture
def asked() -> Iterator[Callable[..., tuple[int, str]]]:
    """Asks a server of a service that stands as told; gives status and body."""
    servers: list[HealthServer] = []

    def ask(health: Health, path: str) -> tuple[int, str]:
        server = HealthServer(0)
        server.start(Service(health))
        servers.append(server)
        address = f"http://127.0.0.1:{server.port}{path}"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    yield ask
    for server in servers:
        server.stop()


def test_healthz_says_well_or_unwell_and_why(asked: Callable[..., tuple[int, str]]) -> None:
    status, body = asked(GOOD, "/healthz")
    told = json.loads(body)
    assert (status, told["ok"]) == (200, True)
    assert told["sources"]["mis"]["waiting"] == 1
    assert "Okafor" not in body
    for unwell in (
        WELL,
        replace(GOOD, trouble="the disk is full"),
        replace(GOOD, running=False),
        replace(GOOD, at=NOW - dt.timedelta(hours=1)),
    ):
        status, body = asked(unwell, "/healthz")
        assert (status, json.loads(body)["ok"]) == (503, False)


def test_metrics_can_be_read_by_prometheus(asked: Callable[..., tuple[int, str]]) -> None:
    status, body = asked(WELL, "/metrics")
    assert status == 200
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
    }
    assert found["ilrsync_up",] == 0
    assert found["ilrsync_queue",] == 2
    assert found["ilrsync_last_exit_code",] == 1
    assert found["ilrsync_last_build_timestamp_seconds",] == pytest.approx(
        (NOW - dt.timedelta(hours=6)).timestamp()
    )
    assert found["ilrsync_source_available", "share"] == 0
    assert found["ilrsync_source_waiting_files", "mis"] == 1
    assert ("ilrsync_next_run_timestamp_seconds", "overnight") in found
    assert "Okafor" not in body


def test_what_has_not_happened_yet_has_no_number() -> None:
    body = metrics(Health(started=NOW, at=NOW).plain(), NOW).decode()
    assert "ilrsync_up 1.0" in body
    assert "last_build" not in body


def test_any_other_path_is_unknown(asked: Callable[..., tuple[int, str]]) -> None:
    assert asked(GOOD, "/")[0] == 404
    assert asked(GOOD, "/../etc/passwd")[0] == 404


def test_only_this_machine_can_ask() -> None:
    server = HealthServer(0)
    server.start(Service(GOOD))
    try:
        with socket.socket() as other:
            other.bind(("127.0.0.2", 0))
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.2", server.port), timeout=2)
    finally:
        server.stop()


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigError, match=r"\[monitor\] port: \d+ cannot be used"):
            HealthServer(taken.getsockname()[1]).start(Service(GOOD))


class TestHeartbeat:
    def test_is_written_every_minute_while_all_is_well(self, tmp_path: Path) -> None:
        path, time = tmp_path / "beat" / "ilrsync", [0.0]
        service = Service(GOOD)
        beat = Heartbeat(path, lambda: time[0])
        beat.pulse()
        assert not path.exists()
        beat.start(service)
        beat.pulse()
        assert path.read_text("utf-8") == f"{NOW.isoformat()}\n"
        path.unlink()
        beat.pulse()
        assert not path.exists(), "not again within the minute"
        time[0] = 61
        beat.pulse()
        assert path.exists()

    def test_is_not_written_when_something_is_wrong(self, tmp_path: Path) -> None:
        path = tmp_path / "ilrsync"
        beat = Heartbeat(path)
        beat.start(Service(replace(GOOD, trouble="the disk is full")))
        beat.pulse()
        assert not path.exists()

    def test_that_cannot_be_written_does_no_harm(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        beat = Heartbeat(tmp_path / "file" / "beat")
        beat.start(Service(GOOD))
        beat.pulse()
        beat.stop()
