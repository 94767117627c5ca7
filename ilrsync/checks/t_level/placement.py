"""The industry placement of a T Level and its placement records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, case, placement
from ilrsync.checks.derived import aim_reference
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import INDUSTRY_PLACEMENT
from ilrsync.model.finding import Grade
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("WorkPlacement_01", over=LearningDelivery, fields="LearnAimRef", correction=Grade.SUGGEST)
def placement_without_record(aim: LearningDelivery) -> Iterator[Hit]:
    """An industry placement aim (ZWRKX003) needs at least one work placement record.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WorkPlacement_01.
    """
    if not aim.LearningDeliveryWorkPlacement and aim_reference(aim) == INDUSTRY_PLACEMENT:
        yield Hit(aim)


CASES = [
    case(
        "WorkPlacement_01",
        "one placement",
        aim("ZWRKX003", ProgType=31, LearningDeliveryWorkPlacement=[placement()]),
        [],
    ),
    case("WorkPlacement_01", "no placement", aim("ZWRKX003", ProgType=31), AIM),
    case("WorkPlacement_01", "not a placement aim", aim(), []),
]
