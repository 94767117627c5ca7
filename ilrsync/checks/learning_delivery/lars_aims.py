"""What LARS says an aim is: whether there is such an aim, its level, its categories."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, Rows, aim, case, fam, lars, standalone, supplied
from ilrsync.checks.derived import has_fam, hours_of
from ilrsync.checks.lars import (
    AIMS,
    BASIC_SKILLS,
    CATEGORIES,
    LARS,
    basic_skills,
    in_category,
    level,
    rows,
)
from ilrsync.checks.rule import Hit, rule
from ilrsync.checks.validity import started
from ilrsync.model.codes import FundModel, HRSCode, LearnDelFAMType, ProgType
from ilrsync.model.records import HRSRecord, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

NEW_FUND = dt.date(2024, 8, 1)
CUSTODY = "034"
DEVOLVED_FULL = "023"
PROJECT_S = ("395", "396")
UNIT = "403"
BOOTCAMP_SUBJECT = "62"
DEVOLVED_BOOTCAMP = "67"
SITE_CARD = "76"
UNIT_SUBJECT = "91"
ESOL = frozenset({"36", "37", "38", "39", "40", "41", "42"})


@rule("LearnAimRef_01", over=LearningDelivery, fields="LearnAimRef", needs=[AIMS])
def unknown_aim(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The aim is one that LARS has, class codes such as ZPROG001 among them.

    An aim that was added to LARS after the download was made is complained of as well: look at the
    date of the download before you look for the mistake.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_01.
    """
    if aim.LearnAimRef and not rows(context, "LearningDelivery", aim):
        yield Hit(aim)


