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
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.ledger import Ledger, Lock, RunState
from ilrsync.model.table import table
from ilrsync.pipeline.attempt import build_with_what_can_be_read
from ilrsync.pipeline.choosing import Choice, Choosing
from ilrsync.pipeline.deciding import in_force, take_decisions
from ilrsync.pipeline.making import BUILDING, Making, room_in
from ilrsync.pipeline.plan import Plan, Progress, no_progress, uk_now
from ilrsync.pipeline.publish import write_outputs
from ilrsync.pipeline.published import end_on_paper, end_what_was_cut_off
from ilrsync.pipeline.reference import ROOM
from ilrsync.pipeline.rehearsal import rehearsed
from ilrsync.pipeline.reports import ReturnReport, SyncReport
from ilrsync.pipeline.taking import Taking
from ilrsync.pipeline.terms import fingerprint, plan_of
from ilrsync.pipeline.trial import ends_the_process

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.host.manager import Host
    from ilrsync.intake.settle import Settled
    from ilrsync.pipeline.look import Look

LOCK = "ilrsync.lock"


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
    gone afterwards; nothing in them or in the inbox is touched. What *host* keeps of reference
    data is kept all the same, because it is the same for every pass.

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
        self._making = Making(
            config, host, ledger, self._choosing, started, progress, hands_off=hands_off
        )

    def run(self) -> SyncReport:
        report = self.take()
        looks = {look.source: look for look in report.looks}
        choices = self._choosing.choices(looks)
        years = [choice.year for choice in choices]
        report.undecided = [
            *self._decisions_folder(),
            *take_decisions(self._config, self._ledger, years),
        ]
        choices += self._choosing.answered(years, looks)
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

    def _decisions_folder(self) -> Iterator[str]:
        """It is there for people to put answers into; gives why it is not. No return waits for it.

        A try makes none.
        """
        folder = self._config.folders.decisions
        if not self._hands_off:
            try:
                durable.make_folders(folder)
            except OSError as error:
                yield f"decisions: {folder} cannot be made: {durable.reason(error)}"

    def _clean_up(self) -> None:
        """What an earlier pass left unfinished has come to its end or is gone."""
        folders = self._config.folders
        self._taking.clean_up()
        if self._hands_off:
            end_on_paper(self._ledger, folders.outbox)
            return
        end_what_was_cut_off(self._ledger, folders.outbox, self._host.run_finished)
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
        print_now = fingerprint(
            year, choice.inputs, decisions, self._config, self._host, self._ledger
        )
        last = self._ledger.last_run(self._config.provider.ukprn, year, state=RunState.FINISHED)
        if last is not None and last.fingerprint == print_now:
            text = f"ILR {table(year).label}: nothing new since run {last.number}"
            return ReturnReport(year, last.number, last.exit_code or 0, text)
        return self._making.make(choice, looks, decisions)

    def plan_of(self, export: int) -> Plan | None:
        """A return of that export and no other, compared with none; None without its files."""
        choice = self._choosing.alone(export)
        if choice is None:
            return None
        plan = plan_of(choice, self._config, self._host, self._ledger, self._started)
        return dataclasses.replace(plan, before=None)


# A function of its own, because a pass that knows itself would be freed only by the collector.
def _deadly(config: Config, export: int) -> bool:
    """Whether *export*, which was in use when the process ended, is what ends it."""
    with room_in(config) as room:
        return ends_the_process(config, export, room)
