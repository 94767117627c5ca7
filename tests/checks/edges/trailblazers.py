"""What employers paid for trailblazer apprenticeships, against their share of the price."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, aim, learner, supplied
from ilrsync.checks.lars import LARS
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.model.records import AppFinRecord
from tests.checks.edges import AIM_TYPES, MODELS, PROGRAMMES, days, edges, only

if TYPE_CHECKING:
    from ilrsync.model.records import Learner

CAPPED = supplied(
    LARS,
    "StandardFunding",
    "274",
    EffectiveFrom="2014-08-01",
    EffectiveTo="2025-12-31",
    CoreGovContributionCap="6000",
)


def _paid(
    *paid: tuple[str, int, int],
    price: int = 6000,
    assessment: int = 3000,
    fund: int = 81,
    kind: int | None = 25,
    aim_type: int = 1,
    start: dt.date = START,
    first: dt.date | None = None,
) -> Learner:
    """A trailblazer whose price is 9,000, of which employers paid *paid*."""
    rows = [
        AppFinRecord("TNP", 1, START, price + 1000),
        AppFinRecord("TNP", 1, START + dt.timedelta(days=1), price),
        AppFinRecord("TNP", 2, START, assessment),
        *(AppFinRecord(one, code, START, amount) for one, code, amount in paid),
    ]
    told = {"ProgType": kind, "AimType": aim_type, "StdCode": 274, "OrigLearnStartDate": first}
    return learner("A1", aim_with(fund=fund, LearnStartDate=start, AppFinRecord=rows, **told))


def _mixed(
    one: tuple[tuple[str, int, int], ...],
    other: tuple[tuple[str, int, int], ...],
    price: int = 6000,
    **fields: Any,
) -> Learner:
    """Two trailblazer programmes, the first of which has a price; each says what was paid."""
    first = _paid(*one, price=price).LearningDelivery[0]
    rows = [AppFinRecord(kind, code, START, amount) for kind, code, amount in other]
    told = {"ProgType": 25, "AimType": 1, "StdCode": 274, "FundModel": 81, **fields}
    return learner("A1", first, aim(AppFinRecord=rows, **told))


def _unsaid(paid: int) -> Learner:
    """What was paid, beside a residual price and records without amount, date or type."""
    one = _paid(("PMR", 1, paid))
    one.LearningDelivery[0].AppFinRecord += [
        AppFinRecord("PMR", 1, START, None),
        AppFinRecord("PMR", 3, START, None),
        AppFinRecord("TNP", 1, None, 1),
        AppFinRecord("TNP", 3, START + dt.timedelta(days=9), 9000),
        AppFinRecord(None, 1, START, 1),
    ]
    return one


def _untold(paid: int) -> Learner:
    """One whose latest price of training has no amount, so that only assessment has a price."""
    one = _paid(("PMR", 1, paid))
    latest = AppFinRecord("TNP", 1, START + dt.timedelta(days=2), None)
    one.LearningDelivery[0].AppFinRecord.append(latest)
    return one


TOO_MUCH = ("PMR", 1, 3001)
EDGES = [
    *only("R_72", lambda fund: _paid(TOO_MUCH, fund=fund), {81}, MODELS, lookups=CAPPED),
    *only("R_72", lambda kind: _paid(TOO_MUCH, kind=kind), {25}, PROGRAMMES, lookups=CAPPED),
    *only("R_72", lambda kind: _paid(TOO_MUCH, aim_type=kind), {1}, AIM_TYPES, lookups=CAPPED),
    *days(
        "R_72",
        lambda day: _paid(TOO_MUCH, start=day),
        first=dt.date(2014, 8, 1),
        last=dt.date(2025, 12, 31),
        lookups=CAPPED,
    ),
    *edges(
        "R_72",
        speaks={
            "for assessment": _paid(("PMR", 2, 3001)),
            "together": _paid(("PMR", 1, 1501), ("PMR", 2, 1500)),
            "first begun in time": _paid(
                TOO_MUCH, start=dt.date(2026, 2, 2), first=dt.date(2025, 9, 8)
            ),
            "at the cap": _paid(TOO_MUCH, price=6000, assessment=3000),
        },
        silent={
            "a third": _paid(("PMR", 2, 3000)),
            "given back": _paid(TOO_MUCH, ("PMR", 3, 1)),
            "beyond the cap": _paid(TOO_MUCH, price=6001),
            "prices only": _paid(("TNP", 3, 9000)),
        },
        lookups=CAPPED,
    ),
    *edges(
        "R_73",
        speaks={"more than is left": _paid(("PMR", 1, 3002), price=6001)},
        silent={
            "what is left": _paid(("PMR", 1, 3001), price=6001),
            "at the cap": _paid(("PMR", 1, 3001)),
        },
        lookups=CAPPED,
    ),
    *only(
        "R_73",
        lambda fund: _paid(("PMR", 1, 3002), price=6001, fund=fund),
        {81},
        MODELS,
        lookups=CAPPED,
    ),
    *edges(
        "R_72",
        speaks={
            "over two aims of the standard": _mixed((TOO_MUCH,), ()),
            "a third of what both say": _mixed((("PMR", 1, 1501),), (("PMR", 2, 1500),)),
            "the first begun in time": _mixed((TOO_MUCH,), (), LearnStartDate=dt.date(2026, 2, 2)),
        },
        silent={
            "over two standards": _mixed((("PMR", 1, 1501),), (("PMR", 2, 1500),), StdCode=275),
            "the other of another model": _mixed((), (TOO_MUCH,), FundModel=36),
            "the other of another programme": _mixed((), (TOO_MUCH,), ProgType=24),
            "the other of another type": _mixed((), (TOO_MUCH,), AimType=3),
        },
        lookups=CAPPED,
    ),
    *edges(
        "R_73",
        speaks={"over two aims of the standard": _mixed((("PMR", 1, 3002),), (), price=6001)},
        silent={
            "the other of another model": _mixed((), (("PMR", 1, 3002),), price=6001, FundModel=36)
        },
        lookups=CAPPED,
    ),
    *edges(
        "R_73",
        silent={"no cap": _paid(("PMR", 1, 9001))},
        lookups=supplied(LARS, "StandardFunding", "274", CoreGovContributionCap=""),
    ),
    *edges(
        "R_72",
        speaks={
            "to the pound, beside rows without an amount": _unsaid(3001),
            "of assessment only": _untold(1001),
        },
        silent={
            "a third, beside rows without an amount": _unsaid(3000),
            "a third of assessment only": _untold(1000),
        },
        lookups=CAPPED,
    ),
    *edges(
        "R_72",
        silent={"no cap": _paid(TOO_MUCH)},
        lookups=supplied(LARS, "StandardFunding", "274", CoreGovContributionCap=""),
    ),
]
