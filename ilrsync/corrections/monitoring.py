"""Codes and monitoring told twice in slightly different ways, where a choice has to be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.corrections.correction import OPT_IN, Drop, Edit, Edits, correction
from ilrsync.model.codes import LearnDelFAMType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilrsync.model.record import Record
    from ilrsync.model.records import Learner, LearningDeliveryFAM

_DATED = {
    LearnDelFAMType.LSF,
    LearnDelFAMType.ACT,
    LearnDelFAMType.ALB,
    LearnDelFAMType.EVI,
}


@correction("R_45", grade=OPT_IN)
def primary_disability_category(learner: Learner) -> Edits:
    """Of two equal categories, of which one is marked as the primary one, that one stays.

    Opt-in, because the mark may be what is wrong.
    """
    marked = {row.LLDDCat for row in learner.LLDDandHealthProblem if row.PrimaryLLDD == 1}
    for row in learner.LLDDandHealthProblem:
        if row.LLDDCat is not None and row.LLDDCat in marked and row.PrimaryLLDD != 1:
            yield Drop(row, f"category {row.LLDDCat} is given once more, as the primary one")


@correction("R_49", grade=OPT_IN)
def free_letter_for_learner_monitoring(learner: Learner) -> Edits:
    """Of two texts under one letter, A or B, the later one moves to the letter that is free.

    Opt-in, because whoever reads the monitoring may look for a text under its letter.
    """
    yield from _moved(learner.ProviderSpecLearnerMonitoring, "ProvSpecLearnMonOccur", "AB")


@correction("R_50", grade=OPT_IN, over=LearningDelivery)
def free_letter_for_aim_monitoring(aim: LearningDelivery) -> Edits:
    """Of two texts under one letter, A to D, the later one moves to a letter that is free.

    Opt-in, because whoever reads the monitoring may look for a text under its letter.
    """
    yield from _moved(aim.ProviderSpecDeliveryMonitoring, "ProvSpecDelMonOccur", "ABCD")


@correction("R_52", grade=OPT_IN, over=LearningDelivery)
def undated_code(aim: LearningDelivery) -> Edits:
    """Of a code given with and without dates, where its type takes no dates, the plain one stays.

    Opt-in, because the dates are dropped with the other. Types that are kept by period (LSF, ACT,
    ALB) or by day (EVI) are left alone.
    """
    plain = {_code(fam) for fam in aim.LearningDeliveryFAM if not _has_dates(fam)}
    for fam in aim.LearningDeliveryFAM:
        kind, code = _code(fam)
        if kind not in _DATED and _has_dates(fam) and (kind, code) in plain:
            yield Drop(fam, f"{kind} {code} is given once more, without dates, as its type wants")


def _moved(rows: Sequence[Record], name: str, letters: str) -> Edits:
    taken = {(row.text(name) or "").upper() for row in rows}
    seen: set[str] = set()
    for row in rows:
        letter = (row.text(name) or "").upper()
        free = [one for one in letters if one not in taken]
        if letter in seen and free:
            taken.add(free[0])
            yield Edit(row, name, free[0], f"{letter} holds another text already")
        seen.add(letter)


def _code(fam: LearningDeliveryFAM) -> tuple[str, str]:
    return (fam.text("LearnDelFAMType") or "").upper(), fam.text("LearnDelFAMCode") or ""


def _has_dates(fam: LearningDeliveryFAM) -> bool:
    return any(fam.text(name) for name in ("LearnDelFAMDateFrom", "LearnDelFAMDateTo"))
