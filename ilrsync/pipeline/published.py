"""Where the files of a run stand, and what becomes of a run that a crash cut off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.contracts import RunReport
from ilrsync.errors import TransientError
from ilrsync.ledger import Ledger, OutputFile, RunState
from ilrsync.pipeline.deciding import answers_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ilrsync.ledger import Run

CURRENT = "current.txt"


def _home(outbox: Path, ukprn: int, year: str) -> Path:
    """The folder in *outbox* that holds the runs of one return."""
    return outbox / f"{ukprn}-{year}"


def folder_name(run: int) -> str:
    """What the folder of *run* is called."""
    return f"run-{run:05}"


def point_at(home: Path, name: str) -> None:
    """``current.txt`` names the newest run; it is written only when it names another.

    Raises:
        TransientError: it cannot be read or written.
    """
    current = home / CURRENT
    with durable.translated(f"{current} cannot be read"):
        known = current.read_bytes() if durable.FILES.exists(current) else b""
        wanted = durable.FILES.is_folder(home / name)
    text = f"{name}\n"
    if wanted and known != text.encode():
        durable.write_text(current, text)


def check_home(ledger: Ledger, home: Path, ukprn: int, year: str) -> None:
    """The folder of the return is there, if it ever was.

    Raises:
        TransientError: it is gone, so that the files of a run would go where nobody finds them.
    """
    last = ledger.last_run(ukprn, year)
    if last is not None and not durable.FILES.is_folder(home):
        raise TransientError(
            f"{home}, where run {last.number} stood, is gone; check that its drive is connected,"
            " or make the folder again if somebody removed it"
        )


def end_what_was_cut_off(ledger: Ledger, outbox: Path, tell: Callable[[RunReport], object]) -> None:
    """Every run has an end, and ``current.txt`` of every return names its newest.

    A run whose folder stands in *outbox* under its own name was whole when that appeared, so it is
    ended as it would have been, and *tell* hears of it, perhaps for the second time. Of any other
    nothing stays but its number. Only for whoever holds the one-instance lock.

    Raises:
        TransientError: the outbox or the ledger cannot be used.
    """
    for run in ledger.unfinished_runs():
        home = _home(outbox, run.ukprn, run.year)
        if _stands(run, outbox):
            finish(ledger, run.number, home, tell, _report(ledger, run))
        else:
            _remove(home / folder_name(run.number))
            ledger.abandon_run(run.number)
    for last in ledger.last_runs():
        done = ledger.last_run(last.ukprn, last.year, state=RunState.FINISHED)
        if done is not None:
            point_at(_home(outbox, done.ukprn, done.year), folder_name(done.number))


def end_on_paper(ledger: Ledger, outbox: Path) -> None:
    """*ledger*, a copy of the real one, has of every run the end that it would come to.

    Raises:
        TransientError: the outbox or the ledger cannot be used.
    """
    for run in ledger.unfinished_runs():
        if _stands(run, outbox):
            _take_down(ledger, run.number, run.ukprn, run.year)
            ledger.run_published(run.number)
        else:
            ledger.abandon_run(run.number)


def finish(
    ledger: Ledger,
    run: int,
    home: Path,
    tell: Callable[[RunReport], object],
    report: RunReport,
) -> None:
    """*run*, whose folder stands, is the current one, *tell* has heard of it, and it has ended.

    What became of people's answers in it is on record as well. In this order, so that a crash on
    the way leaves a run that is still to be told of: hearing of one run twice is better than never,
    and its number tells that it is the same.
    """
    point_at(home, folder_name(run))
    _take_down(ledger, run, report.ukprn, report.year)
    tell(report)
    ledger.run_published(run)


def output_file(made: Path, place: Path) -> OutputFile:
    """The file that lies at *made* and will stand at *place*.

    Raises:
        TransientError: it cannot be read.
    """
    with durable.translated(f"{made.name} cannot be read back"):
        digest = durable.sha256(made)
        size = durable.FILES.stat(made).st_size
    return OutputFile(place.name, str(place), digest, size)


def _stands(run: Run, outbox: Path) -> bool:
    """Whether the folder of *run*, which has no end, got its name."""
    if run.state is not RunState.PUBLISHING:
        return False
    if not durable.FILES.is_folder(outbox):
        raise TransientError(
            f"run {run.number} was cut off and {outbox} is not there to see how far it came;"
            " check that the folder exists and its drive is connected"
        )
    return durable.FILES.is_folder(_home(outbox, run.ukprn, run.year) / folder_name(run.number))


def _take_down(ledger: Ledger, run: int, ukprn: int, year: str) -> None:
    """What *run* made of people's answers is on record, and it is what the next compares with."""
    ledger.answers_stood(run, answers_in(ledger, run, ukprn, year))
    ledger.forget_returned_before(ukprn, year, run)


def _report(ledger: Ledger, run: Run) -> RunReport:
    outputs: Sequence[Path] = [Path(one.path) for one in ledger.outputs(run.number)]
    return RunReport(
        run=run.number,
        ukprn=run.ukprn,
        year=run.year,
        ok=(run.exit_code or 0) < 2,
        outputs=outputs,
        counts=ledger.counts(run.number),
        problems=["ilrsync was cut off before it could tell of this run"],
    )


def _remove(folder: Path) -> None:
    """*folder* is gone, at least under its name; never half of it stands there."""
    with durable.translated(f"{folder}, which a crash left, cannot be removed"):
        if durable.FILES.exists(folder):
            durable.replace(folder, durable.temporary_name(folder))
            durable.FILES.sync_folder(folder.parent)
    durable.remove_leftovers(folder.parent)
