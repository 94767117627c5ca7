"""The subject of a Skills Bootcamp: an aim of LARS category 62 under the same contract."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, case, closed, learner, supplied
from ilrsync.checks.cross_record.bootcamps import (
    ENDED,
    SECOND,
    START_2025,
    a_component,
    a_programme,
    aims_of,
    with_first_start,
)
from ilrsync.checks.lars import CATEGORIES, LARS, in_category, in_category_on_start
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, CompStatus, ProgType
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

SUBJECT = "62"
PROGRAMME = {"ProgType": ProgType.SKILLS_BOOTCAMP, "AimType": AimType.PROGRAMME}
NEW_RULES = dt.date(2024, 8, 1)


@rule("R_139", over=Learner, fields="", needs=[CATEGORIES], when=PROGRAMME)
def completed_without_closed_subject(learner: Learner, context: Context) -> Iterator[Hit]:
    """A completed Skills Bootcamp needs a subject that has ended, under the same contract.

    The published condition asks for a subject without an end; its sentence for one with an end.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_139.
    """
    for one in aims_of(learner, AimType.PROGRAMME):
        subjects = _subjects(one, learner, context)
        if one.CompStatus == CompStatus.COMPLETED and all(
            subject.LearnActEndDate is None for subject in subjects
        ):
            yield Hit(one, ConRefNumber=one.ConRefNumber, CompStatus=one.CompStatus)


@rule("R_141", over=Learner, fields="", needs=[CATEGORIES], when=PROGRAMME)
def open_without_subject(learner: Learner, context: Context) -> Iterator[Hit]:
    """A Skills Bootcamp that goes on needs a subject under the same contract.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_141.
    """
    for one in aims_of(learner, AimType.PROGRAMME):
        if one.LearnActEndDate is None and not _subjects(one, learner, context):
            yield Hit(one, ConRefNumber=one.ConRefNumber)


@rule("R_149", over=Learner, fields="", needs=[CATEGORIES], when=PROGRAMME)
def subject_before_the_first_start(learner: Learner, context: Context) -> Iterator[Hit]:
    """The subject of a Skills Bootcamp does not start before its programme under that contract.

    Where a programme under the contract began in August 2024 or later; the earliest of them all
    is what counts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_149.
    """
    firsts = {
        one.ConRefNumber: first
        for one, first in with_first_start(learner)
        if one.LearnStartDate and one.LearnStartDate >= NEW_RULES
    }
    for one in aims_of(learner, AimType.COMPONENT):
        first = firsts.get(one.ConRefNumber)
        early = first and one.LearnStartDate and one.LearnStartDate < first
        if early and in_category(one, context, SUBJECT):
            yield Hit(one, ConRefNumber=one.ConRefNumber, LearnStartDate=one.LearnStartDate)


def _subjects(
    programme: LearningDelivery, learner: Learner, context: Context
) -> list[LearningDelivery]:
    """The subjects under the contract of *programme*, by LARS on the day each of them started."""
    return [
        one
        for one in aims_of(learner, AimType.COMPONENT)
        if one.ConRefNumber == programme.ConRefNumber
        and in_category_on_start(one, context, SUBJECT)
    ]


LISTED = supplied(LARS, "LearningDeliveryCategory", "Z0009876", CategoryRef=SUBJECT)
OTHER = supplied(LARS, "LearningDeliveryCategory", "Z0009876", CategoryRef="19")
DONE = a_programme(**closed(ENDED))
OLD = dt.date(2024, 7, 1)
EARLY = a_component(LearnStartDate=START_2025 - dt.timedelta(days=1))

CASES = [
    case("R_139", "ended", learner("A1", DONE, a_component(**closed(ENDED))), [], lookups=LISTED),
    case("R_139", "open", learner("A1", DONE, a_component()), AIM, lookups=LISTED),
    case("R_141", "a subject", learner("A1", a_programme(), a_component()), [], lookups=LISTED),
    case("R_141", "none", learner("A1", a_programme(), a_component()), AIM, lookups=OTHER),
    case("R_149", "with it", learner("A1", a_programme(), a_component()), [], lookups=LISTED),
    case("R_149", "before it", learner("A1", a_programme(), EARLY), SECOND, lookups=LISTED),
    case(
        "R_149",
        "before the first of two, the later of which is new",
        learner(
            "A1",
            a_programme(OLD),
            a_component(LearnStartDate=OLD - dt.timedelta(days=1)),
            a_programme(),
        ),
        SECOND,
        lookups=LISTED,
    ),
]
