"""Adult English and maths aims beside an apprenticeship."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import Rows, apprenticeship, case, closed, learner, standalone
from ilrsync.checks.derived import programme_aims
from ilrsync.checks.lars import BASIC_SKILLS, is_english_or_maths
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import FundModel
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

ADULT_SKILLS_FUND_SINCE = dt.date(2024, 8, 1)


@rule("R_114", over=Learner, fields="", when={"FundModel": 35}, needs=[BASIC_SKILLS])
def adult_skills_beside_apprenticeship(learner: Learner, context: Context) -> Iterator[Hit]:
    """English or maths by adult skills, FundModel 35, is not started during an apprenticeship.

    For starts until July 2024. The apprenticeship has FundModel 36 and an open programme aim.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_114; derived data DD31 and
    DD32.
    """
    yield from _started_during(
        learner, context, FundModel.ADULT_SKILLS_CONTINUING, before=ADULT_SKILLS_FUND_SINCE
    )


@rule("R_146", over=Learner, fields="", when={"FundModel": 38}, needs=[BASIC_SKILLS])
def adult_skills_fund_beside_apprenticeship(learner: Learner, context: Context) -> Iterator[Hit]:
    """English or maths by the Adult Skills Fund is not started during an apprenticeship.

    The apprenticeship is one of FundModel 36 whose programme aim is open.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_146; derived data DD40 and
    DD32.
    """
    yield from _started_during(learner, context, FundModel.ADULT_SKILLS)


def _started_during(
    learner: Learner, context: Context, model: FundModel, *, before: dt.date = dt.date.max
) -> Iterator[Hit]:
    """English and maths aims of *model* that start during an open apprenticeship, and *before*."""
    starts = [
        one.LearnStartDate
        for one in programme_aims(learner)
        if one.FundModel == FundModel.APPRENTICESHIP
        and one.LearnActEndDate is None
        and one.LearnStartDate
    ]
    for one in learner.LearningDelivery:
        start = one.LearnStartDate
        if one.FundModel != model or start is None or not starts:
            continue
        if min(starts) <= start < before and is_english_or_maths(one, context):
            yield Hit(one, LearnAimRef=one.LearnAimRef, LearnStartDate=start)


ENGLISH = {"LARS": Rows({("AnnualValue", "60148955"): [{"BasicSkillsType": "20"}]})}
OTHER = {"LARS": Rows({("AnnualValue", "60148955"): [{"BasicSkillsType": "-2"}]})}
YEARS_AGO = dt.date(2024, 2, 1)
LEFT = closed(dt.date(2025, 11, 3), 3, 3)
THIRD = ["Learner[0]/LearningDelivery[2]"]

CASES = [
    case(
        "R_114",
        "English beside an apprenticeship",
        learner(
            "A1",
            *apprenticeship(LearnStartDate=YEARS_AGO),
            standalone(FundModel=35, LearnStartDate=YEARS_AGO),
        ),
        THIRD,
        lookups=ENGLISH,
    ),
    case(
        "R_114",
        "another subject",
        learner(
            "A1",
            *apprenticeship(LearnStartDate=YEARS_AGO),
            standalone(FundModel=35, LearnStartDate=YEARS_AGO),
        ),
        [],
        lookups=OTHER,
    ),
    case(
        "R_146",
        "English beside it",
        learner("A1", *apprenticeship(), standalone()),
        THIRD,
        lookups=ENGLISH,
    ),
    case(
        "R_146",
        "after it",
        learner("A1", *apprenticeship(**LEFT), standalone()),
        [],
        lookups=ENGLISH,
    ),
]
