"""What may stand once only in a learner, an aim or a file, and when it counts as the same."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import aim, closed, employment, fam, learner, learner_fam, message
from ilrsync.model.codes import TEMPORARY_ULN
from ilrsync.model.records import (
    EmploymentStatusMonitoring,
    HRSRecord,
    LearnerHE,
    LearnerHEFinancialSupport,
    LLDDandHealthProblem,
    PriorAttain,
    ProviderSpecDeliveryMonitoring,
    ProviderSpecLearnerMonitoring,
)
from tests.checks.edges import A_DAY, days, edges, only

if TYPE_CHECKING:
    from ilrsync.model.records import Learner, LearningDelivery, Message

DAY, LATER = dt.date(2025, 8, 1), dt.date(2025, 10, 1)
SINCE = dt.date(2026, 8, 1)
ONCE = {"SEI", "EII", "LOU", "LOE", "BSI", "PEI", "SEM", "loe"}


def _learner(name: str, *rows: Any) -> Learner:
    return learner("A1", **{name: list(rows)})


def _supported(*kinds: int) -> Learner:
    rows = [LearnerHEFinancialSupport(kind, 100) for kind in kinds]
    return learner("A1", LearnerHE=LearnerHE(LearnerHEFinancialSupport=rows))


def _monitored(*rows: tuple[str | None, int]) -> Learner:
    told = [EmploymentStatusMonitoring(*row) for row in rows]
    return _learner("LearnerEmploymentStatus", employment(EmploymentStatusMonitoring=told))


def _status(on: dt.date = LATER, status: int = 11, **fields: Any) -> Learner:
    """An employment status, and before it one of EmpStat 11, employer 1 and LOU 1."""
    same = {"EmpId": 1, "EmploymentStatusMonitoring": [EmploymentStatusMonitoring("LOU", 1)]}
    rows = [employment(DAY, 11, **same), employment(on, status, **{**same, **fields})]
    return _learner("LearnerEmploymentStatus", *rows)


def _aim(name: str, *rows: Any, **fields: Any) -> LearningDelivery:
    return aim(**{name: list(rows), **fields})


def _noted(*rows: tuple[str, str]) -> LearningDelivery:
    return _aim("LearningDeliveryFAM", *(fam(*row) for row in rows))


IN_A_LEARNER = [
    *edges(
        "R_43",
        silent={"another day": _status(), "one": _learner("LearnerEmploymentStatus", employment())},
    ),
    *edges("R_43", speaks={"another status": _status(DAY, 10)}),
    *only(
        "R_45",
        lambda code: _learner(
            "LLDDandHealthProblem", LLDDandHealthProblem(4), LLDDandHealthProblem(code)
        ),
        {4},
        {None, 4, 5},
    ),
    *only(
        "R_49",
        lambda mark: _learner(
            "ProviderSpecLearnerMonitoring",
            ProviderSpecLearnerMonitoring("A", "x"),
            ProviderSpecLearnerMonitoring(mark, "y"),
        ),
        {"A", "a"},
        {None, "A", "a", "B"},
    ),
    *only(
        "R_51",
        lambda row: _learner("LearnerFAM", learner_fam("HNS", 1), learner_fam(*row)),
        {("HNS", 1), ("hns", 1)},
        {("HNS", 1), ("hns", 1), ("HNS", 2), ("EHC", 1)},
    ),
    *only(
        "PriorAttain_10",
        lambda row: _learner("PriorAttain", PriorAttain(3, DAY), PriorAttain(*row)),
        {(3, DAY), (4, DAY)},
        {(3, DAY), (4, DAY), (3, LATER), (3, None)},
    ),
    *only(
        "PrimaryLLDD_03",
        lambda mark: _learner(
            "LLDDandHealthProblem", LLDDandHealthProblem(4, 1), LLDDandHealthProblem(5, mark)
        ),
        {1},
        {None, 1, 2},
    ),
    *only("FINTYPE_02", lambda kind: _supported(kind, kind), {1, 2, 3, 4}, range(1, 7)),
    *edges("FINTYPE_02", silent={"another type": _supported(1, 2, 3, 4)}),
    *only(
        "ESMType_15",
        lambda kind: _monitored((kind, 1), (kind, 2)),
        ONCE,
        {*ONCE, "OET", "RON", None},
    ),
    *edges("ESMType_15", silent={"another type": _monitored(("LOU", 1), ("LOE", 1))}),
    *only(
        "ESMType_20",
        lambda kind: _monitored((kind, 1), (kind, 1)),
        {"OET", "oet"},
        {"OET", "oet", "LOU", None},
    ),
    *edges("ESMType_20", silent={"another code": _monitored(("OET", 1), ("OET", 2))}),
    *edges(
        "R_97",
        speaks={"the same again": _status(), "the same of none": _status(EmpId=1)},
        silent={
            "another status": _status(status=10),
            "another employer": _status(EmpId=2),
            "no employer": _status(EmpId=None),
            "another code": _status(
                EmploymentStatusMonitoring=[EmploymentStatusMonitoring("LOU", 2)]
            ),
            "another type": _status(
                EmploymentStatusMonitoring=[EmploymentStatusMonitoring("LOE", 1)]
            ),
            "no longer consecutive": _learner(
                "LearnerEmploymentStatus",
                employment(DAY, 11),
                employment(LATER, 11),
                employment(DAY + A_DAY, 10),
            ),
        },
    ),
    *edges(
        "R_07",
        speaks={"two": learner("A1", aim(AimSeqNumber=2), aim(AimSeqNumber=2))},
        silent={"two others": learner("A1", aim(AimSeqNumber=2), aim(AimSeqNumber=1))},
    ),
    *only(
        "AimSeqNumber_02",
        lambda number: learner("A1", aim(AimSeqNumber=1), aim(AimSeqNumber=number)),
        {3, 4},
        {1, 2, 3, 4},
    ),
]


def _bursaries(start: dt.date, *on: dt.date | None, kind: str = "ALB") -> LearningDelivery:
    rows = [fam(kind, str(code), day) for code, day in enumerate(on, 1)]
    return _aim("LearningDeliveryFAM", *rows, FundModel=99, LearnStartDate=start)


def _support(
    *periods: tuple[dt.date | None, dt.date | None], kind: str = "LSF"
) -> LearningDelivery:
    return _aim("LearningDeliveryFAM", *(fam(kind, "1", *period) for period in periods))


def _next(day: dt.date, until: dt.date | None = LATER, kind: str = "LSF") -> LearningDelivery:
    """Support from August to *until*, and again from *day*."""
    return _support((DAY, until), (day, None), kind=kind)


def _elsewhere(day: dt.date, until: dt.date | None = LATER, kind: str = "LSF") -> Learner:
    return learner("A1", _support((DAY, until), kind=kind), _support((day, None), kind=kind))


OLD = dt.date(2016, 8, 1)
IN_AN_AIM = [
    *only(
        "R_50",
        lambda mark: _aim(
            "ProviderSpecDeliveryMonitoring",
            ProviderSpecDeliveryMonitoring("A", "x"),
            ProviderSpecDeliveryMonitoring(mark, "y"),
        ),
        {"A", "a"},
        {None, "A", "a", "B"},
    ),
    *only(
        "R_52",
        lambda kind: _noted((kind, "1"), (kind, "1")),
        {"SOF", "sof", "LDM", "FFI", "EVI"},
        {"SOF", "sof", "LDM", "FFI", "EVI", "LSF", "lsf", "ACT", "ALB"},
    ),
    *only(
        "R_52",
        lambda row: _noted(("HHS", "1"), row),
        {("HHS", "1")},
        [("HHS", "1"), ("HHS", "2"), ("SOF", "1")],
    ),
    *only(
        "HRSType_18",
        lambda code: _aim("HRSRecord", HRSRecord("HRS", 2, 1), HRSRecord("HRS", code, 2)),
        {2},
        {None, 1, 2, 3},
    ),
    *days("R_157", lambda day: _bursaries(day, DAY, DAY), first=SINCE),
    *only("R_157", lambda day: _bursaries(SINCE, DAY, day), {DAY}, {None, DAY, LATER}),
    *only(
        "R_157",
        lambda kind: _bursaries(SINCE, DAY, DAY, kind=kind),
        {"ALB", "alb"},
        {"ALB", "alb", "LSF"},
    ),
    *days("R_61", _next, last=LATER - A_DAY),
    *only(
        "R_61",
        lambda kind: _next(DAY, kind=kind),
        {"LSF", "ALB", "alb"},
        {"LSF", "ALB", "alb", "ACT"},
    ),
    *edges(
        "R_61", silent={"no end": _next(DAY, None), "no day": _support((None, LATER), (DAY, None))}
    ),
    *edges(
        "R_61",
        speaks={
            "within the first of three": _support(
                (DAY, LATER), (DAY + A_DAY, DAY + A_DAY), (DAY + 2 * A_DAY, None)
            )
        },
        silent={
            "each type for itself": _aim(
                "LearningDeliveryFAM", fam("LSF", "1", DAY, LATER), fam("ALB", "1", DAY, LATER)
            )
        },
    ),
    *days("R_106", _elsewhere, last=LATER),
    *only("R_106", lambda kind: _elsewhere(DAY, kind=kind), {"LSF", "lsf"}, {"LSF", "lsf", "ALB"}),
    *edges("R_106", speaks={"no end": _elsewhere(LATER + A_DAY, None)}),
    *days(
        "R_106", lambda day: learner("A1", _support((day, None)), _support((day, None))), first=OLD
    ),
    *days(
        "R_106", lambda day: learner("A1", _support((day, None)), _support((OLD, None))), first=OLD
    ),
]


def _file(*ones: Learner) -> Message:
    return message(*ones)


def _again(**fields: Any) -> Learner:
    """An aim, and the same with other *fields*."""
    same = {"ProgType": 25, "StdCode": 105, "FundModel": 36, **closed(LATER)}
    name = fields.pop("reference", "60148955")
    return learner("A1", aim(**same), aim(name, **{**same, **fields}))


IN_A_FILE = [
    *only(
        "R_06",
        lambda name: _file(learner("A1", ULN=1), learner(name, ULN=2)),
        {"A1", "a1", " A1 "},
        {None, "", "A1", "a1", " A1 ", "B2"},
    ),
    *edges("R_06", silent={"neither has one": _file(learner(None), learner(None))}),
    *only(
        "R_59",
        lambda number: _file(learner("A1", ULN=number), learner("B2", ULN=number)),
        {1, 1000000007},
        {None, 1, 1000000007, TEMPORARY_ULN},
    ),
    *edges(
        "ILRSYNC_same_aim_twice",
        speaks={
            "the same": _again(),
            "in small letters, twice": learner("A1", aim("z0001234"), aim("z0001234")),
        },
        silent={
            "another reference": _again(reference="60148967"),
            "another type": _again(AimType=3),
            "another programme": _again(ProgType=24),
            "another standard": _again(StdCode=106),
            "another model": _again(FundModel=99),
            "another day": _again(LearnStartDate=LATER),
            "a restart": _again(LearningDeliveryFAM=[fam("RES", "1")]),
            "no reference": learner("A1", aim(None), aim(None)),
            "a blank reference": learner("A1", aim(" "), aim(" ")),
        },
    ),
]

EDGES = [*IN_A_LEARNER, *IN_AN_AIM, *IN_A_FILE]
