"""What goes to others about T Level learners: lists by awarding organisation and purpose.

Source: Manage T Level results, release of June 2026: what providers do on screen, statements of
achievement, English and maths, uploads of awarding organisations.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING

from ilrsync.model.codes import Outcome
from ilrsync.model.t_level_grades import Overall
from ilrsync.model.t_levels import components, t_levels
from ilrsync.outputs.placements.learner import TLevelLearner
from ilrsync.outputs.placements.selection import uln_problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ilrsync.outputs.placements.decision import Decision
    from ilrsync.outputs.placements.downloads import Downloads

WITHDRAW = "tell the awarding organisation: withdrawn"
REGISTER = "tell the awarding organisation: not registered"
PENDING = "pending withdrawal at the service"
STATEMENT = "may ask for a statement of achievement"
PRINTED = "a document will be printed and sent to your postal address"
ENGLISH_AND_MATHS = "without English or maths at grade 4"

AO_HEADER = (
    "ULN",
    "First name",
    "Last name",
    "Date of birth",
    "UKPRN",
    "Academic year",
    "Core code",
    "Specialism code(s)",
)
"""The layout in which awarding organisations register and withdraw learners."""

_ADDRESS = "without a postal address on the service's page nothing is printed"
_CERTIFIED = frozenset({"Distinction*", "Distinction", "Merit", "Pass"})
_FIRST_CONDITION_YEAR = 2022  # T Levels that began earlier have no such condition of funding
_NAME_LENGTH = 100
_WORD = r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*"
_NAME = re.compile(rf"{_WORD}(?:\s+{_WORD})*")


@dataclass(frozen=True, slots=True)
class Task:
    """One learner on one list."""

    purpose: str
    learner: TLevelLearner = slot(repr=False)
    remark: str = ""

    @property
    def awarding_organisation(self) -> str:
        """Who awards the learner's T Level; empty while that is not known."""
        t_level = t_levels().get(self.learner.core_code)
        return t_level.awarding_organisation.name if t_level else ""


def tasks(
    learners: Sequence[TLevelLearner], decisions: Mapping[int, Decision], downloads: Downloads
) -> list[Task]:
    """Every task, by awarding organisation and list, within one in the order of the return."""
    found = [task for learner in learners for task in _tasks(learner, decisions, downloads)]
    order = [WITHDRAW, REGISTER, PENDING, STATEMENT, PRINTED, ENGLISH_AND_MATHS]
    return sorted(found, key=lambda task: (task.awarding_organisation, order.index(task.purpose)))


def ao_sheet(tasks: Iterable[Task], ukprn: int) -> tuple[str, list[Task]]:
    """*tasks* in the layout of awarding organisations, and those that the layout cannot take."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(AO_HEADER)
    refused = []
    for task in tasks:
        cells = _ao_cells(task.learner, ukprn)
        if cells is None:
            refused.append(task)
        else:
            writer.writerow(cells)
    return text.getvalue(), refused


def _tasks(
    learner: TLevelLearner, decisions: Mapping[int, Decision], downloads: Downloads
) -> Iterator[Task]:
    registration = (downloads.registrations or {}).get(str(learner.ULN))
    known = downloads.registrations is not None and learner.start_year in downloads.start_years
    if learner.withdrawn:
        if registration is not None or not known:
            yield Task(WITHDRAW, learner, _left_on(learner))
        if remark := _statement(learner, decisions):
            yield Task(STATEMENT, learner, f"{remark}; {_ADDRESS}")
    elif known and registration is None:
        yield Task(REGISTER, learner, uln_problem(learner) or f"started in {learner.start_year}")
    if registration is not None and registration.pending_withdrawal:
        yield Task(PENDING, learner, "reminders about the placement have stopped")
    if document := _document(learner, downloads):
        yield Task(PRINTED, learner, f"{document}; {_ADDRESS}")
    if not learner.withdrawn and (remark := _subjects(learner)):
        yield Task(ENGLISH_AND_MATHS, learner, remark)


def _left_on(learner: TLevelLearner) -> str:
    ended = learner.programme.LearnActEndDate if learner.programme else None
    return f"left on {ended:%d/%m/%Y}" if ended else "left"


def _statement(learner: TLevelLearner, decisions: Mapping[int, Decision]) -> str:
    """What a withdrawn learner has to show; the service wants a core result or the placement."""
    decision = decisions.get(learner.ULN or 0)
    if decision is None or decision.status is None:
        return ""
    if decision.status.done:
        return f'the placement is done: "{decision.status}"'
    graded = learner.core is not None and learner.core.Outcome in (
        Outcome.ACHIEVED,
        Outcome.PARTIAL,
    )
    return "there is a result for the core" if graded else ""


def _document(learner: TLevelLearner, downloads: Downloads) -> str:
    """What the service prints for the learner's overall result; empty when it prints nothing."""
    found = (downloads.results or {}).get(str(learner.ULN))
    if found is None:
        return ""
    if found.overall in _CERTIFIED:
        return "certificate"
    return "statement of achievement" if found.overall == Overall.PARTIAL else ""


def _subjects(learner: TLevelLearner) -> str:
    """Which subjects still matter: for funding, as long as the learner goes on.

    The overall result has not depended on them since January 2026.
    """
    programme = learner.programme
    if programme is None or not programme.open or (learner.start_year or 0) < _FIRST_CONDITION_YEAR:
        return ""
    lacking = [
        subject
        for subject, lacks in (("English", learner.lacks_english), ("maths", learner.lacks_maths))
        if lacks
    ]
    return f"{' and '.join(lacking)}: a condition of funding" if lacking else ""


def _ao_cells(learner: TLevelLearner, ukprn: int) -> tuple[str, ...] | None:
    first, last = learner.GivenNames or "", learner.FamilyName or ""
    named = all(len(name) <= _NAME_LENGTH and _NAME.fullmatch(name) for name in (first, last))
    year, born = learner.start_year, learner.DateOfBirth
    if uln_problem(learner) or not named or year is None or born is None or not learner.core_code:
        return None
    return (
        str(learner.ULN),
        first,
        last,
        _ddmmyyyy(born),
        str(ukprn),
        f"{year}/{(year + 1) % 100:02}",
        learner.core_code,
        ",".join(sorted(components(learner.specialism_codes))),
    )


def _ddmmyyyy(date: dt.date) -> str:
    return f"{date:%d%m}{date.year:04}"
