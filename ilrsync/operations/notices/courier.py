"""Taking notices from the ledger to their receivers, again and again until they have arrived."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ilrsync.errors import IlrsyncError
from ilrsync.ledger import Ledger, RunState
from ilrsync.operations.notices.mail import send_mail
from ilrsync.operations.notices.message import message_of
from ilrsync.operations.notices.webhook import post

if TYPE_CHECKING:
    from collections.abc import Callable

    from ilrsync.config import Config, Notify
    from ilrsync.ledger import Run
    from ilrsync.ledger.notices import Notice

log = logging.getLogger(__name__)

_LEASE = dt.timedelta(minutes=10)
"""Longer than one attempt can take, so that nobody else takes it up meanwhile."""

_FIRST_PAUSE = dt.timedelta(minutes=1)
_LONGEST_PAUSE = dt.timedelta(hours=1)
_GIVE_UP_AFTER = dt.timedelta(days=3)
_LOOK_EVERY = 20.0


def now_utc() -> dt.datetime:
    """The time."""
    return dt.datetime.now(dt.UTC)


def prepare(config: Config, clock: Callable[[], dt.datetime] = now_utc) -> None:
    """Everything that ends from now on will be told; to be called before a pass.

    Raises:
        ConfigError: the ledger cannot be used.
        TransientError: it cannot be reached.
    """
    if targets := _targets(config):
        with Ledger.open(config.ledger_place, clock=clock) as ledger:
            ledger.know_targets(targets)


def deliver(config: Config, clock: Callable[[], dt.datetime] = now_utc) -> list[str]:
    """Everybody is told of what has ended since the last call, and of what has not arrived yet.

    What cannot be sent now waits in the ledger for a later call; returns why, a line each.

    Raises:
        ConfigError: the ledger cannot be used.
        TransientError: it cannot be reached.
    """
    targets = _targets(config)
    if not targets:
        return []
    with Ledger.open(config.ledger_place, clock=clock) as ledger:
        ledger.know_targets(targets)
        return _round(config, ledger, clock)


class Courier:
    """Delivers while the service runs, in a thread of its own, so that no slow server delays it."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="notices", daemon=True)

    def start(self, health: object) -> None:
        """Everything that ends from now on will be told."""
        if _targets(self._config):
            prepare(self._config)
            self._thread.start()

    def pulse(self) -> None:
        """Nothing to be done: the thread keeps its own time."""

    def stop(self) -> None:
        """No further notice is begun; one that is being sent has a moment to arrive."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=_LOOK_EVERY)

    def _work(self) -> None:
        with ExitStack() as stack:
            ledger: Ledger | None = None
            while True:
                last = self._stop.is_set()
                try:
                    if ledger is None:
                        ledger = stack.enter_context(Ledger.open(self._config.ledger_place))
                    _round(self._config, ledger, now_utc)
                except IlrsyncError as error:
                    log.warning("notices wait: %s", error)
                    stack.close()
                    ledger = None
                except Exception:  # the service outlives every fault of telling
                    log.exception("notices wait for the next start")
                    return
                if last:
                    return
                self._stop.wait(_LOOK_EVERY)


def _round(config: Config, ledger: Ledger, clock: Callable[[], dt.datetime]) -> list[str]:
    """What has ended is queued and what is due was sent, or waits on; returns why, a line each."""
    targets = _targets(config)
    problems = []

    def wants(name: str, run: Run | None, failing: bool) -> bool:  # noqa: FBT001 - the ledger's form
        return name in targets and _wants(targets[name], run, failing=failing)

    ledger.queue_notices(wants)
    answering = dict(targets)  # who does not answer once is not asked again this time
    while notice := ledger.claim_notice(answering, _LEASE):
        problem = _send(notice, targets[notice.target], config, ledger, clock)
        if problem:
            problems.append(problem)
            del answering[notice.target]
    return problems


def _targets(config: Config) -> dict[str, Notify]:
    return {one.name: one for one in config.notify if one.when != "never"}


def _wants(target: Notify, run: Run | None, *, failing: bool) -> bool:
    """Whether *target* wants to hear of *run*, or of files that could not be taken."""
    code = run.exit_code if run is not None else None
    failed = failing or code == 2 or (run is not None and run.state is RunState.FAILED)
    if target.when == "problems":
        return failed
    return target.when == "always" or failed or code == 1


def _send(
    notice: Notice,
    target: Notify,
    config: Config,
    ledger: Ledger,
    clock: Callable[[], dt.datetime],
) -> str:
    """The notice has arrived, or it is on record when it is tried again; then why is returned."""
    about = {"target": notice.target, "run": notice.run, "attempt": notice.attempts}
    try:
        message = message_of(notice, config, ledger)
        if target.mail_to:
            send_mail(message, config.mail, target.mail_to, notice.made)
        else:
            post(message, target)
    except (IlrsyncError, KeyError) as error:
        told = str(error) if isinstance(error, IlrsyncError) else "its run is unknown"
        ledger.notice_failed(notice.id, told, _again(notice, clock()))
        log.warning("a notice has not arrived: %s", told, extra=about)
        return f"{notice.target}: {told}"
    ledger.notice_sent(notice.id)
    log.info("a notice has arrived", extra=about)
    return ""


def _again(notice: Notice, now: dt.datetime) -> dt.datetime | None:
    """When to try again; None once it is too old to be of use."""
    if now - notice.made > _GIVE_UP_AFTER:
        return None
    pause: dt.timedelta = _FIRST_PAUSE * (1 << min(notice.attempts - 1, 10))
    return now + min(pause, _LONGEST_PAUSE)
