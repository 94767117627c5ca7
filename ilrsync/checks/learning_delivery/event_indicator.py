"""The event indicator (EVI): what happens to a learner of a Skills Bootcamp, and when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import aim, case, closed, fam
from ilrsync.checks.learning_delivery.fam_rows import FIRST
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, LearnDelFAMType, ProgType
from ilrsync.model.records import LearningDelivery, LearningDeliveryFAM

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN = "LearnDelFAMType LearnDelFAMCode LearnDelFAMDateFrom"
INDICATOR = {"LearnDelFAMType": LearnDelFAMType.EVI}
FIRST_DAY = dt.date(2025, 8, 1)


@rule("LearnDelFAMDateFrom_05", over=LearningDeliveryFAM, fields=SHOWN, when=INDICATOR)
def event_without_date(row: LearningDeliveryFAM) -> Iterator[Hit]:
    """An event indicator, EVI, says from when it applies.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMDateFrom_05.
    """
    if row.LearnDelFAMDateFrom is None:
        yield Hit(row)


@rule("LearnDelFAMDateFrom_06", over=LearningDeliveryFAM, fields=SHOWN, when=INDICATOR)
def event_before_its_time(row: LearningDeliveryFAM) -> Iterator[Hit]:
    """An event indicator, EVI, applies from August 2025 or later.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMDateFrom_06.
    """
    if row.LearnDelFAMDateFrom is not None and row.LearnDelFAMDateFrom < FIRST_DAY:
        yield Hit(row)


@rule(
    "LearnDelFAMDateFrom_07",
    over=LearningDeliveryFAM,
    fields=SHOWN,
    when={**INDICATOR, "AimType": AimType.PROGRAMME},
)
def event_outside_the_programme(row: LearningDeliveryFAM, aim: LearningDelivery) -> Iterator[Hit]:
    """An event indicator, EVI, applies from a day between the programme's start and actual end.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMDateFrom_07.
    """
    begins, start, ended = row.LearnDelFAMDateFrom, aim.LearnStartDate, aim.LearnActEndDate
    if begins is None:
        return
    if (start is not None and begins < start) or (ended is not None and begins > ended):
        yield Hit(row, LearnStartDate=start, LearnActEndDate=ended)


@rule("LearnDelFAMType_132", over=LearningDeliveryFAM, fields=SHOWN, when=INDICATOR)
def event_elsewhere(row: LearningDeliveryFAM, aim: LearningDelivery) -> Iterator[Hit]:
    """An event indicator, EVI, stands on Skills Bootcamps only.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_132.
    """
    if aim.ProgType != ProgType.SKILLS_BOOTCAMP:
        yield Hit(row, ProgType=aim.ProgType)


@rule("LearnDelFAMType_133", over=LearningDeliveryFAM, fields=SHOWN, when=INDICATOR)
def event_not_on_programme(row: LearningDeliveryFAM, aim: LearningDelivery) -> Iterator[Hit]:
    """An event indicator, EVI, stands on the programme aim.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_133.
    """
    if aim.AimType != AimType.PROGRAMME:
        yield Hit(row, AimType=aim.AimType)


def _event(on: dt.date | None = dt.date(2025, 11, 3), **fields: object) -> LearningDelivery:
    common = {"AimType": 1, "ProgType": 32, "FundModel": 37, **fields}
    return aim("ZPROG001", LearningDeliveryFAM=[fam("EVI", "4", on)], **common)


EARLY, ENDED = dt.date(2025, 7, 31), closed(dt.date(2025, 10, 31))

CASES = [
    case("LearnDelFAMDateFrom_05", "dated", _event(), []),
    case("LearnDelFAMDateFrom_05", "undated", _event(None), FIRST),
    case("LearnDelFAMDateFrom_06", "in time", _event(), []),
    case("LearnDelFAMDateFrom_06", "too early", _event(EARLY), FIRST),
    case("LearnDelFAMDateFrom_07", "during the programme", _event(), []),
    case("LearnDelFAMDateFrom_07", "before it", _event(EARLY), FIRST),
    case("LearnDelFAMDateFrom_07", "after it", _event(**ENDED), FIRST),
    case("LearnDelFAMType_132", "a Skills Bootcamp", _event(), []),
    case("LearnDelFAMType_132", "no programme", _event(ProgType=None), FIRST),
    case("LearnDelFAMType_133", "on the programme aim", _event(), []),
    case("LearnDelFAMType_133", "on a component", _event(AimType=3), FIRST),
]
