"""Prior attainment: who has a record, and from when it is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import (
    AIM,
    HERE,
    START,
    apprenticeship,
    case,
    learner,
    standalone,
    study_aim,
)
from ilrsync.checks.derived import earliest_start
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import FundModel
from ilrsync.model.records import Learner, PriorAttain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context
    from ilrsync.model.records import LearningDelivery

NOT_ASKED = frozenset(
    {
        FundModel.NON_FUNDED,
        FundModel.YOUNG,
        FundModel.OTHER_YOUNG,
        FundModel.TAILORED_LEARNING,
    }
)
LEVEL_4 = frozenset({7, 8, 9, 10})
DATED = frozenset({36, 35, 37, 38, 99, 81})


@rule("PriorAttain_01", over=Learner, fields="")
def missing(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner needs a prior attainment record.

    Not asked for aims of FundModel 11, 25, 82 and 99, in 2025-26 nor for 10. A learner with any
    other aim beside those is asked.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PriorAttain_01.
    """
    if any(row.PriorLevel is not None for row in learner.PriorAttain):
        return
    spared = NOT_ASKED if context.year >= "2627" else NOT_ASKED | {FundModel.COMMUNITY_LEARNING}
    if any(one.FundModel not in spared for one in learner.LearningDelivery):
        yield Hit(learner)


@rule("PriorAttain_03", over=PriorAttain, fields="PriorLevel")
def unknown_level(prior: PriorAttain, context: Context) -> Iterator[Hit]:
    """PriorLevel is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PriorAttain_03.
    """
    code = prior.PriorLevel
    if code is not None and not context.lists("PriorLevel", code):
        yield Hit(prior)


@rule("PriorAttain_04", over=Learner, fields="", until="2526", when={"FundModel": 35})
def attained_beyond_the_apprenticeship(learner: Learner) -> Iterator[Hit]:
    """Who has level 4 or above is on no apprenticeship framework of FundModel 35.

    That is PriorLevel 7 to 10 and ProgType 2, 3 or 20.

    Source: validation rules 2025-26 v3, Learner, PriorAttain_04.
    """
    if any(row.PriorLevel in LEVEL_4 for row in learner.PriorAttain):
        for one in learner.LearningDelivery:
            if one.FundModel == FundModel.ADULT_SKILLS_CONTINUING and one.ProgType in {2, 3, 20}:
                yield Hit(one)


@rule("PriorAttain_09", over=PriorAttain, fields="DateLevelApp", warning_in=["2627"])
def in_the_future(prior: PriorAttain, context: Context) -> Iterator[Hit]:
    """The date of a prior attainment must not be after the day the file is prepared.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PriorAttain_09.
    """
    if prior.DateLevelApp is not None and prior.DateLevelApp > context.prepared:
        yield Hit(prior)


@rule("R_131", over=Learner, fields="")
def none_before_the_first_aim(learner: Learner, context: Context) -> Iterator[Hit]:
    """A prior attainment record is dated on or before the learner's first aim of such provision.

    Such provision is FundModel 35, 36, 37, 38, 81 and 99, from 2026-27 also 39. A learner without
    any record is reported as well.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_131.
    """
    models = DATED if context.year < "2627" else DATED | {39}
    first = earliest_start(one for one in learner.LearningDelivery if one.FundModel in models)
    if first and not any(
        row.DateLevelApp and row.DateLevelApp <= first for row in learner.PriorAttain
    ):
        dates = [row.DateLevelApp for row in learner.PriorAttain if row.DateLevelApp]
        yield Hit(learner, DateLevelApp=min(dates, default=None), LearnStartDate=first)


def _attained(on: dt.date | None, *aims: LearningDelivery, level: int = 3) -> Learner:
    return learner("A1", *aims, PriorAttain=[PriorAttain(level, on)] if on else [])


def _framework(programme: int | None) -> LearningDelivery:
    return study_aim(FundModel=35, ProgType=programme)


NEXT = dt.date(2025, 9, 9)
ROW = ["Learner[0]/PriorAttain[0]"]

CASES = [
    case("PriorAttain_01", "an apprentice with a record", _attained(START, *apprenticeship()), []),
    case("PriorAttain_01", "an apprentice without", _attained(None, *apprenticeship()), HERE),
    case("PriorAttain_01", "a study programme", _attained(None, study_aim()), []),
    case(
        "PriorAttain_01",
        "community learning",
        _attained(None, standalone(FundModel=10)),
        [],
        year="2526",
    ),
    case(
        "PriorAttain_01",
        "community learning",
        _attained(None, standalone(FundModel=10)),
        HERE,
        year="2627",
    ),
    case("PriorAttain_03", "full level 2", _attained(START), []),
    case("PriorAttain_03", "no such level", _attained(START, level=55), ROW),
    case("PriorAttain_04", "level 3", _attained(START, _framework(2)), []),
    case("PriorAttain_04", "level 4", _attained(START, _framework(2), level=7), AIM),
    case("PriorAttain_04", "no framework", _attained(START, _framework(None), level=7), []),
    case("PriorAttain_09", "in the past", _attained(START), []),
    case("PriorAttain_09", "in the future", _attained(dt.date(2027, 8, 1)), ROW),
    case("R_131", "on the first day", _attained(START, *apprenticeship()), []),
    case("R_131", "a day later", _attained(NEXT, *apprenticeship()), HERE),
    case("R_131", "no record", _attained(None, *apprenticeship()), HERE),
    case("R_131", "a study programme", _attained(NEXT, study_aim()), []),
    case("R_131", "a short course", _attained(NEXT, standalone(FundModel=39)), HERE, year="2627"),
]
