"""Free Courses for Jobs: for whom, and on which aims."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import employment, learner
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.model.records import EmploymentStatusMonitoring, PriorAttain
from tests.checks.edges import LEVELS, MODELS, ages, days, edges, only

if TYPE_CHECKING:
    from ilrsync.model.records import Learner

FREE, LOW_WAGE, LOW_EARNINGS = ("LDM", "378"), ("LDM", "382"), ("LDM", "391")
DELIVERED = ("DAM", "023")
ADULT = dt.date(1990, 1, 1)
OLD, NEW = dt.date(2023, 9, 4), dt.date(2025, 9, 8)
NEW_FUND, LAST_OLD = dt.date(2024, 8, 1), dt.date(2024, 7, 31)


def _on(
    *codes: tuple[str, str],
    born: dt.date = ADULT,
    level: int = 10,
    start: dt.date = NEW,
    fund: int = 38,
) -> Learner:
    one = aim_with(*codes, fund=fund, LearnStartDate=start)
    return learner("A1", one, DateOfBirth=born, PriorAttain=[PriorAttain(level, start)])


def _on_benefits(fund: int) -> Learner:
    one = _on(FREE, start=OLD, fund=fund)
    benefits = [EmploymentStatusMonitoring("BSI", 1)]
    row = employment(dt.date(2023, 8, 1), 11, EmploymentStatusMonitoring=benefits)
    one.LearnerEmploymentStatus = [row]
    return one


YOUNG = dt.date(2004, 1, 1)

EDGES = [
    *only("FundModel_15", lambda fund: _on(FREE, fund=fund), MODELS - {35, 38}, MODELS),
    *days("LearnDelFAMType_100", lambda day: _on(FREE, start=day), last=dt.date(2021, 3, 31)),
    *days("LearnDelFAMType_108", lambda day: _on(LOW_WAGE, start=day), last=LAST_OLD),
    *edges("LearnDelFAMType_108", silent={"neither": _on(start=OLD)}),
    *only(
        "R_132",
        lambda level: _on(FREE, level=level, start=OLD),
        {6, 7, 8, 9, 10, 97, 98},
        LEVELS,
    ),
    *days(
        "R_132",
        lambda day: _on(FREE, start=day),
        first=dt.date(2022, 4, 1),
        last=LAST_OLD,
    ),
    *only("R_132", _on_benefits, MODELS - {35}, MODELS),
    *edges(
        "R_132",
        silent={
            "no free course": _on(start=OLD),
            "on low wages": _on(FREE, LOW_WAGE, start=OLD),
            "DAM 023": _on(FREE, DELIVERED, start=OLD),
        },
        speaks={"DAM 001": _on(FREE, ("DAM", "001"), start=OLD)},
    ),
    *only(
        "R_148",
        lambda level: _on(FREE, born=YOUNG, level=level),
        LEVELS - {1, 2, 3, 4, 5, 99},
        LEVELS,
    ),
    *ages("R_148", lambda born: _on(FREE, born=born), on=NEW, youngest=19, oldest=23),
    *days("R_148", lambda day: _on(FREE, born=YOUNG, start=day), first=NEW_FUND),
    *edges(
        "R_148",
        silent={"no free course": _on(born=YOUNG)},
        speaks={
            "DAM 023": _on(FREE, DELIVERED, born=YOUNG),
            "any model": _on(FREE, born=YOUNG, fund=35),
        },
    ),
    *only("R_151", lambda fund: _on(FREE, fund=fund), {38}, MODELS),
    *ages("R_151", lambda born: _on(FREE, born=born), on=NEW, youngest=24),
    *days("R_151", lambda day: _on(FREE, start=day), first=NEW_FUND),
    *edges(
        "R_151",
        silent={"no free course": _on(), "DAM 023": _on(FREE, DELIVERED)},
        speaks={"DAM 001": _on(FREE, ("DAM", "001"))},
    ),
]
