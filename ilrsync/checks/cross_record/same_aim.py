"""ilrsync's own check for an aim that is recorded twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import aim, case, closed, fam, learner
from ilrsync.checks.derived import aim_reference, has_fam, repeated
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.codes import LearnDelFAMType
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.model.records import LearningDelivery


@rule("ILRSYNC_same_aim_twice", over=Learner, severity=WARNING, fields="")
def same_aim_twice(learner: Learner) -> Iterator[Hit]:
    """An aim should be recorded once.

    The same aim is the same LearnAimRef, AimType, ProgType, StdCode, FundModel and start date. A
    restart (RES) is meant to look like the aim it resumes and is left alone. References that
    differ in case or spaces only are not compared.

    Source: ilrsync; no rule of the DfE looks for this, and such an aim may be paid twice.
    """
    aims = learner.LearningDelivery
    if len({(one.LearnAimRef, one.LearnStartDate) for one in aims}) == len(aims):
        return
    first_starts = [one for one in aims if not has_fam(one, LearnDelFAMType.RES)]
    for same in repeated(first_starts, key=_same):
        for one in same:
            others = [other.AimSeqNumber for other in same if other is not one]
            yield Hit(
                one,
                f"Aim {', '.join(map(str, others))} is the same.",
                LearnAimRef=one.LearnAimRef,
                LearnStartDate=one.LearnStartDate,
            )


def _same(aim: LearningDelivery) -> object:
    if not aim_reference(aim):
        return None
    return (
        aim_reference(aim),
        aim.AimType,
        aim.ProgType,
        aim.StdCode,
        aim.FundModel,
        aim.LearnStartDate,
    )


CASES = [
    case("ILRSYNC_same_aim_twice", "two aims", learner("A1", aim(), aim("60148967")), []),
    case(
        "ILRSYNC_same_aim_twice",
        "twice, one of them closed",
        learner("A1", aim(), aim(**closed(dt.date(2026, 7, 1)))),
        ["Learner[0]/LearningDelivery[0]", "Learner[0]/LearningDelivery[1]"],
    ),
    case(
        "ILRSYNC_same_aim_twice",
        "a restart",
        learner("A1", aim(), aim(LearningDeliveryFAM=[fam("RES", "1")])),
        [],
    ),
]
