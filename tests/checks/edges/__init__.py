"""Where rules begin and stop to speak: every code, the first and the last day, the age.

Beside `CASES` of a rule, which show what it is about, these say only whether it speaks. They are
made from a record about which the rule speaks, of which one thing is altered at a time.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

from ilrsync.checks.cases import case
from ilrsync.checks.derived import years_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner, LearningDelivery, Message

    Given = Message | Learner | LearningDelivery

T = TypeVar("T")

SPEAKS = ["somewhere"]
A_DAY = dt.timedelta(days=1)
MODELS = frozenset({10, 11, 25, 35, 36, 37, 38, 39, 81, 82, 99})
PROGRAMMES = frozenset({None, 2, 3, 20, 21, 22, 23, 24, 25, 30, 31, 32, 33, 34})
AIM_TYPES = frozenset({1, 3, 4, 5})
LEVELS = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 97, 98, 99})
AUGUST = {"2526": dt.date(2025, 8, 31), "2627": dt.date(2026, 8, 31)}
"""The day on which a year takes ages."""


def edges(
    rule: str,
    *,
    speaks: Mapping[str, Given] | None = None,
    silent: Mapping[str, Given] | None = None,
    **terms: Any,
) -> list[Case]:
    """The rule speaks about each of *speaks* and none of *silent*; *terms* are as for a case."""
    told = [case(rule, title, given, SPEAKS, **terms) for title, given in (speaks or {}).items()]
    return told + [case(rule, title, given, [], **terms) for title, given in (silent or {}).items()]


def only(
    rule: str,
    build: Callable[[T], Given],
    speaks: Iterable[T],
    among: Iterable[T],
    **terms: Any,
) -> list[Case]:
    """The rule speaks about what *build* makes of *speaks*, not of the others of *among*."""
    asked = set(speaks)
    return edges(
        rule,
        speaks={str(one): build(one) for one in asked},
        silent={str(one): build(one) for one in set(among) - asked},
        **terms,
    )


def days(
    rule: str,
    build: Callable[[dt.date], Given],
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    **terms: Any,
) -> list[Case]:
    """The rule speaks from *first* to *last*, both included, not the day before nor after."""
    speaks = [day for day in (first, last) if day is not None]
    silent = [first - A_DAY] if first is not None else []
    if last is not None:
        silent.append(last + A_DAY)
    return only(rule, build, speaks, [*speaks, *silent], **terms)


def ages(
    rule: str,
    build: Callable[[dt.date], Given],
    *,
    on: dt.date,
    youngest: int | None = None,
    oldest: int | None = None,
    **terms: Any,
) -> list[Case]:
    """The rule speaks about those born so that they have so many whole years *on* a day."""
    return days(
        rule,
        build,
        first=None if oldest is None else years_after(on, -oldest - 1) + A_DAY,
        last=None if youngest is None else years_after(on, -youngest),
        **terms,
    )
