"""Planned hours of T Levels, and hours that do not belong to them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import aim, apprenticeship, learner, placement, study_aim, t_level
from ilrsync.model.records import HRSRecord
from tests.checks.edges import AIM_TYPES, MODELS, PROGRAMMES, days, edges, only

if TYPE_CHECKING:
    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner, LearningDelivery

CODES = {1, 2, 3, 4, 5, 6}


def _programme(hours: int | None = None, code: int = 2, **fields: Any) -> LearningDelivery:
    """The programme aim of a T Level with that many planned hours, both years' way."""
    rows = [] if hours is None else [HRSRecord("HRS", code, hours)]
    told = {"AimType": 1, "ProgType": 31, "PHours": hours, "HRSRecord": rows, **fields}
    return aim("ZPROG001", **told)


def _asked(rule: str, hours: int | None, *, models: set[int]) -> list[Case]:
    """The rule asks this of programme aims of T Levels, of these models."""
    fund = min(models)
    return [
        *only(rule, lambda one: _programme(hours, FundModel=one), models, MODELS),
        *only(
            rule, lambda kind: _programme(hours, ProgType=kind, FundModel=fund), {31}, PROGRAMMES
        ),
        *only(rule, lambda kind: _programme(hours, AimType=kind, FundModel=fund), {1}, AIM_TYPES),
    ]


def _elsewhere(code: int = 2, **fields: Any) -> LearningDelivery:
    return aim(HRSRecord=[HRSRecord("HRS", code, 100)], **fields)


PUBLISHED = [
    *_asked("PHours_03", None, models={25}),
    *days("PHours_03", lambda day: _programme(LearnStartDate=day), first=dt.date(2020, 8, 1)),
    *_asked("PHours_04", 0, models={25}),
    *only("PHours_04", _programme, {-1, 0}, {None, -1, 0, 1}),
    *only("PHours_05", lambda kind: aim(PHours=1, ProgType=kind), PROGRAMMES - {31}, PROGRAMMES),
    *only("PHours_05", lambda fund: aim(PHours=1, FundModel=fund), {25}, MODELS),
    *only("PHours_05", lambda hours: aim(PHours=hours), {0, 1}, {None, 0, 1}),
    *_asked("HRSType_02", None, models={25}),
    *_asked("HRSType_04", None, models=set(MODELS - {25})),
    *only("HRSType_02", lambda code: _programme(100, code), CODES - {2}, CODES),
    *only("HRSType_04", lambda code: _programme(100, code, FundModel=99), CODES - {2}, CODES),
    *only("HRSType_05", _elsewhere, {2}, CODES),
    *only("HRSType_05", lambda kind: _elsewhere(ProgType=kind), PROGRAMMES - {31}, PROGRAMMES),
    *only("HRSType_05", lambda fund: _elsewhere(FundModel=fund), {25}, MODELS),
    *only("HRSType_12", lambda code: _elsewhere(code, ProgType=31), CODES - {2}, CODES),
    *only("HRSType_12", lambda kind: _elsewhere(1, ProgType=kind), {31}, PROGRAMMES),
    *only("HRSType_12", lambda fund: _elsewhere(1, ProgType=31, FundModel=fund), {25}, MODELS),
    *_asked("HRSAmount_01", 0, models={25}),
    *only("HRSAmount_01", _programme, {-1, 0}, {-1, 0, 1}),
    *only("HRSAmount_01", lambda code: _programme(0, code), {2}, CODES),
    *edges(
        "R_130",
        speaks={
            "PlanLearnHours": learner("A1", *t_level(), PlanLearnHours=1),
            "PlanEEPHours": learner("A1", *t_level(), PlanEEPHours=0),
        },
        silent={"neither": learner("A1", *t_level())},
    ),
    *only(
        "R_130",
        lambda fund: learner("A1", *t_level(), aim(FundModel=fund, ProgType=31), PlanEEPHours=1),
        {25},
        MODELS,
    ),
    *only(
        "R_130",
        lambda kind: learner("A1", *t_level(), aim(ProgType=kind), PlanLearnHours=1),
        {31},
        PROGRAMMES,
    ),
]


def _with_placement(hours: int | None, placed: int | None, **fields: Any) -> Learner:
    rows = [placement(hours=placed), placement(dt.date(2026, 3, 2), hours=None)]
    return learner(
        "A1",
        _programme(hours, **fields),
        aim("ZWRKX003", ProgType=31, AimType=3, LearningDeliveryWorkPlacement=rows),
    )


def _beside(hours: int | None = 1300, **fields: Any) -> Learner:
    """A T Level beside a study programme, with hours of both."""
    other = fields.pop("other", study_aim())
    return learner("A1", _programme(hours), other, **{"PlanLearnHours": 540, **fields})


TWICE = "ILRSYNC_hours_twice"
INSIDE = "ILRSYNC_placement_in_planned_hours"
OURS = [
    *only("ILRSYNC_hours_of_one_year", _programme, {1, 1099}, {None, 0, 1, 1099, 1100}),
    *only("ILRSYNC_hours_of_one_year", lambda kind: _programme(1, ProgType=kind), {31}, PROGRAMMES),
    *only("ILRSYNC_hours_of_one_year", lambda kind: _programme(1, AimType=kind), {1}, AIM_TYPES),
    *only(
        INSIDE, lambda hours: _with_placement(hours, 315), {1751, 2065}, {1750, 1751, 2065, 2066}
    ),
    *only(INSIDE, lambda placed: _with_placement(1751, placed), {1}, {None, 0, 1}),
    *only(INSIDE, lambda hours: _with_placement(hours, 0), (), {None, 0, 1300}),
    *edges(
        INSIDE,
        silent={
            "on another programme": learner(
                "A1",
                *t_level(),
                apprenticeship(PHours=1800, HRSRecord=[HRSRecord("HRS", 2, 1800)])[0],
            ),
            "on another aim": learner("A1", *t_level(), _programme(1800, AimType=4)),
        },
    ),
    *only(
        "ILRSYNC_hours_on_another_aim",
        lambda kind: _programme(0, AimType=kind),
        {3, 4, 5},
        AIM_TYPES,
    ),
    *only(
        "ILRSYNC_hours_on_another_aim",
        lambda kind: _programme(1, AimType=4, ProgType=kind),
        {31},
        PROGRAMMES,
    ),
    *only(TWICE, lambda hours: _beside(PlanLearnHours=hours), {1, 540}, {None, 0, 1, 540}),
    *only(
        TWICE,
        lambda hours: _beside(PlanLearnHours=None, PlanEEPHours=hours),
        {1, 540},
        {None, 0, 1, 540},
    ),
    *only(TWICE, _beside, {1, 1300}, {None, 0, 1, 1300}),
    *only(TWICE, lambda fund: _beside(other=aim(FundModel=fund)), {25}, MODELS),
    *only(TWICE, lambda kind: _beside(other=aim(ProgType=kind)), PROGRAMMES - {31}, PROGRAMMES),
    *edges(
        TWICE,
        silent={
            "hours of another aim": learner(
                "A1", _programme(), _programme(1300, AimType=4), study_aim(), PlanLearnHours=540
            ),
            "hours of another programme": learner(
                "A1", _programme(), _programme(1300, ProgType=30), PlanLearnHours=540
            ),
        },
    ),
]

EDGES = [*PUBLISHED, *OURS]
