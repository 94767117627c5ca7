"""One person, one learner record: several records gathered under one reference.

Who is one person is decided by `evidence`, what the record then says by `merging`. Here the groups
are formed, the aims put together, and the result checked: a record that raises errors which none of
its parts had is not kept, but offered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from ilrsync.corrections.correction import mode_of
from ilrsync.corrections.evidence import (
    Answer,
    Evidence,
    meeting_points,
    same_person,
)
from ilrsync.corrections.group import Candidate, Group
from ilrsync.model.finding import Change, Grade, Mode, Outcome
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from ilrsync.corrections.loop import Check
    from ilrsync.model.decision import Decision

__all__ = ["MOST", "Candidate", "Gathered", "gather"]

MOST = 50
"""Records that may share a value; what more of them share is a placeholder and tells nothing."""


@dataclass(frozen=True)
class Gathered:
    """What became of the records: those that remain, those that went into another, and why.

    ``records`` are in order of position; those that were not touched are the ones given.
    ``evidence`` names pairs of positions of the records as they were given.
    """

    records: tuple[tuple[int, Learner], ...]
    gone: tuple[int, ...] = ()
    changes: tuple[Change, ...] = ()
    evidence: tuple[tuple[int, int, Evidence], ...] = ()


def gather(
    records: Sequence[Candidate],
    *,
    modes: Mapping[str, Mode],
    check: Check,
    references_before: Mapping[int, str] | None = None,
    decisions: Mapping[str, Decision] | None = None,
) -> Gathered:
    """The records with each person's gathered into one, as far as the provider allows.

    Two equal records become one (SAFE), others are gathered where R_06 or R_59 may be applied
    (OPT_IN), and offered otherwise; what was offered is done where *decisions*, by the name of the
    suggestion, have a person's yes. *references_before* says under which reference a ULN was
    returned before. The order of *records* does not matter, only precedence and position.
    """
    return _Gathering(records, modes, check, references_before or {}, decisions or {}).run()


class _Gathering:
    """The records on their way to being gathered."""

    def __init__(
        self,
        records: Sequence[Candidate],
        modes: Mapping[str, Mode],
        check: Check,
        references_before: Mapping[int, str],
        decisions: Mapping[str, Decision],
    ) -> None:
        self.people = {one.position: one for one in sorted(records, key=lambda one: one.position)}
        self.modes = modes
        self.check = check
        self.references_before = references_before
        self.decisions = decisions
        self.gone: list[int] = []
        self.changes: list[Change] = []
        self.settled: set[frozenset[int]] = set()

    def run(self) -> Gathered:
        given = tuple(self._evidence())
        self._round(_copies, Mode.APPLY)
        self._round(_one_person, Mode.APPLY)
        self._round(_one_person, Mode.SUGGEST)
        self._round(_perhaps, Mode.SUGGEST)
        return Gathered(
            tuple((position, one.learner) for position, one in sorted(self.people.items())),
            tuple(sorted(self.gone)),
            tuple(self.changes),
            tuple(given),
        )

    def _round(self, admits: Callable[[Evidence], bool], mode: Mode) -> None:
        """Every group that *admits* joins and *mode* is for is gathered or offered."""
        evidence = {(a, b): found for a, b, found in self._evidence()}
        links = dict.fromkeys(
            pair
            for pair, found in evidence.items()
            if admits(found)
            and found.grade is not None
            and mode_of(found.rule, found.grade, self.modes) is mode
        )
        groups = [list(pair) for pair in links] if admits is _perhaps else _joined(links)
        for positions in groups:
            group = frozenset(positions)
            inside = [pair for pair in combinations(positions, 2) if pair in evidence]
            denied = any(evidence[pair].answer is Answer.NO for pair in inside)
            gone = not self.people.keys() >= group  # into another, by a person's decision
            if denied or gone or group in self.settled:
                continue
            self.settled.add(group)
            linked = {pair: evidence[pair] for pair in inside if pair in links}
            people = [self.people[place] for place in positions]
            self._gather(Group(people, linked, self.references_before), mode)

    def _gather(self, group: Group, mode: Mode) -> None:
        group.put_together()
        if group.disagreements:
            self.changes += group.told_apart()
            return
        raised = group.raised(self.check)
        decision = self._accepted(group, raised)
        if decision is not None or (mode is Mode.APPLY and not raised):
            self.changes += group.changes(Outcome.APPLIED, raised, decision)
            self._keep(group)
            return
        if mode is Mode.APPLY:
            self.changes.append(group.main_change(Outcome.UNDONE, raised))
        self.changes += group.changes(Outcome.SUGGESTED, raised)

    def _accepted(self, group: Group, raised: Sequence[str]) -> Decision | None:
        """The answer of whoever wants the records gathered, whatever they were told it raises."""
        if not self.decisions:
            return None
        decision = self.decisions.get(group.name(raised))
        return decision if decision is not None and decision.accepted else None

    def _keep(self, group: Group) -> None:
        for one in group.people:
            if one.position != group.survivor.position:
                del self.people[one.position]
                self.gone.append(one.position)
        survivor = replace(group.survivor, learner=group.result)
        self.people[group.survivor.position] = survivor

    def _evidence(self) -> Iterator[tuple[int, int, Evidence]]:
        """What each pair of the present records that has anything in common says."""
        meetings: dict[Hashable, list[int]] = {}
        for position, one in sorted(self.people.items()):
            for point in set(meeting_points(one.learner)):
                meetings.setdefault(point, []).append(position)
        pairs = {
            pair
            for positions in meetings.values()
            if len(positions) <= MOST
            for pair in combinations(positions, 2)
        }
        for a, b in sorted(pairs):
            yield a, b, same_person(self.people[a].learner, self.people[b].learner)


def _copies(found: Evidence) -> bool:
    return found.grade is Grade.SAFE


def _one_person(found: Evidence) -> bool:
    return found.answer is Answer.YES


def _perhaps(found: Evidence) -> bool:
    return found.answer is Answer.UNCLEAR


def _joined(links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Positions joined by links, directly or through others; each and all in order."""
    beside: dict[int, list[int]] = {}
    for one, other in links:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    groups = []
    seen: set[int] = set()
    for first in sorted(beside):
        waiting, group = [first], []
        while waiting:
            position = waiting.pop()
            if position not in seen:
                seen.add(position)
                group.append(position)
                waiting += beside[position]
        if group:
            groups.append(sorted(group))
    return groups
