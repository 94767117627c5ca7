"""A record that notes what a rule asks of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ilrsync.checks.facts import OWNER, Facts
from ilrsync.checks.signature import AIMS, BESIDES, CODES, PAIRS
from ilrsync.checks.watched_days import Notes, WatchedDate
from ilrsync.model.records import RECORDS

if TYPE_CHECKING:
    from ilrsync.checks.facts import Path, Steps
    from ilrsync.checks.rule import Hit
    from ilrsync.checks.signature import Signature
    from ilrsync.model.record import Record
    from ilrsync.model.records import Learner

REPEATING: Final = frozenset(
    {
        "AFinAmount",
        "AimSeqNumber",
        "EngGrade",
        "Ethnicity",
        "HRSAmount",
        "LearnAimRef",
        "MathGrade",
        "OutGrade",
        "PlanEEPHours",
        "PlanLearnHours",
        "Sex",
        "StdCode",
    }
)
"""Fields, codes apart, whose values come again and again in a return."""

PLAIN: Final = frozenset({str, int, bool, float, Decimal, dt.date, type(None)})
"""Types of what a hit may show; a stand-in's is none of them."""

FIELDS: Final = {
    kind: frozenset(field.name for field in fields(kind)) - BESIDES for kind in RECORDS.values()
}

PAIRED: Final = {RECORDS[name] for name, *_ in PAIRS.values()}
"""Kinds of rows of which the signature says what they have."""


class Watch:
    """A record's stand-in while rules are watched, and what they asked beyond its signature.

    A rule gets ``record``, a copy that notes what is read of it; so are the members of its lists.
    With the signature of *aims* a learner's are known by it, without it a rule that looks at them
    has no answer to remember. ``learner`` is such a copy too, of whom the signature of an aim says
    nothing.
    """

    def __init__(
        self, record: Record, learner: Learner, signature: Signature, aims: Signature | None
    ) -> None:
        self._notes = Notes(Facts())
        self._aims = aims
        self._presence: set[tuple[type[Record], str]] = set()
        self._copies: list[tuple[Any, Steps]] = []
        self._lists: dict[Path, list[Any]] = {}
        settled = signature.settled(record)
        if aims is None:
            settled.discard(AIMS)
        self.record: Any = self._copy(record, (), settled, FIELDS[type(record)])
        self.learner: Any = self.record
        if record is not learner:
            self.learner = self._copy(learner, OWNER, set(), frozenset())

    def start(self, kind: type[Record], presence: frozenset[str]) -> None:
        """Nothing has been asked yet.

        The fields in *presence*, of records of *kind*, are asked only for being there.
        """
        self._presence = {(kind, name) for name in presence}
        self._notes.facts = Facts()
        self._notes.is_whole = True

    def asked(self) -> Facts | None:
        """What was asked since; None when it was more than facts can say."""
        return self._notes.facts if self._notes.is_whole else None

    def where(self, hit: Hit) -> Steps | None:
        """How to get from the record to what *hit* is about.

        None when that is not one of the copies of it and of what stands in it, or when the hit
        shows a date that is not remembered.
        """
        if not all(map(_is_plain, hit.values.values())):
            return None
        found = next((steps for copy, steps in self._copies if copy is hit.record), None)
        return None if found is not None and found[:1] == OWNER else found

    def _copy(
        self, record: Record, steps: Steps, settled: set[str], present: frozenset[str]
    ) -> Any:
        """A stand-in of *record*, which stands where *steps* lead."""
        copy: Any = object.__new__(_WATCHING[type(record)])
        known = _Known(type(record), steps, settled, present)
        object.__setattr__(copy, "_read", partial(self._read, record, known))
        self._copies.append((copy, steps))
        return copy

    def _read(self, record: Record, known: _Known, name: str) -> object:
        """The value of a field of *record*, once it is noted what that gives away."""
        value = getattr(record, name)
        path = (known.steps, name)
        if name in RECORDS and isinstance(value, list):
            return self._members(path, value, is_settled=name in known.settled)
        if name in known.settled:
            return value
        is_date = type(value) is dt.date
        if is_date or value is None or (known.kind, name) in self._presence:
            if name not in known.present:
                self._notes.bound(path, None)
            return WatchedDate(self._notes, path, value) if is_date else value
        if name in REPEATING:
            self._notes.facts.values.add(path)
        else:
            self._notes.is_whole = False
        return value

    def _members(self, path: Path, rows: list[Any], *, is_settled: bool) -> list[Any]:
        """Copies of the members of a list."""
        steps, name = path
        if not is_settled:
            if name == AIMS:
                self._notes.is_whole = False
            self._notes.facts.rows.add(path)
        if path not in self._lists:
            self._lists[path] = [
                self._member(row, (*steps, (name, index))) for index, row in enumerate(rows)
            ]
        return self._lists[path].copy()

    def _member(self, row: Record, steps: Steps) -> Any:
        kind = type(row)
        if self._aims is not None and kind is self._aims.kind:
            return self._copy(row, steps, self._aims.settled(row), FIELDS[kind])
        present = FIELDS[kind] if kind in PAIRED else frozenset()
        return self._copy(row, steps, set(CODES.get(kind, ())), present)


class _Known(NamedTuple):
    """Where a copy stands and what is the same on all that it stands for.

    The values of ``settled``, and whether there is anything in the fields of ``present``.
    """

    kind: type[Record]
    steps: Steps
    settled: set[str]
    present: frozenset[str]


def _is_plain(value: object) -> bool:
    """Whether *value* can be shown with another record's hit."""
    return type(value) in PLAIN


def _watching(kind: type[Record]) -> type[Any]:
    """A subclass of *kind* that tells of each attribute that is read."""

    def read(self: object, name: str) -> object:
        return object.__getattribute__(self, "_read")(name)

    return type(
        f"Watched{kind.__name__}", (kind,), {"__slots__": ("_read",), "__getattribute__": read}
    )


_WATCHING: Final = {kind: _watching(kind) for kind in RECORDS.values()}
