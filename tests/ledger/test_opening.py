from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateTable

from ilrsync.errors import ConfigError, TransientError
from ilrsync.ledger import Ledger, Problem, database, migrations, tables
from ilrsync.model.finding import Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def test_a_ledger_is_made_where_there_is_none_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "state" / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        run = ledger.start_run(10000001, "2627")
    with Ledger.open(f"sqlite:///{path}") as ledger:
        assert ledger.run(run).year == "2627"


@pytest.mark.skipif(os.name == "nt", reason="Windows folders pass on their own rights")
def test_only_the_account_that_made_it_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    Ledger.open(path).close()

    assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_written_is_forced_to_disk(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "ledger.sqlite").close()
    engine = database.connect(tmp_path / "ledger.sqlite")
    with engine.connect() as connection:
        extra, keys, journal = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "foreign_keys", "journal_mode")
        )
    engine.dispose()

    assert (extra, keys) == (3, 1)
    assert journal == ("wal" if sqlite3.sqlite_version_info >= (3, 51, 3) else "delete")


def test_a_temporary_ledger_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Ledger.temporary() as ledger:
        ledger.start_run(10000001, "2627")
        assert list(tmp_path.iterdir()) != []

    assert list(tmp_path.iterdir()) == []


def test_a_reader_needs_a_ledger_and_cannot_write(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="run ilrsync sync once"):
        Ledger.open(tmp_path / "ledger.sqlite", readonly=True)
    assert list(tmp_path.iterdir()) == []

    Ledger.open(tmp_path / "ledger.sqlite").close()
    with Ledger.open(tmp_path / "ledger.sqlite", readonly=True) as ledger:
        assert ledger.history() == []
        with pytest.raises(TransientError, match="readonly"):
            ledger.start_run(10000001, "2627")


def test_a_reader_sees_what_was_committed_while_a_writer_works(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.sqlite") as ledger:
        run = ledger.start_run(10000001, "2627")
        with Ledger.open(tmp_path / "l.sqlite", readonly=True) as reader:
            ledger.add_problem(Problem("mis", "a", "b"))
            assert [seen.number for seen in reader.history()] == [run]
            assert len(reader.problems()) == 1


def test_a_ledger_in_use_by_another_program_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_MILLISECONDS", 50)
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TransientError, match="another program holds it"):
            ledger.start_run(10000001, "2627")
        other.execute("ROLLBACK")
        other.close()

        assert ledger.start_run(10000001, "2627") == 1


@pytest.mark.parametrize("damage", ["no database", "pages lost"])
def test_a_damaged_ledger_is_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        run = ledger.start_run(10000001, "2627")
        ledger.add_findings(
            run, ((n, Finding("R_59", Severity.ERROR, "x" * 200)) for n in range(200))
        )
    whole = path.read_bytes()
    if damage == "no database":
        path.write_bytes(b"<Message/>" * 500)
    else:
        path.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])

    with pytest.raises(ConfigError, match=r"is damaged; .*backup"):
        Ledger.open(path)


def test_a_ledger_on_a_network_drive_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ilrsync.durable.network", lambda path: "cifs")

    with pytest.raises(ConfigError, match=r"network drive \(cifs\)"):
        Ledger.open(tmp_path / "ledger.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_the_ledger_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a folder"):
        Ledger.open(tmp_path)


def test_a_file_in_place_of_the_state_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"")

    with pytest.raises(TransientError, match="state"):
        Ledger.open(tmp_path / "state" / "ledger.sqlite")


@pytest.mark.parametrize("url", ["nonsense://x", "postgresql+nodriver://host/name", "::// "])
def test_a_database_that_cannot_be_used_is_said(url: str) -> None:
    with pytest.raises(ConfigError, match="give a path or a URL"):
        Ledger.open(url)


def test_a_ledger_of_a_newer_ilrsync_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as ledger, ledger._write() as connection:
        connection.execute(text("UPDATE meta SET value = '99'"))

    with pytest.raises(ConfigError, match="newer ilrsync"):
        Ledger.open(path)
    with pytest.raises(ConfigError, match="newer ilrsync"):
        Ledger.open(path, readonly=True)


def add_a_column(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE runs ADD COLUMN mood TEXT"))


def fail_half_way(connection: Connection) -> None:
    add_a_column(connection)
    raise ZeroDivisionError


def version_of(path: Path) -> tuple[str, bool]:
    """The version that the ledger says it has, and whether the new column is there."""
    connection = sqlite3.connect(path)
    (version,) = connection.execute("SELECT value FROM meta").fetchone()
    columns = [row[1] for row in connection.execute("PRAGMA table_info(runs)")]
    connection.close()
    return version, "mood" in columns


NOW, NEXT = tables.SCHEMA_VERSION, tables.SCHEMA_VERSION + 1


def test_an_older_ledger_is_brought_up_and_a_copy_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    Ledger.open(path).close()
    engine = database.connect(path)

    migrations.prepare(engine, str(path), version=NEXT, steps={NEXT: add_a_column})
    migrations.prepare(engine, str(path), version=NEXT, steps={})
    engine.dispose()

    assert version_of(path) == (str(NEXT), True)
    assert version_of(tmp_path / f"ledger.sqlite.version-{NOW}") == (str(NOW), False)


def test_bringing_a_ledger_up_happens_wholly_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    Ledger.open(path).close()
    engine = database.connect(path)

    with pytest.raises(ZeroDivisionError):
        migrations.prepare(engine, str(path), version=NEXT, steps={NEXT: fail_half_way})
    assert version_of(path) == (str(NOW), False)
    with pytest.raises(ConfigError, match="too old"):
        migrations.prepare(engine, str(path), version=NEXT + 1, steps={NEXT + 1: add_a_column})
    with pytest.raises(ConfigError, match="run ilrsync sync once"):
        migrations.prepare(engine, str(path), version=NEXT, readonly=True)
    engine.dispose()

    assert version_of(path) == (str(NOW), False)


KILLED = """
import os, sys
from pathlib import Path
from ilrsync.ledger import Ledger

from ilrsync.model.finding import Finding, Severity

ledger = Ledger.open(Path(sys.argv[1]))
run = ledger.start_run(10000001, "2627")

def rows():
    for position in range(20_000):
        yield position, Finding("R_59", Severity.ERROR, "x" * 500)
    os._exit(9)

ledger.add_findings(run, rows())
"""


def test_a_process_killed_while_writing_leaves_a_whole_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert killed.returncode == 9

    with Ledger.open(path, readonly=True) as reader:
        assert [run.number for run in reader.history()] == [1]
    with Ledger.open(path) as ledger:
        assert list(ledger.findings(1)) == []
        assert [run.number for run in ledger.unfinished_runs()] == [1]


def test_times_keep_their_instant_and_need_an_offset(tmp_path: Path) -> None:
    summer = dt.timezone(dt.timedelta(hours=1))
    moment = dt.datetime(2026, 8, 1, 0, 30, tzinfo=summer)
    with Ledger.open(tmp_path / "a", clock=lambda: moment) as ledger:
        assert ledger.run(ledger.start_run(1, "2627")).started == moment
    with (
        Ledger.open(tmp_path / "a", clock=lambda: moment.replace(tzinfo=None)) as ledger,
        pytest.raises(StatementError, match="needs an offset"),
    ):
        ledger.start_run(1, "2627")


@pytest.mark.parametrize("name", sorted(tables.metadata.tables))
def test_postgresql_takes_every_table(name: str) -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
    made = CreateTable(tables.metadata.tables[name]).compile(dialect=dialect)

    assert f"CREATE TABLE {name}" in str(made)
