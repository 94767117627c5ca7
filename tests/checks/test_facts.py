from __future__ import annotations

import copy
import datetime as dt
import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilrsync.checks.facts import Facts
from ilrsync.checks.questions import question
from ilrsync.checks.watched_days import Notes, WatchedDate
from ilrsync.checks.watched_numbers import WatchedNumber
from ilrsync.model.records import AppFinRecord, Learner, LearningDelivery

START, END = ((), "LearnStartDate"), ((), "LearnPlanEndDate")
NEAR = st.dates(dt.date(2025, 8, 1), dt.date(2025, 8, 20))
DAYS = st.one_of(NEAR, NEAR, st.dates())
KNOWN = dt.date(2025, 8, 10)


class Later(dt.date):
    """A date of another type."""


COMPARISONS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)


Sides = Callable[[Any, Any], tuple[Any, Any]]

SIDES: tuple[Sides, ...] = (
    lambda start, end: (start, end),
    lambda start, end: (start, KNOWN),
    lambda start, end: (KNOWN, end),
    lambda start, end: (start + dt.timedelta(5), end),
    lambda start, end: (end - dt.timedelta(3), KNOWN),
    lambda start, end: (start + dt.timedelta(5), end - dt.timedelta(2)),
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
    ask = question(notes.facts)
    seen = LearningDelivery(LearnStartDate=start, LearnPlanEndDate=end)
    met = LearningDelivery(LearnStartDate=other, LearnPlanEndDate=last)
    if ask(seen, Learner()) == ask(met, Learner()):
        assert compare(*sides(other, last)) == expected


HOURS, EXTRA = ((), "PlanLearnHours"), ((), "PlanEEPHours")
NUMBERS = st.integers(0, 12)
SUMS: tuple[Sides, ...] = (
    lambda hours, extra: (hours, 5),
    lambda hours, extra: (hours + extra, 9),
    lambda hours, extra: (sum([hours, extra, hours]), 14),
    lambda hours, extra: (3 + extra, 7),
    lambda hours, extra: ((hours + 1) + (extra + 2), 9),
    lambda hours, extra: (bool(hours), False),
    lambda hours, extra: ((hours or 0) + (extra or 0), 0),
)
"""What a rule may compare of numbers."""


@given(st.sampled_from(COMPARISONS), st.sampled_from(SUMS), NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_learners_whose_numbers_answer_alike_take_the_same_way(
    compare: Callable[[Any, Any], bool], sides: Sides, hours: int, extra: int, other: int, more: int
) -> None:
    notes = Notes(Facts())
    watched = sides(WatchedNumber(notes, (HOURS,), hours), WatchedNumber(notes, (EXTRA,), extra))
    assert compare(*watched) == compare(*sides(hours, extra))
    assert notes.is_whole
    ask = question(notes.facts)
    seen = Learner(PlanLearnHours=hours, PlanEEPHours=extra)
    met = Learner(PlanLearnHours=other, PlanEEPHours=more)
    if ask(seen, seen) == ask(met, met):
        assert compare(*sides(other, more)) == compare(*sides(hours, extra))


@pytest.mark.parametrize(
    "use",
    [
        lambda hours: f"{hours}",
        lambda hours: isinstance(hours, int),
        lambda hours: hours == 5.0,
        lambda hours: hours > 4.5,
        lambda hours: hours < Decimal(5),
        lambda hours: hours * 2,
        lambda hours: hours + 1.5,
        lambda hours: hours < hours + 1,
        lambda hours: 12 - hours - 1,
        lambda hours: divmod(60, hours),
        lambda hours: (-hours, abs(hours), round(hours, -1), int(hours), [*range(hours)]),
        lambda hours: copy.deepcopy(hours),
    ],
)
def test_a_number_that_is_more_than_compared_cannot_be_told_in_facts(
    use: Callable[[Any], object],
) -> None:
    notes = Notes(Facts())
    assert use(WatchedNumber(notes, (HOURS,), 5)) == use(5)
    assert not notes.is_whole


@pytest.mark.parametrize(
    "use",
    [
        lambda day: day.year,
        lambda day: f"{day}",
        lambda day: str(day),
        lambda day: isinstance(day, dt.date),
        lambda day: day == dt.datetime(2025, 8, 10),  # noqa: DTZ001 - dates have no zone
        lambda day: day == Later(2025, 8, 10),
        lambda day: day < Later(2025, 8, 11),
        lambda day: day + dt.timedelta(hours=30),
        lambda day: abs(KNOWN - day - dt.timedelta(9)),
        lambda day: (day - dt.date(2025, 8, 1)).days // 7,
        lambda day: day - dt.date(2025, 8, 1) < day - dt.date(2025, 8, 8),
        lambda day: day - (day - dt.date(2025, 8, 1)),
        lambda day: copy.copy(day),
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


@pytest.mark.parametrize(
    "stand_in",
    [
        WatchedDate(Notes(Facts()), START, KNOWN),
        WatchedNumber(Notes(Facts()), (HOURS,), 5),
        WatchedDate(Notes(Facts()), START, KNOWN) - KNOWN,
    ],
)
def test_what_is_remembered_by_its_arguments_never_remembers_a_stand_in(stand_in: object) -> None:
    with pytest.raises(TypeError):
        hash(stand_in)


def test_a_question_tells_members_that_a_list_lacks_from_those_without_a_date() -> None:
    row = (("AppFinRecord", 1),)
    facts = Facts(
        rows={((), "AppFinRecord")}, days={((row, "AFinDate"), None): {KNOWN.toordinal()}}
    )
    ask = question(facts)
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
    assert not large.covers(Facts(sums={(HOURS, EXTRA): {1}}))
    assert not large.covers(Facts(days={(START, END): {2}}))
