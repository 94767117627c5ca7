"""What can be said of a ledger's database without working with it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ilrsync.ledger import database
from ilrsync.ledger.database import READING


@dataclass(frozen=True, slots=True)
class Facts:
    """``engine`` is the database with its version; ``journal`` how SQLite keeps its promise."""

    engine: str
    journal: str
    size: int


def facts(target: str | Path) -> Facts:
    """The database at *target*, which is there and whole as far as can be told quickly.

    Raises:
        ConfigError: it is damaged, on a network drive, not there, or the URL cannot be used.
        TransientError: it cannot be reached, or another program holds it.
    """
    engine = database.connect(target, readonly=True)
    try:
        database.check(engine, engine.url.render_as_string(hide_password=True))
        with engine.connect().execution_options(**READING) as connection:
            if engine.dialect.name != "sqlite":
                version = engine.dialect.server_version_info or ()
                return Facts(f"{engine.dialect.name} {'.'.join(map(str, version))}", "", 0)
            journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
            path = Path(engine.url.database or "")
            return Facts(f"SQLite {sqlite3.sqlite_version}", str(journal), path.stat().st_size)
    finally:
        engine.dispose()
