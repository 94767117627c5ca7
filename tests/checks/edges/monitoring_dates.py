"""From when to when funding and monitoring of an aim applies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, fam
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from tests.checks.edges import A_DAY, AIM_TYPES, MODELS, days, edges, only

if TYPE_CHECKING:
    from ilrsync.model.records import LearningDelivery

KINDS = {"ACT", "ALB", "EVI", "LSF", "LDM", "SOF", "RES"}
ADULTS = {35, 36, 38, 81, 99}
DAY = dt.date(2026, 2, 27)


def _on(
    kind: str = "LSF",
    begins: dt.date | None = START,
    ends: dt.date | None = None,
    fund: int = 36,
    **fields: Any,
) -> LearningDelivery:
    """An aim with one record that applies from and to these days."""
    one = aim_with(fund=fund, **fields)
    one.LearningDeliveryFAM = [fam(kind, "1", begins, ends)]
    return one


EDGES = [
    *only("LearnDelFAMDateFrom_01", _on, {"LSF", "ALB"}, KINDS),
    *only("LearnDelFAMDateFrom_01", lambda kind: _on(kind, None, DAY), {"LSF", "ALB"}, KINDS),
    *edges("LearnDelFAMDateFrom_01", silent={"both": _on("LSF", START, DAY)}),
    *days("LearnDelFAMDateFrom_02", lambda day: _on(begins=day), last=START - A_DAY),
    *only("LearnDelFAMDateFrom_02", lambda f: _on(begins=START - A_DAY, fund=f), ADULTS, MODELS),
    *only("LearnDelFAMDateFrom_03", _on, KINDS - {"LSF", "ACT", "ALB", "EVI"}, KINDS),
    *only("LearnDelFAMDateFrom_03", lambda kind: _on(kind, None, DAY), set(), KINDS),
    *edges("LearnDelFAMDateFrom_03", silent={"small": _on("lsf")}),
    *only("LearnDelFAMDateFrom_04", lambda kind: _on(kind, None), {"ACT"}, KINDS),
    *edges("LearnDelFAMDateFrom_04", silent={"told": _on("ACT")}),
    *days("LearnDelFAMDateTo_01", lambda day: _on(ends=day), last=START - A_DAY),
    *days(
        "LearnDelFAMDateTo_02",
        lambda day: _on("ACT", ends=day, LearnPlanEndDate=DAY),
        first=DAY + A_DAY,
    ),
    *only(
        "LearnDelFAMDateTo_02",
        lambda kind: _on(kind, ends=DAY, LearnPlanEndDate=START, AimType=1, AchDate=DAY),
        KINDS - {"ACT"},
        KINDS,
    ),
    *only(
        "LearnDelFAMDateTo_02",
        lambda kind: _on("ACT", ends=DAY, LearnPlanEndDate=START, AimType=kind, AchDate=DAY),
        AIM_TYPES - {1},
        AIM_TYPES,
    ),
    *edges(
        "LearnDelFAMDateTo_02",
        speaks={"not achieved": _on("ACT", ends=DAY, LearnPlanEndDate=START, AimType=1)},
    ),
    *days(
        "LearnDelFAMDateTo_03", lambda day: _on(ends=day, LearnActEndDate=DAY), first=DAY + A_DAY
    ),
    *only(
        "LearnDelFAMDateTo_03",
        lambda f: _on(ends=DAY, LearnActEndDate=START, fund=f),
        ADULTS,
        MODELS,
    ),
    *only(
        "LearnDelFAMDateTo_03",
        lambda kind: _on(kind, ends=DAY, LearnActEndDate=START),
        KINDS - {"ACT"},
        KINDS,
    ),
    *edges("LearnDelFAMDateTo_03", silent={"not ended": _on(ends=DAY)}),
    *only(
        "LearnDelFAMDateTo_04",
        lambda kind: _on(kind, ends=DAY),
        KINDS - {"LSF", "ACT", "ALB"},
        KINDS,
    ),
    *only("LearnDelFAMDateTo_04", _on, set(), KINDS),
    *days("LearnDelFAMDateTo_05", lambda day: _on("ACT", ends=day, AchDate=DAY), first=DAY + A_DAY),
    *only("LearnDelFAMDateTo_05", lambda kind: _on(kind, ends=DAY, AchDate=START), {"ACT"}, KINDS),
    *only(
        "LearnDelFAMDateTo_05",
        lambda f: _on("ACT", ends=DAY, AchDate=START, fund=f),
        {36},
        MODELS,
    ),
    *edges("LearnDelFAMDateTo_05", silent={"not achieved": _on("ACT", ends=DAY)}),
]
