"""Aims that a devolved authority pays for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, case
from ilrsync.checks.derived import has_fam
from ilrsync.checks.learning_delivery.fam_rows import (
    FIRST,
    SECOND,
    aim_with,
    has,
    started_before,
    started_since,
)
from ilrsync.checks.learning_delivery.funding_source import is_devolved
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import SOF_ADULT, LearnDelFAMType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

NEW_FUND = dt.date(2024, 8, 1)
NATIONAL_CODES = ("034", "357", "363", "379", "388")
NEW_AUTHORITIES = ("121", "122", "123")


@rule("FundModel_10", over=LearningDelivery, fields="FundModel LearnStartDate")
def devolved_other_model_before_2024(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """What a devolved authority funds and began by July 2024 is of FundModel 35.

    In 2025-26 also of FundModel 10.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_10; derived
    data DD35.
    """
    allowed = {35} if context.year >= "2627" else {10, 35}
    other = aim.FundModel not in allowed and is_devolved(aim, context)
    if other and started_before(aim, NEW_FUND):
        yield Hit(aim, LearnDelFAMType="SOF")


@rule("FundModel_18", over=LearningDelivery, fields="FundModel LearnStartDate")
def devolved_other_model(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """What a devolved authority funds and began in August 2024 or later is of FundModel 11 or 38.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_18; derived
    data DD35.
    """
    if aim.FundModel in {11, 38} or has_fam(aim, LearnDelFAMType.RES):
        return
    if is_devolved(aim, context) and started_since(aim, NEW_FUND):
        yield Hit(aim, LearnDelFAMType="SOF")


@rule("LearnDelFAMType_75", over=LearningDelivery, fields="")
def devolved_with_national_code(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """What a devolved authority funds has none of LDM 034, 357, 363, 379 and 388.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_75;
    derived data DD35.
    """
    if is_devolved(aim, context):
        yield from has(aim, LearnDelFAMType.LDM, *NATIONAL_CODES)


@rule("LearnDelFAMType_97", over=LearningDelivery, fields="FundModel", when={"FundModel": 35})
def procured_devolved_with_national_source(aim: LearningDelivery) -> Iterator[Hit]:
    """Devolved adult education that was procured, DAM 002, is not FundModel 35 with SOF 105.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_97.
    """
    if has_fam(aim, LearnDelFAMType.SOF, SOF_ADULT):
        yield from has(aim, LearnDelFAMType.DAM, "002")


@rule(
    "LearnDelFamType_134", over=LearningDelivery, fields="FundModel", when={"FundModel": {10, 35}}
)
def new_authority_with_old_model(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """SOF 121, 122 and 123 do not stand on aims of FundModel 35, in 2025-26 nor of 10.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFamType_134.
    """
    if aim.FundModel == 35 or context.year < "2627":
        yield from has(aim, LearnDelFAMType.SOF, *NEW_AUTHORITIES)


AUTHORITY = ("SOF", "112")
JULY = dt.date(2024, 7, 31)

CASES = [
    case("FundModel_10", "adult skills", aim_with(AUTHORITY, fund=35, LearnStartDate=JULY), []),
    case("FundModel_10", "not funded", aim_with(AUTHORITY, fund=99, LearnStartDate=JULY), AIM),
    case("FundModel_10", "a later aim", aim_with(AUTHORITY, fund=99), []),
    case("FundModel_18", "the Adult Skills Fund", aim_with(AUTHORITY, fund=38), []),
    case("FundModel_18", "not funded", aim_with(AUTHORITY, fund=99), AIM),
    case("FundModel_18", "a restart", aim_with(AUTHORITY, ("RES", "1"), fund=35), []),
    case("LearnDelFAMType_75", "SOF 105", aim_with(("SOF", "105"), ("LDM", "363"), fund=38), []),
    case(
        "LearnDelFAMType_75", "an authority", aim_with(AUTHORITY, ("LDM", "363"), fund=38), SECOND
    ),
    case("LearnDelFAMType_97", "an authority", aim_with(AUTHORITY, ("DAM", "002"), fund=35), []),
    case(
        "LearnDelFAMType_97", "SOF 105", aim_with(("SOF", "105"), ("DAM", "002"), fund=35), SECOND
    ),
    case("LearnDelFamType_134", "the Adult Skills Fund", aim_with(("SOF", "121"), fund=38), []),
    case("LearnDelFamType_134", "adult skills", aim_with(("SOF", "121"), fund=35), FIRST),
]
