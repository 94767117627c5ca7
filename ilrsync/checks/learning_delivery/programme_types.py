"""What kind of aim and programme goes with which funding."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import (
    AIM,
    aim,
    apprenticeship,
    case,
    fam,
    foundation_year,
    learner,
    standalone,
    t_level,
)
from ilrsync.checks.derived import has_fam, is_programme_reference
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVY = dt.date(2017, 5, 1)
EMPLOYER_LEFT = ("353", "355")


@rule("AimType_05", over=LearningDelivery, fields="AimType FundModel", when={"AimType": 5})
def core_aim_not_young(aim: LearningDelivery) -> Iterator[Hit]:
    """Only 16-19 funding, FundModel 25 or 82, has core aims.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AimType_05.
    """
    if aim.FundModel not in {FundModel.YOUNG, FundModel.OTHER_YOUNG}:
        yield Hit(aim)


@rule("AimType_07", over=LearningDelivery, fields="AimType LearnStartDate", when={"AimType": 5})
def core_aim_adult_funded(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with an adult source of funding (SOF 105) is not a core aim.

    For starts since August 2017.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AimType_07.
    """
    if has_fam(aim, LearnDelFAMType.SOF, "105"):
        start = aim.LearnStartDate
        if start and start >= dt.date(2017, 8, 1):
            yield Hit(aim)


@rule("AimType_10", over=Learner, fields="", since="2627", when={"ProgType": 34, "AimType": 3})
def two_components_of_a_unit(learner: Learner) -> Iterator[Hit]:
    """An apprenticeship unit needs one component with its start, planned end and actual end.

    Source: validation rules 2026-27 v4, Learning delivery, AimType_10.
    """
    for programme in _units(learner, AimType.PROGRAMME):
        same = [
            one for one in _units(learner, AimType.COMPONENT) if _dates(one) == _dates(programme)
        ]
        for one in same[1:]:
            yield Hit(one, AimType=one.AimType, LearnStartDate=one.LearnStartDate)


@rule("LearnAimRef_30", over=LearningDelivery, fields="LearnAimRef AimType")
def programme_reference_and_type(aim: LearningDelivery) -> Iterator[Hit]:
    """ZPROG001 is the reference of programme aims, AimType 1, and of no others.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_30.
    """
    if is_programme_reference(aim) != (aim.AimType == AimType.PROGRAMME):
        yield Hit(aim)


@rule("ProgType_01", over=LearningDelivery, fields="AimType ProgType", when={"AimType": {1, 3}})
def part_without_programme_type(aim: LearningDelivery) -> Iterator[Hit]:
    """A programme aim or component, AimType 1 or 3, needs a ProgType.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_01.
    """
    if aim.ProgType is None:
        yield Hit(aim)


