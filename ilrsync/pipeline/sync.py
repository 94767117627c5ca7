"""One pass: take what is in the inboxes, build every return that is due, write its files."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import ilrsync
from ilrsync import durable
from ilrsync.contracts import RunReport
from ilrsync.ledger import Ledger, Lock, OutputFile, RunState
from ilrsync.model.table import table
from ilrsync.outputs.manifest import FILE_NAME as MANIFEST
from ilrsync.pipeline.attempt import build_with_what_can_be_read
from ilrsync.pipeline.choosing import Choice, Choosing
from ilrsync.pipeline.deciding import answers_in, in_force, take_decisions
from ilrsync.pipeline.plan import Plan, Progress, no_progress, uk_now
from ilrsync.pipeline.publish import exit_code, summary, write_outputs
from ilrsync.pipeline.reference import ROOM, reference_prints, references_of
from ilrsync.pipeline.site import calendar_of, options_of, site_files
from ilrsync.pipeline.taking import Look, Taking

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping

    from ilrsync.config import Config
    from ilrsync.host.manager import Host
    from ilrsync.model.decision import Decision
    from ilrsync.intake.settle import Settled
    from ilrsync.pipeline.built import Built

log = logging.getLogger(__name__)

LOCK = "ilrsync.lock"
CURRENT = "current.txt"


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

    With *dry_run* the same happens in a folder that is gone afterwards, and nothing in the inbox,
    the archive, the ledger or the outbox is touched.

    Raises:
        ConfigError: the configuration does not fit the plugins.
        TransientError: another ilrsync works on the same folder.
    """
    started = started or uk_now()
    with ExitStack() as stack:
        if dry_run:
            config = stack.enter_context(_elsewhere(config))
        else:
            lock = config.folders.state / LOCK
            stack.enter_context(Lock(lock, now=started, wait=wait))
        ledger = stack.enter_context(Ledger.open(config.ledger_place))
        return _Pass(config, host, ledger, started, progress, hands_off=dry_run).run()


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


