"""Which funding and monitoring goes with which funding model."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, apprenticeship, case, standalone
from ilrsync.checks.derived import fam_codes, has_fam
from ilrsync.checks.learning_delivery.fam_rows import (
    FIRST,
    SECOND,
    aim_with,
    has,
    lacks,
    started_since,
)
from ilrsync.checks.learning_delivery.funding_source import is_devolved, is_of_the_year
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import SOF_ADULT, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

ADULT = frozenset({35, 38})
ADULT_SOURCE = frozenset({10, 11, 35, 36, 38, 39, 81})
SHARED_FUNDING = frozenset({35, 37, 38, 81})
NO_SUPPORT = frozenset({10, 25, 82, 99})
DEVOLVED = frozenset({11, 35, 38})
COMMUNITY = frozenset({10, 11})
MONITORED_SINCE = dt.date(2013, 8, 1)
TAILORED_SINCE = dt.date(2024, 8, 1)
COMMUNITY_SINCE = dt.date(2023, 8, 1)


@rule("LearnDelFAMType_02", over=LearningDelivery, fields="FundModel", when={"FundModel": ADULT})
def share_of_funding_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim of FundModel 35 or 38 says whether it is fully funded or co-funded, FFI.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_02.
    """
    yield from lacks(aim, LearnDelFAMType.FFI)


