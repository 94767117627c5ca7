"""Ideas that several rules share, the DfE's derived data (DDnn) among them.

Codes and references are compared as the service compares them: trimmed, without regard to case.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from ilrsync.model.codes import (
    FOUNDATION_YEAR_AIMS,
    HRS,
    PROGRAMME_AIM,
    SPECIALISM_AIMS,
    AimType,
    HRSCode,
    ProgType,
)
from ilrsync.model.t_levels import t_levels

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from ilrsync.checks.rule import Context
    from ilrsync.model.records import (
        Learner,
        LearnerEmploymentStatus,
        LearningDelivery,
        LearningDeliveryFAM,
    )

T = TypeVar("T")

YEAR = dt.timedelta(days=365)
LEAP_YEAR = dt.timedelta(days=366)

NEVER = dt.date(2099, 12, 31)
"""What DD36 takes for the end of a programme that is still open."""


def grouped(items: Iterable[T], *, key: Callable[[T], Hashable]) -> list[list[T]]:
    """*items* in groups of equal key, in the order in which each key was first seen.

    Those whose key is None stand for nothing and are left out.
    """
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        found = key(item)
        if found is not None:
            groups.setdefault(found, []).append(item)
    return list(groups.values())


def repeated(items: Iterable[T], *, key: Callable[[T], Hashable]) -> list[list[T]]:
    """Only the groups of two and more."""
    items = list(items)
    if len(items) < 2:
        return []
    return [group for group in grouped(items, key=key) if len(group) > 1]


def reference(learner: Learner) -> str | None:
    """LearnRefNumber as compared; None when blank."""
    return (learner.LearnRefNumber or "").strip().casefold() or None


def aim_reference(aim: LearningDelivery) -> str:
    """LearnAimRef as compared; empty when absent."""
    return _compared(aim.LearnAimRef)


def is_specialism(aim: LearningDelivery) -> bool:
    """Whether the aim is an occupational specialism: ZTLOS and three digits."""
    return _is_numbered(aim.LearnAimRef, SPECIALISM_AIMS, 3)


def is_route(aim: LearningDelivery) -> bool:
    """Whether the aim is a Foundation Year route: ZTPR and four digits."""
    return _is_numbered(aim.LearnAimRef, FOUNDATION_YEAR_AIMS, 4)


def is_known_core_code(aim: LearningDelivery) -> bool:
    """Whether the aim is the technical qualification of a T Level that ilrsync knows."""
    return aim_reference(aim) in t_levels()


def is_programme_reference(aim: LearningDelivery) -> bool:
    """Whether the aim's reference is that of a programme aim."""
    return aim_reference(aim) == PROGRAMME_AIM


@lru_cache(maxsize=8192)  # a return has some thousands of references on ten times as many aims
def _compared(reference: str | None) -> str:
    return (reference or "").strip().upper()


@lru_cache(maxsize=8192)
def _is_numbered(reference: str | None, prefix: str, digits: int) -> bool:
    """Whether *reference* is *prefix* and that many digits."""
    name = _compared(reference)
    rest = name.removeprefix(prefix)
    return name.startswith(prefix) and len(rest) == digits and rest.isdecimal()


def fam_rows(aim: LearningDelivery, kind: str) -> list[LearningDeliveryFAM]:
    """The aim's funding and monitoring records of one type, in order."""
    return [
        row
        for row in aim.LearningDeliveryFAM
        if row.LearnDelFAMType is not None and row.LearnDelFAMType.upper() == kind
    ]


def fam_codes(aim: LearningDelivery, kind: str) -> list[str]:
    """The codes of the aim's funding and monitoring records of one type, in order."""
    return [
        (row.LearnDelFAMCode or "").upper()
        for row in aim.LearningDeliveryFAM
        if row.LearnDelFAMType is not None and row.LearnDelFAMType.upper() == kind
    ]


def has_fam(aim: LearningDelivery, kind: str, *codes: str) -> bool:
    """Whether the aim has funding and monitoring of that type, with one of *codes* if any given."""
    found = fam_codes(aim, kind)
    return any(code in codes for code in found) if codes else bool(found)


def learner_fam_codes(learner: Learner, kind: str) -> list[int | None]:
    """The codes of the learner's funding and monitoring records of one type, in order."""
    return [
        row.LearnFAMCode
        for row in learner.LearnerFAM
        if row.LearnFAMType is not None and row.LearnFAMType.upper() == kind
    ]


def has_learner_fam(learner: Learner, kind: str, *codes: int) -> bool:
    """Whether the learner has such a record, with one of *codes* if any are given."""
    found = learner_fam_codes(learner, kind)
    return any(code in codes for code in found) if codes else bool(found)


def has_any_fam(learner: Learner, kind: str, *codes: str) -> bool:
    """Whether any aim of the learner has such funding and monitoring."""
    return any(has_fam(aim, kind, *codes) for aim in learner.LearningDelivery)


