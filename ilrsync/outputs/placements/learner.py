"""What the placement sheet, the workbook and the worklists need to know of one T Level learner."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from dataclasses import field as slot
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ilrsync.model.codes import (
    INDUSTRY_PLACEMENT,
    SPECIALISM_AIMS,
    AimType,
    CompStatus,
    LearnFAMType,
    ProgType,
    WorkPlaceMode,
)
from ilrsync.model.record import Origin
from ilrsync.model.t_levels import t_levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilrsync.model.records import Learner, LearningDelivery

T = TypeVar("T", str, dt.date | None)

_FIRST_MONTH = 8  # the ILR's teaching year begins on 1 August
_GRADE_4_OR_BETTER = frozenset("987654ABC")


class Placement(NamedTuple):
    """One work placement record: hours with one employer.

    A tuple, like `Aim`, because a large return makes tens of thousands and tuples are made fastest.
    """

    hours: int | None
    start: dt.date | None
    end: dt.date | None
    external: bool
    employer: int | None


class Aim(NamedTuple):
    """How far one aim has got; ``placements`` is empty unless it is the placement aim.

    ``at`` is its place among all aims of the learner, from 0.
    """

    LearnAimRef: str
    CompStatus: int | None
    LearnStartDate: dt.date | None
    LearnPlanEndDate: dt.date | None
    LearnActEndDate: dt.date | None
    Outcome: int | None
    OutGrade: str | None
    WithdrawReason: int | None
    AimSeqNumber: int | None
    at: int
    origin: Origin | None
    placements: tuple[Placement, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the aim goes on."""
        return self.LearnActEndDate is None and self.CompStatus in (None, CompStatus.CONTINUING)


@dataclass(frozen=True, slots=True)
class TLevelLearner:
    """One learner's T Level: the programme that goes on, else the one that began last.

    ``core_code`` is empty when it cannot be told, and ``problem`` says why. ``uln_text`` is what
    the source has for a ULN that could not be read. ``lacks_maths`` and ``lacks_english`` say that
    neither a grade 4 nor an exemption is recorded. ``began`` is before any break or restart.
    """

    LearnRefNumber: str | None
    ULN: int | None = slot(repr=False)
    began: dt.date | None
    FamilyName: str | None = slot(repr=False)
    GivenNames: str | None = slot(repr=False)
    DateOfBirth: dt.date | None = slot(repr=False)
    uln_text: str = slot(repr=False)
    lacks_maths: bool = slot(repr=False)
    lacks_english: bool = slot(repr=False)
    programme: Aim | None
    core: Aim | None
    core_code: str
    specialisms: tuple[Aim, ...]
    placement_aims: tuple[Aim, ...]
    problem: str = ""
    origin: Origin | None = slot(default=None, repr=False)

    @property
    def name(self) -> str:
        """Family name, then given names."""
        return ", ".join(part for part in (self.FamilyName, self.GivenNames) if part)

    @property
    def uln_shown(self) -> str:
        """The ULN as the source has it, readable or not; empty where there is none."""
        return self.uln_text if self.ULN is None else str(self.ULN)

    @property
    def start_year(self) -> int | None:
        """The first calendar year of the academic year in which the T Level began."""
        if self.began is None:
            return None
        return self.began.year if self.began.month >= _FIRST_MONTH else self.began.year - 1

    @property
    def specialism_codes(self) -> tuple[str, ...]:
        """The specialisms followed now, else those followed last."""
        current = [aim.LearnAimRef for aim in self.specialisms if aim.open]
        return tuple(current or [aim.LearnAimRef for aim in self.specialisms[-1:]])

    @property
    def withdrawn(self) -> bool:
        """Whether the whole programme was left."""
        return self.programme is not None and self.programme.CompStatus == CompStatus.WITHDRAWN

    @property
    def placements(self) -> tuple[Placement, ...]:
        """Every placement record of the programme."""
        return tuple(placement for aim in self.placement_aims for placement in aim.placements)

    @property
    def hours(self) -> int:
        """Placement hours with employers as recorded, planned ones included."""
        return sum(placement.hours or 0 for placement in self.placements if placement.external)


