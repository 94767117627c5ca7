"""Rules as strangers may write them: what is remembered of them is what they would say."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import functools
import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from ilrsync.checks.dispatch import Dispatch
from ilrsync.checks.hiding import hides
from ilrsync.checks.naive import Raised, bind, naive
from ilrsync.checks.plugin import ilrsync_rules
from ilrsync.checks.rule import Context, Hit, rule
from ilrsync.model.record import Origin
from ilrsync.model.records import Learner, LearningDelivery
from ilrsync.model.table import YEARS, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAYS = [dt.date(2025, 8, 1) + dt.timedelta(days) for days in (0, 1, 7, 30, 31, 100, 400)]
LATE = DAYS[3]
CONTEXT = Context(table("2627"), LATE, LATE)
ERRORS = (TypeError, KeyError)


class Day(dt.date):
    """A date of another type."""


class Autumn:
    """Equal to every day of an autumn."""

    __hash__ = None  # type: ignore[assignment]  # as Python has it for what is equal to others

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dt.date) and other.month in {9, 10, 11}


@functools.lru_cache
def a_month_after(day: dt.date) -> dt.date:
    return day + dt.timedelta(30)


def of_the_type(value: object) -> bool:
    return type(value) is dt.date


def weeks(start: dt.date | None, end: dt.date | None) -> int | None:
    try:
        return (end - start).days // 7  # type: ignore[operator]  # as strangers write it
    except ERRORS:
        return None


def says(ask: Callable[[Any], object]) -> Callable[[LearningDelivery], Iterator[Hit]]:
    """A rule that speaks where *ask* says something."""

    def function(aim: LearningDelivery) -> Iterator[Hit]:
        said = ask(aim)
        if said:
            yield Hit(aim, "" if said is True else said)  # type: ignore[arg-type]  # as strangers do

    return function


def of_its_type(aim: LearningDelivery) -> Iterator[Hit]:
    if type(aim) is LearningDelivery and aim.LearnStartDate and aim.LearnStartDate > LATE:
        yield Hit(aim)


def swallows(aim: LearningDelivery) -> Iterator[Hit]:
    try:
        if dt.datetime.combine(aim.LearnStartDate, dt.time()).day > 7:  # type: ignore[arg-type]  # None fails
            yield Hit(aim)
    except TypeError:
        pass


def swallows_all(aim: LearningDelivery) -> Iterator[Hit]:
    try:
        if dt.timedelta(days=aim.PHours) > dt.timedelta(30):  # type: ignore[arg-type]  # None fails
            yield Hit(aim)
    except:  # noqa: E722 - as strangers write it
        yield Hit(aim, "no hours")


def suppresses(aim: LearningDelivery) -> Iterator[Hit]:
    with suppress(TypeError):
        if dt.date.isoformat(aim.LearnStartDate) > "2025-08-09":  # type: ignore[arg-type]  # None fails
            yield Hit(aim)


def changes(aim: LearningDelivery) -> Iterator[Hit]:
    aim.SWSupAimId = "x"
    if aim.SWSupAimId == "x" and aim.LearnStartDate and aim.LearnStartDate > LATE:
        yield Hit(aim)


def shows(aim: LearningDelivery) -> Iterator[Hit]:
    if aim.LearnStartDate:
        yield Hit(aim, End=a_month_after(aim.LearnStartDate), Days=[aim.LearnStartDate])


def looks_at_every_field(aim: LearningDelivery) -> Iterator[Hit]:
    for field in dataclasses.fields(aim):
        value = getattr(aim, field.name)
        if isinstance(value, dt.date) and value > LATE:
            yield Hit(aim, field.name)


def matches(aim: LearningDelivery) -> Iterator[Hit]:
    match aim:
        case LearningDelivery(LearnStartDate=dt.date() as day) if day > LATE:
            yield Hit(aim)


STRANGE = [
    of_its_type, swallows, swallows_all, suppresses, changes, shows, looks_at_every_field, matches,
    says(lambda aim: of_the_type(aim.LearnStartDate) and aim.LearnStartDate > LATE),
    says(lambda aim: f"{aim.__class__.__name__} {aim!r}"),
    says(lambda aim: aim.LearnStartDate),
    says(lambda aim: f"{aim.LearnStartDate:%d %B}" if aim.LearnStartDate else ""),
    says(lambda aim: str(aim.LearnStartDate).startswith("2025-08")),
    says(lambda aim: aim.PHours == 40.0),
    says(lambda aim: aim.PHours in {40, 98}),
    says(lambda aim: aim.PHours in range(30, 60)),
    says(lambda aim: aim.PHours == True),  # noqa: E712 - as strangers write it
    says(lambda aim: aim.PHours is not None and 50 - aim.PHours > 20),
    says(lambda aim: aim.PHours * 2 > 100),  # fails where there are none
    says(lambda aim: aim.LearnStartDate == Day(2025, 8, 8)),
    says(lambda aim: aim.LearnStartDate == Autumn()),
    says(lambda aim: (weeks(aim.LearnStartDate, aim.LearnPlanEndDate) or 0) > 3),
    says(lambda aim: dataclasses.replace(aim, AimType=1).LearnStartDate in DAYS[4:]),
    says(lambda aim: copy.deepcopy(aim).LearnStartDate in DAYS[4:]),
    says(lambda aim: copy.deepcopy(aim.LearnStartDate) in DAYS[4:]),
    says(lambda aim: aim.origin and aim.origin.line > 3),
    says(lambda aim: not aim.DelLocPostCode),
    says(lambda aim: aim.DelLocPostCode == "AB1 2CD"),
    says(lambda aim: aim.DelLocPostCode and f"{aim.DelLocPostCode[:3]}"),
    says(lambda aim: max(aim.LearnStartDate or LATE, aim.LearnPlanEndDate or LATE) > DAYS[4]),
]  # fmt: skip


def told(found: list[Raised]) -> list[tuple[Any, ...]]:
    """What was raised, with the types of all that it shows."""
    return [
        (one.order, one.rule.id, id(one.hit.record), *map(typed, (one.hit.detail, one.hit.values)))
        for one in found
    ]


def typed(value: object) -> object:
    if isinstance(value, dict):
        return {name: typed(each) for name, each in value.items()}
    return [typed(each) for each in value] if isinstance(value, list) else (type(value), value)


def learner(rng: random.Random) -> Learner:
    """Two aims of few kinds, with days and hours or without."""
    return Learner(
        LearnRefNumber=rng.choice("AB"),
        LearningDelivery=[
            LearningDelivery(
                AimType=rng.choice((1, 3)),
                LearnStartDate=rng.choice([None, *DAYS]),
                LearnPlanEndDate=rng.choice([None, *DAYS]),
                DelLocPostCode=rng.choice((None, "", "AB1 2CD", "AB9 9ZZ")),
                PHours=rng.choice((None, 0, 1, 20, 40, 55, 98)),
                origin=rng.choice((None, Origin("a", 1), Origin("a", 5))),
            )
            for _ in range(2)
        ],
    )


def dispatched(function: Callable[..., Iterator[Hit]]) -> tuple[Dispatch, list[Any]]:
    """*function* as so many rules that what they say is remembered."""
    function.__doc__ = "Is strange.\n\nSource: test."
    declared = "LearnStartDate LearnPlanEndDate PHours DelLocPostCode?"
    made = rule("ILRSYNC_x_strange", over=LearningDelivery, fields=declared)(function)
    bound = [bind(order, made, CONTEXT) for order in range(8)]
    return Dispatch(bound, seen_before=1), bound


@pytest.mark.parametrize("number", range(len(STRANGE)))
def test_whatever_a_rule_does_it_is_told_as_if_it_were_called(number: int) -> None:
    dispatch, bound = dispatched(STRANGE[number])
    rng = random.Random(number)  # noqa: S311 - repeatable, not secret
    said = set()
    for _ in range(80):
        one = learner(rng)
        wanted = told(naive(bound, one))
        assert told(dispatch(one)) == wanted
        said.add(len(wanted))
    assert said != {0}


@pytest.mark.parametrize("value", ["2025-08-01", dt.datetime(2025, 8, 1), 5, [1]])  # noqa: DTZ001 - dates have no zone
@pytest.mark.parametrize("name", ["LearnStartDate", "AimType", "LearnAimRef", "PHours"])
def test_a_value_that_its_field_cannot_have_stops_the_rule_and_nothing_else(
    name: str, value: object
) -> None:
    dispatch, bound = dispatched(
        says(
            lambda aim: (
                (aim.LearnStartDate or LATE) > LATE and (aim.PHours or 0) > 5 and aim.AimType
            )
        )
    )
    rng = random.Random(3)  # noqa: S311 - repeatable, not secret
    for _ in range(20):
        dispatch(learner(rng))
    odd = learner(rng)
    setattr(odd.LearningDelivery[0], name, value)
    assert told(dispatch(odd)) == told(naive(bound, odd))


def test_of_what_may_hide_something_nothing_is_remembered() -> None:
    def local(error: type[Exception]) -> Callable[[], None]:
        def function() -> None:
            try:
                raise error
            except error:
                return

        return function

    def calls_what_hides() -> object:
        return weeks(None, None)

    hiding: list[object] = [
        of_its_type,
        swallows,
        swallows_all,
        suppresses,
        weeks,
        of_the_type,
        calls_what_hides,
    ]
    hiding += [functools.partial(weeks, None), functools.cache(weeks), local(ValueError), len]
    assert [one for one in hiding if not hides(one)] == []
    assert [one for one in (a_month_after, shows, matches, learner) if hides(one)] == []


@pytest.mark.parametrize("year", YEARS)
def test_no_rule_of_ours_hides_anything(year: str) -> None:
    assert [one.id for one in ilrsync_rules(year) if hides(one.function)] == []
