"""Programme aims and the components that belong to them.

A component belongs to the programme aims of the same ProgType and StdCode.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import (
    AIM,
    CORE_CODE,
    HERE,
    apprenticeship,
    case,
    closed,
    fam,
    foundation_year,
    learner,
    study_aim,
    t_level,
)
from ilrsync.checks.cases import aim as an_aim
from ilrsync.checks.derived import grouped, has_fam, is_known_core_code, programme_aims
from ilrsync.checks.lars import BASIC_SKILLS, is_english_or_maths
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, FundModel, LearnDelFAMType
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

COMPONENT = {"AimType": AimType.COMPONENT}
PROGRAMME = {"AimType": AimType.PROGRAMME}


@rule("R_30", over=Learner, fields="", when=COMPONENT)
def component_without_programme(learner: Learner) -> Iterator[Hit]:
    """A component aim needs a programme aim of the same ProgType and StdCode.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_30.
    """
    there = {_programme(one) for one in programme_aims(learner)}
    for one in _components(learner):
        if _programme(one) not in there:
            yield _hit(one)


@rule("R_31", over=Learner, fields="", when=PROGRAMME)
def programme_without_component(learner: Learner) -> Iterator[Hit]:
    """An open programme aim needs a component of the same ProgType and StdCode.

    The published condition says "AimType = 1" for the component; 3 is meant. A core aim counts
    as well, as in the DfE's code of 2020-21: a Foundation Year may have nothing else.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_31.
    """
    there = {
        _programme(one)
        for one in learner.LearningDelivery
        if one.AimType in {AimType.COMPONENT, AimType.CORE}
    }
    for one in programme_aims(learner):
        if one.LearnActEndDate is None and _programme(one) not in there:
            yield _hit(one)


@rule("R_66", over=Learner, fields="", when=COMPONENT)
def funded_component_without_programme(learner: Learner) -> Iterator[Hit]:
    """A funded component needs a programme aim of the same FundModel, ProgType and StdCode.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_66.
    """
    there = {(one.FundModel, *_programme(one)) for one in programme_aims(learner)}
    for one in _components(learner):
        funded = one.FundModel != FundModel.NON_FUNDED
        if funded and (one.FundModel, *_programme(one)) not in there:
            yield _hit(one)


@rule("R_56", over=Learner, fields="", when={"AimType": AimType.PROGRAMME, "FundModel": 99})
def funded_component_of_non_funded_programme(learner: Learner) -> Iterator[Hit]:
    """An open programme aim that is not funded has no funded component like it.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_56.
    """
    funded = {
        _programme(one) for one in _components(learner) if one.FundModel != FundModel.NON_FUNDED
    }
    for one in programme_aims(learner):
        is_open = one.LearnActEndDate is None and one.FundModel == FundModel.NON_FUNDED
        if is_open and _programme(one) in funded:
            yield _hit(one)


@rule("R_63", over=Learner, fields="", when={"FundModel": FundModel.YOUNG})
def no_core_aim(learner: Learner) -> Iterator[Hit]:
    """A 16-19 funded learner needs a core aim, AimType 5.

    Aims with an adult source of funding (SOF 105) do not ask for one. The message of the
    published list is that of R_58.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_63.
    """
    asks = any(
        one.FundModel == FundModel.YOUNG and not has_fam(one, LearnDelFAMType.SOF, "105")
        for one in learner.LearningDelivery
    )
    if asks and not any(one.AimType == AimType.CORE for one in learner.LearningDelivery):
        yield Hit(learner, FundModel=FundModel.YOUNG.value)


@rule("R_89", over=Learner, fields="", when=PROGRAMME, better_with=[BASIC_SKILLS])
def programme_ends_before_component(learner: Learner, context: Context) -> Iterator[Hit]:
    """A programme aim must not end before the latest of its components does.

    Where a programme was resumed, its latest aim counts. English and maths components are
    excepted; without LARS only components that cannot be English or maths are compared.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_89.
    """
    for same in grouped(programme_aims(learner), key=_programme):
        last = _latest(same)
        ends = [
            one.LearnActEndDate
            for one in _components(learner)
            if _programme(one) == _programme(last) and one.LearnActEndDate and _counts(one, context)
        ]
        if last.LearnActEndDate and ends and last.LearnActEndDate < max(ends):
            yield Hit(
                last,
                f"Its latest component ends on {max(ends):%d/%m/%Y}.",
                LearnActEndDate=last.LearnActEndDate,
            )


@rule("R_90", over=Learner, fields="", when=COMPONENT, better_with=[BASIC_SKILLS])
def component_open_in_closed_programme(learner: Learner, context: Context) -> Iterator[Hit]:
    """A component must not stay open when its programme aim has been closed.

    Where a programme was resumed, its latest aim counts. English and maths components are
    excepted; without LARS only components that cannot be English or maths are reported.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_90.
    """
    closed_ones = {
        _programme(same[0])
        for same in grouped(programme_aims(learner), key=_programme)
        if _latest(same).LearnActEndDate
    }
    for one in _components(learner):
        is_open = one.LearnActEndDate is None
        if is_open and _programme(one) in closed_ones and _counts(one, context):
            yield _hit(one)


def _programme(aim: LearningDelivery) -> tuple[int | None, int | None]:
    return aim.ProgType, aim.StdCode


def _components(learner: Learner) -> list[LearningDelivery]:
    return [one for one in learner.LearningDelivery if one.AimType == AimType.COMPONENT]


def _latest(aims: list[LearningDelivery]) -> LearningDelivery:
    """The programme aim that started last; the later in the record of two on one day."""
    return max(reversed(aims), key=lambda one: one.LearnStartDate or dt.date.min)


def _counts(aim: LearningDelivery, context: Context) -> bool:
    """Whether the aim is certain to be neither English nor maths."""
    if context.has(BASIC_SKILLS):
        return not is_english_or_maths(aim, context)
    return (aim.LearnAimRef or "").upper().startswith("Z") or is_known_core_code(aim)


def _hit(aim: LearningDelivery) -> Hit:
    return Hit(
        aim,
        AimType=aim.AimType,
        FundModel=aim.FundModel,
        ProgType=aim.ProgType,
        StdCode=aim.StdCode,
    )


JULY = dt.date(2027, 7, 2)
EARLIER = dt.date(2027, 6, 1)
FIRST, SECOND = AIM[0], "Learner[0]/LearningDelivery[1]"


def _ended(**ends: dt.date) -> Learner:
    """A T Level whose parts named have ended."""
    aims = dict(zip(("programme", "core", "specialism", "placement"), t_level(), strict=True))
    for name, day in ends.items():
        for field, value in closed(day).items():
            setattr(aims[name], field, value)
    return learner("A1", *aims.values())


CASES = [
    case("R_30", "an apprenticeship", learner("A1", *apprenticeship()), []),
    case("R_30", "left behind by a merge", learner("A1", apprenticeship()[1]), [FIRST]),
    case(
        "R_30",
        "two standards, one programme aim",
        learner("A1", *apprenticeship(48), apprenticeship(105)[1]),
        ["Learner[0]/LearningDelivery[2]"],
    ),
    case("R_31", "an apprenticeship", learner("A1", *apprenticeship()), []),
    case("R_31", "only the programme aim", learner("A1", apprenticeship()[0]), [FIRST]),
    case("R_31", "a Foundation Year with its route only", learner("A1", *foundation_year()), []),
    case("R_66", "an apprenticeship", learner("A1", *apprenticeship()), []),
    case(
        "R_66",
        "the programme aim is not funded",
        learner("A1", apprenticeship(FundModel=99)[0], apprenticeship()[1]),
        [SECOND],
    ),
    case(
        "R_66",
        "the component is not funded",
        learner("A1", apprenticeship()[0], apprenticeship(FundModel=99)[1]),
        [],
    ),
    case("R_56", "neither is funded", learner("A1", *apprenticeship(FundModel=99)), []),
    case(
        "R_56",
        "a funded component",
        learner("A1", apprenticeship(FundModel=99)[0], apprenticeship()[1]),
        [FIRST],
    ),
    case("R_63", "a core aim", study_aim(), []),
    case("R_63", "no core aim", study_aim(AimType=4), HERE),
    case("R_63", "adult source", study_aim(AimType=4, LearningDeliveryFAM=[fam("SOF", "105")]), []),
    case("R_89", "ends last", _ended(programme=JULY, core=JULY, specialism=EARLIER), []),
    case("R_89", "the placement ends later", _ended(programme=EARLIER, placement=JULY), [FIRST]),
    case(
        "R_89",
        "perhaps an English component",
        learner(
            "A1",
            an_aim("ZPROG001", AimType=1, ProgType=31, **closed(EARLIER)),
            an_aim("60148955", AimType=3, ProgType=31, **closed(JULY)),
        ),
        [],
    ),
    case("R_90", "all closed", _ended(programme=JULY, specialism=JULY, placement=JULY), []),
    case(
        "R_90",
        "the placement is open",
        _ended(programme=JULY, specialism=JULY),
        ["Learner[0]/LearningDelivery[3]"],
    ),
    case(
        "R_90",
        "a qualification recorded as a component",
        learner(
            "A1",
            an_aim("ZPROG001", AimType=1, ProgType=31, **closed(JULY)),
            an_aim(CORE_CODE, AimType=3, ProgType=31),
        ),
        [SECOND],
    ),
    case(
        "R_90",
        "resumed after a break",
        learner(
            "A1",
            apprenticeship(**closed(dt.date(2025, 12, 1), 3, 6))[0],
            *apprenticeship(LearnStartDate=dt.date(2026, 2, 1)),
        ),
        [],
    ),
]