@rule(
    "LearnDelFAMType_09",
    over=LearningDelivery,
    fields="FundModel",
    when={"FundModel": ADULT_SOURCE},
)
def adult_aim_other_source(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The source of funding of an adult aim or apprenticeship is SOF 105 or a devolved authority.

    For FundModel 11, 35, 36, 38 and 81, in 2025-26 also 10, from 2026-27 also 39. An aim without
    any source is LearnDelFAMType_01's.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_09;
    derived data DD35.
    """
    if not is_of_the_year(aim, context):
        return
    codes = fam_codes(aim, LearnDelFAMType.SOF)
    if codes and SOF_ADULT not in codes and not is_devolved(aim, context):
        yield Hit(aim, LearnDelFAMType="SOF", LearnDelFAMCode=codes[0])


@rule("LearnDelFAMType_14", over=LearningDelivery, fields="FundModel ProgType")
def enhanced_funding_elsewhere(aim: LearningDelivery) -> Iterator[Hit]:
    """EEF, enhanced apprenticeship funding, stands on funded apprenticeship aims only.

    That is ProgType 25 with FundModel 35, 36 or 81.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_14.
    """
    if not (aim.FundModel in {35, 36, 81} and aim.ProgType == ProgType.APPRENTICESHIP):
        yield from has(aim, LearnDelFAMType.EEF)


@rule("LearnDelFAMType_22", over=LearningDelivery, fields="FundModel")
def share_of_funding_elsewhere(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """FFI, full or co-funding, stands on aims of FundModel 35, 37, 38 and 81 only.

    In 2025-26 also on those of FundModel 10 and 11.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_22.
    """
    allowed = SHARED_FUNDING if context.year >= "2627" else SHARED_FUNDING | COMMUNITY
    if aim.FundModel not in allowed:
        yield from has(aim, LearnDelFAMType.FFI)


@rule(
    "LearnDelFAMType_39",
    over=LearningDelivery,
    fields="FundModel LearnStartDate",
    warning_in=["2627"],
    when={"FundModel": {81, 82}},
)
def monitoring_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim of FundModel 81 or 82 started since August 2013 has learning delivery monitoring, LDM.

    Not asked of apprenticeships. An error in 2025-26, a warning in 2026-27.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_39.
    """
    if aim.ProgType != ProgType.APPRENTICESHIP and started_since(aim, MONITORED_SINCE):
        yield from lacks(aim, LearnDelFAMType.LDM)


@rule("LearnDelFAMType_46", over=LearningDelivery, fields="FundModel")
def family_learning_elsewhere(aim: LearningDelivery) -> Iterator[Hit]:
    """FLN, family English, maths or language, stands on aims of FundModel 35 and 38 only.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_46.
    """
    if aim.FundModel not in ADULT:
        yield from has(aim, "FLN")


@rule(
    "LearnDelFAMType_50", over=LearningDelivery, fields="FundModel", when={"FundModel": NO_SUPPORT}
)
def support_funding_not_paid(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """LSF, learning support funding, does not stand on 16-19 nor on non-funded aims.

    That is FundModel 25, 82 and 99, in 2025-26 also 10.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_50.
    """
    if aim.FundModel != FundModel.COMMUNITY_LEARNING or context.year < "2627":
        yield from has(aim, LearnDelFAMType.LSF)


@rule("LearnDelFAMType_54", over=LearningDelivery, fields="FundModel ProgType")
def entitlement_co_funded(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with the entitlement to 16-18 apprenticeship funding, EEF 2, is not co-funded, FFI 2.

    Not for apprenticeship standards, ProgType 25, nor FundModel 36.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_54.
    """
    spared = aim.ProgType == ProgType.APPRENTICESHIP or aim.FundModel == FundModel.APPRENTICESHIP
    if not spared and has_fam(aim, LearnDelFAMType.EEF, "2"):
        yield from has(aim, LearnDelFAMType.FFI, "2")


@rule("LearnDelFAMType_78", over=LearningDelivery, fields="FundModel")
def devolved_code_elsewhere(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """DAM, devolved area monitoring, stands on aims of FundModel 11, 35 and 38 only.

    In 2025-26 also on those of FundModel 10.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_78.
    """
    community = aim.FundModel == FundModel.COMMUNITY_LEARNING and context.year < "2627"
    if aim.FundModel not in DEVOLVED and not community:
        yield from has(aim, LearnDelFAMType.DAM)


@rule("LearnDelFAMType_111", over=LearningDelivery, fields="ProgType", when={"ProgType": 32})
def bootcamp_without_share_of_funding(aim: LearningDelivery) -> Iterator[Hit]:
    """A Skills Bootcamp aim says whether it is fully funded or co-funded, FFI.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_111.
    """
    yield from lacks(aim, LearnDelFAMType.FFI)


@rule("LearnDelFAMType_112", over=LearningDelivery, fields="ProgType", when={"ProgType": 32})
def bootcamp_other_source(aim: LearningDelivery) -> Iterator[Hit]:
    """The source of funding of a Skills Bootcamp aim is SOF 105.

    The published condition denies twice; an aim without SOF 105 is meant.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_112.
    """
    if not has_fam(aim, LearnDelFAMType.SOF, SOF_ADULT):
        yield Hit(aim, LearnDelFAMType="SOF", LearnDelFAMCode=SOF_ADULT)


@rule(
    "LearnDelFAMType_119",
    over=LearningDelivery,
    fields="FundModel LearnStartDate",
    until="2526",
    when={"FundModel": FundModel.COMMUNITY_LEARNING},
)
def community_learning_without_kind(aim: LearningDelivery) -> Iterator[Hit]:
    """Community learning started since August 2023 says what kind of it, ACL.

    Source: validation rules 2025-26 v3, Learning delivery, LearnDelFAMType_119.
    """
    if started_since(aim, COMMUNITY_SINCE):
        yield from lacks(aim, LearnDelFAMType.ACL)


@rule(
    "LearnDelFAMType_126",
    over=LearningDelivery,
    fields="FundModel LearnStartDate",
    when={"FundModel": FundModel.TAILORED_LEARNING},
)
def tailored_learning_without_kind(aim: LearningDelivery) -> Iterator[Hit]:
    """Tailored Learning started since August 2024 says what kind of it, ACL.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_126.
    """
    if started_since(aim, TAILORED_SINCE):
        yield from lacks(aim, LearnDelFAMType.ACL)


SOURCE = ("SOF", "105")
LOCAL = aim_with(("SOF", "108"), fund=10)
FULL, SHARED, BEFORE = ("FFI", "1"), ("FFI", "2"), dt.date(2023, 7, 31)

CASES = [
    case("LearnDelFAMType_02", "fully funded", standalone(), []),
    case("LearnDelFAMType_02", "not said", aim_with(SOURCE, fund=38), AIM),
    case("LearnDelFAMType_09", "SOF 105", aim_with(SOURCE, fund=38), []),
    case("LearnDelFAMType_09", "a devolved authority", aim_with(("SOF", "112"), fund=38), []),
    case("LearnDelFAMType_09", "SOF 107", aim_with(("SOF", "107"), fund=38), AIM),
    case(
        "LearnDelFAMType_09", "a short course", aim_with(("SOF", "107"), fund=39), AIM, year="2627"
    ),
    *(
        case("LearnDelFAMType_09", "community learning", LOCAL, said, year=year)
        for year, said in (("2526", AIM), ("2627", []))
    ),
    case("LearnDelFAMType_14", "apprenticeship", aim_with(("EEF", "2"), fund=36, ProgType=25), []),
    case("LearnDelFAMType_14", "no apprenticeship", aim_with(("EEF", "2"), fund=35), FIRST),
    case("LearnDelFAMType_22", "adult skills", standalone(), []),
    case("LearnDelFAMType_22", "16-19", aim_with(FULL, fund=25), FIRST),
    case("LearnDelFAMType_22", "Tailored Learning", aim_with(FULL, fund=11), FIRST, year="2627"),
    case("LearnDelFAMType_39", "with monitoring", aim_with(("LDM", "304"), fund=81), []),
    case("LearnDelFAMType_39", "without", aim_with(SOURCE, fund=81), AIM),
    case("LearnDelFAMType_39", "a trailblazer", aim_with(SOURCE, fund=81, ProgType=25), []),
    case("LearnDelFAMType_46", "adult skills", aim_with(("FLN", "1"), fund=38), []),
    case("LearnDelFAMType_46", "not funded", aim_with(("FLN", "1")), FIRST),
    case("LearnDelFAMType_50", "apprenticeship", aim_with(("LSF", "1"), fund=36), []),
    case("LearnDelFAMType_50", "16-19", aim_with(("LSF", "1"), fund=25), FIRST),
    case("LearnDelFAMType_54", "fully funded", aim_with(("EEF", "2"), FULL, fund=35), []),
    case("LearnDelFAMType_54", "co-funded", aim_with(("EEF", "2"), SHARED, fund=35), SECOND),
    case("LearnDelFAMType_78", "adult skills", aim_with(("DAM", "001"), fund=38), []),
    case("LearnDelFAMType_78", "16-19", aim_with(("DAM", "001"), fund=25), FIRST),
    case("LearnDelFAMType_111", "fully funded", aim_with(SOURCE, FULL, fund=37, ProgType=32), []),
    case("LearnDelFAMType_111", "not said", aim_with(SOURCE, fund=37, ProgType=32), AIM),
    case("LearnDelFAMType_112", "SOF 105", aim_with(SOURCE, fund=37, ProgType=32), []),
    case("LearnDelFAMType_112", "SOF 112", aim_with(("SOF", "112"), fund=37, ProgType=32), AIM),
    case("LearnDelFAMType_119", "a kind", aim_with(("ACL", "1"), fund=10), []),
    case("LearnDelFAMType_119", "none", aim_with(SOURCE, fund=10), AIM),
    case("LearnDelFAMType_119", "an older aim", aim_with(fund=10, LearnStartDate=BEFORE), []),
    case("LearnDelFAMType_126", "a kind", aim_with(("ACL", "1"), fund=11), []),
    case("LearnDelFAMType_126", "none", aim_with(SOURCE, fund=11), AIM),
    case("LearnDelFAMType_14", "one of the levy", apprenticeship()[0], []),
]
