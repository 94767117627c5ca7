"""The ledger: everything that was taken in, built, found, changed and written."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ilrsync.ledger import database, migrations
from ilrsync.ledger.decisions import Decisions
from ilrsync.ledger.entries import SourceStatus, Status
from ilrsync.ledger.erasure import Erasure
from ilrsync.ledger.exports import Exports
from ilrsync.ledger.notices import Notices
from ilrsync.ledger.returned import ReturnedLearners
from ilrsync.ledger.slots import Slots

if TYPE_CHECKING:
    from types import TracebackType

    from sqlalchemy import Engine

    from ilrsync.ledger.store import Clock


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Ledger(Exports, Decisions, Erasure, Notices, Slots, ReturnedLearners):
    """One database with its tables ready; close it, or use it as a context manager.

    Every method that writes is one transaction, on disk when it returns. One thread uses a
    ledger at a time; another process may read meanwhile.
    """

    def __init__(self, engine: Engine, clock: Clock, folder: Path | None = None) -> None:
        super().__init__(engine, clock)
        self._folder = folder

    @classmethod
    def open(cls, target: str | Path, *, readonly: bool = False, clock: Clock = _now) -> Ledger:
        """The ledger at *target*, a path or a database URL; made when there is none yet.

        Raises:
            ConfigError: it is damaged or made by a newer ilrsync, or the URL cannot be used, or
                it is to be read and is not there.
            TransientError: it cannot be reached, or another program holds it.
        """
        engine = database.connect(target, readonly=readonly)
        where = engine.url.render_as_string(hide_password=True)
        try:
            if not readonly:
                database.check(engine, where)
            migrations.prepare(engine, where, readonly=readonly)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, clock)

    @classmethod
    def temporary(cls, *, clock: Clock = _now) -> Ledger:
        """A ledger in a private file that is gone once it is closed."""
        folder = Path(tempfile.mkdtemp(prefix="ilrsync-"))
        engine = database.connect(folder / "ledger.sqlite", lasting=False)
        migrations.prepare(engine, str(folder))
        return cls(engine, clock, folder)

    def close(self) -> None:
        """The database is let go; a temporary one is deleted."""
        self._engine.dispose()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)  # a scanner may hold it on Windows

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def status(self) -> Status:
        """How every source and every return stands."""
        sources = [
            SourceStatus(
                source,
                self.newest_export(source),
                self.newest_good_export(source),
                self.waiting_files(source),
            )
            for source in self.sources()
        ]
        return Status(sources, self.last_runs(), self.problems())
