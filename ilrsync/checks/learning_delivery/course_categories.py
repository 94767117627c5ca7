"""The LARS categories of Free Courses for Jobs (LDM 378), and of what was procured in 2023."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, case, supplied
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import (
    AIMS,
    CATEGORIES,
    LARS,
    in_category,
    in_category_on_start,
    rows,
)
from ilrsync.checks.learning_delivery.fam_rows import (
    FIRST,
    aim_with,
    has,
    started_before,
    started_since,
)
from ilrsync.checks.learning_delivery.funding_source import is_devolved
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import LearnDelFAMType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.cases import Rows
    from ilrsync.checks.rule import Context

LDM, RES = LearnDelFAMType.LDM, LearnDelFAMType.RES
FREE_COURSE = "378"
NEW_FUND = dt.date(2024, 8, 1)
RATE_1, RATE_2, SHORT, FLEXIBLE, ONLY_OFFER = "45", "46", "49", "56", "48"
OFFERED = (RATE_1, RATE_2, SHORT, FLEXIBLE)
PROCURED = "65"
REGULATED = frozenset({"EOQ", "EOU", "EQQ"})


@rule(
    "LearnDelFAMType_98",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    needs=[CATEGORIES],
    when={"FundModel": 35},
)
def not_among_the_offered_before_2024(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A free course begun by July 2024, FundModel 35 with LDM 378, is one of those offered.

    LARS categories 45, 46, 49 and 56; not for aims of category 48.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_98.
    """
    asked = has_fam(aim, LDM, FREE_COURSE) and started_before(aim, NEW_FUND)
    if asked and not in_category(aim, context, *OFFERED, ONLY_OFFER):
        yield from has(aim, LDM, FREE_COURSE)


