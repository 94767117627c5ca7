"""Event aims of Skills Bootcamps, which last one day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, START, aim, case
from ilrsync.checks.learning_delivery.fam_rows import started_since
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import ProgType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTCOMES = frozenset({"Z0059747", "Z0059748", "Z0059749"})
LORRIES = frozenset({"Z0060439", "Z0009541", "Z0060440", "Z0060441", "Z0060442", "Z0060443"})
SINCE_2024 = dt.date(2024, 8, 1)


@rule(
    "LearnAimRef_126",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnPlanEndDate LearnActEndDate",
    when={"LearnAimRef": OUTCOMES},
)
def outcome_event_of_several_days(aim: LearningDelivery) -> Iterator[Hit]:
    """An outcome event of a Skills Bootcamp, Z0059747 to Z0059749, begins and ends on one day.

    Start, planned end and actual end are equal. While there is no actual end, the other two are.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_126.
    """
    if _is_longer_than_a_day(aim):
        yield Hit(aim)


@rule(
    "LearnAimRef_154",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnPlanEndDate LearnActEndDate",
    when={"ProgType": ProgType.SKILLS_BOOTCAMP, "LearnAimRef": LORRIES},
)
def lorry_event_of_several_days(aim: LearningDelivery) -> Iterator[Hit]:
    """An event of a Skills Bootcamp for lorry drivers begins and ends on one day.

    Z0009541 and Z0060439 to Z0060443, started since August 2024: start, planned end and actual end
    are equal. While there is no actual end, the other two are.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_154.
    """
    if started_since(aim, SINCE_2024) and _is_longer_than_a_day(aim):
        yield Hit(aim)


def _is_longer_than_a_day(aim: LearningDelivery) -> bool:
    return len({aim.LearnStartDate, aim.LearnPlanEndDate, aim.LearnActEndDate} - {None}) > 1


def _event(reference: str, days: int = 0, **fields: Any) -> LearningDelivery:
    return aim(reference, LearnPlanEndDate=START + dt.timedelta(days=days), **fields)


LORRY: dict[str, Any] = {"ProgType": 32, "FundModel": 37}

CASES = [
    case("LearnAimRef_126", "one day", _event("Z0059747"), []),
    case("LearnAimRef_126", "two days", _event("Z0059747", 1), AIM),
    case("LearnAimRef_154", "one day", _event("Z0060439", **LORRY), []),
    case("LearnAimRef_154", "two days", _event("Z0060439", 1, **LORRY), AIM),
]
