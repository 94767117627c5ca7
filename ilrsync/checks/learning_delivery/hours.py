"""Hours of apprenticeships and Tailored Learning in PHours and OTJActHours, until 2025-26."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, START, aim, apprenticeship, case, closed, fam, withdrawn
from ilrsync.checks.derived import has_fam
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import CompStatus, FundModel, HRSCode, LearnDelFAMType
from ilrsync.model.records import HRSRecord, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

APPRENTICESHIP = {"FundModel": FundModel.APPRENTICESHIP}
PROGRAMME = {**APPRENTICESHIP, "AimType": 1}
HOURS_SINCE = dt.date(2019, 8, 1)
LEAST_SINCE = dt.date(2022, 8, 1)
LOWER_SINCE = dt.date(2025, 8, 1)
LEAST_HOURS = 278
LOWER_HOURS = 187


@rule(
    "PHours_01", over=LearningDelivery, fields="PHours LearnStartDate", until="2526", when=PROGRAMME
)
def planned_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """The programme aim of an apprenticeship started since August 2019 needs planned hours.

    Source: validation rules 2025-26 v3, Learning delivery, PHours_01.
    """
    if aim.PHours is None and started_since(aim, HOURS_SINCE):
        yield Hit(aim)


@rule(
    "PHours_06",
    over=LearningDelivery,
    fields="PHours LearnStartDate",
    until="2526",
    when=APPRENTICESHIP,
)
def planned_too_low(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship started from August 2022 to July 2025 plans 278 hours or more.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3, Learning delivery, PHours_06.
    """
    if aim.PHours is not None and aim.PHours < LEAST_HOURS and started_between(aim):
        yield Hit(aim)


