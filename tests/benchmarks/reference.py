"""What reference data costs: loading a LARS of full size, asking it, and checking with it.

``python -m tests.benchmarks.reference``; a part of ``make bench``.
"""

from __future__ import annotations

import datetime as dt
import itertools
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.generator import learners
from tests.benchmarks.measure import megabytes, run, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ilrsync.contracts import LookupTable
    from ilrsync.model.records import Learner
    from ilrsync.reference.shelf import Shelf

YEAR = "2627"
AIMS = 150_000
LEARNERS = 2_000
SPARE = 45
"""Columns of LearningDelivery.csv that nobody reads."""

_CATEGORIES = ("ANY", "1619_EFA", "ADULT_SKILLS", "Tailored_Learning")
_FROM = "01 Aug 2010"


def main(rounds: int = 3) -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder) / "reference"
        people = list(learners(YEAR, LEARNERS))
        aims = {one.LearnAimRef or "" for each in people for one in each.LearningDelivery}
        write_lars(reference, aims)
        rooms = [Path(folder) / f"room-{number}" for number in range(rounds)]
        loads = [
            run(["-m", "tests.benchmarks.reference", str(reference), str(room)]) for room in rooms
        ]
        print(f"LARS of {AIMS:,} aims: {seconds(loads):.1f} s to load, {megabytes(loads):.0f} MB")
        shelf = opened(reference, rooms[0])
        asking(shelf, sorted(aims))
        checking(people, shelf)
        shelf.close()


def opened(folder: Path, room: Path) -> Shelf:
    """The tables of *folder*, loaded into *room*."""
    from ilrsync.reference.shelf import Shelf

    shelf = Shelf(folder, room)
    shelf.ilrsync_references(YEAR)
    return shelf


def asking(shelf: Shelf, aims: Sequence[str]) -> None:
    """Prints what one question costs, the first time and from then on."""
    table: LookupTable | None = shelf.ilrsync_lookup("LARS", YEAR)
    assert table is not None
    others = [f"{50_000_000 + number}" for number in range(0, AIMS, 100)]
    started = time.perf_counter()
    for reference in others:
        table.get("Validity", reference)
    first = (time.perf_counter() - started) / len(others)
    for reference in aims:
        table.get("Validity", reference)
    started = time.perf_counter()
    for _ in range(100):
        for reference in aims:
            table.get("Validity", reference)
    again = (time.perf_counter() - started) / len(aims) / 100
    print(f"one question: {first * 1e6:.0f} microseconds, and {again * 1e6:.2f} when asked before")


def checking(people: Sequence[Learner], shelf: Shelf, rounds: int = 3) -> None:
    """Prints the time of the rules with LARS as a ratio to that without."""
    ratios = []
    for _ in range(rounds):
        without, rules = _checked(people, None)
        with_lars, more = _checked(people, shelf)
        ratios.append(with_lars / without)
    print(
        f"checking {len(people):,} learners: {more} rules with LARS take {median(ratios):.2f} times"
        f" what {rules} take without"
    )


def _checked(people: Sequence[Learner], shelf: Shelf | None) -> tuple[float, int]:
    from ilrsync.model.table import table
    from ilrsync.pipeline.first_pass import checker
    from ilrsync.pipeline.plan import Plan
    from ilrsync.pipeline.plugins import load_host

    started = dt.datetime(2026, 11, 1, 2)  # noqa: DTZ001 - only its day is looked at
    rules = checker(Plan(10000001, table(YEAR), started, ()), load_host(None, shelf), {})
    began = time.perf_counter()
    for position, learner in enumerate(people):
        rules.learner(learner, position)
    return time.perf_counter() - began, len(rules.rules_run)


def write_lars(folder: Path, references: Iterable[str], aims: int = AIMS) -> None:
    """A LARS of *aims* invented aims and *references*, all of them open to any start."""
    folder.mkdir(parents=True)
    names = [*references, *(f"{50_000_000 + number}" for number in range(aims))]
    spare = [f"Column{number}" for number in range(SPARE)]
    with zipfile.ZipFile(folder / "LearningDelivery_V012_CSV.Zip", "w", zipfile.ZIP_DEFLATED) as to:
        _part(
            to,
            "LearningDelivery",
            ["LearnAimRef", "LearnAimRefTitle", "LearnAimRefType", "NotionalNVQLevelv2", *spare],
            ([name, f"Invented Skills {name}", "0002", "3", *["-2"] * SPARE] for name in names),
        )
        _part(
            to,
            "Validity",
            ["LearnAimRef", "ValidityCategory", "StartDate", "EndDate", "LastNewStartDate"],
            ([name, kind, _FROM, "", "31 Jul 2030"] for name in names for kind in _CATEGORIES),
        )
        _part(
            to,
            "LearningDeliveryCategory",
            ["LearnAimRef", "CategoryRef", "EffectiveFrom", "EffectiveTo"],
            ([name, kind, _FROM, ""] for name in names for kind in ("19", "22")),
        )
        _part(
            to,
            "AnnualValue",
            ["LearnAimRef", "EffectiveFrom", "EffectiveTo", "BasicSkillsType"],
            ([name, _FROM, "", "-2"] for name in names for _ in range(3)),
        )
        _part(
            to,
            "FrameworkAims",
            ["FworkCode", "ProgType", "PwayCode", "LearnAimRef", "EffectiveFrom", "EffectiveTo"],
            (["900", "31", "1", name, _FROM, ""] for name in names[:20_000]),
        )


def _part(
    to: zipfile.ZipFile, name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    with to.open(f"{name}.csv", "w", force_zip64=True) as stream:
        for row in itertools.chain([headings], rows):
            stream.write(('"' + '","'.join(row) + '"\r\n').encode())


if __name__ == "__main__":
    if len(sys.argv) == 3:
        opened(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        main()
