"""``make bench``: what ilrsync costs, as ratios to the stream floor of the same run.

The floor is a schema-checked parse of the file and a write of every Learner, in one process.
Figures are medians of interleaved rounds, each task in a process of its own. Beside the ratio of
wall time stands that of processor time, which is steadier on a machine that does other things; with
worker processes only wall time shows what they are for.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.generator import write_csv, write_file
from tests.benchmarks.measure import (
    Figure,
    Line,
    cpu_ratio,
    inner,
    inner_ratio,
    interleaved,
    megabytes,
    ratio,
    run,
    seconds,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Callable

YEAR = "2627"
TASK = "tests.benchmarks.task"
FULL, QUICK = (1_000, 10_000, 100_000), (1_000, 10_000)
STAGES = ("parse", "read", "write", "check")
FEW_RULES, MANY_RULES = 300, 700
ROWS = 100_000
GROWN = 30_000

Figures = dict[str, list[Figure]]
Tasks = dict[str, "Callable[[], Figure]"]


def main() -> None:
    """Prints the table; with ``--quick`` only up to 10,000 learners."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="stop at 10,000 learners")
    parser.add_argument("--rounds", type=int, default=2, help="interleaved rounds (default 2)")
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given.rounds)
        for lines in bench.sections(QUICK if given.quick else FULL, quick=given.quick):
            print(table(lines), flush=True)
    print(f"\n{time.monotonic() - started:.0f} seconds, {given.rounds} rounds")


class Bench:
    """Every measurement, in a folder of its own."""

    def __init__(self, room: Path, rounds: int) -> None:
        self._room = room
        self._rounds = rounds

    def sections(self, sizes: tuple[int, ...], *, quick: bool) -> list[list[Line]]:
        """All lines, in the order in which they are measured."""
        by_size = {size: self._size(size) for size in sizes}
        largest = by_size[sizes[-1]]
        found = [
            [self._whole(size, figures) for size, figures in by_size.items()],
            self._of_largest(sizes, by_size),
            [] if quick else [self._growth(largest), self._linear(largest)],
            self._stages(min(sizes[-1], 10_000)),
            self._small(),
        ]
        return [lines for lines in found if lines]

    def _size(self, size: int) -> Figures:
        """The floor and the ways to convert a file of *size* learners."""
        file = self._file(size)
        tasks: Tasks = {
            "floor": partial(self._task, "floor", file),
            "all": partial(self._convert, file, 1),
        }
        if size >= 10_000:
            tasks["first"] = partial(self._task, "convert", file, "first", "1")
            tasks["many"] = partial(self._task, "convert", file, str(MANY_RULES), "1")
            tasks["all, two"] = partial(self._convert, file, 2)
            tasks["first, two"] = partial(self._task, "convert", file, "first", "2")
        return interleaved(tasks, self._rounds)

    def _whole(self, size: int, figures: Figures) -> Line:
        goal = 2.4 if size >= 100_000 else None
        return _against_floor(f"convert, {size:,} learners", figures, "all", goal)

    def _of_largest(self, sizes: tuple[int, ...], by_size: dict[int, Figures]) -> list[Line]:
        small, large = sizes[0], sizes[-1]
        figures = by_size[large]
        goals = (2.2, 2.4, 1.5, 0.6) if large >= 100_000 else (None,) * 4
        return [
            _against_floor("the same, the first rules", figures, "first", goals[0]),
            _against_floor(f"the same, {MANY_RULES} rules", figures, "many", goals[1]),
            _against_floor("two workers", figures, "all, two", goals[2]),
            _against_floor("two workers, the first rules", figures, "first, two", goals[2]),
            Line("peak memory, MB", megabytes(figures["all"]), 150),
            Line("peak memory of a process, two workers, MB", megabytes(figures["all, two"]), 160),
            _further(small, by_size[small]["all"], large, figures["all"], goals[3]),
        ]

    def _growth(self, at_100k: Figures) -> Line:
        """What a learner takes once everything that is made at the start has been made."""
        grown = [self._convert(self._file(GROWN), 1)]
        return _further(GROWN, grown, FULL[-1], at_100k["all"], 0.6)

    def _linear(self, at_100k: Figures) -> Line:
        twice = self._convert(self._file(200_000), 1)
        value = twice.seconds / seconds(at_100k["all"])
        return Line("time at 200,000 / 100,000 learners", value, 2.25, cpu=_cpu(twice, at_100k))

    def _stages(self, size: int) -> list[Line]:
        """Each stage with all before it."""
        file = self._file(size)
        figures = interleaved(
            {name: partial(self._task, name, file) for name in ("floor", *STAGES)}, self._rounds
        )
        return [
            Line(f"{name}, {size:,} learners / floor", inner_ratio(figures[name], figures["floor"]))
            for name in STAGES
        ]

    def _small(self) -> list[Line]:
        """What does not depend on the size of a return."""
        rows, some = self._room / "wide.csv", self._file(2_000)
        write_csv(rows, YEAR, 10_000, seed=10_000)
        tasks: Tasks = {
            name: partial(self._task, name, rows) for name in ("csv_reader", "csv_records")
        }
        for count in (FEW_RULES, MANY_RULES):
            tasks[f"{count}"] = partial(self._task, "rules", some, str(count))
        tasks["ledger"] = partial(self._task, "ledger", some, str(ROWS))
        tasks["help"] = partial(run, ["-m", "ilrsync", "--help"])
        figures = interleaved(tasks, max(self._rounds, 3))
        many, few = figures[f"{MANY_RULES}"], figures[f"{FEW_RULES}"]
        return [
            Line(
                "CSV to records / csv.reader",
                inner_ratio(figures["csv_records"], figures["csv_reader"]),
                4,
            ),
            Line(f"rule stage, {MANY_RULES} / {FEW_RULES} rules", inner_ratio(many, few), 2.2),
            Line(f"{ROWS:,} findings to SQLite, s", inner(figures["ledger"]), 1),
            Line("ilrsync --help, ms", seconds(figures["help"]) * 1000, 300),
        ]

    def _task(self, name: str, file: Path, *more: str) -> Figure:
        return run(["-m", TASK, name, str(file), YEAR, *more])

    def _convert(self, file: Path, workers: int) -> Figure:
        with tempfile.TemporaryDirectory(dir=self._room) as out:
            arguments = ["convert", str(file), "--out", out, "--quiet", "--workers", str(workers)]
            return run(["-m", "ilrsync", *arguments])

    def _file(self, size: int) -> Path:
        file = self._room / str(size) / f"ILR-10000001-{YEAR}-20261101-020000-01.XML"
        if not file.exists():
            file.parent.mkdir()
            write_file(file, YEAR, size, seed=size)
        return file


def _against_floor(name: str, figures: Figures, key: str, goal: float | None) -> Line:
    above, below = figures[key], figures["floor"]
    return Line(f"{name} / floor", ratio(above, below), goal, cpu=cpu_ratio(above, below))


def _further(
    few: int, of_few: list[Figure], many: int, of_many: list[Figure], goal: float | None
) -> Line:
    grown = megabytes(of_many) - megabytes(of_few)
    name = f"memory a further learner from {few:,} on, KB"
    return Line(name, grown * 1024 / (many - few), goal)


def _cpu(one: Figure, others: Figures) -> float | None:
    return cpu_ratio([one] * len(others["all"]), others["all"])


if __name__ == "__main__":
    main()
