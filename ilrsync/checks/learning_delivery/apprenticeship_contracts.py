"""Whether the provider has a contract for the apprenticeships that it returns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, case
from ilrsync.checks.derived import has_fam
from ilrsync.checks.learning_delivery.contracts import (
    ACT,
    LDM,
    NEEDS,
    NONE,
    contract,
    without_contract,
)
from ilrsync.checks.learning_delivery.fam_rows import aim_with, started_since
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

LEVY_SINCE = dt.date(2017, 5, 1)
LEVY = ("LEVY1799", "NONLEVY2019")
NON_LEVY = ("16-18NLAP2018", "ANLAP2018")
APPRENTICESHIPS = "APPS2526"


@rule(
    "UKPRN_09",
    over=LearningDelivery,
    fields="FundModel",
    warning_in=["2627"],
    needs=NEEDS,
    when={"ProgType": ProgType.APPRENTICESHIP},
)
def apprenticeship_without_contract(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Apprenticeships outside the levy need a contract of the stream APPS2526.

    Not for FundModel 36 and 99, LDM 034, 353 and 355, nor for aims that ended in an earlier year.
    An error in 2025-26, a warning in 2026-27, which still names that stream.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_09.
    """
    spared = aim.FundModel in {FundModel.APPRENTICESHIP, FundModel.NON_FUNDED}
    if not spared and not has_fam(aim, LDM, "034", "353", "355"):
        yield from without_contract(aim, context, APPRENTICESHIPS)


@rule(
    "UKPRN_10",
    over=LearningDelivery,
    fields="FundModel LearnStartDate",
    needs=NEEDS,
    when={"FundModel": FundModel.APPRENTICESHIP},
)
def levy_without_contract(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Apprenticeships with ACT 1 since May 2017 need a contract of LEVY1799 or NONLEVY2019.

    Not for aims that ended in an earlier year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_10.
    """
    if has_fam(aim, ACT, "1") and started_since(aim, LEVY_SINCE):
        yield from without_contract(aim, context, *LEVY)


@rule(
    "UKPRN_11",
    over=LearningDelivery,
    fields="FundModel LearnStartDate",
    needs=NEEDS,
    when={"FundModel": FundModel.APPRENTICESHIP},
)
def non_levy_without_contract(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Apprenticeships with ACT 2 since May 2017 need a contract for non-levy apprenticeships.

    That is APPS2526, 16-18NLAP2018 or ANLAP2018. Not for aims that ended in an earlier year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_11.
    """
    if has_fam(aim, ACT, "2") and started_since(aim, LEVY_SINCE):
        yield from without_contract(aim, context, APPRENTICESHIPS, *NON_LEVY)


@rule(
    "UKPRN_13",
    over=LearningDelivery,
    fields="LearnStartDate",
    warning_in=["2627"],
    needs=NEEDS,
    when={"AimType": AimType.PROGRAMME},
)
def procured_non_levy_without_contract(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Programmes with ACT 2 since January 2018 need a procured non-levy contract.

    That is 16-18NLAP2018 or ANLAP2018. Not with LDM 358, for restarts (RES), nor for aims that
    ended in an earlier year. An error in 2025-26, a warning in 2026-27.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_13.
    """
    if not has_fam(aim, ACT, "2") or has_fam(aim, LDM, "358"):
        return
    if not has_fam(aim, LearnDelFAMType.RES) and started_since(aim, dt.date(2018, 1, 1)):
        yield from without_contract(aim, context, *NON_LEVY)


@rule("UKPRN_14", over=LearningDelivery, fields="", until="2526", needs=NEEDS)
def extended_non_levy_without_contract(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Aims with LDM 358 and ACT 2 need a contract of the stream APPS2526.

    Not for aims that ended in an earlier year.

    Source: validation rules 2025-26 v3, Learner, UKPRN_14.
    """
    if has_fam(aim, LDM, "358") and has_fam(aim, ACT, "2"):
        yield from without_contract(aim, context, APPRENTICESHIPS)


APPRENTICE: dict[str, Any] = {"ProgType": 25, "AimType": 1}

CASES = [
    case(
        "UKPRN_09", "a contract", aim_with(fund=81, **APPRENTICE), [], lookups=contract("APPS2526")
    ),
    case("UKPRN_09", "none", aim_with(fund=81, **APPRENTICE), AIM, lookups=NONE),
    case(
        "UKPRN_10", "a contract", aim_with(("ACT", "1"), fund=36), [], lookups=contract("LEVY1799")
    ),
    case("UKPRN_10", "none", aim_with(("ACT", "1"), fund=36), AIM, lookups=NONE),
    case(
        "UKPRN_11", "a contract", aim_with(("ACT", "2"), fund=36), [], lookups=contract("ANLAP2018")
    ),
    case("UKPRN_11", "none", aim_with(("ACT", "2"), fund=36), AIM, lookups=NONE),
    case(
        "UKPRN_13",
        "a contract",
        aim_with(("ACT", "2"), **APPRENTICE),
        [],
        lookups=contract("ANLAP2018"),
    ),
    case("UKPRN_13", "none", aim_with(("ACT", "2"), **APPRENTICE), AIM, lookups=NONE),
    case(
        "UKPRN_14",
        "a contract",
        aim_with(("ACT", "2"), ("LDM", "358")),
        [],
        lookups=contract("APPS2526"),
    ),
    case("UKPRN_14", "none", aim_with(("ACT", "2"), ("LDM", "358")), AIM, lookups=NONE),
]
