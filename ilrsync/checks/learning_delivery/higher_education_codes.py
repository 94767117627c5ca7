"""Higher education: codes that must be on their list, which a site supplies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import case, fam, supplied
from ilrsync.checks.code_lists import is_not_listed, listed_as, span
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import AIMS, LARS, rows
from ilrsync.checks.learning_delivery.courses import COURSE, course_with
from ilrsync.checks.learning_delivery.fam_rows import started_since
from ilrsync.checks.lists import CODE_LISTS
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.codes import LearnDelFAMType
from ilrsync.model.records import (
    LearningDelivery,
    LearningDeliveryHE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.cases import Rows
    from ilrsync.checks.rule import Context

SINCE_2009 = dt.date(2009, 8, 1)
SINCE_2014 = dt.date(2014, 8, 1)
UNDERGRADUATE = frozenset(
    ["0394", "1406", "1407", "1408", "9000", "9002", "9107", "E007", "9112", "9111", "9110", "9113"]
)
POSTGRADUATE = frozenset(
    ["0393", "1410", "2001", "9100", "9101", "9109", "E008", "1411", "1412", "9103"]
)


@rule("ELQ_02", over=LearningDeliveryHE, fields="ELQ", needs=[listed_as("ELQ")])
def unknown_equivalence(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """ELQ is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, ELQ_02.
    """
    yield from _unknown(course, "ELQ", course.ELQ, context)


@rule("FUNDLEV_01", over=LearningDeliveryHE, fields="FUNDLEV", needs=[listed_as("FUNDLEV")])
def unknown_level(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """FUNDLEV is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, FUNDLEV_01.
    """
    yield from _unknown(course, "FUNDLEV", course.FUNDLEV, context)


@rule("FUNDLEV_02", over=LearningDeliveryHE, severity=WARNING, fields="FUNDLEV", needs=[AIMS])
def undergraduate_at_other_level(
    course: LearningDeliveryHE, aim: LearningDelivery, context: Context
) -> Iterator[Hit]:
    """An undergraduate aim should be of FUNDLEV 10, 11 or 99, for starts since August 2009.

    That is an aim of one of twelve types in LARS, such as 9000. FUNDLEV may be left out.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, FUNDLEV_02.
    """
    if course.FUNDLEV not in {None, 10, 11, 99} and started_since(aim, SINCE_2009):
        yield from _of_types(course, aim, context, UNDERGRADUATE)


@rule("FUNDLEV_03", over=LearningDeliveryHE, severity=WARNING, fields="FUNDLEV", needs=[AIMS])
def postgraduate_at_other_level(
    course: LearningDeliveryHE, aim: LearningDelivery, context: Context
) -> Iterator[Hit]:
    """A postgraduate aim should be of FUNDLEV 20, 21, 30, 31 or 99, for starts since August 2009.

    That is an aim of one of ten types in LARS, such as 9100. FUNDLEV may be left out.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, FUNDLEV_03.
    """
    if course.FUNDLEV not in {None, 20, 21, 30, 31, 99} and started_since(aim, SINCE_2009):
        yield from _of_types(course, aim, context, POSTGRADUATE)


@rule("MODESTUD_01", over=LearningDeliveryHE, fields="MODESTUD", needs=[listed_as("MODESTUD")])
def unknown_mode(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """MODESTUD is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, MODESTUD_01.
    """
    yield from _unknown(course, "MODESTUD", course.MODESTUD, context)


@rule("MSTUFEE_01", over=LearningDeliveryHE, fields="MSTUFEE", needs=[listed_as("MSTUFEE")])
def unknown_payer(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """MSTUFEE is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, MSTUFEE_01.
    """
    yield from _unknown(course, "MSTUFEE", course.MSTUFEE, context)


@rule("MSTUFEE_02", over=LearningDeliveryHE, fields="MSTUFEE", needs=[listed_as("MSTUFEE")])
def payer_out_of_date(
    course: LearningDeliveryHE, aim: LearningDelivery, context: Context
) -> Iterator[Hit]:
    """MSTUFEE was still in use when the course started.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, MSTUFEE_02.
    """
    if is_past("MSTUFEE", course.MSTUFEE, aim.LearnStartDate, context):
        yield Hit(course, LearnStartDate=aim.LearnStartDate)


@rule(
    "PERMADDCOUNTRY_02",
    over=LearningDeliveryHE,
    fields="PERMADDCOUNTRY",
    needs=[listed_as("PERMADDCOUNTRY")],
)
def unknown_country(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """PERMADDCOUNTRY is a code of the published list, Appendix D.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, PERMADDCOUNTRY_02.
    """
    yield from _unknown(course, "PERMADDCOUNTRY", course.PERMADDCOUNTRY, context)


@rule("QUALENT3_02", over=LearningDeliveryHE, fields="QUALENT3", needs=[listed_as("QUALENT3")])
def unknown_entry_qualification(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """QUALENT3 is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, QUALENT3_02.
    """
    yield from _unknown(course, "QUALENT3", course.QUALENT3, context)


@rule("QUALENT3_03", over=LearningDeliveryHE, fields="QUALENT3", needs=[listed_as("QUALENT3")])
def entry_qualification_out_of_date(
    course: LearningDeliveryHE, aim: LearningDelivery, context: Context
) -> Iterator[Hit]:
    """QUALENT3 was still in use when the course started.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, QUALENT3_03.
    """
    past = is_past("QUALENT3", course.QUALENT3, aim.LearnStartDate, context)
    if past and not has_fam(aim, LearnDelFAMType.RES):
        yield Hit(course, LearnStartDate=aim.LearnStartDate)


@rule("SEC_01", over=LearningDeliveryHE, fields="SEC", needs=[listed_as("SEC")])
def unknown_class(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """SEC is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, SEC_01.
    """
    yield from _unknown(course, "SEC", course.SEC, context)


@rule("SOC_04", over=LearningDeliveryHE, fields="SOC", needs=[listed_as("SOC")])
def unknown_occupation(
    course: LearningDeliveryHE, aim: LearningDelivery, context: Context
) -> Iterator[Hit]:
    """SOC is a code of the published list, Appendix L, for starts since August 2014.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, SOC_04.
    """
    if started_since(aim, SINCE_2014):
        yield from _unknown(course, "SOC", course.SOC, context)


@rule("SPECFEE_01", over=LearningDeliveryHE, fields="SPECFEE", needs=[listed_as("SPECFEE")])
def unknown_fee(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """SPECFEE is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, SPECFEE_01.
    """
    yield from _unknown(course, "SPECFEE", course.SPECFEE, context)


@rule("TYPEYR_01", over=LearningDeliveryHE, fields="TYPEYR", needs=[listed_as("TYPEYR")])
def unknown_year(course: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """TYPEYR is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, TYPEYR_01.
    """
    yield from _unknown(course, "TYPEYR", course.TYPEYR, context)


def _of_types(
    course: LearningDeliveryHE, aim: LearningDelivery, context: Context, types: frozenset[str]
) -> Iterator[Hit]:
    """The course, where LARS gives its aim one of *types*."""
    kinds = {
        row.get("LearnAimRefType", "").upper() for row in rows(context, "LearningDelivery", aim)
    }
    if kinds & types:
        yield Hit(course)


def _unknown(
    course: LearningDeliveryHE, name: str, code: object, context: Context
) -> Iterator[Hit]:
    if is_not_listed(name, code, context):
        yield Hit(course)


def is_past(name: str, code: object, day: dt.date | None, context: Context) -> bool:
    """Whether the code's last day is known and before *day*."""
    last = span(name, code, context)[1]
    return last is not None and day is not None and day > last


