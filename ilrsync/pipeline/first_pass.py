"""The first pass of a build: each learner by itself, read once and let go."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Protocol, TypeVar

from ilrsync.checks.engine import Checker
from ilrsync.checks.rule import Context, Rule
from ilrsync.corrections.correction import Correction, Corrections
from ilrsync.corrections.loop import Corrected, correct
from ilrsync.corrections.template import FILLED, fill, missing_aims
from ilrsync.corrections.template_settings import read_template
from ilrsync.errors import PluginError
from ilrsync.model.facts import field_findings
from ilrsync.model.finding import Finding, Grade, HeldOut, Mode, Outcome
from ilrsync.model.records import Learner
from ilrsync.model.returned import Returned, returned
from ilrsync.outputs.learner_xml import message_start, writer
from ilrsync.outputs.schema import CHUNK, Invalid, Validator
from ilrsync.pipeline.heads import header
from ilrsync.pipeline.kept import Kept
from ilrsync.pipeline.notes import note_changes, note_findings
from ilrsync.pipeline.refusals import refusal_findings
from ilrsync.pipeline.remembered import Remembered
from ilrsync.pipeline.shared_keys import SharedKeys
from ilrsync.pipeline.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ilrsync.host.manager import Host
    from ilrsync.model.finding import Change
    from ilrsync.pipeline.plan import Plan
    from ilrsync.pipeline.worker import Part

T = TypeVar("T")

_Put = tuple[Learner, Corrected]
"""A learner as read, and as put into the file."""


class Said(Protocol):
    """Takes what is said of learners, by position."""

    def findings(self, position: int, findings: Iterable[Finding]) -> None:
        """*findings* are of the learner at *position*."""

    def changes(self, position: int, changes: Iterable[Change]) -> None:
        """*changes* are of the learner at *position*."""

    def returned(self, position: int, returned: Returned) -> None:
        """The learner at *position* goes into the return as *returned*."""

    def forget_learners(self, positions: Iterable[int]) -> None:
        """Nothing is on record of the learners at *positions*."""


class Tools:
    """What a process needs for the learners of one plan; made once, because rules learn."""

    def __init__(self, plan: Plan, host: Host) -> None:
        self.plan = plan
        self.corrections = Corrections(
            only(host.corrections(plan.table.year), Correction), plan.table.year
        )
        self.checker = checker(plan, host, self.corrections.grades())
        self.write = writer(plan.table)
        self.header = header(plan)
        self.start = message_start(plan.table, self.header, (), plan.ukprn).encode()
        self.templates = [read_template(one, plan.table) for one in plan.templates]
        self.validator = Validator(plan.table, plan.official_xsd)


class FirstPass:
    """Learners are read, checked, corrected, written and validated; only keys are remembered.

    *spool* is the file that they are written to. Positions rise from *first*.
    """

    def __init__(self, tools: Tools, said: Said, spool: Path, first: int = 0) -> None:
        plan = tools.plan
        self._plan = plan
        self._corrections = tools.corrections
        self._templates = tools.templates
        self._write = tools.write
        self._said = said
        self._mended: set[int] = set()
        self.checker = tools.checker
        self.keys = SharedKeys()
        self.kept = Kept(plan.outputs, plan.table)
        self.remembered = Remembered(first)
        self.held_out: dict[int, HeldOut] = {}
        self.spool = Spool[_Put](spool, tools.validator, tools.start, self._refused, CHUNK, first)

    def take(self, position: int, learner: Learner, *, as_ilr_xml: bool) -> None:
        """The learner is done with, until the schema refuses them or they share a key.

        *as_ilr_xml* says that what is written of the learner says all that was read, if it was not
        changed.
        """
        corrected = self.corrected(position, learner)
        self.keys.add(position, self.checker.keys(corrected.learner))
        self.tell(position, learner, corrected)
        self.put(position, learner, corrected)
        if as_ilr_xml and corrected.learner is learner and not learner.notes:
            self.remembered.add(position, learner)

    def join(self, part: Part) -> None:
        """What a worker process made of the learners that follow is as if it had been made here."""
        self.spool.join(part.spool)
        self.keys.join(part.keys)
        self.kept.join(part.kept)
        self.remembered.join(part.remembered)
        self.held_out |= part.held_out
        for position, finding in part.findings:
            self._said.findings(position, [finding])
        for position, change in part.changes:
            self._said.changes(position, [change])
        for position, entry in part.returned:
            self._said.returned(position, entry)
        known = self.checker.not_checked
        known += [entry for entry in part.not_checked if entry not in known]

    def corrected(self, position: int, learner: Learner) -> Corrected:
        """What the rules say of the learner and what the corrections make of them."""

        def check(one: Learner) -> list[Finding]:
            return self._said_of(one, position)

        plan = self._plan
        if not plan.correct:
            return Corrected(learner, (), tuple(check(learner)))
        if not self._templates:
            return correct(learner, position, self._corrections, plan.modes, check, plan.decisions)
        mode = plan.modes.get(FILLED, Mode.APPLY)
        filled = fill(learner, position, self._templates, mode, plan.decisions)
        corrected = correct(
            filled.learner, position, self._corrections, plan.modes, check, plan.decisions
        )
        return replace(corrected, changes=filled.changes + corrected.changes)

    def _said_of(self, learner: Learner, position: int) -> list[Finding]:
        found = self.checker.learner(learner, position)
        return [*found, *missing_aims(learner, position, self._templates)]

    def tell(self, position: int, learner: Learner, corrected: Corrected) -> None:
        """What was said of the learner is on record; *learner* is as it was read."""
        if learner.notes:
            self._said.findings(
                position, note_findings(learner, position, repairs=not self._plan.correct)
            )
            if self._plan.correct:
                self._said.changes(position, note_changes(learner, position))
        if corrected.findings:
            self._said.findings(position, corrected.findings)
        if corrected.changes:
            self._said.changes(position, corrected.changes)

    def put(self, position: int, read: Learner, corrected: Corrected) -> None:
        """The learner goes into the file, unless the schema turns out to refuse them."""
        learner = corrected.learner
        text = self._write(learner)
        self.spool.add(position, (read, corrected), text)
        self.kept.take(position, learner)
        if self._plan.compare is not None:
            self._said.returned(position, returned(learner, text))

    def _refused(self, position: int, put: _Put, refusal: Invalid) -> None:
        """The schema refuses a learner: mended where that is safe, else held out and told why."""
        read, corrected = put
        if self._plan.correct and position not in self._mended:
            self._mended.add(position)
            if self._mend(position, read, corrected):
                return
        learner = corrected.learner
        findings, reason = refusal_findings(learner, self._plan.table, position, refusal)
        self._said.findings(position, findings)
        path = f"Learner[{position}]"
        self.held_out[position] = HeldOut(learner.LearnRefNumber, path, reason.text, reason.origin)
        self.spool.leave_out(position)

    def _mend(self, position: int, read: Learner, corrected: Corrected) -> bool:
        """Whether corrections of single fields have changed the learner, who is then tried again.

        Field definitions are looked at only for learners whom the schema refuses, so that those
        whom it takes cost nothing.
        """
        path, table = f"Learner[{position}]", self._plan.table

        def check(one: Learner) -> list[Finding]:
            return self._said_of(one, position) + field_findings(one, table, path)

        mended = correct(corrected.learner, position, self._corrections, self._plan.modes, check)
        if mended.learner is corrected.learner:
            return False
        self.remembered.forget(position)
        made = tuple(one for one in mended.changes if one.outcome is Outcome.APPLIED)
        findings = tuple(self._said_of(mended.learner, position))
        if findings == corrected.findings:
            self._said.changes(position, made)
        else:
            self._said.forget_learners([position])
            self.tell(position, read, Corrected(read, corrected.changes + made, findings))
        self.keys.add(position, self.checker.keys(mended.learner))
        self.put(position, read, Corrected(mended.learner, corrected.changes + made, findings))
        return True


def checker(plan: Plan, host: Host, grades: Mapping[str, Grade]) -> Checker:
    """The rules of the plan's year, in the terms of *plan*; *grades* say what can be corrected."""
    year = plan.table.year
    context = Context(
        table=plan.table,
        prepared=plan.prepared or plan.started.date(),
        today=plan.started.date(),
        ukprn=plan.ukprn,
        find=cache(lambda name: host.lookup(name, year)),  # rules ask for every aim
    )
    return Checker(only(host.rules(year), Rule), context, plan.rules_off, grades)


def only(supplied: Iterable[object], kind: type[T]) -> list[T]:
    """*supplied*, which plugins gave, as things of one kind.

    Raises:
        PluginError: one of them was not made with what the SDK gives.
    """
    found = []
    for item in supplied:
        if not isinstance(item, kind):
            raise PluginError(
                f"a plugin supplies {type(item).__name__} as a {kind.__name__.lower()}; "
                "make it with the decorator of ilrsync.sdk, or disable the plugin"
            )
        found.append(item)
    return found
