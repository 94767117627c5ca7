"""One pass: take what is in the inboxes, build every return that is due, write its files.

The order of writes. Each step is on disk before the next begins, so that a power cut or a kill at
any instant leaves a state that the next pass goes on from, without loss and without doing anything
that counts a second time:

1. The lock of the working folder is held from the first step to the last.
2. What an earlier pass left is brought to an end: `published.end_what_was_cut_off` for runs, and
   half-made files and folders, which have names that nothing else has, are removed.
3. A file of an inbox is copied into the archive under the hash of what it holds; then the ledger
   knows the copy; then, once its set is whole, the export. Doing this again finds the same copy,
   the same row, the same export.
4. A file that is refused goes into quarantine, its explanation before it; then the ledger calls
   its export refused. Doing this again gives the same names in quarantine.
5. A run has its number in the ledger before anything of it is written. While an export is read,
   it has one attempt more in the ledger, which ends with the reading or with the process; one that
   was in use at two deaths is first tried in a process of its own (`trial`).
6. The files of the run are written into a folder with a passing name, beside where it will stand.
   The ledger calls the exports accepted, for they were read to their end, whatever comes of the
   run; then it has the run as *publishing*, with the hash of each file. Then the folder is forced
   to disk and gets its name in one step: it stands whole or not at all, and that decides whether
   the run ends or is abandoned after a crash. ``current.txt`` names it, plugins are told, and the
   ledger calls it finished.
7. Originals leave the inbox last, when every return is built, and only while they are what the
   archive holds. One that a crash left there is recognised and leaves at the end of a later pass.

A step that the disk, the ledger or a share refuses for a reason that may pass is a
`TransientError`: the pass ends there, and the next one begins as after a crash.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import ilrsync
from ilrsync import durable
from ilrsync.contracts import RunReport
from ilrsync.errors import IlrsyncError
from ilrsync.ledger import Ledger, Lock, RunState
from ilrsync.model.table import YEARS, table
from ilrsync.outputs.manifest import FILE_NAME as MANIFEST
from ilrsync.pipeline.attempt import build_with_what_can_be_read
from ilrsync.pipeline.choosing import Choice, Choosing
from ilrsync.pipeline.deciding import answers_in, in_force, take_decisions
from ilrsync.pipeline.look import Look
from ilrsync.pipeline.plan import Plan, Progress, Workers, no_progress, uk_now
from ilrsync.pipeline.publish import exit_code, summary, write_outputs
from ilrsync.pipeline.published import (
    check_home,
    end_on_paper,
    end_what_was_cut_off,
    finish,
    folder_name,
    output_file,
)
from ilrsync.pipeline.reference import ROOM, reference_prints, references_of
from ilrsync.pipeline.rehearsal import rehearsed
from ilrsync.pipeline.site import calendar_of, home_of, options_of, site_files
from ilrsync.pipeline.taking import Taking
from ilrsync.pipeline.trial import ends_the_process

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ilrsync.config import Config
    from ilrsync.errors import ReadError
    from ilrsync.host.manager import Host
    from ilrsync.intake.settle import Settled
    from ilrsync.model.decision import Decision
    from ilrsync.pipeline.attempt import Instead
    from ilrsync.pipeline.built import Built
    from ilrsync.pipeline.inputs import Input

log = logging.getLogger(__name__)

LOCK = "ilrsync.lock"
BUILDING = "building"
TRIED = "tried"


@dataclass(frozen=True)
class ReturnReport:
    """What became of one return; ``text`` is for people, ``folder`` None when none was written."""

    year: str
    run: int | None
    exit_code: int
    text: str
    folder: Path | None = None


@dataclass
class SyncReport:
    """What one pass came to."""

    looks: list[Look] = field(default_factory=list)
    returns: list[ReturnReport] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Everything that could not be taken or read, a line each."""
        found = [problem for look in self.looks for problem in look.problems]
        return found + self.undecided

    @property
    def waiting(self) -> list[str]:
        """Sets that are not complete yet, a line each."""
        return [waiting for look in self.looks for waiting in look.waiting]

    @property
    def exit_code(self) -> int:
        """The worst of all: 2 something could not be done, 1 error findings, 0 neither."""
        codes = [report.exit_code for report in self.returns]
        return max([2 if self.problems else 0, *codes])


