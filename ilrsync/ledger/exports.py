"""What came in: files, exports, and what could not be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, delete, func, insert, select, update

from ilrsync.ledger import tables
from ilrsync.ledger.entries import Export, ExportFile, ExportState, Problem, SeenFile
from ilrsync.ledger.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

_seen, _exports, _files = tables.seen_files.c, tables.exports.c, tables.export_files.c


class Exports(Store):
    """The exports of every source, by what they hold; the same content twice is one export."""

    def seen_file(self, source: str, path: str) -> SeenFile | None:
        """What is known of the file at *path* of the inbox; None when it was never copied."""
        query = select(tables.seen_files).where(_seen.source == source, _seen.path == path)
        row = self._one(query)
        return None if row is None else _seen_file(row)

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
                    arrival=_next_arrival(connection) if known is None else known.arrival,
                    seen=self._clock(),
                    export=None if known is None else known.export,
                )
            )
            return _seen_file(connection.execute(select(tables.seen_files).where(*here)).one())

    def export_offered(
        self,
        source: str,
        sha256: str,
        files: Sequence[ExportFile],
        *,
        paths: Sequence[str],
        set_key: str = "",
    ) -> Export:
        """The complete export of *files* is known; the seen files at *paths* wait no longer.

        Content that *source* has delivered before is the export it was. When it was delivered
        anew it counts as newest again, and unless it was read well then, it is to be read now.
        """
        here = (_seen.source == source, _seen.path.in_(paths))
        with self._write() as connection:
            arrival = connection.execute(select(func.max(_seen.arrival)).where(*here)).scalar()
            arrival = _next_arrival(connection) if arrival is None else int(arrival)
            known = connection.execute(
                select(tables.exports).where(_exports.source == source, _exports.sha256 == sha256)
            ).first()
            if known is None:
                number = _new_export(connection, source, sha256, set_key, arrival, self._clock())
                _add_files(connection, number, files)
            else:
                number = known.id
                if arrival > known.arrival:
                    _delivered_again(connection, known, arrival)
            connection.execute(update(tables.seen_files).where(*here).values(export=number))
        return self.export(number)

    def export_attempted(self, export: int) -> int:
        """Reading *export* begins; returns how often it was begun since it last ended."""
        with self._write() as connection:
            connection.execute(
                update(tables.exports)
                .where(_exports.id == export)
                .values(attempts=_exports.attempts + 1)
            )
        return self.export(export).attempts

    def export_accepted(
        self,
        export: int,
        *,
        format: str,
        format_version: str,
        learners: int,
        year: str | None = None,
        ukprn: int | None = None,
    ) -> Export:
        """*export* was read to its end."""
        return self._decide(
            export,
            state=ExportState.ACCEPTED.value,
            format=format,
            format_version=format_version,
            learners=learners,
            year=year,
            ukprn=ukprn,
            reason="",
        )

    def export_refused(
        self, export: int, reason: str, *, format: str = "", format_version: str = ""
    ) -> Export:
        """*export* cannot be read, and why; it was set aside."""
        return self._decide(
            export,
            state=ExportState.REFUSED.value,
            format=format,
            format_version=format_version,
            reason=reason,
        )

    def export_superseded(self, export: int) -> Export:
        """*export* was never read, because its source has delivered a newer one that is good."""
        return self._decide(export, state=ExportState.SUPERSEDED.value)

    def export(self, export: int) -> Export:
        """The export of that number.

        Raises:
            KeyError: there is none.
        """
        found = self._exports(select(tables.exports).where(_exports.id == export))
        if not found:
            raise KeyError(export)
        return found[0]

    def find_export(self, sha256: str, source: str) -> Export | None:
        """The export of *source* whose content has this hash."""
        query = select(tables.exports).where(_exports.source == source, _exports.sha256 == sha256)
        return next(iter(self._exports(query)), None)

    def newest_export(self, source: str) -> Export | None:
        """The export that *source* delivered last, whatever became of it."""
        return self._newest(source)

    def newest_good_export(
        self, source: str, *, year: str | None = None, ukprn: int | None = None
    ) -> Export | None:
        """The accepted export that *source* delivered last.

        With *year* or *ukprn*, one that says it is of another year or provider does not count.
        """
        conditions = [_exports.state == ExportState.ACCEPTED.value]
        if year is not None:
            conditions.append(_exports.year.is_(None) | (_exports.year == year))
        if ukprn is not None:
            conditions.append(_exports.ukprn.is_(None) | (_exports.ukprn == ukprn))
        return self._newest(source, *conditions)

    def exports_to_read(self, source: str) -> list[Export]:
        """Exports that were offered and neither accepted nor refused, oldest delivery first."""
        query = (
            select(tables.exports)
            .where(_exports.source == source, _exports.state == ExportState.OFFERED.value)
            .order_by(_exports.arrival, _exports.id)
        )
        return self._exports(query)

    def sources(self) -> list[str]:
        """Every source that ever delivered something, by name."""
        query = select(_seen.source).union(select(_exports.source)).order_by("source")
        with self._read() as connection:
            return [row.source for row in connection.execute(query)]

    def add_problem(self, problem: Problem) -> None:
        """It is on record that a file could not be taken."""
        with self._write() as connection:
            connection.execute(
                insert(tables.problems).values(
                    at=problem.at or self._clock(),
                    source=problem.source,
                    name=problem.name,
                    reason=problem.reason,
                    set_aside=problem.set_aside,
                )
            )

    def problems(self, limit: int = 20) -> list[Problem]:
        """The latest problems, newest first."""
        query = select(tables.problems).order_by(tables.problems.c.id.desc()).limit(limit)
        return [
            Problem(row.source, row.name, row.reason, row.set_aside, row.at)
            for row in self._all(query)
        ]

    def _newest(self, source: str, *conditions: Any) -> Export | None:
        query = (
            select(tables.exports)
            .where(_exports.source == source, *conditions)
            .order_by(_exports.arrival.desc(), _exports.id.desc())
            .limit(1)
        )
        return next(iter(self._exports(query)), None)

    def _decide(self, export: int, **values: Any) -> Export:
        with self._write() as connection:
            connection.execute(
                update(tables.exports)
                .where(_exports.id == export)
                .values(decided=self._clock(), attempts=0, **values)
            )
        return self.export(export)

    def _exports(self, query: Select[Any]) -> list[Export]:
        with self._read() as connection:
            rows = connection.execute(query).all()
            return [_export(row, _files_of(connection, row.id)) for row in rows]


def _next_arrival(connection: Connection) -> int:
    # A counter, not a time: a clock that is set back must not make new deliveries old.
    highest = connection.execute(
        select(func.coalesce(func.max(_seen.arrival), 0)),
    ).scalar_one()
    highest_export = connection.execute(
        select(func.coalesce(func.max(_exports.arrival), 0)),
    ).scalar_one()
    return int(max(highest, highest_export)) + 1


def _new_export(
    connection: Connection, source: str, sha256: str, set_key: str, arrival: int, now: object
) -> int:
    statement = insert(tables.exports).values(
        source=source,
        set_key=set_key,
        sha256=sha256,
        state=ExportState.OFFERED.value,
        arrival=arrival,
        attempts=0,
        format="",
        format_version="",
        reason="",
        first_seen=now,
    )
    key = connection.execute(statement).inserted_primary_key
    assert key is not None  # noqa: S101 - one row went in, so there is its key
    return int(key[0])


def _add_files(connection: Connection, export: int, files: Sequence[ExportFile]) -> None:
    rows = [
        {
            "export": export,
            "number": number,
            "name": file.name,
            "sha256": file.sha256,
            "size": file.size,
            "archived": file.archived,
        }
        for number, file in enumerate(files)
    ]
    connection.execute(insert(tables.export_files), rows)


def _delivered_again(connection: Connection, known: Row[Any], arrival: int) -> None:
    good = known.state == ExportState.ACCEPTED.value
    connection.execute(
        update(tables.exports)
        .where(_exports.id == known.id)
        .values(arrival=arrival, state=known.state if good else ExportState.OFFERED.value)
    )


def _files_of(connection: Connection, export: int) -> tuple[ExportFile, ...]:
    rows = connection.execute(
        select(tables.export_files).where(_files.export == export).order_by(_files.number)
    )
    return tuple(ExportFile(row.name, row.sha256, row.size, row.archived) for row in rows)


def _export(row: Row[Any], files: tuple[ExportFile, ...]) -> Export:
    return Export(
        id=row.id,
        source=row.source,
        set_key=row.set_key,
        sha256=row.sha256,
        state=ExportState(row.state),
        arrival=row.arrival,
        attempts=row.attempts,
        format=row.format,
        format_version=row.format_version,
        year=row.year,
        ukprn=row.ukprn,
        learners=row.learners,
        reason=row.reason,
        first_seen=row.first_seen,
        decided=row.decided,
        files=files,
    )


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
