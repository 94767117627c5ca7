"""LDM 403, an apprenticeship unit before its own funding model, and LDM 404, 30 percent of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, case, closed, fam
from ilrsync.checks.derived import has_fam, started_aged
from ilrsync.checks.learner.statuses import working
from ilrsync.checks.learning_delivery.fam_rows import FIRST, has, started_before
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, FundModel, LearnDelFAMType, Outcome, ProgType
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

LDM = LearnDelFAMType.LDM
UNIT, MILESTONE = "403", "404"
FIRST_DAY = dt.date(2026, 4, 1)


@rule("LearnDelFAMType_135", over=LearningDelivery, fields="FundModel", since="2627")
def unit_funded(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM 403, an apprenticeship unit, stands on aims of FundModel 99 only.

    Not for FundModel 39 with ProgType 34.

    Source: validation rules 2026-27 v4, Learning delivery, LearnDelFAMType_135.
    """
    if aim.FundModel != FundModel.NON_FUNDED and not _is_unit_programme(aim):
        yield from has(aim, LDM, UNIT)


@rule("LearnDelFAMType_136", over=LearningDelivery, fields="LearnStartDate", since="2627")
def unit_too_young(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A learner on an apprenticeship unit, LDM 403, is 19 when it starts.

    Source: validation rules 2026-27 v4, Learning delivery, LearnDelFAMType_136.
    """
    if has_fam(aim, LDM, UNIT) and started_aged(aim, learner, below=19):
        yield Hit(aim, DateOfBirth=learner.DateOfBirth)


@rule("LearnDelFAMType_137", over=LearningDelivery, fields="LearnStartDate", since="2627")
def unit_before_its_time(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship unit, LDM 403, started in April 2026 or later.

    Source: validation rules 2026-27 v4, Learning delivery, LearnDelFAMType_137.
    """
    if has_fam(aim, LDM, UNIT) and started_before(aim, FIRST_DAY):
        yield from has(aim, LDM, UNIT)


@rule("LearnDelFAMType_138", over=LearningDelivery, fields="", since="2627")
def milestone_without_unit(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM 404, 30 percent of an apprenticeship unit, goes with LDM 403.

    Not for FundModel 39 with ProgType 34.

    Source: validation rules 2026-27 v4, Learning delivery, LearnDelFAMType_138.
    """
    if not has_fam(aim, LDM, UNIT) and not _is_unit_programme(aim):
        yield from has(aim, LDM, MILESTONE)


@rule(
    "LearnDelFAMType_139",
    over=LearningDelivery,
    fields="Outcome",
    since="2627",
    when={"Outcome": Outcome.ACHIEVED},
)
def achieved_without_milestone(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship unit, LDM 403, that was achieved has LDM 404.

    Source: validation rules 2026-27 v4, Learning delivery, LearnDelFAMType_139.
    """
    if not has_fam(aim, LDM, MILESTONE):
        yield from has(aim, LDM, UNIT)


@rule("LearnDelFamType_141", over=LearningDelivery, fields="ProgType", since="2627")
def milestone_outside_programme(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM 404 without LDM 403 stands on apprenticeship units, ProgType 34, only.

    Source: validation rules 2026-27 v4, Learning delivery, LearnDelFamType_141.
    """
    if aim.ProgType != ProgType.APPRENTICESHIP_UNIT and not has_fam(aim, LDM, UNIT):
        yield from has(aim, LDM, MILESTONE)


@rule("LearnDelFamType_142", over=LearningDelivery, fields="AimType", since="2627")
def milestone_not_on_programme_aim(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM 404 without LDM 403 stands on a programme aim.

    Source: validation rules 2026-27 v4, Learning delivery, LearnDelFamType_142.
    """
    if aim.AimType != AimType.PROGRAMME and not has_fam(aim, LDM, UNIT):
        yield from has(aim, LDM, MILESTONE)


def _is_unit_programme(aim: LearningDelivery) -> bool:
    return (aim.FundModel, aim.ProgType) == (FundModel.SHORT_COURSE, ProgType.APPRENTICESHIP_UNIT)


def _unit(*codes: str, **fields: object) -> LearningDelivery:
    common = {"AimType": 4, "FundModel": 99, "LearnStartDate": dt.date(2026, 9, 7), **fields}
    return aim(LearningDeliveryFAM=[fam("LDM", code) for code in codes], **common)


PROGRAMME = {"FundModel": 39, "ProgType": 34, "AimType": 1}
ACHIEVED = closed(dt.date(2026, 12, 4))

CASES = [
    case("LearnDelFAMType_135", "not funded", _unit(UNIT), []),
    case("LearnDelFAMType_135", "adult skills", _unit(UNIT, FundModel=38), FIRST),
    case("LearnDelFAMType_135", "the funded programme", _unit(UNIT, **PROGRAMME), []),
    case("LearnDelFAMType_136", "an adult", working(_unit(UNIT)), []),
    case("LearnDelFAMType_136", "aged 17", _unit(UNIT), AIM),
    case("LearnDelFAMType_137", "in time", _unit(UNIT), []),
    case(
        "LearnDelFAMType_137", "too early", _unit(UNIT, LearnStartDate=dt.date(2026, 3, 31)), FIRST
    ),
    case("LearnDelFAMType_138", "both", _unit(MILESTONE, UNIT), []),
    case("LearnDelFAMType_138", "one", _unit(MILESTONE), FIRST),
    case("LearnDelFAMType_139", "with the milestone", _unit(UNIT, MILESTONE, **ACHIEVED), []),
    case("LearnDelFAMType_139", "without", _unit(UNIT, **ACHIEVED), FIRST),
    case("LearnDelFamType_141", "the programme", _unit(MILESTONE, **PROGRAMME), []),
    case("LearnDelFamType_141", "no programme", _unit(MILESTONE), FIRST),
    case("LearnDelFamType_142", "the programme aim", _unit(MILESTONE, **PROGRAMME), []),
    case("LearnDelFamType_142", "another aim", _unit(MILESTONE), FIRST),
]
