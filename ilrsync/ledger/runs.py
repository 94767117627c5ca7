"""The runs: what was built when, of what, into what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from ilrsync.contracts import InputFile
from ilrsync.ledger import tables
from ilrsync.ledger.entries import OutputFile, Run, RunState
from ilrsync.ledger.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Row

_runs = tables.runs.c


class Runs(Store):
    """Every run by its number; numbers rise and are never used again."""

    def start_run(
        self, ukprn: int, year: str, *, rules_version: str = "", fingerprint: str = ""
    ) -> int:
        """A run of that return has begun; returns its number."""
        with self._write() as connection:
            statement = insert(tables.runs).values(
                ukprn=ukprn,
                year=year,
                started=self._clock(),
                state=RunState.RUNNING.value,
                rules_version=rules_version,
                fingerprint=fingerprint,
                reason="",
                manifest="{}",
            )
            key = connection.execute(statement).inserted_primary_key
        assert key is not None  # noqa: S101 - one row went in, so there is its key
        return int(key[0])

    def finish_run(
        self,
        run: int,
        *,
        state: RunState = RunState.FINISHED,
        exit_code: int,
        learners: int = 0,
        written: int = 0,
        manifest: Mapping[str, object] | None = None,
        outputs: Iterable[OutputFile] = (),
        reason: str = "",
    ) -> None:
        """*run* has ended, with *outputs*; both are on record together or not at all.

        As `RunState.PUBLISHING` its files are about to stand where *outputs* say, and
        `run_published` is to follow. What a run had found that failed is forgotten: it would pile
        up while a full disk is tried again and again.
        """
        with self._write() as connection:
            if state is RunState.FAILED:
                _forget(connection, run)
            rows = [_output_row(run, output) for output in outputs]
            if rows:
                connection.execute(insert(tables.outputs), rows)
            connection.execute(
                update(tables.runs)
                .where(_runs.number == run)
                .values(
                    state=state.value,
                    finished=self._clock(),
                    exit_code=exit_code,
                    learners=learners,
                    written=written,
                    manifest=json.dumps(manifest or {}),
                    reason=reason,
                )
            )

    def run_published(self, run: int) -> None:
        """The files of *run*, which was `RunState.PUBLISHING`, stand in the outbox."""
        with self._write() as connection:
            connection.execute(
                update(tables.runs)
                .where(_runs.number == run)
                .values(state=RunState.FINISHED.value, finished=self._clock())
            )

    def unfinished_runs(self) -> list[Run]:
        """Runs without an end, oldest first; to the holder of the lock, those a crash cut off."""
        unfinished = (RunState.RUNNING.value, RunState.PUBLISHING.value)
        query = select(tables.runs).where(_runs.state.in_(unfinished)).order_by(_runs.number)
        return [run_of(row) for row in self._all(query)]

    def abandon_run(self, run: int) -> None:
        """*run* is marked as cut off, and what it had found and written is forgotten."""
        with self._write() as connection:
            _forget(connection, run)
            connection.execute(
                update(tables.runs)
                .where(_runs.number == run)
                .values(
                    state=RunState.ABANDONED.value,
                    finished=self._clock(),
                    reason="cut off before its end",
                )
            )

    def add_inputs(self, run: int, inputs: Iterable[InputFile]) -> None:
        """*inputs* went into *run*, after those that are on record already."""
        table = tables.run_inputs
        with self._write() as connection:
            count = connection.execute(
                select(func.count()).select_from(table).where(table.c.run == run)
            ).scalar_one()
            rows = [_input_row(run, count + place, file) for place, file in enumerate(inputs)]
            if rows:
                connection.execute(insert(table), rows)

    def inputs(self, run: int) -> list[InputFile]:
        """What went into *run*, in the order it was added."""
        table = tables.run_inputs
        query = select(table).where(table.c.run == run).order_by(table.c.number)
        return [
            InputFile(
                source=row.source,
                name=row.name,
                sha256=row.sha256,
                size=row.size,
                format=row.format,
                format_version=row.format_version,
                learners=row.learners,
            )
            for row in self._all(query)
        ]

    def outputs(self, run: int) -> list[OutputFile]:
        """What *run* wrote, in the order it was added."""
        table = tables.outputs
        query = select(table).where(table.c.run == run).order_by(table.c.id)
        return [
            OutputFile(row.name, row.path, row.sha256, row.size, row.state)
            for row in self._all(query)
        ]

    def run(self, number: int) -> Run:
        """The run of that number.

        Raises:
            KeyError: there is none.
        """
        row = self._one(select(tables.runs).where(_runs.number == number))
        if row is None:
            raise KeyError(number)
        return run_of(row)

    def last_run(
        self, ukprn: int, year: str, *, state: RunState | None = RunState.FINISHED
    ) -> Run | None:
        """The newest run of a return that ended in *state*; None as *state* takes any."""
        query = select(tables.runs).where(_runs.ukprn == ukprn, _runs.year == year)
        if state is not None:
            query = query.where(_runs.state == state.value)
        row = self._one(query.order_by(_runs.number.desc()).limit(1))
        return None if row is None else run_of(row)

    def last_runs(self) -> list[Run]:
        """The newest run of every return, whatever became of it."""
        newest = select(func.max(_runs.number)).group_by(_runs.ukprn, _runs.year)
        query = select(tables.runs).where(_runs.number.in_(newest))
        return [run_of(row) for row in self._all(query.order_by(_runs.ukprn, _runs.year))]

    def history(self, limit: int = 20) -> list[Run]:
        """The latest runs, newest first."""
        query = select(tables.runs).order_by(_runs.number.desc()).limit(limit)
        return [run_of(row) for row in self._all(query)]


def run_of(row: Row[Any]) -> Run:
    """The run that a row of its table stands for."""
    return Run(
        number=row.number,
        ukprn=row.ukprn,
        year=row.year,
        started=row.started,
        finished=row.finished,
        state=RunState(row.state),
        rules_version=row.rules_version,
        fingerprint=row.fingerprint,
        exit_code=row.exit_code,
        learners=row.learners,
        written=row.written,
        reason=row.reason,
        manifest=json.loads(row.manifest),
    )


def _forget(connection: Connection, run: int) -> None:
    for table in (*tables.RUN_DETAILS, tables.outputs):
        connection.execute(delete(table).where(table.c.run == run))


def _input_row(run: int, number: int, file: InputFile) -> dict[str, Any]:
    return {
        "run": run,
        "number": number,
        "source": file.source,
        "name": file.name,
        "sha256": file.sha256,
        "size": file.size,
        "format": file.format,
        "format_version": file.format_version,
        "learners": file.learners,
    }


def _output_row(run: int, output: OutputFile) -> dict[str, Any]:
    return {
        "run": run,
        "name": output.name,
        "path": output.path,
        "sha256": output.sha256,
        "size": output.size,
        "state": output.state,
    }
