from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilrsync.checks.facts import Facts
from ilrsync.checks.watched_days import Notes, WatchedDate
from ilrsync.model.records import AppFinRecord, Learner, LearningDelivery

START, END = ((), "LearnStartDate"), ((), "LearnPlanEndDate")
NEAR = st.dates(dt.date(2025, 8, 1), dt.date(2025, 8, 20))
DAYS = st.one_of(NEAR, NEAR, st.dates())
KNOWN = dt.date(2025, 8, 10)

COMPARISONS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)


Sides = Callable[[Any, Any], tuple[Any, Any]]

SIDES: tuple[Sides, ...] = (
    lambda start, end: (start, end),
    lambda start, end: (start, KNOWN),
    lambda start, end: (KNOWN, end),
    lambda start, end: (start + dt.timedelta(5), end),
    lambda start, end: (end - dt.timedelta(3), KNOWN),
    lambda start, end: (end - start, dt.timedelta(4)),
    lambda start, end: ((end - start).days, 4),
    lambda start, end: ((KNOWN - start).days, 2),
    lambda start, end: (end - KNOWN, dt.timedelta(2)),
    lambda start, end: (bool(end - start), False),
)
"""What a rule may compare."""


@given(st.sampled_from(COMPARISONS), st.sampled_from(SIDES), DAYS, DAYS, DAYS, DAYS)
def test_records_that_answer_a_question_alike_take_the_same_way(
    compare: Callable[[Any, Any], bool],
    sides: Sides,
    start: dt.date,
    end: dt.date,
    other: dt.date,
    last: dt.date,
) -> None:
    notes = Notes(Facts())
    try:
        expected = compare(*sides(start, end))
    except OverflowError:
        return
    watched = sides(WatchedDate(notes, START, start), WatchedDate(notes, END, end))
    assert compare(*watched) == expected
    assert notes.is_whole
    ask = notes.facts.question()
    seen = LearningDelivery(LearnStartDate=start, LearnPlanEndDate=end)
    met = LearningDelivery(LearnStartDate=other, LearnPlanEndDate=last)
    if ask(seen, Learner()) == ask(met, Learner()):
        assert compare(*sides(other, last)) == expected


@pytest.mark.parametrize(
    "use",
    [
        lambda day: day.year,
        lambda day: f"{day}",
        lambda day: str(day),
        lambda day: day in {KNOWN},
        lambda day: isinstance(day, dt.date),
        lambda day: day.replace(year=2020),
        lambda day: (KNOWN - day).total_seconds(),
    ],
)
def test_a_date_that_is_more_than_compared_cannot_be_told_in_facts(
    use: Callable[[Any], object],
) -> None:
    notes = Notes(Facts())
    assert use(WatchedDate(notes, START, KNOWN)) == use(KNOWN)
    assert not notes.is_whole


def test_a_question_tells_members_that_a_list_lacks_from_those_without_a_date() -> None:
    row = (("AppFinRecord", 1),)
    facts = Facts(
        rows={((), "AppFinRecord")}, days={((row, "AFinDate"), None): {KNOWN.toordinal()}}
    )
    ask = facts.question()
    one, early = AppFinRecord("PMR", 1), AppFinRecord("PMR", 1, dt.date(2025, 8, 9))
    late = AppFinRecord("PMR", 1, KNOWN)
    aims = [
        LearningDelivery(AppFinRecord=rows)
        for rows in ([one], [one, one], [one, early], [one, late])
    ]
    assert len({ask(aim, Learner()) for aim in aims}) == 4


def test_facts_cover_what_they_took_in() -> None:
    small, large = Facts(values={START}), Facts(rows={END}, days={(START, END): {0, 1}})
    assert not large.covers(small)
    large.add(small)
    assert large.covers(small)
    assert large.covers(Facts(days={(START, END): {1}}))
    assert not large.covers(Facts(days={(START, END): {2}}))
