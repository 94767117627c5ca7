"""Forgetting one learner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, delete, func, or_, select

from ilrsync.ledger import tables
from ilrsync.ledger.retention import Retention, wipe
from ilrsync.ledger.store import batches
from ilrsync.ledger.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_NAMES = ("LearnRefNumber", "reference")
_TEXTS = ("LearnRefNumber", "message", "fields", "subject", "old", "new", "why", "reason")


class Erasure(Retention):
    """One learner's rows leave every table, whatever their run."""

    def forget_learner(self, reference: str) -> dict[str, int]:
        """No row is about the learner *reference*, in any case of its letters, or names them.

        Rows about others that quote the reference go too. The counts of runs that have not ended
        in a removal of details are then of what is left. Returns how many rows went, by table.
        """
        gone: dict[str, int] = {}
        with self._write() as connection:
            wipe(connection)
            places = set(_places(connection, reference))
            for table in reversed(metadata.sorted_tables):
                gone[table.name] = (
                    _of_the_learner(connection, table, reference)
                    + _at_places(connection, table, places)
                    + _naming(connection, table, reference)
                )
        return {name: rows for name, rows in gone.items() if rows}


def _is(table: Table, reference: str) -> Any:
    """The condition that a row of *table* says it is about the learner; None if it has no say."""
    columns = [table.c[name] for name in _NAMES if name in table.c]
    if not columns:
        return None
    return or_(*(func.lower(column) == reference.lower() for column in columns))


def _places(connection: Connection, reference: str) -> Iterator[tuple[int, int]]:
    """Run and position of every record of the learner."""
    for table in tables.RUN_DETAILS:
        condition = _is(table, reference)
        if condition is not None and "position" in table.c:
            found = select(table.c.run, table.c.position).where(condition, table.c.position >= 0)
            yield from ((row.run, row.position) for row in connection.execute(found.distinct()))


def _of_the_learner(connection: Connection, table: Table, reference: str) -> int:
    condition = _is(table, reference)
    if condition is None:
        return 0
    return connection.execute(delete(table).where(condition)).rowcount


def _at_places(connection: Connection, table: Table, places: set[tuple[int, int]]) -> int:
    """Rows of *table* about one of *places* that do not name the learner themselves."""
    if table not in tables.RUN_DETAILS or "position" not in table.c:
        return 0
    rows = 0
    for run, position in places:
        here = (table.c.run == run, table.c.position == position)
        rows += connection.execute(delete(table).where(*here)).rowcount
    return rows


def _naming(connection: Connection, table: Table, reference: str) -> int:
    """Rows of *table* whose texts quote *reference* as a word."""
    if table not in tables.RUN_DETAILS or "id" not in table.c:
        return 0
    texts = [table.c[name] for name in _TEXTS if name in table.c]
    word = re.compile(rf"(?<![0-9A-Za-z]){re.escape(reference)}(?![0-9A-Za-z])", re.IGNORECASE)
    holding = or_(
        *(func.lower(text).contains(reference.lower(), autoescape=True) for text in texts)
    )
    found = [
        row.id
        for row in connection.execute(select(table.c.id, *texts).where(holding))
        if any(text is not None and word.search(text) for text in row[1:])
    ]
    for batch in batches(found):
        connection.execute(delete(table).where(table.c.id.in_(batch)))
    return len(found)
