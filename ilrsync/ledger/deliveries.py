"""The deliveries: files seen in the inboxes, and what could not be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from ilrsync.ledger import tables
from ilrsync.ledger.entries import ExportFile, Problem, SeenFile
from ilrsync.ledger.store import Store, batches

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

_seen = tables.seen_files.c


class Deliveries(Store):
    """Every file that was ever copied from an inbox, by source and path."""

    def seen_files(self, source: str, paths: Sequence[str]) -> dict[str, SeenFile]:
        """What is known of those files at *paths* of the inbox that were ever copied, by path."""
        found: dict[str, SeenFile] = {}
        for batch in batches(paths):
            query = select(tables.seen_files).where(_seen.source == source, _seen.path.in_(batch))
            found.update((row.path, _seen_file(row)) for row in self._all(query))
        return found

    def waiting_files(self, source: str) -> list[SeenFile]:
        """Files that were copied and belong to no export yet, as of a set that is incomplete."""
        query = select(tables.seen_files).where(_seen.source == source, _seen.export.is_(None))
        return [_seen_file(row) for row in self._all(query.order_by(_seen.arrival))]

    def seen_files_of(self, export: int) -> list[SeenFile]:
        """The files of the inbox that belong to *export*, oldest delivery first."""
        query = select(tables.seen_files).where(_seen.export == export)
        return [_seen_file(row) for row in self._all(query.order_by(_seen.arrival, _seen.path))]

    def file_archived(
        self, source: str, path: str, mark: str, file: ExportFile, *, changed: int = 0
    ) -> SeenFile:
        """The file at *path* was delivered, with *mark*, and the archive holds it as *file*.

        The same content under the same mark is the same delivery, whatever its path: a file that
        was only renamed or moved does not count as newer than it was.
        """
        here = (_seen.source == source, _seen.path == path)
        moved = (_seen.source == source, _seen.mark == mark, _seen.sha256 == file.sha256)
        with self._write() as connection:
            known = connection.execute(
                select(tables.seen_files)
                .where(*moved)
                .order_by((_seen.path != path), _seen.arrival.desc())
                .limit(1)
            ).first()
            connection.execute(delete(tables.seen_files).where(*here))
            connection.execute(
                insert(tables.seen_files).values(
                    source=source,
                    path=path,
                    mark=mark,
                    changed=changed,
                    name=file.name,
                    sha256=file.sha256,
                    size=file.size,
                    archived=file.archived,
                    arrival=next_arrival(connection) if known is None else known.arrival,
                    seen=self._clock(),
                    export=None if known is None else known.export,
                )
            )
            return _seen_file(connection.execute(select(tables.seen_files).where(*here)).one())

    def forget_seen(self, source: str, paths: Sequence[str]) -> None:
        """The files at *paths* of the inbox, which belong to no export, are not known any more."""
        with self._write() as connection:
            for batch in batches(paths):
                here = (_seen.source == source, _seen.path.in_(batch), _seen.export.is_(None))
                connection.execute(delete(tables.seen_files).where(*here))

    def add_problem(self, problem: Problem) -> None:
        """It is on record that a file could not be taken."""
        with self._write() as connection:
            new_problem(connection, problem, self._clock())

    def problems(self, limit: int = 20) -> list[Problem]:
        """The latest problems, newest first."""
        query = select(tables.problems).order_by(tables.problems.c.id.desc()).limit(limit)
        return [
            Problem(row.source, row.name, row.reason, row.set_aside, row.at)
            for row in self._all(query)
        ]


def new_problem(connection: Connection, problem: Problem, now: dt.datetime) -> None:
    """*problem* is on record, as of *now* unless it says when it was."""
    connection.execute(
        insert(tables.problems).values(
            at=problem.at or now,
            source=problem.source,
            name=problem.name,
            reason=problem.reason,
            set_aside=problem.set_aside,
        )
    )


def next_arrival(connection: Connection) -> int:
    """The number of a delivery that comes now."""
    # A counter, not a time: a clock that is set back must not make new deliveries old.
    highest = connection.execute(
        select(func.coalesce(func.max(_seen.arrival), 0)),
    ).scalar_one()
    highest_export = connection.execute(
        select(func.coalesce(func.max(tables.exports.c.arrival), 0)),
    ).scalar_one()
    return int(max(highest, highest_export)) + 1


def _seen_file(row: Row[Any]) -> SeenFile:
    return SeenFile(
        source=row.source,
        path=row.path,
        mark=row.mark,
        changed=row.changed,
        file=ExportFile(row.name, row.sha256, row.size, row.archived),
        arrival=row.arrival,
        seen=row.seen,
        export=row.export,
    )
