"""What belongs to a T Level programme: programme aim, core aim, components."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import (
    AIM,
    CORE_CODE,
    HERE,
    Rows,
    aim,
    case,
    foundation_year,
    lars,
    learner,
    study_aim,
    t_level,
    withdrawn,
)
from ilrsync.checks.derived import has_any_fam, is_route, is_specialism
from ilrsync.checks.lars import FRAMEWORKS, LARS, is_technical_qualification, pathways
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import T_LEVELS, AimType, ProgType
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

PARTS = frozenset({AimType.COMPONENT, AimType.CORE})


@rule("R_125", over=Learner, fields="", when={"ProgType": T_LEVELS, "AimType": PARTS})
def t_level_aim_without_programme(learner: Learner) -> Iterator[Hit]:
    """A T Level component or core aim needs a programme aim like it.

    "Like it" means the same FundModel and the same ProgType. Where a system has split one T Level
    over two learner records, gather them first.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_125.
    """
    yield from _unmatched(learner, PARTS, frozenset({AimType.PROGRAMME}))


@rule(
    "R_126",
    over=Learner,
    fields="",
    when={"ProgType": T_LEVELS, "AimType": AimType.PROGRAMME},
)
def t_level_programme_without_parts(learner: Learner) -> Iterator[Hit]:
    """A T Level programme aim needs a component or core aim like it.

    "Like it" means the same FundModel and the same ProgType. The description in the published list
    is that of R_125; the condition is the one used here.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_126.
    """
    yield from _unmatched(learner, frozenset({AimType.PROGRAMME}), PARTS)


@rule("R_137", over=Learner, fields="", when={"ProgType": ProgType.T_LEVEL})
def t_level_without_specialism(learner: Learner) -> Iterator[Hit]:
    """A T Level learner needs an occupational specialism, an aim ZTLOS and three digits.

    It is returned from the start, also where its teaching begins in the second year, because it
    decides the funding. ilrsync never adds one: which specialism it is only the college knows.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_137.
    """
    if not any(is_specialism(aim) for aim in learner.LearningDelivery):
        yield Hit(learner, ProgType=ProgType.T_LEVEL.value)


@rule("ProgType_18", over=Learner, fields="", when={"ProgType": ProgType.FOUNDATION_YEAR})
def foundation_year_without_route(learner: Learner) -> Iterator[Hit]:
    """A Foundation Year needs its route, a core aim ZTPR and four digits.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_18.
    """
    if not any(aim.AimType == AimType.CORE and is_route(aim) for aim in learner.LearningDelivery):
        yield Hit(learner, ProgType=ProgType.FOUNDATION_YEAR.value)


@rule(
    "ProgType_19",
    over=Learner,
    fields="",
    when={"ProgType": ProgType.T_LEVEL},
    better_with=[LARS],
)
def t_level_without_qualification(learner: Learner, context: Context) -> Iterator[Hit]:
    """A T Level needs its technical qualification as core aim, AimType 5.

    Without LARS a core aim whose reference ilrsync does not know is given the benefit of the doubt,
    because it may be the qualification of a newer T Level.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_19.
    """
    core = [
        aim
        for aim in learner.LearningDelivery
        if aim.AimType == AimType.CORE and aim.ProgType == ProgType.T_LEVEL
    ]
    if not context.has(LARS) and core:
        return
    every = [aim for aim in learner.LearningDelivery if aim.AimType == AimType.CORE]
    if not any(is_technical_qualification(aim, context) for aim in every):
        yield Hit(learner, ProgType=ProgType.T_LEVEL.value)


@rule("R_129", over=Learner, fields="", when={"AimType": AimType.CORE}, better_with=[LARS])
def qualification_without_programme(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner with a T Level technical qualification as core aim needs a programme aim.

    Not for the adult pilot (LDM 384). Only the 2026-27 list says so; it is taken for both years.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_129.
    """
    if any(aim.AimType == AimType.PROGRAMME for aim in learner.LearningDelivery):
        return
    for one in learner.LearningDelivery:
        core = one.AimType == AimType.CORE and is_technical_qualification(one, context)
        if core and not has_any_fam(learner, "LDM", "384"):
            yield Hit(one, LearnAimRef=one.LearnAimRef)


@rule("R_147", over=Learner, fields="", needs=[FRAMEWORKS])
def qualification_and_specialism_apart(learner: Learner, context: Context) -> Iterator[Hit]:
    """An open technical qualification and an open specialism must belong to one pathway.

    They belong together when LARS lists both under one framework and pathway code. A specialism
    that goes with any of the open qualifications passes. Whatever programme they are recorded in,
    for a T Level that is not funded has none. Without LARS, the check
    ILRSYNC_specialism_of_another_t_level answers the same question from the list of T Levels.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_147.
    """
    there = [aim for aim in learner.LearningDelivery if aim.LearnActEndDate is None]
    specialisms = [aim for aim in there if is_specialism(aim)]
    core = [aim for aim in there if specialisms and is_technical_qualification(aim, context)]
    allowed = {found for aim in core for found in pathways(aim, context)}
    for one in specialisms:
        if core and not allowed & pathways(one, context):
            yield Hit(one, LearnAimRef=one.LearnAimRef)


