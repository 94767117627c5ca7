"""Hours of an aim in the form of one collection year, made into that of the other.

Source: ILR specification 2026-27, HRSRecord; conversion by funding model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.formats.noting import note
from ilrsync.model.records import HRSRecord

if TYPE_CHECKING:
    from ilrsync.model.records import Learner, LearningDelivery

_PLANNED_HOURS = {36: 1, 11: 5}
_FIELD_OF_HOURS = {1: "PHours", 2: "PHours", 3: "OTJActHours", 5: "PHours", 6: "AddHours"}


def to_records(learner: Learner, aim: LearningDelivery, year: str) -> None:
    """Hours in the fields of 2025-26 become HRSRecords; *year* is how people call the new one.

    Source: ILR specification 2026-27, HRSRecord; conversion by funding model.
    """
    planned = _PLANNED_HOURS.get(aim.FundModel or 0)
    if aim.FundModel == 25 and aim.ProgType == 31:
        planned = 2
    for name, code in (("PHours", planned), ("OTJActHours", 3), ("AddHours", 6)):
        hours = getattr(aim, name)
        if hours is None:
            continue
        setattr(aim, name, None)
        same = [row for row in aim.HRSRecord if row.HRSCode == code]
        if code is None or (same and same[0].HRSAmount != hours):
            wanted = "one number of hours" if code else f"no such hours for this aim in {year}"
            note(
                learner,
                "refusal" if code else "remark",
                "ILRSYNC_hours_to_hrs",
                aim,
                name,
                got=str(hours),
                wanted=wanted,
            )
        elif not same:
            row = HRSRecord(HRSType="HRS", HRSCode=code, HRSAmount=hours, origin=aim.origin)
            aim.HRSRecord.append(row)
            note(
                learner,
                "repair",
                "ILRSYNC_hours_to_hrs",
                aim,
                name,
                got=str(hours),
                value=f"HRS {code}: {hours}",
            )


def to_fields(learner: Learner, aim: LearningDelivery, year: str) -> None:
    """HRSRecords become the fields that 2025-26 has for hours; code 4 has none."""
    for row in aim.HRSRecord:
        name = _FIELD_OF_HOURS.get(row.HRSCode or 0)
        old = getattr(aim, name) if name else None
        if name is None or row.HRSAmount is None or (old is not None and old != row.HRSAmount):
            wanted = "one number of hours" if name else f"no such hours in {year}"
            note(
                learner,
                "refusal" if name else "remark",
                "ILRSYNC_hrs_to_hours",
                row,
                "HRSAmount",
                got=f"HRS {row.text('HRSCode')}: {row.text('HRSAmount')}",
                wanted=wanted,
            )
        elif old is None:
            setattr(aim, name, row.HRSAmount)
            note(
                learner,
                "repair",
                "ILRSYNC_hrs_to_hours",
                aim,
                name,
                got=f"HRS {row.HRSCode}: {row.HRSAmount}",
                value=str(row.HRSAmount),
            )
    aim.HRSRecord = []