def sync(
    config: Config,
    host: Host,
    *,
    dry_run: bool = False,
    progress: Progress = no_progress,
    started: dt.datetime | None = None,
    wait: float = 0.0,
) -> SyncReport:
    """Every inbox has been looked into and every due return is built.

    With *dry_run* the same happens, from what is in ledger, archive and outbox, in a folder that is
    gone afterwards; nothing in them or in the inbox is touched.

    Raises:
        ConfigError: the configuration does not fit the plugins.
        TransientError: another ilrsync works on the same folder, or the disk or the ledger
            refused; everything is as after a crash, and the next pass goes on from there.
    """
    started = started or uk_now()
    behind = config.folders.archive if dry_run else None
    with ExitStack() as stack:
        if dry_run:
            config = stack.enter_context(rehearsed(config))
        else:
            lock = config.folders.state / LOCK
            stack.enter_context(Lock(lock, now=started, wait=wait))
        ledger = stack.enter_context(Ledger.open(config.ledger_place))
        one = _Pass(config, host, ledger, started, progress, hands_off=dry_run, behind=behind)
        return one.run()


def one_step(
    config: Config,
    host: Host,
    ledger: Ledger,
    started: dt.datetime,
    *,
    settled: Settled,
    sources: Collection[str] | None = None,
    build: bool = True,
    progress: Progress = no_progress,
) -> SyncReport:
    """The service's share of a pass: the same, for some *sources*, with or without a *build*.

    *settled* decides which files have to wait. Without a build the exports are taken in and offered
    to the next one. None for *sources* means all; a build looks at all of them.

    Raises:
        ConfigError: the configuration does not fit the plugins.
        TransientError: another ilrsync works on the same folder, or the ledger cannot be used.
    """
    with Lock(config.folders.state / LOCK, now=started):
        one = _Pass(config, host, ledger, started, progress, hands_off=False, settled=settled)
        return one.run() if build else one.take(sources)


def build_alone(config: Config, host: Host, export: int, room: Path) -> None:
    """A return of *export* has been built and its files written, all of it in *room*.

    Nothing of it counts; what matters is whether the process gets this far.

    Raises:
        IlrsyncError: it cannot be built.
    """
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        one = _Pass(config, host, ledger, uk_now(), no_progress, hands_off=True)
        plan = one.plan_of(export)
    if plan is None:
        return
    with Ledger.temporary() as ledger:
        built = build_with_what_can_be_read(plan, host, ledger, room)
        try:
            write_outputs(built, plan, host, room)
        finally:
            built.spool.close()


