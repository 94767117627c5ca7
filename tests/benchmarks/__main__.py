"""``make bench``: what ilrsync costs, as ratios to the stream floor of the same run.

The floor is a schema-checked parse of the file and a write of every Learner, in one process.
Figures are medians of interleaved rounds, each task in a process of its own.
"""

from __future__ import annotations

import argparse
import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks import reference
from tests.benchmarks.generator import write_csv, write_file
from tests.benchmarks.measure import (
    Figure,
    inner_ratio,
    interleaved,
    megabytes,
    ratio,
    run,
    seconds,
)

YEAR = "2627"
TASK = "tests.benchmarks.task"


def main() -> None:
    """Prints the table; with ``--quick`` only up to 10,000 learners."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="stop at 10,000 learners")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (default 3)")
    given = parser.parse_args()
    sizes = (1_000, 10_000) if given.quick else (1_000, 10_000, 100_000)
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        whole = {size: _whole(room, size, given.rounds) for size in sizes}
        _print_whole(whole)
        _stages(room, min(sizes[-1], 10_000), given.rounds)
        _csv(room, 10_000, given.rounds)
        if not given.quick:
            _linear(room, whole[100_000])
        _start_up(given.rounds)
    if not given.quick:
        reference.main(given.rounds)


def _whole(room: Path, size: int, rounds: int) -> dict[str, list[Figure]]:
    file = _file(room, size)
    return interleaved(
        {
            "floor": partial(run, ["-m", TASK, "floor", str(file), YEAR]),
            "convert": partial(_convert, room, file),
        },
        rounds,
    )


def _convert(room: Path, file: Path) -> Figure:
    with tempfile.TemporaryDirectory(dir=room) as out:
        return run(["-m", "ilrsync", "convert", str(file), "--out", out, "--quiet"])


def _print_whole(whole: dict[int, dict[str, list[Figure]]]) -> None:
    print("learners   floor s   convert s   ratio   peak MB")
    for size, figures in whole.items():
        floor, convert = figures["floor"], figures["convert"]
        print(
            f"{size:>8,}  {seconds(floor):8.2f}  {seconds(convert):10.2f}"
            f"  {ratio(convert, floor):6.2f}  {megabytes(convert):8.0f}"
        )
    small, large = min(whole), max(whole)
    grown = megabytes(whole[large]["convert"]) - megabytes(whole[small]["convert"])
    print(f"memory for each further learner: {grown * 1024 / (large - small):.2f} KB\n")


def _stages(room: Path, size: int, rounds: int) -> None:
    file = _file(room, size)
    tasks = ("floor", "parse", "read", "write")
    figures = interleaved(
        {name: partial(run, ["-m", TASK, name, str(file), YEAR]) for name in tasks}, rounds
    )
    print(f"stages at {size:,} learners, each with all before it: ratio to the floor")
    for name in tasks[1:]:
        print(f"  {name:<8} {inner_ratio(figures[name], figures['floor']):.2f}")


def _csv(room: Path, size: int, rounds: int) -> None:
    file = room / "wide.csv"
    write_csv(file, YEAR, size, seed=size)
    figures = interleaved(
        {
            name: partial(run, ["-m", TASK, name, str(file), YEAR])
            for name in ("csv_reader", "csv_records")
        },
        rounds,
    )
    print(
        f"CSV to records at {size:,} learners, ratio to csv.reader: "
        f"{inner_ratio(figures['csv_records'], figures['csv_reader']):.2f}"
    )


def _linear(room: Path, at_100k: dict[str, list[Figure]]) -> None:
    twice = _convert(room, _file(room, 200_000))
    print(f"time at 200,000 / 100,000 learners: {twice.seconds / seconds(at_100k['convert']):.2f}")


def _start_up(rounds: int) -> None:
    figures = [run(["-m", "ilrsync", "--help"]) for _ in range(max(rounds, 5))]
    print(f"ilrsync --help: {seconds(figures) * 1000:.0f} ms")


def _file(room: Path, size: int) -> Path:
    file = room / f"ILR-10000001-{YEAR}-20261101-020000-{size // 1000 % 99 + 1:02}.XML"
    if not file.exists():
        write_file(file, YEAR, size, seed=size)
    return file


if __name__ == "__main__":
    main()
