"""Building one return: every learner once, those that share something twice, then the files.

The first pass reads, checks, corrects, writes and validates learner by learner and remembers only
keys. The second pass reads again the few learners that share a key with another, runs the rules
across learners on them and gathers the records of one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from ilrsync.checks.engine import Checker
from ilrsync.checks.rule import Context, Rule
from ilrsync.contracts import Delivery, FileRemark, InputFile
from ilrsync.corrections.correction import Correction, Corrections
from ilrsync.corrections.gather import Candidate, gather
from ilrsync.corrections.loop import Corrected, correct
from ilrsync.errors import PluginError
from ilrsync.ledger import WHOLE_FILE, Recorder
from ilrsync.model.facts import field_findings
from ilrsync.model.finding import Finding, Grade, HeldOut, Outcome
from ilrsync.model.records import Learner
from ilrsync.outputs.learner_xml import message_start, writer
from ilrsync.outputs.schema import CHUNK, Invalid, Validator
from ilrsync.pipeline.built import Built
from ilrsync.pipeline.garbage import few_cycles
from ilrsync.pipeline.heads import header, source_files
from ilrsync.pipeline.inputs import Input, learners, opened, same_return
from ilrsync.pipeline.kept import Kept
from ilrsync.pipeline.notes import note_changes, note_findings, remark_findings
from ilrsync.pipeline.plan import Plan, Progress, no_progress
from ilrsync.pipeline.reference import reference_remarks, references_of
from ilrsync.pipeline.refusals import refusal_findings
from ilrsync.pipeline.second_look import again
from ilrsync.pipeline.shared_keys import SharedKeys, positions_of
from ilrsync.pipeline.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ilrsync.host.manager import Host
    from ilrsync.ledger import Ledger

_EVERY = 1_000
T = TypeVar("T")


_Put = tuple[Learner, Corrected]
"""A learner as read, and as put into the file."""


@dataclass(frozen=True)
class _Entry:
    """A learner of the second pass: as read, and as corrected."""

    given: Input
    read: Learner
    corrected: Corrected


def build(
    plan: Plan, host: Host, ledger: Ledger, run: int, room: Path, progress: Progress = no_progress
) -> Built:
    """The return of *plan*, ready for its outputs; everything said of it is in *ledger*.

    *room* is a private folder that stays until the outputs are written.

    Raises:
        RefusedInputError: an input cannot be used; nothing of this build counts.
    """
    with few_cycles():
        return _Build(plan, host, ledger, run, room, progress).run()


class _Build:
    def __init__(
        self, plan: Plan, host: Host, ledger: Ledger, run: int, room: Path, progress: Progress
    ) -> None:
        year = plan.table.year
        self._plan = plan
        self._ledger = ledger
        self._run = run
        self._progress = progress
        self._corrections = Corrections(only(host.corrections(year), Correction), year)
        self._checker = checker(plan, host, self._corrections.grades())
        self._write = writer(plan.table)
        self._said = Recorder(ledger, run)
        self._keys = SharedKeys()
        self._kept = Kept(plan.outputs, plan.table)
        self._header = header(plan)
        self._spool = Spool[_Put](
            room / "learners.xml",
            Validator(plan.table, plan.official_xsd),
            message_start(plan.table, self._header, (), plan.ukprn).encode(),
            self._refused,
            CHUNK,
        )
        self._inputs: list[tuple[int, int, Input]] = []
        self._deliveries: list[tuple[Input, Delivery]] = []
        self._references = references_of(host, plan.table.year)
        self._remarks: list[FileRemark] = list(
            reference_remarks(self._references, plan.prepared or plan.started.date())
        )
        self._held_out: dict[int, HeldOut] = {}
        self._gone: set[int] = set()
        self._mended: set[int] = set()
        self._learners = 0

    def run(self) -> Built:
        try:
            for given in self._plan.inputs:
                self._read(given)
            self._spool.settle()
            self._second_pass()
            self._spool.finish()
        except BaseException:
            self._spool.close()
            raise
        self._said.findings(WHOLE_FILE, remark_findings(self._remarks))
        for position, held in sorted(self._held_out.items()):
            self._said.held_out(position, held)
        self._said.flush()
        self._ledger.add_not_checked(self._run, self._checker.not_checked)
        return self._built()

    # The first pass

    def _read(self, given: Input) -> None:
        """Every learner of one input has been taken."""
        plan = self._plan
        delivery = opened(given, plan.table, self._remarks.append)
        same_return(given, delivery, plan.table.year, plan.ukprn)
        self._deliveries.append((given, delivery))
        first = self._learners
        for position, learner in enumerate(learners(given, delivery, plan.table), first):
            self._take(position, learner)
            self._learners = position + 1
            if self._learners % _EVERY == 0:
                self._progress("reading, checking and writing", self._learners)
        self._inputs.append((first, self._learners - first, given))

    def _take(self, position: int, learner: Learner) -> None:
        corrected = self._corrected(position, learner)
        self._keys.add(position, self._checker.keys(corrected.learner))
        self._tell(position, learner, corrected)
        self._put(position, learner, corrected)

    def _corrected(self, position: int, learner: Learner) -> Corrected:
        def check(one: Learner) -> list[Finding]:
            return self._checker.learner(one, position)

        if not self._plan.correct:
            return Corrected(learner, (), tuple(check(learner)))
        return correct(learner, position, self._corrections, self._plan.modes, check)

    def _tell(self, position: int, learner: Learner, corrected: Corrected) -> None:
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

    def _put(self, position: int, read: Learner, corrected: Corrected) -> None:
        """The learner goes into the file, unless the schema turns out to refuse them."""
        learner = corrected.learner
        self._spool.add(position, (read, corrected), self._write(learner))
        self._kept.take(position, learner)

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
        self._held_out[position] = HeldOut(learner.LearnRefNumber, path, reason, learner.origin)
        self._spool.leave_out(position)

    def _mend(self, position: int, read: Learner, corrected: Corrected) -> bool:
        """Whether corrections of single fields have changed the learner, who is then tried again.

        Field definitions are looked at only for learners whom the schema refuses, so that those
        whom it takes cost nothing.
        """
        path, table = f"Learner[{position}]", self._plan.table

        def check(one: Learner) -> list[Finding]:
            return self._checker.learner(one, position) + field_findings(one, table, path)

        mended = correct(corrected.learner, position, self._corrections, self._plan.modes, check)
        if mended.learner is corrected.learner:
            return False
        made = tuple(one for one in mended.changes if one.outcome is Outcome.APPLIED)
        findings = tuple(self._checker.learner(mended.learner, position))
        if findings == corrected.findings:
            self._said.changes(position, made)
        else:
            self._said.forget_learners([position])
            self._tell(position, read, Corrected(read, corrected.changes + made, findings))
        self._keys.add(position, self._checker.keys(mended.learner))
        self._put(position, read, Corrected(mended.learner, corrected.changes + made, findings))
        return True

    # The second pass

    def _second_pass(self) -> None:
        """Learners that share a key have been read again, gathered and compared."""
        wanted = positions_of(self._keys.groups())
        if not wanted:
            return
        self._progress("comparing records that share something", len(wanted))
        entries = {
            position: _Entry(given, learner, self._corrected(position, learner))
            for position, given, learner in again(self._inputs, self._plan.table, wanted)
        }
        if self._plan.correct:
            self._gather(entries)
        pairs = [(position, entry.corrected.learner) for position, entry in sorted(entries.items())]
        for position, finding in self._checker.message(pairs):
            self._said.findings(position, [finding])

    def _gather(self, entries: dict[int, _Entry]) -> None:
        """Records of one person have become one, where that may be done.

        In the ledger, what was done to each record comes before its gathering, and what was done
        to the gathered one after it, so that the changes can be undone from the end.
        """
        result = gather(
            [
                Candidate(
                    position, entry.corrected.learner, entry.given.source, entry.given.precedence
                )
                for position, entry in entries.items()
            ],
            modes=self._plan.modes,
            check=lambda learner: self._checker.learner(learner, 0),
            references_before=self._plan.references_before,
        )
        replaced = {
            position: learner
            for position, learner in result.records
            if learner is not entries[position].corrected.learner
        }
        touched = [*result.gone, *replaced]
        self._said.forget_learners(touched)
        for position in touched:
            self._held_out.pop(position, None)
            self._tell_before_gathering(position, entries[position])
        for change in result.changes:
            self._said.changes(position_of(change.path), [change])
        for position in result.gone:
            del entries[position]
            self._gone.add(position)
            self._spool.leave_out(position)
        for position, learner in replaced.items():
            entry = entries[position]
            corrected = self._corrected(position, learner)
            self._said.findings(position, corrected.findings)
            self._said.changes(position, corrected.changes)
            self._put(position, learner, corrected)
            entries[position] = _Entry(entry.given, entry.read, corrected)

    def _tell_before_gathering(self, position: int, entry: _Entry) -> None:
        """What was made of a record stays on record; what was only offered is offered anew."""
        made = [one for one in entry.corrected.changes if one.outcome is Outcome.APPLIED]
        self._tell(position, entry.read, Corrected(entry.read, tuple(made)))

    # The end

    def _built(self) -> Built:
        plan = self._plan
        return Built(
            run=self._run,
            started=plan.started,
            ukprn=plan.ukprn,
            provider=plan.provider,
            table=plan.table,
            header=self._header,
            source_files=source_files(self._deliveries),
            inputs=[_input_file(given, count) for _, count, given in self._inputs],
            learners=self._learners,
            gathered=len(self._gone),
            written=self._spool.count,
            held_out=[held for _, held in sorted(self._held_out.items())],
            rules_run=self._checker.rules_run,
            not_checked=self._checker.not_checked,
            rules_version=plan.table.rules_version,
            placements=[row for _, delivery in self._deliveries for row in delivery.placements],
            calendar=plan.calendar,
            references=self._references,
            ledger=self._ledger,
            spool=self._spool,
            kept=self._kept,
            left_out=self._gone | self._held_out.keys(),
        )


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


def position_of(path: str) -> int:
    """The position in a path such as ``Learner[3]/LearningDelivery[1]``."""
    return int(path[path.index("[") + 1 : path.index("]")])


def _input_file(given: Input, count: int) -> InputFile:
    return InputFile(
        source=given.source,
        name=given.name,
        sha256=given.sha256,
        size=given.size,
        format=given.format.name,
        format_version=given.format.version,
        learners=count,
    )
