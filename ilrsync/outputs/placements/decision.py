"""Which placement status a learner has, when the ILR or a person decides it.

Source: T Level industry placements, guidance for education providers, May 2026 (hours); Manage T
Level results, industry placement upload (statuses).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilrsync.model.codes import CompStatus, Outcome, WithdrawReason
from ilrsync.model.t_levels import USUAL_PLACEMENT_HOURS, placement_hours, t_levels
from ilrsync.outputs.placements.service import Status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from ilrsync.outputs.placements.declaration import Declared
    from ilrsync.outputs.placements.learner import Aim, TLevelLearner


@dataclass(frozen=True, slots=True)
class Decision:
    """A status and why, or no status, why not and what to do about it.

    ``declared`` says whether a person decided.
    """

    status: Status | None
    why: str
    remedy: str = ""
    hours: int | None = None
    reasons: tuple[str, ...] = ()
    declared: bool = False


_ANOTHER_PROVIDER = Decision(
    None,
    "the learner left for another provider, and the service may list them there only",
    "the new provider reports the placement",
)
DECLARE = "declare the status in the placement workbook or a placements file"


def decide(learner: TLevelLearner, declared: Declared | None, today: dt.date) -> Decision:
    """The status of *learner* on *today*; a person's declaration goes before the ILR.

    Except for a learner who left for another provider: the service would refuse the whole file.
    """
    if _left_for_another_provider(learner):
        return _ANOTHER_PROVIDER
    if declared is None:
        return from_ilr(learner, today)
    if declared.problem:
        return Decision(None, f"the declaration cannot be used: {declared.problem}", DECLARE)
    if declared.core_code and declared.core_code != learner.core_code:
        return Decision(
            None,
            f"the declaration is about core code {declared.core_code},"
            f" the ILR has {learner.core_code}",
            "correct the declaration or the core aim",
        )
    where = f" ({declared.origin.file})" if declared.origin else ""
    return Decision(
        declared.status,
        f"declared by a person{where}",
        hours=declared.hours,
        reasons=declared.reasons,
        declared=True,
    )


def from_ilr(learner: TLevelLearner, today: dt.date) -> Decision:
    """The status that the placement aim and its records leave no doubt about, else none."""
    aims = learner.placement_aims
    if not aims:
        return Decision(
            None,
            "no placement aim (ZWRKX003) is recorded",
            f"record the placement in the MIS, or {DECLARE}",
        )
    if any(aim.CompStatus == CompStatus.CONTINUING and aim.open for aim in aims):
        return _going_on(learner, today)
    completed = [aim for aim in aims if aim.CompStatus == CompStatus.COMPLETED]
    if completed:
        return _completed(learner, completed, today)
    if all(aim.CompStatus == CompStatus.WITHDRAWN for aim in aims):
        return _left(learner)
    return Decision(None, "the placement aim is neither continuing, completed nor left", DECLARE)


def needed_hours(learner: TLevelLearner) -> tuple[int, int]:
    """The least hours of this learner's placement; two figures while the specialism is unknown."""
    codes = learner.specialism_codes
    t_level = t_levels().get(learner.core_code)
    if t_level is None or any(t_level.offers(code) for code in codes):
        hours = placement_hours(codes)
        return hours, hours
    return USUAL_PLACEMENT_HOURS, placement_hours(t_level.specialisms)


def _going_on(learner: TLevelLearner, today: dt.date) -> Decision:
    ends = [placement.end for placement in learner.placements]
    done = all(end is not None and end <= today for end in ends)
    if ends and done and learner.hours >= needed_hours(learner)[0]:
        return Decision(
            None,
            f"the placement aim is open, but its records have ended with {learner.hours} hours",
            f"close the aim in the MIS if the placement is completed, or {DECLARE}",
        )
    return Decision(Status.STILL, "the placement aim is continuing")


def _completed(learner: TLevelLearner, aims: Sequence[Aim], today: dt.date) -> Decision:
    ended = max((aim.LearnActEndDate for aim in aims if aim.LearnActEndDate), default=None)
    if ended is None or ended > today:
        return Decision(
            None,
            "the placement aim is completed without an end date that has passed",
            f"correct LearnActEndDate, or {DECLARE}",
        )
    if any(aim.Outcome != Outcome.ACHIEVED for aim in aims):
        return Decision(
            None,
            "the placement aim is completed without Outcome 1 (achieved)",
            f"correct Outcome, or {DECLARE}",
        )
    records = [placement for aim in aims for placement in aim.placements]
    if any(record.hours is None for record in records):
        return Decision(
            None,
            "a placement record has no readable hours",
            f"correct WorkPlaceHours, or {DECLARE}",
        )
    hours = sum(record.hours or 0 for record in records if record.external)
    least, most = needed_hours(learner)
    if hours >= most:
        return Decision(Status.COMPLETED, f"the placement aim is achieved with {hours} hours")
    if hours >= least:
        return Decision(
            None,
            f"{hours} hours suffice for some specialisms only, and none is recorded",
            "record the occupational specialism",
        )
    return Decision(
        None,
        f"the placement aim is completed with {hours} of {least} hours with employers",
        f"correct the hours, or {DECLARE} (special consideration)",
    )


def _left(learner: TLevelLearner) -> Decision:
    programme = learner.programme
    if programme is None or programme.open or programme.CompStatus == CompStatus.BREAK:
        return Decision(
            None,
            "the placement aim was left while the T Level goes on",
            f"record the new placement, or {DECLARE}",
        )
    return Decision(Status.NEVER, "the placement aim and the T Level have ended without it")


def _left_for_another_provider(learner: TLevelLearner) -> bool:
    return (
        learner.withdrawn
        and learner.programme is not None
        and learner.programme.WithdrawReason == WithdrawReason.OTHER_PROVIDER
    )
