"""Cases: small invented records that show a rule silent and speaking.

They stand beside the rule, are run by one shared test, and are printed by ``ilrsync explain``. What
a builder does not need to be told it fills in so that no rule has anything to say. Dates are those
of a programme that begins in September 2025 and is on roll in both 2025-26 and 2026-27. Planned
hours are given both as ``PHours`` and as an ``HRSRecord``, so one case serves both years.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from dataclasses import field as slot
from functools import reduce
from typing import Any

from ilrsync.checks.rule import Context
from ilrsync.model.check_digits import uln_from
from ilrsync.model.codes import (
    HRS,
    INDUSTRY_PLACEMENT,
    PROGRAMME_AIM,
    SOF_YOUNG,
    AimType,
    CompStatus,
    EmpStat,
    FundModel,
    HRSCode,
    LearnDelFAMType,
    Outcome,
    ProgType,
    WithdrawReason,
    WorkPlaceMode,
)
from ilrsync.model.records import (
    HRSRecord,
    Learner,
    LearnerEmploymentStatus,
    LearnerFAM,
    LearningDelivery,
    LearningDeliveryFAM,
    LearningDeliveryWorkPlacement,
    Message,
    PriorAttain,
)
from ilrsync.model.table import table

START = dt.date(2025, 9, 8)
END = dt.date(2027, 7, 30)
UKPRN = 10000001
CORE_CODE = "60358294"
SPECIALISM = "ZTLOS007"
HERE = ["Learner[0]"]
AIM = ["Learner[0]/LearningDelivery[0]"]


@dataclass
class Rows:
    """Reference data of a case: rows by kind and key; satisfies `ilrsync.contracts.LookupTable`."""

    rows: Mapping[tuple[str, str], Sequence[Mapping[str, str]]]
    name: str = "case"
    version: str = "1"

    def get(self, kind: str, key: str) -> Sequence[Mapping[str, str]]:
        """The rows of *kind* under *key*."""
        return self.rows.get((kind, key), ())


@dataclass(frozen=True)
class Case:
    """One example: the rule *rule* complains about exactly the paths in ``expected``.

    ``year`` is the only year that the case is for; empty for every year of its rule.
    """

    rule: str
    title: str
    message: Message = slot(repr=False)
    expected: tuple[str, ...]
    year: str = ""
    prepared: dt.date | None = None
    lookups: Mapping[str, Rows] = slot(default_factory=dict, repr=False)

    def context(self, year: str) -> Context:
        """The terms of the case; prepared on 4 December of the year unless it says otherwise."""
        terms = table(year)
        prepared = self.prepared or dt.date(terms.starts.year, 12, 4)
        return Context(
            terms,
            prepared,
            prepared,
            ukprn=UKPRN,
            find=lambda name: self.lookups.get(name.partition("/")[0]),
        )


def case(
    rule_id: str,
    title: str,
    given: Message | Learner | LearningDelivery,
    expected: Sequence[str],
    *,
    year: str = "",
    prepared: dt.date | None = None,
    lookups: Mapping[str, Rows] | None = None,
) -> Case:
    """A case of *given*; an aim stands in a learner of its own, a learner in a file of its own."""
    if isinstance(given, LearningDelivery):
        given = learner("A1", aims=[given])
    if isinstance(given, Learner):
        given = message(given)
    return Case(rule_id, title, given, tuple(expected), year, prepared, lookups or {})


def message(*learners: Learner) -> Message:
    """A file of these learners."""
    return Message(Learner=list(learners))


def learner(
    reference: str | None = "A1",
    /,
    *aims: LearningDelivery,
    **fields: Any,
) -> Learner:
    """A learner with a ULN of their own, born in 2008, on the aims given (one when none is).

    The ULN comes from the reference, so equal references give equal ULNs unless one is given.
    """
    fields.setdefault("ULN", uln_of(reference or ""))
    given = fields.pop("aims", aims)
    values: dict[str, Any] = {
        "FamilyName": "Example",
        "GivenNames": f"Person {len(reference or '')}",
        "DateOfBirth": dt.date(2008, 11, 20),
        "Ethnicity": 31,
        "Sex": "F",
        "LLDDHealthProb": 2,
        "PostcodePrior": "AB1 2DE",
        "Postcode": "AB1 2DE",
        "PriorAttain": [PriorAttain(3, START)],
        "LearningDelivery": numbered(list(given) or [study_aim()]),
    }
    return Learner(LearnRefNumber=reference, **{**values, **fields})


def uln_of(reference: str) -> int:
    """A ULN with a right check digit, the same for the same reference."""
    stem = 100_000_000 + reduce(lambda total, char: total * 131 + ord(char), reference, 7) % 8**9
    return uln_from(stem) or uln_from(stem + 1) or 1


def numbered(aims: list[LearningDelivery]) -> list[LearningDelivery]:
    """*aims* with AimSeqNumber 1, 2, 3 where they have none."""
    for number, one in enumerate(aims, 1):
        if one.AimSeqNumber is None:
            one.AimSeqNumber = number
    return aims


def aim(reference: str | None = "60148955", /, **fields: Any) -> LearningDelivery:
    """An aim in learning; without more said, the core aim of a 16-19 study programme."""
    values: dict[str, Any] = {
        "AimType": AimType.CORE,
        "LearnStartDate": START,
        "LearnPlanEndDate": END,
        "FundModel": FundModel.YOUNG,
        "DelLocPostCode": "AB1 2DE",
        "CompStatus": CompStatus.CONTINUING,
    }
    values.update(fields)
    if "LearningDeliveryFAM" not in values:
        young = values["FundModel"] in {FundModel.YOUNG, FundModel.OTHER_YOUNG}
        values["LearningDeliveryFAM"] = [fam(LearnDelFAMType.SOF, SOF_YOUNG)] if young else []
    return LearningDelivery(LearnAimRef=reference, **_plain(values))


study_aim = aim


def standalone(reference: str = "60148955", /, **fields: Any) -> LearningDelivery:
    """An adult aim that is part of no programme."""
    fields = {
        "FundModel": FundModel.ADULT_SKILLS,
        "LearningDeliveryFAM": [fam("SOF", "105"), fam("FFI", "1")],
        **fields,
    }
    return aim(reference, AimType=AimType.STANDALONE, **fields)


def apprenticeship(standard: int = 274, **fields: Any) -> list[LearningDelivery]:
    """The programme aim and one component of an apprenticeship standard."""
    common: dict[str, Any] = {
        "FundModel": FundModel.APPRENTICESHIP,
        "ProgType": ProgType.APPRENTICESHIP,
        "StdCode": standard,
        **fields,
    }
    return [
        aim(PROGRAMME_AIM, AimType=AimType.PROGRAMME, **{"LearningDeliveryFAM": _act(), **common}),
        aim("60325999", AimType=AimType.COMPONENT, **{"LearningDeliveryFAM": _act(), **common}),
    ]


def t_level(
    *, hours: int | None = 1300, without: str = "", **fields: Any
) -> list[LearningDelivery]:
    """The four aims of a T Level: programme, core, specialism, placement; less any in *without*.

    *hours* are the planned hours; *fields* go to every aim.
    """
    common: dict[str, Any] = {"ProgType": ProgType.T_LEVEL, **fields}
    parts = {
        "programme": aim(PROGRAMME_AIM, AimType=AimType.PROGRAMME, **planned(hours), **common),
        "core": aim(CORE_CODE, AimType=AimType.CORE, **common),
        "specialism": aim(SPECIALISM, AimType=AimType.COMPONENT, **common),
        "placement": aim(
            INDUSTRY_PLACEMENT,
            AimType=AimType.COMPONENT,
            LearningDeliveryWorkPlacement=[placement()],
            **common,
        ),
    }
    return [part for name, part in parts.items() if name not in without.split()]


def foundation_year(**fields: Any) -> list[LearningDelivery]:
    """The programme aim and the route of a T Level Foundation Year."""
    common: dict[str, Any] = {"ProgType": ProgType.FOUNDATION_YEAR, **fields}
    return [
        aim(PROGRAMME_AIM, AimType=AimType.PROGRAMME, **common),
        aim("ZTPR0004", AimType=AimType.CORE, **common),
    ]


def planned(hours: int | None) -> dict[str, Any]:
    """Planned hours of a T Level as fields of its programme aim, both years' way."""
    if hours is None:
        return {}
    return {"PHours": hours, "HRSRecord": [HRSRecord(HRS, int(HRSCode.T_LEVEL_PLANNED), hours)]}