class _Pass:
    """One pass; with *hands_off* it reads the folders of *config* and writes only to its state.

    What the archive *behind* holds need not be in that of *config*.
    """

    def __init__(
        self,
        config: Config,
        host: Host,
        ledger: Ledger,
        started: dt.datetime,
        progress: Progress,
        *,
        hands_off: bool,
        behind: Path | None = None,
        settled: Settled | None = None,
    ) -> None:
        self._config = config
        self._host = host
        self._ledger = ledger
        self._started = started
        self._progress = progress
        self._hands_off = hands_off
        self._taking = Taking(
            config,
            host,
            ledger,
            started,
            hands_off=hands_off,
            behind=behind,
            settled=settled,
            progress=progress,
        )
        self._choosing = Choosing(
            config, host, ledger, self._taking, started, partial(_deadly, config)
        )

    def run(self) -> SyncReport:
        report = self.take()
        looks = {look.source: look for look in report.looks}
        choices = self._choosing.choices(looks)
        report.undecided = take_decisions(
            self._config, self._ledger, [choice.year for choice in choices]
        )
        for choice in choices:
            report.returns.append(self._return(choice, looks))
        for source in self._config.source:
            self._taking.clear(source, looks[source.name])
        return report

    def take(self, sources: Collection[str] | None = None) -> SyncReport:
        """What *sources* have delivered is taken; nothing is built."""
        self._clean_up()
        wanted = [
            source for source in self._config.source if sources is None or source.name in sources
        ]
        return SyncReport([self._taking.look(source) for source in wanted])

    def _clean_up(self) -> None:
        """What an earlier pass left unfinished has come to its end or is gone."""
        folders = self._config.folders
        self._taking.clean_up()
        if self._hands_off:
            end_on_paper(self._ledger, folders.outbox)
            return
        end_what_was_cut_off(self._ledger, folders.outbox, self._tell)
        for place in (folders.outbox, folders.quarantine):
            durable.remove_leftovers(place, deep=True)
        for room in (ROOM, BUILDING):
            durable.remove_leftovers(folders.state / room)

    def _return(self, choice: Choice, looks: dict[str, Look]) -> ReturnReport:
        """One return, built unless the last run had the same inputs and terms."""
        year = choice.year
        if not choice.inputs:
            text = f"ILR {table(year).label}: no source has delivered a good export yet"
            return ReturnReport(
                year, None, 2 if any(look.problems for look in looks.values()) else 0, text
            )
        decisions = in_force(self._ledger, self._config.provider.ukprn, year)
        fingerprint = self._fingerprint(year, choice.inputs, decisions)
        last = self._ledger.last_run(self._config.provider.ukprn, year, state=RunState.FINISHED)
        if last is not None and last.fingerprint == fingerprint:
            text = f"ILR {table(year).label}: nothing new since run {last.number}"
            return ReturnReport(year, last.number, last.exit_code or 0, text)
        return self._build(choice, looks, decisions)

    def _build(
        self,
        choice: Choice,
        looks: dict[str, Look],
        decisions: Mapping[str, Decision],
    ) -> ReturnReport:
        plan = dataclasses.replace(self.plan(choice), decisions=decisions)
        used = list(choice.inputs)

        def instead(given: Input, reason: ReadError) -> Input | None:
            return self._choosing.instead(choice.year, given, reason, looks, used)

        with _room(self._config) as room:
            return self._build_in(room, plan, used, looks, instead)

    def _build_in(
        self,
        room: Path,
        plan: Plan,
        used: list[Input],
        looks: dict[str, Look],
        instead: Instead,
    ) -> ReturnReport:
        year, decisions = plan.table.year, plan.decisions
        with self._attempt(plan.inputs):
            built = build_with_what_can_be_read(
                plan,
                self._host,
                self._ledger,
                room,
                instead=instead,
                fingerprint=lambda inputs: self._fingerprint(year, inputs, decisions),
                progress=self._progress,
            )
            try:
                return self._publish(built, plan, used, looks)
            except BaseException as error:
                self._failed(built.run, error)
                raise
            finally:
                built.spool.close()

    def _publish(
        self, built: Built, plan: Plan, used: list[Input], looks: dict[str, Look]
    ) -> ReturnReport:
        """The run's files stand in the outbox together, and the ledger says so."""
        year = plan.table.year
        home = home_of(self._config, year)
        folder = home / folder_name(built.run)
        check_home(self._ledger, home, plan.ukprn, year)
        known = answers_in(self._ledger, built.run, plan.ukprn, year)
        built.answers = [answer for _, answer in known]
        place = self._config.folders.state / TRIED / folder.name if self._hands_off else folder
        with durable.whole_folder(place) as making:
            beside = list(site_files(self._config))
            written = write_outputs(built, plan, self._host, making, self._config.digest, beside)
            code = exit_code(built, written.problems)
            names = [path.relative_to(making) for path in written.paths]
            manifest = json.loads((making / MANIFEST).read_text("utf-8"))
            self._choosing.read_well(used, built)
            self._ledger.add_inputs(built.run, built.inputs)
            self._ledger.finish_run(
                built.run,
                state=RunState.PUBLISHING,
                exit_code=code,
                learners=built.learners,
                written=built.written,
                manifest=manifest,
                outputs=[output_file(making / name, folder / name) for name in names],
            )
        # Each of those problems begins with the name of the output, and may go on with a cell.
        failed = [one.partition(":")[0] for one in written.problems]
        problems = [f"{name}: could not be written" for name in failed]
        problems += [one for look in looks.values() for one in look.named]
        placed = dataclasses.replace(written, paths=[folder / name for name in names])
        told: list[str] = []
        report = RunReport(
            run=built.run,
            ukprn=plan.ukprn,
            year=year,
            ok=code < 2,
            outputs=placed.paths,
            counts=built.counts(),
            problems=problems,
        )
        if not self._hands_off:
            finish(self._ledger, built.run, home, lambda one: told.extend(self._tell(one)), report)
        about = {"run": built.run, "exit_code": code, "folder": str(folder), **built.counts()}
        log.info("a run has ended", extra=about)
        text = summary(built, placed)
        if written.problems or told:
            text += "\n".join(["Could not be done:", *written.problems, *told]) + "\n"
        return ReturnReport(year, built.run, code, text, None if self._hands_off else folder)

    def _tell(self, report: RunReport) -> list[str]:
        """The plugins know of a run that can be seen; gives what went wrong in the telling."""
        return self._host.run_finished(report)

    def _before(self, year: str) -> int | None:
        """The run to compare with, or, in a new year, the last one to take references from."""
        ukprn = self._config.provider.ukprn
        for each in reversed([one for one in YEARS if one <= year]):
            last = self._ledger.last_run(ukprn, each)
            if last is not None:
                return last.number
        return None

    def plan_of(self, export: int) -> Plan | None:
        """A return of that export and no other, compared with none; None without its files."""
        choice = self._choosing.alone(export)
        return None if choice is None else dataclasses.replace(self.plan(choice), before=None)

    def plan(self, choice: Choice) -> Plan:
        """The return of *choice*, on the terms of the configuration."""
        config, year = self._config, choice.year
        rules = frozenset(rule.id for rule in self._host.rules(year))
        corrections = frozenset(one.id for one in self._host.corrections(year))
        return Plan(
            ukprn=config.provider.ukprn,
            provider=config.provider.name,
            table=table(year),
            started=self._started,
            inputs=choice.inputs,
            modes=config.modes(rules | corrections),
            rules_off=config.rules_off(rules | table(year).rules.keys()),
            outputs=[
                (output, options_of(config, output.name, year))
                for output in self._host.outputs()
                if config.wants(output.name, default=output.default)
            ],
            on_invalid=config.on_invalid,
            official_xsd=config.schema.xsd,
            workers=Workers(config.build.workers),
            calendar=calendar_of(config, year),
            templates=config.template,
            compare=config.compare,
            before=self._before(year),
        )

    def _fingerprint(
        self, year: str, inputs: Sequence[Input], decisions: Mapping[str, Decision]
    ) -> str:
        """Stands for everything that decides the files, the clock excepted."""
        parts = [
            ilrsync.__version__,
            self._config.digest,
            *(f"{one.name} {one.version} {one.problem}" for one in self._host.plugins()),
            *(f"{one.source} {one.sha256}" for one in inputs),
            *sorted(f"{name} {decision.accepted}" for name, decision in decisions.items()),
            *(f"{name} {sha256}" for name, sha256 in site_files(self._config)),
            *reference_prints(references_of(self._host, year)),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @contextmanager
    def _attempt(self, inputs: Sequence[Input]) -> Iterator[None]:
        """Should the process end in the block, the ledger says which exports were in use."""
        exports = [given.export for given in inputs if given.export is not None]
        self._ledger.exports_begun(exports)
        try:
            yield
        except BaseException:
            with suppress(IlrsyncError):  # the error that ended the build is the one to tell
                self._ledger.exports_ended(exports)
            raise

    def _failed(self, run: int, error: BaseException) -> None:
        """*run* is on record as failed, unless its files may stand already."""
        with suppress(IlrsyncError):  # else the next pass finds it without an end
            if self._ledger.run(run).state is RunState.RUNNING:
                reason = type(error).__name__
                self._ledger.finish_run(run, state=RunState.FAILED, exit_code=2, reason=reason)


# A function of its own, because a pass that knows itself would be freed only by the collector.
def _deadly(config: Config, export: int) -> bool:
    """Whether *export*, which was in use when the process ended, is what ends it."""
    with _room(config) as room:
        return ends_the_process(config, export, room)


@contextmanager
def _room(config: Config) -> Iterator[Path]:
    """A private folder for what is being built, gone at the end or else at the next start."""
    room = durable.temporary_name(config.folders.state / BUILDING / "return")
    with durable.translated("the return cannot be built"):
        durable.make_folders(room)
        try:
            yield room
        finally:
            with suppress(OSError):
                durable.FILES.remove_folder(room)
