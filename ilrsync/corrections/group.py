"""Some records taken to be of one person: the one record they make, and every step to it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as slot
from typing import TYPE_CHECKING

from ilrsync.corrections.aims import in_order, near_equal, told_twice
from ilrsync.corrections.evidence import RULES, Evidence, real_uln, reference
from ilrsync.corrections.merging import Disagreement, Holder, Merging, too_much, with_copies
from ilrsync.corrections.policy import most_aims
from ilrsync.corrections.records_json import to_json
from ilrsync.corrections.replay import Step, copy_step, remove_step
from ilrsync.corrections.suggestion import accepted_by, name_of_gathering
from ilrsync.corrections.tree import learner_path
from ilrsync.model.finding import Change, Grade, Outcome, Severity
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from ilrsync.corrections.loop import Check
    from ilrsync.model.decision import Decision


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be gathered with others.

    ``position`` is its place in the return. ``precedence`` is its source's: 1 comes before 2.
    """

    position: int
    learner: Learner
    source: str = ""
    precedence: int = 1


@dataclass
class Group:
    """Records taken to be of one person, and what they make together."""

    people: list[Candidate]
    links: Mapping[tuple[int, int], Evidence]
    references_before: Mapping[int, str]
    survivor: Candidate = slot(init=False)
    result: Learner = slot(init=False)
    steps: list[tuple[Step, int]] = slot(default_factory=list)
    disagreements: list[Disagreement] = slot(default_factory=list)

    def __post_init__(self) -> None:
        self.survivor = min(self.people, key=self._survives)
        self.people.sort(key=lambda one: (one.precedence, one is not self.survivor, one.position))

    def put_together(self) -> None:
        """``result`` is the one record; ``steps`` lead to it, each with the position it is of."""
        if all(found.grade is Grade.SAFE for found in self.links.values()):
            self.result = self.survivor.learner
            texts = {one.path: to_json(one.record) for one in self._holders()}
            self._let_go(texts, "equal in every field to")
            return
        holders = with_copies(self._holders())
        kept = next(one for one in holders if one.path == self._path(self.survivor))
        merging = Merging(holders, kept)
        self.result = merging.merged()
        self.disagreements = merging.disagreements
        self.steps += [(step, self._owner(step.path)) for step in merging.steps]
        self._collapse_aims(holders)
        texts = {one.path: to_json(one.record) for one in holders}
        told_by = {id(aim): one.path for one in holders for aim in _aims(one)}
        self._take_over(holders)
        self._replace(kept, texts[kept.path], told_by)
        self._let_go(texts, "gathered into")

    def raised(self, check: Check) -> list[str]:
        """The errors that the one record has and its parts did not have between them."""
        if self.result is self.survivor.learner:
            return []
        before = Counter[str]()
        for one in self.people:
            before += _errors(check, one.learner)
        return sorted(_errors(check, self.result) - before)

    def name(self, raised: Sequence[str]) -> str:
        """The name of this gathering, by which a person answers it; *raised* they are told."""
        people = [(one.position, to_json(one.learner)) for one in self.people]
        return name_of_gathering(people, [step for step, _ in self.steps], raised)

    def changes(
        self, outcome: Outcome, raised: Sequence[str] = (), decision: Decision | None = None
    ) -> list[Change]:
        """What gathering does or would do, in the order in which it can be done again.

        *decision* is the answer of whoever wanted it done.
        """
        name = self.name(raised)
        accepted = f"; {accepted_by(decision)}" if decision is not None else ""
        found = [self._change(step, owner, outcome, raised) for step, owner in self.steps]
        return [replace(change, group=name, why=change.why + accepted) for change in found]

    def main_change(self, outcome: Outcome, raised: Sequence[str]) -> Change:
        """The one change of the record that survives."""
        path = self._path(self.survivor)
        step = next(step for step, _ in self.steps if step.path == path and not step.field)
        change = self._change(step, self.survivor.position, outcome, raised)
        return replace(change, group=self.name(raised))

    def told_apart(self) -> list[Change]:
        """What a person has to decide before the records can be gathered."""
        found = []
        for one in self.disagreements:
            step = Step(one.path, one.field, one.old, one.new, one.why, None)
            change = self._change(step, self._owner(one.path), Outcome.SUGGESTED, ())
            found.append(replace(change, grade=Grade.SUGGEST))
        return found

    def _survives(self, one: Candidate) -> tuple[int, int, int, int]:
        """Returned before, then precedence, then the earliest start of any aim, then position."""
        ulns = {real_uln(person.learner) for person in self.people}
        before = [self.references_before.get(uln, "") for uln in ulns if uln is not None]
        known = {one.strip().casefold() for one in before}
        starts = [
            aim.LearnStartDate
            for person in self.people
            if reference(person.learner) == reference(one.learner)
            for aim in person.learner.LearningDelivery
            if aim.LearnStartDate is not None
        ]
        first = min(starts, default=dt.date.max).toordinal()
        return int(reference(one.learner) not in known), one.precedence, first, one.position

    def _because(self) -> str:
        """Why the surviving record's reference is the one that stays."""
        mine = self._survives(self.survivor)
        next_best = min(self._survives(one) for one in self.people if one is not self.survivor)
        reasons = (
            "was returned before",
            "is that of the source with precedence",
            "has the earliest start",
            "was read first",
        )
        found = (why for why, a, b in zip(reasons, mine, next_best, strict=True) if a != b)
        return f"reference {self.survivor.learner.LearnRefNumber} stays, because it {next(found)}"

    def _holders(self) -> list[Holder]:
        return [Holder(one.learner, self._path(one), self._source(one)) for one in self.people]

    def _collapse_aims(self, holders: Sequence[Holder]) -> None:
        """An aim told twice leaves the later record."""
        twice = told_twice([_aims(one) for one in holders])
        for (number, place), (held_by, held_at) in sorted(twice.items(), reverse=True):
            one, other = holders[number], holders[held_by]
            path = f"{one.path}/LearningDelivery[{place}]"
            why = (
                f"{one.source} repeats an aim of {other.source}, equal in every field but "
                "AimSeqNumber and SWSupAimId"
            )
            again, kept = _aims(one)[place], _aims(other)[held_at]
            if kept.SWSupAimId is None and again.SWSupAimId is not None:
                kept_path = f"{other.path}/LearningDelivery[{held_at}]"
                found = copy_step(kept, kept_path, "SWSupAimId", again, f"taken from {one.source}")
                self.steps += [(step, self._owner(kept_path)) for step in found]
            self.steps.append((remove_step(one.record, again, path, why), self._owner(path)))

    def _take_over(self, holders: Sequence[Holder]) -> None:
        """The one record has everybody's aims, in order and numbered from 1, and their notes."""
        self.result.LearningDelivery = in_order(aim for one in holders for aim in _aims(one))
        for number, aim in enumerate(self.result.LearningDelivery, 1):
            if aim.text("AimSeqNumber") != str(number):
                aim.assign("AimSeqNumber", number)
        most = most_aims()
        if len(self.result.LearningDelivery) > most:
            self.disagreements.append(too_much(self._path(self.survivor), f"more than {most} aims"))
        for one in holders:
            for note in getattr(one.record, "notes", None) or ():
                mine = replace(note, record=self.result) if note.record is one.record else note
                self.result.notes = [*(self.result.notes or ()), mine]

    def _replace(self, kept: Holder, old: str, told_by: Mapping[int, str]) -> None:
        aims = self.result.LearningDelivery
        why = f"{self._because()}; aims in order of start date, numbered from 1"
        for one in self.people:
            theirs = [n for n, aim in enumerate(aims, 1) if told_by[id(aim)] == self._path(one)]
            if one is not self.survivor:
                which = f"aims {', '.join(map(str, theirs))}" if theirs else "no aims of its own"
                why += f"; gathers {self._source(one)}, {which}"
        for first, second, fields in near_equal(aims, lambda aim: told_by[id(aim)]):
            why += (
                f"; aims {first + 1} and {second + 1} may be one aim told differently, "
                f"see {', '.join(fields)}"
            )
        step = Step(kept.path, "", old, to_json(self.result), why, kept.record.origin)
        self.steps.append((step, self.survivor.position))

    def _let_go(self, texts: Mapping[str, str], how: str) -> None:
        for one in self.people:
            if one is not self.survivor:
                path = self._path(one)
                why = f"{how} {self._source(self.survivor)}: {self._why(one)}"
                step = Step(path, "", texts[path], None, why, one.learner.origin)
                self.steps.append((step, one.position))

    def _change(self, step: Step, owner: int, outcome: Outcome, raised: Sequence[str]) -> Change:
        one = next(person for person in self.people if person.position == owner)
        rule, grade = self._standing(owner)
        note = ""
        if raised:
            said = "taken back and offered, because" if outcome is Outcome.UNDONE else "note that"
            note = f"; {said} it would raise {', '.join(raised)}, which no part of it had"
        return Change(
            rule=rule,
            grade=grade,
            outcome=outcome,
            LearnRefNumber=one.learner.LearnRefNumber,
            path=step.path,
            field=step.field,
            old=step.old,
            new=step.new,
            why=step.why + note,
            origin=step.origin or one.learner.origin,
        )

    def _standing(self, position: int) -> tuple[str, Grade]:
        """The rule that a record is gathered for, and the most cautious grade of the group."""
        mine = [found.rule for pair, found in self.links.items() if position in pair]
        grades = [found.grade for found in self.links.values() if found.grade is not None]
        return min(mine, key=RULES.index), max(grades, key=list(Grade).index)

    def _why(self, one: Candidate) -> str:
        mine = {found.why: None for pair, found in self.links.items() if one.position in pair}
        return "; ".join(mine)

    def _source(self, one: Candidate) -> str:
        """A record in words: its reference, its source and where it stands there."""
        origin = one.learner.origin
        where = one.source
        if origin is not None:
            line = f" line {origin.line}" if origin.line is not None else ""
            where = f"{where} {origin.file}{line}".strip()
        name = one.learner.LearnRefNumber or "a record without reference"
        return f"{name} ({where})" if where else name

    @staticmethod
    def _path(one: Candidate) -> str:
        return learner_path(one.position)

    def _owner(self, path: str) -> int:
        first = path.partition("/")[0]
        return next(one.position for one in self.people if self._path(one) == first)


def _errors(check: Check, learner: Learner) -> Counter[str]:
    return Counter(
        finding.rule for finding in check(learner) if finding.severity is not Severity.WARNING
    )


def _aims(one: Holder) -> list[LearningDelivery]:
    return one.record.LearningDelivery if isinstance(one.record, Learner) else []
