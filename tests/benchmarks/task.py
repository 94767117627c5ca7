"""One piece of work, alone in its process: ``python -m tests.benchmarks.task NAME FILE [YEAR]``."""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from ilrsync.model.table import table
from ilrsync.model.xsd import schema_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ilrsync.model.records import Learner


def floor(file: Path, year: str) -> None:
    """The stream floor: a schema-checked parse and a write of every Learner, nothing else."""
    schema = etree.XMLSchema(etree.fromstring(schema_text(table(year)).encode()))
    tag = f"{{{table(year).namespace}}}Learner"
    with (
        tempfile.TemporaryFile() as out,
        etree.xmlfile(out, encoding="utf-8") as writer,
        writer.element("Message", nsmap={None: table(year).namespace}),
    ):
        for _, learner in etree.iterparse(str(file), tag=tag, schema=schema):
            writer.write(learner)
            learner.clear()
            while learner.getprevious() is not None:
                del learner.getparent()[0]


def parse(file: Path, year: str) -> None:
    """A plain parse that looks at nothing."""
    tag = f"{{{table(year).namespace}}}Learner"
    for _, learner in etree.iterparse(str(file), tag=tag):
        learner.clear()
        while learner.getprevious() is not None:
            del learner.getparent()[0]


def read(file: Path, year: str) -> None:
    """XML to records."""
    for _ in _records(file, year):
        pass


def check(file: Path, year: str) -> None:
    """XML to records to findings."""
    import datetime as dt

    from ilrsync.pipeline.first_pass import checker
    from ilrsync.pipeline.plan import Plan
    from ilrsync.pipeline.plugins import load_host

    started = dt.datetime(2026, 11, 1, 2)  # noqa: DTZ001 - only its day is looked at
    host = load_host()
    rules = checker(Plan(10000001, table(year), started, ()), host, {})
    for position, learner in enumerate(_records(file, year)):
        rules.learner(learner, position)
        rules.keys(learner)


def write(file: Path, year: str) -> None:
    """XML to records to XML text."""
    from ilrsync.outputs.learner_xml import writer

    text = writer(table(year))
    for learner in _records(file, year):
        text(learner)


def csv_reader(file: Path, year: str) -> None:
    """A plain ``csv.reader`` over the file."""
    with file.open(encoding="utf-8", newline="") as stream:
        for _ in csv.reader(stream):
            pass


def csv_records(file: Path, year: str) -> None:
    """CSV to records."""
    for _ in _records(file, year):
        pass


def _records(file: Path, year: str) -> Iterable[Learner]:
    from ilrsync.pipeline.adhoc import named
    from ilrsync.pipeline.inputs import opened
    from ilrsync.pipeline.plugins import load_host

    (given,) = named([file], load_host(), file.parent).inputs
    return opened(given, table(year)).learners


TASKS: dict[str, Callable[[Path, str], None]] = {
    task.__name__: task for task in (floor, parse, read, check, write, csv_reader, csv_records)
}

if __name__ == "__main__":
    started = time.perf_counter()
    TASKS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
    print("inner", time.perf_counter() - started)