class _Pass:
    def __init__(
        self,
        config: Config,
        host: Host,
        ledger: Ledger,
        started: dt.datetime,
        progress: Progress,
        *,
        hands_off: bool,
        settled: Settled | None = None,
    ) -> None:
        self._config = config
        self._host = host
        self._ledger = ledger
        self._started = started
        self._progress = progress
        self._taking = Taking(config, host, ledger, started, hands_off=hands_off, settled=settled)
        self._choosing = Choosing(config, host, ledger, self._taking, started)

    def run(self) -> SyncReport:
        report = self.take()
        looks = {look.source: look for look in report.looks}
        choices = self._choosing.choices(looks)
        report.undecided = take_decisions(
            self._config, self._ledger, [choice.year for choice in choices]
        )
        for choice in choices:
            report.returns.append(self._return(choice, looks))
        return report

    def take(self, sources: Collection[str] | None = None) -> SyncReport:
        """What *sources* have delivered is taken; nothing is built."""
        self._clean_up()
        wanted = [
            source for source in self._config.source if sources is None or source.name in sources
        ]
        return SyncReport([self._taking.look(source) for source in wanted])

    def _clean_up(self) -> None:
        """What an earlier pass left unfinished is gone: half-made folders, runs without an end."""
        folders = self._config.folders
        outbox = folders.outbox
        self._taking.clean_up()
        for run in self._ledger.abandon_unfinished_runs():
            for folder in outbox.glob(f"*/{_folder_name(run)}"):
                durable.FILES.remove_folder(folder)
        for place in (outbox, folders.quarantine):
            for room in [place, *place.glob("*/")]:
                durable.remove_leftovers(room)
        durable.remove_leftovers(folders.state / ROOM)
        for last in self._ledger.last_runs():
            done = self._ledger.last_run(last.ukprn, last.year, state=RunState.FINISHED)
            if done is not None:
                _point_at(outbox / f"{done.ukprn}-{done.year}", _folder_name(done.number))

    def _return(self, choice: Choice, looks: dict[str, Look]) -> ReturnReport:
        """One return, built unless the last run had the same inputs and terms."""
        year = choice.year
        if not choice.inputs:
            text = f"ILR {table(year).label}: no source has delivered a good export yet"
            return ReturnReport(
                year, None, 2 if any(look.problems for look in looks.values()) else 0, text
            )
        decisions = in_force(self._ledger, self._config.provider.ukprn, year)
        fingerprint = self._fingerprint(choice, decisions)
        last = self._ledger.last_run(self._config.provider.ukprn, year, state=RunState.FINISHED)
        if last is not None and last.fingerprint == fingerprint:
            text = f"ILR {table(year).label}: nothing new since run {last.number}"
            return ReturnReport(year, last.number, last.exit_code or 0, text)
        return self._build(choice, fingerprint, looks, decisions)

    def _build(
        self,
        choice: Choice,
        fingerprint: str,
        looks: dict[str, Look],
        decisions: Mapping[str, Decision],
    ) -> ReturnReport:
        plan = dataclasses.replace(self._plan(choice), decisions=decisions)
        used = list(choice.inputs)
        with tempfile.TemporaryDirectory(
            prefix="build-", dir=self._room(), ignore_cleanup_errors=True
        ) as room:
            built = build_with_what_can_be_read(
                plan,
                self._host,
                self._ledger,
                Path(room),
                instead=lambda given, reason: self._choosing.instead(
                    choice.year, given, reason, looks, used
                ),
                fingerprint=fingerprint,
                progress=self._progress,
            )
            try:
                report = self._publish(built, plan, choice, looks)
            finally:
                built.spool.close()
        self._choosing.used(used, built)
        return report

    def _publish(
        self, built: Built, plan: Plan, choice: Choice, looks: dict[str, Look]
    ) -> ReturnReport:
        """The run's files stand in the outbox together, and the ledger says so."""
        home = self._config.folders.outbox / f"{plan.ukprn}-{choice.year}"
        folder = home / _folder_name(built.run)
        answers = answers_in(self._ledger, built.run, plan.ukprn, choice.year)
        built.answers = [answer for _, answer in answers]
        with durable.whole_folder(folder) as making:
            written = write_outputs(built, plan, self._host, making, self._config.digest)
            code = exit_code(built, written.problems)
            names = [path.relative_to(making) for path in written.paths]
            manifest = json.loads((making / MANIFEST).read_text("utf-8"))
        self._ledger.add_inputs(built.run, built.inputs)
        problems = [*written.problems, *(one for look in looks.values() for one in look.problems)]
        self._ledger.finish_run(
            built.run,
            exit_code=code,
            learners=built.learners,
            written=built.written,
            manifest=manifest,
            outputs=[_output_file(folder / name) for name in names],
        )
        self._ledger.answers_stood(built.run, answers)
        _point_at(home, folder.name)
        about = {"run": built.run, "exit_code": code, "folder": str(folder), **built.counts()}
        log.info("a run has ended", extra=about)
        placed = dataclasses.replace(written, paths=[folder / name for name in names])
        text = summary(built, placed)
        told = self._host.run_finished(
            RunReport(
                run=built.run,
                ukprn=plan.ukprn,
                year=choice.year,
                ok=code < 2,
                outputs=placed.paths,
                counts=built.counts(),
                problems=problems,
            )
        )
        if written.problems or told:
            text += "\n".join(["Could not be done:", *written.problems, *told]) + "\n"
        return ReturnReport(choice.year, built.run, code, text, folder)

    def _plan(self, choice: Choice) -> Plan:
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
                (output, options_of(config, output.name))
                for output in self._host.outputs()
                if config.wants(output.name, default=output.default)
            ],
            on_invalid=config.on_invalid,
            official_xsd=config.schema.xsd,
            calendar=calendar_of(config, year),
        )

    def _fingerprint(self, choice: Choice, decisions: Mapping[str, Decision]) -> str:
        """Stands for everything that decides the files, the clock excepted."""
        parts = [
            ilrsync.__version__,
            self._config.digest,
            *(f"{one.name} {one.version} {one.problem}" for one in self._host.plugins()),
            *(f"{one.source} {one.sha256}" for one in choice.inputs),
            *sorted(f"{name} {decision.accepted}" for name, decision in decisions.items()),
            *site_files(self._config),
            *reference_prints(references_of(self._host, choice.year)),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _room(self) -> Path:
        folder = self._config.folders.state
        durable.make_folders(folder)
        return folder


def _folder_name(run: int) -> str:
    return f"run-{run:05}"


def _point_at(home: Path, name: str) -> None:
    """``current.txt`` names the newest run, also where a crash came before it could."""
    current = home / CURRENT
    known = current.read_text("utf-8").strip() if current.is_file() else ""
    if known != name and (home / name).is_dir():
        durable.write_text(current, f"{name}\n")


def _output_file(path: Path) -> OutputFile:
    return OutputFile(path.name, str(path), durable.sha256(path), path.stat().st_size)


@contextmanager
def _elsewhere(config: Config) -> Iterator[Config]:
    """*config* with every folder that is written to in a place that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ilrsync-dry-", ignore_cleanup_errors=True) as folder:
        rooms = {name: Path(folder) / name for name in ("outbox", "archive", "quarantine", "state")}
        yield dataclasses.replace(
            config,
            folders=dataclasses.replace(config.folders, **rooms),
            ledger=dataclasses.replace(config.ledger, url=""),
        )
