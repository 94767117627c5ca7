"""What a record is like apart from its dates, numbers and names, and what a rule reads of it."""

from __future__ import annotations

from dataclasses import fields
from itertools import repeat
from operator import attrgetter, is_, not_
from typing import TYPE_CHECKING, Any, Final

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
    from collections.abc import Callable, Iterable

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

BESIDES: Final = frozenset({"origin", "raw", "notes"})
"""What a record has besides its fields; never part of a signature."""

CLASS_CODES = "Z"
"""How a LearnAimRef begins that is a class code (ZPROG001); those few are part of the signature."""


class Signature:
    """How the records of one kind are told apart; equal signatures are equal in all it covers."""

    def __init__(self, kind: type[Record], also: Iterable[str] = ()) -> None:
        """*also* names fields that count as codes besides the usual ones."""
        names = [field.name for field in fields(kind) if field.name not in BESIDES]
        self.kind = kind
        self.lists = [name for name in names if _is_list(kind, name)]
        self.codes = list(dict.fromkeys([*CODES.get(kind, ()), *also]))
        self.others = [name for name in names if name not in {*self.lists, *self.codes}]
        self.pairs = PAIRS.get(kind)
        self._codes = getter(self.codes)
        self._others = getter(self.others)
        self._lists = getter([name for name in self.lists if name != (self.pairs or ("",))[0]])

    def of(self, record: Record) -> tuple[object, ...]:
        """The signature of *record*."""
        return (
            self._codes(record),
            tuple(map(is_, self._others(record), repeat(None))),
            tuple(map(not_, self._lists(record))),
            self._pair_values(record),
            _class_code(record) if self.kind is LearningDelivery else None,
        )

    def settled(self, record: Record) -> set[str]:
        """The attributes whose value is the same on every record with this one's signature."""
        known = set(self.codes)
        known |= {name for name in self.others if getattr(record, name) is None}
        known |= {name for name in self.lists if not getattr(record, name)}
        if self.pairs:
            known.add(self.pairs[0])
        if self.kind is LearningDelivery and _class_code(record) is not None:
            known.add("LearnAimRef")
        return known

    def _pair_values(self, record: Record) -> tuple[object, ...]:
        if self.kind is LearningDelivery:
            return tuple(
                [
                    (row.LearnDelFAMType, row.LearnDelFAMCode)
                    for row in record.LearningDeliveryFAM  # type: ignore[attr-defined] # kind says so
                ]
            )
        if self.kind is Learner:
            return tuple(
                [(row.LearnFAMType, row.LearnFAMCode) for row in record.LearnerFAM]  # type: ignore[attr-defined] # kind says so
            )
        return ()


class Watch:
    """A record's stand-in for one run of one rule, and whether it kept within the signature.

    The rule gets ``record``, a copy that notes what is read of it and of the members of the list in
    `PAIRS`, and stand-ins for its learner and aim of which nothing may be read at all.
    """

    def __init__(self, record: Record, signature: Signature) -> None:
        self._settled = signature.settled(record)
        self._reads: set[str] = set()
        self._child_reads: set[str] = set()
        self._pairs = signature.pairs
        self.record = _watched(record, self._reads)
        self._children: list[Record] = []
        if self._pairs:
            self._children = [
                _watched(row, self._child_reads) for row in getattr(record, self._pairs[0])
            ]
            setattr(self.record, self._pairs[0], self._children)
        self.outside: Any = _Outside(self._reads)

    @property
    def within_signature(self) -> bool:
        """Whether what was read so far is the same on every record of the signature."""
        return self._reads <= self._settled and self._child_reads <= set((self._pairs or ())[1:])

    def where(self, record: object) -> int | None:
        """-1 for the record itself, else its index in the list of `PAIRS`; None for any other."""
        if record is self.record:
            return -1
        found = [index for index, child in enumerate(self._children) if child is record]
        return found[0] if found else None


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


def _watched(record: Record, reads: set[str]) -> Any:
    copy: Any = object.__new__(_WATCHING[type(record)])
    object.__setattr__(copy, "_reads", reads)
    for field in fields(record):
        setattr(copy, field.name, getattr(record, field.name))
    return copy


def _watching(kind: type[Record]) -> type[Any]:
    """A subclass of *kind* that notes each attribute that is read."""

    def read(self: object, name: str) -> object:
        object.__getattribute__(self, "_reads").add(name)
        return object.__getattribute__(self, name)

    return type(
        f"Watched{kind.__name__}", (kind,), {"__slots__": ("_reads",), "__getattribute__": read}
    )


_WATCHING: Final = {kind: _watching(kind) for kind in RECORDS.values()}


def _is_list(kind: type[Record], name: str) -> bool:
    return any(field.name == name and str(field.type).startswith("list[") for field in fields(kind))


def getter(names: Iterable[str]) -> Callable[[Record], tuple[Any, ...]]:
    """Gives the values of *names* as a tuple, however many they are."""
    wanted = list(names)
    if len(wanted) > 1:
        return attrgetter(*wanted)
    if wanted:
        only = attrgetter(wanted[0])
        return lambda record: (only(record),)
    return lambda record: ()


def _class_code(record: Any) -> str | None:
    name = record.LearnAimRef
    return name if name and name[0] == CLASS_CODES else None
