from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import TransientError
from ilrsync.ledger import ExportFile, Ledger, copy_ledger, database
from ilrsync.ledger.copying import copy_rows

if TYPE_CHECKING:
    from pathlib import Path


def filled(place: Path) -> bytes:
    with Ledger.open(place) as ledger:
        file = ExportFile("a.xml", "0" * 64, 10, "2026/00/a.xml")
        ledger.file_archived("mis", "a.xml", "mark", file)
        ledger.export_offered("mis", "0" * 64, [file], paths=["a.xml"])
        ledger.start_run(10000001, "2627")
    return place.read_bytes()


def rows(place: Path) -> list[str]:
    with closing(sqlite3.connect(place)) as connection:
        return list(connection.iterdump())


def test_the_copy_holds_all_and_the_ledger_stays_as_it_was(tmp_path: Path) -> None:
    place, copy = tmp_path / "ledger.sqlite", tmp_path / "copy.sqlite"
    before = filled(place)

    copy_ledger(place, copy)
    with Ledger.open(copy) as ledger:
        assert ledger.start_run(10000001, "2627") == 2
        assert ledger.newest_export("mis") is not None

    assert place.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"ledger.sqlite", "copy.sqlite"}


def test_without_a_ledger_there_is_nothing_to_copy(tmp_path: Path) -> None:
    copy_ledger(tmp_path / "ledger.sqlite", tmp_path / "copy.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_kind_is_copied_row_by_row(tmp_path: Path) -> None:
    place, copy = tmp_path / "ledger.sqlite", tmp_path / "copy.sqlite"
    filled(place)
    source, target = database.connect(place, readonly=True), database.connect(copy)
    try:
        with source.connect().execution_options(**database.READING) as connection:
            copy_rows(connection, target)
    finally:
        source.dispose()
        target.dispose()

    assert rows(copy) == rows(place)
    with Ledger.open(copy) as ledger:
        assert ledger.start_run(10000001, "2627") == 2


def test_a_place_without_room_is_told(tmp_path: Path) -> None:
    place = tmp_path / "ledger.sqlite"
    filled(place)
    with pytest.raises(TransientError, match="cannot be copied"):
        copy_ledger(place, tmp_path / "no such folder" / "copy.sqlite")