@rule(
    "LearnDelFAMType_121",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    needs=[CATEGORIES],
    when={"FundModel": 38},
)
def not_among_the_offered(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A free course begun since August 2024, FundModel 38 with LDM 378, is one of those offered.

    LARS categories 45, 46, 49 and 56. Not with LDM 395, which the published list misspells.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_121.
    """
    if not has_fam(aim, LDM, FREE_COURSE) or has_fam(aim, LDM, "395"):
        return
    if started_since(aim, NEW_FUND) and not in_category(aim, context, *OFFERED):
        yield from has(aim, LDM, FREE_COURSE)


@rule(
    "LearnDelFAMType_99",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    needs=[CATEGORIES],
    when={"FundModel": 35},
)
def offered_only_as_free_course(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim that is offered only as a free course, LARS category 48, has LDM 378.

    For aims of FundModel 35 begun by July 2024; not for devolved funding.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_99;
    derived data DD35.
    """
    if has_fam(aim, LDM, FREE_COURSE) or is_devolved(aim, context):
        return
    if started_before(aim, NEW_FUND) and in_category(aim, context, ONLY_OFFER):
        yield Hit(aim, LearnDelFAMType="LDM", LearnDelFAMCode=FREE_COURSE)


@rule(
    "LearnDelFAMType_110",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    needs=[CATEGORIES],
)
def devolved_course_of_the_department(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A free course with flexible delivery, LARS category 56, is funded by a devolved authority.

    For aims with LDM 378 in that category on the first day; not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_110;
    derived data DD35.
    """
    if not has_fam(aim, LDM, FREE_COURSE) or has_fam(aim, RES) or is_devolved(aim, context):
        return
    if in_category_on_start(aim, context, FLEXIBLE):
        yield from has(aim, LDM, FREE_COURSE)


@rule(
    "LearnDelFAMType_114",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    needs=[CATEGORIES],
)
def started_outside_the_offer(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A free course begun by July 2024 began while it was offered, LARS category 45 or 46.

    For aims with LDM 378 in one of the two; not for devolved funding nor restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_114;
    derived data DD35.
    """
    if not has_fam(aim, LDM, FREE_COURSE) or has_fam(aim, RES) or is_devolved(aim, context):
        return
    if started_before(aim, NEW_FUND):
        yield from _outside(aim, context, RATE_1, RATE_2)


@rule(
    "LearnDelFAMType_129",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    needs=[CATEGORIES],
)
def started_outside_the_devolved_offer(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A free course of a devolved authority began while it was offered, LARS category 56.

    For aims with LDM 378 in that category; not for restarts (RES) nor aims in category 45 or 46.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_129;
    derived data DD35.
    """
    if not has_fam(aim, LDM, FREE_COURSE) or has_fam(aim, RES) or not is_devolved(aim, context):
        return
    if not in_category(aim, context, RATE_1, RATE_2):
        yield from _outside(aim, context, FLEXIBLE)


@rule(
    "LearnDelFAMType_117",
    over=LearningDelivery,
    fields="LearnAimRef",
    needs=[AIMS, CATEGORIES],
)
def procured_but_not_regulated(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """What was procured in 2023, LDM 388, is a regulated qualification or of LARS category 65.

    Regulated are the genres EOQ, EOU and EQQ. The published condition can be read as asking for
    both; its sentence asks for one of the two.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_117.
    """
    if not has_fam(aim, LDM, "388"):
        return
    known = rows(context, "LearningDelivery", aim)
    genres = {row.get("LearningDeliveryGenre", "").upper() for row in known}
    if known and not genres & REGULATED and not in_category(aim, context, PROCURED):
        yield from has(aim, LDM, "388")


def _outside(aim: LearningDelivery, context: Context, *names: str) -> Iterator[Hit]:
    """The aim's free course, where it has been in a category of *names* but not on its start."""
    known = in_category(aim, context, *names)
    if known and aim.LearnStartDate and not in_category_on_start(aim, context, *names):
        yield from has(aim, LDM, FREE_COURSE)


def _category(number: str, until: str = "") -> dict[str, Rows]:
    return supplied(
        LARS, "LearningDeliveryCategory", "60148955", CategoryRef=number, EffectiveTo=until
    )


def _genre(name: str) -> dict[str, Rows]:
    return supplied(LARS, "LearningDelivery", "60148955", LearningDeliveryGenre=name)


FREE, SOURCE, AUTHORITY = ("LDM", FREE_COURSE), ("SOF", "105"), ("SOF", "112")
OLD = dt.date(2023, 9, 4)
OLD_COURSE = aim_with(FREE, SOURCE, fund=35, LearnStartDate=OLD)
NO_COURSE = aim_with(SOURCE, fund=35, LearnStartDate=OLD)
COURSE = aim_with(FREE, SOURCE, fund=38)
DEVOLVED = aim_with(FREE, AUTHORITY, fund=38)
PROCURED_AIM = aim_with(("LDM", "388"), SOURCE, fund=38)
ENDED = "2022-07-31"

CASES = [
    case("LearnDelFAMType_98", "offered", OLD_COURSE, [], lookups=_category("45")),
    case("LearnDelFAMType_98", "not offered", OLD_COURSE, FIRST, lookups=_category("19")),
    case("LearnDelFAMType_121", "offered", COURSE, [], lookups=_category("56")),
    case("LearnDelFAMType_121", "not offered", COURSE, FIRST, lookups=_category("19")),
    case("LearnDelFAMType_99", "a free course", OLD_COURSE, [], lookups=_category("48")),
    case("LearnDelFAMType_99", "no free course", NO_COURSE, AIM, lookups=_category("48")),
    case("LearnDelFAMType_110", "an authority", DEVOLVED, [], lookups=_category("56")),
    case("LearnDelFAMType_110", "the department", COURSE, FIRST, lookups=_category("56")),
    case("LearnDelFAMType_114", "while offered", OLD_COURSE, [], lookups=_category("45")),
    case("LearnDelFAMType_114", "after it", OLD_COURSE, FIRST, lookups=_category("45", ENDED)),
    case("LearnDelFAMType_129", "while offered", DEVOLVED, [], lookups=_category("56")),
    case("LearnDelFAMType_129", "after it", DEVOLVED, FIRST, lookups=_category("56", ENDED)),
    case("LearnDelFAMType_117", "regulated", PROCURED_AIM, [], lookups=_genre("EOQ")),
    case("LearnDelFAMType_117", "not regulated", PROCURED_AIM, FIRST, lookups=_genre("XXX")),
]
