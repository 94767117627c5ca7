"""How the service can be asked how it is: over HTTP from this machine, or by a file's age.

``/healthz`` answers 200 or 503 with the service's own words in JSON, ``/metrics`` gives numbers for
Prometheus. The one module that knows Prometheus. Neither says more of a file than how many wait.

Source: prometheus.io/docs/practices/naming; client_python.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Protocol

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

import ilrsync
from ilrsync import durable
from ilrsync.errors import ConfigError, IlrsyncError

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

_SILENT_AFTER = dt.timedelta(minutes=20)
"""Longer than any step of a build goes without a sign of life."""

_BEAT_EVERY = 60.0
_LOOPBACK = "127.0.0.1"

_TIMES = {
    "started": "When the service was started",
    "last_scan": "When all folders that can be had were last looked into",
    "last_build": "When a return was last built",
}
_NUMBERS = {
    "queue": "Files that wait to be taken",
    "last_exit_code": "What the last build came to: 0 good, 1 error findings, 2 undone",
}


class Standing(Protocol):
    """How the service stands, as the service itself tells it."""

    def plain(self) -> dict[str, Any]:
        """Everything in values that JSON has, ``ok`` among them."""
        ...


Ask = Callable[[], Standing]


class HealthServer:
    """Answers on *port* of this machine, and to this machine only, until it is stopped."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._server.server_address[1] if self._server else self._port

    def start(self, health: Ask) -> None:
        """Whoever asks on this machine is told what *health* says.

        Raises:
            ConfigError: something else listens on that port.
        """
        try:
            self._server = _Server((_LOOPBACK, self._port), _handler(health))
        except OSError as error:
            raise ConfigError(
                f"[monitor] port: {self._port} cannot be used ({error.strerror}); choose another"
            ) from error
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="monitor", daemon=True
        )
        self._thread.start()

    def pulse(self) -> None:
        """Nothing to be done: the thread answers by itself."""

    def stop(self) -> None:
        """Nothing listens any more."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None


class Heartbeat:
    """A file that is written anew every minute while the service lives and nothing is wrong.

    Whatever watches the file's age then sees both a dead service and one that cannot do its work.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._clock = clock
        self._next = 0.0
        self._health: Ask | None = None

    def start(self, health: Ask) -> None:
        """The service begins."""
        self._health = health
        self._next = self._clock()

    def pulse(self) -> None:
        """The file is new, if it is time for it and all is well."""
        if self._health is None or self._clock() < self._next:
            return
        self._next = self._clock() + _BEAT_EVERY
        told = self._health().plain()
        if well(told, dt.datetime.now(dt.UTC)):
            try:
                durable.write_text(self._path, f"{told['at']}\n")
            except IlrsyncError as error:
                log.warning("the heartbeat is not written: %s", error)

    def stop(self) -> None:
        """The service ends; the file stays and grows old."""


def well(told: Mapping[str, Any], now: dt.datetime) -> bool:
    """Whether the service runs, is heard of, and says of itself that nothing is in its way."""
    silent = now - dt.datetime.fromisoformat(told["at"]) > _SILENT_AFTER
    return bool(told["ok"] and told["running"] and not silent)


def metrics(told: Mapping[str, Any], now: dt.datetime) -> bytes:
    """What the service tells of itself, in the text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(told, now))
    return generate_latest(registry)


class _Told(Collector):
    def __init__(self, told: Mapping[str, Any], now: dt.datetime) -> None:
        self._told = told
        self._now = now

    def collect(self) -> Iterable[Metric]:
        """Every number, under a name of ours."""
        told = self._told
        yield _gauge("up", "1 if nothing is in the way of the service", well(told, self._now))
        yield _gauge("working", "1 while a step is being made", bool(told.get("doing")))
        for name, about in _NUMBERS.items():
            if told.get(name) is not None:
                yield _gauge(name, about, told[name])
        for name, about in _TIMES.items():
            if told.get(name):
                yield _gauge(f"{name}_timestamp_seconds", about, _seconds(told[name]))
        version = GaugeMetricFamily("ilrsync_info", "The version of ilrsync", labels=["version"])
        version.add_metric([ilrsync.__version__], 1)
        yield version
        yield _labelled(
            "next_run_timestamp_seconds",
            "When a schedule is due next",
            "schedule",
            {name: _seconds(when) for name, when in told.get("next_runs", {}).items()},
        )
        sources: Mapping[str, Any] = told.get("sources", {})
        yield _labelled(
            "source_available",
            "1 if the folder of a source can be looked into",
            "source",
            {name: not one["unavailable"] for name, one in sources.items()},
        )
        yield _labelled(
            "source_waiting_files",
            "Files of a source that wait to be taken",
            "source",
            {name: len(one["waiting"]) for name, one in sources.items()},
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = False  # on Windows it would let two programs listen on one port


def _handler(health: Ask) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        server_version = "ilrsync"
        sys_version = ""
        timeout = 10.0

        def do_GET(self) -> None:
            """The answer to a question; any other path is unknown."""
            now = dt.datetime.now(dt.UTC)
            if self.path == "/healthz":
                told = _without_names(health().plain())
                good = well(told, now)
                status = HTTPStatus.OK if good else HTTPStatus.SERVICE_UNAVAILABLE
                body = json.dumps({**told, "ok": good}, indent=1).encode()
                self._answer(status, "application/json", body)
            elif self.path == "/metrics":
                self._answer(HTTPStatus.OK, CONTENT_TYPE_LATEST, metrics(health().plain(), now))
            else:
                self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"/healthz or /metrics\n")

        def log_message(self, format: str, *args: object) -> None:
            """Nobody wants a line a minute."""

        def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _without_names(told: Mapping[str, Any]) -> dict[str, Any]:
    """*told* with the number of waiting files in place of their names."""
    sources = {
        name: {**one, "waiting": len(one["waiting"])}
        for name, one in told.get("sources", {}).items()
    }
    return {**told, "sources": sources}


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"ilrsync_{name}", about, value=float(value))


def _labelled(name: str, about: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    found = GaugeMetricFamily(f"ilrsync_{name}", about, labels=[label])
    for which, value in values.items():
        found.add_metric([which], float(value))
    return found


def _seconds(moment: str) -> float:
    return dt.datetime.fromisoformat(moment).timestamp()
