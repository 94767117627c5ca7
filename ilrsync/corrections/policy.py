"""How records of one person are told together: which value stands, and when nobody may decide.

Two values are one when they differ only in case, spaces and punctuation. A value that says "not
known" gives way to one that is known. Otherwise the first record in order of precedence keeps its
value where that cannot move money or a result, and where it could, a person has to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from dataclasses import field as slot
from typing import Final, NamedTuple

from ilrsync.model.check_digits import TEMPORARY_ULN
from ilrsync.model.codes import EmpStat, ESMType, LLDDHealthProb
from ilrsync.model.record import Record
from ilrsync.model.table import YEARS, table


class Field(NamedTuple):
    """What happens to two known values of a field.

    ``unknown`` are values that give way, as they are compared. With ``free`` the record that has
    precedence wins; without, the records are not gathered until a person has decided.
    """

    unknown: frozenset[Hashable] = frozenset()
    free: bool = False


@dataclass(frozen=True)
class Kind:
    """How records of one entity are told together.

    ``key`` says which children are the same thing told twice. ``most`` limits the children of a
    type, by ``type_field``. ``order`` sorts what came together.
    """

    fields: Mapping[str, Field] = slot(default_factory=dict)
    key: Callable[[Record], Hashable] = lambda record: ()
    type_field: str = ""
    most: Mapping[str, int] = slot(default_factory=dict)
    order: Callable[[Record], tuple[bool, str]] | None = None


DECIDE: Final = Field()
"""A person decides."""

FREE: Final = Field(free=True)

ADDRESS: Final = ("AddLine1", "AddLine2", "AddLine3", "AddLine4")
"""Never mixed: all four come from the record whose Postcode stands."""

_NOT_KNOWN_LEVELS = frozenset({97, 98})
_ETHNICITY_NOT_PROVIDED = 99
_NOWHERE = Field(unknown=frozenset({"zz999zz"}))


def compared(value: object) -> Hashable:
    """A value as it is compared: texts without case, spaces and punctuation."""
    if isinstance(value, str):
        return "".join(letter for letter in value if letter.isalnum()).casefold() or value
    return value if isinstance(value, Hashable) else repr(value)


def _values(*names: str) -> Callable[[Record], Hashable]:
    return lambda record: tuple(compared(record.text(name)) for name in names)


def _monitoring(record: Record) -> Hashable:
    """One code of a type, except OET, which may stand once for each code."""
    kind = compared(getattr(record, "ESMType", None))
    repeats = kind == compared(ESMType.OET.value)
    return kind, getattr(record, "ESMCode", None) if repeats else None


def _dated(record: Record) -> tuple[bool, str]:
    day = getattr(record, "DateEmpStatApp", None)
    return day is None, str(day)


KINDS: Final[Mapping[str, Kind]] = {
    "Learner": Kind(
        fields={
            "ULN": Field(unknown=frozenset({TEMPORARY_ULN})),
            "LLDDHealthProb": Field(unknown=frozenset({int(LLDDHealthProb.NOT_PROVIDED)})),
            "Ethnicity": Field(unknown=frozenset({_ETHNICITY_NOT_PROVIDED}), free=True),
            "ALSCost": Field(unknown=frozenset({0})),
            "Postcode": _NOWHERE,
            "PostcodePrior": _NOWHERE,
            "FamilyName": FREE,
            "GivenNames": FREE,
            "Accom": FREE,
            "TelNo": FREE,
            "Email": FREE,
        }
    ),
    "PriorAttain": Kind(
        fields={"PriorLevel": Field(unknown=_NOT_KNOWN_LEVELS)}, key=_values("DateLevelApp")
    ),
    "LLDDandHealthProblem": Kind(key=_values("LLDDCat")),
    "LearnerFAM": Kind(
        key=_values("LearnFAMType", "LearnFAMCode"),
        type_field="LearnFAMType",
        most={
            **dict.fromkeys(("HNS", "EHC", "DLA", "SEN", "MCF", "ECF", "FME", "EMH", "MMH"), 1),
            "NLM": 2,
            "EDF": 2,
            "LSR": 4,
        },
    ),
    "ProviderSpecLearnerMonitoring": Kind(
        fields={"ProvSpecLearnMon": FREE, "ProvSpecLearnMonOccur": FREE},
        key=_values("ProvSpecLearnMonOccur"),
    ),
    "LearnerEmploymentStatus": Kind(
        fields={"EmpStat": Field(unknown=frozenset({int(EmpStat.NOT_KNOWN)}))},
        key=_values("DateEmpStatApp"),
        order=_dated,
    ),
    "EmploymentStatusMonitoring": Kind(key=_monitoring),
    "LearnerHE": Kind(),
    "LearnerHEFinancialSupport": Kind(key=_values("FINTYPE")),
}
"""By entity; a field that is not named needs a person where two values differ."""


def most_aims() -> int:
    """The greatest AimSeqNumber of every collection year."""
    known = [table(year).field("LearningDelivery", "AimSeqNumber") for year in YEARS]
    return min(int(field.max) for field in known if field is not None and field.max is not None)


def limit(entity: str, children: str) -> int:
    """How many *children* an *entity* may have in every collection year."""
    known = [table(year).field(entity, children) for year in YEARS]
    return min(field.at_most for field in known if field is not None)
