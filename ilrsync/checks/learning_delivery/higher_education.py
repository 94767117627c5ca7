"""Higher education: which aims have the entity, and what it must say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, aim, case, fam, learner
from ilrsync.checks.derived import has_fam, teaching_year
from ilrsync.checks.learning_delivery.courses import COURSE, course_with
from ilrsync.checks.learning_delivery.fam_rows import started_since
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.check_digits import student_support_is_valid
from ilrsync.model.codes import AimType, FundModel, LearnDelFAMType
from ilrsync.model.records import Learner, LearnerHE, LearningDelivery, LearningDeliveryHE

if TYPE_CHECKING:
    from collections.abc import Iterator

SINCE_2009 = dt.date(2009, 8, 1)
SINCE_2010 = dt.date(2010, 8, 1)
SINCE_2013 = dt.date(2013, 8, 1)
SINCE_2025 = dt.date(2025, 8, 1)
OFFICE_FOR_STUDENTS = "1"
BRITISH_ISLES = frozenset({"XF", "XG", "XH", "XI", "XK"})
PART_TIME = 3
YEAR_OUT, YEAR_OUT_FEE = 2, 1
SHORT_FINAL_YEAR = frozenset({4, 5})


@rule("LearnerHE_02", over=Learner, fields="LearnerHE?")
def student_without_course(learner: Learner) -> Iterator[Hit]:
    """A learner with a higher education record, LearnerHE, needs an aim with one.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, LearnerHE_02.
    """
    if learner.LearnerHE is not None and all(
        one.LearningDeliveryHE is None for one in learner.LearningDelivery
    ):
        yield Hit(learner)


@rule(
    "LearningDeliveryHE_02",
    over=LearningDelivery,
    fields="FundModel",
    when={"FundModel": FundModel.NON_FUNDED},
)
def course_of_the_office_without_record(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim funded by the Office for Students, SOF 1, needs a LearningDeliveryHE record.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, LearningDeliveryHE_02.
    """
    if aim.LearningDeliveryHE is None and _of_the_office(aim):
        yield Hit(aim, LearnDelFAMType="SOF", LearnDelFAMCode=OFFICE_FOR_STUDENTS)


@rule(
    "LearningDeliveryHE_10", over=LearningDeliveryHE, fields="", when={"AimType": AimType.PROGRAMME}
)
def record_on_programme_aim(course: LearningDeliveryHE, aim: LearningDelivery) -> Iterator[Hit]:
    """A programme aim started since August 2025 has no LearningDeliveryHE record.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, LearningDeliveryHE_10.
    """
    if started_since(aim, SINCE_2025):
        yield Hit(course, LearnStartDate=aim.LearnStartDate)


