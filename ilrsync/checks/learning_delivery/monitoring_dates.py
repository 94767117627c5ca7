"""From when to when funding and monitoring of an aim applies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, aim, case, closed, fam
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.records import LearningDelivery, LearningDeliveryFAM

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN = "LearnDelFAMType LearnDelFAMDateFrom LearnDelFAMDateTo"
ADULT = {"FundModel": {35, 36, 38, 81, 99}}


@rule(
    "LearnDelFAMDateFrom_01",
    over=LearningDeliveryFAM,
    fields=SHOWN,
    when={"LearnDelFAMType": {"LSF", "ALB"}},
)
def support_without_dates(row: LearningDeliveryFAM) -> Iterator[Hit]:
    """Learning support (LSF) and loans bursary (ALB) say from when and to when they apply.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMDateFrom_01.
    """
    if row.LearnDelFAMDateFrom is None or row.LearnDelFAMDateTo is None:
        yield Hit(row)


@rule("LearnDelFAMDateFrom_02", over=LearningDeliveryFAM, fields=SHOWN, when=ADULT)
def applies_before_the_aim(row: LearningDeliveryFAM, aim: LearningDelivery) -> Iterator[Hit]:
    """Funding and monitoring does not apply from before the aim starts.

    For FundModel 35, 36, 38, 81 and 99. The condition in the published list compares the two dates
    of the record; its sentence compares with the start, as the DfE's code does.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMDateFrom_02.
    """
    begins, start = row.LearnDelFAMDateFrom, aim.LearnStartDate
    if begins is not None and start and begins < start:
        yield Hit(row, LearnStartDate=start)


@rule("LearnDelFAMDateFrom_03", over=LearningDeliveryFAM, fields=SHOWN)
def dated_from_needlessly(row: LearningDeliveryFAM) -> Iterator[Hit]:
    """Only LSF, ACT, ALB and EVI say from when they apply.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMDateFrom_03.
    """
    if row.LearnDelFAMDateFrom is not None and _kind(row) not in {"LSF", "ACT", "ALB", "EVI"}:
        yield Hit(row)


@rule(
    "LearnDelFAMDateFrom_04",
    over=LearningDeliveryFAM,
    fields=SHOWN,
    when={"LearnDelFAMType": "ACT"},
)
def contract_type_without_start(row: LearningDeliveryFAM) -> Iterator[Hit]:
    """A contract type (ACT) says from when it applies.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMDateFrom_04.
    """
    if row.LearnDelFAMDateFrom is None:
        yield Hit(row)


@rule("LearnDelFAMDateTo_01", over=LearningDeliveryFAM, fields=SHOWN)
def ends_before_it_begins(row: LearningDeliveryFAM) -> Iterator[Hit]:
    """Funding and monitoring does not end before it begins.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMDateTo_01.
    """
    ends, begins = row.LearnDelFAMDateTo, row.LearnDelFAMDateFrom
    if ends is not None and begins is not None and ends < begins:
        yield Hit(row)


@rule("LearnDelFAMDateTo_02", over=LearningDeliveryFAM, severity=WARNING, fields=SHOWN)
def ends_after_planned_end(row: LearningDeliveryFAM, aim: LearningDelivery) -> Iterator[Hit]:
    """Funding and monitoring should not end after the planned end of the aim.

    Not for a contract type (ACT) on a programme aim with an achievement date.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMDateTo_02.
    """
    ends = row.LearnDelFAMDateTo
    if ends is None or aim.LearnPlanEndDate is None or ends <= aim.LearnPlanEndDate:
        return
    if not (_kind(row) == "ACT" and aim.AimType == 1 and aim.AchDate is not None):
        yield Hit(row, LearnPlanEndDate=aim.LearnPlanEndDate)


@rule("LearnDelFAMDateTo_03", over=LearningDeliveryFAM, fields=SHOWN, when=ADULT)
def ends_after_actual_end(row: LearningDeliveryFAM, aim: LearningDelivery) -> Iterator[Hit]:
    """Funding and monitoring does not end after the actual end of the aim.

    For FundModel 35, 36, 38, 81 and 99; not for contract types (ACT).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMDateTo_03.
    """
    ends, ended = row.LearnDelFAMDateTo, aim.LearnActEndDate
    if ends is not None and ended and ends > ended and _kind(row) != "ACT":
        yield Hit(row, LearnActEndDate=ended)


@rule("LearnDelFAMDateTo_04", over=LearningDeliveryFAM, fields=SHOWN)
def dated_to_needlessly(row: LearningDeliveryFAM) -> Iterator[Hit]:
    """Only LSF, ACT and ALB say to when they apply.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMDateTo_04.
    """
    if row.LearnDelFAMDateTo is not None and _kind(row) not in {"LSF", "ACT", "ALB"}:
        yield Hit(row)


@rule(
    "LearnDelFAMDateTo_05",
    over=LearningDeliveryFAM,
    fields=SHOWN,
    when={"LearnDelFAMType": "ACT", "FundModel": 36},
)
def contract_type_ends_after_achievement(
    row: LearningDeliveryFAM, aim: LearningDelivery
) -> Iterator[Hit]:
    """A contract type (ACT) does not end after the achievement of its apprenticeship.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMDateTo_05.
    """
    ends, achieved = row.LearnDelFAMDateTo, aim.AchDate
    if ends is not None and achieved and ends > achieved:
        yield Hit(row, AchDate=achieved)


def _kind(row: LearningDeliveryFAM) -> str:
    return (row.LearnDelFAMType or "").upper()


EARLY = dt.date(2025, 9, 1)
DAY = dt.date(2025, 11, 3)
LATER = dt.date(2026, 1, 5)
LAST = dt.date(2027, 8, 2)
ROW = ["Learner[0]/LearningDelivery[0]/LearningDeliveryFAM[0]"]


def _on(
    kind: str, begins: dt.date | None = START, ends: dt.date | None = None, **fields: Any
) -> LearningDelivery:
    """An apprenticeship aim with one record."""
    return aim(
        "ZPROG001",
        AimType=1,
        FundModel=36,
        ProgType=25,
        LearningDeliveryFAM=[fam(kind, "1", begins, ends)],
        **fields,
    )


CASES = [
    case("LearnDelFAMDateFrom_01", "both dates", _on("LSF", START, DAY), []),
    case("LearnDelFAMDateFrom_01", "no end", _on("LSF"), ROW),
    case("LearnDelFAMDateFrom_02", "from the start", _on("ACT"), []),
    case("LearnDelFAMDateFrom_02", "before the start", _on("ACT", EARLY), ROW),
    case("LearnDelFAMDateFrom_03", "contract type", _on("ACT"), []),
    case("LearnDelFAMDateFrom_03", "source of funding", _on("SOF"), ROW),
    case("LearnDelFAMDateFrom_04", "with a date", _on("ACT"), []),
    case("LearnDelFAMDateFrom_04", "without", _on("ACT", None), ROW),
    case("LearnDelFAMDateTo_01", "one day", _on("LSF", DAY, DAY), []),
    case("LearnDelFAMDateTo_01", "turned round", _on("LSF", LATER, DAY), ROW),
    case("LearnDelFAMDateTo_02", "before the planned end", _on("LSF", START, DAY), []),
    case("LearnDelFAMDateTo_02", "after it", _on("LSF", START, LAST), ROW),
    case("LearnDelFAMDateTo_02", "achieved", _on("ACT", START, LAST, AchDate=LAST), []),
    case("LearnDelFAMDateTo_03", "aim open", _on("LSF", START, DAY), []),
    case("LearnDelFAMDateTo_03", "after the end", _on("LSF", START, LATER, **closed(DAY)), ROW),
    case("LearnDelFAMDateTo_04", "contract type", _on("ACT", START, DAY), []),
    case("LearnDelFAMDateTo_04", "event", _on("EVI", START, DAY), ROW),
    case("LearnDelFAMDateTo_05", "before it", _on("ACT", START, DAY, AchDate=LATER), []),
    case("LearnDelFAMDateTo_05", "after it", _on("ACT", START, LATER, AchDate=DAY), ROW),
]
