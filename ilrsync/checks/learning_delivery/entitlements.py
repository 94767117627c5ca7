"""Legal entitlements of adults on the Adult Skills Fund since August 2024, by LARS."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, Rows, case, learner
from ilrsync.checks.derived import has_fam, started_aged
from ilrsync.checks.lars import (
    AIMS,
    BASIC_SKILLS,
    CATEGORIES,
    ENGLISH_AND_MATHS,
    LARS,
    basic_skills,
    in_category,
    in_category_on_start,
    level,
)
from ilrsync.checks.learning_delivery.fam_rows import aim_with, started_since
from ilrsync.checks.learning_delivery.funding_source import is_devolved
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import FundModel, LearnDelFAMType
from ilrsync.model.records import Learner, LearningDelivery, PriorAttain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

LDM = LearnDelFAMType.LDM
ADULT_FUND = {"FundModel": FundModel.ADULT_SKILLS}
NEW_FUND = dt.date(2024, 8, 1)
FREE_COURSE, LOW_EARNINGS, PROJECT_S = "378", "391", "395"
ENTITLED_TO_2, ENTITLED_TO_3 = "37", "38"
UP_TO_2 = frozenset({"E", "1", "2"})
FULL_2 = frozenset({4, 6, 7, 8, 9, 10, 97, 98})
FULL_3 = FULL_2 - {4}
SKILLS = ENGLISH_AND_MATHS | {"43", "44"}
"""English, maths and digital skills."""

SHOWN = "LearnAimRef LearnStartDate"


@rule(
    "LearnDelFAMType_122",
    over=LearningDelivery,
    fields=SHOWN,
    needs=[AIMS, CATEGORIES, BASIC_SKILLS],
    when=ADULT_FUND,
)
def level_2_fully_funded_unentitled(
    aim: LearningDelivery, learner: Learner, context: Context
) -> Iterator[Hit]:
    """A level 2 aim beyond the entitlement is not fully funded at 19 to 23.

    That is FFI 1 on an aim outside LARS category 37, unless earnings are low (LDM 391). Not for
    restarts (RES), DAM 023, English and maths.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_122.
    """
    if _is_fully_funded(aim, learner) and not has_fam(aim, LearnDelFAMType.DAM, "023"):
        yield from _beyond_level_2(aim, context, frozenset({"2"}), ENGLISH_AND_MATHS)


@rule(
    "LearnDelFAMType_123",
    over=LearningDelivery,
    fields=SHOWN,
    needs=[AIMS, CATEGORIES, BASIC_SKILLS],
    when=ADULT_FUND,
)
def low_level_fully_funded_unentitled(
    aim: LearningDelivery, learner: Learner, context: Context
) -> Iterator[Hit]:
    """An aim up to level 2 beyond the entitlement is not fully funded at 19 to 23.

    That is FFI 1 on an aim outside LARS category 37, unless earnings are low (LDM 391). Not for
    restarts (RES), devolved funding, English, maths and digital skills.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_123;
    derived data DD35.
    """
    if _is_fully_funded(aim, learner) and not is_devolved(aim, context):
        yield from _beyond_level_2(aim, context, UP_TO_2, SKILLS)


@rule(
    "LearnDelFAMType_125",
    over=LearningDelivery,
    fields=SHOWN,
    needs=[AIMS, CATEGORIES],
    when=ADULT_FUND,
)
def entitled_to_level_3_at_24(
    aim: LearningDelivery, learner: Learner, context: Context
) -> Iterator[Hit]:
    """A level 3 aim of the entitlement is not funded by the Adult Skills Fund at 24 or more.

    That is LARS category 38, unless it is a free course (LDM 378). Not for restarts (RES), DAM 023
    and LDM 395.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_125.
    """
    if not _is_of_the_fund(aim, FREE_COURSE, PROJECT_S):
        return
    if not started_aged(aim, learner, least=24):
        return
    if level(aim, context) == "3" and in_category(aim, context, ENTITLED_TO_3):
        yield Hit(aim, DateOfBirth=learner.DateOfBirth)


@rule(
    "LearnAimRef_136",
    over=LearningDelivery,
    fields=SHOWN,
    needs=[AIMS, CATEGORIES],
    when=ADULT_FUND,
)
def level_3_beyond_the_entitlement(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A level 3 aim of the Adult Skills Fund is of the entitlement, category 38, when it starts.

    Not for restarts (RES), DAM 023, free courses (LDM 378) and LDM 395.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_136.
    """
    if not _is_of_the_fund(aim, FREE_COURSE, PROJECT_S) or level(aim, context) != "3":
        return
    if not in_category_on_start(aim, context, ENTITLED_TO_3):
        yield Hit(aim)


@rule("LearnAimRef_137", over=LearningDelivery, fields=SHOWN, needs=[AIMS], when=ADULT_FUND)
def second_level_3(aim: LearningDelivery, learner: Learner, context: Context) -> Iterator[Hit]:
    """Who has a full level 3 starts a level 3 aim of the Adult Skills Fund on low earnings only.

    Low earnings is LDM 391; asked is the latest prior attainment from before the start. Not for
    restarts (RES) and DAM 023.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_137.
    """
    if not _is_of_the_fund(aim, LOW_EARNINGS) or level(aim, context) != "3":
        return
    if latest_level(aim, learner) in FULL_3:
        yield Hit(aim)


