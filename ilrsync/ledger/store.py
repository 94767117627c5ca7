"""How every part of the ledger reaches its database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Column, Engine, Table, delete, insert, select

from ilrsync.ledger.database import READING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Row, Select

T = TypeVar("T")
Clock = Callable[[], dt.datetime]

_ROWS_AT_A_TIME = 5_000
_IDS_AT_A_TIME = 900
_MOST_VALUES = 999
"""Values of one statement that every SQLite takes."""


class Store:
    """A database and a clock; one thread uses it at a time."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def _write(self) -> AbstractContextManager[Connection]:
        """One transaction: all of the block is kept, or nothing of it."""
        return self._engine.begin()

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        """A connection that sees one state of the database and does not take the writer's turn."""
        with self._engine.connect().execution_options(**READING) as connection:
            yield connection

    def _one(self, query: Select[Any]) -> Row[Any] | None:
        with self._read() as connection:
            return connection.execute(query).first()

    def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        with self._read() as connection:
            return connection.execute(query).all()


def insert_rows(connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    """*table* has *rows*, which are taken some thousand at a time.

    A row is the values of all columns but ``id``, in the table's order, as the database takes them.
    """
    rows = iter(rows)
    names = [column.name for column in table.columns if column.name != "id"]
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=names)
    while batch := list(islice(rows, _ROWS_AT_A_TIME)):
        if compiled.positional:  # without SQLAlchemy's look at every value: three times as fast
            _insert_together(connection, str(compiled), batch)
        else:
            named = [dict(zip(names, row, strict=True)) for row in batch]
            connection.execute(insert(table), named)


def _insert_together(connection: Connection, one: str, rows: list[tuple[Any, ...]]) -> None:
    """*rows* are inserted as *one* inserts one row, many by a statement: a fifth of the time less.

    *one* ends with the marks of its values.
    """
    head, values, marks = one.rpartition("VALUES ")
    many = max(1, _MOST_VALUES // len(rows[0]))
    text = f"{head}{values}{', '.join([marks] * many)}"
    whole = len(rows) - len(rows) % many
    for start in range(0, whole, many):
        together = tuple(chain.from_iterable(rows[start : start + many]))
        connection.exec_driver_sql(text, together)
    if rest := rows[whole:]:
        connection.exec_driver_sql(one, rest)


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """*values* in lists to be asked for together, in order; a list may end with one value repeated.

    A statement is another one for every number of values in it, and SQLite keeps what it made of
    each. So there are few numbers: powers of two, and the most there may be.
    """
    values = iter(values)
    while batch := list(islice(values, _IDS_AT_A_TIME)):
        room = min(1 << (len(batch) - 1).bit_length(), _IDS_AT_A_TIME)
        yield batch + batch[-1:] * (room - len(batch))


def rows_of(store: Store, table: Table, ids: Sequence[int]) -> Iterator[Row[Any]]:
    """The rows of *table* under *ids*, in that order; each of *ids* is another.

    No cursor stays open while a row is used, so the ledger may be written to meanwhile.
    """
    for batch in batches(ids):
        found = {row[0]: row for row in store._all(select(table).where(table.c.id.in_(batch)))}
        yield from (found[number] for number in dict.fromkeys(batch) if number in found)


def delete_where(
    connection: Connection, table: Table, run: int, column: Column[Any], values: Iterable[Any]
) -> None:
    """*table* has no row of *run* whose *column* is one of *values*."""
    for batch in batches(values):
        connection.execute(delete(table).where(table.c.run == run, column.in_(batch)))
