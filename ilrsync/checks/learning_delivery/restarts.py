"""Restarts: an aim that resumes an earlier one, and its original start."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, START, aim, apprenticeship, case, fam, standalone, t_level
from ilrsync.checks.derived import has_fam, is_years_on
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import FundModel, LearnDelFAMType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

ADULT_SKILLS_FUND_SINCE = dt.date(2024, 8, 1)
BOTH = "OrigLearnStartDate LearnStartDate"


@rule("OrigLearnStartDate_01", over=LearningDelivery, fields=BOTH)
def original_start_ten_years_before(aim: LearningDelivery) -> Iterator[Hit]:
    """The original start is at most ten years before the start.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OrigLearnStartDate_01.
    """
    if (
        aim.OrigLearnStartDate is not None
        and aim.LearnStartDate
        and not is_years_on(aim.OrigLearnStartDate, aim.LearnStartDate, -10)
    ):
        yield Hit(aim)


@rule("OrigLearnStartDate_02", over=LearningDelivery, fields=BOTH)
def original_start_not_before(aim: LearningDelivery) -> Iterator[Hit]:
    """The original start is before the start.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OrigLearnStartDate_02.
    """
    if (
        aim.OrigLearnStartDate is not None
        and aim.LearnStartDate
        and aim.OrigLearnStartDate >= aim.LearnStartDate
    ):
        yield Hit(aim)


@rule("OrigLearnStartDate_03", over=LearningDelivery, fields="OrigLearnStartDate FundModel")
def original_start_on_young_aim(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A 16-19 aim has no original start, T Levels included.

    For FundModel 25 and 82, in 2025-26 also for community learning, 10.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OrigLearnStartDate_03.
    """
    models = {FundModel.YOUNG, FundModel.OTHER_YOUNG}
    if context.year < "2627":
        models.add(FundModel.COMMUNITY_LEARNING)
    if aim.OrigLearnStartDate is not None and aim.FundModel in models:
        yield Hit(aim)


@rule("OrigLearnStartDate_04", over=LearningDelivery, fields="OrigLearnStartDate")
def original_start_without_restart(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with an original start is a restart, RES 1.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OrigLearnStartDate_04.
    """
    if aim.OrigLearnStartDate is not None and not has_fam(aim, LearnDelFAMType.RES):
        yield Hit(aim)


@rule(
    "OrigLearnStartDate_09",
    over=LearningDelivery,
    fields="OrigLearnStartDate",
    when={"FundModel": 36},
)
def original_start_before_the_levy(aim: LearningDelivery) -> Iterator[Hit]:
    """The original start of an aim of FundModel 36 is 1 May 2017 or later.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OrigLearnStartDate_09.
    """
    if aim.OrigLearnStartDate is not None and aim.OrigLearnStartDate < dt.date(2017, 5, 1):
        yield Hit(aim)


@rule(
    "FundModel_17", over=LearningDelivery, fields="FundModel LearnStartDate", when={"FundModel": 35}
)
def old_adult_skills_model(aim: LearningDelivery) -> Iterator[Hit]:
    """FundModel 35 is for aims that started before August 2024, and for their restarts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_17.
    """
    start = aim.LearnStartDate
    if start and start >= ADULT_SKILLS_FUND_SINCE and not has_fam(aim, LearnDelFAMType.RES):
        yield Hit(aim)


@rule("FundModel_21", over=LearningDelivery, fields=f"FundModel {BOTH}", when={"FundModel": 38})
def adult_skills_fund_for_older_aim(aim: LearningDelivery) -> Iterator[Hit]:
    """FundModel 38 is not for aims that originally started before August 2024.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_21.
    """
    original, start = aim.OrigLearnStartDate, aim.LearnStartDate
    if original is None or start is None:
        return
    if original < ADULT_SKILLS_FUND_SINCE <= start:
        yield Hit(aim)


BEFORE = dt.date(2024, 7, 1)


def _restart(original: dt.date | None, model: int = 36) -> LearningDelivery:
    return aim(
        FundModel=model,
        OrigLearnStartDate=original,
        LearningDeliveryFAM=[fam("RES", "1")],
    )


CASES = [
    case("OrigLearnStartDate_01", "a year before", _restart(BEFORE), []),
    case("OrigLearnStartDate_01", "ten years and a week", _restart(dt.date(2015, 9, 1)), AIM),
    case("OrigLearnStartDate_02", "a year before", _restart(BEFORE), []),
    case("OrigLearnStartDate_02", "the same day", _restart(START), AIM),
    case("OrigLearnStartDate_03", "an apprenticeship", _restart(BEFORE), []),
    case("OrigLearnStartDate_03", "a T Level", t_level(OrigLearnStartDate=BEFORE)[0], AIM),
    case("OrigLearnStartDate_03", "community learning", _restart(BEFORE, 10), AIM, year="2526"),
    case("OrigLearnStartDate_03", "community learning", _restart(BEFORE, 10), [], year="2627"),
    case("OrigLearnStartDate_04", "a restart", _restart(BEFORE), []),
    case(
        "OrigLearnStartDate_04", "not a restart", apprenticeship(OrigLearnStartDate=BEFORE)[0], AIM
    ),
    case("OrigLearnStartDate_09", "since the levy", _restart(BEFORE), []),
    case("OrigLearnStartDate_09", "before the levy", _restart(dt.date(2017, 4, 30)), AIM),
    case("FundModel_17", "a restart", _restart(BEFORE, 35), []),
    case("FundModel_17", "a new start", standalone(FundModel=35), AIM),
    case("FundModel_21", "a new start", standalone(), []),
    case("FundModel_21", "a restart", _restart(BEFORE, 38), AIM),
]
