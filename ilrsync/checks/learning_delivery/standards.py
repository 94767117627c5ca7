"""Whether LARS has an apprenticeship standard, and takes starts of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, apprenticeship, case, fam, learner, supplied
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import LARS, STANDARD_VALIDITY, STANDARDS, day
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, LearnDelFAMType
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ilrsync.checks.rule import Context

PROGRAMME = {"ProgType": 25, "AimType": AimType.PROGRAMME}
DAY_BEFORE = dt.date(2020, 7, 31)
"""From the day after it, the last day for starts counts."""


@rule("StdCode_02", over=LearningDelivery, fields="StdCode", needs=[STANDARD_VALIDITY])
def unknown_standard(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The apprenticeship standard is one whose validity LARS has.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, StdCode_02.
    """
    if aim.StdCode is not None and not _rows("StandardValidity", aim, context):
        yield Hit(aim)


@rule(
    "LearnStartDate_13",
    over=LearningDelivery,
    fields="StdCode LearnStartDate",
    when=PROGRAMME,
    needs=[STANDARDS],
)
def started_after_standard(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An apprenticeship does not start after its standard has ended.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnStartDate_13.
    """
    end = _day(aim, "EffectiveTo", context)
    if end and aim.LearnStartDate and aim.LearnStartDate > end and not _restarted(aim):
        yield Hit(aim, f"The standard ended on {end:%d/%m/%Y}.")


@rule(
    "LearnStartDate_14",
    over=LearningDelivery,
    fields="StdCode LearnStartDate",
    when={"ProgType": 25, "AimType": AimType.COMPONENT},
    needs=[STANDARDS],
)
def component_after_standard(
    aim: LearningDelivery, learner: Learner, context: Context
) -> Iterator[Hit]:
    """A component of an apprenticeship does not belong to one begun after its standard had ended.

    The earliest start of a programme aim of the standard counts (derived data DD18). Not for
    restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnStartDate_14.
    """
    end = _day(aim, "EffectiveTo", context)
    if end is None or _restarted(aim):
        return
    starts = [
        one.LearnStartDate
        for one in learner.LearningDelivery
        if one.AimType == AimType.PROGRAMME and one.StdCode == aim.StdCode and one.LearnStartDate
    ]
    if starts and min(starts) > end:
        yield Hit(aim, f"The standard ended on {end:%d/%m/%Y}.")


@rule(
    "LearnStartDate_17",
    over=LearningDelivery,
    fields="StdCode LearnStartDate",
    when=PROGRAMME,
    needs=[STANDARDS],
)
def started_before_standard(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An apprenticeship does not start before its standard came into force.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnStartDate_17.
    """
    first = _day(aim, "EffectiveFrom", context)
    if first and aim.LearnStartDate and aim.LearnStartDate < first and not _restarted(aim):
        yield Hit(aim, f"The standard began on {first:%d/%m/%Y}.")


@rule(
    "LearnStartDate_18",
    over=LearningDelivery,
    fields="StdCode LearnStartDate",
    when=PROGRAMME,
    needs=[STANDARDS],
)
def started_after_last_starts(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An apprenticeship does not start after the last day for starts of its standard.

    For starts since August 2020. Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnStartDate_18.
    """
    start, last = aim.LearnStartDate, _day(aim, "LastDateStarts", context)
    if start and last and start > max(last, DAY_BEFORE) and not _restarted(aim):
        yield Hit(aim, f"The last day for starts was {last:%d/%m/%Y}.")


def _restarted(aim: LearningDelivery) -> bool:
    return has_fam(aim, LearnDelFAMType.RES)


def _rows(kind: str, aim: LearningDelivery, context: Context) -> Sequence[Mapping[str, str]]:
    return context.lookup(LARS).get(kind, str(aim.StdCode))


def _day(aim: LearningDelivery, name: str, context: Context) -> dt.date | None:
    """A day of the aim's standard; of several versions the most lenient, None for none."""
    days = [day(row.get(name)) for row in _rows("Standard", aim, context)]
    known = [one for one in days if one is not None]
    if len(known) < len(days) or not known:
        return None
    return min(known) if name == "EffectiveFrom" else max(known)


PROGRAMME_AIM = apprenticeship()[0]
RESTART = apprenticeship(LearningDeliveryFAM=[fam("RES", "1")])[0]
BOTH = learner("A1", *apprenticeship())
OPEN = supplied(LARS, "Standard", "274", EffectiveFrom="2017-08-01", EffectiveTo="")
OVER = supplied(LARS, "Standard", "274", EffectiveTo="2025-07-31", LastDateStarts="2025-07-31")
NOT_YET = supplied(LARS, "Standard", "274", EffectiveFrom="2026-08-01")
LISTED = supplied(LARS, "StandardValidity", "274")

CASES = [
    case("StdCode_02", "known", PROGRAMME_AIM, [], lookups=LISTED),
    case("StdCode_02", "no apprenticeship", aim(), [], lookups=LISTED),
    case("StdCode_02", "not known", apprenticeship(999)[0], AIM, lookups=LISTED),
    case("LearnStartDate_13", "in force", PROGRAMME_AIM, [], lookups=OPEN),
    case("LearnStartDate_13", "over", PROGRAMME_AIM, AIM, lookups=OVER),
    case("LearnStartDate_13", "over, a restart", RESTART, [], lookups=OVER),
    case("LearnStartDate_14", "in force", BOTH, [], lookups=OPEN),
    case("LearnStartDate_14", "over", BOTH, ["Learner[0]/LearningDelivery[1]"], lookups=OVER),
    case("LearnStartDate_17", "in force", PROGRAMME_AIM, [], lookups=OPEN),
    case("LearnStartDate_17", "not yet", PROGRAMME_AIM, AIM, lookups=NOT_YET),
    case("LearnStartDate_18", "open to starts", PROGRAMME_AIM, [], lookups=OPEN),
    case("LearnStartDate_18", "closed to starts", PROGRAMME_AIM, AIM, lookups=OVER),
]
