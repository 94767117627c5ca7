"""Check, correct, check again: one learner at a time, until nothing more can be put right.

A correction stays only if findings it answers are gone afterwards and none appeared that was not
there before. So every step leaves fewer findings than the last, and correcting twice is the same
as correcting once. What did not stand the check is taken back and told.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING, NamedTuple

from ilrsync.corrections.correction import Correction, Corrections, mode_of
from ilrsync.corrections.edits import make
from ilrsync.corrections.records_json import to_json
from ilrsync.corrections.suggestion import accepted_by, name_of_trial
from ilrsync.corrections.tree import (
    copied,
    last_step,
    learner_path,
    locate,
    origin_at,
    parent_path,
    walk,
)
from ilrsync.model.decision import Decision
from ilrsync.model.finding import Change, Finding, Mode, Outcome, Severity
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from ilrsync.corrections.replay import Step
    from ilrsync.model.record import Record

log = logging.getLogger(__name__)

Check = Callable[[Learner], Sequence[Finding]]
"""What the rules say of one learner; must answer the same for the same learner."""

LIMIT = 1_000
"""Corrections of one learner; far more than anyone's record needs, so more is a sign of a fault."""

FAILED = "ILRSYNC_correction_failed"


@dataclass(frozen=True)
class Corrected:
    """A learner as they leave the loop, what was done to them, and what the rules still say.

    ``learner`` is the one given when nothing was applied, else a copy.
    """

    learner: Learner
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()


def correct(
    learner: Learner,
    position: int,
    corrections: Corrections,
    modes: Mapping[str, Mode],
    check: Check,
    decisions: Mapping[str, Decision] | None = None,
) -> Corrected:
    """The learner with every correction applied that the provider allows and the check confirms.

    What would be offered is applied as well where *decisions*, by the name of the suggestion, have
    a person's yes; they were told what speaks against it, so the check does not take it back.

    The learner given stays as it is. Changes come in the order in which they were made, then those
    taken back, then those offered; the paths of the last two are of the corrected learner. A
    learner who would never come to rest is given back uncorrected, with a finding that says so.
    Each correction offered starts from the corrected learner, as if it were the only one.
    """
    findings = tuple(check(learner))
    if not any(finding.rule in corrections for finding in findings):
        return Corrected(learner, (), findings)
    return _Loop(learner, position, corrections, modes, check, findings, decisions or {}).run()


class _Group(NamedTuple):
    """One correction at one record, and the findings it answers there."""

    correction: Correction
    target: str
    rule: str


class _Trial(NamedTuple):
    """What came of one correction on a copy; ``problem`` is empty when it may stay."""

    group: _Group
    learner: Learner
    findings: tuple[Finding, ...]
    steps: Sequence[Step]
    problem: str
    name: str

    def same_as(self, other: _Trial) -> bool:
        """Whether both want the same of the same record, wherever its list has it now."""
        return (
            self.group.correction is other.group.correction
            and self.group.target == other.group.target
            and [step[1:4] for step in self.steps] == [step[1:4] for step in other.steps]
        )


_Rest = tuple[Learner, tuple[Finding, ...], list[Change]]
"""A learner to whom nothing more is done by itself, what the rules say, and what was taken back."""


