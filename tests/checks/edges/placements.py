"""Work placements: which aims have them, from when, until when and with whom."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import CORE_CODE, SPECIALISM, START, aim, closed, placement
from tests.checks.edges import A_DAY, MODELS, days, edges, only

if TYPE_CHECKING:
    from ilrsync.model.records import LearningDelivery

EXPERIENCE = {"Z0007834", "Z0007835", "Z0007836", "Z0007837", "Z0007838", "Z0002347"}
EXPERIENCE |= {"ZWRKX001", "ZWRKX002"}
INDUSTRY = "ZWRKX003"
OTHERS = {CORE_CODE, SPECIALISM, "60148955", "ZPROG001", "ZWRKX004", "Z0007839"}
ALL = EXPERIENCE | OTHERS | {INDUSTRY}
DAY = dt.date(2026, 2, 2)
NONE = 999999999


def _placed(reference: str = INDUSTRY, **fields: Any) -> LearningDelivery:
    """A placement aim with one placement of these *fields*."""
    return aim(reference, LearningDeliveryWorkPlacement=[placement(**{"starts": DAY, **fields})])


def _ended(on: dt.date | None, until: dt.date | None = DAY) -> LearningDelivery:
    rows = [placement(START, WorkPlaceEndDate=until)]
    return aim(INDUSTRY, LearningDeliveryWorkPlacement=rows, **(closed(on) if on else {}))


def _two(one: dict[str, Any], other: dict[str, Any]) -> LearningDelivery:
    rows = [placement(**{"starts": DAY, **fields}) for fields in (one, other)]
    return aim(INDUSTRY, LearningDeliveryWorkPlacement=rows)


EDGES = [
    *only("WorkPlacement_01", aim, {INDUSTRY}, ALL),
    *edges("WorkPlacement_01", silent={"with one": _placed()}),
    *only("WorkPlaceStartDate_01", aim, EXPERIENCE, ALL),
    *edges("WorkPlaceStartDate_01", silent={"with one": _placed("ZWRKX001")}),
    *days(
        "WorkPlaceStartDate_01",
        lambda day: aim("ZWRKX001", LearnStartDate=day),
        first=dt.date(2014, 8, 1),
    ),
    *days("WorkPlaceStartDate_02", lambda day: _placed(starts=day), last=START - A_DAY),
    *only("WorkPlaceStartDate_03", _placed, OTHERS, ALL),
    *edges("WorkPlaceStartDate_03", silent={"none": aim()}),
    *only(
        "WorkPlaceStartDate_04", lambda name: aim(name, FundModel=38), {INDUSTRY, "ZWRKX002"}, ALL
    ),
    *only(
        "WorkPlaceStartDate_04",
        lambda fund: aim(INDUSTRY, FundModel=fund),
        MODELS - {25, 99},
        MODELS,
    ),
    *days("WorkPlaceEndDate_01", lambda day: _placed(WorkPlaceEndDate=day), last=DAY - A_DAY),
    *edges("WorkPlaceEndDate_01", silent={"no end": _placed(WorkPlaceEndDate=None)}),
    *days("WorkPlaceEndDate_02", lambda day: _ended(DAY, day), first=DAY + A_DAY),
    *edges(
        "WorkPlaceEndDate_02",
        silent={"no end of the placement": _ended(DAY, None), "no end of the aim": _ended(None)},
    ),
    *only("WorkPlaceMode_01", lambda mode: _placed(WorkPlaceMode=mode), {0, 3}, {None, 0, 1, 2, 3}),
    *only(
        "WorkPlaceEmpId_02",
        lambda employer: _placed(WorkPlaceEmpId=employer),
        {0, 154549453, 15454945, NONE - 1},
        {None, 0, 154549453, 154549452, 15454945, NONE - 1, NONE},
    ),
    *edges(
        "R_67",
        speaks={"another length": _two({"hours": 1}, {"hours": 2}), "none": _two({}, {})},
        silent={
            "another employer": _two({"WorkPlaceEmpId": NONE}, {"WorkPlaceEmpId": 154549452}),
            "another day": _two({}, {"starts": DAY + A_DAY}),
        },
    ),
    *edges(
        "R_96",
        speaks={"another employer": _two({"WorkPlaceEmpId": NONE}, {})},
        silent={"another day": _two({}, {"starts": DAY + A_DAY})},
    ),
    *only(
        "WithdrawReason_06",
        lambda reason: aim(INDUSTRY, WithdrawReason=reason),
        {48},
        {None, 2, 40, 47, 48, 49, 98},
    ),
    *only("WithdrawReason_06", lambda name: aim(name, WithdrawReason=48), ALL - {"ZWRKX002"}, ALL),
]
