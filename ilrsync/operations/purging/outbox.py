"""Old runs: their folders in the outbox, and what they said of learners in the ledger."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.durable import FILES
from ilrsync.ledger.retention import Removal
from ilrsync.operations.purging.item import Item, before, size_of
from ilrsync.pipeline.published import CURRENT, folder_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.ledger import Ledger, Run

OUTPUTS, DETAILS = "outputs", "details"


def old_outputs(config: Config, ledger: Ledger, now: dt.datetime) -> Iterator[Item]:
    """Folders of runs that are old enough; never the newest of a return or the current one."""
    limit = before(now, config.retention.outputs_days)
    if limit is None:
        return
    for run in ledger.old_runs(limit, config.retention.outputs_keep):
        home = config.folders.outbox / f"{run.ukprn}-{run.year}"
        path = home / folder_name(run.number)
        folder = path if FILES.is_folder(path) else None
        if path.name == _current(home):
            continue
        said = [one for one in ledger.outputs(run.number) if one.state != "removed"]
        if folder is not None or said:
            size = size_of(folder) if folder is not None else 0
            what = f"{home.name}/{folder.name}" if folder is not None else f"run {run.number}"
            gone = Removal(OUTPUTS, what, len(said), size)
            remove = partial(_remove, ledger, run.number, folder, gone)
            yield Item(OUTPUTS, what, _ended(run), size, remove)


def old_details(config: Config, ledger: Ledger, now: dt.datetime) -> Iterator[Item]:
    """Findings, changes and held-out learners of runs that are old enough; then old notes."""
    limit = before(now, config.retention.details_days)
    if limit is None:
        return
    done = ledger.runs_without_details()
    for run in ledger.old_runs(limit, config.retention.details_keep):
        if run.number not in done:
            remove = partial(_forget, ledger, run.number)
            yield Item(DETAILS, f"run {run.number}", _ended(run), 0, remove)
    if notes := ledger.old_notes(limit):
        remove = partial(ledger.forget_notes, limit)
        why = f"{notes} problems, reasons and ended answers from before {limit:%Y-%m-%d}"
        yield Item(DETAILS, "notes", why, 0, remove)


def _remove(ledger: Ledger, run: int, folder: Path | None, gone: Removal) -> None:
    if folder is None:
        ledger.outputs_removed(run, gone)
        return
    aside = durable.temporary_name(folder)  # whoever is cut off now leaves no half folder to read
    durable.replace(folder, aside)
    ledger.outputs_removed(run, gone)
    FILES.remove_folder(aside)


def _forget(ledger: Ledger, run: int) -> None:
    ledger.forget_details(run)


def _current(home: Path) -> str:
    try:
        return (home / CURRENT).read_text("utf-8").strip()
    except OSError:
        return ""


def _ended(run: Run) -> str:
    return f"{run.state.value} {run.finished:%Y-%m-%d}" if run.finished else run.state.value
