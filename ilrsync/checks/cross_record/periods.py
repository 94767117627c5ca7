"""Periods of support and of employment that overlap or say the same twice."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

from ilrsync.checks.cases import aim as an_aim
from ilrsync.checks.cases import case, employment, fam, learner, standalone
from ilrsync.checks.derived import NEVER, fam_rows
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.records import EmploymentStatusMonitoring, Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.model.records import LearnerEmploymentStatus, LearningDeliveryFAM

COUNTED_SINCE = dt.date(2016, 8, 1)


@rule("R_61", over=LearningDelivery, fields="")
def support_periods_overlap(aim: LearningDelivery) -> Iterator[Hit]:
    """Two periods of learning support (LSF) or of loans bursary (ALB) of an aim do not overlap.

    Each type for itself. The last day of one may be the first of the next, and a period without
    an end overlaps nothing, as the condition is written. The DfE's code of 2020-21 tests LSF only.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_61.
    """
    for kind in ("LSF", "ALB"):
        rows = _dated(aim, kind)
        for index, row in enumerate(rows):
            if any(
                earlier.LearnDelFAMDateTo and _starts(row) < earlier.LearnDelFAMDateTo
                for earlier in rows[:index]
            ):
                yield _hit(row)


@rule("R_106", over=Learner, fields="")
def two_learning_supports_at_once(learner: Learner) -> Iterator[Hit]:
    """A learner has learning support (LSF) once at a time, over all aims.

    The first day and the last count; a period without an end never ends. Typical after two records
    of one person were gathered, each with its own support. The one that began later is reported.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_106.
    """
    rows = sorted(
        (
            row
            for one in learner.LearningDelivery
            for row in _dated(one, "LSF")
            if _starts(row) >= COUNTED_SINCE
        ),
        key=_starts,
    )
    for index, row in enumerate(rows):
        if any(_starts(row) <= (earlier.LearnDelFAMDateTo or NEVER) for earlier in rows[:index]):
            yield _hit(row)


@rule("R_97", over=Learner, severity=WARNING, fields="")
def employment_status_repeats(learner: Learner) -> Iterator[Hit]:
    """A new employment status should differ from the one before it.

    By date, two in a row with the same EmpStat, the same EmpId (or none on both) and the same
    monitoring say nothing new.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_97.
    """
    rows = sorted(
        (row for row in learner.LearnerEmploymentStatus if row.DateEmpStatApp),
        key=lambda row: row.DateEmpStatApp or NEVER,
    )
    for earlier, row in pairwise(rows):
        if _status(earlier) == _status(row):
            yield Hit(row, EmpStat=row.EmpStat, DateEmpStatApp=row.DateEmpStatApp, EmpId=row.EmpId)


def _status(row: LearnerEmploymentStatus) -> object:
    """What a status says, apart from its date."""
    monitoring = {(one.ESMType, one.ESMCode) for one in row.EmploymentStatusMonitoring}
    return row.EmpStat, row.EmpId, monitoring


def _dated(aim: LearningDelivery, kind: str) -> list[LearningDeliveryFAM]:
    """The aim's records of one type that say when they begin, earliest first."""
    return sorted((row for row in fam_rows(aim, kind) if row.LearnDelFAMDateFrom), key=_starts)


def _starts(row: LearningDeliveryFAM) -> dt.date:
    return row.LearnDelFAMDateFrom or dt.date.min


def _hit(row: LearningDeliveryFAM) -> Hit:
    return Hit(
        row,
        LearnDelFAMType=row.LearnDelFAMType,
        LearnDelFAMDateFrom=row.LearnDelFAMDateFrom,
        LearnDelFAMDateTo=row.LearnDelFAMDateTo,
    )


SEPTEMBER = dt.date(2025, 9, 8)
OCTOBER = dt.date(2025, 10, 31)
NOVEMBER = dt.date(2025, 11, 1)
DECEMBER = dt.date(2025, 12, 19)
SECOND = "Learner[0]/LearningDelivery[0]/LearningDeliveryFAM[1]"


def _supported(*periods: tuple[dt.date, dt.date | None], kind: str = "LSF") -> LearningDelivery:
    return an_aim(LearningDeliveryFAM=[fam(kind, "1", *period) for period in periods])


CASES = [
    case("R_61", "one after another", _supported((SEPTEMBER, OCTOBER), (NOVEMBER, None)), []),
    case("R_61", "overlapping", _supported((SEPTEMBER, NOVEMBER), (OCTOBER, DECEMBER)), [SECOND]),
    case(
        "R_61",
        "in small letters",
        _supported((SEPTEMBER, NOVEMBER), (OCTOBER, DECEMBER), kind="lsf"),
        [SECOND],
    ),
    case(
        "R_61",
        "overlapping bursaries",
        _supported((SEPTEMBER, NOVEMBER), (OCTOBER, DECEMBER), kind="ALB"),
        [SECOND],
    ),
    case(
        "R_106",
        "one after another on two aims",
        learner("A1", _supported((SEPTEMBER, OCTOBER)), _supported((NOVEMBER, DECEMBER))),
        [],
    ),
    case(
        "R_106",
        "the same day on two aims",
        learner("A1", _supported((SEPTEMBER, OCTOBER)), _supported((OCTOBER, DECEMBER))),
        ["Learner[0]/LearningDelivery[1]/LearningDeliveryFAM[0]"],
    ),
    case(
        "R_97",
        "found work",
        learner(
            "A1",
            standalone(),
            LearnerEmploymentStatus=[employment(SEPTEMBER, 11), employment(NOVEMBER, 10)],
        ),
        [],
    ),
    case(
        "R_97",
        "the same again",
        learner(
            "A1",
            standalone(),
            LearnerEmploymentStatus=[employment(NOVEMBER, 11), employment(SEPTEMBER, 11)],
        ),
        ["Learner[0]/LearnerEmploymentStatus[0]"],
    ),
    case(
        "R_97",
        "other monitoring",
        learner(
            "A1",
            standalone(),
            LearnerEmploymentStatus=[
                employment(SEPTEMBER, 11),
                employment(
                    NOVEMBER, 11, EmploymentStatusMonitoring=[EmploymentStatusMonitoring("BSI", 1)]
                ),
            ],
        ),
        [],
    ),
]
