"""A record that notes what a rule asks of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ilrsync.checks.facts import OWNER, Facts
from ilrsync.checks.signature import AIMS, CODES, PAIRS
from ilrsync.checks.stand_in import StandIn
from ilrsync.checks.watched_days import Notes, WatchedDate
from ilrsync.checks.watched_numbers import WatchedNumber
from ilrsync.model.records import RECORDS

if TYPE_CHECKING:
    from ilrsync.checks.facts import Path, Steps
    from ilrsync.checks.rule import Hit
    from ilrsync.checks.signature import Signature
    from ilrsync.model.record import Record
    from ilrsync.model.records import Learner

REPEATING: Final = frozenset(
    {
        "AimSeqNumber",
        "EngGrade",
        "Ethnicity",
        "LearnAimRef",
        "MathGrade",
        "OutGrade",
        "Sex",
        "StdCode",
    }
)
"""Fields, codes apart, whose values come again and again in a return."""

NUMBERS: Final = frozenset(
    {
        "AFinAmount",
        "AddHours",
        "HRSAmount",
        "OTJActHours",
        "PHours",
        "PlanEEPHours",
        "PlanLearnHours",
    }
)
"""Fields with numbers that rules hold against bounds."""

PLAIN: Final = frozenset({str, int, bool, float, Decimal, dt.date, type(None)})
"""Types of what a hit may show; a stand-in's is none of them."""

PAIRED: Final = frozenset(RECORDS[name] for name, *_ in PAIRS.values())
"""Kinds of rows of which a signature may say only what types there are."""


class Watch:
    """A record's stand-in while rules are watched, and what they asked beyond its signature.

    A rule gets ``record``, a copy that notes what is read of it; so are the members of its lists.
    With the signature of *aims* a learner's are known by their families, without it a rule that
    looks at them has no answer to remember. ``learner`` is such a copy too, of whom the signature
    of an aim says nothing.
    """

    def __init__(
        self, record: Record, learner: Learner, signature: Signature, aims: Signature | None
    ) -> None:
        self._notes = Notes(Facts())
        self._aims = aims
        self._presence: frozenset[str] = frozenset()
        self._copies: list[tuple[Any, Steps]] = []
        self._lists: dict[Path, list[Any]] = {}
        settled = signature.settled(record)
        if aims is not None:
            settled.add(AIMS)
        self.record: Any = self._copy(record, (), settled, signature.present)
        self.learner: Any = self.record
        if record is not learner:
            self.learner = self._copy(learner, OWNER, set())

    def start(self, presence: frozenset[str]) -> None:
        """Nothing has been asked yet; the fields in *presence* are asked only for being there.

        Where one is asked for more, the rule has no answer to remember.
        """
        self._presence = presence
        self._notes.facts = Facts()
        self._notes.is_whole = True

    def asked(self) -> Facts | None:
        """What was asked since; None when it was more than facts can say."""
        return self._notes.facts if self._notes.is_whole else None

    def where(self, hit: Hit) -> Steps | None:
        """How to get from the record to what *hit* is about.

        None when that is not one of the copies of it and of what stands in it, or when the hit
        shows something that is not remembered.
        """
        if not all(map(_is_plain, (hit.detail, *hit.values.values()))):
            return None
        found = next((steps for copy, steps in self._copies if copy is hit.record), None)
        return None if found is not None and found[:1] == OWNER else found

    def _copy(
        self,
        record: Record,
        steps: Steps,
        settled: set[str],
        present: frozenset[str] = frozenset(),
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
        if known.kind in PAIRED and name in CODES[known.kind]:
            self._notes.facts.values.add(path)
            return value
        is_number = name in NUMBERS and type(value) is int
        is_date = type(value) is dt.date
        if is_date or is_number or value is None or name in self._presence:
            if name in known.present:
                self._notes.facts.sure.add(path)
            else:
                self._notes.bound(path, None)
            if is_number:
                return WatchedNumber(self._notes, (path,), value)
            if is_date:
                return WatchedDate(self._notes, path, value)
            return None if value is None else StandIn(self._notes, value)
        if name in REPEATING:
            self._notes.facts.values.add(path)
        else:
            self._notes.is_whole = False
        return value

    def _members(self, path: Path, rows: list[Any], *, is_settled: bool) -> list[Any]:
        """Copies of the members of a list."""
        steps, name = path
        if is_settled:
            self._notes.facts.sure.add(path)
        elif name == AIMS:
            self._notes.is_whole = False
        else:
            self._notes.facts.rows.add(path)
        if path not in self._lists:
            self._lists[path] = [
                self._member(row, (*steps, (name, index))) for index, row in enumerate(rows)
            ]
        return self._lists[path].copy()

    def _member(self, row: Record, steps: Steps) -> Any:
        kind, aims = type(row), self._aims
        if aims is not None and kind is aims.kind:
            return self._copy(row, steps, aims.settled(row), aims.present)
        settled = set(CODES.get(kind, ()))
        if (
            aims is not None
            and steps[0][0] == AIMS
            and aims.pairs
            and steps[-1][0] == aims.pairs[0]
        ):
            settled.discard(aims.pairs[2])
        return self._copy(row, steps, settled)


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
    """A subclass of *kind*, under the same name, that tells of each attribute that is read."""

    def read(self: object, name: str) -> object:
        return object.__getattribute__(self, "_read")(name)

    def write(self: object, name: str, value: object = None) -> None:
        raise AttributeError(f"{name}: a rule changes nothing")

    return type(
        kind.__name__,
        (kind,),
        {
            "__slots__": ("_read",),
            "__getattribute__": read,
            "__setattr__": write,
            "__delattr__": write,
            "__module__": kind.__module__,
            "__qualname__": kind.__qualname__,
        },
    )


_WATCHING: Final = {kind: _watching(kind) for kind in RECORDS.values()}