@rule("ProgType_02", over=LearningDelivery, fields="AimType ProgType", when={"AimType": 4})
def programme_type_outside_programme(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim that is part of no programme, AimType 4, has no ProgType.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_02.
    """
    if aim.ProgType is not None:
        yield Hit(aim)


@rule("ProgType_06", over=LearningDelivery, fields="ProgType FundModel", when={"ProgType": 25})
def apprenticeship_funded_otherwise(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim of an apprenticeship standard needs FundModel 36, 81 or 99.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_06.
    """
    if aim.FundModel not in {36, 81, 99}:
        yield Hit(aim)


@rule("ProgType_21", over=LearningDelivery, fields="ProgType FundModel", when={"ProgType": 32})
def bootcamp_funded_otherwise(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim of a Skills Bootcamp, ProgType 32, needs FundModel 37.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_21.
    """
    if aim.FundModel != FundModel.SKILLS_BOOTCAMP:
        yield Hit(aim)


@rule(
    "ProgType_25",
    over=LearningDelivery,
    fields="ProgType FundModel",
    since="2627",
    when={"ProgType": 34},
)
def unit_funded_otherwise(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim of an apprenticeship unit, ProgType 34, needs FundModel 39.

    Source: validation rules 2026-27 v4, Learning delivery, ProgType_25.
    """
    if aim.FundModel != FundModel.SHORT_COURSE:
        yield Hit(aim)


@rule(
    "FundModel_22",
    over=LearningDelivery,
    fields="ProgType FundModel",
    since="2627",
    when={"FundModel": 39},
)
def short_course_without_unit(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim of FundModel 39 is part of an apprenticeship unit, ProgType 34.

    Source: validation rules 2026-27 v4, Learning delivery, FundModel_22.
    """
    if aim.ProgType != ProgType.APPRENTICESHIP_UNIT:
        yield Hit(aim)


@rule("FundModel_16", over=LearningDelivery, fields="ProgType FundModel", when={"FundModel": 37})
def bootcamp_model_outside_bootcamp(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim of FundModel 37 is part of a Skills Bootcamp, ProgType 32.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_16.
    """
    if aim.ProgType != ProgType.SKILLS_BOOTCAMP:
        yield Hit(aim)


@rule("FundModel_04", over=LearningDelivery, fields="ProgType FundModel", when={"ProgType": 25})
def apprenticeship_funded_as_young(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship aim is never 16-19 funded, FundModel 25 or 82.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_04.
    """
    if aim.FundModel in {FundModel.YOUNG, FundModel.OTHER_YOUNG}:
        yield Hit(aim)


@rule(
    "FundModel_05", over=LearningDelivery, fields="FundModel LearnStartDate", when={"FundModel": 36}
)
def levy_model_before_the_levy(aim: LearningDelivery) -> Iterator[Hit]:
    """FundModel 36 is for aims that start on 1 May 2017 or later.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_05.
    """
    if aim.LearnStartDate and aim.LearnStartDate < LEVY:
        yield Hit(aim)


@rule("FundModel_06", over=LearningDelivery, fields="FundModel ProgType", when={"FundModel": 36})
def levy_model_outside_apprenticeship(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim of FundModel 36 is part of an apprenticeship, ProgType 25.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_06; derived
    data DD07.
    """
    if aim.ProgType != ProgType.APPRENTICESHIP:
        yield Hit(aim)


@rule(
    "FundModel_07",
    over=LearningDelivery,
    fields="FundModel ProgType LearnStartDate",
    when={"ProgType": 25, "AimType": 1},
)
def apprenticeship_since_the_levy(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship programme started since May 2017 has FundModel 36, or 99 if not funded.

    Not for restarts (RES) nor with LDM 353 or 355.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, FundModel_07.
    """
    if aim.FundModel in {FundModel.APPRENTICESHIP, FundModel.NON_FUNDED}:
        return
    spared = has_fam(aim, LearnDelFAMType.RES) or has_fam(aim, LearnDelFAMType.LDM, *EMPLOYER_LEFT)
    if aim.LearnStartDate and aim.LearnStartDate >= LEVY and not spared:
        yield Hit(aim)


@rule("StdCode_01", over=LearningDelivery, fields="ProgType StdCode?", when={"ProgType": 25})
def standard_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship aim needs the code of its standard.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, StdCode_01.
    """
    if aim.StdCode is None:
        yield Hit(aim)


@rule("StdCode_03", over=LearningDelivery, fields="ProgType StdCode?")
def standard_outside_apprenticeship(aim: LearningDelivery) -> Iterator[Hit]:
    """Only an apprenticeship aim, ProgType 25, has the code of a standard.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, StdCode_03.
    """
    if aim.ProgType != ProgType.APPRENTICESHIP and aim.StdCode is not None:
        yield Hit(aim)


def _units(learner: Learner, kind: AimType) -> list[LearningDelivery]:
    return [
        one
        for one in learner.LearningDelivery
        if one.ProgType == ProgType.APPRENTICESHIP_UNIT and one.AimType == kind
    ]


def _dates(aim: LearningDelivery) -> tuple[object, ...]:
    return aim.LearnStartDate, aim.LearnPlanEndDate, aim.LearnActEndDate


OLD = dt.date(2017, 4, 30)


def _unit(kind: int, **fields: object) -> LearningDelivery:
    return aim(AimType=kind, FundModel=39, ProgType=34, **fields)


CASES = [
    case("AimType_05", "16-19 funded", aim(), []),
    case("AimType_05", "adult", standalone(FundModel=38), []),
    case("AimType_05", "adult core aim", aim(FundModel=38), AIM),
    case("AimType_07", "SOF 107", aim(), []),
    case("AimType_07", "SOF 105", aim(LearningDeliveryFAM=[fam("SOF", "105")]), AIM),
    case("AimType_10", "one component", learner("A1", _unit(1), _unit(3)), []),
    case(
        "AimType_10",
        "two components",
        learner("A1", _unit(1), _unit(3), _unit(3)),
        ["Learner[0]/LearningDelivery[2]"],
    ),
    case("LearnAimRef_30", "a T Level", learner("A1", *t_level()), []),
    case("LearnAimRef_30", "ZPROG001 as a component", aim("ZPROG001", AimType=3), AIM),
    case("LearnAimRef_30", "another reference", aim("60148955", AimType=1), AIM),
    case("ProgType_01", "a T Level", learner("A1", *t_level()), []),
    case("ProgType_01", "a component of nothing", aim(AimType=3), AIM),
    case("ProgType_02", "an adult aim", standalone(), []),
    case("ProgType_02", "with a programme type", standalone(ProgType=31), AIM),
    case("ProgType_06", "funded by the levy", learner("A1", *apprenticeship()), []),
    case("ProgType_06", "adult skills", apprenticeship(FundModel=38)[0], AIM),
    case("ProgType_21", "FundModel 37", aim(FundModel=37, ProgType=32), []),
    case("ProgType_21", "FundModel 38", aim(FundModel=38, ProgType=32), AIM),
    case("ProgType_25", "FundModel 39", _unit(1), []),
    case("ProgType_25", "FundModel 36", aim(FundModel=36, ProgType=34), AIM),
    case("FundModel_22", "a unit", _unit(1), []),
    case("FundModel_22", "no programme", standalone(FundModel=39), AIM),
    case("FundModel_16", "a Skills Bootcamp", aim(FundModel=37, ProgType=32), []),
    case("FundModel_16", "no programme", aim(FundModel=37), AIM),
    case("FundModel_04", "funded by the levy", learner("A1", *apprenticeship()), []),
    case("FundModel_04", "16-19 funded", apprenticeship(FundModel=25)[0], AIM),
    case("FundModel_05", "this year", learner("A1", *apprenticeship()), []),
    case("FundModel_05", "before the levy", apprenticeship(LearnStartDate=OLD)[0], AIM),
    case("FundModel_06", "an apprenticeship", learner("A1", *apprenticeship()), []),
    case("FundModel_06", "no programme", standalone(FundModel=36), AIM),
    case("FundModel_07", "not funded", apprenticeship(FundModel=99)[0], []),
    case("FundModel_07", "trailblazer", apprenticeship(FundModel=81)[0], AIM),
    case("StdCode_01", "with a standard", learner("A1", *apprenticeship()), []),
    case("StdCode_01", "without", aim(FundModel=36, ProgType=25), AIM),
    case("StdCode_03", "a Foundation Year", learner("A1", *foundation_year()), []),
    case("StdCode_03", "a T Level with a standard", aim(ProgType=31, StdCode=274), AIM),
]
