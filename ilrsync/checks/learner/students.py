"""Higher education students: financial support and where they live in term time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import case, learner
from ilrsync.checks.code_lists import is_not_listed, listed_as
from ilrsync.checks.derived import earliest_start
from ilrsync.checks.learning_delivery.courses import COURSE, course_with
from ilrsync.checks.learning_delivery.higher_education_codes import ENDED, is_past, listed
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.records import (
    Learner,
    LearnerHE,
    LearnerHEFinancialSupport,
    LearningDeliveryHE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

SINCE_2013 = dt.date(2013, 8, 1)
FULL_TIME = 1


@rule("FINTYPE_01", over=LearnerHEFinancialSupport, fields="FINTYPE", needs=[listed_as("FINTYPE")])
def unknown_support(support: LearnerHEFinancialSupport, context: Context) -> Iterator[Hit]:
    """FINTYPE is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, FINTYPE_01.
    """
    if is_not_listed("FINTYPE", support.FINTYPE, context):
        yield Hit(support)


@rule("TTACCOM_01", over=LearnerHE, fields="TTACCOM", needs=[listed_as("TTACCOM")])
def unknown_accommodation(student: LearnerHE, context: Context) -> Iterator[Hit]:
    """TTACCOM is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, TTACCOM_01.
    """
    if is_not_listed("TTACCOM", student.TTACCOM, context):
        yield Hit(student)


@rule("TTACCOM_02", over=LearnerHE, fields="TTACCOM", needs=[listed_as("TTACCOM")])
def accommodation_out_of_date(
    student: LearnerHE, learner: Learner, context: Context
) -> Iterator[Hit]:
    """TTACCOM was still in use when the first of the aims started.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, TTACCOM_02; derived data DD06.
    """
    first = earliest_start(learner.LearningDelivery)
    if is_past("TTACCOM", student.TTACCOM, first, context):
        yield Hit(student)


@rule("TTACCOM_04", over=LearningDeliveryHE, fields="MODESTUD")
def accommodation_missing(course: LearningDeliveryHE, learner: Learner) -> Iterator[Hit]:
    """A full-time student says where they live in term time, TTACCOM.

    That is MODESTUD 1, for learners whose first aim started in August 2013 or later.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, TTACCOM_04; derived data DD06.
    """
    student = learner.LearnerHE
    if course.MODESTUD != FULL_TIME or (student is not None and student.TTACCOM is not None):
        return
    first = earliest_start(learner.LearningDelivery)
    if first is not None and first >= SINCE_2013:
        yield Hit(course)


def _student(accommodation: int | None = 1, support: int = 1) -> Learner:
    supports = [LearnerHEFinancialSupport(support, 100)]
    return learner("A1", course_with(), LearnerHE=LearnerHE(None, accommodation, supports))


STUDENT = ["Learner[0]/LearnerHE[0]"]
SUPPORT = ["Learner[0]/LearnerHE[0]/LearnerHEFinancialSupport[0]"]

CASES = [
    case("FINTYPE_01", "1", _student(), [], lookups=listed("FINTYPE", "1")),
    case("FINTYPE_01", "9", _student(support=9), SUPPORT, lookups=listed("FINTYPE", "1")),
    case("TTACCOM_01", "1", _student(), [], lookups=listed("TTACCOM", "1")),
    case("TTACCOM_01", "8", _student(8), STUDENT, lookups=listed("TTACCOM", "1")),
    case("TTACCOM_02", "in use", _student(), [], lookups=listed("TTACCOM", "1")),
    case("TTACCOM_02", "ended", _student(), STUDENT, lookups=listed("TTACCOM", "1", ENDED)),
    case("TTACCOM_04", "said", _student(), []),
    case("TTACCOM_04", "not said", _student(None), COURSE),
]
