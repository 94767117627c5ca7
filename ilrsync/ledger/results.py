"""What a run said about the data: findings, changes, held-out learners, rules not checked.

Positions are those of the learners, from 0; `WHOLE_FILE` stands for what is about no learner.
"""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, case, func, insert, select

from ilrsync.ledger import tables
from ilrsync.ledger.rows import (
    change_of,
    change_row,
    finding_of,
    finding_row,
    held_out_of,
    held_out_row,
)
from ilrsync.ledger.store import Clock, Store, delete_where, insert_rows, rows_of
from ilrsync.model.finding import Change, Finding, HeldOut, NotChecked, Outcome, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sqlalchemy import ColumnElement, Connection, Engine

    from ilrsync.ledger.rows import Columns, Number

WHOLE_FILE = -1

_MAPPINGS_REMEMBERED = 1_000

_findings, _changes = tables.findings.c, tables.changes.c
_WORST_FIRST = case(
    {severity.value: rank for rank, severity in enumerate(Severity)}, value=_findings.severity
)


class Results(Store):
    """Findings, changes and held-out learners of every run, to be had back as they were given."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        super().__init__(engine, clock)
        self._numbers: _Numbers | None = None

    def add_findings(self, run: int, findings: Iterable[tuple[int, Finding]]) -> None:
        """*findings*, each with its learner's position, are on record.

        One transaction a call, which waits for the disk: give some thousand at a time.
        """
        self._add(run, tables.findings, finding_row, findings)

    def add_changes(self, run: int, changes: Iterable[tuple[int, Change]]) -> None:
        """*changes*, each with its learner's position, are on record; as `add_findings`."""
        self._add(run, tables.changes, change_row, changes)

    def add_held_out(self, run: int, held_out: Iterable[tuple[int, HeldOut]]) -> None:
        """*held_out*, each with its learner's position, are on record; as `add_findings`."""
        self._add(run, tables.held_out, held_out_row, held_out)

    def add_not_checked(self, run: int, not_checked: Iterable[NotChecked]) -> None:
        """The rules that *run* could not answer are on record; of one rule the last reason."""
        reasons = {item.rule: item.reason for item in not_checked}
        table = tables.not_checked
        with self._write() as connection:
            delete_where(connection, table, run, table.c.rule, reasons)
            rows = [(run, rule, reason) for rule, reason in reasons.items()]
            insert_rows(connection, table, rows)

    def forget_learners(self, run: int, positions: Iterable[int]) -> None:
        """Nothing is on record of the learners at *positions*: they are looked at anew."""
        wanted = list(positions)
        with self._write() as connection:
            for table in (tables.findings, tables.changes, tables.held_out, tables.returned):
                delete_where(connection, table, run, table.c.position, wanted)

    def findings(self, run: int) -> Iterator[Finding]:
        """Every finding: worst severity first, then by rule, learner and place."""
        return self._findings_by(run, _WORST_FIRST, _findings.rule, _findings.position)

    def findings_by_learner(self, run: int) -> Iterator[Finding]:
        """Every finding: by learner, those about no learner first, then by severity and rule."""
        return self._findings_by(run, _findings.position, _WORST_FIRST, _findings.rule)

    def _findings_by(self, run: int, *order: ColumnElement[Any]) -> Iterator[Finding]:
        ordered = (
            select(_findings.id)
            .where(_findings.run == run)
            .order_by(
                *order,
                func.length(_findings.path),  # so that aim 10 comes after aim 9
                _findings.path,
                _findings.id,
            )
        )
        headings = self._headings(run)
        for row in rows_of(self, tables.findings, self._ids(ordered)):
            yield finding_of(row, headings)

    def changes(self, run: int) -> Iterator[Change]:
        """Every change, in the order of the learners and of their making."""
        headings = self._headings(run)
        for row in rows_of(self, tables.changes, self._in_order(run, tables.changes)):
            yield change_of(row, headings)

    def changes_of(self, run: int, groups: Iterable[str]) -> Iterator[Change]:
        """The changes of *groups*, in the order of the learners and of their making."""
        query = select(_changes.id).where(_changes.run == run, _changes.group.in_(list(groups)))
        headings = self._headings(run)
        ids = self._ids(query.order_by(_changes.position, _changes.id))
        for row in rows_of(self, tables.changes, ids):
            yield change_of(row, headings)

    def held_out(self, run: int) -> list[HeldOut]:
        """Every learner held out, in the order of the learners."""
        headings = self._headings(run)
        ids = self._in_order(run, tables.held_out)
        return [held_out_of(row, headings) for row in rows_of(self, tables.held_out, ids)]

    def not_checked(self, run: int) -> list[NotChecked]:
        """Every rule not checked, by rule."""
        table = tables.not_checked
        query = select(table).where(table.c.run == run).order_by(table.c.rule)
        return [NotChecked(row.rule, row.reason) for row in self._all(query)]

    def counts(self, run: int) -> dict[str, int]:
        """How many findings, changes and learners held out; 0 is given too.

        ``errors`` (failures included), ``failures``, ``warnings``, ``learners_with_errors``,
        ``applied``, ``suggested``, ``undone`` and ``held_out``.
        """
        serious = (Severity.FAIL.value, Severity.ERROR.value)
        learners = select(func.count(_findings.position.distinct())).where(
            _findings.run == run,
            _findings.severity.in_(serious),
            _findings.position != WHOLE_FILE,
        )
        held = select(func.count()).where(tables.held_out.c.run == run)
        with self._read() as connection:
            severities = _tally(connection, run, tables.findings, "severity")
            outcomes = _tally(connection, run, tables.changes, "outcome")
            return {
                "errors": sum(severities.get(severity, 0) for severity in serious),
                "failures": severities.get(Severity.FAIL.value, 0),
                "warnings": severities.get(Severity.WARNING.value, 0),
                "learners_with_errors": connection.execute(learners).scalar_one(),
                **{outcome.value: outcomes.get(outcome.value, 0) for outcome in Outcome},
                "held_out": connection.execute(held).scalar_one(),
            }

    def _add(
        self,
        run: int,
        table: Table,
        row_of: Callable[[int, int, Any, Number], Columns],
        items: Iterable[tuple[int, Any]],
    ) -> None:
        with self._write() as connection:
            numbers = self._numbers
            if numbers is None or numbers.run != run:  # of one run only: a service has thousands
                numbers = self._numbers = _Numbers(connection, run)
            try:
                number = numbers.number
                insert_rows(
                    connection, table, (row_of(run, place, item, number) for place, item in items)
                )
                numbers.save(connection)
            except BaseException:
                self._numbers = None  # the numbers it gave out are rolled back with the rows
                raise

    def _ids(self, query: Any) -> array[int]:
        with self._read() as connection:
            return array("q", connection.execute(query).scalars())

    def _in_order(self, run: int, table: Table) -> array[int]:
        query = select(table.c.id).where(table.c.run == run)
        return self._ids(query.order_by(table.c.position, table.c.id))

    def _headings(self, run: int) -> Callable[[int], Mapping[str, str]]:
        table = tables.headings
        query = select(table.c.number, table.c.headings).where(table.c.run == run)
        known = {row.number: json.loads(row.headings) for row in self._all(query)}
        return known.__getitem__


