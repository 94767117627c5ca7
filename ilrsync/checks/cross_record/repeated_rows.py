"""The same child record twice in a learner."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import case, employment, learner, learner_fam
from ilrsync.checks.cross_record.rows import later
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.records import (
    EmploymentStatusMonitoring,
    Learner,
    LearnerEmploymentStatus,
    LearnerHE,
    LearnerHEFinancialSupport,
    LLDDandHealthProblem,
    PriorAttain,
    ProviderSpecLearnerMonitoring,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.model.record import Record

ONE_STATUS_ONE_CODE = frozenset({"SEI", "EII", "LOU", "LOE", "BSI", "PEI", "SEM"})


@rule("R_43", over=Learner, fields="")
def repeated_employment_date(learner: Learner) -> Iterator[Hit]:
    """Two employment statuses must not apply from the same date.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_43.
    """
    yield from later(
        learner.LearnerEmploymentStatus, "DateEmpStatApp", lambda row: row.DateEmpStatApp
    )


@rule("R_45", over=Learner, fields="")
def repeated_disability_category(learner: Learner) -> Iterator[Hit]:
    """A category of disability or health problem is recorded once.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_45.
    """
    yield from later(learner.LLDDandHealthProblem, "LLDDCat", lambda row: row.LLDDCat)


@rule("R_49", over=Learner, fields="")
def repeated_learner_occurrence(learner: Learner) -> Iterator[Hit]:
    """An occurrence letter of the learner's own monitoring stands once, capital or small.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_49.
    """
    yield from later(
        learner.ProviderSpecLearnerMonitoring,
        "ProvSpecLearnMonOccur ProvSpecLearnMon",
        lambda row: row.ProvSpecLearnMonOccur and row.ProvSpecLearnMonOccur.upper(),
    )


@rule("R_51", over=Learner, fields="")
def repeated_learner_monitoring(learner: Learner) -> Iterator[Hit]:
    """A type and code of a learner's funding and monitoring stand once together.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_51.
    """
    yield from later(
        learner.LearnerFAM,
        "LearnFAMType LearnFAMCode",
        lambda row: ((row.LearnFAMType or "").upper(), row.LearnFAMCode),
    )


@rule("PriorAttain_10", over=Learner, fields="")
def repeated_prior_attainment(learner: Learner) -> Iterator[Hit]:
    """Two prior attainment records must not have the same date.

    The description adds "and level", the condition names the date only and is the one used: one
    date with two levels is reported as well.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PriorAttain_10.
    """
    yield from later(learner.PriorAttain, "DateLevelApp PriorLevel", lambda row: row.DateLevelApp)


@rule("PrimaryLLDD_03", over=Learner, fields="")
def two_primary_disabilities(learner: Learner) -> Iterator[Hit]:
    """Only one disability or health problem may be the primary one.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PrimaryLLDD_03.
    """
    primary = [row for row in learner.LLDDandHealthProblem if row.PrimaryLLDD == 1]
    for row in primary[1:]:
        yield Hit(row, LLDDCat=row.LLDDCat, PrimaryLLDD=row.PrimaryLLDD)


@rule("FINTYPE_02", over=LearnerHE, fields="")
def repeated_financial_support(support: LearnerHE) -> Iterator[Hit]:
    """Each type of financial support of a higher education student stands once.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, FINTYPE_02.
    """
    yield from later(
        [row for row in support.LearnerHEFinancialSupport if row.FINTYPE in {1, 2, 3, 4}],
        "FINTYPE FINAMOUNT",
        lambda row: row.FINTYPE,
    )


@rule("ESMType_15", over=LearnerEmploymentStatus, fields="DateEmpStatApp")
def repeated_status_monitoring(status: LearnerEmploymentStatus) -> Iterator[Hit]:
    """SEI, EII, LOU, LOE, BSI, PEI and SEM may each stand once on an employment status.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_15.
    """
    yield from later(
        [
            row
            for row in status.EmploymentStatusMonitoring
            if (row.ESMType or "").upper() in ONE_STATUS_ONE_CODE
        ],
        "ESMType ESMCode",
        lambda row: (row.ESMType or "").upper(),
    )


@rule("ESMType_20", over=LearnerEmploymentStatus, fields="DateEmpStatApp")
def repeated_other_employment(status: LearnerEmploymentStatus) -> Iterator[Hit]:
    """OET, other employment type, may stand more than once but not twice with the same code.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_20.
    """
    yield from later(
        [row for row in status.EmploymentStatusMonitoring if (row.ESMType or "").upper() == "OET"],
        "ESMType ESMCode",
        lambda row: row.ESMCode,
    )


def _statuses(*rows: LearnerEmploymentStatus) -> Learner:
    return learner("A1", LearnerEmploymentStatus=list(rows))


def _monitored(*rows: tuple[str, int]) -> Learner:
    monitoring = [EmploymentStatusMonitoring(*row) for row in rows]
    return _statuses(employment(EmploymentStatusMonitoring=monitoring))


def _twice(name: str, first: Record, second: Record) -> Learner:
    fields: dict[str, Any] = {name: [first, second]}
    return learner("A1", **fields)


DAY = dt.date(2025, 8, 1)
LATER = dt.date(2025, 10, 1)

CASES = [
    case("R_43", "two dates", _statuses(employment(DAY), employment(LATER)), []),
    case(
        "R_43",
        "one date",
        _statuses(employment(DAY), employment(DAY, 11)),
        ["Learner[0]/LearnerEmploymentStatus[1]"],
    ),
    case(
        "R_45",
        "two categories",
        _twice("LLDDandHealthProblem", LLDDandHealthProblem(4, 1), LLDDandHealthProblem(5)),
        [],
    ),
    case(
        "R_45",
        "one category twice",
        _twice("LLDDandHealthProblem", LLDDandHealthProblem(4, 1), LLDDandHealthProblem(4)),
        ["Learner[0]/LLDDandHealthProblem[1]"],
    ),
    case(
        "R_49",
        "A and B",
        _twice(
            "ProviderSpecLearnerMonitoring",
            ProviderSpecLearnerMonitoring("A", "x"),
            ProviderSpecLearnerMonitoring("B", "x"),
        ),
        [],
    ),
    case(
        "R_49",
        "A and a",
        _twice(
            "ProviderSpecLearnerMonitoring",
            ProviderSpecLearnerMonitoring("A", "x"),
            ProviderSpecLearnerMonitoring("a", "y"),
        ),
        ["Learner[0]/ProviderSpecLearnerMonitoring[1]"],
    ),
    case(
        "R_51",
        "two codes",
        _twice("LearnerFAM", learner_fam("LSR", 55), learner_fam("LSR", 56)),
        [],
    ),
    case(
        "R_51",
        "one code twice",
        _twice("LearnerFAM", learner_fam("LSR", 55), learner_fam("LSR", 55)),
        ["Learner[0]/LearnerFAM[1]"],
    ),
    case(
        "PriorAttain_10",
        "two dates",
        _twice("PriorAttain", PriorAttain(2, DAY), PriorAttain(3, LATER)),
        [],
    ),
    case(
        "PriorAttain_10",
        "one date, two levels",
        _twice("PriorAttain", PriorAttain(2, DAY), PriorAttain(3, DAY)),
        ["Learner[0]/PriorAttain[1]"],
    ),
    case(
        "PrimaryLLDD_03",
        "one primary",
        _twice("LLDDandHealthProblem", LLDDandHealthProblem(4, 1), LLDDandHealthProblem(5)),
        [],
    ),
    case(
        "PrimaryLLDD_03",
        "two primaries",
        _twice("LLDDandHealthProblem", LLDDandHealthProblem(4, 1), LLDDandHealthProblem(5, 1)),
        ["Learner[0]/LLDDandHealthProblem[1]"],
    ),
    case(
        "FINTYPE_02",
        "two types",
        learner(
            "A1",
            LearnerHE=LearnerHE(
                LearnerHEFinancialSupport=[
                    LearnerHEFinancialSupport(1, 500),
                    LearnerHEFinancialSupport(2, 500),
                ]
            ),
        ),
        [],
    ),
    case(
        "FINTYPE_02",
        "one type twice",
        learner(
            "A1",
            LearnerHE=LearnerHE(
                LearnerHEFinancialSupport=[
                    LearnerHEFinancialSupport(1, 500),
                    LearnerHEFinancialSupport(1, 200),
                ]
            ),
        ),
        ["Learner[0]/LearnerHE[0]/LearnerHEFinancialSupport[1]"],
    ),
    case("ESMType_15", "one of each", _monitored(("LOE", 1), ("SEI", 1)), []),
    case(
        "ESMType_15",
        "two lengths of employment",
        _monitored(("LOE", 1), ("LOE", 2)),
        ["Learner[0]/LearnerEmploymentStatus[0]/EmploymentStatusMonitoring[1]"],
    ),
    case("ESMType_20", "two codes", _monitored(("OET", 1), ("OET", 2)), []),
    case(
        "ESMType_20",
        "one code twice",
        _monitored(("OET", 1), ("OET", 1)),
        ["Learner[0]/LearnerEmploymentStatus[0]/EmploymentStatusMonitoring[1]"],
    ),
]