@rule("ELQ_01", over=LearningDelivery, fields="FundModel", when={"FundModel": FundModel.NON_FUNDED})
def equivalent_qualification_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim of the Office for Students, SOF 1, says in ELQ whether it is equivalent or lower.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, ELQ_01.
    """
    course = aim.LearningDeliveryHE
    if (course is None or course.ELQ is None) and _of_the_office(aim):
        yield Hit(aim, ELQ=None)


@rule("MODESTUD_03", over=LearningDeliveryHE, fields="SPECFEE MODESTUD")
def short_final_year_not_part_time(
    course: LearningDeliveryHE, aim: LearningDelivery
) -> Iterator[Hit]:
    """A course with the fee of a short final year, SPECFEE 4 or 5, is part-time, MODESTUD 3.

    For starts since August 2009.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, MODESTUD_03.
    """
    short = course.SPECFEE in SHORT_FINAL_YEAR and course.MODESTUD != PART_TIME
    if short and started_since(aim, SINCE_2009):
        yield Hit(course)


@rule("PCOLAB_01", over=LearningDeliveryHE, fields="PCOLAB?")
def share_taught_elsewhere_missing(
    course: LearningDeliveryHE, aim: LearningDelivery
) -> Iterator[Hit]:
    """A course with a partner, PartnerUKPRN, says in PCOLAB how much is taught elsewhere.

    For starts since August 2013.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, PCOLAB_01.
    """
    if course.PCOLAB is None and aim.PartnerUKPRN is not None and started_since(aim, SINCE_2013):
        yield Hit(course, PartnerUKPRN=aim.PartnerUKPRN)


@rule("PERMADDCOUNTRY_01", over=LearningDeliveryHE, fields="PERMADDCOUNTRY?")
def country_missing(course: LearningDeliveryHE, aim: LearningDelivery) -> Iterator[Hit]:
    """A course started since August 2013 says in which country the permanent address is.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, PERMADDCOUNTRY_01.
    """
    if course.PERMADDCOUNTRY is None and started_since(aim, SINCE_2013):
        yield Hit(course, LearnStartDate=aim.LearnStartDate)


@rule("QUALENT3_01", over=LearningDeliveryHE, fields="QUALENT3?")
def entry_qualification_missing(course: LearningDeliveryHE, aim: LearningDelivery) -> Iterator[Hit]:
    """A course started since August 2010 says with what qualification it was entered, QUALENT3.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, QUALENT3_01.
    """
    if course.QUALENT3 is None and started_since(aim, SINCE_2010):
        yield Hit(course, LearnStartDate=aim.LearnStartDate)


@rule("SEC_02", over=LearningDeliveryHE, fields="SEC? PERMADDCOUNTRY UCASSCHEMECODE?")
def class_missing(course: LearningDeliveryHE, aim: LearningDelivery) -> Iterator[Hit]:
    """A UCAS entrant from the British Isles since August 2013 needs a socio-economic class, SEC.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, SEC_02.
    """
    if course.SEC is None and _is_home_entrant(course) and started_since(aim, SINCE_2013):
        yield Hit(course)


@rule("SOC_02", over=LearningDeliveryHE, fields="SOC? PERMADDCOUNTRY UCASSCHEMECODE?")
def occupation_missing(course: LearningDeliveryHE, aim: LearningDelivery) -> Iterator[Hit]:
    """A UCAS entrant from the British Isles since August 2013 needs an occupation code, SOC.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, SOC_02.
    """
    if course.SOC is None and _is_home_entrant(course) and started_since(aim, SINCE_2013):
        yield Hit(course)


@rule("SPECFEE_02", over=LearningDeliveryHE, fields="SPECFEE MODESTUD")
def year_out_other_fee(course: LearningDeliveryHE, aim: LearningDelivery) -> Iterator[Hit]:
    """A sandwich year out, MODESTUD 2, needs the fee of a sandwich placement, SPECFEE 1.

    For starts since August 2009.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, SPECFEE_02.
    """
    other = course.MODESTUD == YEAR_OUT and course.SPECFEE != YEAR_OUT_FEE
    if other and started_since(aim, SINCE_2009):
        yield Hit(course)


@rule("SSN_02", over=LearningDeliveryHE, fields="SSN")
def wrong_support_number(course: LearningDeliveryHE) -> Iterator[Hit]:
    """A student support number has four letters, eight digits and the right check letter.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, SSN_02.
    """
    if course.SSN and not student_support_is_valid(course.SSN):
        yield Hit(course)


@rule("STULOAD_04", over=LearningDeliveryHE, fields="STULOAD?")
def load_missing(course: LearningDeliveryHE, aim: LearningDelivery) -> Iterator[Hit]:
    """A course started since August 2013 says what part of full time it is, STULOAD.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, STULOAD_04.
    """
    if course.STULOAD is None and started_since(aim, SINCE_2013):
        yield Hit(course, LearnStartDate=aim.LearnStartDate)


@rule("TYPEYR_02", over=LearningDeliveryHE, fields="TYPEYR FUNDCOMP", until="2526")
def year_not_contained(course: LearningDeliveryHE, aim: LearningDelivery) -> Iterator[Hit]:
    """A course within one teaching year that was completed, FUNDCOMP 1, is of TYPEYR 1.

    For starts since August 2009; the teaching year begins in August.

    Source: validation rules 2025-26 v3, HE Rules, TYPEYR_02.
    """
    start, ended = aim.LearnStartDate, aim.LearnActEndDate
    if course.FUNDCOMP != 1 or course.TYPEYR == 1 or start is None or ended is None:
        return
    if start >= SINCE_2009 and teaching_year(start) == teaching_year(ended):
        yield Hit(course)


@rule("UCASSCHEMECODE_01", over=LearningDeliveryHE, fields="UCASSCHEMECODE?")
def scheme_missing(
    course: LearningDeliveryHE, aim: LearningDelivery, learner: Learner
) -> Iterator[Hit]:
    """A course of a learner with a UCAS personal id needs a UCAS scheme code.

    For starts since August 2013.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, UCASSCHEMECODE_01.
    """
    person = learner.LearnerHE.UCASPERID if learner.LearnerHE is not None else None
    if course.UCASSCHEMECODE is None and person is not None and started_since(aim, SINCE_2013):
        yield Hit(course, UCASPERID=person)


@rule("UCASSCHEMECODE_02", over=LearningDeliveryHE, fields="UCASSCHEMECODE")
def wrong_scheme(course: LearningDeliveryHE, aim: LearningDelivery) -> Iterator[Hit]:
    """A UCAS scheme code is two letters and two digits, for starts since August 2025.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, UCASSCHEMECODE_02.
    """
    code = (course.UCASSCHEMECODE or "").strip()
    letters = code[:2].isascii() and code[:2].isalpha()
    right = len(code) == 4 and letters and code[2:].isdecimal()
    if code and not right and started_since(aim, SINCE_2025):
        yield Hit(course)


def _of_the_office(aim: LearningDelivery) -> bool:
    """Whether the aim is funded by the Office for Students; for aims of FundModel 99."""
    return has_fam(aim, LearnDelFAMType.SOF, OFFICE_FOR_STUDENTS)


def _is_home_entrant(course: LearningDeliveryHE) -> bool:
    """Whether the learner came by UCAS and lives in the British Isles."""
    country = (course.PERMADDCOUNTRY or "").upper()
    return course.UCASSCHEMECODE is not None and country in BRITISH_ISLES


def _applied(**fields: Any) -> Learner:
    return learner("A1", course_with(**fields), LearnerHE=LearnerHE("1234567890"))


UNTOLD = aim("60100001", FundModel=99, LearningDeliveryFAM=[fam("SOF", "1")])
SAME_YEAR: dict[str, Any] = {"LearnActEndDate": dt.date(2026, 6, 30), "FUNDCOMP": 1}
UCAS: dict[str, Any] = {"UCASSCHEMECODE": "UC01"}

CASES = [
    case("LearnerHE_02", "with a course", _applied(), []),
    case("LearnerHE_02", "without", learner("A1", LearnerHE=LearnerHE()), ["Learner[0]"]),
    case("LearningDeliveryHE_02", "with a record", course_with(), []),
    case("LearningDeliveryHE_02", "without", UNTOLD, AIM),
    case("LearningDeliveryHE_10", "no programme aim", course_with(), []),
    case("LearningDeliveryHE_10", "a programme aim", course_with(AimType=1), COURSE),
    case("ELQ_01", "said", course_with(), []),
    case("ELQ_01", "not said", course_with(ELQ=None), AIM),
    case("MODESTUD_03", "part-time", course_with(SPECFEE=4, MODESTUD=3), []),
    case("MODESTUD_03", "full-time", course_with(SPECFEE=4), COURSE),
    case("PCOLAB_01", "no partner", course_with(), []),
    case("PCOLAB_01", "not said", course_with(PartnerUKPRN=10000009), COURSE),
    case("PERMADDCOUNTRY_01", "said", course_with(), []),
    case("PERMADDCOUNTRY_01", "not said", course_with(PERMADDCOUNTRY=None), COURSE),
    case("QUALENT3_01", "said", course_with(), []),
    case("QUALENT3_01", "not said", course_with(QUALENT3=None), COURSE),
    case("SEC_02", "said", course_with(SEC=1, **UCAS), []),
    case("SEC_02", "not said", course_with(**UCAS), COURSE),
    case("SEC_02", "not by UCAS", course_with(), []),
    case("SOC_02", "said", course_with(SOC=2111, **UCAS), []),
    case("SOC_02", "not said", course_with(**UCAS), COURSE),
    case("SPECFEE_02", "a placement", course_with(MODESTUD=2, SPECFEE=1), []),
    case("SPECFEE_02", "another fee", course_with(MODESTUD=2), COURSE),
    case("SSN_02", "right", course_with(SSN="AAAA00000001X"), []),
    case("SSN_02", "another letter", course_with(SSN="AAAA00000001Y"), COURSE),
    case("STULOAD_04", "said", course_with(STULOAD=Decimal(100)), []),
    case("STULOAD_04", "not said", course_with(), COURSE),
    case("TYPEYR_02", "TYPEYR 1", course_with(**SAME_YEAR), []),
    case("TYPEYR_02", "TYPEYR 2", course_with(TYPEYR=2, **SAME_YEAR), COURSE),
    case("UCASSCHEMECODE_01", "said", _applied(**UCAS), []),
    case("UCASSCHEMECODE_01", "not said", _applied(), COURSE),
    case("UCASSCHEMECODE_02", "two letters, two digits", course_with(**UCAS), []),
    case("UCASSCHEMECODE_02", "nine digits", course_with(UCASSCHEMECODE="123456789"), COURSE),
]
