"""Employment status monitoring: what goes with which employment status."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import (
    AIM,
    HERE,
    apprenticeship,
    case,
    fam,
    standalone,
    study_aim,
    supplied,
)
from ilrsync.checks.code_lists import is_wrong_pair, listed_as, span
from ilrsync.checks.derived import has_any_fam
from ilrsync.checks.learner.statuses import on_start, working
from ilrsync.checks.lists import CODE_LISTS
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, EmpStat, ESMType, LearnDelFAMType, ProgType
from ilrsync.model.records import (
    EmploymentStatusMonitoring,
    Learner,
    LearnerEmploymentStatus,
    LearningDelivery,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

SHOWN = "EmpStat DateEmpStatApp"
EMPLOYED = {"EmpStat": EmpStat.EMPLOYED}
NOT_EMPLOYED = {"EmpStat": {EmpStat.SEEKING_WORK, EmpStat.NOT_SEEKING_WORK}}
PROGRAMME = {"ProgType": ProgType.APPRENTICESHIP, "AimType": AimType.PROGRAMME}
SINCE_2012 = dt.date(2012, 8, 1)
SINCE_2013 = dt.date(2013, 8, 1)
WORK_BENEFITS = frozenset({1, 4, 5})
NO_LENGTH_ASKED = frozenset({25, 37, 82})


@rule(
    "ESMType_01",
    over=LearnerEmploymentStatus,
    fields=SHOWN,
    better_with=[listed_as("ESMType or ESM.*")],
)
def unknown_monitoring(status: LearnerEmploymentStatus, context: Context) -> Iterator[Hit]:
    """ESMType is a code of the published list, and ESMCode one of that type.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_01.
    """
    for row in status.EmploymentStatusMonitoring:
        if is_wrong_pair("ESMType", "ESM", row.ESMType, row.ESMCode, context):
            yield Hit(row)


@rule("ESMType_02", over=LearnerEmploymentStatus, fields=SHOWN, when=EMPLOYED)
def hours_of_work_missing(status: LearnerEmploymentStatus) -> Iterator[Hit]:
    """A learner in paid employment since August 2012 says for how many hours, EII.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_02.
    """
    if not _codes(status, ESMType.EII) and _applies_since(status, SINCE_2012):
        yield Hit(status, ESMType="EII")


@rule("ESMType_05", over=LearnerEmploymentStatus, fields=SHOWN, when=EMPLOYED)
def employed_with_unemployment(status: LearnerEmploymentStatus) -> Iterator[Hit]:
    """A learner in paid employment has no length of unemployment, LOU.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_05.
    """
    yield from _says(status, ESMType.LOU)


@rule("ESMType_07", over=LearnerEmploymentStatus, fields=SHOWN)
def self_employed_without_work(status: LearnerEmploymentStatus) -> Iterator[Hit]:
    """A learner who is self-employed, SEI, is in paid employment, EmpStat 10.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_07.
    """
    if status.EmpStat != EmpStat.EMPLOYED:
        yield from _says(status, ESMType.SEI)


@rule("ESMType_08", over=LearnerEmploymentStatus, fields=SHOWN, when={"EmpStat": 11})
def unemployment_without_length(status: LearnerEmploymentStatus, learner: Learner) -> Iterator[Hit]:
    """A learner looking for work since August 2012 says for how long, LOU.

    Not for learners with an aim of FundModel 25, 37 or 82.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_08.
    """
    if _codes(status, ESMType.LOU) or not _applies_since(status, SINCE_2012):
        return
    if all(one.FundModel not in NO_LENGTH_ASKED for one in learner.LearningDelivery):
        yield Hit(status, ESMType="LOU")


@rule("ESMType_09", over=LearningDelivery, fields="LearnStartDate", when=PROGRAMME)
def length_of_employment_missing(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """The status of an employed apprentice on the first day says since when they work there, LOE.

    For statuses that apply from August 2013 or later.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_09.
    """
    status = on_start(aim, learner)
    if status is None or status.EmpStat != EmpStat.EMPLOYED or _codes(status, ESMType.LOE):
        return
    if _applies_since(status, SINCE_2013):
        yield Hit(aim, ESMType="LOE", DateEmpStatApp=status.DateEmpStatApp)


@rule("ESMType_10", over=LearnerEmploymentStatus, fields=SHOWN, when=NOT_EMPLOYED)
def unemployed_with_length_of_employment(status: LearnerEmploymentStatus) -> Iterator[Hit]:
    """A learner who is not in paid employment has no length of employment, LOE.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_10.
    """
    yield from _says(status, ESMType.LOE)


@rule("ESMType_11", over=LearnerEmploymentStatus, fields=SHOWN, better_with=[listed_as("ESM.*")])
def monitoring_out_of_date(status: LearnerEmploymentStatus, context: Context) -> Iterator[Hit]:
    """Employment status monitoring was still in use on the day from which the status applies.

    The published list shows the sentence of ESMType_10; the condition is this one. Without the
    site's code lists only the last days that ilrsync knows are asked.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_11.
    """
    for row in status.EmploymentStatusMonitoring:
        last = span(f"ESM.{(row.ESMType or '').upper()}", row.ESMCode, context)[1]
        if last is not None and status.DateEmpStatApp and status.DateEmpStatApp > last:
            yield Hit(row, DateEmpStatApp=status.DateEmpStatApp)


@rule("ESMType_12", over=LearnerEmploymentStatus, fields=SHOWN, when=NOT_EMPLOYED)
def unemployed_with_hours_of_work(status: LearnerEmploymentStatus) -> Iterator[Hit]:
    """A learner not in paid employment since August 2013 has neither EII nor SEI.

    Those are the hours of work and self-employment.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_12.
    """
    told = [*_says(status, ESMType.EII), *_says(status, ESMType.SEI)]
    if told and _applies_since(status, SINCE_2013):
        yield from told


@rule("ESMType_16", over=LearnerEmploymentStatus, fields=SHOWN, when=NOT_EMPLOYED)
def unemployed_by_small_employer(
    status: LearnerEmploymentStatus, learner: Learner
) -> Iterator[Hit]:
    """An apprentice with a small employer, SEM 1, is not out of paid employment.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_16.
    """
    if any(one.ProgType == ProgType.APPRENTICESHIP for one in learner.LearningDelivery):
        yield from _says(status, ESMType.SEM, 1)


@rule("ESMType_17", over=Learner, fields="")
def academy_without_benefit(learner: Learner) -> Iterator[Hit]:
    """Pre-employment training of a sector-based work academy, LDM 375, goes with work benefits.

    Those are BSI 1, 4 and 5. The published condition does not say of which employment status; a
    learner none of whose statuses has one of them is reported.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_17.
    """
    if has_any_fam(learner, LearnDelFAMType.LDM, "375") and not any(
        WORK_BENEFITS & _codes(status, ESMType.BSI) for status in learner.LearnerEmploymentStatus
    ):
        yield Hit(learner, ESMType="BSI")


@rule("ESMType_18", over=LearnerEmploymentStatus, fields=SHOWN, when=EMPLOYED)
def employed_and_redundant(status: LearnerEmploymentStatus) -> Iterator[Hit]:
    """A learner in paid employment is not marked as made redundant, OET 1.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_18.
    """
    yield from _says(status, ESMType.OET, 1)


@rule("ESMType_19", over=LearnerEmploymentStatus, fields=SHOWN)
def small_employer_without_work(status: LearnerEmploymentStatus) -> Iterator[Hit]:
    """A learner with a small or medium employer, OET 2, is in paid employment, EmpStat 10.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, ESMType_19.
    """
    if status.EmpStat != EmpStat.EMPLOYED:
        yield from _says(status, ESMType.OET, 2)


@rule("R_134", over=LearnerEmploymentStatus, fields=SHOWN)
def small_employer_without_bootcamp(
    status: LearnerEmploymentStatus, learner: Learner
) -> Iterator[Hit]:
    """A learner with a small or medium employer, OET 2, has a Skills Bootcamp aim.

    Not with DAM 023 on any aim.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_134.
    """
    told = list(_says(status, ESMType.OET, 2))
    if not told or has_any_fam(learner, LearnDelFAMType.DAM, "023"):
        return
    if all(one.ProgType != ProgType.SKILLS_BOOTCAMP for one in learner.LearningDelivery):
        yield from told


def _says(status: LearnerEmploymentStatus, kind: ESMType, *codes: int) -> Iterator[Hit]:
    """Each monitoring record of *kind*, with one of *codes* if any are given."""
    for row in status.EmploymentStatusMonitoring:
        if (row.ESMType or "").upper() == kind and (not codes or row.ESMCode in codes):
            yield Hit(row, EmpStat=status.EmpStat, ESMType=row.ESMType, ESMCode=row.ESMCode)


def _codes(status: LearnerEmploymentStatus, kind: ESMType) -> set[int | None]:
    return {
        row.ESMCode
        for row in status.EmploymentStatusMonitoring
        if (row.ESMType or "").upper() == kind
    }


def _applies_since(status: LearnerEmploymentStatus, day: dt.date) -> bool:
    return status.DateEmpStatApp is not None and status.DateEmpStatApp >= day


def _told(
    status: int, *rows: tuple[str, int], aims: list[LearningDelivery] | None = None
) -> Learner:
    """An adult with one status that says *rows*."""
    monitoring = [EmploymentStatusMonitoring(*row) for row in rows]
    return working(*(aims or [standalone()]), status=status, EmploymentStatusMonitoring=monitoring)


STATUS = ["Learner[0]/LearnerEmploymentStatus[0]"]
FIRST = [f"{STATUS[0]}/EmploymentStatusMonitoring[0]"]
LISTED = supplied(CODE_LISTS, "Code", "ESM.EII", Code="5")
ACADEMY = [standalone(LearningDeliveryFAM=[fam("LDM", "375")])]
BOOTCAMP = [standalone(ProgType=32)]

CASES = [
    case("ESMType_01", "a known type", _told(10, ("EII", 5)), []),
    case("ESMType_01", "no such type", _told(10, ("XYZ", 1)), FIRST),
    case("ESMType_01", "no such code", _told(10, ("EII", 77)), FIRST, lookups=LISTED),
    case("ESMType_02", "hours", _told(10, ("EII", 5)), []),
    case("ESMType_02", "no hours", _told(10), STATUS),
    case("ESMType_05", "hours", _told(10, ("EII", 5)), []),
    case("ESMType_05", "length of unemployment", _told(10, ("LOU", 1)), FIRST),
    case("ESMType_07", "at work", _told(10, ("SEI", 1)), []),
    case("ESMType_07", "looking for work", _told(11, ("SEI", 1)), FIRST),
    case("ESMType_08", "how long", _told(11, ("LOU", 1)), []),
    case("ESMType_08", "not said", _told(11), STATUS),
    case("ESMType_08", "a 16-19 learner", _told(11, aims=[study_aim()]), []),
    case("ESMType_09", "how long", _told(10, ("LOE", 1), aims=apprenticeship()), []),
    case("ESMType_09", "not said", _told(10, aims=apprenticeship()), AIM),
    case("ESMType_10", "at work", _told(10, ("LOE", 1)), []),
    case("ESMType_10", "looking for work", _told(11, ("LOE", 1)), FIRST),
    case("ESMType_11", "in use", _told(11, ("BSI", 4)), []),
    case("ESMType_11", "ended in 2020", _told(11, ("BSI", 2)), FIRST),
    case("ESMType_12", "at work", _told(10, ("EII", 5)), []),
    case("ESMType_12", "looking for work", _told(11, ("EII", 5)), FIRST),
    case("ESMType_16", "at work", _told(10, ("SEM", 1), aims=apprenticeship()), []),
    case("ESMType_16", "looking for work", _told(11, ("SEM", 1), aims=apprenticeship()), FIRST),
    case("ESMType_17", "on benefits", _told(11, ("BSI", 4), aims=ACADEMY), []),
    case("ESMType_17", "not on benefits", _told(11, aims=ACADEMY), HERE),
    case("ESMType_18", "looking for work", _told(11, ("OET", 1)), []),
    case("ESMType_18", "at work", _told(10, ("OET", 1)), FIRST),
    case("ESMType_19", "at work", _told(10, ("OET", 2)), []),
    case("ESMType_19", "looking for work", _told(11, ("OET", 2)), FIRST),
    case("R_134", "a Skills Bootcamp", _told(10, ("OET", 2), aims=BOOTCAMP), []),
    case("R_134", "no Skills Bootcamp", _told(10, ("OET", 2)), FIRST),
]
