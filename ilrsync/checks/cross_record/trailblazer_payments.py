"""What employers paid for trailblazer apprenticeships, against their share of the price."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, START, apprenticeship, case, learner, supplied
from ilrsync.checks.derived import grouped, programme_aims
from ilrsync.checks.lars import LARS, STANDARD_FUNDING, day
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, FundModel, ProgType
from ilrsync.model.records import AppFinRecord, Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ilrsync.checks.rule import Context

TRAILBLAZER = {
    "FundModel": FundModel.OTHER_ADULT,
    "ProgType": ProgType.APPRENTICESHIP,
    "AimType": AimType.PROGRAMME,
}
TRAINING, ASSESSMENT = 1, 2
PAID, REIMBURSED = frozenset({1, 2}), 3


@rule("R_72", over=Learner, fields="", needs=[STANDARD_FUNDING], when=TRAILBLAZER)
def paid_more_than_a_third(learner: Learner, context: Context) -> Iterator[Hit]:
    """Employers pay at most a third of the price of a trailblazer apprenticeship.

    Where two thirds of the price are within the cap of the government's contribution. The price is
    the latest TNP 1 and the latest TNP 2 over the programme aims of one standard; paid is PMR 1 and
    2 less what was given back, PMR 3.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_72; derived data DD17.
    """
    for aims in _standards(learner):
        price, cap = _price(aims), _cap(aims, context)
        if cap is not None and 2 * price <= 3 * cap and 3 * _paid(aims) > price:
            yield Hit(aims[0], StdCode=aims[0].StdCode, AFinType="PMR", AFinAmount=_paid(aims))


@rule("R_73", over=Learner, fields="", needs=[STANDARD_FUNDING], when=TRAILBLAZER)
def paid_more_than_beyond_the_cap(learner: Learner, context: Context) -> Iterator[Hit]:
    """Employers pay at most what the government's contribution leaves of the price.

    Where two thirds of the price are above the cap of the government's contribution; what it leaves
    is the price less the cap. The published list repeats the text of R_72 here; this condition is
    that of the DfE's code of 2020-21.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_73; derived data DD17.
    """
    for aims in _standards(learner):
        price, cap = _price(aims), _cap(aims, context)
        if cap is not None and 2 * price > 3 * cap and _paid(aims) > price - cap:
            yield Hit(aims[0], StdCode=aims[0].StdCode, AFinType="PMR", AFinAmount=_paid(aims))


def _standards(learner: Learner) -> list[list[LearningDelivery]]:
    """The learner's trailblazer programme aims, those of one standard together."""
    aims = [
        one
        for one in programme_aims(learner)
        if one.FundModel == FundModel.OTHER_ADULT and one.ProgType == ProgType.APPRENTICESHIP
    ]
    return grouped(aims, key=lambda one: one.StdCode)


def _price(aims: Iterable[LearningDelivery]) -> int:
    """The latest price of training and the latest of assessment, added up."""
    return sum(_latest(aims, code) for code in (TRAINING, ASSESSMENT))


def _latest(aims: Iterable[LearningDelivery], code: int) -> int:
    rows = [row for row in _rows(aims, "TNP") if row.AFinCode == code and row.AFinDate is not None]
    latest = max(rows, key=lambda row: row.AFinDate or dt.date.min, default=None)
    return latest.AFinAmount or 0 if latest is not None else 0


def _paid(aims: Iterable[LearningDelivery]) -> int:
    """What employers paid, less what was given back."""
    rows = _rows(aims, "PMR")
    paid = sum(row.AFinAmount or 0 for row in rows if row.AFinCode in PAID)
    return paid - sum(row.AFinAmount or 0 for row in rows if row.AFinCode == REIMBURSED)


def _rows(aims: Iterable[LearningDelivery], kind: str) -> list[AppFinRecord]:
    return [row for one in aims for row in one.AppFinRecord if (row.AFinType or "").upper() == kind]


def _cap(aims: Iterable[LearningDelivery], context: Context) -> float | None:
    """The cap of the standard on the earliest start, or original start, of the aims."""
    starts = [
        min(one.OrigLearnStartDate or one.LearnStartDate, one.LearnStartDate)
        for one in aims
        if one.LearnStartDate is not None
    ]
    standards = {one.StdCode for one in aims}
    for row in context.lookup(LARS).get("StandardFunding", str(*standards)):
        begins, ends = day(row.get("EffectiveFrom")), day(row.get("EffectiveTo"))
        cap = row.get("CoreGovContributionCap", "")
        first = min(starts, default=None)
        inside = first and (begins is None or begins <= first) and (ends is None or first <= ends)
        if inside and cap.replace(".", "", 1).isdecimal():
            return float(cap)
    return None


def _with(paid: int, back: int = 0) -> Learner:
    """A trailblazer apprentice at a price of 9,000, of which so much is paid."""
    rows = [
        AppFinRecord("TNP", TRAINING, START, 5000),
        AppFinRecord("TNP", TRAINING, START + dt.timedelta(days=1), 8000),
        AppFinRecord("TNP", ASSESSMENT, START, 1000),
        AppFinRecord("PMR", TRAINING, START, paid),
        AppFinRecord("PMR", REIMBURSED, START, back),
    ]
    return learner("A1", apprenticeship(FundModel=81, AppFinRecord=rows)[0])


def _capped(cap: str) -> dict[str, str]:
    return {"EffectiveFrom": "2014-08-01", "EffectiveTo": "", "CoreGovContributionCap": cap}


HIGH = supplied(LARS, "StandardFunding", "274", **_capped("6000"))
LOW = supplied(LARS, "StandardFunding", "274", **_capped("5000.00"))

CASES = [
    case("R_72", "a third", _with(3000), [], lookups=HIGH),
    case("R_72", "more than a third", _with(3001), AIM, lookups=HIGH),
    case("R_72", "some of it given back", _with(3500, back=500), [], lookups=HIGH),
    case("R_72", "above the cap", _with(3001), [], lookups=LOW),
    case("R_73", "what the cap leaves", _with(4000), [], lookups=LOW),
    case("R_73", "more than that", _with(4001), AIM, lookups=LOW),
    case("R_73", "within the cap", _with(4001), [], lookups=HIGH),
]