@dataclass
class _Loop:
    """The state of one learner's corrections."""

    given: Learner
    position: int
    corrections: Corrections
    modes: Mapping[str, Mode]
    check: Check
    given_findings: tuple[Finding, ...]
    decisions: Mapping[str, Decision] = slot(default_factory=dict)
    failures: dict[str, Finding] = slot(default_factory=dict)
    applied: list[Change] = slot(default_factory=list)
    seen: set[str] = slot(default_factory=set)

    def run(self) -> Corrected:
        self.seen.add(to_json(self.given))
        rest = self._rest(self.given, self.given_findings)
        trials = self._trials(*rest[:2]) if rest else []
        accepted = [(trial, self.decisions[trial.name]) for trial in trials if self._yes(trial)]
        while rest and accepted:
            trial, decision = accepted.pop(_next(accepted))
            rest = self._decided(rest, trial, decision)
            trials = self._trials(*rest[:2]) if rest else []
            known = [old.name for old, _ in accepted]
            accepted += [
                (new, self.decisions[new.name])
                for new in trials
                if self._yes(new) and new.name not in known
            ]
        if rest is None:
            return Corrected(self.given, (), (*self.given_findings, self._restless()))
        learner, findings, undone = rest
        offered = [
            change
            for trial in trials
            for change in self._changes(trial, Outcome.SUGGESTED, learner)
        ]
        changes = (*self.applied, *undone, *offered)
        return Corrected(learner, changes, (*findings, *self.failures.values()))

    def _yes(self, trial: _Trial) -> bool:
        decision = self.decisions.get(trial.name)
        return decision is not None and decision.accepted

    def _decided(self, rest: _Rest, trial: _Trial, decision: Decision) -> _Rest | None:
        """*rest* with what *trial* wants, if that is still to be had."""
        learner, findings, _ = rest
        groups = self._groups(learner, findings, Mode.SUGGEST)
        anew = (self._try(group, learner, findings) for group in groups)
        found = next((now for now in anew if now is not None and now.same_as(trial)), None)
        if found is None:
            return rest
        named = found._replace(name=trial.name)
        self.applied += self._changes(named, Outcome.APPLIED, learner, decision)
        return self._rest(found.learner, found.findings) if self._new(found.learner) else None

    def _rest(self, learner: Learner, findings: tuple[Finding, ...]) -> _Rest | None:
        """The learner once nothing more may be applied by itself; None where that never comes."""
        for _ in range(LIMIT):
            undone: list[Change] = []
            step = self._step(learner, findings, undone)
            if step is None:
                return learner, findings, undone
            learner, findings, changed = step
            self.applied += changed
            if not self._new(learner):
                return None
        return None

    def _new(self, learner: Learner) -> bool:
        """Whether the learner never looked like this before."""
        state = to_json(learner)
        if state in self.seen:
            return False
        self.seen.add(state)
        return True

    def _step(
        self, learner: Learner, findings: tuple[Finding, ...], undone: list[Change]
    ) -> tuple[Learner, tuple[Finding, ...], list[Change]] | None:
        """The first correction that may be applied and stays; those that do not go to *undone*."""
        for group in self._groups(learner, findings, Mode.APPLY):
            trial = self._try(group, learner, findings)
            if trial is None:
                continue
            if not trial.problem:
                return (
                    trial.learner,
                    trial.findings,
                    self._changes(trial, Outcome.APPLIED, learner),
                )
            undone += self._changes(trial, Outcome.UNDONE, learner)
        return None

    def _trials(self, learner: Learner, findings: tuple[Finding, ...]) -> list[_Trial]:
        """What is to be offered."""
        groups = self._groups(learner, findings, Mode.SUGGEST)
        trials = (self._try(group, learner, findings) for group in groups)
        return [trial for trial in trials if trial is not None]

    def _groups(self, learner: Learner, findings: Iterable[Finding], mode: Mode) -> list[_Group]:
        """Corrections that *mode* is for, each at each record it can look at, once."""
        found: dict[tuple[int, str], _Group] = {}
        for finding in findings:
            for one in self.corrections.answering(finding.rule):
                if mode_of(one.id, one.grade, self.modes) is mode:
                    for target in _targets(one, finding, learner):
                        found.setdefault((id(one), target), _Group(one, target, finding.rule))
        return list(found.values())

    def _try(self, group: _Group, learner: Learner, findings: tuple[Finding, ...]) -> _Trial | None:
        """What the correction makes of a copy; None when it wants nothing or cannot say what."""
        copy = copied(learner)
        paths = {id(record): _inner(path) for path, record in walk(copy, "Learner[0]")}
        try:
            target = locate(copy, group.target)
            edits = group.correction.edits(target, copy) if target is not None else []
            steps = make(copy, learner_path(self.position), edits)
        except Exception as error:  # noqa: BLE001 - a broken correction must not stop the run
            self._failed(group, learner, error)
            return None
        if not steps:
            return None
        after = tuple(self.check(copy))
        problem = _problem(group, findings, after, copy, paths)
        before = locate(learner, group.target) or learner
        name = name_of_trial(group.rule, learner, before, steps, problem)
        return _Trial(group, copy, after, steps, problem, name)

    def _changes(
        self, trial: _Trial, outcome: Outcome, learner: Learner, decision: Decision | None = None
    ) -> list[Change]:
        said = "taken back, because" if outcome is Outcome.UNDONE else "note that"
        return [
            Change(
                rule=trial.group.rule,
                grade=trial.group.correction.grade,
                outcome=outcome,
                LearnRefNumber=learner.LearnRefNumber,
                path=step.path,
                field=step.field,
                old=step.old,
                new=step.new,
                why=_joined(
                    step.why or trial.group.correction.summary,
                    f"{said} {trial.problem}" if trial.problem else "",
                    accepted_by(decision) if decision else "",
                ),
                origin=step.origin or origin_at(learner, step.path),
                group=trial.name,
            )
            for step in trial.steps
        ]

    def _failed(self, group: _Group, learner: Learner, error: Exception) -> None:
        kind = type(error).__name__
        log.warning(
            "correction %s failed with %s, LearnRefNumber %s",
            group.rule,
            kind,
            learner.LearnRefNumber,
        )
        self.failures.setdefault(
            group.rule,
            self._finding(
                f"the correction of {group.rule} failed with {kind}; nothing was changed by it. "
                "Put the record right by hand and tell whoever supplied the correction",
            ),
        )

    def _restless(self) -> Finding:
        return self._finding(
            "the corrections of this learner never came to rest, so the record was left as it was; "
            "put it right by hand and tell whoever supplied the corrections",
        )

    def _finding(self, message: str) -> Finding:
        return Finding(
            rule=FAILED,
            severity=Severity.WARNING,
            message=message,
            path=learner_path(self.position),
            LearnRefNumber=self.given.LearnRefNumber,
            origin=self.given.origin,
        )


