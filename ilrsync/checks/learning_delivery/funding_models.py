"""Funding models that belong to certain years or to loans."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, case, fam, standalone
from ilrsync.checks.derived import has_fam
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW_MODELS = dt.date(2024, 8, 1)
LEVY = dt.date(2017, 5, 1)


@rule("FundModel_03", over=LearningDelivery, fields="FundModel")
def loan_funded_otherwise(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with an advanced learner loan (ADL) is non-funded, FundModel 99.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_03.
    """
    if aim.FundModel != FundModel.NON_FUNDED and has_fam(aim, LearnDelFAMType.ADL):
        yield Hit(aim, LearnDelFAMType="ADL")


@rule(
    "FundModel_09",
    over=LearningDelivery,
    fields="FundModel LearnStartDate",
    when={"ProgType": ProgType.APPRENTICESHIP, "AimType": 1},
)
def old_standard_funded_otherwise(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship started before May 2017 has FundModel 81, or 99 if not funded.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_09.
    """
    if aim.FundModel in {FundModel.OTHER_ADULT, FundModel.NON_FUNDED}:
        return
    if aim.LearnStartDate and aim.LearnStartDate < LEVY:
        yield Hit(aim)


@rule("FundModel_19", over=LearningDelivery, fields="LearnStartDate", when={"FundModel": 38})
def adult_skills_fund_before_its_time(aim: LearningDelivery) -> Iterator[Hit]:
    """FundModel 38 is for aims that start in August 2024 or later.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_19.
    """
    yield from _before(aim, NEW_MODELS)


@rule("FundModel_20", over=LearningDelivery, fields="LearnStartDate", when={"FundModel": 11})
def tailored_learning_before_its_time(aim: LearningDelivery) -> Iterator[Hit]:
    """FundModel 11 is for aims that start in August 2024 or later.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_20.
    """
    yield from _before(aim, NEW_MODELS)


def _before(aim: LearningDelivery, day: dt.date) -> Iterator[Hit]:
    if aim.LearnStartDate and aim.LearnStartDate < day:
        yield Hit(aim)


def _aim(model: int, start: dt.date = NEW_MODELS, **fields: object) -> LearningDelivery:
    return standalone(FundModel=model, LearnStartDate=start, **fields)


JULY = dt.date(2024, 7, 31)


def _programme(model: int) -> LearningDelivery:
    """The programme aim of an apprenticeship started before the levy."""
    old = _aim(model, dt.date(2017, 4, 1), ProgType=25)
    old.AimType = 1
    return old


LOAN = [fam("ADL", "1")]

CASES = [
    case("FundModel_03", "not funded", _aim(99, LearningDeliveryFAM=LOAN), []),
    case("FundModel_03", "adult skills", _aim(38, LearningDeliveryFAM=LOAN), AIM),
    case("FundModel_09", "trailblazer", _programme(81), []),
    case("FundModel_09", "levy", _programme(36), AIM),
    case("FundModel_19", "from August 2024", _aim(38), []),
    case("FundModel_19", "in July 2024", _aim(38, JULY), AIM),
    case("FundModel_20", "from August 2024", _aim(11), []),
    case("FundModel_20", "in July 2024", _aim(11, JULY), AIM),
]
