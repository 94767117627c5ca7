"""A second ledger with all that the first holds, for whoever wants to try something out."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, text

from ilrsync.errors import TransientError
from ilrsync.ledger import database
from ilrsync.ledger.database import READING
from ilrsync.ledger.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_ROWS_AT_A_TIME = 1_000


def copy_ledger(target: str | Path, place: Path) -> None:
    """The ledger at *place* is as the one at *target*, which stays as it is.

    Nothing is at *place* when there is no ledger at *target* yet.

    Raises:
        ConfigError: the URL *target* cannot be used.
        TransientError: the ledger cannot be read, or there is no room for the copy.
    """
    if "://" not in str(target) and not Path(target).exists():
        return
    engine = database.connect(target, readonly=True)
    try:
        with engine.connect().execution_options(**READING) as connection:
            if engine.dialect.name == "sqlite":
                _copy_file(connection, place)
            else:
                copy = database.connect(place, lasting=False)
                try:
                    copy_rows(connection, copy)
                finally:
                    copy.dispose()
    finally:
        engine.dispose()


def copy_rows(connection: Connection, copy: Engine) -> None:
    """Every row that *connection* sees is in *copy* as well, whatever kind of database it is."""
    with copy.begin() as writing:
        metadata.create_all(writing)
        for table in metadata.sorted_tables:
            found = connection.execute(select(table))
            for rows in found.mappings().partitions(_ROWS_AT_A_TIME):
                writing.execute(insert(table), [dict(row) for row in rows])


def _copy_file(connection: Connection, place: Path) -> None:
    # What has begun to read keeps everybody from writing, so the copy is of one moment and the
    # waiting for another program is over before it begins.
    connection.execute(text("SELECT count(*) FROM sqlite_master"))
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - narrows for the type checker
    try:
        with closing(sqlite3.connect(place)) as copy:
            raw.backup(copy)
    except sqlite3.Error as error:
        raise TransientError(
            f"the ledger cannot be copied to {place}: {error}; free some disk space"
        ) from error
