"""PlanLearnHours and PlanEEPHours: a year's planned hours of a study programme."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import (
    HERE,
    apprenticeship,
    case,
    closed,
    foundation_year,
    learner,
    standalone,
    study_aim,
    t_level,
)
from ilrsync.checks.derived import all_closed
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.codes import FundModel, ProgType
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context
    from ilrsync.model.records import LearningDelivery

HOURS = "PlanLearnHours PlanEEPHours"


@rule("PlanLearnHours_01", over=Learner, fields="PlanLearnHours?")
def missing(learner: Learner) -> Iterator[Hit]:
    """A learner needs PlanLearnHours.

    Not asked of apprenticeships, T Levels and other 16-19 provision (FundModel 82), nor once every
    aim has ended. A learner with any other aim beside those is asked for them.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PlanLearnHours_01.
    """
    if learner.PlanLearnHours is None and not all_closed(learner) and _asks(learner):
        yield Hit(learner)


@rule("PlanEEPHours_01", over=Learner, fields="PlanEEPHours?", when={"FundModel": 25})
def enrichment_missing(learner: Learner) -> Iterator[Hit]:
    """A 16-19 funded learner needs PlanEEPHours, 0 where there are none.

    Not asked of T Levels, nor once every aim has ended.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PlanEEPHours_01.
    """
    if learner.PlanEEPHours is None and not all_closed(learner) and _studies(learner):
        yield Hit(learner)


@rule("PlanLearnHours_02", over=Learner, severity=WARNING, fields="PlanLearnHours")
def zero(learner: Learner, context: Context) -> Iterator[Hit]:
    """PlanLearnHours should be greater than zero.

    For FundModel 25, 35, 37, 38, 81 and 99, in 2025-26 also 10 and from 2026-27 also 39. Not for
    T Levels.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PlanLearnHours_02.
    """
    models = {25, 35, 37, 38, 81, 99, 10 if context.year < "2627" else 39}
    if learner.PlanLearnHours == 0 and any(
        one.FundModel in models and not _is_t_level(one) for one in learner.LearningDelivery
    ):
        yield Hit(learner)


@rule("PlanLearnHours_03", over=Learner, fields=HOURS, when={"FundModel": 25})
def nothing_planned(learner: Learner) -> Iterator[Hit]:
    """The planned hours of a study programme are together greater than zero.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PlanLearnHours_03.
    """
    if learner.PlanLearnHours is not None and _total(learner) == 0 and _studies(learner):
        yield Hit(learner)


@rule("PlanLearnHours_04", over=Learner, fields=HOURS, warning_in=["2627"])
def above_1000(learner: Learner) -> Iterator[Hit]:
    """The planned hours of a year are together not above 1,000.

    Not for other 16-19 provision (FundModel 82) nor for T Levels: a learner with such an aim is
    left out.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PlanLearnHours_04.
    """
    if learner.PlanLearnHours is not None and _total(learner) > 1000 and not _spared(learner):
        yield Hit(learner)


@rule("PlanLearnHours_05", over=Learner, fields=HOURS)
def above_4000(learner: Learner) -> Iterator[Hit]:
    """The planned hours of a year are together never above 4,000.

    Not for other 16-19 provision (FundModel 82) nor for T Levels: a learner with such an aim is
    left out.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PlanLearnHours_05.
    """
    if learner.PlanLearnHours is not None and _total(learner) > 4000 and not _spared(learner):
        yield Hit(learner)


def _asks(learner: Learner) -> bool:
    """Whether any aim asks for planned hours on the learner."""
    return any(
        one.ProgType != ProgType.APPRENTICESHIP
        and one.FundModel != FundModel.OTHER_YOUNG
        and not _is_t_level(one)
        for one in learner.LearningDelivery
    )


def _studies(learner: Learner) -> bool:
    """Whether any aim is of a study programme."""
    return any(
        one.FundModel == FundModel.YOUNG
        and not _is_t_level(one)
        and one.ProgType != ProgType.APPRENTICESHIP
        for one in learner.LearningDelivery
    )


def _spared(learner: Learner) -> bool:
    return any(
        one.FundModel == FundModel.OTHER_YOUNG or _is_t_level(one)
        for one in learner.LearningDelivery
    )


def _is_t_level(aim: LearningDelivery) -> bool:
    return aim.FundModel == FundModel.YOUNG and aim.ProgType == ProgType.T_LEVEL


def _total(learner: Learner) -> int:
    return (learner.PlanLearnHours or 0) + (learner.PlanEEPHours or 0)


DAY = dt.date(2026, 7, 1)


def _planned(hours: int | None, enrichment: int | None = 0, *aims: LearningDelivery) -> Learner:
    return learner("A1", *aims, PlanLearnHours=hours, PlanEEPHours=enrichment)


CASES = [
    case("PlanLearnHours_01", "a study programme with hours", _planned(540), []),
    case("PlanLearnHours_01", "a study programme without", _planned(None), HERE),
    case("PlanLearnHours_01", "a T Level", _planned(None, None, *t_level()), []),
    case("PlanLearnHours_01", "an apprenticeship", _planned(None, None, *apprenticeship()), []),
    case("PlanLearnHours_01", "all closed", _planned(None, None, study_aim(**closed(DAY))), []),
    case("PlanLearnHours_01", "an adult", _planned(None, None, standalone()), HERE),
    case("PlanEEPHours_01", "none planned", _planned(540, 0), []),
    case("PlanEEPHours_01", "not returned", _planned(540, None), HERE),
    case("PlanEEPHours_01", "a Foundation Year", _planned(540, None, *foundation_year()), HERE),
    case("PlanEEPHours_01", "a T Level", _planned(None, None, *t_level()), []),
    case("PlanLearnHours_02", "540 hours", _planned(540), []),
    case("PlanLearnHours_02", "0 hours", _planned(0), HERE),
    case(
        "PlanLearnHours_02",
        "a short course",
        _planned(0, 0, standalone(FundModel=39)),
        HERE,
        year="2627",
    ),
    case("PlanLearnHours_03", "enrichment only", _planned(0, 40), []),
    case("PlanLearnHours_03", "nothing", _planned(0, 0), HERE),
    case("PlanLearnHours_04", "1,000", _planned(900, 100), []),
    case("PlanLearnHours_04", "1,001", _planned(901, 100), HERE),
    case("PlanLearnHours_04", "with a T Level", _planned(901, 100, study_aim(), *t_level()), []),
    case("PlanLearnHours_05", "4,000", _planned(4000), []),
    case("PlanLearnHours_05", "4,001", _planned(4001), HERE),
]