@rule(
    "LearnAimRef_79",
    over=LearningDelivery,
    fields="LearnAimRef FundModel LearnStartDate",
    when={"FundModel": FundModel.ADULT_SKILLS_CONTINUING},
    needs=[AIMS],
)
def adult_level_four(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An adult skills aim, FundModel 35, is not of level 4.

    For starts from August 2016 to July 2024. Not for apprenticeships, offenders in custody
    (LDM 034), restarts (RES) and full funding in devolved areas (DAM 023).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_79.
    """
    spared = (
        aim.ProgType == ProgType.APPRENTICESHIP
        or has_fam(aim, LearnDelFAMType.LDM, CUSTODY)
        or has_fam(aim, LearnDelFAMType.RES)
        or has_fam(aim, LearnDelFAMType.DAM, DEVOLVED_FULL)
    )
    if (
        not spared
        and started(aim, dt.date(2016, 8, 1), dt.date(2024, 7, 31))
        and level(aim, context) == "4"
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_135",
    over=LearningDelivery,
    fields="LearnAimRef FundModel LearnStartDate",
    when={"FundModel": FundModel.ADULT_SKILLS},
    needs=[AIMS],
)
def adult_fund_level_four(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim of the Adult Skills Fund, FundModel 38, is not of level 4.

    For starts since August 2024. Not for full funding in devolved areas (DAM 023).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_135.
    """
    spared = has_fam(aim, LearnDelFAMType.DAM, DEVOLVED_FULL)
    if not spared and started(aim, NEW_FUND) and level(aim, context) == "4":
        yield Hit(aim)


@rule(
    "LearnAimRef_153",
    over=LearningDelivery,
    fields="LearnAimRef FundModel",
    when={"FundModel": FundModel.ADULT_SKILLS_CONTINUING},
    needs=[CATEGORIES],
)
def devolved_bootcamp_as_adult_skills(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A devolved Skills Bootcamp, LARS category 67, is not funded as adult skills (FundModel 35).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_153.
    """
    if in_category(aim, context, DEVOLVED_BOOTCAMP):
        yield Hit(aim)


@rule(
    "LearnAimRef_155",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnPlanEndDate LearnActEndDate",
    since="2627",
    needs=[CATEGORIES],
)
def site_card_of_several_days(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim for a construction site card, LARS category 76, begins and ends on one day.

    Start, planned end and actual end are equal. While there is no actual end, the other two are.

    Source: validation rules 2026-27 v4, Learning delivery, LearnAimRef_155.
    """
    days = {aim.LearnStartDate, aim.LearnPlanEndDate, aim.LearnActEndDate} - {None}
    if len(days) > 1 and in_category(aim, context, SITE_CARD):
        yield Hit(aim)


@rule("ProgType_23", over=LearningDelivery, fields="LearnAimRef ProgType", needs=[CATEGORIES])
def bootcamp_subject_elsewhere(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The subject of a Skills Bootcamp, LARS category 62, stands in one: ProgType 32.

    Not for the Project S pilots (LDM 395, 396). ProgType_24 of the published list says the same.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_23.
    """
    yield from _bootcamp_subject_elsewhere(aim, context)


@rule("ProgType_24", over=LearningDelivery, fields="LearnAimRef ProgType", needs=[CATEGORIES])
def bootcamp_subject_elsewhere_again(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The subject of a Skills Bootcamp, LARS category 62, stands in one: ProgType 32.

    Not for the Project S pilots (LDM 395, 396). ProgType_23 of the published list says the same.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_24.
    """
    yield from _bootcamp_subject_elsewhere(aim, context)


@rule(
    "LearnDelFAMType_140",
    over=LearningDelivery,
    fields="LearnAimRef",
    since="2627",
    needs=[CATEGORIES],
)
def unit_of_another_kind(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim with LDM 403 is one of LARS category 91.

    Source: validation rules 2026-27 v4, Learning delivery, LearnDelFAMType_140.
    """
    if has_fam(aim, LearnDelFAMType.LDM, UNIT) and not in_category(aim, context, UNIT_SUBJECT):
        yield Hit(aim, LearnDelFAMType="LDM", LearnDelFAMCode=UNIT)


@rule(
    "AddHours_03",
    over=LearningDelivery,
    fields="LearnAimRef AddHours LearnStartDate",
    until="2526",
    needs=[BASIC_SKILLS],
)
def additional_hours_outside_esol(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Additional delivery hours stand on aims of English for speakers of other languages only.

    Source: validation rules 2025-26 v3, Learning delivery, AddHours_03.
    """
    if aim.AddHours is not None and not ESOL & basic_skills(aim, context):
        yield Hit(aim)


@rule(
    "HRSType_11",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    since="2627",
    needs=[BASIC_SKILLS],
)
def additional_hours_record_outside_esol(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Additional delivery hours, HRS 6, stand on aims of English for speakers of other languages.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_11.
    """
    hours = hours_of(aim, HRSCode.ADDITIONAL)
    if hours is not None and not ESOL & basic_skills(aim, context):
        yield Hit(aim, HRSCode=HRSCode.ADDITIONAL.value, HRSAmount=hours)


def _bootcamp_subject_elsewhere(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    pilot = has_fam(aim, LearnDelFAMType.LDM, *PROJECT_S)
    if (
        aim.ProgType != ProgType.SKILLS_BOOTCAMP
        and not pilot
        and in_category(aim, context, BOOTCAMP_SUBJECT)
    ):
        yield Hit(aim)


def _category(number: str) -> dict[str, Rows]:
    return supplied(LARS, "LearningDeliveryCategory", "60148955", CategoryRef=number)


def _skills(kind: str) -> dict[str, Rows]:
    return supplied(LARS, "AnnualValue", "60148955", BasicSkillsType=kind)


DAY = dt.date(2026, 10, 5)
KNOWN = lars(r60148955={"NotionalNVQLevelv2": "3"})
LEVEL_FOUR = lars(r60148955={"NotionalNVQLevelv2": "4"})
CONTINUING = standalone(FundModel=35, LearnStartDate=dt.date(2023, 9, 4))
CARD = aim(LearnStartDate=DAY, LearnPlanEndDate=DAY, LearnActEndDate=DAY)
LONG_CARD = aim(LearnStartDate=DAY, LearnPlanEndDate=dt.date(2026, 10, 6))
EXTRA = aim(HRSRecord=[HRSRecord("HRS", 6, 40)])

CASES = [
    case("LearnAimRef_01", "known", aim(), [], lookups=KNOWN),
    case("LearnAimRef_01", "not known", aim("60148956"), AIM, lookups=KNOWN),
    case("LearnAimRef_79", "level 3", CONTINUING, [], lookups=KNOWN),
    case("LearnAimRef_79", "level 4", CONTINUING, AIM, lookups=LEVEL_FOUR),
    case("LearnAimRef_135", "level 3", standalone(), [], lookups=KNOWN),
    case("LearnAimRef_135", "level 4", standalone(), AIM, lookups=LEVEL_FOUR),
    case("LearnAimRef_153", "of another category", CONTINUING, [], lookups=_category("62")),
    case("LearnAimRef_153", "a devolved bootcamp", CONTINUING, AIM, lookups=_category("67")),
    case("LearnAimRef_155", "one day", CARD, [], lookups=_category("76")),
    case("LearnAimRef_155", "two days", LONG_CARD, AIM, lookups=_category("76")),
    case("LearnAimRef_155", "no card", LONG_CARD, [], lookups=_category("19")),
    case("ProgType_23", "in a bootcamp", aim(ProgType=32), [], lookups=_category("62")),
    case("ProgType_23", "outside", aim(), AIM, lookups=_category("62")),
    case("ProgType_24", "in a bootcamp", aim(ProgType=32), [], lookups=_category("62")),
    case("ProgType_24", "outside", aim(), AIM, lookups=_category("62")),
    case(
        "LearnDelFAMType_140",
        "of the category",
        aim(LearningDeliveryFAM=[fam("LDM", "403")]),
        [],
        lookups=_category("91"),
    ),
    case(
        "LearnDelFAMType_140",
        "of another",
        aim(LearningDeliveryFAM=[fam("LDM", "403")]),
        AIM,
        lookups=_category("62"),
    ),
    case("AddHours_03", "English for others", aim(AddHours=40), [], lookups=_skills("36")),
    case("AddHours_03", "GCSE English", aim(AddHours=40), AIM, lookups=_skills("11")),
    case("HRSType_11", "English for others", EXTRA, [], lookups=_skills("42")),
    case("HRSType_11", "GCSE English", EXTRA, AIM, lookups=_skills("11")),
]
