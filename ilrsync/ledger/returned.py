"""What each return held, as little as is needed to compare it with the next one."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, func, select

from ilrsync.ledger import tables
from ilrsync.ledger.entries import Lost, Pair
from ilrsync.ledger.store import Store, batches, delete_where, insert_rows
from ilrsync.model.finding import Outcome
from ilrsync.model.returned import Returned

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import Row, Select

_UNKNOWN_ULN = 9999999999
_AT_A_TIME = 500

_OLD, _NEW = tables.returned.alias("before"), tables.returned.alias("now")


class ReturnedLearners(Store):
    """The learners of a run by reference, ULN, aims and a hash of what was written of them.

    A learner of two runs is the same under one reference, as the DfE compares references, else
    under one ULN.
    """

    def add_returned(self, run: int, learners: Sequence[tuple[int, Returned]]) -> None:
        """*learners*, each under its position, are those of *run*; the last at a position counts.

        One transaction a call, which waits for the disk: give some thousand at a time.
        """
        newest = dict(learners)
        rows = ((run, position, _key(one.LearnRefNumber), *one) for position, one in newest.items())
        with self._write() as connection:
            delete_where(connection, tables.returned, run, tables.returned.c.position, newest)
            insert_rows(connection, tables.returned, rows)

    def forget_returned_before(self, ukprn: int, year: str, run: int) -> None:
        """Of that return, only *run* and later ones can be compared with."""
        runs = select(tables.runs.c.number).where(
            tables.runs.c.ukprn == ukprn, tables.runs.c.year == year, tables.runs.c.number < run
        )
        with self._write() as connection:
            connection.execute(delete(tables.returned).where(tables.returned.c.run.in_(runs)))

    def returned_counts(self, run: int) -> tuple[int, int]:
        """How many learners *run* returned, and how many of their aims were going on."""
        table = tables.returned.c
        going_on = func.coalesce(func.sum(table.going_on), 0).label("going_on")
        query = select(func.count().label("learners"), going_on).where(table.run == run)
        found = self._one(query)
        assert found is not None  # noqa: S101 - a count has one row
        return int(found.learners), int(found.going_on)

    def references(self, run: int, ulns: Iterable[int]) -> dict[int, str]:
        """Under which LearnRefNumber *run* returned those ULNs, as far as it did."""
        table = tables.returned.c
        found: dict[int, str] = {}
        for batch in batches(sorted(set(ulns) - {_UNKNOWN_ULN})):
            query = select(table.ULN, table.LearnRefNumber).where(
                table.run == run, table.ULN.in_(batch), table.LearnRefNumber.is_not(None)
            )
            for row in self._all(query.order_by(table.position.desc())):
                found[row.ULN] = row.LearnRefNumber
        return found

    def returned_as(self, run: int, references: Iterable[str]) -> dict[str, list[int]]:
        """Where *run* returned learners under each of *references*, as far as it did."""
        table = tables.returned.c
        found: dict[str, list[int]] = {}
        names: dict[str, list[str]] = {}
        for name in sorted(set(references)):
            names.setdefault(_key(name), []).append(name)
        for batch in batches(names):
            query = select(table.reference, table.position).where(
                table.run == run, table.reference.in_(batch)
            )
            for row in self._all(query.order_by(table.position)):
                for name in names[row.reference]:
                    found.setdefault(name, []).append(row.position)
        return found

    def gathered(self, run: int) -> dict[int, list[int]]:
        """By position of a record of *run*, the positions of those that went into it.

        One that went on into another is given with that one.
        """
        table = tables.changes.c
        whole = (table.field == "") & table.path.not_like("%/%") & (table.group != "")
        query = select(table.position, table.group, table.new.is_(None).label("gone")).where(
            table.run == run, table.outcome == Outcome.APPLIED.value, whole
        )
        groups: dict[str, list[tuple[int, bool]]] = {}
        for row in self._all(query.order_by(table.id)):
            groups.setdefault(row.group, []).append((row.position, bool(row.gone)))
        found: dict[int, list[int]] = {}
        for members in groups.values():
            into = [position for position, gone in members if not gone]
            away = [position for position, gone in members if gone]
            for position in into[:1]:
                inside = [place for one in away for place in (one, *found.pop(one, ()))]
                found[position] = found.get(position, []) + inside
        return found

    def lost(self, before: int, now: int) -> Iterator[Lost]:
        """The learners of run *before* whom run *now* does not have; swap the two for those new."""
        query = _missing(before, now)
        for row in self._at(before, self._positions(query)):
            yield Lost(row.position, _returned(row))

    def lost_count(self, before: int, now: int) -> int:
        """How many `lost` gives."""
        count = select(func.count()).select_from(_missing(before, now).subquery())
        with self._read() as connection:
            return int(connection.execute(count).scalar_one())

    def changed(self, before: int, now: int) -> Iterator[Pair]:
        """The learners of both runs of whom something else was written, as they were and are."""
        for query in (_same_reference(before, now), _same_uln(before, now)):
            with self._read() as connection:
                pairs = sorted(tuple(row) for row in connection.execute(query))
            places = array("q", (at for pair in pairs for at in pair))
            del pairs
            step = 2 * _AT_A_TIME
            for start in range(0, len(places), step):
                old, new = places[start : start + step : 2], places[start + 1 : start + step : 2]
                known = {row.position: row for row in self._at(before, old)}
                present = {row.position: row for row in self._at(now, new)}
                for was, is_ in zip(old, new, strict=True):
                    yield Pair(was, _returned(known[was]), _returned(present[is_]))

    def _positions(self, query: Select[Any]) -> array[int]:
        with self._read() as connection:
            return array("q", connection.execute(query).scalars())

    def _at(self, run: int, positions: Collection[int]) -> Iterator[Row[Any]]:
        """The rows of *run* at *positions*, in order."""
        table = tables.returned
        for batch in batches(sorted(set(positions))):
            query = select(table).where(table.c.run == run, table.c.position.in_(batch))
            yield from self._all(query.order_by(table.c.position))


def _key(reference: str | None) -> str:
    """A reference as the DfE compares it: spaces around it and the case of letters do not count."""
    return (reference or "").strip().casefold()


def _missing(before: int, now: int) -> Select[Any]:
    query = select(_OLD.c.position).where(
        _OLD.c.run == before,
        ~exists().where(_NEW.c.run == now, _NEW.c.reference == _OLD.c.reference),
        ~exists().where(_NEW.c.run == now, _NEW.c.ULN == _OLD.c.ULN, _OLD.c.ULN != _UNKNOWN_ULN),
    )
    return query.order_by(_OLD.c.position)


def _same_reference(before: int, now: int) -> Select[Any]:
    """Places in both; of records that share a reference in one run, those that are equal go.

    In no order: asked for one, SQLite would go through the one run for every learner of the other.
    """
    other = tables.returned.alias("other")
    unchanged = exists().where(
        other.c.run == before, other.c.reference == _NEW.c.reference, other.c.sha == _NEW.c.sha
    )
    return (
        select(_OLD.c.position, _NEW.c.position)
        .join(_NEW, _OLD.c.reference == _NEW.c.reference)
        .where(_OLD.c.run == before, _NEW.c.run == now, _OLD.c.sha != _NEW.c.sha, ~unchanged)
    )


def _same_uln(before: int, now: int) -> Select[Any]:
    """Places in both of learners who are returned under another reference than before."""
    other = tables.returned.alias("other")
    return (
        select(_OLD.c.position, _NEW.c.position)
        .join(_NEW, _OLD.c.ULN == _NEW.c.ULN)
        .where(
            _OLD.c.run == before,
            _NEW.c.run == now,
            _OLD.c.ULN != _UNKNOWN_ULN,
            ~exists().where(other.c.run == now, other.c.reference == _OLD.c.reference),
        )
    )


def _returned(row: Row[Any]) -> Returned:
    return Returned(row.LearnRefNumber, row.ULN, row.going_on, row.aims, row.sha)
