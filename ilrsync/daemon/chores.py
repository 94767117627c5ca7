"""What the service does once a day besides returns, such as removing what nobody keeps."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ilrsync.daemon.faults import reason
from ilrsync.ledger import Ledger, Lock
from ilrsync.pipeline.sync import LOCK

if TYPE_CHECKING:
    import datetime as dt

    from ilrsync.config import Config

log = logging.getLogger(__name__)

Chore = Callable[[Ledger, "dt.datetime"], None]
"""Something to be done once a day, under the lock of the working folder."""

_PATIENCE = 60.0


class Chores:
    """The chores of a service, by name. Each is done once on every day, the first when it starts.

    One that fails is told and left to the next day: no chore keeps a return from being built.
    """

    def __init__(self, config: Config, chores: Mapping[str, Chore]) -> None:
        self._lock = config.folders.state / LOCK
        self._chores = chores
        self._done: dt.date | None = None

    def do(self, ledger: Ledger, now: dt.datetime, say: Callable[[str], None]) -> None:
        """Every chore of the day of *now* is done; *say* hears of each that is begun."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if self._done == midnight.date():
            return
        for name, chore in self._chores.items():
            slot = f"daily {name}"
            if ledger.start_slot(slot, midnight):
                say(name)
                ledger.end_slot(slot, midnight, self._outcome(chore, ledger, now))
        self._done = midnight.date()

    def _outcome(self, chore: Chore, ledger: Ledger, now: dt.datetime) -> str:
        try:
            with Lock(self._lock, now=now, wait=_PATIENCE):
                chore(ledger, now)
        except Exception as error:  # noqa: BLE001 - a stranger's fault as much as a full disk
            log.warning("%s; tried again tomorrow", reason(error))
            return "failed"
        return "done"
