"""Who has still to be told of what: a queue that a crash neither empties nor doubles.

A notice is made of the ledger, not of an event: whatever ended since the last look is queued, so
that a crash between the end of a run and the telling of it loses nothing. A row that is being sent
is taken for a while; if its sender dies, another takes it after that. Because the receiving side
may have had it by then, every notice keeps one identity over all its attempts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, insert, or_, select, update

from ilrsync.ledger import tables
from ilrsync.ledger.entries import Problem, Run, RunState
from ilrsync.ledger.retention import Retention
from ilrsync.ledger.runs import run_of
from ilrsync.ledger.upkeep_tables import notice_marks, notices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection, Row

_runs, _problems, _notices = tables.runs.c, tables.problems.c, notices.c

DUE, SENDING, SENT, GIVEN_UP = "due", "sending", "sent", "given up"
_TOLD_LATELY = dt.timedelta(days=1)
_TOO_OLD = dt.timedelta(days=7)
"""Nobody is told of more, say when telling was switched off for months."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one target: about a run, or about files only when ``run`` is None.

    ``attempts`` counts those that were begun, this one included.
    """

    id: int
    target: str
    run: int | None
    made: dt.datetime
    attempts: int


class Notices(Retention):
    """The queue of notices and, for each target, how far it has been told."""

    def know_targets(self, names: Iterable[str]) -> None:
        """Each of *names* is a target; a new one is not told of what came before it."""
        with self._write() as connection:
            known = {row.target for row in connection.execute(select(notice_marks.c.target))}
            run, problem = _newest_run(connection), _newest_problem(connection)
            rows = [
                {"target": name, "run": run, "problem": problem}
                for name in dict.fromkeys(names)
                if name not in known
            ]
            if rows:
                connection.execute(insert(notice_marks), rows)

    def queue_notices(self, wants: Callable[[str, Run | None, bool], bool]) -> int:
        """What has ended since the last look is queued for every known target that *wants* it.

        *wants* is given the target, the run, None for files alone, and whether there are files
        that could not be taken. A file that fails again and again is told of once, and anew when
        it had been well for a day. A failed run is told of unless a later run of its return took
        its place. Returns how many.
        """
        made = 0
        if not self._news():  # most looks find none, and are not to make the disk work
            return 0
        with self._write() as connection:
            last = _newest_problem(connection)
            for mark in connection.execute(select(notice_marks)).all():
                ended = _ended_after(connection, mark.run, self._clock() - _TOO_OLD)
                failing = _newly_failing(connection, mark.problem, last, self._clock())
                told: list[Run | None] = [*ended] or ([None] if failing else [])
                for run in told:
                    news = failing and run is told[-1]
                    if wants(mark.target, run, news):
                        after = mark.problem if news else last
                        self._queue(connection, mark.target, run, after, last)
                        made += 1
                connection.execute(
                    update(notice_marks)
                    .where(notice_marks.c.target == mark.target)
                    .values(run=max([mark.run, *(run.number for run in ended)]), problem=last)
                )
        return made

    def claim_notice(self, names: Iterable[str], lease: dt.timedelta) -> Notice | None:
        """The oldest notice to be sent now to one of *names*, nobody else's for *lease*."""
        now = self._clock()
        ready = or_(
            _notices.state == DUE,
            _notices.state == SENDING,  # whoever took it has not come back in time
        )
        due = (ready, _notices.next_try <= now, _notices.target.in_(list(names)))
        query = select(notices).where(*due).order_by(_notices.id).limit(1)
        if self._one(query) is None:
            return None
        with self._write() as connection:
            # The lock is for databases that let two write at once.
            row = connection.execute(query.with_for_update()).first()
            if row is None:
                return None
            connection.execute(
                update(notices)
                .where(_notices.id == row.id)
                .values(state=SENDING, attempts=row.attempts + 1, next_try=now + lease)
            )
        return Notice(row.id, row.target, row.run, row.made, row.attempts + 1)

    def notice_sent(self, notice: int) -> None:
        """The notice has arrived and is not sent again."""
        self._settle(notice, SENT, "", None)

    def notice_failed(self, notice: int, error: str, again: dt.datetime | None) -> None:
        """The notice has not arrived; it is tried *again* then, or never when that is None."""
        self._settle(notice, GIVEN_UP if again is None else DUE, error, again)

    def problems_of_notice(self, notice: int) -> list[Problem]:
        """The files that could not be taken of which the notice tells, each once."""
        row = self._one(select(notices).where(_notices.id == notice))
        if row is None:
            return []
        query = select(tables.problems).where(
            _problems.id > row.after_problem, _problems.id <= row.last_problem
        )
        found = {
            (one.source, one.name): Problem(one.source, one.name, "", one.set_aside, one.at)
            for one in self._all(query.order_by(_problems.id))
        }
        return list(found.values())

    def undelivered(self) -> list[tuple[str, int, str]]:
        """Target, attempts and last error of every notice that was tried and has not arrived."""
        query = select(notices).where(_notices.state != SENT, _notices.error != "")
        rows = self._all(query.order_by(_notices.id))
        return [(row.target, row.attempts, row.error) for row in rows]

    def _news(self) -> bool:
        """Whether a run has ended or a file could not be taken since somebody's mark."""
        with self._read() as connection:
            last, now = _newest_problem(connection), self._clock()
            return any(
                mark.problem < last or _ended_after(connection, mark.run, now - _TOO_OLD)
                for mark in connection.execute(select(notice_marks)).all()
            )

    def _queue(
        self, connection: Connection, target: str, run: Run | None, after: int, last: int
    ) -> None:
        now = self._clock()
        connection.execute(
            insert(notices).values(
                target=target,
                run=None if run is None else run.number,
                after_problem=after,
                last_problem=last,
                made=now,
                state=DUE,
                attempts=0,
                next_try=now,
                error="",
            )
        )

    def _settle(self, notice: int, state: str, error: str, again: dt.datetime | None) -> None:
        values = {"state": state, "error": error, "next_try": again or self._clock()}
        with self._write() as connection:
            connection.execute(update(notices).where(_notices.id == notice).values(**values))


def _newest_run(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(_runs.number), 0))).scalar_one())


def _newest_problem(connection: Connection) -> int:
    query = select(func.coalesce(func.max(_problems.id), 0))
    return int(connection.execute(query).scalar_one())


def _ended_after(connection: Connection, mark: int, since: dt.datetime) -> list[Run]:
    """The runs after *mark* that ended well *since* then, or failed with none after them."""
    later = tables.runs.alias()
    replaced = (
        select(later.c.number)
        .where(
            later.c.ukprn == _runs.ukprn,
            later.c.year == _runs.year,
            later.c.number > _runs.number,
        )
        .exists()
    )
    wanted = or_(
        _runs.state == RunState.FINISHED.value,
        and_(_runs.state == RunState.FAILED.value, ~replaced),
    )
    recent = (_runs.number > mark, _runs.finished >= since)
    query = select(tables.runs).where(*recent, wanted).order_by(_runs.number)
    return [run_of(row) for row in connection.execute(query)]


def _newly_failing(connection: Connection, mark: int, last: int, now: dt.datetime) -> bool:
    """Whether a file failed after problem *mark* that had not failed in the day before."""
    pair = select(_problems.source, _problems.name)
    since = pair.where(_problems.id > mark, _problems.id <= last, _problems.at >= now - _TOO_OLD)
    before = pair.where(_problems.id <= mark, _problems.at >= now - _TOLD_LATELY)
    new: set[Row[tuple[str, str]]] = set(connection.execute(since))
    return bool(new - set(connection.execute(before)))
