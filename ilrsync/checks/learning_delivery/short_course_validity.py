"""Whether LARS lets an aim be funded as a short course of the growth and skills offer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, aim, case, closed
from ilrsync.checks.lars import VALIDITY
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.checks.validity import (
    ended_after,
    listed_as,
    listed_before_the_year,
    started_outside,
    started_too_late,
    unlisted,
)
from ilrsync.model.codes import AimType, FundModel
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

SHORT_COURSES = "GROWTH_SKILLS_SHORT_COURSES"


@rule(
    "LearnAimRef_156",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnActEndDate",
    severity=WARNING,
    since="2627",
    when={"FundModel": FundModel.SHORT_COURSE},
    needs=[VALIDITY],
)
def short_course_started_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A short course aim, FundModel 39, starts while LARS lists it for short courses.

    The list calls it an error; the service treats it as a warning.

    Source: validation rules 2026-27 v4, Learning delivery, LearnAimRef_156.
    """
    if started_outside(aim, context, SHORT_COURSES):
        yield Hit(aim)


@rule(
    "LearnAimRef_157",
    over=LearningDelivery,
    fields="LearnAimRef LearnActEndDate",
    since="2627",
    when={"FundModel": FundModel.SHORT_COURSE},
    needs=[VALIDITY],
)
def short_course_ended_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A short course aim, FundModel 39, ends while LARS lists it for short courses.

    Source: validation rules 2026-27 v4, Learning delivery, LearnAimRef_157.
    """
    if ended_after(aim, context, SHORT_COURSES):
        yield Hit(aim)


@rule(
    "LearnAimRef_158",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    since="2627",
    when={"FundModel": FundModel.SHORT_COURSE},
    needs=[VALIDITY],
)
def short_course_started_late(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A short course aim, FundModel 39, starts while LARS takes new starts of it for short courses.

    A restart (RES) may start after the last date for new starts.

    Source: validation rules 2026-27 v4, Learning delivery, LearnAimRef_158.
    """
    if started_too_late(aim, context, SHORT_COURSES):
        yield Hit(aim)


@rule(
    "LearnAimRef_159",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    since="2627",
    when={"FundModel": FundModel.SHORT_COURSE},
    needs=[VALIDITY],
)
def short_course_over(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A short course aim, FundModel 39, is still listed for short courses in this teaching year.

    The LARS row with the latest start counts.

    Source: validation rules 2026-27 v4, Learning delivery, LearnAimRef_159.
    """
    if listed_before_the_year(aim, context, SHORT_COURSES):
        yield Hit(aim)


@rule(
    "LearnAimRef_160",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    severity=WARNING,
    since="2627",
    when={"FundModel": FundModel.SHORT_COURSE},
    needs=[VALIDITY],
)
def short_course_unlisted(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A short course aim, FundModel 39, is one that LARS lists for short courses.

    The list calls it an error; the service treats it as a warning.

    Source: validation rules 2026-27 v4, Learning delivery, LearnAimRef_160.
    """
    if unlisted(aim, context, SHORT_COURSES):
        yield Hit(aim)


START, END = dt.date(2026, 9, 7), dt.date(2026, 10, 30)
DAY_BEFORE, NEXT_DAY, EARLIER = dt.date(2026, 9, 6), dt.date(2026, 9, 8), dt.date(2026, 10, 29)
LAST_YEAR = dt.date(2025, 7, 31)


def _short(**fields: Any) -> LearningDelivery:
    return aim(
        AimType=AimType.STANDALONE,
        FundModel=FundModel.SHORT_COURSE,
        LearnStartDate=START,
        **fields,
    )


CASES = [
    case("LearnAimRef_156", "listed", _short(**closed(END)), [], lookups=listed_as(SHORT_COURSES)),
    case(
        "LearnAimRef_156",
        "listed from the next day",
        _short(**closed(END)),
        AIM,
        lookups=listed_as(SHORT_COURSES, starts=NEXT_DAY),
    ),
    case("LearnAimRef_157", "listed", _short(**closed(END)), [], lookups=listed_as(SHORT_COURSES)),
    case(
        "LearnAimRef_157",
        "no longer listed",
        _short(**closed(END)),
        AIM,
        lookups=listed_as(SHORT_COURSES, ends=EARLIER),
    ),
    case("LearnAimRef_158", "listed", _short(), [], lookups=listed_as(SHORT_COURSES)),
    case(
        "LearnAimRef_158",
        "closed to new starts",
        _short(),
        AIM,
        lookups=listed_as(SHORT_COURSES, last_new_start=DAY_BEFORE),
    ),
    case("LearnAimRef_159", "listed", _short(), [], lookups=listed_as(SHORT_COURSES)),
    case(
        "LearnAimRef_159",
        "listed until last year",
        _short(),
        AIM,
        lookups=listed_as(SHORT_COURSES, ends=LAST_YEAR),
    ),
    case("LearnAimRef_160", "listed", _short(), [], lookups=listed_as(SHORT_COURSES)),
    case("LearnAimRef_160", "not listed so", _short(), AIM, lookups=listed_as("ANOTHER")),
]