@rule(
    "LearnDelFAMType_130",
    over=LearningDelivery,
    fields=SHOWN,
    needs=[CATEGORIES, BASIC_SKILLS],
    when=ADULT_FUND,
)
def entitled_to_level_2_already(
    aim: LearningDelivery, learner: Learner, context: Context
) -> Iterator[Hit]:
    """Who has a full level 2 at 19 to 23 is not fully funded for an aim of that entitlement.

    That is FFI 1 on an aim in LARS category 37, unless earnings are low (LDM 391). Asked is the
    latest prior attainment from before the start. Not for restarts (RES), devolved funding,
    English, maths and digital skills.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_130.
    """
    if not _is_fully_funded(aim, learner) or is_devolved(aim, context):
        return
    if latest_level(aim, learner) not in FULL_2 or not in_category(aim, context, ENTITLED_TO_2):
        return
    if SKILLS.isdisjoint(basic_skills(aim, context)):
        yield Hit(aim, LearnDelFAMType="FFI", LearnDelFAMCode="1")


def latest_level(aim: LearningDelivery, learner: Learner) -> int | None:
    """The level of the latest prior attainment dated on or before the start of the aim."""
    start = aim.LearnStartDate
    past = [
        row
        for row in learner.PriorAttain
        if start is not None and row.DateLevelApp is not None and row.DateLevelApp <= start
    ]
    latest = max(past, key=lambda row: row.DateLevelApp or dt.date.min, default=None)
    return latest.PriorLevel if latest is not None else None


def _is_of_the_fund(aim: LearningDelivery, *codes: str) -> bool:
    """Whether the aim began since August 2024 and nothing lets it off, nor an LDM of *codes*."""
    return (
        started_since(aim, NEW_FUND)
        and not has_fam(aim, LearnDelFAMType.RES)
        and not has_fam(aim, LearnDelFAMType.DAM, "023")
        and not has_fam(aim, LDM, *codes)
    )


def _is_fully_funded(aim: LearningDelivery, learner: Learner) -> bool:
    """Whether an aim since August 2024, no restart, is so at 19 to 23 without low earnings."""
    return (
        has_fam(aim, LearnDelFAMType.FFI, "1")
        and started_since(aim, NEW_FUND)
        and not has_fam(aim, LearnDelFAMType.RES)
        and not has_fam(aim, LDM, LOW_EARNINGS)
        and started_aged(aim, learner, least=19, below=24)
    )


def _beyond_level_2(
    aim: LearningDelivery, context: Context, levels: frozenset[str], spared: frozenset[str]
) -> Iterator[Hit]:
    """The aim, where it is of *levels*, not of the entitlement, and of no basic skills *spared*."""
    if level(aim, context) not in levels or in_category(aim, context, ENTITLED_TO_2):
        return
    if spared.isdisjoint(basic_skills(aim, context)):
        yield Hit(aim, LearnDelFAMType="FFI", LearnDelFAMCode="1")


def _lars(number: str, category: str = "", skills: str = "-2") -> dict[str, Rows]:
    return {
        LARS: Rows(
            {
                ("LearningDelivery", "60148955"): [{"NotionalNVQLevelv2": number}],
                ("LearningDeliveryCategory", "60148955"): [{"CategoryRef": category}],
                ("AnnualValue", "60148955"): [{"BasicSkillsType": skills}],
            }
        )
    }


def _adult(*codes: tuple[str, str], born: int = 2004, level: int = 3) -> Learner:
    one = aim_with(("FFI", "1"), ("SOF", "105"), *codes, fund=38)
    attained = [PriorAttain(level, dt.date(2024, 9, 2))]
    return learner("A1", one, DateOfBirth=dt.date(born, 5, 1), PriorAttain=attained)


POOR = ("LDM", LOW_EARNINGS)

CASES = [
    case("LearnDelFAMType_122", "entitled", _adult(), [], lookups=_lars("2", "37")),
    case("LearnDelFAMType_122", "not entitled", _adult(), AIM, lookups=_lars("2")),
    case("LearnDelFAMType_122", "on low earnings", _adult(POOR), [], lookups=_lars("2")),
    case("LearnDelFAMType_122", "maths", _adult(), [], lookups=_lars("2", skills="12")),
    case("LearnDelFAMType_123", "entitled", _adult(), [], lookups=_lars("1", "37")),
    case("LearnDelFAMType_123", "not entitled", _adult(), AIM, lookups=_lars("1")),
    case("LearnDelFAMType_123", "digital skills", _adult(), [], lookups=_lars("1", skills="43")),
    case("LearnDelFAMType_125", "aged 21", _adult(), [], lookups=_lars("3", "38")),
    case("LearnDelFAMType_125", "aged 35", _adult(born=1990), AIM, lookups=_lars("3", "38")),
    case("LearnAimRef_136", "entitled", _adult(), [], lookups=_lars("3", "38")),
    case("LearnAimRef_136", "not entitled", _adult(), AIM, lookups=_lars("3")),
    case("LearnAimRef_136", "level 2", _adult(), [], lookups=_lars("2")),
    case("LearnAimRef_137", "the first", _adult(), [], lookups=_lars("3")),
    case("LearnAimRef_137", "the second", _adult(level=10), AIM, lookups=_lars("3")),
    case("LearnAimRef_137", "on low earnings", _adult(POOR, level=10), [], lookups=_lars("3")),
    case("LearnDelFAMType_130", "the first", _adult(), [], lookups=_lars("2", "37")),
    case("LearnDelFAMType_130", "the second", _adult(level=4), AIM, lookups=_lars("2", "37")),
]
