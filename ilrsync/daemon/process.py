"""The process of the service: one on a working folder, stopped by signals at a safe point.

The main thread waits, tells systemd that all is well, and stops the thread that works.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

from ilrsync import durable
from ilrsync.daemon import systemd
from ilrsync.daemon.service import Service
from ilrsync.ledger import Lock
from ilrsync.pipeline.plan import uk_now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import FrameType

    from ilrsync.config import Config
    from ilrsync.daemon.chores import Chore
    from ilrsync.daemon.health import Health
    from ilrsync.host.manager import Host

log = logging.getLogger(__name__)

SERVICE_LOCK = "service.lock"
"""Held for as long as the service runs; the lock of a pass is taken for each step only."""

STOPPED_AT_ONCE = 130

_PULSE = 1.0
_AFTER_THE_LAST = 10.0
"""Seconds that the working thread may overrun before the process ends without it."""


class Monitor(Protocol):
    """Something that shows how the service stands, from a thread of its own or at each pulse."""

    def start(self, health: Callable[[], Health]) -> None:
        """The service begins; *health* may be called at any time from any thread."""
        ...

    def pulse(self) -> None:
        """About a second has gone by; returns at once and raises nothing."""
        ...

    def stop(self) -> None:
        """The service ends."""
        ...


def serve(
    config: Config,
    host: Host,
    *,
    chores: Mapping[str, Chore] | None = None,
    monitors: Sequence[Monitor] = (),
) -> int:
    """The service has run until it was told to stop; returns its exit code.

    Raises:
        ConfigError: a schedule names a time that there is not.
        TransientError: a service runs on this working folder already; says which process.
    """
    with ExitStack() as stack:
        stack.enter_context(Lock(config.folders.state / SERVICE_LOCK, now=uk_now()))
        durable.remove_leftovers(config.folders.state)  # of a service that was killed writing there
        service = Service(config, host, chores=chores)
        signals = stack.enter_context(_Signals())
        for monitor in monitors:
            monitor.start(lambda: service.health)
            stack.callback(monitor.stop)
        return _Process(service, signals, monitors, config.service.stop_within).run()


class _Process:
    def __init__(
        self, service: Service, signals: _Signals, monitors: Sequence[Monitor], stop_within: float
    ) -> None:
        self._service = service
        self._signals = signals
        self._monitors = monitors
        self._within = stop_within + _AFTER_THE_LAST
        self._ended = threading.Event()
        self._fault: BaseException | None = None
        self._ping = systemd.watchdog_seconds()

    def run(self) -> int:
        log.info("the service has started")
        worker = threading.Thread(target=self._work, name="service", daemon=True)
        worker.start()
        since_ping = 0.0
        while not self._ended.wait(_PULSE) and not self._signals.asked:
            for monitor in self._monitors:
                monitor.pulse()
            since_ping += _PULSE
            if self._ping is not None and since_ping >= self._ping and self._service.alive:
                systemd.notify(systemd.ALIVE)
                since_ping = 0.0
        systemd.notify(systemd.STOPPING)
        self._service.stop()
        worker.join(self._within)
        if worker.is_alive():
            # Whatever it is at is made again or undone by the next start.
            log.warning("the step at work did not end in time; the process ends without it")
            _end_at_once(0)
        if self._fault is not None:
            raise self._fault
        log.info("the service has stopped")
        return 0

    def _work(self) -> None:
        try:
            self._service.run(ready=_say_ready)
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            self._fault = error
        finally:
            self._ended.set()


def _say_ready() -> None:
    systemd.notify(systemd.READY)


class _Signals:
    """What asks the process to stop; the second time it ends at once.

    On Windows closing the window, logging off and shutting down come as SIGBREAK.
    """

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, object] = {}

    def __enter__(self) -> _Signals:
        wanted = [signal.SIGINT, signal.SIGTERM]
        if sys.platform == "win32":
            wanted.append(signal.SIGBREAK)
        for number in wanted:
            self._before[number] = signal.signal(number, self._stop)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # as signal.signal gave it

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            _end_at_once(STOPPED_AT_ONCE)
        self.asked = True


def _end_at_once(code: int) -> None:
    logging.shutdown()
    os._exit(code)
