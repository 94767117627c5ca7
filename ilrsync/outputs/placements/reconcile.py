"""Where the ILR and the results service differ, and who must act."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as slot
from enum import StrEnum
from typing import TYPE_CHECKING

from ilrsync.model.codes import CompStatus
from ilrsync.model.t_levels import components, t_levels
from ilrsync.outputs.placements.against_service import other_core_code
from ilrsync.outputs.placements.downloads import Registration
from ilrsync.outputs.placements.learner import TLevelLearner
from ilrsync.outputs.placements.results import may_be_returned
from ilrsync.outputs.placements.selection import uln_problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ilrsync.model.table import Table
    from ilrsync.outputs.placements.decision import Decision
    from ilrsync.outputs.placements.downloads import Downloads


class Who(StrEnum):
    """Who can put a difference right."""

    PROVIDER = "provider"
    AWARDING = "awarding organisation"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference about one learner; one of ``learner`` and ``registration`` may be None."""

    what: str
    ilr: str
    service: str
    who: Who
    remedy: str
    learner: TLevelLearner | None = slot(default=None, repr=False)
    registration: Registration | None = slot(default=None, repr=False)

    @property
    def core_code(self) -> str:
        """The core code of the registration, else of the ILR."""
        if self.registration is not None:
            return self.registration.core_code
        return self.learner.core_code if self.learner is not None else ""

    @property
    def awarding_organisation(self) -> str:
        """Who awards the T Level; empty for a core code that we do not know."""
        t_level = t_levels().get(self.core_code)
        return t_level.awarding_organisation.name if t_level else ""


NOT_REGISTERED = "in the ILR, not registered"
NOT_IN_ILR = "registered, not in the ILR"
WITHDRAWN = "withdrawn in the ILR, active at the service"
PENDING = "continuing in the ILR, pending withdrawal at the service"
CORE_CODE = "core code differs"
SPECIALISM = "occupational specialism differs"
START_YEAR = "start year differs"
BORN = "birth date differs"
PLACEMENT = "placement status differs"


def differences(
    learners: Sequence[TLevelLearner],
    decisions: Mapping[int, Decision],
    downloads: Downloads,
    table: Table,
    not_due: Collection[int | None] = (),
) -> Iterator[Difference]:
    """Every difference, learner by learner in the order of the return, then the service's others.

    *decisions* are by ULN, of the learners whose placement status is decided. Learners of a start
    year that no download covers are not compared. Registrations stay active after the T Level, so
    those who began too early to be in the return of *table*'s year are not missed there. That the
    service has no placement status of those with a ULN in *not_due* is no difference yet.
    """
    registrations = downloads.registrations
    if registrations is None:
        return
    seen: set[str] = set()
    for learner in learners:
        uln = str(learner.ULN)
        seen.add(uln)
        registration = registrations.get(uln)
        if registration is not None:
            decision = decisions.get(learner.ULN or 0)
            if registration.status is None and learner.ULN in not_due:
                decision = None
            yield from _of_both(learner, registration, decision)
        elif learner.start_year in downloads.start_years and not learner.withdrawn:
            yield _unregistered(learner)
    for uln, registration in registrations.items():
        if uln not in seen and may_be_returned(registration.start_year, table):
            yield Difference(
                NOT_IN_ILR,
                "",
                registration.core_code,
                Who.PROVIDER,
                "return the learner, or tell the awarding organisation to withdraw them",
                None,
                registration,
            )


def _unregistered(learner: TLevelLearner) -> Difference:
    if problem := uln_problem(learner):
        remedy = f"put the learner's own ULN into the MIS: {problem}"
        return Difference(NOT_REGISTERED, learner.core_code, "", Who.PROVIDER, remedy, learner)
    remedy = "send the awarding organisation the learner's registration, or correct the ULN"
    return Difference(NOT_REGISTERED, learner.core_code, "", Who.AWARDING, remedy, learner)


def _of_both(
    learner: TLevelLearner, registration: Registration, decision: Decision | None
) -> Iterator[Difference]:
    for what, ilr, service, who, remedy in _compared(learner, registration, decision):
        yield Difference(what, ilr, service, who, remedy, learner, registration)


def _compared(
    learner: TLevelLearner, registration: Registration, decision: Decision | None
) -> Iterator[tuple[str, str, str, Who, str]]:
    if learner.withdrawn:
        pending = "pending withdrawal" if registration.pending_withdrawal else "active"
        who = Who.AWARDING if registration.pending_withdrawal else Who.PROVIDER
        remedy = "tell the awarding organisation to withdraw the learner"
        yield WITHDRAWN, "withdrawn", pending, who, remedy
    elif registration.pending_withdrawal and _goes_on(learner):
        yield (
            PENDING,
            "continuing",
            "pending withdrawal",
            Who.PROVIDER,
            "reinstate the learner on the service's page, or withdraw them in the MIS",
        )
    if learner.core_code and learner.core_code != registration.core_code:
        explained = other_core_code(learner.core_code, registration.core_code)
        remedy = f"correct the core aim or the registration ({explained})"
        yield CORE_CODE, learner.core_code, registration.core_code, Who.PROVIDER, remedy
    yield from _specialisms(learner, registration)
    if learner.start_year is not None and learner.start_year != registration.start_year:
        years = str(learner.start_year), str(registration.start_year)
        remedy = "a transfer in or a restart explains it; else correct the programme's start"
        yield START_YEAR, *years, Who.PROVIDER, remedy
    if registration.born and learner.DateOfBirth and registration.born != learner.DateOfBirth:
        dates = f"{learner.DateOfBirth:%d/%m/%Y}", f"{registration.born:%d/%m/%Y}"
        remedy = "correct whichever is wrong; a withdrawal needs the registered date"
        yield BORN, *dates, Who.PROVIDER, remedy
    if decision and decision.status and decision.status != registration.status:
        known = registration.status or "none"
        remedy = "upload the placement sheet, or correct the ILR"
        yield PLACEMENT, decision.status, known, Who.PROVIDER, remedy


def _specialisms(
    learner: TLevelLearner, registration: Registration
) -> Iterator[tuple[str, str, str, Who, str]]:
    mine, theirs = learner.specialism_codes, registration.specialisms
    if components(mine) == components(theirs):
        return
    who = Who.PROVIDER
    if not mine:
        remedy = "record the occupational specialism in the MIS"
    elif replaced := _replaced(learner):
        remedy = replaced
    elif not theirs:
        who, remedy = Who.AWARDING, "tell the awarding organisation the specialism"
    else:
        remedy = "correct the specialism aim, or tell the awarding organisation of the change"
    yield SPECIALISM, " ".join(mine) or "none", " ".join(theirs) or "none", who, remedy


def _replaced(learner: TLevelLearner) -> str:
    """That a specialism of the ILR is offered no longer, and what took its place."""
    t_level = t_levels().get(learner.core_code)
    if t_level is None:
        return ""
    for code in learner.specialism_codes:
        former = t_level.former.get(code)
        if former is not None and former.replaced_by:
            return f"{code} is offered no longer; {' or '.join(former.replaced_by)} took its place"
    return ""


def _goes_on(learner: TLevelLearner) -> bool:
    programme = learner.programme
    return programme is not None and programme.CompStatus in (None, CompStatus.CONTINUING)
