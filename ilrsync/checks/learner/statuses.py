"""Employment status on the first day of an aim: what the rules about it share."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import employment, learner
from ilrsync.checks.derived import age_on, employment_on, is_employed_before, teaching_year
from ilrsync.checks.rule import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.model.records import Learner, LearnerEmploymentStatus, LearningDelivery

SINCE = dt.date(2014, 8, 1)
BORN = dt.date(1990, 5, 1)
BEFORE = dt.date(2025, 8, 1)


def on_start(aim: LearningDelivery, learner: Learner) -> LearnerEmploymentStatus | None:
    """The status in force on the first day of the aim."""
    return employment_on(learner, aim.LearnStartDate) if aim.LearnStartDate else None


def without(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """The aim, where no status applies from before it; for starts since August 2014."""
    start = aim.LearnStartDate
    if start and start >= SINCE and not is_employed_before(learner, start):
        yield Hit(aim, LearnStartDate=start)


def adult_without(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """The same, for those who are 19 on 31 August of the teaching year in which it started."""
    born, start = learner.DateOfBirth, aim.LearnStartDate
    for hit in without(aim, learner):  # few get here, and only they cost a look at the calendar
        if born and start and age_on(born, dt.date(teaching_year(start), 8, 31)) >= 19:
            yield hit


def working(*aims: LearningDelivery, status: int = 10, **fields: Any) -> Learner:
    """For cases: an adult with one employment status, from before the start."""
    row = employment(BEFORE, status, **{"EmpId": 999999999, **fields})
    return learner("A1", *aims, DateOfBirth=BORN, LearnerEmploymentStatus=[row])


def without_status(*aims: LearningDelivery, **fields: Any) -> Learner:
    """For cases: an adult without employment status."""
    return learner("A1", *aims, **{"DateOfBirth": BORN, **fields})