def closed(
    on: dt.date,
    outcome: int | None = Outcome.ACHIEVED,
    status: int = CompStatus.COMPLETED,
    reason: int | None = None,
) -> dict[str, Any]:
    """What an aim says that ended on *on*."""
    return {
        "CompStatus": status,
        "LearnActEndDate": on,
        "Outcome": outcome,
        "WithdrawReason": reason,
    }


def withdrawn(on: dt.date) -> dict[str, Any]:
    """What an aim says that the learner left on *on*."""
    reason = WithdrawReason.NEW_AIM_SAME_PROVIDER
    return closed(on, Outcome.NOT_ACHIEVED, CompStatus.WITHDRAWN, reason)


def fam(
    kind: str, code: str, starts: dt.date | None = None, ends: dt.date | None = None
) -> LearningDeliveryFAM:
    """Funding and monitoring of an aim."""
    return LearningDeliveryFAM(str(kind), str(code), starts, ends)


def learner_fam(kind: str, code: int) -> LearnerFAM:
    """Funding and monitoring of a learner."""
    return LearnerFAM(str(kind), code)


def placement(
    starts: dt.date = dt.date(2026, 2, 2), hours: int | None = 315, **fields: Any
) -> LearningDeliveryWorkPlacement:
    """A placement with an outside employer."""
    values: dict[str, Any] = {"WorkPlaceMode": int(WorkPlaceMode.EXTERNAL), **fields}
    return LearningDeliveryWorkPlacement(WorkPlaceStartDate=starts, WorkPlaceHours=hours, **values)


def employment(
    on: dt.date = dt.date(2025, 8, 1), status: int = EmpStat.EMPLOYED, **fields: Any
) -> LearnerEmploymentStatus:
    """An employment status from *on*."""
    return LearnerEmploymentStatus(int(status), on, **fields)


def lars(**aims: Mapping[str, str]) -> dict[str, Rows]:
    """A LARS of these aims: a name is LearnAimRef with ``r`` before it, a value its row."""
    return {
        "LARS": Rows(
            {("LearningDelivery", name.removeprefix("r")): [row] for name, row in aims.items()}
        )
    }


def supplied(table: str, kind: str, *keys: str, **row: str) -> dict[str, Rows]:
    """Reference data in which each of *keys* has one row, the same for all."""
    return {table: Rows({(kind, key): [row] for key in keys})}


def _act() -> list[LearningDeliveryFAM]:
    return [fam(LearnDelFAMType.ACT, "1", START)]


def _own(value: Any) -> Any:
    return [copy(row) for row in value] if isinstance(value, list) else value


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Code names as the plain numbers that a reader gives; records that no other aim has."""
    return {
        name: int(value) if isinstance(value, int) else _own(value)
        for name, value in values.items()
    }
