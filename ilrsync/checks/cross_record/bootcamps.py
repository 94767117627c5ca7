"""Skills Bootcamps: programme aims, components and events, matched by contract reference."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, aim, case, closed, learner
from ilrsync.checks.derived import earliest_start, grouped
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, ProgType
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.model.records import LearningDelivery

BOOTCAMP = {"ProgType": ProgType.SKILLS_BOOTCAMP}


@rule("R_135", over=Learner, fields="", when={**BOOTCAMP, "AimType": AimType.COMPONENT})
def component_without_programme(learner: Learner) -> Iterator[Hit]:
    """A Skills Bootcamp component needs a programme aim like it.

    "Like it" means the same FundModel, ProgType and contract reference.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_135.
    """
    there = {_like(one) for one in aims_of(learner, AimType.PROGRAMME)}
    yield from (
        shown(one) for one in aims_of(learner, AimType.COMPONENT) if _like(one) not in there
    )


@rule("R_136", over=Learner, fields="", when={**BOOTCAMP, "AimType": AimType.PROGRAMME})
def programme_without_component(learner: Learner) -> Iterator[Hit]:
    """A Skills Bootcamp programme aim needs a component like it.

    "Like it" means the same FundModel, ProgType and contract reference.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_136.
    """
    there = {_like(one) for one in aims_of(learner, AimType.COMPONENT)}
    yield from (
        shown(one) for one in aims_of(learner, AimType.PROGRAMME) if _like(one) not in there
    )


@rule("R_140", over=Learner, fields="", when={**BOOTCAMP, "AimType": AimType.COMPONENT})
def component_open_in_closed_programme(learner: Learner) -> Iterator[Hit]:
    """A Skills Bootcamp component is not open when its latest programme aim is closed.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_140.
    """
    for last in latest(learner):
        for one in aims_of(learner, AimType.COMPONENT):
            if last.LearnActEndDate and not one.LearnActEndDate and _like(one) == _like(last):
                yield shown(one)


@rule("R_143", over=Learner, fields="", when={**BOOTCAMP, "AimType": AimType.PROGRAMME})
def programme_ends_before_component(learner: Learner) -> Iterator[Hit]:
    """A Skills Bootcamp programme aim must not end before the latest of its components does.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_143.
    """
    for last in latest(learner):
        ends = [
            one.LearnActEndDate
            for one in aims_of(learner, AimType.COMPONENT)
            if one.LearnActEndDate and _like(one) == _like(last)
        ]
        if last.LearnActEndDate and ends and last.LearnActEndDate < max(ends):
            yield Hit(last, LearnActEndDate=last.LearnActEndDate)


@rule("R_144", over=Learner, fields="", when={**BOOTCAMP, "AimType": AimType.PROGRAMME})
def achieved_before_the_first_start(learner: Learner) -> Iterator[Hit]:
    """A Skills Bootcamp must not be achieved before the first start under its contract.

    For programme aims started since August 2023. The message in the published list belongs to
    another rule.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_144.
    """
    for one, first in with_first_start(learner):
        started = one.LearnStartDate
        late = started is not None and started >= dt.date(2023, 8, 1)
        if late and one.AchDate and one.AchDate < first:
            yield Hit(one, AchDate=one.AchDate, LearnStartDate=first)


def aims_of(learner: Learner, kind: AimType) -> list[LearningDelivery]:
    """The learner's Skills Bootcamp aims of one type."""
    return [
        one
        for one in learner.LearningDelivery
        if one.AimType == kind and one.ProgType == ProgType.SKILLS_BOOTCAMP
    ]


def _like(aim: LearningDelivery) -> tuple[object, ...]:
    return aim.FundModel, aim.ProgType, aim.ConRefNumber


def latest(learner: Learner) -> list[LearningDelivery]:
    """The programme aim that started last, of each set that is alike."""
    return [
        max(same, key=lambda one: one.LearnStartDate or dt.date.min)
        for same in grouped(aims_of(learner, AimType.PROGRAMME), key=_like)
    ]


def with_first_start(learner: Learner) -> list[tuple[LearningDelivery, dt.date]]:
    """Each programme aim with the earliest start of those under its contract reference."""
    return [
        (one, first)
        for same in grouped(
            aims_of(learner, AimType.PROGRAMME), key=lambda one: (one.ConRefNumber,)
        )
        if (first := earliest_start(same)) is not None
        for one in same
    ]


def shown(aim: LearningDelivery) -> Hit:
    """The aim with what it is matched by."""
    return Hit(aim, LearnAimRef=aim.LearnAimRef, AimType=aim.AimType, ConRefNumber=aim.ConRefNumber)


START_2025 = dt.date(2025, 9, 1)
ENDED = dt.date(2025, 11, 3)
LATER = dt.date(2025, 11, 10)
SECOND = ["Learner[0]/LearningDelivery[1]"]


def a_programme(start: dt.date = START_2025, **fields: Any) -> LearningDelivery:
    """For cases: the programme aim of a Skills Bootcamp."""
    return _part("ZPROG001", AimType=1, LearnStartDate=start, **fields)


def a_component(reference: str = "Z0009876", **fields: Any) -> LearningDelivery:
    """For cases: a component of a Skills Bootcamp."""
    return _part(reference, AimType=3, **{"LearnStartDate": START_2025, **fields})


def _part(reference: str, **fields: Any) -> LearningDelivery:
    common = {"FundModel": 37, "ProgType": 32, "ConRefNumber": "SB-1"}
    return aim(reference, **{**common, **fields})


CASES = [
    case("R_135", "a whole one", learner("A1", a_programme(), a_component()), []),
    case(
        "R_135",
        "another contract",
        learner("A1", a_programme(), a_component(ConRefNumber="SB-2")),
        SECOND,
    ),
    case("R_136", "a whole one", learner("A1", a_programme(), a_component()), []),
    case("R_136", "only the programme aim", learner("A1", a_programme()), AIM),
    case("R_140", "both open", learner("A1", a_programme(), a_component()), []),
    case(
        "R_140",
        "component left open",
        learner("A1", a_programme(**closed(ENDED)), a_component()),
        SECOND,
    ),
    case(
        "R_143",
        "end together",
        learner("A1", a_programme(**closed(ENDED)), a_component(**closed(ENDED))),
        [],
    ),
    case(
        "R_143",
        "component ends later",
        learner("A1", a_programme(**closed(ENDED)), a_component(**closed(LATER))),
        AIM,
    ),
    case("R_144", "after the start", learner("A1", a_programme(AchDate=ENDED)), []),
    case("R_144", "before the start", learner("A1", a_programme(AchDate=dt.date(2025, 8, 4))), AIM),
]