def listed(name: str, code: str, until: str = "") -> dict[str, Rows]:
    """For cases: a site's list *name* with one code."""
    return supplied(CODE_LISTS, "Code", name, Code=code, EffectiveTo=until)


LEFT = {"LearningDeliveryFAM": [fam("SOF", "1"), fam("RES", "1")]}
ENDED = "2025-07-31"
DEGREE = supplied(LARS, "LearningDelivery", "60100001", LearnAimRefType="9000")
MASTER = supplied(LARS, "LearningDelivery", "60100001", LearnAimRefType="9100")
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
        case(rule, f"{name} {code}", course_with(**{name: code}), said, lookups=listed(name, one))
        for rule, name, one, right, wrong in LISTS
        for code, said in ((right, []), (wrong, COURSE))
    ),
    case("FUNDLEV_02", "undergraduate", course_with(FUNDLEV=10), [], lookups=DEGREE),
    case("FUNDLEV_02", "postgraduate", course_with(FUNDLEV=20), COURSE, lookups=DEGREE),
    case("FUNDLEV_02", "not said", course_with(), [], lookups=DEGREE),
    case("FUNDLEV_03", "not said", course_with(), [], lookups=MASTER),
    case("FUNDLEV_03", "postgraduate", course_with(FUNDLEV=20), [], lookups=MASTER),
    case("FUNDLEV_03", "undergraduate", course_with(FUNDLEV=10), COURSE, lookups=MASTER),
    case("MSTUFEE_02", "in use", course_with(), [], lookups=listed("MSTUFEE", "1")),
    case("MSTUFEE_02", "ended", course_with(), COURSE, lookups=listed("MSTUFEE", "1", ENDED)),
    case("QUALENT3_03", "in use", course_with(), [], lookups=listed("QUALENT3", "P50")),
    case("QUALENT3_03", "ended", course_with(), COURSE, lookups=listed("QUALENT3", "P50", ENDED)),
    case(
        "QUALENT3_03",
        "a restart",
        course_with(**LEFT),
        [],
        lookups=listed("QUALENT3", "P50", ENDED),
    ),
]
