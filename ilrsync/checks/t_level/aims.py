"""Which aims may stand in a T Level or a Foundation Year, and how they are recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import (
    AIM,
    CORE_CODE,
    aim,
    case,
    fam,
    foundation_year,
    lars,
    learner,
    t_level,
)
from ilrsync.checks.derived import fam_codes, has_fam, is_route, is_specialism
from ilrsync.checks.lars import LARS, is_technical_qualification
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import (
    INDUSTRY_PLACEMENT,
    SOF_YOUNG,
    AimType,
    FundModel,
    LearnDelFAMType,
    ProgType,
)
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

ADULT_PILOT = "384"
WORK_EXPERIENCE = frozenset(
    ["Z0007834", "Z0007835", "Z0007836", "Z0007837", "Z0007838", "Z0002347", "ZWRKX001", "ZWRKX002"]
)
"""Traineeship, supported internship and capacity fund placements: work aims of other programmes."""


@rule(
    "ProgType_15",
    over=LearningDelivery,
    fields="LearnAimRef ProgType FundModel",
    when={"LearnAimRef": INDUSTRY_PLACEMENT},
)
def placement_outside_t_level(aim: LearningDelivery) -> Iterator[Hit]:
    """An industry placement aim (ZWRKX003) belongs in a T Level, ProgType 31.

    Not for the adult pilot (LDM 384) nor for non-funded aims.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_15.
    """
    if aim.ProgType != ProgType.T_LEVEL:
        yield from _unless_spared(aim)


@rule(
    "ProgType_16",
    over=LearningDelivery,
    fields="LearnAimRef ProgType FundModel",
    better_with=[LARS],
)
def qualification_outside_t_level(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A T Level technical qualification belongs in a T Level, ProgType 31.

    A technical qualification is an aim of LARS type 1468, or one of the core codes that ilrsync
    knows. Not for the adult pilot (LDM 384) nor for non-funded aims.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_16.
    """
    if aim.ProgType != ProgType.T_LEVEL and is_technical_qualification(aim, context):
        yield from _unless_spared(aim)


@rule("ProgType_17", over=LearningDelivery, fields="LearnAimRef ProgType FundModel")
def specialism_outside_t_level(aim: LearningDelivery) -> Iterator[Hit]:
    """An occupational specialism (ZTLOS and three digits) belongs in a T Level, ProgType 31.

    Not for the adult pilot (LDM 384) nor for non-funded aims.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_17.
    """
    if aim.ProgType != ProgType.T_LEVEL and is_specialism(aim):
        yield from _unless_spared(aim)


@rule("ProgType_20", over=LearningDelivery, fields="LearnAimRef ProgType")
def route_outside_foundation_year(aim: LearningDelivery) -> Iterator[Hit]:
    """A Foundation Year route (ZTPR and four digits) belongs in a Foundation Year, ProgType 30.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_20.
    """
    if aim.ProgType != ProgType.FOUNDATION_YEAR and is_route(aim):
        yield Hit(aim)


@rule("FundModel_11", over=LearningDelivery, fields="ProgType FundModel", when={"ProgType": 31})
def t_level_not_16_to_19_funded(aim: LearningDelivery) -> Iterator[Hit]:
    """Every aim of a T Level is 16-19 funded, FundModel 25, also after the learner turns 19.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_11.
    """
    if aim.FundModel != FundModel.YOUNG:
        yield Hit(aim)


