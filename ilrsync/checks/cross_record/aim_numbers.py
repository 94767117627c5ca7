"""AimSeqNumber numbers the aims of one learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, case, learner
from ilrsync.checks.derived import repeated
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("R_07", over=Learner, fields="")
def repeated_aim_number(learner: Learner) -> Iterator[Hit]:
    """Two aims of a learner must not have the same AimSeqNumber.

    Every aim that shares its number is reported. The published list prints the condition in its
    column for exclusions; it is read as the condition.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_07.
    """
    for same in repeated(learner.LearningDelivery, key=lambda one: one.AimSeqNumber):
        for one in same:
            yield Hit(one, AimSeqNumber=one.AimSeqNumber)


@rule("AimSeqNumber_02", over=LearningDelivery, fields="AimSeqNumber")
def aim_number_beyond_the_aims(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An AimSeqNumber must not be greater than the number of the learner's aims.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AimSeqNumber_02.
    """
    aims = len(learner.LearningDelivery)
    if aim.AimSeqNumber is not None and aim.AimSeqNumber > aims:
        yield Hit(aim, f"The learner has {aims} aim{'' if aims == 1 else 's'}.")


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
