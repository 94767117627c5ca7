"""Rules of realistic shape that mean nothing, for measuring an engine that is to carry them all.

The mix is that of the published list of 2025-26: of the rules about aims one half read dates, seven
in ten of those name the funding model or programme they are for, and most of the others turn on
some other code. Every rule says something now and then, but seldom.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

from ilrsync.checks.rule import Hit, Rule, rule
from ilrsync.model.records import Learner, LearningDelivery, LearningDeliveryFAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ilrsync.model.record import Record

FUND_MODELS = (10, 25, 35, 36, 37, 38, 81, 82, 99)
FAM_TYPES = ("SOF", "FFI", "LDM", "RES", "ACT", "LSF", "ADL", "DAM", "EEF")
DAYS = dt.date(2026, 12, 1)

Decision = tuple[type["Record"], str, "Callable[..., Iterator[Hit]]"]


def synthetic_rules(count: int, seed: int = 1) -> list[Rule]:
    """*count* rules, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - a benchmark wants repeatable numbers, not secret ones
    shapes = (
        (by_codes,) * 6 + (by_fam,) * 3 + (by_dates,) * 6 + (by_age,) * 2 + (by_fam_row, by_lists)
    )
    return [_made(rng, number, rng.choice(shapes)(rng)) for number in range(count)]


def _made(rng: random.Random, number: int, decision: Decision) -> Rule:
    over, names, function = decision
    guard: dict[str, Any] = {}
    if rng.random() < 0.72:
        guard["FundModel"] = rng.sample(FUND_MODELS, rng.randint(1, 3))
        if rng.random() < 0.4:
            guard["AimType"] = rng.sample((1, 3, 4, 5), rng.randint(1, 2))
        if rng.random() < 0.3:
            guard["ProgType"] = rng.sample((25, 30, 31, 32, None), 1)
    function.__doc__ = "Means nothing.\n\nSource: synthetic."
    return rule(f"ILRSYNC_synthetic_{number}", over=over, fields=names, when=guard)(function)


def by_codes(rng: random.Random) -> Decision:
    """Completion, outcome and withdrawal reason against each other."""
    status, outcome = rng.choice((1, 2, 3, 6)), rng.choice((1, 2, 3, 8, None))

    def decide(aim: LearningDelivery) -> Iterator[Hit]:
        if aim.CompStatus == status and aim.Outcome == outcome and aim.WithdrawReason == 1:
            yield Hit(aim)

    return LearningDelivery, "CompStatus Outcome WithdrawReason", decide


def by_fam(rng: random.Random) -> Decision:
    """A type and code that must not stand on an aim."""
    kind, code = rng.choice(FAM_TYPES), f"{rng.randint(300, 999)}"

    def decide(aim: LearningDelivery) -> Iterator[Hit]:
        if aim.CompStatus != 1:
            return
        for row in aim.LearningDeliveryFAM:
            if row.LearnDelFAMType == kind and row.LearnDelFAMCode == code:
                yield Hit(aim)

    return LearningDelivery, "CompStatus", decide


def by_dates(rng: random.Random) -> Decision:
    """A period that must not be too long, from some year on."""
    since, most = dt.date(rng.randint(2014, 2025), 8, 1), rng.randint(2000, 4000)

    status = rng.choice((None, None, 2, 3))

    def decide(aim: LearningDelivery) -> Iterator[Hit]:
        if status and aim.CompStatus != status:
            return
        start, end = aim.LearnStartDate, aim.LearnPlanEndDate
        if start and end and start >= since and (end - start).days > most:
            yield Hit(aim)

    return LearningDelivery, "CompStatus LearnStartDate LearnPlanEndDate", decide


def by_fam_row(rng: random.Random) -> Decision:
    """A period of funding and monitoring that must not begin before the aim."""
    kind = rng.choice(FAM_TYPES)

    def decide(row: LearningDeliveryFAM, aim: LearningDelivery) -> Iterator[Hit]:
        begins = row.LearnDelFAMDateFrom
        if row.LearnDelFAMType == kind and begins and begins < (aim.LearnStartDate or DAYS):
            yield Hit(row)

    return LearningDeliveryFAM, "LearnDelFAMType LearnDelFAMDateFrom", decide


def by_age(rng: random.Random) -> Decision:
    """An age at the start that does not go with a funding model."""
    years = rng.randint(70, 99)

    def decide(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
        born, start = learner.DateOfBirth, aim.LearnStartDate
        if born and start and start.year - born.year > years:
            yield Hit(aim)

    return LearningDelivery, "LearnStartDate", decide


def by_lists(rng: random.Random) -> Decision:
    """A code on the learner that asks for something on the aims."""
    code = rng.randint(1, 60)

    def decide(learner: Learner) -> Iterator[Hit]:
        if any(
            row.LearnFAMType == "LSR" and row.LearnFAMCode == code for row in learner.LearnerFAM
        ):
            for aim in learner.LearningDelivery:
                if aim.FundModel == 99:
                    yield Hit(aim)

    return Learner, "", decide
