"""Apprenticeship units, ProgType 34: a programme aim, its component, and an employed learner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, aim, case, fam, learner
from ilrsync.checks.derived import has_fam
from ilrsync.checks.learner.statuses import on_start, working
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, EmpStat, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import EmploymentStatusMonitoring, Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

UNIT = {"ProgType": ProgType.APPRENTICESHIP_UNIT}
PROGRAMME = {**UNIT, "AimType": AimType.PROGRAMME}


@rule("R_159", over=Learner, fields="", since="2627", when={**UNIT, "AimType": AimType.COMPONENT})
def component_without_programme(learner: Learner) -> Iterator[Hit]:
    """The component of an apprenticeship unit needs a programme aim like it.

    "Like it" means the same FundModel, start, planned end and, if it has ended, actual end.

    Source: validation rules 2026-27 v4, Cross Record, R_159.
    """
    yield from _without(learner, AimType.COMPONENT, AimType.PROGRAMME)


@rule("R_160", over=Learner, fields="", since="2627", when=PROGRAMME)
def programme_without_component(learner: Learner) -> Iterator[Hit]:
    """The programme aim of an apprenticeship unit needs a component like it.

    "Like it" means the same FundModel, start, planned end and, if it has ended, actual end.

    Source: validation rules 2026-27 v4, Cross Record, R_160.
    """
    yield from _without(learner, AimType.PROGRAMME, AimType.COMPONENT)


@rule("EmpStat_24", over=LearningDelivery, fields="LearnStartDate", since="2627", when=PROGRAMME)
def learner_not_employed(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A learner on an apprenticeship unit is employed, EmpStat 10, on its first day.

    Source: validation rules 2026-27 v4, Employment status, EmpStat_24.
    """
    status = on_start(aim, learner)
    if status is None or status.EmpStat != EmpStat.EMPLOYED:
        yield Hit(aim, EmpStat=status.EmpStat if status else None)


@rule("ESMType_21", over=LearningDelivery, fields="LearnStartDate", since="2627", when=PROGRAMME)
def length_of_employment_missing(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """The employment status on the first day of an apprenticeship unit says for how long (LOE).

    Source: validation rules 2026-27 v4, Employment status, ESMType_21.
    """
    status = on_start(aim, learner)
    rows = status.EmploymentStatusMonitoring if status else []
    if not any((row.ESMType or "").upper() == "LOE" for row in rows):
        yield Hit(aim, ESMType="LOE")


@rule(
    "AgreemId_01",
    over=LearningDelivery,
    fields="LearnStartDate",
    since="2627",
    when={"FundModel": FundModel.SHORT_COURSE, "AimType": AimType.PROGRAMME},
)
def agreement_missing(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """The employment status on the first day of a short course programme names the agreement.

    For programme aims of FundModel 39. Not for restarts (RES).

    Source: validation rules 2026-27 v4, Employment status, AgreemId_01.
    """
    status = on_start(aim, learner)
    missing = status is None or not (status.AgreemId or "").strip()
    if missing and not has_fam(aim, LearnDelFAMType.RES):
        yield Hit(aim)


def _without(learner: Learner, asked: AimType, wanted: AimType) -> Iterator[Hit]:
    """The aims of the type *asked* that have none of the type *wanted* like them."""
    units = [
        one for one in learner.LearningDelivery if one.ProgType == ProgType.APPRENTICESHIP_UNIT
    ]
    there = {_like(one) for one in units if one.AimType == wanted}
    for one in units:
        if one.AimType == asked and _like(one) not in there:
            yield Hit(one, AimType=one.AimType, LearnStartDate=one.LearnStartDate)


def _like(aim: LearningDelivery) -> tuple[object, ...]:
    return aim.FundModel, aim.LearnStartDate, aim.LearnPlanEndDate, aim.LearnActEndDate


def _unit(kind: int, **fields: Any) -> LearningDelivery:
    return aim(AimType=kind, **{"FundModel": 39, "ProgType": 34, **fields})


LENGTH = [EmploymentStatusMonitoring("LOE", 1)]
RESTART = [fam("RES", "1")]

CASES = [
    case("R_159", "a whole unit", learner("A1", _unit(1), _unit(3)), []),
    case("R_159", "another funding", _unit(3), AIM),
    case("R_160", "a whole unit", learner("A1", _unit(1), _unit(3)), []),
    case("R_160", "only the programme aim", _unit(1), AIM),
    case("EmpStat_24", "employed", working(_unit(1)), []),
    case("EmpStat_24", "looking for work", working(_unit(1), status=11), AIM),
    case(
        "ESMType_21",
        "with its length",
        working(_unit(1), EmploymentStatusMonitoring=LENGTH),
        [],
    ),
    case("ESMType_21", "without", working(_unit(1)), AIM),
    case("AgreemId_01", "with an agreement", working(_unit(1), AgreemId="X1"), []),
    case("AgreemId_01", "without", working(_unit(1)), AIM),
    case("AgreemId_01", "a restart", working(_unit(1, LearningDeliveryFAM=RESTART)), []),
]
