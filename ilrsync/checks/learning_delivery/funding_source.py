"""Funding and monitoring of an aim: the source of funding, and how often a type may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, apprenticeship, case, fam, learner, standalone, t_level
from ilrsync.checks.derived import fam_codes, grouped, has_fam
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import SOF_ADULT, SOF_YOUNG, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

NEEDS_SOURCE = frozenset({10, 11, 25, 35, 36, 37, 38, 81, 82})
ONCE = frozenset({"SOF", "FFI", "EEF", "RES", "ADL", "ACL", "AFL", "ASL", "FLN"})
NOT_DEVOLVED = frozenset(
    {ProgType.APPRENTICESHIP, ProgType.FOUNDATION_YEAR, ProgType.T_LEVEL, 2, 3, 20, 21, 22, 23, 24}
)


def is_devolved(aim: LearningDelivery, context: Context) -> bool:
    """Whether a combined authority funds the aim (DD35): SOF 110 to 120, to 130 from 2026-27."""
    last = 120 if context.year < "2627" else 130
    return any(
        code.isdecimal() and 110 <= int(code) <= last
        for code in fam_codes(aim, LearnDelFAMType.SOF)
    )


def is_of_the_year(aim: LearningDelivery, context: Context) -> bool:
    """Whether the year has the aim's funding model: 10 went and 39 came with 2026-27."""
    gone = FundModel.COMMUNITY_LEARNING if context.year >= "2627" else FundModel.SHORT_COURSE
    return aim.FundModel != gone


