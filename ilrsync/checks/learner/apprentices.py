"""Employment of apprentices on the first day of their programme."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, START, aim, apprenticeship, case, fam
from ilrsync.checks.derived import employment_on, fam_rows, has_fam
from ilrsync.checks.learner.statuses import SINCE, on_start, without, without_status, working
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.codes import EmpStat, LearnDelFAMType, ProgType
from ilrsync.model.records import EmploymentStatusMonitoring, Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMME = {"ProgType": ProgType.APPRENTICESHIP, "AimType": 1}
EMPLOYER_LEFT = ("353", "355")


@rule("EmpStat_09", over=LearningDelivery, fields="LearnStartDate", when=PROGRAMME)
def apprentice_without_status(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An apprentice needs an employment status from before the programme starts.

    The published list shows EmpStat_08's text under this id; the condition is that of the DfE's
    code of 2020-21.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpStat_09.
    """
    yield from without(aim, learner)


@rule(
    "EmpStat_12", over=LearningDelivery, severity=WARNING, fields="LearnStartDate", when=PROGRAMME
)
def apprentice_not_employed(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An apprentice should be employed, EmpStat 10, on the first day of the programme.

    Not with LDM 353 or 355.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpStat_12.
    """
    status = on_start(aim, learner)
    if status and status.EmpStat != EmpStat.EMPLOYED and not _left_by_employer(aim):
        yield Hit(aim, EmpStat=status.EmpStat)


@rule("EmpStat_15", over=LearningDelivery, fields="LearnStartDate", when=PROGRAMME)
def apprentice_status_not_known(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """The employment status of an apprentice is known on the first day, not EmpStat 98.

    For programmes started since August 2016; not with LDM 353 or 355.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpStat_15.
    """
    status = on_start(aim, learner)
    if (
        status
        and status.EmpStat == EmpStat.NOT_KNOWN
        and (aim.LearnStartDate or SINCE) >= dt.date(2016, 8, 1)
        and not _left_by_employer(aim)
    ):
        yield Hit(aim, EmpStat=status.EmpStat)


@rule("EmpId_10", over=LearningDelivery, fields="LearnStartDate EmpId?", when=PROGRAMME)
def apprentice_without_employer(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An apprentice who is employed on the first day of the programme needs an employer identifier.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpId_10.
    """
    status = on_start(aim, learner)
    if status and status.EmpStat == EmpStat.EMPLOYED and status.EmpId is None:
        yield Hit(status, DateEmpStatApp=status.DateEmpStatApp, EmpStat=status.EmpStat)


@rule("R_110", over=LearningDelivery, fields="LearnStartDate", when={"FundModel": 36})
def levy_apprentice_not_employed(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """An apprentice under an employer's contract for services (ACT 1) is employed from its start.

    Not for restarts (RES), nor when the latest employment status says redundant (OET 1).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_110.
    """
    if has_fam(aim, LearnDelFAMType.RES):
        return
    for row in fam_rows(aim, LearnDelFAMType.ACT):
        begins = row.LearnDelFAMDateFrom
        if row.LearnDelFAMCode == "1" and begins:
            status = employment_on(learner, begins)
            employed = status is not None and status.EmpStat == EmpStat.EMPLOYED
            if not employed and not _is_redundant(learner):
                yield Hit(row, LearnDelFAMDateFrom=begins, EmpStat=status and status.EmpStat)


def _left_by_employer(aim: LearningDelivery) -> bool:
    return has_fam(aim, LearnDelFAMType.LDM, *EMPLOYER_LEFT)


def _is_redundant(learner: Learner) -> bool:
    latest = employment_on(learner, dt.date.max)
    return latest is not None and any(
        row.ESMType == "OET" and row.ESMCode == 1 for row in latest.EmploymentStatusMonitoring
    )


EXCUSED = apprenticeship(LearningDeliveryFAM=[fam("LDM", "353")])
REDUNDANT = [EmploymentStatusMonitoring("OET", 1)]
ROW = ["Learner[0]/LearnerEmploymentStatus[0]"]

CASES = [
    case("EmpStat_09", "with a status", working(*apprenticeship()), []),
    case("EmpStat_09", "without", without_status(*apprenticeship()), AIM),
    case("EmpStat_12", "employed", working(*apprenticeship()), []),
    case("EmpStat_12", "looking for work", working(*apprenticeship(), status=11), AIM),
    case("EmpStat_12", "left by the employer", working(*EXCUSED, status=11), []),
    case("EmpStat_15", "employed", working(*apprenticeship()), []),
    case("EmpStat_15", "not known", working(*apprenticeship(), status=98), AIM),
    case("EmpId_10", "with an employer", working(*apprenticeship()), []),
    case("EmpId_10", "without", working(*apprenticeship(), EmpId=None), ROW),
    case("R_110", "employed", working(*apprenticeship()), []),
    case(
        "R_110",
        "looking for work",
        working(apprenticeship()[0], status=11),
        ["Learner[0]/LearningDelivery[0]/LearningDeliveryFAM[0]"],
    ),
    case(
        "R_110",
        "redundant",
        working(apprenticeship()[0], status=11, EmploymentStatusMonitoring=REDUNDANT),
        [],
    ),
    case(
        "R_110",
        "a restart",
        working(
            aim(
                "ZPROG001",
                AimType=1,
                FundModel=36,
                ProgType=25,
                LearningDeliveryFAM=[fam("ACT", "1", START), fam("RES", "1")],
            ),
            status=11,
        ),
        [],
    ),
]
