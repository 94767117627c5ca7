"""What the service does from turn to turn: look, take what has come to rest, build what is due.

One thread makes the turns and is the only one that touches inboxes, ledger and outbox. Others may
ask for its `Health`, wake it, or tell it to stop.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from ilrsync.daemon import health as standing
from ilrsync.daemon.agenda import Agenda, Due
from ilrsync.daemon.chores import Chore, Chores
from ilrsync.daemon.clock import Clock
from ilrsync.daemon.desk import Desk
from ilrsync.daemon.faults import reason
from ilrsync.daemon.health import Health
from ilrsync.daemon.inbox import AT_ONCE, Inbox
from ilrsync.daemon.watching import Watcher
from ilrsync.ledger import ExportState, Ledger
from ilrsync.pipeline.sync import one_step

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Mapping, Sequence

    from ilrsync.config import Config, Source
    from ilrsync.host.manager import Host
    from ilrsync.intake.scan import Found
    from ilrsync.pipeline.reports import SyncReport

log = logging.getLogger(__name__)

_TICK = 5.0
"""Seconds between two turns at most; watches are tended this often."""

_BACK_OFF = (5.0, 15.0, 60.0, 180.0, 600.0)
"""Seconds before a step that failed is tried again; the last for as long as it takes."""

_WRITE_EVERY = 60.0
_STALLED_AFTER = 3600.0
"""Longer than anything that gives no sign of life, such as writing a large return's workbook."""


class StopNowError(BaseException):
    """The time to finish the current step is over; it is given up where nothing is half done."""


