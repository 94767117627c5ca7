"""Who may be an apprentice, and how long an apprenticeship lasts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import closed, learner, learner_fam, supplied
from ilrsync.checks.lars import LARS
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from tests.checks.edges import AIM_TYPES, MODELS, PROGRAMMES, ages, days, edges, only

if TYPE_CHECKING:
    from collections.abc import Callable

    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner

ADULT = dt.date(1980, 5, 1)
START = dt.date(2026, 9, 7)
LEVEL_7 = supplied(LARS, "Standard", "274", NotionalEndLevel="7")
FOUNDATION = supplied(LARS, "Standard", "274", ApprenticeshipStandardTypeCode="A0001")


def _on(
    *codes: tuple[str, str],
    born: dt.date = ADULT,
    start: dt.date = START,
    lasts: int = 100,
    fund: int = 36,
    plan: str = "",
    **fields: Any,
) -> Learner:
    """A learner on a programme aim of so many days that has ended."""
    end = start + dt.timedelta(days=lasts)
    told = {"ProgType": 25, "AimType": 1, "StdCode": 274, **closed(end), **fields}
    one = aim_with(*codes, fund=fund, LearnStartDate=start, LearnPlanEndDate=end, **told)
    rows = [learner_fam(plan, 1)] if plan else []
    return learner("A1", one, DateOfBirth=born, LearnerFAM=rows)


def _programme(rule: str, models: set[int], start: dt.date, **terms: Any) -> list[Case]:
    """What all these rules ask: a programme aim of a standard of these models, no restart."""
    return [
        *only(rule, lambda fund: _on(fund=fund, start=start), models, MODELS, **terms),
        *only(
            rule,
            lambda kind: _on(ProgType=kind, fund=max(models), start=start),
            {25},
            PROGRAMMES,
            **terms,
        ),
        *only(
            rule,
            lambda kind: _on(AimType=kind, fund=max(models), start=start),
            {1},
            AIM_TYPES,
            **terms,
        ),
        *edges(
            rule,
            silent={"a restart": _on(("RES", "1"), fund=max(models), start=start)},
            **terms,
        ),
    ]


def _lasting(fund: int) -> Callable[[dt.date], Learner]:
    return lambda start: _on(fund=fund, start=start)


OLD, MIDDLE, NEW = dt.date(2015, 9, 7), dt.date(2023, 9, 4), dt.date(2025, 9, 8)
IN_2014, IN_2016, IN_2025 = dt.date(2014, 8, 1), dt.date(2016, 8, 1), dt.date(2025, 8, 1)
BEFORE_2016, BEFORE_2025 = dt.date(2016, 7, 31), dt.date(2025, 7, 31)

EDGES = [
    *_programme("DateOfBirth_37", {35, 81}, OLD),
    *_programme("DateOfBirth_40", {35, 81}, OLD),
    *_programme("DateOfBirth_46", {36, 81}, MIDDLE),
    *_programme("DateOfBirth_47", {36, 81}, MIDDLE),
    *_programme("DateOfBirth_57", {36}, NEW),
    *_programme("DateOfBirth_58", {36}, NEW),
    *_programme("DateOfBirth_59", {36}, START, lookups=FOUNDATION),
    *_programme("DateOfBirth_60", {36}, START, lookups=LEVEL_7),
    *_programme("DateofBirth_60", {36}, START, lookups=LEVEL_7),
    *days("DateOfBirth_37", _lasting(81), first=IN_2014, last=BEFORE_2016),
    *days("DateOfBirth_40", _lasting(81), last=BEFORE_2016),
    *days("DateOfBirth_46", _lasting(36), first=IN_2016, last=BEFORE_2025),
    *days("DateOfBirth_47", _lasting(36), first=IN_2016, last=BEFORE_2025),
    *days("DateOfBirth_57", _lasting(36), first=IN_2025),
    *days("DateOfBirth_58", _lasting(36), first=IN_2025),
    *days("DateOfBirth_59", _lasting(36), first=IN_2025, lookups=FOUNDATION),
    *days("DateOfBirth_60", _lasting(36), first=dt.date(2026, 1, 1), lookups=LEVEL_7),
    *ages("DateOfBirth_37", lambda b: _on(born=b, fund=81, start=OLD), on=OLD, youngest=19),
    *ages("DateOfBirth_40", lambda b: _on(born=b, fund=81, start=OLD), on=OLD, youngest=19),
    *ages("DateOfBirth_46", lambda b: _on(born=b, start=MIDDLE), on=MIDDLE, youngest=16),
    *ages("DateOfBirth_57", lambda b: _on(born=b, start=NEW), on=NEW, youngest=16),
    *ages("DateOfBirth_59", lambda b: _on(born=b), on=START, youngest=25, lookups=FOUNDATION),
    *ages("DateOfBirth_60", lambda b: _on(born=b), on=START, youngest=22, lookups=LEVEL_7),
    *ages("DateOfBirth_60", lambda b: _on(born=b), on=START, oldest=15, lookups=LEVEL_7),
    *ages(
        "DateOfBirth_60",
        lambda b: _on(("LDM", "362"), born=b),
        on=START,
        youngest=25,
        lookups=LEVEL_7,
    ),
    *ages(
        "DateOfBirth_60", lambda b: _on(born=b, plan="EHC"), on=START, youngest=25, lookups=LEVEL_7
    ),
    *edges(
        "DateOfBirth_60",
        speaks={"another code": _on(("LDM", "363"), born=dt.date(2003, 5, 1))},
        lookups=LEVEL_7,
    ),
    *edges(
        "DateOfBirth_40",
        silent={"not achieved": _on(fund=81, start=OLD, Outcome=3)},
        speaks={"before 2014": _on(fund=81, start=dt.date(2012, 9, 3))},
    ),
    *edges("DateOfBirth_47", silent={"left": _on(start=MIDDLE, CompStatus=3)}),
    *edges("DateOfBirth_58", silent={"left": _on(start=NEW, CompStatus=3)}),
    *edges(
        "DateOfBirth_47",
        speaks={"of any age": _on(start=MIDDLE, born=dt.date(2010, 1, 1))},
    ),
    *only(
        "DateOfBirth_48",
        lambda kind: _on(born=dt.date(2010, 8, 31), start=dt.date(2026, 6, 26), ProgType=kind),
        {25},
        PROGRAMMES,
    ),
    *days(
        "DateOfBirth_48",
        lambda born: _on(born=born, start=dt.date(2026, 6, 27)),
        first=dt.date(2010, 9, 1),
    ),
    *days(
        "DateOfBirth_48",
        lambda start: _on(born=dt.date(2009, 9, 1), start=start),
        last=dt.date(2026, 6, 26),
    ),
    *days(
        "DateOfBirth_48",
        lambda start: _on(born=dt.date(2007, 12, 1), start=start),
        last=dt.date(2024, 6, 28),
    ),
    *days(
        "DateOfBirth_48",
        lambda start: _on(born=dt.date(2012, 1, 1), start=start),
        last=dt.date(2028, 6, 30),
    ),
    *days(
        "DateOfBirth_48",
        lambda start: _on(born=dt.date(2005, 1, 1), start=start),
        first=IN_2016,
    ),
]
