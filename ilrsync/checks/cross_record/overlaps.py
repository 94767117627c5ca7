"""Programmes and core aims that run at the same time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import aim as an_aim
from ilrsync.checks.cases import apprenticeship, case, closed, learner, t_level
from ilrsync.checks.derived import NEVER, effective_end, programme_aims
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ilrsync.model.records import LearningDelivery


@rule("R_124", over=Learner, fields="", when={"AimType": AimType.PROGRAMME})
def programme_inside_another(learner: Learner) -> Iterator[Hit]:
    """A programme aim must not start while another of the learner's is still running.

    The first day and the last count: whoever ends one programme and begins the next begins a day
    later at the earliest. For apprenticeships and Skills Bootcamps the achievement date is the end
    where there is one. A Level 4 followed by a Level 6 is right once its dates are.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_124; derived data DD36.
    """
    yield from _inside(programme_aims(learner), effective_end)


@rule("R_58", over=Learner, fields="", when={"AimType": AimType.CORE})
def core_aim_inside_another(learner: Learner) -> Iterator[Hit]:
    """A core aim must not start while another of the learner's is still open.

    The first day and the last count, and an open aim never ends. Whoever changes T Level, or moves
    to one from a study programme, closes the old core aim first.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_58; every pair of core aims
    is compared, where the DfE's code of 2020-21 compares neighbours only.
    """
    core = [one for one in learner.LearningDelivery if one.AimType == AimType.CORE]
    yield from _inside(core, lambda one: one.LearnActEndDate or NEVER)


def _inside(
    aims: Sequence[LearningDelivery], end: Callable[[LearningDelivery], dt.date]
) -> Iterator[Hit]:
    """The aims that start within another; of two that start on one day, both."""
    for one in aims:
        for other in aims:
            if one is other:
                continue
            starts, begins = one.LearnStartDate, other.LearnStartDate
            if starts and begins and begins <= starts <= end(other):
                yield Hit(
                    one,
                    f"Aim {other.AimSeqNumber} runs from {begins:%d/%m/%Y}"
                    + (f" to {end(other):%d/%m/%Y}." if end(other) != NEVER else " and is open."),
                    LearnStartDate=starts,
                    LearnActEndDate=one.LearnActEndDate,
                )
                break


ENDED = dt.date(2026, 3, 31)
NEXT_DAY = dt.date(2026, 4, 1)

CASES = [
    case("R_124", "one programme", learner("A1", *t_level()), []),
    case(
        "R_124",
        "Level 4 and then Level 6",
        learner(
            "A1",
            *apprenticeship(105, **closed(ENDED), AchDate=ENDED),
            *apprenticeship(48, LearnStartDate=NEXT_DAY),
        ),
        [],
    ),
    case(
        "R_124",
        "the next begins on the day the first ended",
        learner(
            "A1", *apprenticeship(105, **closed(ENDED)), *apprenticeship(48, LearnStartDate=ENDED)
        ),
        ["Learner[0]/LearningDelivery[2]"],
    ),
    case(
        "R_124",
        "two at once from one day",
        learner("A1", *apprenticeship(105), *apprenticeship(48)),
        ["Learner[0]/LearningDelivery[0]", "Learner[0]/LearningDelivery[2]"],
    ),
    case("R_58", "one core aim", learner("A1", *t_level()), []),
    case(
        "R_58",
        "moved a day later",
        learner("A1", an_aim(**closed(ENDED)), an_aim(LearnStartDate=NEXT_DAY)),
        [],
    ),
    case(
        "R_58",
        "the first is still open",
        learner("A1", an_aim(), an_aim(LearnStartDate=NEXT_DAY)),
        ["Learner[0]/LearningDelivery[1]"],
    ),
    case(
        "R_58",
        "a long first aim and a short second",
        learner(
            "A1",
            an_aim(),
            an_aim(LearnStartDate=dt.date(2025, 10, 1), **closed(dt.date(2025, 11, 1))),
            an_aim(LearnStartDate=NEXT_DAY),
        ),
        ["Learner[0]/LearningDelivery[1]", "Learner[0]/LearningDelivery[2]"],
    ),
]
