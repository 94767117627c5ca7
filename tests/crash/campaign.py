"""Processes that are killed at random moments and calls while files and answers keep coming."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.daemon.health import FILE_NAME as HEALTH
from ilrsync.outputs.manifest import FILE_NAME as MANIFEST
from ilrsync.pipeline.published import CURRENT
from ilrsync.pipeline.sync import sync
from tests.crash.scenario import college
from tests.crash.standing import Standing, faults_of, standing
from tests.crash.vendors import answer, drop, last_of_all
from tests.crash.victims import at_a_call, at_a_moment, ends_well, from_the_start
from tests.pipeline.returns import host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from ilrsync.config import Config
    from tests.crash.vendors import Dropped
    from tests.crash.victims import Death

_ENOUGH_PASSES = 30
_ANSWERED = (0.3, 0.6)
"""When so much of everything has come, somebody answers the first suggestion, and the second."""


@dataclass(frozen=True)
class _Way:
    """One way to run a command and to kill it; seconds, and how often of a hundred times."""

    command: str
    how: str
    share: int
    least: float
    most: float


_WAYS = (
    _Way("sync", "at a moment", 22, 0.02, 2.0),
    _Way("sync", "at a call", 16, 0.0, 10.0),
    _Way("sync", "in a stage", 22, 0.0, 10.0),
    _Way("sync", "from the start", 6, 0.5, 4.0),
    _Way("run", "at a moment", 10, 0.1, 5.0),
    _Way("run", "at a call", 10, 0.0, 8.0),
    _Way("run", "in a stage", 10, 0.0, 8.0),
    _Way("run", "from the start", 4, 1.0, 7.0),
)
_CALLS = (60, 350)
"""As many calls does a pass make that finds little to do, and one that builds."""

_STAGES = {
    ("making.py", "_publish"): 80,
    ("publish.py", "write_outputs"): 40,
    ("published.py", "finish"): 12,
    ("published.py", "end_what_was_cut_off"): 12,
    ("taking.py", "clear"): 16,
    ("quarantine.py", "set_aside"): 12,
    ("choosing.py", "choices"): 12,
    ("deciding.py", "take_decisions"): 3,
    ("attempt.py", "build_with_what_can_be_read"): 30,
}
"""Short stages, which chance alone would seldom meet, and as many calls as they make."""


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


def settled_with(config: Config, number: int) -> int:
    """Everything is settled, and again after a last delivery.

    So the last build has the same one before it, whatever was cut off: it is compared with that.
    """
    passes = until_settled(config)
    for one in last_of_all(number):
        drop(config, one)
    return passes + until_settled(config)


def used(found: Standing) -> Standing:
    """*found*, where it makes no difference whether an export was read or overtaken.

    Nor whether a build with it was cut off before one of a newer export came to its end.
    """
    exports = frozenset(
        (source, sha256, "refused" if state == "refused" else "used")
        for source, sha256, state, _, _ in found.exports
    )
    return replace(found, exports=exports)


def undisturbed(folder: Path, files: Sequence[Dropped]) -> Standing:
    """What comes of *files*, and of answers on the way, when nothing goes wrong."""
    config = college(folder)
    answers = [round(part * len(files)) for part in _ANSWERED]
    for number, one in enumerate(files):
        if number in answers:
            until_settled(config)
            answer(config, newest_run(config), answers.index(number))
        drop(config, one)
        if number % 10 == 0:
            sync(config, host())
    settled_with(config, len(files) + 1)
    assert faults_of(config) == []
    found = used(standing(config))
    assert {one[1:3] for one in found.answers} == {("yes", "applied"), ("no", "declined")}
    return found


def newest_run(config: Config) -> Path:
    """The folder of the run that stands as the current one."""
    (current,) = config.folders.outbox.glob(f"*/{CURRENT}")
    return current.parent / current.read_text("utf-8").strip()


class Campaign:
    """*kills* kills while *files* come; ``figures`` count what happened."""

    def __init__(
        self,
        folder: Path,
        kills: int,
        seed: int,
        files: Sequence[Dropped],
        told: Callable[[str], object],
    ) -> None:
        self.config = college(folder, service=True)
        self.figures: Counter[str] = Counter()
        self.stages: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._stack = folder / "stack.txt"
        self._kills = kills
        self._random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._files = files
        self._coming = list(reversed(files))
        self._at_once = len(files) / kills / 2
        self._to_answer = list(_ANSWERED)
        self._whole: set[Path] = set()
        self._told = told

    def run(self) -> None:
        """All kills have happened, and everything has been delivered and answered."""
        while self.figures["kills"] < self._kills and not self.wrong:
            before = self.figures["kills"]
            self._one()
            if self.figures["kills"] > before and self.figures["kills"] % 50 == 0:
                self._told(f"{self.figures['kills']} kills, {self.figures['files']} files")
        while self._coming:
            self._drop()
        while self._to_answer:
            sync(self.config, host())
            self._answer()
        if not ends_well(["run", "--config", str(self.config.path)], self._serving):
            self.wrong.append("the service did not end well when it was asked to")
        self.figures["passes to settle"] = settled_with(self.config, len(self._files) + 1)
        self.wrong += self._torn()

    def _serving(self) -> int:
        try:
            told = json.loads((self.config.folders.state / HEALTH).read_text("utf-8"))
        except OSError:
            return 0
        return int(told["process"])

    def _one(self) -> None:
        self._something_comes()
        way = self._random.choices(_WAYS, [one.share for one in _WAYS])[0]
        death = self._death(way)
        if death.killed:
            self.figures["kills"] += 1
            self.figures[f"kills of {way.command} {way.how}"] += 1
            self.stages[death.stage] += 1
        elif death.code in (0, 1, 2):
            self.figures[f"{way.command} that ended first"] += 1
        else:
            self.wrong.append(f"{way.command} {way.how} ended with {death.code}")
        self.wrong += self._torn()

    def _death(self, way: _Way) -> Death:
        arguments = [way.command, "--config", str(self.config.path)]
        if way.how == "in a stage":
            within, most = self._random.choice(list(_STAGES.items()))
            call = self._random.randint(1, most)
            return at_a_call(arguments, call, way.most, self._stack, within)
        if way.how == "at a call":
            call = self._random.randint(1, self._random.choice(_CALLS))
            return at_a_call(arguments, call, way.most, self._stack)
        killed_by = at_a_moment if way.how == "at a moment" else from_the_start
        return killed_by(arguments, lambda: self._wait(way.least, way.most), self._stack)

    def _wait(self, least: float, most: float) -> None:
        """Some time passes, now and then long enough for anything to end."""
        seconds = self._random.uniform(least, most)
        if self._random.random() < 0.05:
            seconds += 2 * most
        time.sleep(seconds / 2)
        self._something_comes()
        time.sleep(seconds / 2)

    def _something_comes(self) -> None:
        for _ in range(min(int(self._at_once + self._random.random()), len(self._coming))):
            self._drop()
        left = len(self._coming) / len(self._files)
        due = bool(self._to_answer) and left < 1 - self._to_answer[0]
        if due and any(self.config.folders.outbox.glob(f"*/{CURRENT}")):
            self._answer()

    def _answer(self) -> None:
        self._to_answer.pop(0)
        answer(self.config, newest_run(self.config), len(_ANSWERED) - 1 - len(self._to_answer))
        self.figures["answered workbooks"] += 1

    def _drop(self) -> None:
        one = self._coming.pop()
        drop(self.config, one)
        self.figures["files"] += 1
        self.figures[f"files: {one.kind}"] += 1

    def _torn(self) -> Iterator[str]:
        """What a reader of the outbox would see in halves at this moment."""
        for folder in self.config.folders.outbox.glob("*/run-?????"):
            if folder in self._whole:
                continue
            self._whole.add(folder)
            manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
            for one in manifest["outputs"]:
                self.figures["outputs compared with their hash"] += 1
                path = folder / one["name"]
                if not path.is_file() or durable.sha256(path) != one["sha256"]:
                    yield f"{path} is not what the run wrote"
        for current in self.config.folders.outbox.glob(f"*/{CURRENT}"):
            if not (current.parent / current.read_text("utf-8").strip()).is_dir():
                yield f"{current} names a run that is not there"


def accounted(config: Config, files: Iterable[Dropped]) -> tuple[Counter[str], list[str]]:
    """What became of each of *files*, and those that are nowhere to be found."""
    became: Counter[str] = Counter()
    lost = []
    archived = {path.stem for path in config.folders.archive.rglob("*") if path.is_file()}
    query = "SELECT f.sha256, e.state FROM export_files f JOIN exports e ON e.id = f.export"
    with closing(sqlite3.connect(config.ledger_place)) as connection:
        states = dict(connection.execute(query).fetchall())
    for one in files:
        digests = one.digests()
        if not archived.issuperset(digests):
            lost.append(f"{one.source}/{one.name} is not in the archive")
        became[next((states[each] for each in digests if each in states), "in no export")] += 1
    return became, lost