@rule(
    "PHours_08",
    over=LearningDelivery,
    fields="PHours LearnStartDate",
    until="2526",
    when=APPRENTICESHIP,
)
def planned_too_low_since_2025(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship started since August 2025 plans 187 hours or more.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3, Learning delivery, PHours_08.
    """
    if aim.PHours is not None and aim.PHours < LOWER_HOURS and started_lately(aim):
        yield Hit(aim)


@rule("PHours_07", over=LearningDelivery, fields="PHours", until="2526", when={"FundModel": 11})
def tailored_hours_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """A Tailored Learning aim needs planned hours.

    Source: validation rules 2025-26 v3, Learning delivery, PHours_07.
    """
    if aim.PHours is None:
        yield Hit(aim)


@rule("OTJActHours_01", over=LearningDelivery, fields="OTJActHours AimType", until="2526")
def actual_not_on_programme(aim: LearningDelivery) -> Iterator[Hit]:
    """Actual off-the-job hours stand on the programme aim only.

    Source: validation rules 2025-26 v3, Learning delivery, OTJActHours_01.
    """
    if aim.OTJActHours is not None and aim.AimType != 1:
        yield Hit(aim)


@rule(
    "OTJActHours_02",
    over=LearningDelivery,
    fields="OTJActHours CompStatus",
    until="2526",
    when=PROGRAMME,
)
def actual_missing_on_completion(aim: LearningDelivery) -> Iterator[Hit]:
    """A completed apprenticeship started since August 2019 needs actual off-the-job hours.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3, Learning delivery, OTJActHours_02.
    """
    if aim.OTJActHours is None and is_completed(aim):
        yield Hit(aim)


@rule(
    "OTJActHours_03",
    over=LearningDelivery,
    fields="OTJActHours CompStatus",
    until="2526",
    when=PROGRAMME,
)
def actual_missing_on_leaving(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship that was left, started since August 2022, needs actual off-the-job hours.

    Source: validation rules 2025-26 v3, Learning delivery, OTJActHours_03.
    """
    if aim.OTJActHours is None and is_left(aim):
        yield Hit(aim)


@rule("FundModel_14", over=LearningDelivery, fields="OTJActHours? FundModel", until="2526")
def actual_hours_elsewhere(aim: LearningDelivery) -> Iterator[Hit]:
    """Actual off-the-job hours stand on apprenticeship aims, FundModel 36, only.

    Source: validation rules 2025-26 v3, Learning delivery, FundModel_14.
    """
    if aim.OTJActHours is not None and aim.FundModel != FundModel.APPRENTICESHIP:
        yield Hit(aim)


def started_since(aim: LearningDelivery, day: dt.date) -> bool:
    """Whether the aim started on *day* or later."""
    return aim.LearnStartDate is not None and aim.LearnStartDate >= day


def _is_restart(aim: LearningDelivery) -> bool:
    return has_fam(aim, LearnDelFAMType.RES)


def started_between(aim: LearningDelivery) -> bool:
    """Whether the aim started from August 2022 to July 2025 and is no restart."""
    return (
        started_since(aim, LEAST_SINCE)
        and not started_since(aim, LOWER_SINCE)
        and not _is_restart(aim)
    )


def started_lately(aim: LearningDelivery) -> bool:
    """Whether the aim started since August 2025 and is no restart."""
    return started_since(aim, LOWER_SINCE) and not _is_restart(aim)


def is_completed(aim: LearningDelivery) -> bool:
    """Whether the aim was completed, started since August 2019 and is no restart."""
    done = aim.CompStatus == CompStatus.COMPLETED
    return done and started_since(aim, HOURS_SINCE) and not _is_restart(aim)


def is_left(aim: LearningDelivery) -> bool:
    """Whether the aim was left and started since August 2022."""
    return aim.CompStatus == CompStatus.WITHDRAWN and started_since(aim, LEAST_SINCE)


OLDER: dict[str, Any] = {"LearnStartDate": dt.date(2024, 9, 2)}
DAY = dt.date(2026, 7, 1)


def on_programme(
    planned: int | None = None, actual: int | None = None, **fields: Any
) -> LearningDelivery:
    """For cases: an apprenticeship programme aim with hours, both years' way."""
    both = ((HRSCode.PLANNED_OFF_THE_JOB, planned), (HRSCode.ACTUAL_OFF_THE_JOB, actual))
    rows = [HRSRecord("HRS", int(code), hours) for code, hours in both if hours is not None]
    return apprenticeship(PHours=planned, OTJActHours=actual, HRSRecord=rows, **fields)[0]


RESTART: dict[str, Any] = {"LearningDeliveryFAM": [fam("ACT", "1", START), fam("RES", "1")]}

CASES = [
    case("PHours_07", "with hours", aim(FundModel=11, PHours=20), []),
    case("PHours_07", "without", aim(FundModel=11), AIM),
    case("OTJActHours_01", "on the programme aim", on_programme(300, 290), []),
    case("OTJActHours_01", "on a component", aim(AimType=3, OTJActHours=290), AIM),
    case("PHours_01", "with hours", on_programme(300), []),
    case("PHours_01", "without", on_programme(), AIM),
    case("PHours_06", "278 hours", on_programme(278, **OLDER), []),
    case("PHours_06", "277 hours", on_programme(277, **OLDER), AIM),
    case("PHours_06", "277 hours of a newer start", on_programme(277), []),
    case("PHours_08", "187 hours", on_programme(187), []),
    case("PHours_08", "186 hours", on_programme(186), AIM),
    case("PHours_08", "a restart", on_programme(186, **RESTART), []),
    case("OTJActHours_02", "with hours", on_programme(300, 290, **closed(DAY)), []),
    case("OTJActHours_02", "without", on_programme(300, **closed(DAY)), AIM),
    case("OTJActHours_02", "a restart", on_programme(300, **closed(DAY), **RESTART), []),
    case("OTJActHours_03", "with hours", on_programme(300, 90, **withdrawn(DAY)), []),
    case("OTJActHours_03", "without", on_programme(300, **withdrawn(DAY)), AIM),
    case("FundModel_14", "apprenticeship", aim(OTJActHours=300, FundModel=36), []),
    case("FundModel_14", "16-19", aim(OTJActHours=300), AIM),
]
