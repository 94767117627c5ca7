"""What may leave the ledger once it is old, and the record that it left.

Nothing that the next build reads is ever among it: the newest good export of a source for each year
and provider, exports and files still to be read, runs that are going on, and the newest finished
run of every return.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from ilrsync.ledger import tables
from ilrsync.ledger.entries import ExportState, Run, RunState
from ilrsync.ledger.results import Results
from ilrsync.ledger.runs import Runs, run_of
from ilrsync.ledger.upkeep_tables import kept_counts, removals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Select

_exports, _runs = tables.exports.c, tables.runs.c


@dataclass(frozen=True, slots=True)
class Removal:
    """Something that was removed for good: ``items`` of a ``kind``, which took ``size`` bytes.

    ``what`` is a name of ours or of a file, never content.
    """

    kind: str
    what: str
    items: int = 1
    size: int = 0
    at: dt.datetime | None = None


class Retention(Runs, Results):
    """Old exports, runs and problems leave; each time it is on record what did."""

    def exports_to_forget(self, before: dt.datetime, keep: int) -> list[int]:
        """Exports decided before *before* that no build needs, oldest delivery first.

        The newest *keep* good ones of every source stay, and one of each source in any case.
        """
        needed: set[int] = set()
        seen: dict[object, int] = {}
        query = select(
            _exports.id, _exports.source, _exports.year, _exports.ukprn, _exports.state
        ).order_by(_exports.arrival.desc(), _exports.id.desc())
        for row in self._all(query):
            if row.state == ExportState.OFFERED.value:
                needed.add(row.id)
            elif row.state == ExportState.ACCEPTED.value:
                for group, most in ((row.source, keep), ((row.source, row.year, row.ukprn), 1)):
                    seen[group] = seen.get(group, 0) + 1
                    if seen[group] <= most:
                        needed.add(row.id)
        old = select(_exports.id).where(_exports.decided < before)
        return [
            row.id
            for row in self._all(old.order_by(_exports.arrival, _exports.id))
            if row.id not in needed
        ]

    def forget_exports(self, exports: Sequence[int], removed: Iterable[Removal]) -> None:
        """*exports* are not known any more, and *removed* is on record."""
        with self._write() as connection:
            for number in exports:
                for table, column in (
                    (tables.seen_files, tables.seen_files.c.export),
                    (tables.export_files, tables.export_files.c.export),
                    (tables.exports, _exports.id),
                ):
                    connection.execute(delete(table).where(column == number))
            _record(connection, removed, self._clock())

    def archived(self) -> list[str]:
        """The path in the archive of every known file, once for each export or delivery of it."""
        holders = (tables.export_files, tables.seen_files)
        return [row[0] for table in holders for row in self._all(select(table.c.archived))]

    def old_runs(self, before: dt.datetime, keep: int) -> list[Run]:
        """Runs that ended before *before*, without the newest *keep* finished of each return.

        The newest finished one of a return is never among them.
        """
        found: list[Run] = []
        finished: dict[tuple[int, str], int] = {}
        for run in map(run_of, self._all(select(tables.runs).order_by(_runs.number.desc()))):
            if run.state is RunState.FINISHED:
                kept = finished[run.ukprn, run.year] = finished.get((run.ukprn, run.year), 0) + 1
                if kept <= max(keep, 1):
                    continue
            if run.finished is not None and run.finished < before:
                found.append(run)
        return found[::-1]

    def outputs_removed(self, run: int, removed: Removal) -> None:
        """The outputs of *run* do not stand in the outbox any more, and *removed* is on record."""
        table = tables.outputs
        with self._write() as connection:
            connection.execute(update(table).where(table.c.run == run).values(state="removed"))
            _record(connection, [removed], self._clock())

    def runs_without_details(self) -> set[int]:
        """Runs whose details were removed."""
        return {row.run for row in self._all(select(kept_counts.c.run))}

    def forget_details(self, run: int) -> int:
        """What *run* said of learners is forgotten but for the counts; returns how many rows.

        An explanation of a failure goes too, because it may quote a cell.
        """
        counts = self.counts(run)
        with self._write() as connection:
            wipe(connection)
            rows = 0
            for table in tables.RUN_DETAILS:
                rows += connection.execute(delete(table).where(table.c.run == run)).rowcount
            connection.execute(insert(kept_counts).values(run=run, counts=json.dumps(counts)))
            connection.execute(update(tables.runs).where(_runs.number == run).values(reason=""))
            _record(connection, [Removal("details", f"run {run}", rows)], self._clock())
        return rows

    def old_notes(self, before: dt.datetime) -> int:
        """How much there is from before *before* of what `forget_notes` forgets."""
        return sum(len(self._all(query)) for query in _noted(before))

    def forget_notes(self, before: dt.datetime) -> None:
        """Forgotten: problems with files, reasons of refusal and ended answers, before *before*."""
        problems, refused, answers = _noted(before)
        with self._write() as connection:
            wipe(connection)
            rows = 0
            for table, old in ((tables.problems, problems), (tables.decisions, answers)):
                rows += connection.execute(delete(table).where(table.c.id.in_(old))).rowcount
            reasons = update(tables.exports).where(_exports.id.in_(refused))
            rows += connection.execute(reasons.values(reason="")).rowcount
            if rows:
                _record(connection, [Removal("details", "notes", rows)], self._clock())

    def record_removals(self, removed: Sequence[Removal]) -> None:
        """*removed* is on record."""
        if removed:
            with self._write() as connection:
                _record(connection, removed, self._clock())

    def removals(self, limit: int = 100) -> list[Removal]:
        """What was removed last, newest first."""
        query = select(removals).order_by(removals.c.id.desc()).limit(limit)
        return [
            Removal(row.kind, row.what, row.items, row.size, row.at) for row in self._all(query)
        ]

    def counts(self, run: int) -> dict[str, int]:
        """As before the details of *run* were removed, if they were."""
        row = self._one(select(kept_counts.c.counts).where(kept_counts.c.run == run))
        if row is None:
            return super().counts(run)
        found: dict[str, int] = json.loads(row.counts)
        return found


def wipe(connection: Connection) -> None:
    """What is deleted from now on is overwritten in the file, as far as the database can do it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON").close()


def _noted(before: dt.datetime) -> tuple[Select[tuple[int]], ...]:
    problems, decisions = tables.problems.c, tables.decisions.c
    return (
        select(problems.id).where(problems.at < before),
        select(_exports.id).where(_exports.decided < before, _exports.reason != ""),
        select(decisions.id).where(decisions.ended < before),
    )


def _record(connection: Connection, removed: Iterable[Removal], now: dt.datetime) -> None:
    rows = [
        {
            "at": one.at or now,
            "kind": one.kind,
            "what": one.what,
            "items": one.items,
            "size": one.size,
        }
        for one in removed
    ]
    if rows:
        connection.execute(insert(removals), rows)
