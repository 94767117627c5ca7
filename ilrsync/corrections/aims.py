"""The aims of one person's records: which are one aim told twice, and in what order."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.corrections.sameness import essence
from ilrsync.corrections.tree import shape
from ilrsync.model.codes import AimType, LearnDelFAMType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_KEYS = frozenset({"AimSeqNumber", "SWSupAimId"})
_SAME_COURSE = ("LearnAimRef", "AimType", "ProgType", "StdCode", "FundModel")
_ORDER = {AimType.PROGRAMME: 0, AimType.CORE: 1, AimType.COMPONENT: 2}
_DAY = dt.timedelta(days=1)


def told_twice(
    records: Sequence[Sequence[LearningDelivery]],
) -> dict[tuple[int, int], tuple[int, int]]:
    """The aims, by record and place, that an earlier record holds as well, and which those are.

    Equal are aims that differ in nothing but AimSeqNumber and SWSupAimId. An aim that one record
    holds twice is matched twice, so what a record repeats by itself stays.
    """
    found: dict[tuple[int, int], tuple[int, int]] = {}
    held: dict[str, list[tuple[int, int]]] = {}
    for number, aims in enumerate(records):
        spare = {key: list(places) for key, places in held.items()}
        for place, aim in enumerate(aims):
            key = essence(aim, _KEYS)
            if spare.get(key):
                found[number, place] = spare[key].pop(0)
            else:
                held.setdefault(key, []).append((number, place))
    return found


def told_again(aims: Iterable[LearningDelivery]) -> list[LearningDelivery]:
    """The aims of one record that repeat an earlier one, in all but AimSeqNumber and SWSupAimId."""
    seen: set[str] = set()
    again = []
    for aim in aims:
        said = essence(aim, _KEYS)
        if said in seen:
            again.append(aim)
        seen.add(said)
    return again


def in_order(aims: Iterable[LearningDelivery]) -> list[LearningDelivery]:
    """By start date, programme aims before core aims before components; else as they stood."""
    return sorted(
        aims,
        key=lambda aim: (
            aim.LearnStartDate is None,
            aim.LearnStartDate or dt.date.max,
            _ORDER.get(AimType(aim.AimType), 3) if aim.AimType in list(AimType) else 3,
        ),
    )


def near_equal(
    aims: Sequence[LearningDelivery], owner: Callable[[LearningDelivery], object]
) -> Iterator[tuple[int, int, list[str]]]:
    """Pairs of aims, by place, that look like one aim told differently, and the fields that differ.

    From two owners, the same course under the same funding, at times that touch, and neither a
    restart of the other.
    """
    for second, later in enumerate(aims):
        for first, earlier in enumerate(aims[:second]):
            apart = owner(earlier) != owner(later)
            if apart and _same_course(earlier, later) and _touch(earlier, later):
                yield first, second, _differences(earlier, later)


def restarts(earlier: LearningDelivery, later: LearningDelivery) -> bool:
    """Whether *later* takes up what *earlier* began: RES, or the earlier start as original."""
    resumed = any(fam.LearnDelFAMType == LearnDelFAMType.RES for fam in later.LearningDeliveryFAM)
    began = {earlier.LearnStartDate, earlier.OrigLearnStartDate} - {None}
    return resumed or later.OrigLearnStartDate in began


def _same_course(one: LearningDelivery, other: LearningDelivery) -> bool:
    if any(getattr(one, name) != getattr(other, name) for name in _SAME_COURSE):
        return False
    return not restarts(one, other) and not restarts(other, one)


def _touch(one: LearningDelivery, other: LearningDelivery) -> bool:
    """The periods overlap or follow each other within a day; an open aim never ends."""
    if one.LearnStartDate is None or other.LearnStartDate is None:
        return False
    starts = max(one.LearnStartDate, other.LearnStartDate)
    ends = min(one.LearnActEndDate or dt.date.max, other.LearnActEndDate or dt.date.max)
    return ends >= starts - _DAY


def _differences(one: LearningDelivery, other: LearningDelivery) -> list[str]:
    form = shape(LearningDelivery)
    named = [
        name for name in form.simple if name not in _KEYS and one.text(name) != other.text(name)
    ]
    for name in form.lists:
        here, there = getattr(one, name), getattr(other, name)
        if sorted(map(essence, here)) != sorted(map(essence, there)):
            named.append(name)
    return named
