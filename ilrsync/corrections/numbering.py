"""Aim sequence numbers: 1 to n inside a learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.corrections.correction import SAFE, Edit, Edits, correction

if TYPE_CHECKING:
    from ilrsync.model.records import Learner


@correction("R_07 AimSeqNumber_02", grade=SAFE)
def renumbered_aims(learner: Learner) -> Edits:
    """The learner's aims are numbered from 1 in the order in which they stand.

    Safe inside one record: the number only tells a learner's aims apart, and SWSupAimId, the key
    that stays, is not touched. A site with an interface that stores AimSeqNumber (results, claims,
    reconciliations) sets this to "suggest".
    """
    for number, aim in enumerate(learner.LearningDelivery, 1):
        if aim.text("AimSeqNumber") != str(number):
            yield Edit(aim, "AimSeqNumber", number)
