"""Heavy days of a service. Each trial gives its figures, and fails when something was missed."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ilrsync.daemon.health import read as read_health
from ilrsync.ledger import ExportState, Ledger, RunState
from ilrsync.pipeline.plan import uk_now
from ilrsync.pipeline.published import CURRENT
from tests.benchmarks.generator import write_file
from tests.daemon.site import POLLING, living
from tests.load.figures import counted, family, processor_seconds, resident
from tests.pipeline.returns import YEAR, deliver, ilr, learners, site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.ledger import Run

Figures = dict[str, float]

_EVERY_QUARTER = (
    '[[schedule]]\nname = "arriving"\non_arrival = true\nnot_more_often_than = "15 minutes"\n'
)
_EVERY_MINUTE = _EVERY_QUARTER.replace("15 minutes", "1 minute")
_LEAN = "".join(
    f"[outputs.{name}]\nenabled = false\n" for name in ("review_workbook", "placement_sheet")
)
_AT_ONCE = '[[schedule]]\nname = "at-once"\non_arrival = true\nnot_more_often_than = "1 second"\n'
_PATIENCE = 3600.0
_SOURCES = 50


def a_delivery_every_minute(folder: Path, deliveries: int, originals: str = "keep") -> Figures:
    """A source delivers every minute of a day that a fake clock makes.

    Nothing is missed, and what a delivery asks of the ledger does not grow with those before it.
    """
    (person,) = learners(1)
    asked: list[int] = []
    used: list[float] = []
    memory: list[float] = []
    text = POLLING + _EVERY_QUARTER + _LEAN
    with living(folder, text, originals=originals) as one, counted() as questions:
        one.live(10)
        for minute in range(deliveries):
            before, built = questions.count, one.service.health.last_build
            person.FamilyName = "Example" + "".join(chr(ord("a") + int(x)) for x in f"{minute:04}")
            deliver(one.inbox(), f"export {minute:04}.xml", ilr([person]))
            began = time.process_time()
            one.live(60, step=10)
            if one.service.health.last_build == built:
                asked.append(questions.count - before)
                used.append((time.process_time() - began) * 1000)
            memory.append(resident())
        one.live(1000, step=60)
        taken, last = _exports(one.config), one.runs()[-1]
    assert len(taken) == deliveries, "a delivery was missed"
    assert ExportState.OFFERED not in taken
    assert last.state is RunState.FINISHED
    tenth = max(len(asked) // 10, 1)
    third = len(memory) // 3
    samples = {f"MB after {count}": memory[count - 1] for count in range(100, deliveries, 100)}
    return {
        "deliveries": deliveries,
        "builds": last.number,
        "questions for one of the first deliveries": sum(asked[:tenth]) / tenth,
        "questions for one of the last deliveries": sum(asked[-tenth:]) / tenth,
        "ms of processor for one of the first deliveries": sum(used[:tenth]) / tenth,
        "ms of processor for one of the last deliveries": sum(used[-tenth:]) / tenth,
        **samples,
        "MB at the end": memory[-1],
        "KB for a delivery after a third": (memory[-1] - memory[third])
        * 1000
        / (deliveries - third),
    }


def many_builds(folder: Path, builds: int) -> Figures:
    """One process builds again and again, with all outputs, and gets no larger for it."""
    people = learners(30)
    memory: list[float] = []
    with living(folder, POLLING + _EVERY_MINUTE) as one:
        for number in range(builds):
            people[0].FamilyName = "Example" + "".join(
                chr(ord("a") + int(digit)) for digit in f"{number:04}"
            )
            deliver(one.inbox(), "export.xml", ilr(people))
            one.live(70, step=5)
            gc.collect()
            memory.append(resident())
        runs = one.runs()
    assert len(runs) == builds
    assert all(run.state is RunState.FINISHED for run in runs)
    return {
        "builds": builds,
        "MB after a sixth": memory[builds // 6],
        "MB at the end": memory[-1],
        "KB for a build": (memory[-1] - memory[builds // 6]) * 1000 / (builds - builds // 6),
    }


def a_large_file(folder: Path, count: int, every: float = 2.0) -> Figures:
    """The service, a process of its own, is given a file of *count* learners.

    While it is at work another source delivers every so many seconds; nothing of that is missed.
    """
    config = site(folder, f"[watching]\nsettle = 2\n{_AT_ONCE}", sources=("main", "second"))
    beside = folder / "export.part"
    write_file(beside, YEAR, count)
    figures = {"learners": count, "MB of the file": beside.stat().st_size / 1e6}
    beside.rename(config.folders.inbox / "main" / "export.xml")
    began = time.monotonic()
    with _serving(config) as service:
        watched = _Watched(service.pid)
        came = _dropping(config, every)
        _until(lambda: _written(config) >= count, watched, came)
        took = time.monotonic() - began
        dropped = next(came)
        _until(lambda: len(_exports(config)) == dropped + 1 and _is_built(config), watched)
    last = _runs(config)[-1]
    assert last.learners == count + 1, "what came during the build was missed"
    return figures | {
        "seconds until its return stood": took,
        "files that came meanwhile": dropped,
        "processes at most": watched.processes,
        "MB of the service at most": watched.service,
        "MB of a worker at most": watched.worker,
    }


def many_sources(folder: Path, exports: int, idle: float = 60.0) -> Figures:
    """The service has fifty sources, which are given *exports* exports at once; then it rests.

    Nothing is missed, the newest export of every source is in the return, and rest costs little.
    """
    names = [f"source-{number:02}" for number in range(_SOURCES)]
    config = site(folder, f"[watching]\nsettle = 2\n{_AT_ONCE}{_LEAN}", sources=names)
    people = learners(exports)
    with _serving(config) as service:
        watched = _Watched(service.pid)
        _until(lambda: read_health(config.folders.state, uk_now()) is not None, watched)
        began = time.monotonic()
        for number, person in enumerate(people):
            person.LearnRefNumber = f"L{number:05}"
            passing = config.folders.inbox / names[number % _SOURCES] / f"export {number:05}.part"
            passing.write_bytes(ilr([person]))
            passing.rename(passing.with_suffix(".xml"))
        _until(lambda: len(_exports(config)) == exports and _is_built(config), watched)
        took, worked = time.monotonic() - began, processor_seconds(service.pid)
        time.sleep(idle)
        rested = processor_seconds(service.pid) - worked
    last = _runs(config)[-1]
    assert last.learners == min(exports, _SOURCES), "the newest of a source is not in the return"
    return {
        "exports": exports,
        "seconds until all were taken and built": took,
        "seconds of processor for that": worked,
        "runs": last.number,
        "ms of processor in a minute of rest": rested * 60_000 / idle,
        "MB of the service at most": watched.service,
    }


@contextmanager
def _serving(config: Config) -> Iterator[subprocess.Popen[bytes]]:
    """The service of *config* in a process of its own, which is then asked to stop and does."""
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-m", "ilrsync", "run", "--config", str(config.path)]
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as service:
        try:
            yield service
        finally:
            service.terminate()
        assert service.wait() == 0, "the service did not end well"


@dataclass
class _Watched:
    """The most that the service and those that it starts had in memory."""

    process: int
    processes: int = 0
    service: float = 0.0
    worker: float = 0.0

    def look(self) -> None:
        own, *others = family(self.process)
        workers = [size for one in others if (size := resident(one)) > 1]
        self.processes = max(self.processes, 1 + len(workers))
        self.service = max(self.service, resident(own))
        self.worker = max([self.worker, *workers])


def _until(
    what: Callable[[], bool], watched: _Watched, meanwhile: Iterator[int] | None = None
) -> None:
    end = time.monotonic() + _PATIENCE
    asked = 0.0
    while True:
        assert time.monotonic() < end, "it did not happen in time"
        watched.look()
        if meanwhile is not None:
            next(meanwhile)
        if time.monotonic() - asked > 2:
            if what():
                return
            asked = time.monotonic()
        time.sleep(0.1)


def _dropping(config: Config, every: float) -> Iterator[int]:
    """Drops a file of another source whenever it is time to, and tells how many it has dropped."""
    (person,) = learners(1, seed=2)
    dropped, last = 0, time.monotonic()
    while True:
        if time.monotonic() - last >= every:
            dropped, last = dropped + 1, time.monotonic()
            person.LearnRefNumber = "SECOND"
            person.FamilyName = "Example" + "".join(chr(ord("a") + int(x)) for x in f"{dropped:04}")
            passing = config.folders.inbox / "second" / f"export {dropped:04}.part"
            passing.write_bytes(ilr([person]))
            passing.rename(passing.with_suffix(".xml"))
        yield dropped


def _exports(config: Config) -> list[ExportState]:
    """The states of all exports that the ledger knows; none while there is no ledger."""
    if not _has_ledger(config):
        return []
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        return [
            state
            for source in config.source
            for state in ledger.export_states(source.name).values()
        ]


def _runs(config: Config) -> list[Run]:
    if not _has_ledger(config):
        return []
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        return ledger.history(10_000)[::-1]


def _has_ledger(config: Config) -> bool:
    return any(config.folders.outbox.glob(f"*/{CURRENT}"))


def _written(config: Config) -> int:
    return max((run.written or 0 for run in _runs(config)), default=0)


def _is_built(config: Config) -> bool:
    return ExportState.OFFERED not in _exports(config) and (
        _runs(config)[-1].state is RunState.FINISHED
    )


TRIALS: Mapping[str, Callable[[Path, int], Figures]] = {
    "a delivery every minute": a_delivery_every_minute,
    "a delivery every minute, removed": partial(a_delivery_every_minute, originals="remove"),
    "many builds": many_builds,
    "a large file": a_large_file,
    "many sources": many_sources,
}
"""Every trial by its name; each is given a folder and a size."""
