"""Outcomes of Skills Bootcamps: event aims until July 2025, an event indicator from then on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import case, closed, fam, learner
from ilrsync.checks.cross_record.bootcamps import (
    BOOTCAMP,
    a_component,
    a_programme,
    aims_of,
    latest,
    shown,
    with_first_start,
)
from ilrsync.checks.derived import aim_reference, fam_rows, months_after
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, CompStatus, LearnDelFAMType
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context
    from ilrsync.model.records import LearningDelivery

OUTCOME_EVENTS = frozenset({"Z0059747", "Z0059748", "Z0059749"})
EVENTS = OUTCOME_EVENTS | frozenset(
    ["Z0060439", "Z0009541", "Z0060440", "Z0060441", "Z0060442", "Z0060443"]
)
INDICATOR_SINCE = dt.date(2025, 8, 1)


@rule("R_138", over=Learner, fields="", when={**BOOTCAMP, "AimType": AimType.PROGRAMME})
def completed_without_outcome_event(learner: Learner, context: Context) -> Iterator[Hit]:
    """A completed Skills Bootcamp needs an achievement date or one of the outcome event aims.

    The outcome events are Z0059747 to Z0059749. For programmes started up to July 2025, until six
    months after their actual end.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_138.
    """
    events = {aim_reference(one) for one in learner.LearningDelivery} & OUTCOME_EVENTS
    for last in latest(learner):
        ended, started = last.LearnActEndDate, last.LearnStartDate
        recent = ended is None or context.prepared <= months_after(ended, 6)
        if (
            last.CompStatus == CompStatus.COMPLETED
            and started is not None
            and started < INDICATOR_SINCE
            and last.AchDate is None
            and not events
            and recent
        ):
            yield Hit(last, CompStatus=last.CompStatus, LearnStartDate=started)


@rule("R_150", over=Learner, fields="", when={**BOOTCAMP, "AimType": AimType.PROGRAMME})
def event_before_the_first_start(learner: Learner) -> Iterator[Hit]:
    """A Skills Bootcamp event aim must not start before the first start under its contract.

    For programmes started from August 2024 to July 2025.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_150.
    """
    firsts = {
        one.ConRefNumber: first
        for one, first in with_first_start(learner)
        if one.LearnStartDate and dt.date(2024, 8, 1) <= one.LearnStartDate < INDICATOR_SINCE
    }
    for one in learner.LearningDelivery:
        first = firsts.get(one.ConRefNumber)
        if first and one.LearnStartDate and one.LearnStartDate < first and _is_event(one):
            yield Hit(one, LearnAimRef=one.LearnAimRef, LearnStartDate=one.LearnStartDate)


@rule("R_152", over=Learner, fields="", when={**BOOTCAMP, "AimType": AimType.PROGRAMME})
def indicator_before_its_time(learner: Learner) -> Iterator[Hit]:
    """A Skills Bootcamp that first started before August 2025 has no event indicator (EVI).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_152.
    """
    for one, first in with_first_start(learner):
        for row in fam_rows(one, LearnDelFAMType.EVI):
            if first < INDICATOR_SINCE:
                yield Hit(row, LearnDelFAMType="EVI", LearnDelFAMCode=row.LearnDelFAMCode)


@rule("R_153", over=Learner, fields="", when={**BOOTCAMP, "AimType": AimType.PROGRAMME})
def indicator_dated_too_early(learner: Learner) -> Iterator[Hit]:
    """The event indicator (EVI) of a Skills Bootcamp applies from August 2025 at the earliest.

    For Skills Bootcamps that first started from then on.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_153.
    """
    for one, first in with_first_start(learner):
        for row in fam_rows(one, LearnDelFAMType.EVI):
            begins = row.LearnDelFAMDateFrom
            early = begins is not None and begins < INDICATOR_SINCE
            if first >= INDICATOR_SINCE and early:
                yield Hit(row, LearnDelFAMType="EVI", LearnDelFAMDateFrom=begins)


@rule("R_154", over=Learner, fields="", when={**BOOTCAMP, "AimType": AimType.PROGRAMME})
def event_aim_after_its_time(learner: Learner) -> Iterator[Hit]:
    """A Skills Bootcamp that first started since August 2025 has no event aims.

    The event indicator (EVI) took their place.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_154.
    """
    late = {
        one.ConRefNumber for one, first in with_first_start(learner) if first >= INDICATOR_SINCE
    }
    for one in aims_of(learner, AimType.COMPONENT):
        if one.ConRefNumber in late and _is_event(one):
            yield shown(one)


def _is_event(aim: LearningDelivery) -> bool:
    return aim_reference(aim) in EVENTS


AIM = ["Learner[0]/LearningDelivery[0]"]
SECOND = ["Learner[0]/LearningDelivery[1]"]
ROW = ["Learner[0]/LearningDelivery[0]/LearningDeliveryFAM[0]"]
START_2024 = dt.date(2024, 9, 2)
START_2025 = dt.date(2025, 9, 1)
ENDED = dt.date(2025, 11, 3)
LATER = dt.date(2025, 11, 10)

CASES = [
    case(
        "R_138",
        "with an event",
        learner("A1", a_programme(START_2024, **closed(ENDED)), a_component("Z0059747")),
        [],
        prepared=LATER,
    ),
    case(
        "R_138",
        "without",
        learner("A1", a_programme(START_2024, **closed(ENDED)), a_component()),
        AIM,
        prepared=LATER,
    ),
    case(
        "R_138",
        "more than six months ago",
        learner("A1", a_programme(START_2024, **closed(ENDED)), a_component()),
        [],
        prepared=dt.date(2026, 5, 4),
    ),
    case(
        "R_150",
        "after the start",
        learner("A1", a_programme(START_2024), a_component("Z0059747", LearnStartDate=START_2025)),
        [],
    ),
    case(
        "R_150",
        "before the start",
        learner(
            "A1",
            a_programme(START_2024),
            a_component("Z0059747", LearnStartDate=dt.date(2024, 9, 1)),
        ),
        SECOND,
    ),
    case("R_152", "a new one", a_programme(LearningDeliveryFAM=[fam("EVI", "1", LATER)]), []),
    case(
        "R_152",
        "an older one",
        a_programme(START_2024, LearningDeliveryFAM=[fam("EVI", "1", LATER)]),
        ROW,
    ),
    case(
        "R_152",
        "in small letters",
        a_programme(START_2024, LearningDeliveryFAM=[fam("evi", "1", LATER)]),
        ROW,
    ),
    case("R_153", "dated later", a_programme(LearningDeliveryFAM=[fam("EVI", "1", LATER)]), []),
    case(
        "R_153",
        "dated too early",
        a_programme(LearningDeliveryFAM=[fam("EVI", "1", dt.date(2025, 7, 31))]),
        ROW,
    ),
    case(
        "R_154", "an older one", learner("A1", a_programme(START_2024), a_component("Z0059747")), []
    ),
    case("R_154", "a new one", learner("A1", a_programme(), a_component("Z0059747")), SECOND),
]
