"""What can be done about aims and programmes that do not fit each other.

Mostly a person has to: an aim, a date or a funding model would have to be made up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.corrections.correction import OPT_IN, Edit, Edits, advice, correction
from ilrsync.model.codes import AimType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from ilrsync.model.records import Learner


@correction("R_130", grade=OPT_IN)
def no_learner_hours_on_a_t_level(learner: Learner) -> Edits:
    """PlanLearnHours and PlanEEPHours are taken out where every aim is a T Level aim.

    The hours of a T Level stand on its programme aim. Opt-in, because the figures may belong to a
    study programme that is missing from the record.
    """
    for name in ("PlanLearnHours", "PlanEEPHours"):
        if learner.text(name) is not None:
            yield Edit(learner, name, None)


@correction("PartnerUKPRN_02", grade=OPT_IN, over=LearningDelivery)
def no_partner_on_a_programme_aim(aim: LearningDelivery) -> Edits:
    """PartnerUKPRN is taken off a programme aim.

    A subcontractor delivers aims of a programme, not the programme. Opt-in, because the aims that
    the partner does deliver may lack it.
    """
    if aim.AimType == AimType.PROGRAMME and aim.text("PartnerUKPRN") is not None:
        yield Edit(aim, "PartnerUKPRN", None)


OVERLAPPING_PROGRAMMES = advice(
    "R_124 R_58",
    """
    Enter when the earlier of the two ended, or take out the one that was not taken.

    A progression is right when the second begins at least a day after the first has ended. Dates
    are never moved to make room: an aim with another start date is another aim to the DfE.
    """,
)

COMPONENT_WITHOUT_PROGRAMME = advice(
    "R_30 R_66",
    """
    Enter the programme aim, or mend ProgType, StdCode or FundModel of the component.

    Look first whether the programme aim was left behind on another record of the same person.
    """,
)

PROGRAMME_WITHOUT_COMPONENT = advice(
    "R_31",
    """
    Enter the components of the programme, or close the programme aim if it is over.

    Look first whether the components were left behind on another record of the same person.
    """,
)

FUNDED_COMPONENT_OF_UNFUNDED_PROGRAMME = advice(
    "R_56",
    """
    Decide whether the programme is funded, and make FundModel agree on all its aims.
    """,
)

PROGRAMME_ENDS_TOO_EARLY = advice(
    "R_89 R_90",
    """
    Close the components that are over, or give the programme aim its real end.

    A programme ends with its last component, English and maths excepted.
    """,
)

BOOTCAMP = advice(
    "R_135 R_136 R_140 R_143",
    """
    Make the aims of the Skills Bootcamp agree on FundModel, ProgType and ConRefNumber.
    """,
)

PRICE_AFTER_A_BREAK = advice(
    "R_142",
    """
    Check the price (TNP) of the programme that was left: it cannot begin after its successor.
    """,
)

PARTNER_IS_THE_PROVIDER = advice(
    "PartnerUKPRN_03",
    """
    Take the provider's own UKPRN out of PartnerUKPRN, or enter the subcontractor's.
    """,
)

RESTART = advice(
    "OrigLearnStartDate_01 OrigLearnStartDate_02 OrigLearnStartDate_03 OrigLearnStartDate_04 "
    "OrigLearnStartDate_09 FundModel_17 FundModel_21",
    """
    Decide whether the aim is a restart, and make RES, OrigLearnStartDate and the start agree.

    A T Level never carries an original start.
    """,
)