def _next(accepted: Sequence[tuple[_Trial, Decision]]) -> int:
    """Which to do first: what changes fields only, then the last record, so that paths stay."""
    structural = [any(not step.field for step in trial.steps) for trial, _ in accepted]
    if not all(structural):
        return structural.index(False)
    places = [(_order(trial.group.target), number) for number, (trial, _) in enumerate(accepted)]
    return max(places)[1]


def _order(path: str) -> tuple[tuple[str, int], ...]:
    return tuple(last_step(step) for step in path.split("/"))


def _targets(one: Correction, finding: Finding, learner: Learner) -> Iterator[str]:
    """Which records to look at: the one found, else the one it stands in, else those below it."""
    path = finding.path
    while path:
        if isinstance(locate(learner, path), one.over):
            yield path
            return
        path = parent_path(path)
    below = locate(learner, finding.path)
    if below is not None:
        for path, record in walk(below, finding.path):
            if isinstance(record, one.over):
                yield path


def _problem(
    group: _Group,
    before: Sequence[Finding],
    after: Sequence[Finding],
    copy: Learner,
    paths: Mapping[int, str],
) -> str:
    """Why a correction may not stay, or nothing; records are known by where they stood before."""
    was = Counter((finding.rule, _inner(finding.path)) for finding in before)
    now = Counter((finding.rule, _former(finding, copy, paths)) for finding in after)
    raised = sorted({rule for rule, _ in now - was})
    if raised:
        return f"it would raise {', '.join(raised)}"
    if not any(rule == group.rule for rule, _ in was - now):
        return f"{group.rule} would still be found"
    return ""


def _former(finding: Finding, copy: Learner, paths: Mapping[int, str]) -> str:
    """The path that the finding's record had before the edits; its own when it is a new record."""
    record: Record | None = locate(copy, finding.path)
    return paths.get(id(record), f"{finding.path} (new)") if record is not None else finding.path


def _inner(path: str) -> str:
    """A path without its first step: which place the learner has in the return does not matter."""
    return path.partition("/")[2]


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
