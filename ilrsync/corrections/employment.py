"""Employment statuses that say the same twice over, where dropping one changes what is returned."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.corrections.correction import OPT_IN, Drop, Edits, correction
from ilrsync.corrections.sameness import essence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilrsync.model.records import Learner, LearnerEmploymentStatus


@correction("R_43", grade=OPT_IN)
def joined_employment_statuses(learner: Learner) -> Edits:
    """Of two statuses of one date, the one that the other says in full, and more, goes.

    Status, employer and agreement have to be equal, and all monitoring of the one has to stand on
    the other. Opt-in, because somebody may have meant the shorter one.
    """
    statuses = learner.LearnerEmploymentStatus
    for shorter in statuses:
        longer = [one for one in statuses if one is not shorter and _says_more(one, shorter)]
        if longer:
            yield Drop(
                shorter, f"the status from {shorter.DateEmpStatApp} stands in full elsewhere"
            )


@correction("R_97", grade=OPT_IN)
def unchanged_employment_status(learner: Learner) -> Edits:
    """A status that repeats the one before it, by date, in all but its date, goes.

    Opt-in, because rules that ask for the status on a day may lean on the later record.
    """
    before: LearnerEmploymentStatus | None = None
    for status in _by_date(learner.LearnerEmploymentStatus):
        if before is not None and _without_date(before) == _without_date(status):
            yield Drop(status, f"nothing has changed since {before.DateEmpStatApp}")
        else:
            before = status


def _says_more(longer: LearnerEmploymentStatus, shorter: LearnerEmploymentStatus) -> bool:
    if _own(longer) != _own(shorter):
        return False
    more = {essence(row) for row in longer.EmploymentStatusMonitoring}
    less = {essence(row) for row in shorter.EmploymentStatusMonitoring}
    return less < more


def _own(status: LearnerEmploymentStatus) -> tuple[str | None, ...]:
    names = ("DateEmpStatApp", "EmpStat", "EmpId", "AgreemId")
    return tuple(status.text(name) for name in names)


def _by_date(statuses: Sequence[LearnerEmploymentStatus]) -> list[LearnerEmploymentStatus]:
    dated = [one for one in statuses if one.DateEmpStatApp is not None]
    return sorted(dated, key=lambda one: one.DateEmpStatApp or dt.date.max)


def _without_date(status: LearnerEmploymentStatus) -> str:
    return essence(status, {"DateEmpStatApp"})
