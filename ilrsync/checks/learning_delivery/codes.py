"""Codes that must be on a published list that is known to be complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, HERE, aim, case, learner
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.records import Learner, LearningDelivery, LLDDandHealthProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context
    from ilrsync.model.record import Record


@rule("AimType_01", over=LearningDelivery, fields="AimType")
def unknown_aim_type(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """AimType is 1, 3, 4 or 5.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AimType_01.
    """
    yield from _unknown(aim, "AimType", aim.AimType, context)


@rule("FundModel_01", over=LearningDelivery, fields="FundModel")
def unknown_funding_model(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """FundModel is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_01.
    """
    yield from _unknown(aim, "FundModel", aim.FundModel, context)


@rule("CompStatus_01", over=LearningDelivery, fields="CompStatus")
def unknown_completion_status(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """CompStatus is 1, 2, 3 or 6.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, CompStatus_01.
    """
    yield from _unknown(aim, "CompStatus", aim.CompStatus, context)


@rule("Outcome_01", over=LearningDelivery, fields="Outcome")
def unknown_outcome(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Outcome is 1, 2, 3 or 8.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, Outcome_01.
    """
    yield from _unknown(aim, "Outcome", aim.Outcome, context)


@rule("WithdrawReason_02", over=LearningDelivery, fields="WithdrawReason")
def unknown_reason(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """WithdrawReason is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WithdrawReason_02.
    """
    yield from _unknown(aim, "WithdrawReason", aim.WithdrawReason, context)


@rule("Ethnicity_01", over=Learner, fields="Ethnicity")
def unknown_ethnicity(learner: Learner, context: Context) -> Iterator[Hit]:
    """Ethnicity is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, Ethnicity_01.
    """
    yield from _unknown(learner, "Ethnicity", learner.Ethnicity, context)


@rule("LLDDHealthProb_01", over=Learner, fields="LLDDHealthProb")
def unknown_health_answer(learner: Learner, context: Context) -> Iterator[Hit]:
    """LLDDHealthProb is 1, 2 or 9.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LLDDHealthProb_01.
    """
    yield from _unknown(learner, "LLDDHealthProb", learner.LLDDHealthProb, context)


@rule("Sex_01", over=Learner, fields="Sex")
def unknown_sex(learner: Learner, context: Context) -> Iterator[Hit]:
    """Sex is F or M.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, Sex_01.
    """
    yield from _unknown(learner, "Sex", learner.Sex, context)


@rule("LLDDCat_01", over=LLDDandHealthProblem, fields="LLDDCat")
def unknown_health_category(problem: LLDDandHealthProblem, context: Context) -> Iterator[Hit]:
    """LLDDCat is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LLDDCat_01.
    """
    yield from _unknown(problem, "LLDDCat", problem.LLDDCat, context)


def _unknown(record: Record, name: str, value: object, context: Context) -> Iterator[Hit]:
    """The record, when *value* is not on the year's list; an absent value is another rule's."""
    if value is not None and not context.lists(name, value):
        yield Hit(record)


def _problem(category: int) -> Learner:
    return learner("A1", LLDDandHealthProblem=[LLDDandHealthProblem(category, 1)])


CASES = [
    case("AimType_01", "core aim", aim(), []),
    case("AimType_01", "2, which has ended", aim(AimType=2), AIM),
    case("FundModel_01", "16-19", aim(), []),
    case("FundModel_01", "70, which has ended", aim(FundModel=70), AIM),
    case("CompStatus_01", "continuing", aim(), []),
    case("CompStatus_01", "4", aim(CompStatus=4), AIM),
    case("Outcome_01", "none", aim(), []),
    case("Outcome_01", "6", aim(Outcome=6), AIM),
    case("WithdrawReason_02", "none", aim(), []),
    case("WithdrawReason_02", "99", aim(WithdrawReason=99), AIM),
    case("Ethnicity_01", "31", learner(), []),
    case("Ethnicity_01", "20", learner("A1", Ethnicity=20), HERE),
    case("LLDDHealthProb_01", "2", learner(), []),
    case("LLDDHealthProb_01", "3", learner("A1", LLDDHealthProb=3), HERE),
    case("Sex_01", "F", learner(), []),
    case("Sex_01", "X", learner("A1", Sex="X"), HERE),
    case("LLDDCat_01", "4", _problem(4), []),
    case("LLDDCat_01", "60", _problem(60), ["Learner[0]/LLDDandHealthProblem[0]"]),
]
