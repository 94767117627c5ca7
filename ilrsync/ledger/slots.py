"""The moments at which schedules were due: each is fired once, whatever the clock does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from ilrsync.ledger import tables
from ilrsync.ledger.store import Store

_slots = tables.slots.c

_KEPT = dt.timedelta(days=400)

BEGAN = "began"
"""The outcome of the row that says since when a schedule is known."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One moment of a schedule; without ``ended`` its work was begun and not finished."""

    schedule: str
    slot: dt.datetime
    fired: dt.datetime
    ended: dt.datetime | None
    outcome: str


class Slots(Store):
    """Every slot that was fired, by schedule and moment."""

    def schedule_known(self, schedule: str) -> None:
        """*schedule* is on record from now on, so that what it misses can be made up for."""
        with self._write() as connection:
            known = select(_slots.slot).where(_slots.schedule == schedule).limit(1)
            if connection.execute(known).first() is None:
                now = self._clock()
                connection.execute(
                    insert(tables.slots).values(
                        schedule=schedule, slot=now, fired=now, ended=now, outcome=BEGAN
                    )
                )

    def last_slot(self, schedule: str, until: dt.datetime) -> Slot | None:
        """The newest slot of *schedule* that is not after *until*.

        One after it was fired by a clock that went wrong, and does not count.
        """
        row = self._one(
            select(tables.slots)
            .where(_slots.schedule == schedule, _slots.slot <= until)
            .order_by(_slots.slot.desc())
            .limit(1)
        )
        return None if row is None else Slot(**row._mapping)

    def start_slot(self, schedule: str, slot: dt.datetime) -> bool:
        """Whether the work of *slot* is to be done now; if so, that it was begun is on record.

        Not when it was done before. Again when it was begun before and cut off.
        """
        here = (_slots.schedule == schedule, _slots.slot == slot)
        with self._write() as connection:
            row = connection.execute(select(tables.slots).where(*here)).first()
            if row is not None:
                return row.ended is None
            connection.execute(
                insert(tables.slots).values(
                    schedule=schedule, slot=slot, fired=self._clock(), ended=None, outcome=""
                )
            )
        return True

    def end_slot(self, schedule: str, slot: dt.datetime, outcome: str) -> None:
        """The work of *slot* is done; slots of more than a year before it are forgotten."""
        with self._write() as connection:
            connection.execute(
                update(tables.slots)
                .where(_slots.schedule == schedule, _slots.slot == slot)
                .values(ended=self._clock(), outcome=outcome)
            )
            connection.execute(
                delete(tables.slots).where(_slots.schedule == schedule, _slots.slot < slot - _KEPT)
            )

    def slots(self, schedule: str, limit: int = 20) -> list[Slot]:
        """The newest slots of *schedule*, newest first."""
        query = select(tables.slots).where(_slots.schedule == schedule)
        rows = self._all(query.order_by(_slots.slot.desc()).limit(limit))
        return [Slot(**row._mapping) for row in rows]
