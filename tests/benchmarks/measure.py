"""Runs a task in a process of its own and says how long it took and how much memory it had."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Figure:
    """One finished process.

    Wall seconds of the whole process, the greatest resident memory in MB of it or any of its
    workers, the processor seconds of all of them (both 0 where not known), and the seconds that the
    task itself says it took, without interpreter start and imports.
    """

    seconds: float
    megabytes: float
    cpu: float = 0.0
    inner: float = 0.0


@dataclass(frozen=True)
class Line:
    """One line of the table: a figure, and the goal that it must not exceed, if there is one."""

    name: str
    value: float
    goal: float | None = None
    cpu: float | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """Name, figure, the same in processor time, goal and verdict."""
        verdict = "" if self.goal is None else ("met" if self.value <= self.goal else "NOT MET")
        return (
            self.name,
            f"{self.value:.2f}",
            "" if self.cpu is None else f"{self.cpu:.2f}",
            "" if self.goal is None else f"{self.goal:g}",
            verdict,
        )


def run(arguments: Sequence[str]) -> Figure:
    """The figure of ``python <arguments>``; a failing process stops the benchmark."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    said = process.stdout.read()
    if hasattr(os, "wait4"):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        megabytes = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
        cpu = usage.ru_utime + usage.ru_stime
    else:  # Windows has no per-process figure without another library
        process.wait()
        megabytes = cpu = 0.0
    seconds = time.perf_counter() - started
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}:\n{said.decode()}")
    last = said.decode(errors="replace").rsplit("inner ", 1)
    return Figure(seconds, megabytes, cpu, float(last[1]) if len(last) == 2 else 0.0)


def interleaved(tasks: dict[str, Callable[[], Figure]], rounds: int) -> dict[str, list[Figure]]:
    """Every task once a round, so that a machine that slows down slows them all."""
    figures: dict[str, list[Figure]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            figures[name].append(task())
    return figures


def seconds(figures: Sequence[Figure]) -> float:
    """The median of the rounds."""
    return median(figure.seconds for figure in figures)


def ratio(above: Sequence[Figure], below: Sequence[Figure]) -> float:
    """The median of the rounds' own ratios."""
    return median(one.seconds / other.seconds for one, other in zip(above, below, strict=True))


def cpu_ratio(above: Sequence[Figure], below: Sequence[Figure]) -> float | None:
    """Like `ratio`, of processor time; None where it is not known."""
    if not all(figure.cpu for figure in below):
        return None
    return median(one.cpu / other.cpu for one, other in zip(above, below, strict=True))


def inner(figures: Sequence[Figure]) -> float:
    """The median of the rounds, without interpreter start and imports."""
    return median(figure.inner for figure in figures)


def inner_ratio(above: Sequence[Figure], below: Sequence[Figure]) -> float:
    """Like `ratio`, without interpreter start and imports."""
    return median(one.inner / other.inner for one, other in zip(above, below, strict=True))


def megabytes(figures: Sequence[Figure]) -> float:
    """The greatest peak of the rounds."""
    return max(figure.megabytes for figure in figures)


def table(lines: Sequence[Line]) -> str:
    """The lines under each other, figures to the right."""
    heading = ("", "wall", "cpu", "goal", "")
    widths = (46, 8, 8, 7, 8)
    rows = [heading, *(line.cells for line in lines)]
    return "\n".join(
        f"{row[0]:<{widths[0]}}"
        + "".join(f"{cell:>{width}}" for cell, width in zip(row[1:4], widths[1:4], strict=True))
        + f"  {row[4]}"
        for row in rows
    )
