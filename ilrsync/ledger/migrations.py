"""Bringing a ledger to the version of the tables that this ilrsync works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, inspect, select, text, update

from ilrsync.errors import ConfigError
from ilrsync.ledger import tables
from ilrsync.ledger.database import READING
from ilrsync.ledger.tables import SCHEMA_VERSION, meta, metadata, slots
from ilrsync.ledger.upkeep_tables import UPKEEP

Step = Callable[[Connection], None]


def _slots_of_schedules(connection: Connection) -> None:
    slots.create(connection)


def _answers_and_what_was_returned(connection: Connection) -> None:
    if "group" not in {column["name"] for column in inspect(connection).get_columns("changes")}:
        column = "ALTER TABLE changes ADD COLUMN \"group\" VARCHAR(16) DEFAULT '' NOT NULL"
        connection.execute(text(column))
    for index in tables.changes.indexes:
        index.create(connection, checkfirst=True)
    for table in (tables.decisions, tables.decision_files, tables.returned):
        table.create(connection, checkfirst=True)


def _removals_and_notices(connection: Connection) -> None:
    for table in UPKEEP:
        table.create(connection, checkfirst=True)


STEPS: Mapping[int, Step] = {
    2: _slots_of_schedules,
    3: _answers_and_what_was_returned,
    4: _removals_and_notices,
}
"""By version: what brings the tables from the version before to this one."""

_KEY = "schema_version"


def prepare(
    engine: Engine,
    where: str,
    *,
    readonly: bool = False,
    version: int = SCHEMA_VERSION,
    steps: Mapping[int, Step] = STEPS,
) -> None:
    """The database has the tables of *version*; an older SQLite file was copied beside itself.

    Raises:
        ConfigError: a newer ilrsync made it, or it is to be read only and must be changed first.
    """
    found = _version(engine)
    if found is not None and found > version:
        raise ConfigError(
            f"the ledger {where} was made by a newer ilrsync (version {found}, this one knows"
            f" {version}); install that ilrsync again"
        )
    if found == version:
        return
    if readonly:
        raise ConfigError(f"the ledger {where} is not ready to be read; run ilrsync sync once")
    if found is None:
        _create(engine, version)
    else:
        _migrate(engine, where, found, version, steps)


def _version(engine: Engine) -> int | None:
    with engine.connect().execution_options(**READING) as connection:
        if not inspect(connection).has_table(meta.name):
            return None
        found = connection.execute(select(meta.c.value).where(meta.c.key == _KEY)).scalar()
    return None if found is None else int(found)


def _create(engine: Engine, version: int) -> None:
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(insert(meta).values(key=_KEY, value=str(version)))


def _migrate(
    engine: Engine, where: str, found: int, version: int, steps: Mapping[int, Step]
) -> None:
    if engine.dialect.name == "sqlite":
        _copy_beside(engine, found)
    with engine.begin() as connection:
        for number in range(found + 1, version + 1):
            if number not in steps:
                raise ConfigError(f"the ledger {where} is of version {found}, too old to be used")
            steps[number](connection)
        connection.execute(update(meta).where(meta.c.key == _KEY).values(value=str(version)))


def _copy_beside(engine: Engine, found: int) -> None:
    path = Path(engine.url.database or "")
    copy = path.with_name(f"{path.name}.version-{found}")
    copy.unlink(missing_ok=True)  # half a copy, of an attempt that was cut off
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(copy),))  # cannot run inside a transaction
    finally:
        raw.close()
