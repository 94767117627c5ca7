"""Higher education: tuition fees, who pays them, and student support."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import case
from ilrsync.checks.learning_delivery.courses import COURSE, course_with
from ilrsync.checks.learning_delivery.fam_rows import started_before, started_since
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.records import LearningDelivery, LearningDeliveryHE

if TYPE_CHECKING:
    from collections.abc import Iterator

SINCE_2012 = dt.date(2012, 8, 1)
SINCE_2021 = dt.date(2021, 8, 1)
SINCE_2025 = dt.date(2025, 8, 1)
HIGHEST_FEE = 9535
ENGLISH_WELSH, SCOTTISH, NORTHERN_IRISH, LOANS_COMPANY = 2, 3, 4, 10
PAID_BY_AWARD = frozenset({2, 3, 4, 52, 53, 54})
PAYS = "MSTUFEE PERMADDCOUNTRY"


@rule("GROSSFEE_01", over=LearningDeliveryHE, fields="GROSSFEE? NETFEE?")
def gross_fee_missing(course: LearningDeliveryHE) -> Iterator[Hit]:
    """A course with a net tuition fee needs a gross one.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, GROSSFEE_01.
    """
    if course.NETFEE is not None and course.GROSSFEE is None:
        yield Hit(course)


@rule("GROSSFEE_02", over=LearningDeliveryHE, fields="GROSSFEE NETFEE")
def gross_below_net(course: LearningDeliveryHE) -> Iterator[Hit]:
    """The gross tuition fee is not below the net one.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, GROSSFEE_02.
    """
    gross, net = course.GROSSFEE, course.NETFEE
    if gross is not None and net is not None and gross < net:
        yield Hit(course)


@rule("GROSSFEE_03", over=LearningDeliveryHE, severity=WARNING, fields="GROSSFEE")
def gross_fee_too_high(course: LearningDeliveryHE) -> Iterator[Hit]:
    """The gross tuition fee should not be above 9,535 pounds.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, GROSSFEE_03.
    """
    if course.GROSSFEE is not None and course.GROSSFEE > HIGHEST_FEE:
        yield Hit(course)


@rule("NETFEE_01", over=LearningDeliveryHE, fields="NETFEE? SSN?", warning_in=["2627"])
def net_fee_missing(course: LearningDeliveryHE, aim: LearningDelivery) -> Iterator[Hit]:
    """A course without a student support number, started since August 2012, has a net tuition fee.

    An error in 2025-26. The list of 2026-27 still calls it one, but the service does not run it any
    more, so that it is a warning here.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, NETFEE_01.
    """
    if course.SSN is None and course.NETFEE is None and started_since(aim, SINCE_2012):
        yield Hit(course, LearnStartDate=aim.LearnStartDate)


@rule("NETFEE_02", over=LearningDeliveryHE, severity=WARNING, fields="NETFEE")
def net_fee_too_high(course: LearningDeliveryHE) -> Iterator[Hit]:
    """The net tuition fee should not be above 9,535 pounds.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, NETFEE_02.
    """
    if course.NETFEE is not None and course.NETFEE > HIGHEST_FEE:
        yield Hit(course)


@rule("SSN_03", over=LearningDeliveryHE, severity=WARNING, fields="SSN? NETFEE? GROSSFEE?")
def support_number_or_fees_missing(
    course: LearningDeliveryHE, aim: LearningDelivery
) -> Iterator[Hit]:
    """A course without a student support number should have a net and a gross tuition fee.

    For starts since August 2021.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, SSN_03.
    """
    untold = course.NETFEE is None or course.GROSSFEE is None
    if course.SSN is None and untold and started_since(aim, SINCE_2021):
        yield Hit(course, LearnStartDate=aim.LearnStartDate)


@rule("MSTUFEE_03", over=LearningDeliveryHE, severity=WARNING, fields=PAYS)
def scottish_paid_from_elsewhere(course: LearningDeliveryHE) -> Iterator[Hit]:
    """A learner from Scotland is not paid for from England, Wales or Northern Ireland.

    That is PERMADDCOUNTRY XH with MSTUFEE 2 or 4.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, MSTUFEE_03.
    """
    yield from _paid_by(course, {"XH"}, {ENGLISH_WELSH, NORTHERN_IRISH})


@rule("MSTUFEE_04", over=LearningDeliveryHE, severity=WARNING, fields=PAYS)
def northern_irish_paid_from_elsewhere(course: LearningDeliveryHE) -> Iterator[Hit]:
    """A learner from Northern Ireland is not paid for from England, Wales or Scotland.

    That is PERMADDCOUNTRY XG with MSTUFEE 2 or 3.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, MSTUFEE_04.
    """
    yield from _paid_by(course, {"XG"}, {ENGLISH_WELSH, SCOTTISH})


@rule("MSTUFEE_05", over=LearningDeliveryHE, severity=WARNING, fields=PAYS)
def english_or_welsh_paid_from_elsewhere(course: LearningDeliveryHE) -> Iterator[Hit]:
    """A learner from England or Wales is not paid for from Scotland or Northern Ireland.

    That is PERMADDCOUNTRY XF or XI with MSTUFEE 3 or 4.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, MSTUFEE_05.
    """
    yield from _paid_by(course, {"XF", "XI"}, {SCOTTISH, NORTHERN_IRISH})


@rule("MSTUFEE_06", over=LearningDeliveryHE, severity=WARNING, fields="MSTUFEE SSN?")
def award_without_support_number(
    course: LearningDeliveryHE, aim: LearningDelivery
) -> Iterator[Hit]:
    """A course paid by an award or a loan should have a student support number.

    That is MSTUFEE 2, 3, 4, 52, 53 or 54, for starts from August 2021 to July 2025.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, MSTUFEE_06.
    """
    paid = course.SSN is None and course.MSTUFEE in PAID_BY_AWARD
    if paid and started_since(aim, SINCE_2021) and started_before(aim, SINCE_2025):
        yield Hit(course)


@rule("MSTUFEE_07", over=LearningDeliveryHE, severity=WARNING, fields="MSTUFEE SSN?")
def loan_without_support_number(course: LearningDeliveryHE, aim: LearningDelivery) -> Iterator[Hit]:
    """A course paid by SAAS or the Student Loans Company should have a student support number.

    That is MSTUFEE 3 or 10, for starts since August 2025. One of the published dates says the
    fifth of that month, the others and the sentence the first.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, MSTUFEE_07.
    """
    loan = course.MSTUFEE in {SCOTTISH, LOANS_COMPANY}
    if loan and course.SSN is None and started_since(aim, SINCE_2025):
        yield Hit(course)


def _paid_by(course: LearningDeliveryHE, countries: set[str], payers: set[int]) -> Iterator[Hit]:
    """The course, where a learner of one of *countries* is paid for by one of *payers*."""
    if course.MSTUFEE in payers and (course.PERMADDCOUNTRY or "").upper() in countries:
        yield Hit(course)


NUMBER: dict[str, Any] = {"SSN": "AAAA00000001X"}
OLD: dict[str, Any] = {"LearnStartDate": dt.date(2023, 9, 18)}

CASES = [
    case("GROSSFEE_01", "both", course_with(NETFEE=9000, GROSSFEE=9250), []),
    case("GROSSFEE_01", "one", course_with(NETFEE=9000), COURSE),
    case("GROSSFEE_02", "above", course_with(NETFEE=9000, GROSSFEE=9250), []),
    case("GROSSFEE_02", "below", course_with(NETFEE=9250, GROSSFEE=9000), COURSE),
    case("GROSSFEE_03", "9,535", course_with(GROSSFEE=9535), []),
    case("GROSSFEE_03", "9,536", course_with(GROSSFEE=9536), COURSE),
    case("NETFEE_01", "a fee", course_with(NETFEE=9000), []),
    case("NETFEE_01", "a number", course_with(**NUMBER), []),
    case("NETFEE_01", "neither", course_with(), COURSE),
    case("NETFEE_02", "9,535", course_with(NETFEE=9535), []),
    case("NETFEE_02", "9,536", course_with(NETFEE=9536), COURSE),
    case("SSN_03", "a number", course_with(**NUMBER), []),
    case("SSN_03", "both fees", course_with(NETFEE=9000, GROSSFEE=9250), []),
    case("SSN_03", "one fee", course_with(NETFEE=9000), COURSE),
    case("MSTUFEE_03", "paid in Scotland", course_with(PERMADDCOUNTRY="XH", MSTUFEE=3), []),
    case("MSTUFEE_03", "paid in England", course_with(PERMADDCOUNTRY="XH", MSTUFEE=2), COURSE),
    case("MSTUFEE_04", "paid at home", course_with(PERMADDCOUNTRY="XG", MSTUFEE=4), []),
    case("MSTUFEE_04", "paid in Scotland", course_with(PERMADDCOUNTRY="XG", MSTUFEE=3), COURSE),
    case("MSTUFEE_05", "paid in England", course_with(MSTUFEE=2), []),
    case("MSTUFEE_05", "paid in Scotland", course_with(MSTUFEE=3), COURSE),
    case("MSTUFEE_06", "a number", course_with(MSTUFEE=52, **NUMBER, **OLD), []),
    case("MSTUFEE_06", "none", course_with(MSTUFEE=52, **OLD), COURSE),
    case("MSTUFEE_06", "a later start", course_with(MSTUFEE=52), []),
    case("MSTUFEE_07", "a number", course_with(MSTUFEE=10, **NUMBER), []),
    case("MSTUFEE_07", "none", course_with(MSTUFEE=10), COURSE),
]
