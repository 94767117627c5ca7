"""Whether LARS lets a 16-19 aim be funded: validity category 1619_EFA."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, Rows, aim, case, closed, fam
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import VALIDITY, YOUNG, Validity, validities
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import LearnDelFAMType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

FUNDED = {"FundModel": {25, 82}}
EXCUSED = ("320", "321", "381")
ENDS_SINCE = dt.date(2020, 8, 1)
STARTS_SINCE = dt.date(2021, 8, 1)


@rule(
    "LearnAimRef_102",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate LearnActEndDate",
    when=FUNDED,
    needs=[VALIDITY],
)
def started_outside_validity(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A 16-19 aim starts while LARS lists it for 16-19 funding.

    For aims that ended since August 2020. Not with LDM 320, 321 or 381.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_102.
    """
    ended, start = aim.LearnActEndDate, aim.LearnStartDate
    if ended is None or ended < ENDS_SINCE or start is None:
        return
    listed = _listed(aim, context)
    if listed and not any(row.starts <= start <= row.ends for row in listed):
        yield Hit(aim)


@rule(
    "LearnAimRef_103",
    over=LearningDelivery,
    fields="LearnAimRef LearnActEndDate",
    when=FUNDED,
    needs=[VALIDITY],
)
def ended_after_validity(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A 16-19 aim ends while LARS lists it for 16-19 funding.

    For aims that ended since August 2020. Not with LDM 320, 321 or 381.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_103.
    """
    ended = aim.LearnActEndDate
    if ended is None or ended < ENDS_SINCE:
        return
    listed = _listed(aim, context)
    if listed and ended > max(row.ends for row in listed):
        yield Hit(aim)


@rule(
    "LearnAimRef_104",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when=FUNDED,
    needs=[VALIDITY],
)
def started_after_last_new_start(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A 16-19 aim starts while LARS takes new starts for it.

    For starts since August 2021. Not with LDM 320, 321 or 381. In 2025-26 a restart (RES) may come
    after the last date for new starts; from 2026-27 it may not.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_104.
    """
    start = aim.LearnStartDate
    if start is None or start < STARTS_SINCE:
        return
    listed = _listed(aim, context)
    restart = context.year < "2627" and has_fam(aim, LearnDelFAMType.RES)
    if listed and not any(
        row.starts <= start and (restart or start <= row.last_new_start) for row in listed
    ):
        yield Hit(aim)


@rule(
    "LearnAimRef_105",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when=FUNDED,
    needs=[VALIDITY],
)
def validity_over(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A 16-19 aim is still listed for 16-19 funding in this teaching year.

    The LARS row with the latest start counts. For starts since August 2021. Not with LDM 320, 321
    or 381.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_105.
    """
    start = aim.LearnStartDate
    if start is None or start < STARTS_SINCE:
        return
    listed = _listed(aim, context)
    if listed and listed[-1].ends < context.table.starts:
        yield Hit(aim)


@rule(
    "LearnAimRef_129",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when=FUNDED,
    needs=[VALIDITY],
)
def not_valid_for_young(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A 16-19 aim is one that LARS lists for 16-19 funding.

    For starts since August 2021, as the condition has it; the sentence before it says 2023. Not
    with LDM 320, 321 or 381.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnAimRef_129.
    """
    start = aim.LearnStartDate
    if start is None or start < STARTS_SINCE or has_fam(aim, LearnDelFAMType.LDM, *EXCUSED):
        return
    if not validities(aim, context, YOUNG):
        yield Hit(aim)


def _listed(aim: LearningDelivery, context: Context) -> list[Validity]:
    """The aim's 16-19 validity, earliest first; none for an aim that is excused."""
    if has_fam(aim, LearnDelFAMType.LDM, *EXCUSED):
        return []
    return validities(aim, context, YOUNG)


def _lars(
    starts: str, ends: str = "", last_new_start: str = "", category: str = YOUNG
) -> dict[str, Rows]:
    row = {
        "ValidityCategory": category,
        "StartDate": starts,
        "EndDate": ends,
        "LastNewStartDate": last_new_start,
    }
    return {"LARS": Rows({("Validity", "60148955"): [row]})}


OPEN = _lars("01 Aug 2019")
NOT_YET = _lars("01 Jan 2026")
OVER = _lars("01 Aug 2019", "31 Oct 2025", "31 Jul 2025")
LAST_YEAR = _lars("2019-08-01", "2025-07-31")
DAY = dt.date(2025, 11, 3)
RESTART = [fam("SOF", "107"), fam("RES", "1")]
SPARED = aim(LearningDeliveryFAM=[fam("LDM", "320")])

CASES = [
    case("LearnAimRef_102", "listed", aim(**closed(DAY)), [], lookups=OPEN),
    case("LearnAimRef_102", "listed later", aim(**closed(DAY)), AIM, lookups=NOT_YET),
    case("LearnAimRef_103", "still listed", aim(**closed(DAY)), [], lookups=OPEN),
    case("LearnAimRef_103", "no longer listed", aim(**closed(DAY)), AIM, lookups=OVER),
    case("LearnAimRef_104", "takes new starts", aim(), [], lookups=OPEN),
    case("LearnAimRef_104", "closed to new starts", aim(), AIM, lookups=OVER),
    case("LearnAimRef_104", "excused", SPARED, [], lookups=OVER),
    case(
        "LearnAimRef_104",
        "a restart",
        aim(LearningDeliveryFAM=RESTART),
        [],
        year="2526",
        lookups=OVER,
    ),
    case(
        "LearnAimRef_104",
        "a restart",
        aim(LearningDeliveryFAM=RESTART),
        AIM,
        year="2627",
        lookups=OVER,
    ),
    case("LearnAimRef_105", "listed", aim(), [], lookups=OPEN),
    case("LearnAimRef_105", "listed until last year", aim(), AIM, lookups=LAST_YEAR),
    case("LearnAimRef_129", "listed", aim(), [], lookups=OPEN),
    case(
        "LearnAimRef_129",
        "listed for adults only",
        aim(),
        AIM,
        lookups=_lars("01 Aug 2019", category="ADULT_SKILLS"),
    ),
]
