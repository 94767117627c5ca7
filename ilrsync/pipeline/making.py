"""One return, from the exports chosen for it to its folder in the outbox."""

from __future__ import annotations

import dataclasses
import json
import logging
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.contracts import RunReport
from ilrsync.errors import IlrsyncError
from ilrsync.ledger import Ledger, RunState
from ilrsync.outputs.manifest import FILE_NAME as MANIFEST
from ilrsync.pipeline.attempt import build_with_what_can_be_read
from ilrsync.pipeline.deciding import answers_in
from ilrsync.pipeline.publish import exit_code, summary, write_outputs
from ilrsync.pipeline.published import check_home, finish, folder_name, output_file
from ilrsync.pipeline.reports import ReturnReport
from ilrsync.pipeline.site import home_of, site_files
from ilrsync.pipeline.terms import fingerprint, plan_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.errors import ReadError
    from ilrsync.host.manager import Host
    from ilrsync.model.decision import Decision
    from ilrsync.pipeline.attempt import Instead
    from ilrsync.pipeline.built import Built
    from ilrsync.pipeline.choosing import Choice, Choosing
    from ilrsync.pipeline.inputs import Input
    from ilrsync.pipeline.look import Look
    from ilrsync.pipeline.plan import Plan, Progress

log = logging.getLogger(__name__)

BUILDING = "building"
TRIED = "tried"


class Making:
    """Makes the returns of one pass; with *hands_off* they stand in the state's folder only."""

    def __init__(
        self,
        config: Config,
        host: Host,
        ledger: Ledger,
        choosing: Choosing,
        started: dt.datetime,
        progress: Progress,
        *,
        hands_off: bool,
    ) -> None:
        self._config = config
        self._host = host
        self._ledger = ledger
        self._choosing = choosing
        self._started = started
        self._progress = progress
        self._hands_off = hands_off

    def make(
        self,
        choice: Choice,
        looks: dict[str, Look],
        decisions: Mapping[str, Decision],
    ) -> ReturnReport:
        """The return of *choice*, with *decisions* in force, has its run and its folder.

        Raises:
            TransientError: the disk or the ledger refused.
        """
        plan = plan_of(choice, self._config, self._host, self._ledger, self._started)
        plan = dataclasses.replace(plan, decisions=decisions)
        used = list(choice.inputs)

        def instead(given: Input, reason: ReadError) -> Input | None:
            return self._choosing.instead(choice.year, given, reason, looks, used)

        with room_in(self._config) as room:
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
                fingerprint=lambda inputs: fingerprint(
                    year, inputs, decisions, self._config, self._host, self._ledger
                ),
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
            beside = list(site_files(self._config, self._ledger, year))
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
        report = RunReport(
            run=built.run,
            ukprn=plan.ukprn,
            year=year,
            ok=code < 2,
            outputs=[folder / name for name in names],
            counts=built.counts(),
            problems=problems,
        )
        told = [] if self._hands_off else self._finish(report, home)
        about = {"run": built.run, "exit_code": code, "folder": str(folder), **built.counts()}
        log.info("a run has ended", extra=about)
        text = summary(built, dataclasses.replace(written, paths=report.outputs))
        if written.problems or told:
            text += "\n".join(["Could not be done:", *written.problems, *told]) + "\n"
        return ReturnReport(year, built.run, code, text, None if self._hands_off else folder)

    def _finish(self, report: RunReport, home: Path) -> list[str]:
        """The run counts and plugins know of it; gives what went wrong in the telling."""
        told: list[str] = []

        def tell(one: RunReport) -> None:
            told.extend(self._host.run_finished(one))

        finish(self._ledger, report.run, home, tell, report)
        return told

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


@contextmanager
def room_in(config: Config) -> Iterator[Path]:
    """A private folder for what is being built, gone at the end or else at the next start."""
    room = durable.temporary_name(config.folders.state / BUILDING / "return")
    with durable.translated("the return cannot be built"):
        durable.make_folders(room)
        try:
            yield room
        finally:
            with suppress(OSError):
                durable.FILES.remove_folder(room)
