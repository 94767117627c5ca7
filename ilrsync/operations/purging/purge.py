"""All kinds together: found in one order, removed one by one, each on record."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.durable import FILES
from ilrsync.errors import IlrsyncError
from ilrsync.ledger.retention import Removal
from ilrsync.operations.purging.archive import old_exports
from ilrsync.operations.purging.files import (
    copies_of_the_ledger,
    old_copies,
    old_logs,
    old_quarantine,
)
from ilrsync.operations.purging.item import Item
from ilrsync.operations.purging.outbox import old_details, old_outputs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from ilrsync.config import Config
    from ilrsync.ledger import Ledger

log = logging.getLogger(__name__)

_KINDS = (old_exports, old_outputs, old_details, old_quarantine, old_logs, old_copies)


@dataclass
class Purged:
    """What was removed, and what could not be."""

    items: list[Item] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """The bytes of all that was removed."""
        return sum(item.size for item in self.items)


def items(config: Config, ledger: Ledger, now: dt.datetime) -> Iterator[Item]:
    """Everything that `[retention]` wants removed at *now*; nothing is removed by looking."""
    return chain.from_iterable(find(config, ledger, now) for find in _KINDS)


def purge(config: Config, ledger: Ledger, now: dt.datetime) -> Purged:
    """Everything that `[retention]` wants removed is gone, and on record.

    Only for whoever holds the lock of the working folder. What cannot be removed stays for the
    next time and stops nothing else.
    """
    purged = Purged()
    for item in items(config, ledger, now):
        try:
            item.remove()
        except OSError as error:
            purged.problems.append(f"{item.what}: cannot be removed: {durable.reason(error)}")
        except IlrsyncError as error:
            purged.problems.append(f"{item.what}: cannot be removed: {error}")
        else:
            purged.items.append(item)
            log.info("removed", extra={"kind": item.kind, "what": item.what, "size": item.size})
    for problem in purged.problems:
        log.warning("%s", problem)
    return purged


def purge_daily(config: Config, ledger: Ledger, now: dt.datetime) -> None:
    """As `purge`, where the configuration wants it daily; for the service's chores."""
    if config.retention.daily:
        purge(config, ledger, now)


def forget_learner(config: Config, ledger: Ledger, reference: str) -> dict[str, int]:
    """The ledger holds nothing about the learner *reference*; returns rows removed by table.

    Old copies of the ledger are gone as a whole. Exports, outputs and workbooks are files that
    hold many people, and stay. That a learner was forgotten is on record, not who.

    Raises:
        OSError: a copy of the ledger cannot be removed.
    """
    gone = ledger.forget_learner(reference)
    for copy in copies_of_the_ledger(config):
        FILES.remove(copy)
    if gone:
        ledger.record_removals([Removal("learner", "", sum(gone.values()))])
    return gone