class _Numbers:
    """The numbers of the headings of one run."""

    def __init__(self, connection: Connection, run: int) -> None:
        table = tables.headings
        query = select(table.c.number, table.c.headings).where(table.c.run == run)
        self.run = run
        self._by_text = {row.headings: row.number for row in connection.execute(query)}
        self._new: list[dict[str, Any]] = []
        # Rows of one file share one mapping, so its identity usually answers. The mapping is
        # kept, because the identity of a thing that is gone may be given to another.
        self._by_identity: dict[int, tuple[Mapping[str, str], int]] = {}

    def number(self, headings: Mapping[str, str]) -> int:
        """The number of *headings*; equal headings have one."""
        found = self._by_identity.get(id(headings))
        if found is not None:
            return found[1]
        text = json.dumps(dict(headings))
        number = self._by_text.get(text)
        if number is None:
            number = self._by_text[text] = len(self._by_text)
            self._new.append({"run": self.run, "number": number, "headings": text})
        if len(self._by_identity) >= _MAPPINGS_REMEMBERED:
            self._by_identity.clear()
        self._by_identity[id(headings)] = (headings, number)
        return number

    def save(self, connection: Connection) -> None:
        """Every number given so far is on record."""
        if self._new:
            connection.execute(insert(tables.headings), self._new)
            self._new = []


def _tally(connection: Connection, run: int, table: Table, column: str) -> dict[str, int]:
    key = table.c[column]
    query = select(key, func.count()).where(table.c.run == run).group_by(key)
    return {name: int(count) for name, count in connection.execute(query)}
