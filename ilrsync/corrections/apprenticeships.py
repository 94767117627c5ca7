"""What an apprenticeship's own dates and records decide about each other."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.corrections.correction import OPT_IN, Drop, Edit, Edits, correction
from ilrsync.corrections.sameness import essence
from ilrsync.model.codes import AimType, CompStatus, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from ilrsync.model.records import Learner, LearningDeliveryFAM


@correction("R_68", grade=OPT_IN)
def equal_financial_records(learner: Learner) -> Edits:
    """A financial record given twice for one standard, amount and all, is given once.

    Over all programme aims of the standard, the first stays. Opt-in, because two equal payments
    may both have been made.
    """
    seen = set()
    for aim in learner.LearningDelivery:
        if (aim.FundModel, aim.AimType) != (FundModel.APPRENTICESHIP, AimType.PROGRAMME):
            continue
        for record in aim.AppFinRecord:
            said = (aim.StdCode, essence(record))
            if said in seen:
                yield Drop(record)
            seen.add(said)


@correction("R_122", grade=OPT_IN, over=LearningDelivery)
def contract_ended_with_the_aim(aim: LearningDelivery) -> Edits:
    """The last contract type (ACT) ends on the day that the aim ended.

    For an aim that is over and has no achievement date. The day is the aim's own; opt-in, because
    it changes what is paid.
    """
    contract = _last_contract(aim)
    over = aim.CompStatus not in {None, CompStatus.CONTINUING} and aim.AchDate is None
    if contract is None or not over or aim.LearnActEndDate is None:
        return
    began = contract.LearnDelFAMDateFrom or dt.date.min
    if contract.LearnDelFAMDateTo != aim.LearnActEndDate and began <= aim.LearnActEndDate:
        yield Edit(contract, "LearnDelFAMDateTo", aim.LearnActEndDate, "the aim's LearnActEndDate")


@correction("R_123", grade=OPT_IN, over=LearningDelivery)
def contract_open_with_the_aim(aim: LearningDelivery) -> Edits:
    """The last contract type (ACT) of an aim that goes on has no end.

    Opt-in, because it changes what is paid.
    """
    contract = _last_contract(aim)
    if contract is None or aim.CompStatus != CompStatus.CONTINUING:
        return
    if contract.text("LearnDelFAMDateTo") is not None:
        yield Edit(contract, "LearnDelFAMDateTo", None, "the aim is continuing")


def _last_contract(aim: LearningDelivery) -> LearningDeliveryFAM | None:
    if (aim.FundModel, aim.ProgType) != (FundModel.APPRENTICESHIP, ProgType.APPRENTICESHIP):
        return None
    contracts = [
        fam for fam in aim.LearningDeliveryFAM if fam.LearnDelFAMType == LearnDelFAMType.ACT
    ]
    return max(contracts, key=lambda fam: fam.LearnDelFAMDateFrom or dt.date.min, default=None)
