"""Advanced learner loans: on which aims they and their bursaries stand, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, START, case, learner
from ilrsync.checks.derived import has_fam, started_aged
from ilrsync.checks.learning_delivery.fam_rows import FIRST, SECOND, aim_with, has
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("LearnDelFAMType_35", over=LearningDelivery, fields="FundModel")
def loan_on_funded_aim(aim: LearningDelivery) -> Iterator[Hit]:
    """ADL, an advanced learner loan, stands on aims of FundModel 99 only.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_35.
    """
    if aim.FundModel != FundModel.NON_FUNDED:
        yield from has(aim, LearnDelFAMType.ADL)


@rule("LearnDelFAMType_36", over=LearningDelivery, fields="")
def bursary_without_loan(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with a loans bursary, ALB, has an advanced learner loan, ADL.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_36.
    """
    if not has_fam(aim, LearnDelFAMType.ADL):
        yield from has(aim, LearnDelFAMType.ALB)


@rule("LearnDelFAMType_38", over=LearningDelivery, fields="FundModel")
def bursary_on_funded_aim(aim: LearningDelivery) -> Iterator[Hit]:
    """ALB, a loans bursary, stands on aims of FundModel 99 only.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_38.
    """
    if aim.FundModel != FundModel.NON_FUNDED:
        yield from has(aim, LearnDelFAMType.ALB)


@rule(
    "LearnDelFAMType_40",
    over=LearningDelivery,
    fields="FundModel ProgType",
    when={"FundModel": FundModel.NON_FUNDED, "ProgType": ProgType.APPRENTICESHIP},
)
def loan_on_apprenticeship(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship is not paid by an advanced learner loan, ADL.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_40.
    """
    yield from has(aim, LearnDelFAMType.ADL)


@rule("LearnDelFAMType_91", over=LearningDelivery, fields="FundModel", when={"FundModel": 99})
def loan_beside_source(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim that is paid by an advanced learner loan, ADL, has no source of funding, SOF.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_91.
    """
    if has_fam(aim, LearnDelFAMType.ADL):
        yield from has(aim, LearnDelFAMType.SOF)


@rule("DateOfBirth_23", over=LearningDelivery, fields="DateOfBirth", when={"FundModel": 99})
def borrower_without_birth_date(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A learner with an advanced learner loan, ADL, has a date of birth.

    Not in custody, LDM 034.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_23.
    """
    if learner.DateOfBirth is None and not has_fam(aim, LearnDelFAMType.LDM, "034"):
        yield from has(aim, LearnDelFAMType.ADL)


@rule("DateOfBirth_26", over=LearningDelivery, fields="LearnStartDate", when={"FundModel": 99})
def borrower_too_young(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A learner with an advanced learner loan, ADL, is 19 when the aim starts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_26.
    """
    if has_fam(aim, LearnDelFAMType.ADL) and started_aged(aim, learner, below=19):
        yield Hit(aim, DateOfBirth=learner.DateOfBirth)


LOAN, BURSARY = ("ADL", "1"), ("ALB", "1")
CUSTODY = ("LDM", "034")
NINETEEN = START.replace(year=START.year - 19)

CASES = [
    case("LearnDelFAMType_35", "not funded", aim_with(LOAN), []),
    case("LearnDelFAMType_35", "adult skills", aim_with(LOAN, fund=38), FIRST),
    case("LearnDelFAMType_36", "with a loan", aim_with(LOAN, BURSARY), []),
    case("LearnDelFAMType_36", "without", aim_with(BURSARY), FIRST),
    case("LearnDelFAMType_38", "not funded", aim_with(LOAN, BURSARY), []),
    case("LearnDelFAMType_38", "adult skills", aim_with(BURSARY, fund=38), FIRST),
    case("LearnDelFAMType_40", "no apprenticeship", aim_with(LOAN), []),
    case("LearnDelFAMType_40", "apprenticeship", aim_with(LOAN, ProgType=25), FIRST),
    case("LearnDelFAMType_91", "a loan", aim_with(LOAN), []),
    case("LearnDelFAMType_91", "and a source", aim_with(LOAN, ("SOF", "1")), SECOND),
    case("DateOfBirth_23", "a date", aim_with(LOAN), []),
    case("DateOfBirth_23", "none", learner("A1", aim_with(LOAN), DateOfBirth=None), FIRST),
    case(
        "DateOfBirth_23", "in custody", learner("A1", aim_with(LOAN, CUSTODY), DateOfBirth=None), []
    ),
    case("DateOfBirth_26", "19 that day", learner("A1", aim_with(LOAN), DateOfBirth=NINETEEN), []),
    case("DateOfBirth_26", "17", learner("A1", aim_with(LOAN)), AIM),
]
