"""Processes that are killed at random moments while files keep coming."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.errors import IlrsyncError
from ilrsync.outputs.manifest import FILE_NAME as MANIFEST
from ilrsync.pipeline.sync import sync
from tests.crash.scenario import working_folder
from tests.crash.standing import Standing, faults_of, standing
from tests.pipeline.returns import UKPRN, host, ilr, learners

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ilrsync.config import Config

Dropped = tuple[str, str, bytes]
"""One delivery: source, name and content."""

_ENOUGH_PASSES = 30
_SERVICE = '[[schedule]]\nname = "all-day"\nevery = "2 seconds"\n'


def script(seed: int, count: int) -> list[Dropped]:
    """*count* deliveries, no two alike: good ones, zips, files nobody knows, another provider's."""
    kinds = random.Random(seed).choices(("good", "zip", "notes", "stray"), (6, 3, 1, 1), k=count)  # noqa: S311 - repeatable
    return [_delivery(kind, number) for number, kind in enumerate(kinds, 1)]


def drop(config: Config, one: Dropped) -> None:
    """*one* lies in its inbox, whole, as a careful program delivers it."""
    source, name, content = one
    folder = config.folders.inbox / source
    passing = folder / f"{name}.part"
    passing.write_bytes(content)
    passing.replace(folder / name)


def until_settled(config: Config) -> int:
    """Passes are made until nothing changes any more; returns how many.

    Raises:
        AssertionError: it goes on changing.
    """
    before = None
    for number in range(1, _ENOUGH_PASSES):
        sync(config, host())
        now = standing(config)
        if now == before:
            return number
        before = now
    raise AssertionError("the working folder does not come to rest")


def used(found: Standing) -> Standing:
    """*found*, where it makes no difference whether an export was read or overtaken.

    Nor whether a build with it was cut off before one of a newer export came to its end.
    """
    exports = frozenset(
        (source, sha256, "refused" if state == "refused" else "used")
        for source, sha256, state, _, _ in found.exports
    )
    return replace(found, exports=exports)


def undisturbed(folder: Path, deliveries: list[Dropped]) -> Standing:
    """What comes of *deliveries* when nothing goes wrong."""
    config = working_folder(folder)
    for number, one in enumerate(deliveries):
        drop(config, one)
        if number % 10 == 0:
            sync(config, host())
    until_settled(config)
    assert faults_of(config) == []
    return used(standing(config))


class Campaign:
    """*kills* kills while *deliveries* come; ``figures`` count what happened."""

    def __init__(
        self,
        folder: Path,
        kills: int,
        seed: int,
        deliveries: list[Dropped],
        told: Callable[[str], object],
    ) -> None:
        self.config = working_folder(folder, _SERVICE)
        self.figures: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._kills = kills
        self._random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._coming = list(reversed(deliveries))
        self._per_kill = len(deliveries) / kills
        self._whole: set[Path] = set()
        self._told = told

    def run(self) -> None:
        """All kills have happened and everything has been delivered."""
        while self.figures["kills"] < self._kills and not self.wrong:
            self._one()
            if self.figures["kills"] % 50 == 0 and self.figures["kills"]:
                self._told(f"{self.figures['kills']} kills, {self.figures['delivered']} files")
        while self._coming:
            self._drop()

    def _one(self) -> None:
        self._maybe_drop()
        kind = self._random.choices(("passes", "sync", "run"), (88, 9, 3))[0]
        ended = {"passes": self._passes, "sync": self._sync, "run": self._service}[kind]()
        if ended == -signal.SIGKILL:
            self.figures["kills"] += 1
            self.figures[f"kills of {kind}"] += 1
        elif ended in (0, 1, 2):
            self.figures[f"{kind} that ended first"] += 1
        else:
            self.wrong.append(f"{kind} ended with {ended}")
        self.wrong += self._torn()

    def _passes(self) -> int:
        """Pass after pass in a process of their own, which costs no start."""
        child = os.fork()
        if not child:
            _for_ever(self.config)
        self._wait(0.02, 0.9)
        os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def _sync(self) -> int:
        return self._command("sync", 0.3, 3.0)

    def _service(self) -> int:
        return self._command("run", 1.0, 6.0)

    def _command(self, name: str, least: float, most: float) -> int:
        command = [sys.executable, "-m", "ilrsync", name, "--config", str(self.config.path)]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
            self._wait(least, most)
            process.kill()
            return process.wait()

    def _wait(self, least: float, most: float) -> None:
        """Some time passes, now and then long enough for anything to end."""
        seconds = self._random.uniform(least, most)
        if self._random.random() < 0.05:
            seconds += 3 * most
        time.sleep(seconds / 2)
        self._maybe_drop()
        time.sleep(seconds / 2)

    def _maybe_drop(self) -> None:
        if self._coming and self._random.random() < self._per_kill / 2:
            self._drop()

    def _drop(self) -> None:
        drop(self.config, self._coming.pop())
        self.figures["delivered"] += 1

    def _torn(self) -> Iterator[str]:
        """What a reader of the outbox would see in halves at this moment."""
        for folder in self.config.folders.outbox.glob("*/run-?????"):
            if folder in self._whole:
                continue
            self._whole.add(folder)
            manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
            for one in manifest["outputs"]:
                path = folder / one["name"]
                if not path.is_file() or durable.sha256(path) != one["sha256"]:
                    yield f"{path} is not what the run wrote"
        for current in self.config.folders.outbox.glob("*/current.txt"):
            if not (current.parent / current.read_text("utf-8").strip()).is_dir():
                yield f"{current} names a run that is not there"


def _for_ever(config: Config) -> None:
    try:
        while True:
            try:
                sync(config, host())
            except IlrsyncError:
                time.sleep(0.05)
    finally:
        os._exit(99)  # by another error than ours, which the parent tells


def _delivery(kind: str, number: int) -> Dropped:
    name = f"export {number:04}"
    if kind == "notes":
        return "second", f"notes {number}.csv", f"Dear all,\r\nthis is note {number}\r\n".encode()
    if kind == "stray":
        return "stray", f"{name}.xml", ilr(learners(2, seed=number), ukprn=UKPRN + 1)
    if kind == "good":
        return "main", f"{name}.xml", _good(3, number)
    return "second", f"{name}.zip", _zipped(_good(2, number))


def _good(count: int, number: int) -> bytes:
    """The same people every time, so that what is said does not depend on the run before."""
    people = learners(count, seed=count)
    for place, one in enumerate(people):
        one.LearnRefNumber = f"S{count}{place}"
    people[0].FamilyName = "Example" + "".join(chr(ord("a") + int(digit)) for digit in str(number))
    return ilr(people)


def _zipped(content: bytes) -> bytes:
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w") as made:
        made.writestr(zipfile.ZipInfo("export.xml"), content)
    return room.getvalue()
