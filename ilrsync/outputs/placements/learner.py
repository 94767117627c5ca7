"""What the placement sheet, the workbook and the worklists need to know of one T Level learner."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from dataclasses import field as slot
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

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

    _Placed = tuple[int, LearningDelivery]
    """An aim after its place among all aims of the learner, from 0."""

_FIRST_MONTH = 8  # the ILR's teaching year begins on 1 August
_GRADE_4_OR_BETTER = frozenset("987654ABC")

# Plain numbers: every aim of a return is compared with them, and a member is slow to look up.
_T_LEVEL = int(ProgType.T_LEVEL)
_PROGRAMME, _CORE = int(AimType.PROGRAMME), int(AimType.CORE)
_EXTERNAL = int(WorkPlaceMode.EXTERNAL)
_GOING_ON = frozenset({None, int(CompStatus.CONTINUING)})
_NO_MATHS, _NO_ENGLISH = str(LearnFAMType.MCF), str(LearnFAMType.ECF)

T = TypeVar("T")

_new = tuple.__new__  # a named tuple of what has been one before


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

    ``at`` is its place among all aims of the learner, from 0. An aim that does not stand in the
    file of its learner has an ``origin``: `origin_of` says where any aim stood.
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
        return self.LearnActEndDate is None and self.CompStatus in _GOING_ON


@dataclass(frozen=True, slots=True)
class TLevelLearner:
    """One learner's T Level: the programme that goes on, else the one that began last.

    ``core_code`` is empty when it cannot be told, and ``problem`` says why. ``uln_text`` is what
    the source has for a ULN that could not be read. ``lacks_maths`` and ``lacks_english`` say that
    neither a grade 4 nor an exemption is recorded. ``began`` is before any break or restart.
    ``lines`` says of every aim how many lines below its learner it stands, None if elsewhere.
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
    lines: tuple[int | None, ...] = slot(default=(), repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        """As plain tuples, because a large return packs tens of thousands: a fifth of the time."""
        return _again, (
            self.LearnRefNumber,
            self.ULN,
            self.began,
            self.FamilyName,
            self.GivenNames,
            self.DateOfBirth,
            self.uln_text,
            self.lacks_maths,
            self.lacks_english,
            _plain(self.programme),
            _plain(self.core),
            self.core_code,
            tuple(map(_plain, self.specialisms)),
            tuple(map(_plain, self.placement_aims)),
            self.problem,
            self.origin and tuple(self.origin),
            self.lines,
        )

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


def origin_of(aim: Aim, learner: TLevelLearner) -> Origin | None:
    """Where *aim*, which is of *learner*, stood; None where that is not known."""
    home = learner.origin
    below = learner.lines[aim.at] if aim.at < len(learner.lines) else None
    if home is None or home.line is None or below is None:
        return aim.origin
    return home._replace(line=home.line + below)


def t_level_learner(learner: Learner) -> TLevelLearner | None:
    """The T Level of *learner*; None for a learner who has none."""
    aims = [one for one in enumerate(learner.LearningDelivery) if one[1].ProgType == _T_LEVEL]
    if not aims:
        return None
    programme = _current([found for found in aims if found[1].AimType == _PROGRAMME])
    cores = [found for found in aims if found[1].AimType == _CORE]
    core, problem = _core(cores, aims)
    since = _since(core, cores)
    return TLevelLearner(
        learner.LearnRefNumber,
        learner.ULN,
        _one(_first(programme, since)),
        learner.FamilyName,
        learner.GivenNames,
        learner.DateOfBirth,
        (learner.text("ULN") or "") if learner.ULN is None else "",
        _lacks(learner, learner.MathGrade, _NO_MATHS),
        _lacks(learner, learner.EngGrade, _NO_ENGLISH),
        _aim(programme, learner) if programme else None,
        _aim(core, learner) if core else None,
        _one((core[1].LearnAimRef or "").upper()) if core and not problem else "",
        _of_this([one for one in aims if _is_specialism(one[1])], since, learner),
        _of_this([one for one in aims if one[1].LearnAimRef == INDUSTRY_PLACEMENT], since, learner),
        problem,
        learner.origin,
        _one(tuple([_below(aim.origin, learner.origin) for aim in learner.LearningDelivery])),
    )


def _current(aims: Sequence[_Placed]) -> _Placed | None:
    if len(aims) == 1:
        return aims[0]
    return max(aims, key=lambda one: (_goes_on(one[1]), _began(one[1])), default=None)


def _core(cores: Sequence[_Placed], aims: Sequence[_Placed]) -> tuple[_Placed | None, str]:
    found = _current(cores)
    if found is None:
        astray = [aim for _, aim in aims if (aim.LearnAimRef or "").upper() in t_levels()]
        if astray:
            return None, (
                f"the technical qualification {astray[0].LearnAimRef} is recorded with"
                f" AimType {astray[0].AimType}, not {AimType.CORE}"
            )
        return None, "no core aim (AimType 5, ProgType 31) is recorded"
    core = found[1]
    if (core.LearnAimRef or "").upper() not in t_levels():
        return found, f"the core aim {core.LearnAimRef} is not the core code of a T Level"
    rivals = {
        aim.LearnAimRef
        for _, aim in cores
        if _goes_on(aim) == _goes_on(core) and (_goes_on(core) or _began(aim) == _began(core))
    }
    if len(rivals) > 1:
        listed = " and ".join(sorted(reference or "?" for reference in rivals))
        return found, f"two core aims compete: {listed}"
    return found, ""


def _of_this(aims: Sequence[_Placed], since: dt.date, learner: Learner) -> tuple[Aim, ...]:
    """Those of *aims* that are not of another T Level left before *since*, oldest first."""
    mine = [one for one in aims if one[1].LearnActEndDate is None or _began(one[1]) >= since]
    if len(mine) > 1:
        mine.sort(key=lambda one: _began(one[1]))
    return tuple([_aim(one, learner) for one in mine])


def _since(core: _Placed | None, cores: Sequence[_Placed]) -> dt.date:
    """When this T Level began; a restart after a break has a second core aim of the same code."""
    if core is None:
        return dt.date.min
    return min(_began(aim) for _, aim in cores if aim.LearnAimRef == core[1].LearnAimRef)


def _first(programme: _Placed | None, since: dt.date) -> dt.date | None:
    starts = [since] if since > dt.date.min else []
    if programme is not None and programme[1].LearnStartDate is not None:
        starts.append(programme[1].LearnStartDate)
    return min(starts, default=None)


def _lacks(learner: Learner, grade: str | None, exemption: str) -> bool:
    if (grade or "NONE")[0] in _GRADE_4_OR_BETTER:
        return False
    return all(record.LearnFAMType != exemption for record in learner.LearnerFAM)


def _is_specialism(aim: LearningDelivery) -> bool:
    return (aim.LearnAimRef or "").startswith(SPECIALISM_AIMS)


def _began(aim: LearningDelivery) -> dt.date:
    return aim.LearnStartDate or dt.date.min


def _goes_on(aim: LearningDelivery) -> bool:
    return aim.LearnActEndDate is None and aim.CompStatus in _GOING_ON


def _placements(aim: LearningDelivery) -> tuple[Placement, ...]:
    records = aim.LearningDeliveryWorkPlacement
    if not records:
        return ()
    return tuple(
        [
            Placement(
                record.WorkPlaceHours,
                _one(record.WorkPlaceStartDate),
                _one(record.WorkPlaceEndDate),
                record.WorkPlaceMode == _EXTERNAL,
                record.WorkPlaceEmpId,
            )
            for record in records
        ]
    )


def _below(origin: Origin | None, home: Origin | None) -> int | None:
    """How many lines below *home* *origin* is; None where more of it is another."""
    if origin is None or home is None or origin.line is None or home.line is None:
        return None
    if origin.file != home.file or origin.headings is not home.headings:
        return None
    return origin.line - home.line


@lru_cache(4096)
def _one(value: T) -> T:
    """*value*, or one equal to it from before.

    The learners of a cohort have equal aims but for their placements. Packed and unpacked as one
    they take half the room.
    """
    return value


def _aim(placed: _Placed, learner: Learner) -> Aim:
    at, aim = placed
    origin = aim.origin if _below(aim.origin, learner.origin) is None else None
    made = Aim(
        _one(aim.LearnAimRef or ""),
        aim.CompStatus,
        _one(aim.LearnStartDate),
        _one(aim.LearnPlanEndDate),
        _one(aim.LearnActEndDate),
        aim.Outcome,
        aim.OutGrade,
        aim.WithdrawReason,
        aim.AimSeqNumber,
        at,
        origin,
        _placements(aim),
    )
    return _one(made) if _is_shared(made) else made


def _is_shared(aim: tuple[Any, ...]) -> bool:
    """Whether nothing of *aim* is of its learner alone."""
    return not (aim[-2] or aim[-1])


def _plain(aim: Aim | None) -> tuple[Any, ...] | None:
    if aim is None:
        return None
    return _apart_once(aim) if _is_shared(aim) else _apart(aim)


def _apart(aim: Aim) -> tuple[Any, ...]:
    *fields, origin, placements = aim
    return (*fields, origin and tuple(origin), tuple([tuple(one) for one in placements]))


def _again(*values: Any) -> TLevelLearner:
    """The learner that was taken apart into *values*."""
    *before, programme, core, code, specialisms, placements, problem, origin, lines = values
    again = (
        *before,
        programme and _aim_again(programme),
        core and _aim_again(core),
        code,
        tuple([_aim_again(one) for one in specialisms]),
        tuple([_aim_again(one) for one in placements]),
        problem,
        origin and _new(Origin, origin),
        lines,
    )
    return TLevelLearner(*again)


def _aim_again(plain: tuple[Any, ...]) -> Aim:
    return _joined_once(plain) if _is_shared(plain) else _joined(plain)


def _joined(plain: tuple[Any, ...]) -> Aim:
    *fields, origin, placements = plain
    made = tuple([_new(Placement, one) for one in placements])
    return _new(Aim, (*fields, origin and _new(Origin, origin), made))


_apart_once = lru_cache(1024)(_apart)
_joined_once = lru_cache(1024)(_joined)
