"""What a record is like apart from its dates, numbers and names, and what a rule reads of it."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from ilrsync.checks.naive import guarded
from ilrsync.model.records import (
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
    ProviderSpecDeliveryMonitoring,
    ProviderSpecLearnerMonitoring,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

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
    ProviderSpecLearnerMonitoring: ("ProvSpecLearnMonOccur",),
    ProviderSpecDeliveryMonitoring: ("ProvSpecDelMonOccur",),
}
"""Fields with few values that rules decide by. Ethnicity and Sex have few too, but no rule of
weight reads them, and each would multiply the number of signatures."""

PAIRS: Final[dict[type[Record], tuple[str, str, str]]] = {
    Learner: ("LearnerFAM", "LearnFAMType", "LearnFAMCode"),
    LearningDelivery: ("LearningDeliveryFAM", "LearnDelFAMType", "LearnDelFAMCode"),
}
"""The list whose members' type and code are part of the signature."""

LEFT_OUT: Final = frozenset({"ProviderSpecLearnerMonitoring", "ProviderSpecDeliveryMonitoring"})
"""Lists that some records have and others like them have not, and that few rules look at."""

FEW_ROWS: Final = 4
"""Most records have no more funding and monitoring than this."""

AIMS: Final = "LearningDelivery"
"""The list whose members' own signatures are known where a learner's is asked for."""

BESIDES: Final = frozenset({"origin", "raw", "notes"})
"""What a record has besides its fields; never part of a signature."""

CLASS_CODES = "Z"
"""How a LearnAimRef begins that is a class code (ZPROG001); those few are part of the signature."""

OTHER: Final = object()
"""Stands for every value of a field that is not told apart from the rest."""

MOST_VALUES: Final = 8192
"""References of which it is kept whether they are told apart."""


class Signature:
    """How the records of one kind are told apart; equal signatures are equal in all it covers.

    *guarded* gives, for each field in a guard, the values that guards name. A field that is not
    among the codes is told apart by those only, so that a guard on a ULN costs nothing. Whether a
    field is there is part of the signature for the fields that rules *declare*; what it leaves out
    is found out when a rule asks for it.
    """

    def __init__(
        self,
        kind: type[Record],
        guarded: Mapping[str, frozenset[object]],
        declared: Collection[str],
    ) -> None:
        names = _names(kind)
        codes = CODES.get(kind, ())
        lists = [name for name in names if _is_list(kind, name)]
        self.kind = kind
        self.pairs = PAIRS.get(kind)
        self.lists = [name for name in lists if name not in {AIMS, *LEFT_OUT}]
        self.codes = codes
        self.named = {
            name: Named(values, is_reference=False)
            for name, values in guarded.items()
            if name not in codes
        }
        if kind is LearningDelivery:
            values = guarded.get("LearnAimRef", frozenset())
            self.named["LearnAimRef"] = Named(values, is_reference=True)
        self.others = [
            name for name in names if name in declared and name not in {*lists, *codes, *self.named}
        ]
        self.present = frozenset({*self.others, *self.named})
        self._guarded = getter(name for name in guarded if name in codes)
        self._guards_named = [name for name in guarded if name not in codes]
        self.of: Callable[[Record], tuple[object, ...]] = self._function()

    def guard(self, record: Record) -> tuple[object, ...]:
        """The part of the signature that guards are about."""
        named = tuple(self.named[one][getattr(record, one)] for one in self._guards_named)
        return self._guarded(record) + named

    def family(self, record: Record) -> tuple[object, ...]:
        """The signature without the codes of funding and monitoring, of which the types are left.

        By it a learner's aims are told apart: few rules over a learner ask for those codes, and
        they would multiply the number of ways in which aims come together.
        """
        if self.pairs is None:
            return self.of(record)
        rows, kind, _ = self.pairs
        return (*self.of(record)[:-1], tuple(getattr(row, kind) for row in getattr(record, rows)))

    def settled(self, record: Record) -> set[str]:
        """The attributes whose value is the same on every record with this one's signature."""
        known = set(self.codes)
        known |= {name for name in self.others if getattr(record, name) is None}
        known |= {name for name in self.lists if not getattr(record, name)}
        known |= {
            name for name, told in self.named.items() if told[getattr(record, name)] is not OTHER
        }
        if self.pairs:
            known.add(self.pairs[0])  # an aim's family has its rows too, of which it has the types
        return known

    def _function(self) -> Any:
        """Gives the signature of a record; a learner's leaves out the aims.

        It is asked of every record there is, and so is made for its fields.
        """
        rows, *pair = self.pairs or ("",)
        parts = [f"record.{name}" for name in self.codes]
        parts += [f"record.{name} is None" for name in self.others]
        parts += [f"not record.{one}" for one in self.lists if one != rows]
        parts += [f"named_{one}[record.{one}]" for one in self.named]
        lines = [f"def make({', '.join(['pair', *(f'named_{one}' for one in self.named)])}):"]
        lines += ["  def of(record):"]
        if pair:
            lines += [f"    rows = record.{rows}", *_told_apart(pair)]
            parts.append("pairs")
        lines += [f"    return ({''.join(f'{part}, ' for part in parts)})", "  return of"]
        names: dict[str, Any] = {}
        exec("\n".join(lines), names)  # noqa: S102 - made from field names, as dataclasses are
        return names["make"](getter(pair), *self.named.values())


class Named(dict[object, object]):
    """For each value of a field, the value if it is told apart, else that it is some other.

    Told apart are None, the *values* that guards name, and class codes in a field for a reference.
    """

    def __init__(self, values: Collection[object], *, is_reference: bool) -> None:
        super().__init__({None: None})
        self._values = values
        self._is_reference = is_reference

    def __missing__(self, value: object) -> object:
        is_class = self._is_reference and isinstance(value, str) and value[:1] == CLASS_CODES
        told = value if is_class or guarded(value) in self._values else OTHER
        if self._is_reference and len(self) < MOST_VALUES:  # those come again
            self[value] = told
        return told


def _told_apart(pair: Sequence[str]) -> list[str]:
    """Lines that make ``pairs`` of what is in ``rows``; without a loop where those are few."""
    lines = ["    few = len(rows)", "    if not few: pairs = ()"]
    for few in range(1, FEW_ROWS + 1):
        rows = [f"row{number}" for number in range(few)]
        values = ", ".join(f"{row}.{name}" for row in rows for name in pair)
        lines += [f"    elif few == {few}:", f"      {', '.join(rows)}, = rows"]
        lines += [f"      pairs = ({values})"]
    return [*lines, "    else: pairs = tuple(map(pair, rows))"]


def getter(names: Iterable[str]) -> Callable[[Record], tuple[Any, ...]]:
    """Gives the values of *names* as a tuple, however many they are."""
    wanted = list(names)
    if len(wanted) > 1:
        return attrgetter(*wanted)
    if wanted:
        only = attrgetter(wanted[0])
        return lambda record: (only(record),)
    return lambda record: ()


def _names(kind: type[Record]) -> list[str]:
    """The fields of a kind of record."""
    return [field.name for field in fields(kind) if field.name not in BESIDES]


def _is_list(kind: type[Record], name: str) -> bool:
    return any(field.name == name and str(field.type).startswith("list[") for field in fields(kind))
