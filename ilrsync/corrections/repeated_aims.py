"""One aim told twice inside a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.corrections.aims import told_again
from ilrsync.corrections.correction import OPT_IN, Drop, Edit, Edits, correction

if TYPE_CHECKING:
    from ilrsync.model.records import Learner

SAME_AIM_TWICE = "ILRSYNC_same_aim_twice"


@correction(SAME_AIM_TWICE, grade=OPT_IN)
def aim_told_once(learner: Learner) -> Edits:
    """Of two aims equal in every field but AimSeqNumber and SWSupAimId, the first stays.

    The aims that remain are numbered from 1. Opt-in, because an aim that stands twice may be paid
    for twice today. Aims that differ in anything else are left for a person.
    """
    again = told_again(learner.LearningDelivery)
    if not again:
        return
    for aim in again:
        yield Drop(aim)
    dropped = {id(aim) for aim in again}
    staying = [aim for aim in learner.LearningDelivery if id(aim) not in dropped]
    for number, aim in enumerate(staying, 1):
        if aim.text("AimSeqNumber") != str(number):
            yield Edit(aim, "AimSeqNumber", number)
