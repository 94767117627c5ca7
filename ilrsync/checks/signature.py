"""What a record is like apart from its dates, numbers and names, and what a rule reads of it."""

from __future__ import annotations

from dataclasses import fields
from itertools import repeat
from operator import attrgetter, is_, not_
from typing import TYPE_CHECKING, Any, Final

from ilrsync.checks.naive import guarded
from ilrsync.model.records import (
    RECORDS,
    AppFinRecord,
    EmploymentStatusMonitoring,
    HRSRecord,
    Learner,
    LearnerEmploymentStatus,
    LearnerFAM,
    LearningDelivery,
    LearningDeliveryFAM,
    LearningDeliveryWorkPlacement,
    LLDDandHealthProblem,
    PriorAttain,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ilrsync.model.record import Record

CODES: Final[dict[type[Record], tuple[str, ...]]] = {
    Learner: ("LLDDHealthProb",),
    PriorAttain: ("PriorLevel",),
    LLDDandHealthProblem: ("LLDDCat", "PrimaryLLDD"),
    LearnerFAM: ("LearnFAMType", "LearnFAMCode"),
    LearnerEmploymentStatus: ("EmpStat",),
    EmploymentStatusMonitoring: ("ESMType", "ESMCode"),
    LearningDelivery: (
        "AimType",
        "FundModel",
        "ProgType",
        "CompStatus",
        "WithdrawReason",
        "Outcome",
        "TLOut",
    ),
    LearningDeliveryFAM: ("LearnDelFAMType", "LearnDelFAMCode"),
    LearningDeliveryWorkPlacement: ("WorkPlaceMode",),
    AppFinRecord: ("AFinType", "AFinCode"),
    HRSRecord: ("HRSType", "HRSCode"),
}
"""Fields with few values that rules decide by. Ethnicity and Sex have few too, but no rule of
weight reads them, and each would multiply the number of signatures."""

PAIRS: Final[dict[type[Record], tuple[str, str, str]]] = {
    Learner: ("LearnerFAM", "LearnFAMType", "LearnFAMCode"),
    LearningDelivery: ("LearningDeliveryFAM", "LearnDelFAMType", "LearnDelFAMCode"),
}
"""The list whose members' type and code are part of the signature."""

AIMS: Final = "LearningDelivery"
"""The list whose members' own signatures are known where a learner's is asked for."""

BESIDES: Final = frozenset({"origin", "raw", "notes"})
"""What a record has besides its fields; never part of a signature."""

CLASS_CODES = "Z"
"""How a LearnAimRef begins that is a class code (ZPROG001); those few are part of the signature."""

OTHER: Final = object()
"""Stands for every value of a guarded field that no guard names."""


class Signature:
    """How the records of one kind are told apart; equal signatures are equal in all it covers.

    *guarded* gives, for each field in a guard, the values that guards name. A field that is not
    among the codes is told apart by those only, so that a guard on a ULN costs nothing.
    """

    def __init__(self, kind: type[Record], guarded: Mapping[str, frozenset[object]]) -> None:
        names = [field.name for field in fields(kind) if field.name not in BESIDES]
        codes = CODES.get(kind, ())
        self.kind = kind
        self.pairs = PAIRS.get(kind)
        self.lists = [name for name in names if _is_list(kind, name)]
        self.codes = codes
        self.named = {name: values for name, values in guarded.items() if name not in codes}
        self.others = [name for name in names if name not in {*self.lists, *codes}]
        watched = {AIMS, *(self.pairs or ())}
        self._is_simple = not (self.lists or self.named or kind is LearningDelivery)
        self._codes = getter(codes)
        self._guarded = getter(name for name in guarded if name in codes)
        self._others = getter(self.others)
        self._lists = getter(name for name in self.lists if name not in watched)

    def of(self, record: Record) -> tuple[object, ...]:
        """The signature of *record*; a learner's leaves out the aims."""
        absent = tuple(map(is_, self._others(record), repeat(None)))
        if self._is_simple:
            return self._codes(record), absent
        return (
            self._codes(record),
            absent,
            tuple(map(not_, self._lists(record))),
            self._pair_values(record),
            _class_code(record) if self.kind is LearningDelivery else None,
            self._named(record) if self.named else None,
        )

    def guard(self, record: Record) -> tuple[object, ...]:
        """The part of the signature that guards are about."""
        codes = self._guarded(record)
        return codes + self._named(record) if self.named else codes

    def settled(self, record: Record) -> set[str]:
        """The attributes whose value is the same on every record with this one's signature."""
        known = set(self.codes)
        known |= {name for name in self.others if getattr(record, name) is None}
        known |= {name for name in self.lists if not getattr(record, name)}
        known |= {
            name for name, values in self.named.items() if guarded(getattr(record, name)) in values
        }
        known |= {name for name in (AIMS, *(self.pairs or ())[:1]) if name in self.lists}
        if self.kind is LearningDelivery and _class_code(record) is not None:
            known.add("LearnAimRef")
        return known

    def _named(self, record: Record) -> tuple[object, ...]:
        values = ((getattr(record, name), allowed) for name, allowed in self.named.items())
        return tuple(value if guarded(value) in allowed else OTHER for value, allowed in values)

    def _pair_values(self, record: Any) -> tuple[object, ...]:
        if self.kind is LearningDelivery:
            rows = record.LearningDeliveryFAM
            return tuple([(row.LearnDelFAMType, row.LearnDelFAMCode) for row in rows])
        if self.kind is Learner:
            return tuple([(row.LearnFAMType, row.LearnFAMCode) for row in record.LearnerFAM])
        return ()


Steps = tuple[tuple[str, int], ...]
"""From a record to one that stands in it: names of lists and places in them."""


class Watch:
    """A record's stand-in while rules are watched, and whether one kept within the signature.

    A rule gets ``record``, a copy that notes what is read of it. The members of the list in
    `PAIRS`, and a learner's aims, are such copies too. ``outside`` stands for any other record: of
    it nothing may be read at all.
    """

    def __init__(self, record: Record, signature: Signature, aims: Signature) -> None:
        self.kind = signature.kind
        self._reads: list[tuple[set[str], set[str]]] = []
        self._copies: list[tuple[Record, Steps]] = []
        self.record = self._copy(record, signature.settled(record), ())
        self._watch_pairs(self.record, signature, ())
        if signature.kind is Learner:
            copies = []
            for index, aim in enumerate(getattr(record, AIMS)):
                steps: Steps = ((AIMS, index),)
                copies.append(self._copy(aim, aims.settled(aim), steps))
                self._watch_pairs(copies[-1], aims, steps)
            setattr(self.record, AIMS, copies)
        elsewhere: set[str] = set()
        self._reads.append((elsewhere, set()))
        self.outside: Any = _Outside(elsewhere)
        self.forget()

    def forget(self) -> None:
        """Nothing has been read yet; called before each rule."""
        for reads, _ in self._reads:
            reads.clear()

    def kept_within(self, presence: frozenset[str]) -> bool:
        """Whether what was read since is the same on every record of the signature.

        *presence* are fields of the record that the rule says it only asks for being there, which
        the signature knows.
        """
        (own, settled), *others = self._reads
        return own - presence <= settled and all(reads <= known for reads, known in others)

    def where(self, record: object) -> Steps | None:
        """How to get from the watched record to *record*; None when it is not one of the copies."""
        return next((steps for copy, steps in self._copies if copy is record), None)

    def _copy(self, record: Record, settled: set[str], steps: Steps) -> Any:
        reads: set[str] = set()
        copy: Any = object.__new__(_WATCHING[type(record)])
        object.__setattr__(copy, "_reads", reads)
        for field in fields(record):
            setattr(copy, field.name, getattr(record, field.name))
        self._reads.append((reads, settled))
        self._copies.append((copy, steps))
        return copy

    def _watch_pairs(self, copy: Any, signature: Signature, steps: Steps) -> None:
        if signature.pairs:
            name, *settled = signature.pairs
            rows = [
                self._copy(row, set(settled), (*steps, (name, index)))
                for index, row in enumerate(getattr(copy, name))
            ]
            setattr(copy, name, rows)


class _Outside:
    """Stands for a record that the signature says nothing about: any use of it is noted."""

    __slots__ = ("_reads",)

    def __init__(self, reads: set[str]) -> None:
        object.__setattr__(self, "_reads", reads)

    def __getattribute__(self, name: str) -> object:
        object.__getattribute__(self, "_reads").add("(another record)")
        raise AttributeError(name)

    def __eq__(self, other: object) -> bool:
        object.__getattribute__(self, "_reads").add("(another record)")
        return False

    def __bool__(self) -> bool:
        object.__getattribute__(self, "_reads").add("(another record)")
        return True

    __hash__ = None  # type: ignore[assignment] # a rule that wants to hash it must not be remembered


def getter(names: Iterable[str]) -> Callable[[Record], tuple[Any, ...]]:
    """Gives the values of *names* as a tuple, however many they are."""
    wanted = list(names)
    if len(wanted) > 1:
        return attrgetter(*wanted)
    if wanted:
        only = attrgetter(wanted[0])
        return lambda record: (only(record),)
    return lambda record: ()


def _watching(kind: type[Record]) -> type[Any]:
    """A subclass of *kind* that notes each attribute that is read."""

    def read(self: object, name: str) -> object:
        object.__getattribute__(self, "_reads").add(name)
        return object.__getattribute__(self, name)

    body = {"__slots__": ("_reads",), "__getattribute__": read}
    return type(f"Watched{kind.__name__}", (kind,), body)


_WATCHING: Final = {kind: _watching(kind) for kind in RECORDS.values()}


def _is_list(kind: type[Record], name: str) -> bool:
    return any(field.name == name and str(field.type).startswith("list[") for field in fields(kind))


def _class_code(record: Any) -> str | None:
    name = record.LearnAimRef
    return name if name and name[0] == CLASS_CODES else None