class Service:
    """The service of one configuration.

    *chores* are done once a day, each by its name.

    Raises:
        ConfigError: a schedule names a time that there is not.
    """

    def __init__(
        self,
        config: Config,
        host: Host,
        *,
        clock: Clock | None = None,
        chores: Mapping[str, Chore] | None = None,
    ) -> None:
        self._config = config
        self._host = host
        self._clock = clock or Clock()
        self._chores = Chores(config, chores or {})
        self._agenda = Agenda(config)
        self._inboxes = {one.name: Inbox(one, config.watching) for one in config.source}
        self._desk = Desk(config)
        self._woken: set[str] = set()
        self._wake = threading.Event()
        self._stop_at: float | None = None
        self._watcher = Watcher(self.wake)
        for source in config.source:
            self._watcher.add(source)
        self._ledger: Ledger | None = None
        self._arrived: bool | None = None
        self._failures = 0
        self._not_before = AT_ONCE
        self._beat = self._clock.monotonic()
        self._written = AT_ONCE
        self._health = Health(started=self._clock.now(), at=self._clock.now())

    @property
    def health(self) -> Health:
        """How the service stood when it last said so."""
        return self._health

    @property
    def alive(self) -> bool:
        """Whether the thread that makes the turns has not been stuck for long."""
        return self._clock.monotonic() - self._beat < _STALLED_AFTER

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stop_at is not None

    def wake(self, source: str = "") -> None:
        """The next turn is made soon; *source* is looked into in it."""
        if source:
            self._woken.add(source)
        self._wake.set()

    def stop(self) -> None:
        """No further step is begun; the one at work has as long as the configuration says."""
        if self._stop_at is None:
            self._stop_at = self._clock.monotonic() + self._config.service.stop_within
        self._wake.set()

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Turns are made until `stop`; *ready* is called after the first look at every folder."""
        try:
            with suppress(StopNowError):
                while not self.stopping:
                    pause = self.turn()
                    ready()
                    ready = _nothing
                    self._wake.wait(pause)
        finally:
            self.close()

    def close(self) -> None:
        """Nothing is watched or held open any more, and the state folder says so."""
        self._watcher.stop()
        self._forget_ledger()
        self._health = replace(self._health, running=False, doing="", at=self._clock.now())
        standing.write(self._health, self._config.folders.state)

    def turn(self) -> float:
        """Every folder that is due was looked into and one step was made, if one was due.

        Returns the seconds until the next turn.
        """
        self._wake.clear()
        now, monotonic = self._clock.now(), self._clock.monotonic()
        self._beat = monotonic
        self._look(monotonic, now)
        quiet = next((one.name for one in self._config.quiet if one.covers(now)), "")
        worked = not quiet and monotonic >= self._not_before and self._guarded(self._work, now)
        self._note(quiet)
        if worked and not self.stopping:
            return 0.0
        soonest = min((one.due for one in self._inboxes.values()), default=monotonic + _TICK)
        return min(max(soonest - self._clock.monotonic(), 0.05), _TICK)

    def _look(self, monotonic: float, now: dt.datetime) -> None:
        for name in self._watcher.tend():
            self._inboxes[name].due = AT_ONCE
        while self._woken:
            self._inboxes[self._woken.pop()].wake()
        self._desk.look(monotonic)
        modes = self._watcher.modes()
        for name, inbox in self._inboxes.items():
            if monotonic >= inbox.due and not self.stopping:
                inbox.look(monotonic, now, modes[name])
                self._beat = self._clock.monotonic()

    def _guarded(self, step: Callable[[dt.datetime], bool], now: dt.datetime) -> bool:
        """Whether *step* did anything; one that fails is tried again later, for ever."""
        try:
            did = step(now)
        except Exception as error:  # noqa: BLE001 - the service outlives every fault of a step
            self._failed(reason(error))
        else:
            self._failures = 0
            self._health = replace(self._health, trouble="")
            return did
        return False

    def _failed(self, why: str) -> None:
        pause = _BACK_OFF[min(self._failures, len(_BACK_OFF) - 1)]
        self._failures += 1
        self._not_before = self._clock.monotonic() + pause
        self._forget_ledger()
        self._health = replace(self._health, trouble=why)
        log.warning("%s; tried again in %d seconds", why, pause)

    def _work(self, now: dt.datetime) -> bool:
        ledger = self._opened()
        if self._arrived is None:
            self._arrived = self._pick_up(ledger, now)
        self._chores.do(ledger, now, say=lambda name: self._say(name, now))
        monotonic = self._clock.monotonic()
        arrived = self._arrived or self._desk.has_new(monotonic)
        due = self._agenda.start(ledger, self._agenda.due(ledger, now, arrived=arrived))
        ready = {
            name: inbox.ready
            for name, inbox in self._inboxes.items()
            if inbox.has_work and monotonic >= inbox.not_before
        }
        if due:
            self._step(ledger, due, ready, now)
        elif ready:
            self._step(ledger, (), ready, now)
        return bool(due or ready)

    def _pick_up(self, ledger: Ledger, now: dt.datetime) -> bool:
        """What an earlier process left unfinished is cleared; whether exports wait to be built."""
        self._pass(ledger, now, sources=(), build=False)
        ends = [run.finished for run in ledger.last_runs() if run.finished is not None]
        if ends:
            self._health = replace(self._health, last_build=max(ends).astimezone(now.tzinfo))
        return any(ledger.exports_to_read(name) for name in self._inboxes)

    def _step(
        self,
        ledger: Ledger,
        due: Sequence[Due],
        ready: Mapping[str, Sequence[Found]],
        now: dt.datetime,
    ) -> None:
        """One pass of the pipeline, for what is *ready* or, when a build is *due*, for all."""
        build = any(one.schedule.build for one in due)
        self._say("building" if build else "taking exports", now)
        sources = None if due else ready.keys()
        papers = self._desk.papers
        report = self._pass(ledger, now, sources=sources, build=build)
        self._take_in(report, ready)
        if build:
            self._arrived = False
            self._desk.built(papers)
            ended = self._clock.now()
            self._health = replace(self._health, last_build=ended, last_exit_code=report.exit_code)
        outcome = "built" if build else "taken"
        self._agenda.done(ledger, due, outcome)
        _tell(report)

    def _pass(
        self, ledger: Ledger, now: dt.datetime, *, sources: Collection[str] | None, build: bool
    ) -> SyncReport:
        return one_step(
            self._config,
            self._host,
            ledger,
            now,
            settled=self._settled,
            sources=sources,
            build=build,
            progress=self._progress,
        )

    def _take_in(self, report: SyncReport, ready: Mapping[str, Sequence[Found]]) -> None:
        """What the pass took is remembered; what it could not take for now is tried again."""
        for look in report.looks:
            inbox = self._inboxes[look.source]
            if look.again:
                inbox.not_before = self._clock.monotonic() + _BACK_OFF[2]
            else:
                inbox.handed(ready.get(look.source, ()))
            if any(export.state is ExportState.OFFERED for export in look.new):
                self._arrived = True

    def _settled(self, source: Source, files: Sequence[Found]) -> Mapping[str, str]:
        self._go_on()
        return self._inboxes[source.name].why_wait(files)

    def _progress(self, what: str, learners: int) -> None:
        self._go_on()
        if what != self._health.doing:
            self._health = replace(self._health, doing=what)

    def _go_on(self) -> None:
        """A sign of life from within a step, and a place where it may be given up."""
        self._beat = self._clock.monotonic()
        if self._stop_at is not None and self._beat >= self._stop_at:
            raise StopNowError

    def _say(self, doing: str, now: dt.datetime) -> None:
        self._health = replace(self._health, at=now, doing=doing, doing_since=now)
        standing.write(self._health, self._config.folders.state)
        self._written = self._clock.monotonic()
        log.info("%s", doing)

    def _note(self, quiet: str) -> None:
        """The health is that of this moment; on disk when it matters or a minute has gone by."""
        before, now = self._health, self._clock.now()
        modes = self._watcher.modes()
        sources = {name: one.health(modes[name]) for name, one in self._inboxes.items()}
        scans = [one.last_scan for one in sources.values() if not one.unavailable]
        self._health = replace(
            before,
            at=now,
            doing="",
            doing_since=None,
            quiet=quiet,
            queue=sum(one.queue for one in self._inboxes.values()),
            last_scan=min((one for one in scans if one is not None), default=now),
            next_runs=self._agenda.next_runs(now),
            sources=sources,
        )
        monotonic = self._clock.monotonic()
        if standing.differs(before, self._health) or monotonic - self._written >= _WRITE_EVERY:
            standing.write(self._health, self._config.folders.state)
            self._written = monotonic

    def _opened(self) -> Ledger:
        if self._ledger is None:
            self._ledger = Ledger.open(self._config.ledger_place, clock=self._clock.now)
        return self._ledger

    def _forget_ledger(self) -> None:
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None


def _tell(report: SyncReport) -> None:
    for each in report.returns:
        log.info("%s", each.text.splitlines()[0] if each.text else each.year)
    if report.problems:  # what they say may hold a cell of a file, which no log is to hold
        log.warning("%d problems with deliveries: see `ilrsync status`", len(report.problems))


def _nothing() -> None:
    """There is nothing to be done."""
