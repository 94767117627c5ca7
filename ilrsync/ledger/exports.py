"""The exports: what was delivered as one, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, insert, select, update

from ilrsync.ledger import tables
from ilrsync.ledger.deliveries import Deliveries, new_problem, next_arrival
from ilrsync.ledger.entries import Export, ExportFile, ExportState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from ilrsync.ledger.entries import Problem

_seen, _exports, _files = tables.seen_files.c, tables.exports.c, tables.export_files.c


class Exports(Deliveries):
    """The exports of every source, by what they hold; the same content twice is one export."""

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
            arrival = next_arrival(connection) if arrival is None else int(arrival)
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

    def exports_begun(self, exports: Sequence[int]) -> None:
        """Using *exports* begins; each has one attempt more that has not come to an end."""
        with self._write() as connection:
            connection.execute(
                update(tables.exports)
                .where(_exports.id.in_(exports))
                .values(attempts=_exports.attempts + 1)
            )

    def exports_ended(self, exports: Sequence[int]) -> None:
        """Using *exports* has come to an end, well or not: they did not end the process.

        One that was decided meanwhile has no attempt that could end.
        """
        with self._write() as connection:
            connection.execute(
                update(tables.exports)
                .where(_exports.id.in_(exports), _exports.attempts > 0)
                .values(attempts=_exports.attempts - 1)
            )

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
        """*export* was read to its end; what its source delivered before it is not read any more.

        Earlier exports that were offered and never read are superseded.
        """
        return self._decide(
            export,
            supersedes=True,
            state=ExportState.ACCEPTED.value,
            format=format,
            format_version=format_version,
            learners=learners,
            year=year,
            ukprn=ukprn,
            reason="",
        )

    def export_refused(
        self,
        export: int,
        reason: str,
        *,
        format: str = "",
        format_version: str = "",
        problem: Problem | None = None,
    ) -> Export:
        """*export* cannot be read, and why; it was set aside, as *problem* says."""
        return self._decide(
            export,
            problem=problem,
            state=ExportState.REFUSED.value,
            format=format,
            format_version=format_version,
            reason=reason,
        )

    def export(self, export: int) -> Export:
        """The export of that number.

        Raises:
            KeyError: there is none.
        """
        found = self._exports(select(tables.exports).where(_exports.id == export))
        if not found:
            raise KeyError(export)
        return found[0]

    def export_states(self, source: str) -> dict[int, ExportState]:
        """What became of every export of *source*, by its number."""
        query = select(_exports.id, _exports.state).where(_exports.source == source)
        return {row.id: ExportState(row.state) for row in self._all(query)}

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

    def _newest(self, source: str, *conditions: Any) -> Export | None:
        query = (
            select(tables.exports)
            .where(_exports.source == source, *conditions)
            .order_by(_exports.arrival.desc(), _exports.id.desc())
            .limit(1)
        )
        return next(iter(self._exports(query)), None)

    def _decide(
        self,
        export: int,
        *,
        supersedes: bool = False,
        problem: Problem | None = None,
        **values: Any,
    ) -> Export:
        with self._write() as connection:
            now = self._clock()
            connection.execute(
                update(tables.exports)
                .where(_exports.id == export)
                .values(decided=now, attempts=0, **values)
            )
            if supersedes:
                _supersede(connection, export, now)
            if problem is not None:
                new_problem(connection, problem, now)
        return self.export(export)

    def _exports(self, query: Select[Any]) -> list[Export]:
        with self._read() as connection:
            rows = connection.execute(query).all()
            return [_export(row, _files_of(connection, row.id)) for row in rows]


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


def _supersede(connection: Connection, export: int, now: dt.datetime) -> None:
    """What the source of *export* delivered before it, and nobody read, is superseded."""
    newer = tables.exports.alias()
    arrival = select(newer.c.arrival).where(newer.c.id == export).scalar_subquery()
    source = select(newer.c.source).where(newer.c.id == export).scalar_subquery()
    connection.execute(
        update(tables.exports)
        .where(
            _exports.source == source,
            _exports.state == ExportState.OFFERED.value,
            _exports.arrival < arrival,
        )
        .values(state=ExportState.SUPERSEDED.value, decided=now, attempts=0)
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
