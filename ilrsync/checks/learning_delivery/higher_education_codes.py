"""Higher education: codes that must be on their list, which a site supplies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import case, fam, learner, supplied
from ilrsync.checks.code_lists import is_not_listed, span
from ilrsync.checks.derived import earliest_start, has_fam
from ilrsync.checks.learning_delivery.courses import COURSE, course_with
from ilrsync.checks.learning_delivery.fam_rows import started_since
from ilrsync.checks.lists import CODE_LISTS
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import LearnDelFAMType
from ilrsync.model.records import (
    Learner,
    LearnerHE,
    LearnerHEFinancialSupport,
    LearningDelivery,
    LearningDeliveryHE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.cases import Rows
    from ilrsync.checks.rule import Context

SINCE_2013 = dt.date(2013, 8, 1)
SINCE_2014 = dt.date(2014, 8, 1)
FULL_TIME = 1


@rule("ELQ_02", over=LearningDeliveryHE, fields="ELQ", needs=[CODE_LISTS])
def unknown_equivalence(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """ELQ is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, ELQ_02.
    """
    yield from _unknown(course, "ELQ", course.ELQ, context)


@rule("FUNDLEV_01", over=LearningDeliveryHE, fields="FUNDLEV", needs=[CODE_LISTS])
def unknown_level(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """FUNDLEV is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, FUNDLEV_01.
    """
    yield from _unknown(course, "FUNDLEV", course.FUNDLEV, context)


@rule("MODESTUD_01", over=LearningDeliveryHE, fields="MODESTUD", needs=[CODE_LISTS])
def unknown_mode(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """MODESTUD is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, MODESTUD_01.
    """
    yield from _unknown(course, "MODESTUD", course.MODESTUD, context)


@rule("MSTUFEE_01", over=LearningDeliveryHE, fields="MSTUFEE", needs=[CODE_LISTS])
def unknown_payer(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """MSTUFEE is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, MSTUFEE_01.
    """
    yield from _unknown(course, "MSTUFEE", course.MSTUFEE, context)


@rule("MSTUFEE_02", over=LearningDeliveryHE, fields="MSTUFEE", needs=[CODE_LISTS])
def payer_out_of_date(
    course: LearningDeliveryHE, aim: LearningDelivery, context: Context
) -> Iterator[Hit]:
    """MSTUFEE was still in use when the course started.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, MSTUFEE_02.
    """
    if _is_past("MSTUFEE", course.MSTUFEE, aim.LearnStartDate, context):
        yield Hit(course, LearnStartDate=aim.LearnStartDate)


@rule("PERMADDCOUNTRY_02", over=LearningDeliveryHE, fields="PERMADDCOUNTRY", needs=[CODE_LISTS])
def unknown_country(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """PERMADDCOUNTRY is a code of the published list, Appendix D.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, PERMADDCOUNTRY_02.
    """
    yield from _unknown(course, "PERMADDCOUNTRY", course.PERMADDCOUNTRY, context)


@rule("QUALENT3_02", over=LearningDeliveryHE, fields="QUALENT3", needs=[CODE_LISTS])
def unknown_entry_qualification(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """QUALENT3 is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, QUALENT3_02.
    """
    yield from _unknown(course, "QUALENT3", course.QUALENT3, context)


@rule("QUALENT3_03", over=LearningDeliveryHE, fields="QUALENT3", needs=[CODE_LISTS])
def entry_qualification_out_of_date(
    course: LearningDeliveryHE, aim: LearningDelivery, context: Context
) -> Iterator[Hit]:
    """QUALENT3 was still in use when the course started.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, QUALENT3_03.
    """
    past = _is_past("QUALENT3", course.QUALENT3, aim.LearnStartDate, context)
    if past and not has_fam(aim, LearnDelFAMType.RES):
        yield Hit(course, LearnStartDate=aim.LearnStartDate)


@rule("SEC_01", over=LearningDeliveryHE, fields="SEC", needs=[CODE_LISTS])
def unknown_class(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """SEC is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, SEC_01.
    """
    yield from _unknown(course, "SEC", course.SEC, context)


@rule("SOC_04", over=LearningDeliveryHE, fields="SOC", needs=[CODE_LISTS])
def unknown_occupation(
    course: LearningDeliveryHE, aim: LearningDelivery, context: Context
) -> Iterator[Hit]:
    """SOC is a code of the published list, Appendix L, for starts since August 2014.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, SOC_04.
    """
    if started_since(aim, SINCE_2014):
        yield from _unknown(course, "SOC", course.SOC, context)


@rule("SPECFEE_01", over=LearningDeliveryHE, fields="SPECFEE", needs=[CODE_LISTS])
def unknown_fee(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """SPECFEE is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, SPECFEE_01.
    """
    yield from _unknown(course, "SPECFEE", course.SPECFEE, context)


@rule("TYPEYR_01", over=LearningDeliveryHE, fields="TYPEYR", needs=[CODE_LISTS])
def unknown_year(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """TYPEYR is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, TYPEYR_01.
    """
    yield from _unknown(course, "TYPEYR", course.TYPEYR, context)


@rule("FINTYPE_01", over=LearnerHEFinancialSupport, fields="FINTYPE", needs=[CODE_LISTS])
def unknown_support(support: LearnerHEFinancialSupport, context: Context) -> Iterator[Hit]:
    """FINTYPE is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, FINTYPE_01.
    """
    if is_not_listed("FINTYPE", support.FINTYPE, context):
        yield Hit(support)


@rule("TTACCOM_01", over=LearnerHE, fields="TTACCOM", needs=[CODE_LISTS])
def unknown_accommodation(student: LearnerHE, context: Context) -> Iterator[Hit]:
    """TTACCOM is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, TTACCOM_01.
    """
    if is_not_listed("TTACCOM", student.TTACCOM, context):
        yield Hit(student)


@rule("TTACCOM_02", over=LearnerHE, fields="TTACCOM", needs=[CODE_LISTS])
def accommodation_out_of_date(
    student: LearnerHE, learner: Learner, context: Context
) -> Iterator[Hit]:
    """TTACCOM was still in use when the first of the aims started.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, TTACCOM_02; derived data DD06.
    """
    first = earliest_start(learner.LearningDelivery)
    if _is_past("TTACCOM", student.TTACCOM, first, context):
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


def _unknown(
    course: LearningDeliveryHE, name: str, code: object, context: Context
) -> Iterator[Hit]:
    if is_not_listed(name, code, context):
        yield Hit(course)


def _is_past(name: str, code: object, day: dt.date | None, context: Context) -> bool:
    """Whether the code's last day is known and before *day*."""
    last = span(name, code, context)[1]
    return last is not None and day is not None and day > last


