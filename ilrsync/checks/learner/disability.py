"""Learning difficulties, disabilities and health problems: the answer and its records."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import HERE, case, learner, standalone
from ilrsync.checks.derived import earliest_start, is_aged
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import FundModel, LLDDHealthProb
from ilrsync.model.records import Learner, LLDDandHealthProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context
    from ilrsync.model.records import LearningDelivery


@rule("LLDDHealthProb_04", over=Learner, fields="LLDDHealthProb")
def records_beside_no(learner: Learner) -> Iterator[Hit]:
    """A learner who says they have no health problem, LLDDHealthProb 2, has no record of one.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LLDDHealthProb_04.
    """
    if learner.LLDDHealthProb == LLDDHealthProb.NO and learner.LLDDandHealthProblem:
        yield Hit(learner)


@rule("LLDDHealthProb_06", over=Learner, fields="LLDDHealthProb")
def no_record_beside_yes(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner who says they have a health problem, LLDDHealthProb 1, needs a record of it.

    Not asked of learners with a non-funded aim, in 2025-26 nor with community learning (10), nor of
    those who were 25 when they began.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LLDDHealthProb_06.
    """
    if learner.LLDDHealthProb != LLDDHealthProb.YES or learner.LLDDandHealthProblem:
        return
    spared = {FundModel.NON_FUNDED}
    if context.year < "2627":
        spared.add(FundModel.COMMUNITY_LEARNING)
    first = earliest_start(learner.LearningDelivery)
    older = learner.DateOfBirth and first and is_aged(learner.DateOfBirth, first, 25)
    if not older and not any(one.FundModel in spared for one in learner.LearningDelivery):
        yield Hit(learner)


@rule("PrimaryLLDD_01", over=Learner, fields="")
def no_primary_record(learner: Learner) -> Iterator[Hit]:
    """One of a learner's health problems is the primary one.

    For learners who began in August 2015 or later and have a record at all.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PrimaryLLDD_01; derived data DD06.
    """
    rows = learner.LLDDandHealthProblem
    if not rows or any(row.PrimaryLLDD == 1 for row in rows):
        return
    first = earliest_start(learner.LearningDelivery)
    if first and first >= dt.date(2015, 8, 1):
        yield Hit(learner)


@rule("PrimaryLLDD_04", over=Learner, fields="")
def only_record_not_primary(learner: Learner) -> Iterator[Hit]:
    """The only health problem of a learner is the primary one.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PrimaryLLDD_04.
    """
    rows = learner.LLDDandHealthProblem
    if len(rows) == 1 and rows[0].PrimaryLLDD is None:
        yield Hit(rows[0], LLDDCat=rows[0].LLDDCat)


def _with(answer: int, *rows: tuple[int, int | None], **fields: Any) -> Learner:
    aims: list[LearningDelivery] = fields.pop("aims", [])
    problems = [LLDDandHealthProblem(*row) for row in rows]
    return learner("A1", *aims, LLDDHealthProb=answer, LLDDandHealthProblem=problems, **fields)


CASES = [
    case("LLDDHealthProb_04", "no, and no record", _with(2), []),
    case("LLDDHealthProb_04", "no, and a record", _with(2, (4, 1)), HERE),
    case("LLDDHealthProb_06", "yes, and a record", _with(1, (4, 1)), []),
    case("LLDDHealthProb_06", "yes, and no record", _with(1), HERE),
    case("LLDDHealthProb_06", "aged 30", _with(1, DateOfBirth=dt.date(1995, 1, 1)), []),
    case("LLDDHealthProb_06", "not funded", _with(1, aims=[standalone(FundModel=99)]), []),
    case("PrimaryLLDD_01", "one is primary", _with(1, (4, 1), (5, None)), []),
    case("PrimaryLLDD_01", "none is", _with(1, (4, None), (5, None)), HERE),
    case("PrimaryLLDD_01", "no record", _with(2), []),
    case("PrimaryLLDD_04", "primary", _with(1, (4, 1)), []),
    case(
        "PrimaryLLDD_04", "not primary", _with(1, (4, None)), ["Learner[0]/LLDDandHealthProblem[0]"]
    ),
]
