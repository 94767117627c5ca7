"""What a record is like apart from its dates, numbers and names, and what a rule reads of it."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
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
"""The list whose members' type and code, and what else they have, are part of the signature."""

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
        names = _names(kind)
        codes = CODES.get(kind, ())
        self.kind = kind
        self.pairs = PAIRS.get(kind)
        self.lists = [name for name in names if _is_list(kind, name)]
        self.codes = codes
        self.named = {name: values for name, values in guarded.items() if name not in codes}
        self.others = [name for name in names if name not in {*self.lists, *codes}]
        self._guarded = getter(name for name in guarded if name in codes)
        self.of: Callable[[Record], tuple[object, ...]] = self._function()

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

    def _function(self) -> Any:
        """Gives the signature of a record; a learner's leaves out the aims.

        It is asked of every record there is, and so is made for its fields.
        """
        list_of_pairs, *pair = self.pairs or ("",)
        parts = [f"record.{name}" for name in self.codes]
        parts += [f"record.{name} is None" for name in self.others]
        parts += [f"not record.{one}" for one in self.lists if one not in {AIMS, list_of_pairs}]
        if pair:
            row = [f"row.{name}" for name in pair]
            row += [f"row.{one} is None" for one in _names(RECORDS[list_of_pairs], pair)]
            parts.append(f"tuple([({', '.join(row)}) for row in record.{list_of_pairs}])")
        if self.kind is LearningDelivery:
            parts.append("class_code(record)")
        if self.named:
            parts.append("named(record)")
        names: dict[str, Any] = {"class_code": _class_code, "named": self._named}
        text = f"def of(record): return ({''.join(f'{part}, ' for part in parts)})"
        exec(text, names)  # noqa: S102 - made from field names, as dataclasses are
        return names["of"]


def getter(names: Iterable[str]) -> Callable[[Record], tuple[Any, ...]]:
    """Gives the values of *names* as a tuple, however many they are."""
    wanted = list(names)
    if len(wanted) > 1:
        return attrgetter(*wanted)
    if wanted:
        only = attrgetter(wanted[0])
        return lambda record: (only(record),)
    return lambda record: ()


def _names(kind: type[Record], besides: Iterable[str] = ()) -> list[str]:
    """The fields of a kind of record, some left out."""
    left_out = {*BESIDES, *besides}
    return [field.name for field in fields(kind) if field.name not in left_out]


def _is_list(kind: type[Record], name: str) -> bool:
    return any(field.name == name and str(field.type).startswith("list[") for field in fields(kind))


def _class_code(record: Any) -> str | None:
    name = record.LearnAimRef
    return name if name and name[0] == CLASS_CODES else None