def t_level_learner(learner: Learner) -> TLevelLearner | None:
    """The T Level of *learner*; None for a learner who has none."""
    aims = [aim for aim in learner.LearningDelivery if aim.ProgType == ProgType.T_LEVEL]
    if not aims:
        return None
    programme = _current([aim for aim in aims if aim.AimType == AimType.PROGRAMME])
    core, problem = _core(aims)
    since = _since(core, aims)
    placements = [aim for aim in aims if aim.LearnAimRef == INDUSTRY_PLACEMENT]
    specialisms = [aim for aim in aims if (aim.LearnAimRef or "").startswith(SPECIALISM_AIMS)]
    code = (core.LearnAimRef or "").upper() if core and not problem else ""
    return TLevelLearner(
        learner.LearnRefNumber,
        learner.ULN,
        shared(_first(programme, since)),
        learner.FamilyName,
        learner.GivenNames,
        learner.DateOfBirth,
        (learner.text("ULN") or "") if learner.ULN is None else "",
        _lacks(learner, learner.MathGrade, LearnFAMType.MCF),
        _lacks(learner, learner.EngGrade, LearnFAMType.ECF),
        _aim(programme, learner) if programme else None,
        _aim(core, learner) if core else None,
        shared(code),
        _of_this(specialisms, since, learner),
        _of_this(placements, since, learner),
        problem,
        learner.origin,
    )


def _current(aims: Sequence[LearningDelivery]) -> LearningDelivery | None:
    return max(
        aims, key=lambda aim: (_goes_on(aim), aim.LearnStartDate or dt.date.min), default=None
    )


def _core(aims: Sequence[LearningDelivery]) -> tuple[LearningDelivery | None, str]:
    cores = [aim for aim in aims if aim.AimType == AimType.CORE]
    core = _current(cores)
    if core is None:
        astray = [aim for aim in aims if (aim.LearnAimRef or "").upper() in t_levels()]
        if astray:
            return None, (
                f"the technical qualification {astray[0].LearnAimRef} is recorded with"
                f" AimType {astray[0].AimType}, not {AimType.CORE}"
            )
        return None, "no core aim (AimType 5, ProgType 31) is recorded"
    if (core.LearnAimRef or "").upper() not in t_levels():
        return core, f"the core aim {core.LearnAimRef} is not the core code of a T Level"
    rivals = {
        aim.LearnAimRef
        for aim in cores
        if _goes_on(aim) == _goes_on(core) and (_goes_on(core) or _began(aim) == _began(core))
    }
    if len(rivals) > 1:
        listed = " and ".join(sorted(reference or "?" for reference in rivals))
        return core, f"two core aims compete: {listed}"
    return core, ""


def _of_this(aims: Sequence[LearningDelivery], since: dt.date, learner: Learner) -> tuple[Aim, ...]:
    """Those of *aims* that are not of another T Level left before *since*, oldest first."""
    mine = [aim for aim in aims if aim.LearnActEndDate is None or _began(aim) >= since]
    return tuple(_aim(aim, learner) for aim in sorted(mine, key=_began))


def _since(core: LearningDelivery | None, aims: Sequence[LearningDelivery]) -> dt.date:
    """When this T Level began; a restart after a break has a second core aim of the same code."""
    if core is None:
        return dt.date.min
    return min(
        _began(aim)
        for aim in aims
        if aim.AimType == AimType.CORE and aim.LearnAimRef == core.LearnAimRef
    )


def _first(programme: LearningDelivery | None, since: dt.date) -> dt.date | None:
    starts = [since] if since > dt.date.min else []
    if programme is not None and programme.LearnStartDate is not None:
        starts.append(programme.LearnStartDate)
    return min(starts, default=None)


def _lacks(learner: Learner, grade: str | None, exemption: LearnFAMType) -> bool:
    exempt = any(record.LearnFAMType == exemption for record in learner.LearnerFAM)
    return not exempt and (grade or "NONE")[0] not in _GRADE_4_OR_BETTER


def _began(aim: LearningDelivery) -> dt.date:
    return aim.LearnStartDate or dt.date.min


def _goes_on(aim: LearningDelivery) -> bool:
    return aim.LearnActEndDate is None and aim.CompStatus in (None, CompStatus.CONTINUING)


@lru_cache(maxsize=4096)
def shared(value: T) -> T:
    """*value* as one object for all equal ones: thousands of learners share their dates."""
    return value


def _aim(aim: LearningDelivery, learner: Learner) -> Aim:
    placements = tuple(
        Placement(
            record.WorkPlaceHours,
            shared(record.WorkPlaceStartDate),
            shared(record.WorkPlaceEndDate),
            record.WorkPlaceMode == WorkPlaceMode.EXTERNAL,
            record.WorkPlaceEmpId,
        )
        for record in aim.LearningDeliveryWorkPlacement
    )
    return Aim(
        shared(aim.LearnAimRef or ""),
        aim.CompStatus,
        shared(aim.LearnStartDate),
        shared(aim.LearnPlanEndDate),
        shared(aim.LearnActEndDate),
        aim.Outcome,
        aim.OutGrade,
        aim.WithdrawReason,
        aim.AimSeqNumber,
        next(at for at, one in enumerate(learner.LearningDelivery) if one is aim),
        aim.origin,
        placements,
    )