def _listed(name: str, code: str, until: str = "") -> dict[str, Rows]:
    return supplied(CODE_LISTS, "Code", name, Code=code, EffectiveTo=until)


def _student(accommodation: int | None = 1, support: int = 1) -> Learner:
    supports = [LearnerHEFinancialSupport(support, 100)]
    return learner("A1", course_with(), LearnerHE=LearnerHE(None, accommodation, supports))


LEFT = {"LearningDeliveryFAM": [fam("SOF", "1"), fam("RES", "1")]}
ENDED = "2025-07-31"
STUDENT = ["Learner[0]/LearnerHE[0]"]
SUPPORT = ["Learner[0]/LearnerHE[0]/LearnerHEFinancialSupport[0]"]
LISTS: list[tuple[str, str, str, Any, Any]] = [
    ("ELQ_02", "ELQ", "3", 3, 8),
    ("FUNDLEV_01", "FUNDLEV", "10", 10, 98),
    ("MODESTUD_01", "MODESTUD", "1", 1, 98),
    ("MSTUFEE_01", "MSTUFEE", "01", 1, 99),
    ("PERMADDCOUNTRY_02", "PERMADDCOUNTRY", "XF", "XF", "QQ"),
    ("QUALENT3_02", "QUALENT3", "P50", "P50", "Q99"),
    ("SEC_01", "SEC", "1", 1, 0),
    ("SOC_04", "SOC", "2111", 2111, 9998),
    ("SPECFEE_01", "SPECFEE", "0", 0, 8),
    ("TYPEYR_01", "TYPEYR", "1", 1, 8),
]

CASES = [
    *(
        case(rule, f"{name} {code}", course_with(**{name: code}), said, lookups=_listed(name, one))
        for rule, name, one, right, wrong in LISTS
        for code, said in ((right, []), (wrong, COURSE))
    ),
    case("MSTUFEE_02", "in use", course_with(), [], lookups=_listed("MSTUFEE", "1")),
    case("MSTUFEE_02", "ended", course_with(), COURSE, lookups=_listed("MSTUFEE", "1", ENDED)),
    case("QUALENT3_03", "in use", course_with(), [], lookups=_listed("QUALENT3", "P50")),
    case("QUALENT3_03", "ended", course_with(), COURSE, lookups=_listed("QUALENT3", "P50", ENDED)),
    case(
        "QUALENT3_03",
        "a restart",
        course_with(**LEFT),
        [],
        lookups=_listed("QUALENT3", "P50", ENDED),
    ),
    case("FINTYPE_01", "1", _student(), [], lookups=_listed("FINTYPE", "1")),
    case("FINTYPE_01", "9", _student(support=9), SUPPORT, lookups=_listed("FINTYPE", "1")),
    case("TTACCOM_01", "1", _student(), [], lookups=_listed("TTACCOM", "1")),
    case("TTACCOM_01", "8", _student(8), STUDENT, lookups=_listed("TTACCOM", "1")),
    case("TTACCOM_02", "in use", _student(), [], lookups=_listed("TTACCOM", "1")),
    case("TTACCOM_02", "ended", _student(), STUDENT, lookups=_listed("TTACCOM", "1", ENDED)),
    case("TTACCOM_04", "said", _student(), []),
    case("TTACCOM_04", "not said", _student(None), COURSE),
]
