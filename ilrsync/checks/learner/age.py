"""The learner's age on 31 August of the teaching year, against who funds the aim."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, HERE, aim, apprenticeship, case, fam, learner, learner_fam
from ilrsync.checks.derived import end_of_august, has_fam, has_learner_fam, is_aged
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import SOF_YOUNG, FundModel, LearnDelFAMType, LearnFAMType, ProgType
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context
    from ilrsync.model.records import LearningDelivery

YOUNG = frozenset({FundModel.YOUNG, FundModel.OTHER_YOUNG})
AGENCY = YOUNG | {
    FundModel.ADULT_SKILLS_CONTINUING,
    FundModel.ADULT_SKILLS,
    FundModel.OTHER_ADULT,
}


@rule("DateOfBirth_07", over=Learner, fields="DateOfBirth", when={"FundModel": YOUNG})
def too_old_for_young_funding(learner: Learner, context: Context) -> Iterator[Hit]:
    """Whoever is 25 on 31 August has no 16-19 source of funding (SOF 107).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_07.
    """
    born = learner.DateOfBirth
    if born is None or not is_aged(born, end_of_august(context), 25):
        return
    for one in learner.LearningDelivery:
        if one.FundModel in YOUNG and has_fam(one, LearnDelFAMType.SOF, SOF_YOUNG):
            yield Hit(one, LearnDelFAMType="SOF", LearnDelFAMCode=SOF_YOUNG)


@rule("DateOfBirth_20", over=Learner, fields="DateOfBirth", when={"FundModel": YOUNG})
def too_young_for_adult_funding(learner: Learner, context: Context) -> Iterator[Hit]:
    """Whoever is under 19 on 31 August needs the 16-19 source of funding (SOF 107).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_20.
    """
    for one in learner.LearningDelivery:
        if one.FundModel in YOUNG and _has_other_source(one):
            born = learner.DateOfBirth
            if born is not None and not is_aged(born, end_of_august(context), 19):
                yield Hit(one, LearnDelFAMType="SOF")


@rule("DateOfBirth_30", over=Learner, fields="DateOfBirth", when={"FundModel": AGENCY})
def care_plan_with_adult_funding(learner: Learner, context: Context) -> Iterator[Hit]:
    """Whoever is 19 to 24 with a care plan (EHC) needs the 16-19 source of funding (SOF 107).

    For FundModel 25, 35, 38, 81 and 82. Not for learners in custody (LDM 034) nor for
    apprenticeships.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_30.
    """
    if not has_learner_fam(learner, LearnFAMType.EHC) or not _is_young_adult(learner, context):
        return
    for one in learner.LearningDelivery:
        spared = one.ProgType == ProgType.APPRENTICESHIP or has_fam(one, "LDM", "034")
        if one.FundModel in AGENCY and not spared and _has_other_source(one):
            yield Hit(one, LearnDelFAMType="SOF")


@rule("DateOfBirth_34", over=Learner, fields="DateOfBirth", when={"FundModel": FundModel.YOUNG})
def high_needs_without_care_plan(learner: Learner, context: Context) -> Iterator[Hit]:
    """A high needs student (HNS) who is 19 to 24 has a care plan (EHC).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_34.
    """
    if (
        has_learner_fam(learner, LearnFAMType.HNS)
        and not has_learner_fam(learner, LearnFAMType.EHC)
        and _is_young_adult(learner, context)
    ):
        yield Hit(learner, LearnFAMType="HNS")


def _is_young_adult(learner: Learner, context: Context) -> bool:
    """Whether the learner is 19 to 24 on 31 August of the teaching year."""
    born, day = learner.DateOfBirth, end_of_august(context)
    return born is not None and is_aged(born, day, 19) and not is_aged(born, day, 25)


def _has_other_source(aim: LearningDelivery) -> bool:
    return has_fam(aim, LearnDelFAMType.SOF) and not has_fam(aim, LearnDelFAMType.SOF, SOF_YOUNG)


def _born(day: dt.date, *aims: LearningDelivery, plan: str = "") -> Learner:
    rows = [learner_fam(kind, 1) for kind in plan.split()]
    return learner("A1", *aims, DateOfBirth=day, LearnerFAM=rows)


CHILD = dt.date(2009, 1, 1)
ADULT = dt.date(2005, 1, 1)
OLD = dt.date(2000, 8, 31)
ADULT_AIM = aim(LearningDeliveryFAM=[fam("SOF", "105")])

CASES = [
    case("DateOfBirth_07", "aged 21", _born(ADULT), []),
    case("DateOfBirth_07", "aged 25 that day", _born(OLD), AIM),
    case("DateOfBirth_20", "16-19 funded", _born(CHILD), []),
    case("DateOfBirth_20", "adult funded", _born(CHILD, ADULT_AIM), AIM),
    case("DateOfBirth_30", "16-19 funded", _born(ADULT, plan="EHC"), []),
    case("DateOfBirth_30", "adult funded", _born(ADULT, ADULT_AIM, plan="EHC"), AIM),
    case("DateOfBirth_30", "an apprentice", _born(ADULT, *apprenticeship(), plan="EHC"), []),
    case("DateOfBirth_34", "with a plan", _born(ADULT, plan="HNS EHC"), []),
    case("DateOfBirth_34", "without", _born(ADULT, plan="HNS"), HERE),
]
