"""The same child record twice: one of two that are equal in every field goes, the first stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.corrections.correction import SAFE, Drop, Edits, correction
from ilrsync.corrections.sameness import essence
from ilrsync.model.records import LearnerEmploymentStatus, LearnerHE, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.model.record import Record
    from ilrsync.model.records import Learner


@correction("R_43", grade=SAFE)
def equal_employment_statuses(learner: Learner) -> Edits:
    """An employment status given twice, equal with all its monitoring, is given once.

    Safe: the copies say the same. Two statuses of one date that differ are left for a person.
    """
    yield from _repeats(learner.LearnerEmploymentStatus)


@correction("R_45", grade=SAFE)
def equal_disability_categories(learner: Learner) -> Edits:
    """A learning difficulty or disability category given twice, alike, is given once.

    Safe: the copies say the same.
    """
    yield from _repeats(learner.LLDDandHealthProblem)


@correction("R_49", grade=SAFE)
def equal_learner_monitoring(learner: Learner) -> Edits:
    """Provider-specified monitoring of the learner given twice, alike, is given once.

    Safe: the copies say the same. Two texts under one letter are left for a person.
    """
    yield from _repeats(learner.ProviderSpecLearnerMonitoring, "ProvSpecLearnMonOccur")


@correction("R_50", grade=SAFE, over=LearningDelivery)
def equal_aim_monitoring(aim: LearningDelivery) -> Edits:
    """Provider-specified monitoring of an aim given twice, alike, is given once.

    Safe: the copies say the same. Two texts under one letter are left for a person.
    """
    yield from _repeats(aim.ProviderSpecDeliveryMonitoring, "ProvSpecDelMonOccur")


@correction("R_51", grade=SAFE)
def equal_learner_fams(learner: Learner) -> Edits:
    """A funding or monitoring code of the learner given twice is given once.

    Safe: type and code are all there is to such a record, so the copies say the same.
    """
    yield from _repeats(learner.LearnerFAM, "LearnFAMType")


@correction("R_52", grade=SAFE, over=LearningDelivery)
def equal_aim_fams(aim: LearningDelivery) -> Edits:
    """A funding or monitoring code of an aim given twice, dates and all, is given once.

    Safe: the copies say the same. Copies with different dates are left for a person.
    """
    yield from _repeats(aim.LearningDeliveryFAM, "LearnDelFAMType")


@correction("R_157", grade=SAFE, over=LearningDelivery, since="2627")
def equal_bursary_periods(aim: LearningDelivery) -> Edits:
    """An advanced learner loans bursary period given twice, alike, is given once.

    Safe: the copies say the same.
    """
    yield from _repeats(aim.LearningDeliveryFAM, "LearnDelFAMType")


@correction("R_67", grade=SAFE, over=LearningDelivery)
def equal_placements(aim: LearningDelivery) -> Edits:
    """A work placement given twice, equal in dates, hours, mode and employer, is given once.

    Safe: the copies say the same. Where hours, mode or end differ the record is evidence for a
    result, and a person decides.
    """
    yield from _repeats(aim.LearningDeliveryWorkPlacement)


@correction("R_96", grade=SAFE, over=LearningDelivery)
def equal_placements_of_one_day(aim: LearningDelivery) -> Edits:
    """A work placement that one aim gives twice, equal in every field, is given once.

    Safe: the copies say the same. Two placements that really began on one day are left for a
    person.
    """
    yield from _repeats(aim.LearningDeliveryWorkPlacement)


@correction("PriorAttain_10", grade=SAFE)
def equal_prior_attainments(learner: Learner) -> Edits:
    """Prior attainment given twice, with one level and one date, is given once.

    Safe: the copies say the same. Two levels on one date are left for a person.
    """
    yield from _repeats(learner.PriorAttain)


@correction("FINTYPE_02", grade=SAFE, over=LearnerHE)
def equal_financial_support(study: LearnerHE) -> Edits:
    """Financial support of one type and amount given twice is given once.

    Safe: the copies say the same. Two amounts may be one sum or two, and a person decides.
    """
    yield from _repeats(study.LearnerHEFinancialSupport)


@correction("ESMType_15 ESMType_20", grade=SAFE, over=LearnerEmploymentStatus)
def equal_employment_monitoring(status: LearnerEmploymentStatus) -> Edits:
    """Employment monitoring of one type and code given twice is given once.

    Safe: the copies say the same. Two codes of one type are left for a person.
    """
    yield from _repeats(status.EmploymentStatusMonitoring, "ESMType")


@correction("HRSType_18", grade=SAFE, over=LearningDelivery, since="2627")
def equal_hours(aim: LearningDelivery) -> Edits:
    """Hours of one code and amount given twice on an aim are given once.

    Safe: the copies say the same. Two amounts of one code are left for a person.
    """
    yield from _repeats(aim.HRSRecord)


def _repeats(records: Iterable[Record], any_case: str = "") -> Edits:
    """Drops what an earlier record said already; the case of field *any_case* does not count."""
    seen = set()
    for record in records:
        said = essence(record, {any_case} if any_case else frozenset())
        key = (said, (record.text(any_case) or "").upper() if any_case else "")
        if key in seen:
            yield Drop(record)
        seen.add(key)