@rule("LearnDelFAMType_01", over=LearningDelivery, fields="FundModel")
def source_missing(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A funded aim needs a source of funding, SOF.

    For FundModel 10, 11, 25, 35, 36, 37, 38, 81 and 82, from 2026-27 also 39.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_01.
    """
    asked = aim.FundModel in NEEDS_SOURCE or (
        aim.FundModel == FundModel.SHORT_COURSE and context.year >= "2627"
    )
    if asked and not has_fam(aim, LearnDelFAMType.SOF):
        yield Hit(aim, LearnDelFAMType="SOF")


@rule("LearnDelFAMType_07", over=LearningDelivery, fields="FundModel", when={"FundModel": {25, 82}})
def young_aim_other_source(aim: LearningDelivery) -> Iterator[Hit]:
    """The source of funding of a 16-19 aim is SOF 107 or, for some adults, SOF 105.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_07.
    """
    codes = fam_codes(aim, LearnDelFAMType.SOF)
    if codes and not {SOF_ADULT, SOF_YOUNG} & set(codes):
        yield Hit(aim, LearnDelFAMType="SOF", LearnDelFAMCode=codes[0])


@rule("LearnDelFAMType_08", over=LearningDelivery, fields="FundModel", when={"FundModel": 99})
def non_funded_aim_with_source(aim: LearningDelivery) -> Iterator[Hit]:
    """A non-funded aim has neither SOF 105 nor SOF 107.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_08.
    """
    for code in fam_codes(aim, LearnDelFAMType.SOF):
        if code in {SOF_ADULT, SOF_YOUNG}:
            yield Hit(aim, LearnDelFAMType="SOF", LearnDelFAMCode=code)


@rule("LearnDelFAMType_18", over=LearningDelivery, fields="")
def repeated_single_type(aim: LearningDelivery) -> Iterator[Hit]:
    """SOF, FFI, EEF, RES, ADL, ACL, AFL, ASL and FLN may each stand once on an aim.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_18.
    """
    yield from _more_than(aim, 1, ONCE)


@rule("LearnDelFAMType_31", over=LearningDelivery, fields="")
def too_many_monitoring_codes(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM, learning delivery monitoring, may stand six times on an aim.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_31.
    """
    yield from _more_than(aim, 6, frozenset({"LDM"}))


@rule("LearnDelFAMType_77", over=LearningDelivery, fields="")
def too_many_devolved_codes(aim: LearningDelivery) -> Iterator[Hit]:
    """DAM, devolved area monitoring, may stand six times on an aim.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_77.
    """
    yield from _more_than(aim, 6, frozenset({"DAM"}))


@rule("LearnDelFAMType_109", over=LearningDelivery, fields="ProgType")
def devolved_young_programme(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A combined authority does not fund apprenticeships, T Levels or Foundation Years.

    Combined authorities are SOF 110 to 120, from 2026-27 to 130.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_109;
    derived data DD35.
    """
    if aim.ProgType in NOT_DEVOLVED and is_devolved(aim, context):
        yield Hit(aim, LearnDelFAMType="SOF")


@rule("LearnDelFAMType_113", over=LearningDelivery, fields="FundModel")
def adult_pilot_funded_otherwise(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM 384, the adult T Level pilot, goes with FundModel 81 only.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_113.
    """
    if aim.FundModel != FundModel.OTHER_ADULT and has_fam(aim, LearnDelFAMType.LDM, "384"):
        yield Hit(aim, LearnDelFAMType="LDM", LearnDelFAMCode="384")


@rule("LearnDelFAMType_115", over=LearningDelivery, fields="")
def two_procurements(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM 379 and LDM 388, two procurements of adult education, exclude each other.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_115.
    """
    if {"379", "388"} <= set(fam_codes(aim, LearnDelFAMType.LDM)):
        yield Hit(aim, LearnDelFAMType="LDM", LearnDelFAMCode="388")


@rule("ProgType_22", over=LearningDelivery, fields="ProgType", when={"ProgType": 33})
def authority_programme_without_authority(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A combined authority's programme, ProgType 33, is funded by a combined authority.

    Combined authorities are SOF 110 to 120, from 2026-27 to 130.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_22; derived data
    DD35.
    """
    if not is_devolved(aim, context):
        yield Hit(aim, LearnDelFAMType="SOF")


def _more_than(aim: LearningDelivery, most: int, types: frozenset[str]) -> Iterator[Hit]:
    """The records of a type beyond the number that it may have."""
    rows = aim.LearningDeliveryFAM
    for same in grouped(rows, key=lambda row: (row.LearnDelFAMType or "").upper()):
        if (same[0].LearnDelFAMType or "").upper() in types:
            for row in same[most:]:
                kind, code = row.LearnDelFAMType, row.LearnDelFAMCode
                yield Hit(row, LearnDelFAMType=kind, LearnDelFAMCode=code)


def _with(*rows: tuple[str, str], **fields: object) -> LearningDelivery:
    return aim(LearningDeliveryFAM=[fam(*row) for row in rows], **fields)


SEVENTH = "Learner[0]/LearningDelivery[0]/LearningDeliveryFAM[6]"
SIX = ("301", "318", "331", "347", "354", "363")

CASES = [
    case("LearnDelFAMType_01", "with a source", aim(), []),
    case("LearnDelFAMType_01", "without", _with(), AIM),
    case("LearnDelFAMType_01", "not funded", _with(FundModel=99), []),
    case("LearnDelFAMType_01", "a short course", _with(FundModel=39), AIM, year="2627"),
    case("LearnDelFAMType_07", "SOF 107", aim(), []),
    case("LearnDelFAMType_07", "SOF 108", _with(("SOF", "108")), AIM),
    case("LearnDelFAMType_08", "SOF 1", _with(("SOF", "1"), FundModel=99), []),
    case("LearnDelFAMType_08", "SOF 107", _with(("SOF", "107"), FundModel=99), AIM),
    case("LearnDelFAMType_18", "one source", standalone(), []),
    case(
        "LearnDelFAMType_18",
        "two sources",
        _with(("SOF", "105"), ("SOF", "107")),
        ["Learner[0]/LearningDelivery[0]/LearningDeliveryFAM[1]"],
    ),
    case("LearnDelFAMType_31", "six", _with(*[("LDM", code) for code in SIX]), []),
    case(
        "LearnDelFAMType_31", "seven", _with(*[("LDM", code) for code in (*SIX, "376")]), [SEVENTH]
    ),
    case("LearnDelFAMType_77", "six", _with(*[("DAM", code) for code in SIX]), []),
    case(
        "LearnDelFAMType_77", "seven", _with(*[("DAM", code) for code in (*SIX, "376")]), [SEVENTH]
    ),
    case("LearnDelFAMType_109", "SOF 107", learner("A1", *t_level()), []),
    case("LearnDelFAMType_109", "SOF 112", _with(("SOF", "112"), ProgType=31), AIM),
    case("LearnDelFAMType_113", "FundModel 81", _with(("LDM", "384"), FundModel=81), []),
    case("LearnDelFAMType_113", "FundModel 25", _with(("LDM", "384")), AIM),
    case("LearnDelFAMType_115", "one of them", _with(("LDM", "379")), []),
    case("LearnDelFAMType_115", "both", _with(("LDM", "379"), ("LDM", "388")), AIM),
    case("ProgType_22", "an authority", _with(("SOF", "112"), ProgType=33), []),
    case("ProgType_22", "an apprenticeship", learner("A1", *apprenticeship()), []),
    case("ProgType_22", "SOF 105", _with(("SOF", "105"), ProgType=33), AIM),
]
