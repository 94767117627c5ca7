"""What community learners must say of themselves, and what everybody must say of their home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import HERE, case, fam, learner, learner_fam, standalone, study_aim
from ilrsync.checks.derived import earliest_start, has_fam, has_learner_fam, is_aged
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import (
    TEMPORARY_ULN,
    FundModel,
    LearnDelFAMType,
    LearnFAMType,
    LLDDHealthProb,
)
from ilrsync.model.records import Learner, LLDDandHealthProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

COMMUNITY = {"FundModel": {FundModel.COMMUNITY_LEARNING, FundModel.NON_FUNDED}}
FEW_HOURS = 10


@rule(
    "FamilyName_02",
    over=Learner,
    fields="FamilyName PlanLearnHours",
    until="2526",
    when=COMMUNITY,
)
def long_course_without_family_name(learner: Learner) -> Iterator[Hit]:
    """A community learner of more than 10 planned hours needs a family name.

    Community learning is FundModel 10, or 99 with SOF 108, on every aim.

    Source: validation rules 2025-26 v3, Learner, FamilyName_02.
    """
    if not (learner.FamilyName or "").strip() and _is_long(learner):
        yield Hit(learner)


@rule(
    "FamilyName_04",
    over=Learner,
    fields="FamilyName PlanLearnHours ULN",
    until="2526",
    when=COMMUNITY,
)
def numbered_without_family_name(learner: Learner) -> Iterator[Hit]:
    """A community learner of 10 planned hours or fewer who has a ULN needs a family name.

    Community learning is FundModel 10, or 99 with SOF 108, on every aim.

    Source: validation rules 2025-26 v3, Learner, FamilyName_04.
    """
    if not (learner.FamilyName or "").strip() and _is_short_and_numbered(learner):
        yield Hit(learner)


@rule(
    "GivenNames_02",
    over=Learner,
    fields="GivenNames PlanLearnHours",
    until="2526",
    when=COMMUNITY,
)
def long_course_without_given_names(learner: Learner) -> Iterator[Hit]:
    """A community learner of more than 10 planned hours needs given names.

    Community learning is FundModel 10, or 99 with SOF 108, on every aim.

    Source: validation rules 2025-26 v3, Learner, GivenNames_02.
    """
    if not (learner.GivenNames or "").strip() and _is_long(learner):
        yield Hit(learner)


@rule(
    "GivenNames_04",
    over=Learner,
    fields="GivenNames PlanLearnHours ULN",
    until="2526",
    when=COMMUNITY,
)
def numbered_without_given_names(learner: Learner) -> Iterator[Hit]:
    """A community learner of 10 planned hours or fewer who has a ULN needs given names.

    Community learning is FundModel 10, or 99 with SOF 108, on every aim.

    Source: validation rules 2025-26 v3, Learner, GivenNames_04.
    """
    if not (learner.GivenNames or "").strip() and _is_short_and_numbered(learner):
        yield Hit(learner)


@rule(
    "LLDDHealthProb_07",
    over=Learner,
    fields="LLDDHealthProb PlanLearnHours",
    until="2526",
    when=COMMUNITY,
)
def long_course_without_health_record(learner: Learner) -> Iterator[Hit]:
    """A community learner of more than 10 planned hours with LLDDHealthProb 1 needs a record of it.

    Community learning is FundModel 10, or 99 with SOF 108, on every aim. Not for those who were 25
    when they began.

    Source: validation rules 2025-26 v3, Learner, LLDDHealthProb_07; derived data DD06.
    """
    untold = learner.LLDDHealthProb == LLDDHealthProb.YES and not learner.LLDDandHealthProblem
    if not untold or not _is_long(learner):
        return
    first = earliest_start(learner.LearningDelivery)
    born = learner.DateOfBirth
    if born is None or first is None or not is_aged(born, first, 25):
        yield Hit(learner)


@rule("AddLine1_03", over=Learner, fields="AddLine1?")
def address_missing(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner needs a first line of address.

    In 2025-26 not asked of community learners of 10 planned hours or fewer, whose aims are all of
    FundModel 10, or 99 with SOF 108.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, AddLine1_03.
    """
    if learner.AddLine1 is None:
        hours = learner.PlanLearnHours
        few = context.year < "2627" and hours is not None and hours <= FEW_HOURS
        if not (few and _is_community(learner)):
            yield Hit(learner)


@rule("ALSCost_02", over=Learner, fields="ALSCost?")
def support_cost_without_high_needs(learner: Learner) -> Iterator[Hit]:
    """A learner with a cost of learning support, ALSCost, is a high needs student, HNS.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ALSCost_02.
    """
    if learner.ALSCost is not None and not has_learner_fam(learner, LearnFAMType.HNS):
        yield Hit(learner)


def _is_community(learner: Learner) -> bool:
    """Whether every aim is community learning."""
    return all(
        one.FundModel == FundModel.COMMUNITY_LEARNING
        or (one.FundModel == FundModel.NON_FUNDED and has_fam(one, LearnDelFAMType.SOF, "108"))
        for one in learner.LearningDelivery
    )


def _is_long(learner: Learner) -> bool:
    hours = learner.PlanLearnHours
    return hours is not None and hours > FEW_HOURS and _is_community(learner)


def _is_short_and_numbered(learner: Learner) -> bool:
    hours, uln = learner.PlanLearnHours, learner.ULN
    short = hours is not None and hours <= FEW_HOURS
    return short and uln not in {None, TEMPORARY_ULN} and _is_community(learner)


def _local(hours: int | None = 20, **fields: Any) -> Learner:
    """A learner of the community on one aim."""
    one = standalone(FundModel=99, LearningDeliveryFAM=[fam("SOF", "108")])
    return learner("A1", one, PlanLearnHours=hours, **fields)


UNNUMBERED = {"ULN": TEMPORARY_ULN}
PROBLEM = [LLDDandHealthProblem(4, 1)]
HOME = {"AddLine1": "1 Example Street"}

CASES = [
    case("FamilyName_02", "a name", _local(), []),
    case("FamilyName_02", "none", _local(FamilyName=" "), HERE),
    case("FamilyName_02", "5 hours", _local(5, FamilyName=None), []),
    case("FamilyName_04", "no ULN", _local(5, FamilyName=None, **UNNUMBERED), []),
    case("FamilyName_04", "a ULN", _local(5, FamilyName=None), HERE),
    case("GivenNames_02", "a name", _local(), []),
    case("GivenNames_02", "none", _local(GivenNames=None), HERE),
    case("GivenNames_04", "no ULN", _local(5, GivenNames=None, **UNNUMBERED), []),
    case("GivenNames_04", "a ULN", _local(5, GivenNames=None), HERE),
    case("LLDDHealthProb_07", "told", _local(LLDDHealthProb=1, LLDDandHealthProblem=PROBLEM), []),
    case("LLDDHealthProb_07", "not told", _local(LLDDHealthProb=1), HERE),
    case("AddLine1_03", "an address", learner("A1", study_aim(), **HOME), []),
    case("AddLine1_03", "none", learner("A1", study_aim()), HERE),
    case("AddLine1_03", "a short course", _local(5), [], year="2526"),
    case("ALSCost_02", "no cost", learner(), []),
    case("ALSCost_02", "a cost", learner("A1", ALSCost=900), HERE),
    case(
        "ALSCost_02",
        "a high needs student",
        learner("A1", ALSCost=900, LearnerFAM=[learner_fam("HNS", 1)]),
        [],
    ),
]
