"""A pass that is only tried: what it would write goes into a place that is gone afterwards."""

from __future__ import annotations

import dataclasses
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.ledger import copy_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.config import Config


@contextmanager
def rehearsed(config: Config) -> Iterator[Config]:
    """*config* with other places for archive, quarantine and state, and a copy of the ledger.

    The inbox, the decisions and the outbox are the real ones, which such a pass only reads.

    Raises:
        ConfigError, TransientError: the ledger cannot be copied.
    """
    with tempfile.TemporaryDirectory(prefix="ilrsync-dry-", ignore_cleanup_errors=True) as folder:
        rooms = {name: Path(folder) / name for name in ("archive", "quarantine", "state")}
        there = dataclasses.replace(
            config,
            folders=dataclasses.replace(config.folders, **rooms),
            ledger=dataclasses.replace(config.ledger, url=""),
        )
        with durable.translated("there is no room to try it out"):
            rooms["state"].mkdir()
        copy_ledger(config.ledger_place, Path(there.ledger_place))
        yield there
