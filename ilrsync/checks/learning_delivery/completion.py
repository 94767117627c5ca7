"""CompStatus, the actual end and the reason for leaving, each against the others."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import (
    AIM,
    aim,
    apprenticeship,
    case,
    closed,
    learner,
    standalone,
    withdrawn,
)
from ilrsync.checks.derived import has_fam
from ilrsync.checks.rule import WARNING, Hit, rule
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

BOOTCAMP = (FundModel.SKILLS_BOOTCAMP, ProgType.SKILLS_BOOTCAMP)
BOOTCAMP_EVENTS = frozenset({"Z0059747", "Z0059748", "Z0059749"})
OFFENDER_WITHDRAWN = 28


@rule("CompStatus_02", over=LearningDelivery, fields="CompStatus LearnActEndDate?")
def ended_but_continuing(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with an actual end date is no longer continuing, CompStatus 1.

    Not for the programme aim of an apprenticeship standard, which may wait for its end-point
    assessment.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, CompStatus_02.
    """
    if (
        aim.CompStatus == CompStatus.CONTINUING
        and aim.LearnActEndDate is not None
        and not _is_standard_programme(aim)
    ):
        yield Hit(aim)


@rule("CompStatus_03", over=LearningDelivery, fields="CompStatus LearnActEndDate?")
def not_ended_but_not_continuing(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim without an actual end date is continuing, CompStatus 1.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, CompStatus_03.
    """
    if aim.LearnActEndDate is None and aim.CompStatus not in {None, CompStatus.CONTINUING}:
        yield Hit(aim)


@rule("CompStatus_04", over=LearningDelivery, fields="CompStatus Outcome")
def no_outcome_but_not_continuing(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim without an outcome is continuing, CompStatus 1.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, CompStatus_04.
    """
    if aim.Outcome is None and aim.CompStatus not in {None, CompStatus.CONTINUING}:
        yield Hit(aim)


@rule("CompStatus_05", over=LearningDelivery, fields="CompStatus Outcome", when={"CompStatus": 1})
def outcome_while_continuing(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim that is continuing has no outcome.

    Not for apprenticeship standards nor for Skills Bootcamps.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, CompStatus_05.
    """
    spared = _is_standard(aim) or _is_bootcamp(aim)
    if aim.Outcome is not None and not spared:
        yield Hit(aim)


@rule(
    "CompStatus_06", over=LearningDelivery, fields="CompStatus Outcome", when={"CompStatus": {3, 6}}
)
def left_with_achievement(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim that was left or paused is neither achieved nor awaiting its result.

    Its outcome is 2 or 3, never 1 or 8. Not for Skills Bootcamps.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, CompStatus_06.
    """
    if aim.Outcome in {Outcome.ACHIEVED, Outcome.NOT_YET_KNOWN} and not _is_bootcamp(aim):
        yield Hit(aim)


@rule(
    "CompStatus_07",
    over=LearningDelivery,
    fields="CompStatus AchDate LearnActEndDate",
    when={"FundModel": 36, "ProgType": 25, "AimType": 1},
)
def achieved_but_not_completed(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship programme with an achievement date is completed, CompStatus 2.

    For those that ended since August 2019.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, CompStatus_07.
    """
    ended = aim.LearnActEndDate
    if aim.AchDate and ended and ended >= dt.date(2019, 8, 1):
        yield from _not_completed(aim)


@rule(
    "CompStatus_08",
    over=LearningDelivery,
    fields="CompStatus AchDate",
    when={"FundModel": 37, "ProgType": 32, "AimType": 1},
)
def bootcamp_achieved_but_not_completed(aim: LearningDelivery) -> Iterator[Hit]:
    """A Skills Bootcamp programme with an achievement date is completed, CompStatus 2.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, CompStatus_08.
    """
    if aim.AchDate:
        yield from _not_completed(aim)


@rule(
    "CompStatus_09",
    over=LearningDelivery,
    severity=WARNING,
    fields="CompStatus LearnAimRef",
    when={"LearnAimRef": BOOTCAMP_EVENTS},
)
def bootcamp_event_not_completed(aim: LearningDelivery) -> Iterator[Hit]:
    """A Skills Bootcamp event aim should be completed, CompStatus 2.

    The event aims are Z0059747, Z0059748 and Z0059749.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, CompStatus_09.
    """
    yield from _not_completed(aim)


@rule(
    "CompStatus_10",
    over=LearningDelivery,
    fields="CompStatus Outcome",
    since="2627",
    when={"FundModel": 36, "ProgType": 25},
)
def achieved_while_continuing(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship aim that is achieved, Outcome 1, is no longer continuing.

    Source: validation rules 2026-27 v4, Learning delivery, CompStatus_10.
    """
    if aim.Outcome == Outcome.ACHIEVED and aim.CompStatus == CompStatus.CONTINUING:
        yield Hit(aim)


@rule(
    "CompStatus_11", over=LearningDelivery, fields="CompStatus", since="2627", when={"ProgType": 34}
)
def break_in_apprenticeship_unit(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship unit, ProgType 34, has no break in learning, CompStatus 6.

    Source: validation rules 2026-27 v4, Learning delivery, CompStatus_11.
    """
    if aim.CompStatus == CompStatus.BREAK:
        yield Hit(aim)


@rule("WithdrawReason_03", over=LearningDelivery, fields="CompStatus WithdrawReason")
def left_without_reason(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim that was left, CompStatus 3, says why in WithdrawReason.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WithdrawReason_03.
    """
    if aim.CompStatus == CompStatus.WITHDRAWN and aim.WithdrawReason is None:
        yield Hit(aim)


@rule("WithdrawReason_04", over=LearningDelivery, fields="CompStatus WithdrawReason")
def reason_without_leaving(aim: LearningDelivery) -> Iterator[Hit]:
    """Only an aim that was left, CompStatus 3, has a WithdrawReason.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WithdrawReason_04.
    """
    if aim.WithdrawReason is not None and aim.CompStatus in {1, 2, 6}:
        yield Hit(aim)


@rule("WithdrawReason_05", over=LearningDelivery, fields="WithdrawReason")
def offender_reason_outside_custody(aim: LearningDelivery) -> Iterator[Hit]:
    """Withdrawal reason 28, offender learner, goes with LDM 034 only.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WithdrawReason_05.
    """
    if aim.WithdrawReason == OFFENDER_WITHDRAWN and not has_fam(aim, LearnDelFAMType.LDM, "034"):
        yield Hit(aim)


def _is_standard(aim: LearningDelivery) -> bool:
    return aim.ProgType == ProgType.APPRENTICESHIP and aim.FundModel in {
        FundModel.APPRENTICESHIP,
        FundModel.NON_FUNDED,
    }


def _is_standard_programme(aim: LearningDelivery) -> bool:
    return aim.AimType == AimType.PROGRAMME and _is_standard(aim)


def _is_bootcamp(aim: LearningDelivery) -> bool:
    return (aim.FundModel, aim.ProgType) == BOOTCAMP


def _not_completed(aim: LearningDelivery) -> Iterator[Hit]:
    if aim.CompStatus != CompStatus.COMPLETED:
        yield Hit(aim)


DAY = dt.date(2026, 7, 1)


def _programme(**fields: Any) -> LearningDelivery:
    return apprenticeship(**fields)[0]


CASES = [
    case("CompStatus_02", "completed", aim(**closed(DAY)), []),
    case("CompStatus_02", "ended, still continuing", aim(LearnActEndDate=DAY), AIM),
    case("CompStatus_02", "awaits its end-point assessment", _programme(LearnActEndDate=DAY), []),
    case("CompStatus_03", "continuing", aim(), []),
    case("CompStatus_03", "completed without an end", aim(CompStatus=2, Outcome=1), AIM),
    case("CompStatus_04", "continuing", aim(), []),
    case("CompStatus_04", "completed without outcome", aim(**closed(DAY, None)), AIM),
    case("CompStatus_05", "continuing", aim(), []),
    case("CompStatus_05", "continuing and achieved", aim(Outcome=1), AIM),
    case("CompStatus_05", "apprenticeship standard", _programme(Outcome=8), []),
    case("CompStatus_06", "left, not achieved", aim(**withdrawn(DAY)), []),
    case("CompStatus_06", "left and achieved", aim(**closed(DAY, 1, 3, 40)), AIM),
    case("CompStatus_06", "paused, result awaited", aim(**closed(DAY, 8, 6)), AIM),
    case("CompStatus_07", "completed", _programme(**closed(DAY), AchDate=DAY), []),
    case("CompStatus_07", "left", _programme(**withdrawn(DAY), AchDate=DAY), AIM),
    case(
        "CompStatus_08",
        "completed",
        standalone(FundModel=37, ProgType=32, AchDate=DAY, **closed(DAY)),
        [],
    ),
    case(
        "CompStatus_08",
        "continuing",
        aim("ZPROG001", AimType=1, FundModel=37, ProgType=32, AchDate=DAY),
        AIM,
    ),
    case("CompStatus_09", "completed", aim("Z0059747", **closed(DAY)), []),
    case("CompStatus_09", "continuing", aim("Z0059747"), AIM),
    case("CompStatus_10", "awaits its result", _programme(Outcome=8), []),
    case("CompStatus_10", "achieved", _programme(Outcome=1), AIM),
    case("CompStatus_11", "left", aim(ProgType=34, **withdrawn(DAY)), []),
    case("CompStatus_11", "paused", aim(ProgType=34, **closed(DAY, 3, 6)), AIM),
    case("WithdrawReason_03", "with a reason", aim(**withdrawn(DAY)), []),
    case("WithdrawReason_03", "without", aim(**closed(DAY, 3, 3)), AIM),
    case("WithdrawReason_04", "left", aim(**withdrawn(DAY)), []),
    case("WithdrawReason_04", "continuing", aim(WithdrawReason=40), AIM),
    case("WithdrawReason_05", "another reason", aim(**withdrawn(DAY)), []),
    case("WithdrawReason_05", "not in custody", learner("A1", aim(WithdrawReason=28)), AIM),
]
