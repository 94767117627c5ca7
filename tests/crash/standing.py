"""What a working folder has come to, in terms that do not depend on when or how often it was tried.

Left out are times, the numbers of runs and what hangs on them, and rows of problems, because a
trouble that passed is told as well.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from ilrsync import durable
from ilrsync.ledger import Ledger, RunState
from ilrsync.pipeline.published import CURRENT, folder_name
from tests.pipeline.returns import tree

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.ledger import Run

_WHY = ".why.txt"


@dataclass(frozen=True)
class Standing:
    """Everything that has to be the same whatever went wrong on the way."""

    inbox: Mapping[str, str]
    archive: Mapping[str, str]
    quarantine: Mapping[str, str]
    exports: frozenset[tuple[object, ...]]
    waiting: frozenset[str]
    returns: Mapping[str, object]
    findings: frozenset[str]
    changes: frozenset[str]
    answers: frozenset[tuple[object, ...]]

    def differences(self, other: Standing) -> list[str]:
        """What is not the same in *other*, in words."""
        found = []
        for one in fields(self):
            here, there = (_items(getattr(each, one.name)) for each in (self, other))
            found += [f"{one.name}: has {item}" for item in sorted(here - there)]
            found += [f"{one.name}: lacks {item}" for item in sorted(there - here)]
        return found


def _items(value: object) -> set[str]:
    if isinstance(value, Mapping):
        return {f"{name}: {one}" for name, one in value.items()}
    assert isinstance(value, frozenset)
    return {str(one) for one in value}


def standing(config: Config) -> Standing:
    """How the working folder of *config* stands."""
    folders = config.folders
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        runs = [ledger.last_run(one.ukprn, one.year) for one in ledger.last_runs()]
        newest = [run for run in runs if run is not None]
        return Standing(
            inbox=_hashes(folders.inbox),
            archive=_hashes(folders.archive),
            quarantine={
                name: "" if name.endswith(_WHY) else told
                for name, told in _hashes(folders.quarantine).items()
            },
            exports=_exports(config),
            waiting=frozenset(
                file.path for source in ledger.sources() for file in ledger.waiting_files(source)
            ),
            returns={f"{run.ukprn}-{run.year}": _outcome(folders.outbox, run) for run in newest},
            findings=frozenset(str(one) for run in newest for one in ledger.findings(run.number)),
            changes=frozenset(str(one) for run in newest for one in ledger.changes(run.number)),
            answers=_answers(config),
        )


def faults_of(config: Config) -> list[str]:
    """What is wrong with the working folder by itself, once a healthy pass has ended."""
    folders = config.folders
    wrong = [
        f"left over: {path}"
        for folder in (folders.archive, folders.outbox, folders.quarantine, folders.state)
        for path in folder.rglob("*")
        if durable.is_leftover(path) or path.suffix == "-journal"
    ]
    for path in folders.archive.rglob("*"):
        if path.is_file() and durable.sha256(path) != path.stem:
            wrong.append(f"the archive does not hold what it says: {path}")
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        wrong += _wrong_in(ledger, folders.outbox)
    return wrong


def _wrong_in(ledger: Ledger, outbox: Path) -> list[str]:
    wrong = [f"run {run.number} has no end" for run in ledger.unfinished_runs()]
    known: set[Path] = set()
    for run in ledger.history(limit=100_000):
        folder = outbox / f"{run.ukprn}-{run.year}" / folder_name(run.number)
        if run.state is not RunState.FINISHED:
            continue
        known.add(folder)
        for output in ledger.outputs(run.number):
            path = folder / output.name
            found = [one for one in folder.rglob(output.name) if one.is_file()]
            if not found or durable.sha256(found[0]) != output.sha256:
                wrong.append(f"run {run.number} is finished, but {path} is not what it wrote")
        wrong += _not_conserved(run)
    wrong += [
        f"a folder that the ledger does not know: {path}"
        for path in outbox.glob("*/run-*")
        if path not in known
    ]
    for last in ledger.last_runs():
        done = ledger.last_run(last.ukprn, last.year)
        current = outbox / f"{last.ukprn}-{last.year}" / CURRENT
        if done is not None and current.read_text("utf-8") != f"{folder_name(done.number)}\n":
            wrong.append(f"{current} does not name run {done.number}")
    return wrong + [
        f"{export.source} {export.set_key} was offered and never read"
        for source in ledger.sources()
        for export in ledger.exports_to_read(source)
    ]


def _not_conserved(run: Run) -> list[str]:
    """Records read = written + held out + gathered, by the run's own manifest."""
    manifest: Any = run.manifest
    learners = manifest["learners"]
    counted = learners["written"] + learners["held_out"] + learners["gathered"]
    if learners["read"] != counted:
        return [f"run {run.number} read {learners['read']} learners and accounts for {counted}"]
    return []


def _exports(config: Config) -> frozenset[tuple[object, ...]]:
    query = "SELECT source, sha256, state, learners, attempts FROM exports"
    with closing(sqlite3.connect(config.ledger_place)) as connection:
        return frozenset(connection.execute(query))


def _answers(config: Config) -> frozenset[tuple[object, ...]]:
    query = "SELECT suggestion, answer, standing, why FROM decisions"
    with closing(sqlite3.connect(config.ledger_place)) as connection:
        return frozenset(connection.execute(query))


def _outcome(outbox: Path, run: Run) -> object:
    folder = outbox / f"{run.ukprn}-{run.year}" / folder_name(run.number)
    files = {
        _timeless(name, run): _digest(_timeless(content.decode("utf-8"), run).encode())
        for name, content in tree(folder).items()
        if name.endswith((".XML", ".csv", "findings.json"))
    }
    return run.exit_code, run.learners, run.written, tuple(sorted(files.items()))


def _timeless(text: str, run: Run) -> str:
    text = text.replace(folder_name(run.number), "run")
    text = re.sub(r"20\d{6}-\d{6}", "then", text)
    text = re.sub(r"20\d\d-\d\d-\d\dT[\d:.+Z-]+", "then", text)
    return re.sub(rf'"run": {run.number}\b', '"run": n', text)


def _hashes(folder: Path) -> dict[str, str]:
    return {name: _digest(content) for name, content in tree(folder).items()}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