def hours_of(aim: LearningDelivery, code: HRSCode) -> int | None:
    """HRSAmount of the first HRSRecord with *code*; None when the aim has none."""
    for row in aim.HRSRecord:
        if row.HRSCode == code and (row.HRSType or HRS).upper() == HRS:
            return row.HRSAmount
    return None


def has_hours(aim: LearningDelivery, code: HRSCode) -> bool:
    """Whether the aim has an HRSRecord with *code*, also one of which the amount is missing."""
    return any(row.HRSCode == code and (row.HRSType or HRS).upper() == HRS for row in aim.HRSRecord)


def planned_hours(aim: LearningDelivery, context: Context) -> int | None:
    """The planned hours of a T Level programme aim, where the year keeps them."""
    if context.table.field("LearningDelivery", "PHours") is not None:
        return aim.PHours
    return hours_of(aim, HRSCode.T_LEVEL_PLANNED)


def age_on(born: dt.date, day: dt.date) -> int:
    """Whole birthdays passed; one born on 29 February has it on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_aged(born: dt.date, day: dt.date, years: int) -> bool:
    """Whether one born on *born* has so many whole years on *day*.

    The days between decide wherever leap years cannot matter, so that a rule's answer can be
    remembered for most people at once.
    """
    days = day - born
    if days < years * YEAR:
        return False
    return days >= years * LEAP_YEAR or age_on(born, day) >= years


def started_aged(
    aim: LearningDelivery, learner: Learner, *, least: int | None = None, below: int | None = None
) -> bool:
    """Whether the learner's age when the aim starts is known, at *least* and *below* so much."""
    born, start = learner.DateOfBirth, aim.LearnStartDate
    if born is None or start is None:
        return False
    if least is not None and not is_aged(born, start, least):
        return False
    return below is None or not is_aged(born, start, below)


def is_years_on(day: dt.date, since: dt.date, years: int) -> bool:
    """Whether *day* is `years_after` *since* or later; by the days between where they decide."""
    fewest, most = sorted((years * YEAR, years * LEAP_YEAR))
    days = day - since
    if days < fewest:
        return False
    return days >= most or day >= years_after(since, years)


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day *years* later; 28 February for 29 February in other years."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day *months* later, or the last day of that month."""
    month = day.month - 1 + months
    first = dt.date(day.year + month // 12, month % 12 + 1, 1)
    following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return min(first + dt.timedelta(days=day.day - 1), following - dt.timedelta(days=1))


def teaching_year(day: dt.date) -> int:
    """The calendar year in which the teaching year of *day* began, on 1 August."""
    return day.year if day.month >= 8 else day.year - 1


def end_of_august(context: Context) -> dt.date:
    """31 August of the collection year, the day on which 16-19 ages are taken."""
    return dt.date(context.table.starts.year, 8, 31)


def employment_on(learner: Learner, day: dt.date) -> LearnerEmploymentStatus | None:
    """The employment status in force on *day*: the latest that applies from that day or before."""
    past = [
        row
        for row in learner.LearnerEmploymentStatus
        if row.DateEmpStatApp is not None and row.DateEmpStatApp <= day
    ]
    return max(past, key=lambda row: row.DateEmpStatApp or day, default=None)


def is_employed_before(learner: Learner, day: dt.date) -> bool:
    """Whether any employment status applies from before *day*, whatever it says."""
    return any(
        row.DateEmpStatApp is not None and row.DateEmpStatApp < day
        for row in learner.LearnerEmploymentStatus
    )


def earliest_start(aims: Iterable[LearningDelivery]) -> dt.date | None:
    """The earliest LearnStartDate of *aims* (DD06 for all of a learner's)."""
    return min((aim.LearnStartDate for aim in aims if aim.LearnStartDate), default=None)


def effective_end(aim: LearningDelivery) -> dt.date:
    """When a programme aim ended for the purpose of overlaps (DD36).

    For apprenticeships and Skills Bootcamps the achievement date comes first; the published text
    sends Skills Bootcamps down both its branches, and this is the one that leaves no learner still
    on a programme that they have achieved.
    """
    if aim.ProgType in {ProgType.APPRENTICESHIP, ProgType.SKILLS_BOOTCAMP}:
        return aim.AchDate or aim.LearnActEndDate or NEVER
    return aim.LearnActEndDate or NEVER


def programme_aims(learner: Learner) -> list[LearningDelivery]:
    """The learner's programme aims, in order."""
    return [aim for aim in learner.LearningDelivery if aim.AimType == AimType.PROGRAMME]


def all_closed(learner: Learner) -> bool:
    """Whether every aim has ended."""
    return all(aim.LearnActEndDate is not None for aim in learner.LearningDelivery)
