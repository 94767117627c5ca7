"""What belongs to a T Level programme: programme aim, core aim, components."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, HERE, case, foundation_year, learner, study_aim, t_level
from ilrsync.checks.derived import aim_reference
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import SPECIALISM_AIMS, T_LEVELS, AimType, ProgType
from ilrsync.model.finding import Grade
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS = frozenset({AimType.COMPONENT, AimType.CORE})


@rule(
    "R_125",
    over=Learner,
    fields="",
    when={"ProgType": T_LEVELS, "AimType": PARTS},
    correction=Grade.SUGGEST,
)
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
    correction=Grade.SUGGEST,
)
def t_level_programme_without_parts(learner: Learner) -> Iterator[Hit]:
    """A T Level programme aim needs a component or core aim like it.

    "Like it" means the same FundModel and the same ProgType. The description in the published list
    is that of R_125; the condition is the one used here.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_126.
    """
    yield from _unmatched(learner, frozenset({AimType.PROGRAMME}), PARTS)


@rule(
    "R_137", over=Learner, fields="", when={"ProgType": ProgType.T_LEVEL}, correction=Grade.SUGGEST
)
def t_level_without_specialism(learner: Learner) -> Iterator[Hit]:
    """A T Level learner needs an occupational specialism, an aim ZTLOS and three digits.

    It is returned from the start, also where its teaching begins in the second year, because it
    decides the funding. ilrsync never adds one: which specialism it is only the college knows.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_137.
    """
    if not any(is_specialism(aim) for aim in learner.LearningDelivery):
        yield Hit(learner, ProgType=ProgType.T_LEVEL.value)


def is_specialism(aim: LearningDelivery) -> bool:
    """Whether the aim's reference is ZTLOS and three digits."""
    name = aim_reference(aim)
    digits = name.removeprefix(SPECIALISM_AIMS)
    return len(digits) == 3 and digits.isdecimal() and name.startswith(SPECIALISM_AIMS)


def _unmatched(
    learner: Learner, asked: frozenset[AimType], wanted: frozenset[AimType]
) -> Iterator[Hit]:
    """The T Level aims of the types *asked* without one of the types *wanted* like them."""
    aims = [aim for aim in learner.LearningDelivery if aim.ProgType in T_LEVELS]
    there = {(aim.FundModel, aim.ProgType) for aim in aims if aim.AimType in wanted}
    for aim in aims:
        if aim.AimType in asked and (aim.FundModel, aim.ProgType) not in there:
            yield Hit(aim, AimType=aim.AimType, ProgType=aim.ProgType, FundModel=aim.FundModel)


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
]
