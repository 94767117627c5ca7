"""What rules about funding and monitoring of an aim share: what they point at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, aim, fam
from ilrsync.checks.derived import has_fam
from ilrsync.checks.rule import Hit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from ilrsync.model.records import LearningDelivery

FIRST = [f"{AIM[0]}/LearningDeliveryFAM[0]"]
SECOND = [f"{AIM[0]}/LearningDeliveryFAM[1]"]


def lacks(aim: LearningDelivery, kind: str) -> Iterator[Hit]:
    """The aim, where it has no record of *kind*."""
    if not has_fam(aim, kind):
        yield Hit(aim, LearnDelFAMType=str(kind))


def has(aim: LearningDelivery, kind: str, *codes: str) -> Iterator[Hit]:
    """Each record of *kind* that the aim has, and that has one of *codes* if any are given."""
    for row in aim.LearningDeliveryFAM:
        if (row.LearnDelFAMType or "").upper() == kind:
            code = row.LearnDelFAMCode
            if not codes or (code or "").upper() in codes:
                yield Hit(row, LearnDelFAMType=str(kind), LearnDelFAMCode=code)


def started_since(aim: LearningDelivery, day: dt.date) -> bool:
    """Whether the aim started on *day* or later."""
    return aim.LearnStartDate is not None and aim.LearnStartDate >= day


def started_before(aim: LearningDelivery, day: dt.date) -> bool:
    """Whether the aim started before *day*."""
    return aim.LearnStartDate is not None and aim.LearnStartDate < day


def aim_with(*rows: tuple[str, str], fund: int = 99, **fields: Any) -> LearningDelivery:
    """For cases: an aim with that funding and monitoring and no other."""
    return aim(FundModel=fund, LearningDeliveryFAM=[fam(*row) for row in rows], **fields)
