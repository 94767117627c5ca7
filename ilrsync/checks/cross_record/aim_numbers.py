"""AimSeqNumber numbers the aims of one learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, case, learner
from ilrsync.checks.derived import repeated
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("R_07", over=Learner, fields="")
def repeated_aim_number(learner: Learner) -> Iterator[Hit]:
    """Two aims of a learner must not have the same AimSeqNumber.

    Every aim that shares its number is reported. The published list prints the condition in its
    column for exclusions; it is read as the condition.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_07.
    """
    aims = learner.LearningDelivery
    if len({one.AimSeqNumber for one in aims}) == len(aims):
        return
    for same in repeated(aims, key=lambda one: one.AimSeqNumber):
        for one in same:
            yield Hit(one, AimSeqNumber=one.AimSeqNumber)


@rule("AimSeqNumber_02", over=Learner, fields="")
def aim_number_beyond_the_aims(learner: Learner) -> Iterator[Hit]:
    """An AimSeqNumber must not be greater than the number of the learner's aims.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AimSeqNumber_02.
    """
    aims = len(learner.LearningDelivery)
    for one in learner.LearningDelivery:
        if one.AimSeqNumber is not None and one.AimSeqNumber > aims:
            told = f"The learner has {aims} aim{'' if aims == 1 else 's'}."
            yield Hit(one, told, AimSeqNumber=one.AimSeqNumber)


CASES = [
    case("R_07", "numbered 1 and 2", learner("A1", aim(), aim()), []),
    case(
        "R_07",
        "two aims are number 1",
        learner("A1", aim(AimSeqNumber=1), aim(AimSeqNumber=1), aim(AimSeqNumber=2)),
        ["Learner[0]/LearningDelivery[0]", "Learner[0]/LearningDelivery[1]"],
    ),
    case("AimSeqNumber_02", "number 2 of two aims", learner("A1", aim(), aim()), []),
    case("AimSeqNumber_02", "number 2 of one aim", aim(AimSeqNumber=2), AIM),
]
