"""Building one return: every learner once, those that share something twice, then the files.

The first pass reads, checks, corrects, writes and validates learner by learner and remembers only
keys. The second pass reads again the few learners that share a key with another, runs the rules
across learners on them and gathers the records of one person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ilrsync.contracts import Delivery, FileRemark, InputFile
from ilrsync.corrections.gather import Candidate, gather
from ilrsync.corrections.loop import Corrected
from ilrsync.ledger import WHOLE_FILE, Recorder
from ilrsync.model.finding import Outcome
from ilrsync.model.records import Learner
from ilrsync.pipeline import worker
from ilrsync.pipeline.built import Built
from ilrsync.pipeline.comparing import compared
from ilrsync.pipeline.disagreeing import Said, gone_since, split_between_files
from ilrsync.pipeline.first_pass import FirstPass, Tools
from ilrsync.pipeline.garbage import few_cycles
from ilrsync.pipeline.heads import source_files
from ilrsync.pipeline.inputs import Input, learners, opened, same_return
from ilrsync.pipeline.notes import remark_findings, withheld_by
from ilrsync.pipeline.pages import rule_pages
from ilrsync.pipeline.plan import Plan, Progress, no_progress
from ilrsync.pipeline.reference import reference_remarks, references_of
from ilrsync.pipeline.second_look import again
from ilrsync.pipeline.shared_keys import positions_of
from ilrsync.pipeline.workers import read_in_shards, workers_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from ilrsync.contracts import Comparison
    from ilrsync.host.manager import Host
    from ilrsync.ledger import Ledger

_EVERY = 1_000


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
        self._plan = plan
        self._host = host
        self._ledger = ledger
        self._run = run
        self._progress = progress
        self._said = Recorder(ledger, run)
        self._room = room
        self._tools = Tools(plan, host)
        self._pass = FirstPass(self._tools, self._said, room / "learners.xml")
        self._inputs: list[tuple[int, int, Input]] = []
        self._deliveries: list[tuple[Input, Delivery]] = []
        self._references = references_of(host, plan.table.year)
        self._remarks: list[FileRemark] = list(
            reference_remarks(self._references, plan.prepared or plan.started.date())
        )
        self._gone: set[int] = set()
        self._learners = 0

    def run(self) -> Built:
        try:
            for given in self._plan.inputs:
                self._read(given)
            self._pass.spool.settle()
            self._second_pass()
            self._pass.spool.finish()
        except BaseException:
            self._pass.spool.close()
            raise
        self._said.flush()
        comparison = self._compared()
        for position, finding in self._split():
            self._said.findings(position, [finding])
        self._said.findings(WHOLE_FILE, remark_findings(self._remarks))
        for position, held in sorted(self._pass.held_out.items()):
            self._said.held_out(position, held)
        self._said.flush()
        self._ledger.add_not_checked(self._run, self._pass.checker.not_checked)
        return replace(self._built(), comparison=comparison)

    def _compared(self) -> Comparison | None:
        """How the return differs from the one before, which is said as well where it is much."""
        plan = self._plan
        if plan.compare is None or plan.before is None:
            return None
        if self._ledger.run(plan.before).year != plan.table.year:
            return None
        sources = [(first, given.source) for first, _, given in self._inputs]
        found = compared(self._ledger, plan.before, self._run, sources)
        if found is not None:
            self._said.findings(WHOLE_FILE, found.findings(plan.compare))
            for position, finding in gone_since(found, self._ledger, plan.compare, self._remarks):
                self._said.findings(position, [finding])
        return found

    def _split(self) -> Iterator[Said]:
        """Who is left out with one record and returned with another, where returns are compared."""
        if self._plan.compare is None:
            return iter(())
        return split_between_files(self._remarks, self._pass.held_out, self._ledger, self._run)

    def _references_before(self, entries: Iterable[_Entry]) -> Mapping[int, str]:
        """Under which reference each of the ULNs was returned before."""
        plan = self._plan
        if plan.before is None:
            return plan.references_before
        ulns = {entry.corrected.learner.ULN for entry in entries}
        return self._ledger.references(plan.before, [uln for uln in ulns if uln is not None])

    # The first pass

    def _read(self, given: Input) -> None:
        """Every learner of one input has been taken."""
        plan = self._plan
        delivery = opened(given, plan.table, self._remarks.append)
        same_return(given, delivery, plan.table.year, plan.ukprn)
        self._deliveries.append((given, delivery))
        first = self._learners
        if not self._read_in_shards(given, delivery):
            self._read_whole(given, delivery)
        self._inputs.append((first, self._learners - first, given))

    def _read_in_shards(self, given: Input, delivery: Delivery) -> bool:
        """Whether worker processes have read the input."""
        plan = self._plan
        count = workers_for(plan, self._host, given, delivery)
        if count < 2:
            return False
        parts = read_in_shards(
            plan, self._host, given, self._learners, self._room, count, self._progress
        )
        for path in parts or ():
            part = worker.part(path)
            self._pass.join(part)
            self._learners += part.learners
        return parts is not None

    def _read_whole(self, given: Input, delivery: Delivery) -> None:
        table = self._plan.table
        plain = delivery.as_ilr_xml and delivery.year == table.year
        for position, learner in enumerate(learners(given, delivery, table), self._learners):
            self._pass.take(position, learner, as_ilr_xml=plain)
            self._learners = position + 1
            if self._learners % _EVERY == 0:
                self._progress("reading, checking and writing", self._learners)

    # The second pass

    def _second_pass(self) -> None:
        """Learners that share a key have been read again, gathered and compared."""
        wanted = positions_of(self._pass.keys.groups())
        if not wanted:
            return
        self._progress("comparing records that share something", len(wanted))
        entries = {
            position: _Entry(given, learner, self._pass.corrected(position, learner))
            for position, given, learner in self._again(wanted)
        }
        if self._plan.correct:
            self._gather(entries)
        pairs = [(position, entry.corrected.learner) for position, entry in sorted(entries.items())]
        for position, finding in self._pass.checker.message(pairs):
            self._said.findings(position, [finding])

    def _again(self, wanted: Collection[int]) -> Iterator[tuple[int, Input, Learner]]:
        one = self._pass
        return again(self._inputs, self._plan.table, wanted, one.remembered, one.spool)

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
            check=lambda learner: self._pass.checker.learner(learner, 0),
            references_before=self._references_before(entries.values()),
            decisions=self._plan.decisions,
        )
        replaced = {
            position: learner
            for position, learner in result.records
            if learner is not entries[position].corrected.learner
        }
        touched = [*result.gone, *replaced]
        self._said.forget_learners(touched)
        for position in touched:
            self._pass.held_out.pop(position, None)
            self._tell_before_gathering(position, entries[position])
        for change in result.changes:
            self._said.changes(position_of(change.path), [change])
        for position in result.gone:
            del entries[position]
            self._gone.add(position)
            self._pass.spool.leave_out(position)
        for position, learner in replaced.items():
            entry = entries[position]
            corrected = self._pass.corrected(position, learner)
            self._said.findings(position, corrected.findings)
            self._said.changes(position, corrected.changes)
            self._pass.put(position, learner, corrected)
            entries[position] = _Entry(entry.given, entry.read, corrected)

    def _tell_before_gathering(self, position: int, entry: _Entry) -> None:
        """What was made of a record stays on record; what was only offered is offered anew."""
        made = [one for one in entry.corrected.changes if one.outcome is Outcome.APPLIED]
        self._pass.tell(position, entry.read, Corrected(entry.read, tuple(made)))

    # The end

    def _built(self) -> Built:
        plan = self._plan
        return Built(
            run=self._run,
            started=plan.started,
            ukprn=plan.ukprn,
            provider=plan.provider,
            table=plan.table,
            header=self._tools.header,
            source_files=source_files(self._deliveries),
            inputs=[_input_file(given, count) for _, count, given in self._inputs],
            learners=self._learners,
            gathered=len(self._gone),
            written=self._pass.spool.count,
            held_out=[held for _, held in sorted(self._pass.held_out.items())],
            rules_run=self._pass.checker.rules_run,
            not_checked=self._pass.checker.not_checked,
            rules_version=plan.table.rules_version,
            placements=[row for _, delivery in self._deliveries for row in delivery.placements],
            calendar=plan.calendar,
            references=self._references,
            ledger=self._ledger,
            spool=self._pass.spool,
            kept=self._pass.kept,
            left_out=self._gone | self._pass.held_out.keys(),
            pages=rule_pages(self._host, plan.table),
            withheld=withheld_by(self._remarks),
        )


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
