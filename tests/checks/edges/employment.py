"""Employment status: from when it applies, and what goes with it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import employment, learner, supplied
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.checks.lists import CODE_LISTS
from ilrsync.model.records import EmploymentStatusMonitoring
from tests.checks.edges import AIM_TYPES, MODELS, PROGRAMMES, ages, days, edges, only

if TYPE_CHECKING:
    from ilrsync.model.records import Learner, LearningDelivery

AT_WORK, LOOKING, NOT_LOOKING = 10, 11, 12
STATUSES = {AT_WORK, LOOKING, NOT_LOOKING, 98}
EARLY, AUTUMN = dt.date(2025, 8, 1), dt.date(2013, 9, 2)
ADULT = dt.date(1980, 5, 1)
PAST = dt.date(2013, 8, 31)
ENDS = {"2526": dt.date(2026, 7, 31), "2627": dt.date(2027, 7, 31)}
FREE = {"ProgType": 32}
LAST_DAY = supplied(CODE_LISTS, "Code", "ESM.EII", Code="5", EffectiveTo="2025-08-01")


def _told(
    status: int,
    *rows: tuple[str, int],
    on: dt.date = EARLY,
    aims: list[LearningDelivery] | None = None,
    **fields: Any,
) -> Learner:
    """An adult with one status, which says *rows*."""
    monitoring = [EmploymentStatusMonitoring(*row) for row in rows]
    one = employment(on, status, EmploymentStatusMonitoring=monitoring, **fields)
    given = aims or [aim_with(fund=99)]
    return learner("A1", *given, DateOfBirth=ADULT, LearnerEmploymentStatus=[one])


def _old(fund: int = 35, *codes: tuple[str, str], born: dt.date = ADULT, **fields: Any) -> Learner:
    """A learner without a status on an aim of 2013."""
    one = aim_with(*codes, fund=fund, **{"LearnStartDate": AUTUMN, **fields})
    return learner("A1", one, DateOfBirth=born)


def _of(kind: int | None) -> list[LearningDelivery]:
    return [aim_with(fund=35, ProgType=kind)]


def _apprentice(since: dt.date = EARLY, status: int = AT_WORK, **fields: Any) -> Learner:
    told = {"ProgType": 25, "AimType": 1, "LearnStartDate": dt.date(2025, 9, 8), **fields}
    return _told(status, on=since, aims=[aim_with(fund=36, **told)])


def _academy(code: int) -> Learner:
    return _told(LOOKING, ("BSI", code), aims=[aim_with(("LDM", "375"), fund=38)])


EDGES = [
    *(
        edge
        for year, day in ENDS.items()
        for edge in days(
            "DateEmpStatApp_01",
            lambda on: _told(AT_WORK, on=on),
            first=day + dt.timedelta(days=1),
            year=year,
        )
    ),
    *days("DateEmpStatApp_02", lambda on: _told(AT_WORK, on=on), last=dt.date(1990, 7, 31)),
    *only("EmpStat_01", _old, {35, 81, 99}, MODELS),
    *only("EmpStat_01", lambda kind: _old(ProgType=kind), PROGRAMMES - {25}, PROGRAMMES),
    *edges(
        "EmpStat_01",
        speaks={"another model with SOF 108": _old(35, ("SOF", "108"))},
        silent={"community learning": _old(99, ("SOF", "108"))},
    ),
    *days(
        "EmpStat_01",
        lambda day: _old(LearnStartDate=day),
        first=dt.date(2012, 8, 1),
        last=dt.date(2014, 7, 31),
    ),
    *ages("EmpStat_01", lambda born: _old(born=born), on=PAST, youngest=19),
    *only(
        "EmpStat_02",
        lambda kind: _old(36, AimType=1, ProgType=kind),
        {25},
        PROGRAMMES,
    ),
    *only("EmpStat_02", lambda kind: _old(36, AimType=kind, ProgType=25), {1}, AIM_TYPES),
    *days(
        "EmpStat_02",
        lambda day: _old(36, AimType=1, ProgType=25, LearnStartDate=day),
        last=dt.date(2014, 7, 31),
    ),
    *only(
        "EmpId_14",
        lambda kind: _told(LOOKING, aims=_of(kind), EmpId=999999999),
        {2, 3, 20, 21, 22, 23, 25},
        PROGRAMMES,
    ),
    *only(
        "EmpId_14",
        lambda status: _told(status, aims=_of(25), EmpId=999999999),
        {LOOKING, NOT_LOOKING},
        STATUSES,
    ),
    *edges("EmpId_14", silent={"no employer": _told(LOOKING, aims=_of(25))}),
    *days("ESMType_02", lambda on: _told(AT_WORK, on=on), first=dt.date(2012, 8, 1)),
    *only("ESMType_02", _told, {AT_WORK}, STATUSES),
    *edges("ESMType_02", speaks={"another record": _told(AT_WORK, ("LOE", 1))}),
    *only("ESMType_05", lambda status: _told(status, ("LOU", 1)), {AT_WORK}, STATUSES),
    *only("ESMType_07", lambda status: _told(status, ("SEI", 1)), STATUSES - {AT_WORK}, STATUSES),
    *only("ESMType_08", _told, {LOOKING}, STATUSES),
    *days("ESMType_08", lambda on: _told(LOOKING, on=on), first=dt.date(2012, 8, 1)),
    *only(
        "ESMType_08",
        lambda fund: _told(LOOKING, aims=[aim_with(fund=fund)]),
        MODELS - {25, 37, 82},
        MODELS,
    ),
    *only("ESMType_09", lambda status: _apprentice(status=status), {AT_WORK}, STATUSES),
    *only("ESMType_09", lambda kind: _apprentice(ProgType=kind), {25}, PROGRAMMES),
    *only("ESMType_09", lambda kind: _apprentice(AimType=kind), {1}, AIM_TYPES),
    *days("ESMType_09", _apprentice, first=dt.date(2013, 8, 1)),
    *edges("ESMType_09", silent={"a later status": _apprentice(dt.date(2025, 9, 9))}),
    *only("ESMType_10", lambda status: _told(status, ("LOE", 1)), {LOOKING, NOT_LOOKING}, STATUSES),
    *only(
        "ESMType_12", lambda kind: _told(LOOKING, (kind, 1)), ["EII", "SEI"], ["EII", "SEI", "LOU"]
    ),
    *only("ESMType_12", lambda status: _told(status, ("EII", 5)), {LOOKING, NOT_LOOKING}, STATUSES),
    *days("ESMType_12", lambda on: _told(LOOKING, ("SEI", 1), on=on), first=dt.date(2013, 8, 1)),
    *days(
        "ESMType_11",
        lambda on: _told(AT_WORK, ("EII", 5), on=on),
        first=dt.date(2025, 8, 2),
        lookups=LAST_DAY,
    ),
    *only("ESMType_16", lambda kind: _told(LOOKING, ("SEM", 1), aims=_of(kind)), {25}, PROGRAMMES),
    *only(
        "ESMType_16",
        lambda status: _told(status, ("SEM", 1), aims=_of(25)),
        {LOOKING, NOT_LOOKING},
        STATUSES,
    ),
    *edges("ESMType_16", silent={"another code": _told(LOOKING, ("SEM", 2), aims=_of(25))}),
    *only("ESMType_17", _academy, {2, 3, 6}, {1, 2, 3, 4, 5, 6}),
    *edges("ESMType_17", silent={"no academy": _told(LOOKING)}),
    *only("ESMType_18", lambda status: _told(status, ("OET", 1)), {AT_WORK}, STATUSES),
    *edges("ESMType_18", silent={"a small employer": _told(AT_WORK, ("OET", 2))}),
    *only("ESMType_19", lambda status: _told(status, ("OET", 2)), STATUSES - {AT_WORK}, STATUSES),
    *edges("ESMType_19", silent={"redundant": _told(LOOKING, ("OET", 1))}),
    *only(
        "R_134",
        lambda kind: _told(AT_WORK, ("OET", 2), aims=_of(kind)),
        PROGRAMMES - {32},
        PROGRAMMES,
    ),
    *edges(
        "R_134",
        silent={
            "DAM 023": _told(AT_WORK, ("OET", 2), aims=[aim_with(("DAM", "023"), fund=38)]),
            "redundant": _told(AT_WORK, ("OET", 1)),
        },
        speaks={
            "DAM 001": _told(AT_WORK, ("OET", 2), aims=[aim_with(("DAM", "001"), fund=38)]),
        },
    ),
]
