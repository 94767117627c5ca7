"""Who goes on the placement sheet, and who does not and why.

The service takes a whole file or nothing, so a record that could be refused stays out and is
listed; nobody is left out without a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING

from ilrsync.errors import ConfigError
from ilrsync.model.check_digits import TEMPORARY_ULN, uln_is_valid
from ilrsync.outputs.placements.decision import Decision, decide
from ilrsync.outputs.placements.learner import TLevelLearner
from ilrsync.outputs.placements.sheet import Entry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from ilrsync.model.table import Table
    from ilrsync.outputs.placements.declaration import Declared


class Cohorts(StrEnum):
    """Which learners a sheet is about (``[outputs.placement_sheet] cohorts``)."""

    SECOND_YEAR = "second-year"
    WITH_COMPLETED = "second-year-and-completed"
    ALL = "all"


class Kind(StrEnum):
    """What being left out asks of whom."""

    CORRECT = "to correct"
    DECIDE = "to decide"
    UNCHANGED = "already reported"
    NOT_DUE = "not due"


@dataclass(frozen=True, slots=True)
class Selected:
    """A learner on the sheet."""

    learner: TLevelLearner
    decision: Decision
    entry: Entry


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A T Level learner who is not on the sheet."""

    learner: TLevelLearner
    kind: Kind
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """Every T Level learner of a return, on the sheet or left out; ``declared_only`` are neither.

    The latter are the ULNs that a person declared something about and the return does not have.
    """

    selected: Sequence[Selected]
    left_out: Sequence[LeftOut]
    declared_only: Sequence[str]


def select(
    learners: Sequence[TLevelLearner],
    declared: Mapping[str, Declared],
    table: Table,
    today: dt.date,
    cohorts: Cohorts = Cohorts.SECOND_YEAR,
    decisions: Sequence[Decision] = (),
) -> Selection:
    """*learners* divided into those on the sheet of *today* and those left out, each in order.

    *decisions* are what `decide` says of each of them, where that is known.
    """
    ulns = Counter(learner.ULN for learner in learners)
    selected: list[Selected] = []
    left_out: list[LeftOut] = []
    for learner, known in zip_longest(learners, decisions):
        decision = known or decide(learner, declared.get(str(learner.ULN)), today)
        found = _place(learner, decision, ulns, table, cohorts)
        if isinstance(found, Selected):
            selected.append(found)
        else:
            left_out.append(found)
    ours = {str(uln) for uln in ulns}
    return Selection(selected, left_out, [uln for uln in declared if uln not in ours])


def cohorts_of(value: object) -> Cohorts:
    """The cohorts that the configuration names; the second year and later when it names none.

    Raises:
        ConfigError: no such cohorts.
    """
    if value is None:
        return Cohorts.SECOND_YEAR
    try:
        return Cohorts(str(value))
    except ValueError:
        wanted = ", ".join(f'"{known}"' for known in Cohorts)
        raise ConfigError(
            f'[outputs.placement_sheet] cohorts: got "{value}", want {wanted}'
        ) from None


def in_second_year(learner: TLevelLearner, table: Table) -> bool:
    """Whether the learner is past the first year, or finishes within this one."""
    programme = learner.programme or learner.core
    planned = programme.LearnPlanEndDate if programme else None
    return (learner.began is not None and learner.began < table.starts) or (
        planned is not None and planned <= table.ends
    )


def by_kind(left_out: Sequence[LeftOut]) -> list[LeftOut]:
    """*left_out* with what needs work first, otherwise in their order."""
    order = list(Kind)
    return sorted(left_out, key=lambda left: order.index(left.kind))


def uln_problem(learner: TLevelLearner) -> str:
    """Why the service could not know this ULN; empty for one that it could."""
    if learner.ULN is None:
        return "the ULN is missing or not a number"
    if learner.ULN == TEMPORARY_ULN:
        return "the ULN is the temporary one, 9999999999"
    if not uln_is_valid(learner.ULN):
        return "the ULN has a wrong check digit or not ten digits"
    return ""


def _place(
    learner: TLevelLearner,
    decision: Decision,
    ulns: Counter[int | None],
    table: Table,
    cohorts: Cohorts,
) -> Selected | LeftOut:
    if not _due(learner, decision, table, cohorts):
        return LeftOut(learner, Kind.NOT_DUE, f"first year of the T Level; cohorts is {cohorts}")
    if problem := uln_problem(learner):
        return LeftOut(learner, Kind.CORRECT, problem, "put the learner's own ULN into the MIS")
    if ulns[learner.ULN] > 1:
        return LeftOut(
            learner,
            Kind.CORRECT,
            "another T Level learner of the return has this ULN, which would void the whole upload",
            "correct the ULN, or gather the records if they are one person",
        )
    if not learner.core_code:
        return LeftOut(learner, Kind.CORRECT, learner.problem, "correct the core aim in the MIS")
    if decision.status is None or learner.ULN is None:
        return LeftOut(learner, Kind.DECIDE, decision.why, decision.remedy)
    entry = Entry(learner.ULN, learner.core_code, decision.status, decision.hours, decision.reasons)
    return Selected(learner, decision, entry)


def _due(learner: TLevelLearner, decision: Decision, table: Table, cohorts: Cohorts) -> bool:
    if cohorts is Cohorts.ALL or decision.declared or in_second_year(learner, table):
        return True
    done = decision.status is not None and decision.status.done
    return cohorts is Cohorts.WITH_COMPLETED and done
