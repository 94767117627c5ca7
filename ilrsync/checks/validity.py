"""What the rules on validity share: whether LARS lets an aim be funded in a way, and when.

LARS lists an aim under categories such as ADULT_SKILLS, each with a first day, a last day and a
last day for new starts. An aim that it does not list in a category at all is the business of one
rule for each category; the others have nothing to say of it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import Rows
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import validities
from ilrsync.model.codes import LearnDelFAMType

if TYPE_CHECKING:
    from ilrsync.checks.rule import Context
    from ilrsync.model.records import LearningDelivery


def started_outside(aim: LearningDelivery, context: Context, category: str) -> bool:
    """Whether the aim is listed, and not on the day it started."""
    start, listed = aim.LearnStartDate, validities(aim, context, category)
    return (
        bool(listed)
        and start is not None
        and not any(row.starts <= start <= row.ends for row in listed)
    )


def ended_after(aim: LearningDelivery, context: Context, category: str) -> bool:
    """Whether the aim is listed, and ended when that was over."""
    end, listed = aim.LearnActEndDate, validities(aim, context, category)
    return bool(listed) and end is not None and end > max(row.ends for row in listed)


def started_too_late(
    aim: LearningDelivery, context: Context, category: str, *, restarts: bool = True
) -> bool:
    """Whether the aim is listed, and started before that or when it took no new starts any more.

    With *restarts*, a restart (RES) may come later.
    """
    start, listed = aim.LearnStartDate, validities(aim, context, category)
    restart = restarts and has_fam(aim, LearnDelFAMType.RES)
    return (
        bool(listed)
        and start is not None
        and not any(
            row.starts <= start and (restart or start <= row.last_new_start) for row in listed
        )
    )


def listed_before_the_year(aim: LearningDelivery, context: Context, category: str) -> bool:
    """Whether the listing of the aim that began last was over before the teaching year."""
    listed = validities(aim, context, category)
    return bool(listed) and listed[-1].ends < context.table.starts


def unlisted(aim: LearningDelivery, context: Context, *categories: str) -> bool:
    """Whether LARS lists the aim in none of *categories*."""
    return not any(validities(aim, context, category) for category in categories)


def started(aim: LearningDelivery, first: dt.date, last: dt.date = dt.date.max) -> bool:
    """Whether the aim started in that time."""
    return aim.LearnStartDate is not None and first <= aim.LearnStartDate <= last


def ended(aim: LearningDelivery, first: dt.date, last: dt.date = dt.date.max) -> bool:
    """Whether the aim ended in that time."""
    return aim.LearnActEndDate is not None and first <= aim.LearnActEndDate <= last


def listed_as(
    category: str,
    starts: dt.date = dt.date(2010, 8, 1),
    ends: dt.date | None = None,
    last_new_start: dt.date | None = None,
) -> dict[str, Rows]:
    """For cases: a LARS that lists the aim 60148955 in *category*."""
    row = {
        "ValidityCategory": category,
        "StartDate": starts.isoformat(),
        "EndDate": ends.isoformat() if ends else "",
        "LastNewStartDate": last_new_start.isoformat() if last_new_start else "",
    }
    return {"LARS": Rows({("Validity", "60148955"): [row]})}
