"""Opening the ledger's database so that it keeps what it is told and damage is noticed.

Source: sqlite.org/pragma.html, sqlite.org/wal.html (the reset bug fixed in 3.51.3).
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from ilrsync import durable
from ilrsync.errors import ConfigError, IlrsyncError, TransientError

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext

READING = {"ilrsync_reading": True}
"""The execution option of a connection that will not write."""

_WAL_IS_SAFE = (3, 51, 3)
_BUSY_MILLISECONDS = 30_000
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def connect(target: str | Path, *, readonly: bool = False, lasting: bool = True) -> Engine:
    """An engine for the ledger at *target*: a path, or a database URL.

    Without *lasting* nothing is forced to disk; for a ledger that is thrown away.

    Raises:
        ConfigError: the URL is no database URL, its driver is not installed, the database is
            damaged, or it is to be read and is not there.
        TransientError: the database cannot be reached or opened.
    """
    text = str(target)
    if "://" not in text:
        return _sqlite(Path(text), readonly=readonly, lasting=lasting)
    try:
        url = make_url(text)
        if url.get_backend_name() == "sqlite":
            return _sqlite(Path(url.database or ""), readonly=readonly, lasting=lasting)
        engine = create_engine(url, hide_parameters=True)  # parameters are personal data
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(
            f"the ledger cannot use this database: {error}; give a path or a URL such as"
            " postgresql+psycopg://user@host/name and install its driver"
        ) from error
    _translate_errors(engine, engine.url.render_as_string(hide_password=True))
    return engine


def check(engine: Engine, where: str) -> None:
    """The database file is whole as far as SQLite can tell quickly.

    Raises:
        ConfigError: it is damaged.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.connect().execution_options(**READING) as connection:
        answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if answer != "ok":
        raise ConfigError(damaged(where))


def damaged(where: str) -> str:
    """What to tell a person whose ledger is damaged."""
    return (
        f"the ledger {where} is damaged; stop ilrsync, move the file away and put the newest"
        " backup in its place"
    )


def _sqlite(path: Path, *, readonly: bool, lasting: bool) -> Engine:
    if path.is_dir():
        raise ConfigError(f"the ledger {path} is a folder; give the path of a file")
    if kind := durable.network(path):
        raise ConfigError(
            f"the ledger {path} is on a network drive ({kind}), where SQLite loses data; choose a"
            " folder on a disk of this machine, or a PostgreSQL database"
        )
    if readonly and not path.exists():
        raise ConfigError(f"there is no ledger {path} yet; run ilrsync sync once")
    if not readonly:
        _create_private(path)
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", _settings(readonly=readonly, lasting=lasting))
    event.listen(engine, "begin", _begin)
    _translate_errors(engine, str(path))
    return engine


def _create_private(path: Path) -> None:
    # SQLite itself would let the whole machine read the file.
    with durable.translated(f"the ledger {path} cannot be made"):
        durable.make_folders(path.parent)
        if not path.exists():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
            durable.FILES.sync_folder(path.parent)


def _settings(*, readonly: bool, lasting: bool) -> Any:
    def set_up(connection: DBAPIConnection, _record: object) -> None:
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - narrows for the type checker
        connection.isolation_level = None  # transactions begin where `_begin` says, DDL included
        pragmas = [f"busy_timeout = {_BUSY_MILLISECONDS}", "foreign_keys = ON"]
        if readonly:
            pragmas.append("query_only = ON")
        else:
            wal = lasting and sqlite3.sqlite_version_info >= _WAL_IS_SAFE
            pragmas.append(f"journal_mode = {'WAL' if wal else 'DELETE'}")
            # FULL does not force the folder to disk after a rollback journal is deleted, so that a
            # power cut soon after could bring the journal back and undo what was committed.
            pragmas.append(f"synchronous = {'EXTRA' if lasting else 'OFF'}")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    return set_up


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later could find the database locked half-way.
    reading = connection.get_execution_options().get("ilrsync_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _translate_errors(engine: Engine, where: str) -> None:
    def translate(context: ExceptionContext) -> None:
        ours = _ours(context, where)
        if ours is not None:
            raise ours

    event.listen(engine, "handle_error", translate)


def _ours(context: ExceptionContext, where: str) -> IlrsyncError | None:
    error = context.original_exception
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(_DAMAGED):
        return ConfigError(damaged(where))
    if not isinstance(context.sqlalchemy_exception, OperationalError):
        return None
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        remedy = "another program holds it; try again when that has ended"
    elif name == "SQLITE_FULL":
        remedy = "free some disk space"
    else:
        remedy = "check that its folder can be written and its disk is connected"
    return TransientError(f"the ledger {where} cannot be used: {error}; {remedy}")
