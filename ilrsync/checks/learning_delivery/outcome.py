"""Outcome and grade of an aim, against each other and against its end."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, apprenticeship, case, closed, fam, withdrawn
from ilrsync.checks.derived import has_fam
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import (
    AimType,
    CompStatus,
    FundModel,
    LearnDelFAMType,
    Outcome,
    ProgType,
)
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILING = frozenset({"FL", "U", "N", "X", "Y"})


@rule("Outcome_04", over=LearningDelivery, fields="Outcome AchDate?")
def achievement_date_without_achievement(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with an achievement date is achieved, Outcome 1.

    Not for funded apprenticeship standards.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, Outcome_04.
    """
    standard = (aim.FundModel, aim.ProgType) == (
        FundModel.APPRENTICESHIP,
        ProgType.APPRENTICESHIP,
    )
    if aim.AchDate is not None and aim.Outcome != Outcome.ACHIEVED and not standard:
        yield Hit(aim)


@rule("Outcome_05", over=LearningDelivery, fields="Outcome LearnActEndDate?")
def achieved_without_end(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim that is achieved, Outcome 1, needs an actual end date.

    Not for Skills Bootcamps.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, Outcome_05.
    """
    if aim.Outcome == Outcome.ACHIEVED and aim.LearnActEndDate is None and not _bootcamp(aim):
        yield Hit(aim)


@rule("Outcome_09", over=LearningDelivery, fields="Outcome CompStatus")
def result_awaited_but_not_completed(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim whose result is awaited, Outcome 8, is completed, CompStatus 2.

    Not for the programme aim of an apprenticeship standard nor for Skills Bootcamps.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, Outcome_09.
    """
    standard_programme = (
        aim.AimType == AimType.PROGRAMME
        and aim.ProgType == ProgType.APPRENTICESHIP
        and aim.FundModel in {FundModel.APPRENTICESHIP, FundModel.NON_FUNDED}
    )
    if (
        aim.Outcome == Outcome.NOT_YET_KNOWN
        and aim.CompStatus != CompStatus.COMPLETED
        and not standard_programme
        and not _bootcamp(aim)
    ):
        yield Hit(aim)


@rule("Outcome_10", over=LearningDelivery, fields="Outcome CompStatus")
def failed_but_continuing(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim without achievement, Outcome 3, is no longer continuing.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, Outcome_10.
    """
    if aim.Outcome == Outcome.NOT_ACHIEVED and aim.CompStatus == CompStatus.CONTINUING:
        yield Hit(aim)


@rule("Outcome_11", over=LearningDelivery, fields="Outcome LearnActEndDate?")
def outcome_without_end(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with an outcome needs an actual end date.

    Not for Skills Bootcamps.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, Outcome_11.
    """
    if aim.Outcome is not None and aim.LearnActEndDate is None and not _bootcamp(aim):
        yield Hit(aim)


@rule("Outcome_12", over=LearningDelivery, fields="Outcome LearnActEndDate?")
def end_without_outcome(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with an actual end date needs an outcome.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, Outcome_12.
    """
    if aim.LearnActEndDate is not None and aim.Outcome is None:
        yield Hit(aim)


@rule(
    "Outcome_13",
    over=LearningDelivery,
    fields="Outcome",
    since="2627",
    when={"ProgType": 34, "AimType": 1},
)
def unit_achieved_without_certificate(aim: LearningDelivery) -> Iterator[Hit]:
    """An achieved apprenticeship unit programme, ProgType 34, carries LDM 404.

    Source: validation rules 2026-27 v4, Learning delivery, Outcome_13.
    """
    if aim.Outcome == Outcome.ACHIEVED and not has_fam(aim, LearnDelFAMType.LDM, "404"):
        yield Hit(aim)


@rule("OutGrade_04", over=LearningDelivery, fields="Outcome OutGrade")
def grade_before_result(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim without an outcome, or with its result awaited (Outcome 8), has no grade.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OutGrade_04.
    """
    if aim.OutGrade is not None and aim.Outcome in {None, Outcome.NOT_YET_KNOWN}:
        yield Hit(aim)


@rule("OutGrade_05", over=LearningDelivery, fields="Outcome OutGrade")
def achieved_with_failing_grade(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with a grade FL, U, N, X or Y is not achieved.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OutGrade_05.
    """
    if aim.Outcome == Outcome.ACHIEVED and (aim.OutGrade or "").upper() in FAILING:
        yield Hit(aim)


@rule("OutGrade_06", over=LearningDelivery, fields="Outcome OutGrade")
def failed_with_passing_grade(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim without achievement, Outcome 3, has no grade or one of FL, U, N, X and Y.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OutGrade_06.
    """
    if (
        aim.Outcome == Outcome.NOT_ACHIEVED
        and aim.OutGrade is not None
        and aim.OutGrade.upper() not in FAILING
    ):
        yield Hit(aim)


@rule("Tlout_01", over=LearningDelivery, fields="CompStatus TLOut", when={"FundModel": 11})
def tailored_learning_without_outcome(aim: LearningDelivery) -> Iterator[Hit]:
    """A Tailored Learning aim that is completed or left says what came of it in TLOut.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, Tlout_01.
    """
    if aim.TLOut is None and aim.CompStatus in {CompStatus.COMPLETED, CompStatus.WITHDRAWN}:
        yield Hit(aim)


def _bootcamp(aim: LearningDelivery) -> bool:
    return (aim.FundModel, aim.ProgType) == (FundModel.SKILLS_BOOTCAMP, ProgType.SKILLS_BOOTCAMP)


DAY = dt.date(2026, 7, 1)

CASES = [
    case("Outcome_04", "achieved", aim(AchDate=DAY, **closed(DAY)), []),
    case("Outcome_04", "not achieved", aim(AchDate=DAY, **withdrawn(DAY)), AIM),
    case("Outcome_05", "achieved and ended", aim(**closed(DAY)), []),
    case("Outcome_05", "achieved, open", aim(Outcome=1), AIM),
    case("Outcome_05", "Skills Bootcamp", aim(Outcome=1, FundModel=37, ProgType=32), []),
    case("Outcome_09", "completed", aim(**closed(DAY, 8)), []),
    case("Outcome_09", "continuing", aim(Outcome=8), AIM),
    case("Outcome_09", "apprenticeship", apprenticeship(Outcome=8)[0], []),
    case("Outcome_10", "left", aim(**withdrawn(DAY)), []),
    case("Outcome_10", "continuing", aim(Outcome=3), AIM),
    case("Outcome_11", "ended", aim(**closed(DAY)), []),
    case("Outcome_11", "open", aim(Outcome=2), AIM),
    case("Outcome_12", "with outcome", aim(**closed(DAY)), []),
    case("Outcome_12", "without", aim(**closed(DAY, None)), AIM),
    case(
        "Outcome_13",
        "with LDM 404",
        aim(AimType=1, ProgType=34, LearningDeliveryFAM=[fam("LDM", "404")], **closed(DAY)),
        [],
    ),
    case("Outcome_13", "without", aim(AimType=1, ProgType=34, **closed(DAY)), AIM),
    case("OutGrade_04", "achieved", aim(OutGrade="A", **closed(DAY)), []),
    case("OutGrade_04", "result awaited", aim(OutGrade="A", **closed(DAY, 8)), AIM),
    case("OutGrade_05", "a pass", aim(OutGrade="PA", **closed(DAY)), []),
    case("OutGrade_05", "unclassified", aim(OutGrade="U", **closed(DAY)), AIM),
    case("OutGrade_06", "unclassified", aim(OutGrade="U", **withdrawn(DAY)), []),
    case("OutGrade_06", "a pass", aim(OutGrade="PA", **withdrawn(DAY)), AIM),
    case("Tlout_01", "continuing", aim(FundModel=11), []),
    case("Tlout_01", "completed", aim(FundModel=11, **closed(DAY)), AIM),
    case("Tlout_01", "completed, said", aim(FundModel=11, TLOut=1, **closed(DAY)), []),
]