def _unmatched(
    learner: Learner, asked: frozenset[AimType], wanted: frozenset[AimType]
) -> Iterator[Hit]:
    """The T Level aims of the types *asked* without one of the types *wanted* like them."""
    aims = [aim for aim in learner.LearningDelivery if aim.ProgType in T_LEVELS]
    there = {(aim.FundModel, aim.ProgType) for aim in aims if aim.AimType in wanted}
    for one in aims:
        if one.AimType in asked and (one.FundModel, one.ProgType) not in there:
            yield Hit(one, AimType=one.AimType, ProgType=one.ProgType, FundModel=one.FundModel)


def _pathways(**codes: str) -> dict[str, Rows]:
    """A LARS where each aim, named with ``r`` before it, stands under one pathway."""
    core = {("LearningDelivery", CORE_CODE): [{"LearnAimRefType": "1468"}]}
    listed = {
        ("FrameworkAims", name.removeprefix("r")): [{"FworkCode": "1", "PwayCode": code}]
        for name, code in codes.items()
    }
    return {"LARS": Rows({**core, **listed})}


CASES = [
    case("R_125", "a whole T Level", learner("A1", *t_level()), []),
    case("R_125", "a whole Foundation Year", learner("A1", *foundation_year()), []),
    case(
        "R_125",
        "no programme aim",
        learner("A1", *t_level(without="programme placement")),
        ["Learner[0]/LearningDelivery[0]", "Learner[0]/LearningDelivery[1]"],
    ),
    case(
        "R_125",
        "the programme aim is a Foundation Year's",
        learner("A1", *foundation_year(), *t_level(without="programme specialism placement")),
        ["Learner[0]/LearningDelivery[2]"],
    ),
    case("R_126", "a whole T Level", learner("A1", *t_level()), []),
    case("R_126", "only the programme aim", learner("A1", t_level()[0]), AIM),
    case(
        "R_126",
        "the other aim is a study programme's",
        learner("A1", t_level()[0], study_aim()),
        AIM,
    ),
    case("R_137", "a whole T Level", learner("A1", *t_level()), []),
    case("R_137", "no specialism", learner("A1", *t_level(without="specialism")), HERE),
    case("R_137", "a study programme", learner("A1", study_aim()), []),
    case("ProgType_18", "a whole Foundation Year", learner("A1", *foundation_year()), []),
    case("ProgType_18", "no route", learner("A1", foundation_year()[0]), HERE),
    case("ProgType_19", "a whole T Level", learner("A1", *t_level()), []),
    case("ProgType_19", "no core aim", learner("A1", *t_level(without="core")), HERE),
    case(
        "ProgType_19",
        "another core aim, not known without LARS",
        learner("A1", *t_level(without="core"), aim("69999999", ProgType=31)),
        [],
    ),
    case(
        "ProgType_19",
        "another core aim, and LARS says what it is",
        learner("A1", *t_level(without="core"), aim("69999999", ProgType=31)),
        HERE,
        lookups=lars(r69999999={"LearnAimRefType": "0003"}),
    ),
    case("R_129", "a whole T Level", learner("A1", *t_level()), []),
    case("R_129", "only the qualification", aim(CORE_CODE, ProgType=31), AIM),
    case(
        "R_147",
        "one pathway",
        learner("A1", *t_level()),
        [],
        lookups=_pathways(r60358294="2", rZTLOS007="2"),
    ),
    case(
        "R_147",
        "two pathways",
        learner("A1", *t_level()),
        ["Learner[0]/LearningDelivery[2]"],
        lookups=_pathways(r60358294="2", rZTLOS007="3"),
    ),
    case(
        "R_147",
        "two pathways, recorded without a programme",
        learner("A1", aim(CORE_CODE, FundModel=99), aim("ZTLOS007", AimType=3, FundModel=99)),
        ["Learner[0]/LearningDelivery[1]"],
        lookups=_pathways(r60358294="2", rZTLOS007="3"),
    ),
    case(
        "R_147",
        "the specialism of another pathway was left",
        learner(
            "A1",
            *t_level(),
            aim("ZTLOS010", AimType=3, ProgType=31, **withdrawn(dt.date(2025, 10, 1))),
        ),
        [],
        lookups=_pathways(r60358294="2", rZTLOS007="2", rZTLOS010="3"),
    ),
]
