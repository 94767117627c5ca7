"""Employment on the first day of an aim: who needs a status, and an employer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, employment, fam, learner
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.model.records import (
    EmploymentStatusMonitoring,
    Learner,
)
from tests.checks.edges import A_DAY, AIM_TYPES, MODELS, PROGRAMMES, ages, days, edges, only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.checks.cases import Case
    from ilrsync.model.records import LearningDelivery

Code = tuple[str, str]


def _at_work(
    status: int | None,
    *codes: Code,
    since: dt.date = dt.date(2014, 1, 6),
    told: Iterable[tuple[str, int]] = (),
    born: dt.date = dt.date(1990, 5, 1),
    employer: int | None = None,
    more: Iterable[LearningDelivery] = (),
    **fields: Any,
) -> Learner:
    """An adult with that status, none if it is None, on an aim with *fields*."""
    monitoring = [EmploymentStatusMonitoring(*row) for row in told]
    row = employment(since, status or 10, EmpId=employer, EmploymentStatusMonitoring=monitoring)
    return learner(
        "A1",
        aim_with(*codes, **fields),
        *more,
        DateOfBirth=born,
        LearnerEmploymentStatus=[row] if status else [],
    )


def _apprentice(status: int | None, *codes: Code, **fields: Any) -> Learner:
    return _at_work(status, *codes, **{"fund": 36, "ProgType": 25, "AimType": 1, **fields})


def _hours(hours: int | None, enrichment: int | None, **fields: Any) -> Learner:
    one = _at_work(None, **{"fund": 25, **fields})
    one.PlanLearnHours, one.PlanEEPHours = hours, enrichment
    return one


STATUSES = {10, 11, 12, 98}
SINCE_2014, SINCE_2016 = dt.date(2014, 8, 1), dt.date(2016, 8, 1)
AUGUST_2025, AUGUST_2026 = dt.date(2025, 8, 31), dt.date(2026, 8, 31)


def _from_before(rule: str, **fields: Any) -> list[Case]:
    """A status has to apply from before the start, which is in or after August 2014."""
    return [
        *days(rule, lambda on: _at_work(10, since=on, **fields), first=START),
        *days(rule, lambda day: _at_work(None, LearnStartDate=day, **fields), first=SINCE_2014),
    ]


def _of_adults(rule: str, models: set[int]) -> list[Case]:
    """An adult of these models needs a status, by the age in the year in which the aim began."""
    fund = max(models)
    return [
        *_from_before(rule, fund=fund),
        *only(rule, lambda f: _at_work(None, fund=f), models, MODELS),
        *ages(
            rule,
            lambda b: _at_work(None, fund=fund, born=b, LearnStartDate=dt.date(2026, 7, 31)),
            on=AUGUST_2025,
            youngest=19,
        ),
        *ages(
            rule,
            lambda b: _at_work(None, fund=fund, born=b, LearnStartDate=dt.date(2026, 8, 1)),
            on=AUGUST_2026,
            youngest=19,
        ),
    ]


def _contracted(status: int | None, *rows: Any, fund: int = 36, **fields: Any) -> Learner:
    """An apprentice whose records of funding are *rows*."""
    one = _at_work(status, fund=fund, **fields)
    one.LearningDelivery[0].LearningDeliveryFAM = [fam(*row) for row in rows]
    return one


def _of_programmes(rule: str, status: int | None) -> list[Case]:
    """The programme aim of an apprenticeship is asked, whoever funds it."""
    return [
        *only(rule, lambda k: _apprentice(status, ProgType=k), {25}, PROGRAMMES),
        *only(rule, lambda k: _apprentice(status, AimType=k), {1}, AIM_TYPES),
        *only(rule, lambda f: _apprentice(status, fund=f), MODELS, MODELS),
    ]


BEGINS = ("ACT", "1", START)
EDGES = [
    *_of_adults("EmpStat_08", {35, 37, 81, 99}),
    *_of_adults("EmpStat_21", {38}),
    *only("EmpStat_08", lambda k: _at_work(None, ProgType=k), PROGRAMMES - {25}, PROGRAMMES),
    *only(
        "EmpStat_08",
        lambda f: _at_work(None, ("SOF", "108"), fund=f),
        {35, 37, 81},
        MODELS,
    ),
    *edges("EmpStat_08", speaks={"another source": _at_work(None, ("SOF", "105"))}),
    *edges("EmpStat_08", speaks={"another type": _at_work(None, ("LDM", "108"))}),
    *_from_before("EmpStat_11", fund=25),
    *only("EmpStat_11", lambda f: _at_work(None, fund=f), {25, 82}, MODELS),
    *only("EmpStat_11", lambda hours: _hours(hours, None), {None, 0, 539}, {None, 0, 539, 540}),
    *only("EmpStat_11", lambda hours: _hours(None, hours), {None, 0, 539}, {None, 0, 539, 540}),
    *only("EmpStat_11", lambda hours: _hours(500, hours), {None, 0, 39}, {None, 0, 39, 40}),
    *only(
        "EmpStat_11",
        lambda f: _at_work(
            10,
            since=START,
            fund=25,
            LearnStartDate=START + A_DAY,
            more=[aim_with(fund=f, LearnStartDate=START)],
        ),
        {25, 82},
        MODELS,
    ),
    *only(
        "EmpStat_20",
        lambda one: _at_work(one, ("LDM", "363")),
        {None, 11, 12, 98},
        [None, *STATUSES],
    ),
    *days("EmpStat_20", lambda on: _at_work(10, ("LDM", "363"), since=on), first=START + A_DAY),
    *edges("EmpStat_20", silent={"another code": _at_work(11, ("LDM", "362"))}),
    *only("EmpStat_22", lambda f: _at_work(None, fund=f), {11}, MODELS),
    *edges("EmpStat_22", silent={"no start": _at_work(None, fund=11, LearnStartDate=None)}),
    *days("EmpStat_22", lambda on: _at_work(10, since=on, fund=11), first=START + A_DAY),
    *days("EmpStat_09", lambda on: _apprentice(10, since=on), first=START),
    *days("EmpStat_09", lambda day: _apprentice(None, LearnStartDate=day), first=SINCE_2014),
    *_of_programmes("EmpStat_09", None),
    *_of_programmes("EmpStat_12", 11),
    *_of_programmes("EmpStat_15", 98),
    *_of_programmes("EmpId_10", 10),
    *only("EmpStat_12", _apprentice, STATUSES - {10}, [None, *STATUSES]),
    *only("EmpStat_15", _apprentice, {98}, [None, *STATUSES]),
    *only("EmpId_10", _apprentice, {10}, [None, *STATUSES]),
    *edges("EmpId_10", silent={"named": _apprentice(10, employer=999999999)}),
    *only(
        "EmpStat_12",
        lambda code: _apprentice(11, ("LDM", code)),
        {"352", "354"},
        {"352", "353", "354", "355"},
    ),
    *only(
        "EmpStat_15",
        lambda code: _apprentice(98, ("LDM", code)),
        {"352", "354"},
        {"352", "353", "354", "355"},
    ),
    *days("EmpStat_15", lambda day: _apprentice(98, LearnStartDate=day), first=SINCE_2016),
    *days("EmpStat_12", lambda on: _apprentice(11, since=on), last=START),
    *days("EmpStat_15", lambda on: _apprentice(98, since=on), last=START),
    *days("EmpId_10", lambda on: _apprentice(10, since=on), last=START),
    *only("R_110", lambda one: _contracted(one, BEGINS), {None, 11, 12, 98}, [None, *STATUSES]),
    *only("R_110", lambda f: _contracted(11, BEGINS, fund=f), {36}, MODELS),
    *days("R_110", lambda on: _contracted(10, BEGINS, since=on), first=START + A_DAY),
    *only(
        "R_110",
        lambda row: _contracted(11, BEGINS, told=[row]),
        {("OET", 2), ("EII", 1), ("BSI", 1)},
        {("OET", 1), ("OET", 2), ("EII", 1), ("BSI", 1)},
    ),
    *edges(
        "R_110",
        silent={
            "another contract": _contracted(11, ("ACT", "2", START)),
            "no contract": _contracted(11, ("LDM", "1", START)),
            "no first day": _contracted(11, ("ACT", "1")),
            "a restart": _contracted(11, BEGINS, ("RES", "1")),
            "at work when this contract begins": _contracted(
                10, ("ACT", "2", dt.date(2013, 9, 2)), BEGINS
            ),
            "another contract before": _contracted(
                10, ("ACT", "2", START), ("ACT", "1", START + A_DAY), since=START + A_DAY
            ),
            "another record before": _contracted(
                10, ("LDM", "1", START), ("ACT", "1", START + A_DAY), since=START + A_DAY
            ),
        },
    ),
]