@rule(
    "AimType_08",
    over=LearningDelivery,
    fields="LearnAimRef AimType ProgType LearnActEndDate",
    when={"ProgType": 31},
    better_with=[LARS],
)
def qualification_not_core(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A technical qualification that is still open is the core aim of its T Level, AimType 5.

    The 2025-26 list shows AimType_09's text under this id; the 2026-27 list has the one used here.

    Source: validation rules 2026-27 v4, Learning delivery, AimType_08.
    """
    if (
        aim.AimType != AimType.CORE
        and aim.LearnActEndDate is None
        and is_technical_qualification(aim, context)
    ):
        yield Hit(aim)


@rule("AimType_09", over=LearningDelivery, fields="LearnAimRef AimType")
def route_not_core(aim: LearningDelivery) -> Iterator[Hit]:
    """A Foundation Year route (ZTPR and four digits) is the core aim, AimType 5.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AimType_09.
    """
    if aim.AimType != AimType.CORE and is_route(aim):
        yield Hit(aim)


@rule(
    "LearnAimRef_90",
    over=LearningDelivery,
    fields="LearnAimRef",
    when={"ProgType": 31, "LearnAimRef": WORK_EXPERIENCE},
)
def other_work_experience_in_t_level(aim: LearningDelivery) -> Iterator[Hit]:
    """Work experience aims of other programmes must not stand in a T Level.

    They are Z0007834 to Z0007838, Z0002347, ZWRKX001 and ZWRKX002; a T Level has ZWRKX003.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_90.
    """
    yield Hit(aim)


@rule("LearnDelFAMType_118", over=LearningDelivery, fields="ProgType", when={"ProgType": 31})
def t_level_other_source_of_funding(aim: LearningDelivery) -> Iterator[Hit]:
    """The source of funding of a T Level aim is 16-19 funding, SOF 107.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_118.
    """
    for code in fam_codes(aim, LearnDelFAMType.SOF):
        if code != SOF_YOUNG:
            yield Hit(aim, LearnDelFAMType="SOF", LearnDelFAMCode=code)


def _unless_spared(aim: LearningDelivery) -> Iterator[Hit]:
    """The aim, unless it is in the adult pilot or non-funded."""
    if aim.FundModel != FundModel.NON_FUNDED and not has_fam(aim, "LDM", ADULT_PILOT):
        yield Hit(aim)


CASES = [
    case("ProgType_15", "placement in a T Level", aim("ZWRKX003", ProgType=31), []),
    case("ProgType_15", "placement in a study programme", aim("zwrkx003"), AIM),
    case("ProgType_15", "not funded", aim("ZWRKX003", FundModel=99), []),
    case(
        "ProgType_15",
        "adult pilot",
        aim("ZWRKX003", FundModel=81, LearningDeliveryFAM=[fam("LDM", "384")]),
        [],
    ),
    case("ProgType_16", "qualification in a T Level", aim(CORE_CODE, ProgType=31), []),
    case("ProgType_16", "qualification in a study programme", aim(CORE_CODE), AIM),
    case(
        "ProgType_16",
        "a qualification that only LARS knows",
        aim("69999999"),
        AIM,
        lookups=lars(r69999999={"LearnAimRefType": "1468"}),
    ),
    case("ProgType_16", "not funded", aim(CORE_CODE, FundModel=99), []),
    case("ProgType_17", "specialism in a T Level", aim("ZTLOS006", ProgType=31), []),
    case("ProgType_17", "specialism in a Foundation Year", aim("ZTLOS006", ProgType=30), AIM),
    case("ProgType_20", "route in a Foundation Year", learner("A1", *foundation_year()), []),
    case("ProgType_20", "route in a T Level", aim("ZTPR0004", ProgType=31), AIM),
    case("FundModel_11", "16-19 funded", learner("A1", *t_level()), []),
    case("FundModel_11", "not funded", aim(ProgType=31, FundModel=99), AIM),
    case("AimType_08", "core aim", aim(CORE_CODE, ProgType=31), []),
    case("AimType_08", "component", aim(CORE_CODE, ProgType=31, AimType=3), AIM),
    case("AimType_09", "core aim", learner("A1", *foundation_year()), []),
    case("AimType_09", "component", aim("ZTPR0004", ProgType=30, AimType=3), AIM),
    case("LearnAimRef_90", "industry placement", learner("A1", *t_level()), []),
    case("LearnAimRef_90", "study programme work experience", aim("ZWRKX001", ProgType=31), AIM),
    case("LearnDelFAMType_118", "SOF 107", learner("A1", *t_level()), []),
    case(
        "LearnDelFAMType_118",
        "SOF 105",
        aim(ProgType=31, LearningDeliveryFAM=[fam("SOF", "105")]),
        AIM,
    ),
]
