"""The same child record twice in an aim."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import aim as an_aim
from ilrsync.checks.cases import case, fam
from ilrsync.checks.cross_record.rows import later
from ilrsync.checks.rule import rule
from ilrsync.model.records import (
    HRSRecord,
    LearningDelivery,
    ProviderSpecDeliveryMonitoring,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Hit

DATED_BY_PERIOD = frozenset({"LSF", "ACT", "ALB"})
"""Types of funding and monitoring that repeat with other dates."""


@rule("R_50", over=LearningDelivery, fields="")
def repeated_aim_occurrence(aim: LearningDelivery) -> Iterator[Hit]:
    """An occurrence letter of an aim's own monitoring stands once, capital or small.

    The published text names the learner's monitoring; its title and number show that the aim's is
    meant, as R_49 is about the learner's.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_50.
    """
    yield from later(
        aim.ProviderSpecDeliveryMonitoring,
        "ProvSpecDelMonOccur ProvSpecDelMon",
        lambda row: row.ProvSpecDelMonOccur and row.ProvSpecDelMonOccur.upper(),
    )


@rule("R_52", over=LearningDelivery, fields="")
def repeated_aim_monitoring(aim: LearningDelivery) -> Iterator[Hit]:
    """A type and code of an aim's funding and monitoring stand once together, whatever the dates.

    LSF, ACT and ALB may repeat, because they are kept by period.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_52.
    """
    rows = [
        row
        for row in aim.LearningDeliveryFAM
        if (row.LearnDelFAMType or "").upper() not in DATED_BY_PERIOD
    ]
    yield from later(
        rows,
        "LearnDelFAMType LearnDelFAMCode",
        lambda row: ((row.LearnDelFAMType or "").upper(), (row.LearnDelFAMCode or "").upper()),
    )


@rule("HRSType_18", over=LearningDelivery, fields="", since="2627")
def repeated_hours(aim: LearningDelivery) -> Iterator[Hit]:
    """An HRSCode stands once on an aim.

    Source: validation rules 2026-27 v4, Learning delivery, HRSType_18.
    """
    yield from later(aim.HRSRecord, "HRSCode HRSAmount", lambda row: row.HRSCode)


@rule("R_157", over=LearningDelivery, fields="", since="2627")
def repeated_bursary_start(aim: LearningDelivery) -> Iterator[Hit]:
    """Two loans bursary records (ALB) of an aim started since August 2026 begin on two days.

    Source: validation rules 2026-27 v4, Cross Record, R_157.
    """
    rows = [row for row in aim.LearningDeliveryFAM if (row.LearnDelFAMType or "").upper() == "ALB"]
    if rows and aim.LearnStartDate and aim.LearnStartDate >= dt.date(2026, 8, 1):
        shown = "LearnDelFAMType LearnDelFAMCode LearnDelFAMDateFrom"
        yield from later(rows, shown, lambda row: row.LearnDelFAMDateFrom)


DAY = dt.date(2025, 8, 1)
LATER = dt.date(2025, 10, 1)
BURSARY: dict[str, Any] = {"FundModel": 99, "LearnStartDate": dt.date(2026, 9, 1)}

CASES = [
    case(
        "R_50",
        "A and B",
        an_aim(
            ProviderSpecDeliveryMonitoring=[
                ProviderSpecDeliveryMonitoring("A", "x"),
                ProviderSpecDeliveryMonitoring("B", "x"),
            ]
        ),
        [],
    ),
    case(
        "R_50",
        "A twice",
        an_aim(
            ProviderSpecDeliveryMonitoring=[
                ProviderSpecDeliveryMonitoring("A", "x"),
                ProviderSpecDeliveryMonitoring("A", "x"),
            ]
        ),
        ["Learner[0]/LearningDelivery[0]/ProviderSpecDeliveryMonitoring[1]"],
    ),
    case(
        "R_52",
        "two codes",
        an_aim(LearningDeliveryFAM=[fam("LDM", "363"), fam("LDM", "376")]),
        [],
    ),
    case(
        "R_52",
        "one code twice, other dates",
        an_aim(LearningDeliveryFAM=[fam("LDM", "363"), fam("LDM", "363", DAY)]),
        ["Learner[0]/LearningDelivery[0]/LearningDeliveryFAM[1]"],
    ),
    case(
        "R_52",
        "two periods of learning support",
        an_aim(LearningDeliveryFAM=[fam("LSF", "1", DAY, DAY), fam("LSF", "1", LATER, LATER)]),
        [],
    ),
    case("HRSType_18", "one of a code", an_aim(HRSRecord=[HRSRecord("HRS", 2, 1300)]), []),
    case(
        "HRSType_18",
        "two of a code",
        an_aim(HRSRecord=[HRSRecord("HRS", 2, 1300), HRSRecord("HRS", 2, 650)]),
        ["Learner[0]/LearningDelivery[0]/HRSRecord[1]"],
    ),
    case(
        "R_157",
        "two days",
        an_aim(LearningDeliveryFAM=[fam("ALB", "1", DAY), fam("ALB", "1", LATER)], **BURSARY),
        [],
    ),
    case(
        "R_157",
        "one day",
        an_aim(LearningDeliveryFAM=[fam("ALB", "1", LATER), fam("ALB", "2", LATER)], **BURSARY),
        ["Learner[0]/LearningDelivery[0]/LearningDeliveryFAM[1]"],
    ),
]
