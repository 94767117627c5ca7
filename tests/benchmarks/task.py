"""One piece of work, alone in its process: ``python -m tests.benchmarks.task NAME FILE YEAR …``.

What a task does not need is not imported in its process: the floor is nothing but lxml.
"""

from __future__ import annotations

import csv
import datetime as dt
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

    from ilrsync.checks.engine import Checker
    from ilrsync.host.manager import Host
    from ilrsync.model.finding import Finding
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


def read(file: Path, year: str) -> float:
    """The seconds of XML to records."""
    return _timed(_records(file, year), lambda position, learner: None)


def check(file: Path, year: str) -> float:
    """The seconds of XML to records to findings."""
    from ilrsync.pipeline.plugins import load_host

    rules = _checker(load_host(), year)

    def both(position: int, learner: Learner) -> None:
        rules.learner(learner, position)
        rules.keys(learner)

    return _timed(_records(file, year), both)


def rules(file: Path, year: str, count: str) -> float:
    """The seconds of *count* synthetic rules over the records of the file."""
    from tests.benchmarks.hosts import SyntheticHost

    checker = _checker(SyntheticHost(int(count)), year)
    learners = list(_records(file, year))
    return _timed(learners, lambda position, learner: checker.learner(learner, position))


def convert(file: Path, year: str, rules: str, workers: str) -> None:
    """The whole of ``convert`` with other rules: "first", or how many synthetic ones."""
    from ilrsync.pipeline.convert import convert_files
    from ilrsync.pipeline.plan import Workers
    from tests.benchmarks.hosts import FirstRulesHost, SyntheticHost

    host = FirstRulesHost() if rules == "first" else SyntheticHost(int(rules))
    with tempfile.TemporaryDirectory(dir=file.parent) as out:
        convert_files([file], Path(out), host, workers=Workers(int(workers)))


def ledger(file: Path, year: str, count: str) -> float:
    """The seconds that *count* findings take into an SQLite file."""
    from ilrsync.ledger import Ledger, Recorder

    with tempfile.TemporaryDirectory(dir=file.parent) as room:
        opened = Ledger.open(Path(room) / "ledger.sqlite")
        run = opened.start_run(10000001, year, rules_version="", fingerprint="")
        findings = [_finding(number) for number in range(int(count))]
        said = Recorder(opened, run)
        started = time.perf_counter()
        for position, finding in enumerate(findings):
            said.findings(position, [finding])
        said.flush()
        took = time.perf_counter() - started
        opened.close()
    return took


def write(file: Path, year: str) -> float:
    """The seconds of XML to records to XML text."""
    from ilrsync.outputs.learner_xml import writer

    text = writer(table(year))
    return _timed(_records(file, year), lambda position, learner: text(learner))


def csv_reader(file: Path, year: str) -> None:
    """A plain ``csv.reader`` over the file."""
    with file.open(encoding="utf-8", newline="") as stream:
        for _ in csv.reader(stream):
            pass


def csv_records(file: Path, year: str) -> float:
    """The seconds of CSV to records."""
    return _timed(_records(file, year), lambda position, learner: None)


def _timed(learners: Iterable[Learner], work: Callable[[int, Learner], object]) -> float:
    """The seconds that reading *learners* and *work* on each take, as in a build."""
    from ilrsync.pipeline.garbage import few_cycles

    started = time.perf_counter()
    with few_cycles():
        for position, learner in enumerate(learners):
            work(position, learner)
        return time.perf_counter() - started  # a build collects garbage once, at its end


def _finding(number: int) -> Finding:
    from ilrsync.model.finding import Finding, Severity
    from ilrsync.model.record import Origin

    return Finding(
        rule="LearnStartDate_05",
        severity=Severity.ERROR,
        message="The learner must have been born before the aim starts.",
        path=f"Learner[{number}]/LearningDelivery[0]",
        LearnRefNumber=f"B{number:09}",
        AimSeqNumber=1,
        fields={"LearnStartDate": "2026-09-01", "DateOfBirth": "2026-09-02"},
        origin=Origin("ILR-10000001-2627-20261101-020000-01.XML", number * 94),
    )


def _checker(host: Host, year: str) -> Checker:
    from ilrsync.pipeline.first_pass import checker
    from ilrsync.pipeline.plan import Plan

    started = dt.datetime(2026, 11, 1, 2)  # noqa: DTZ001 - only its day is looked at
    return checker(Plan(10000001, table(year), started, ()), host, {})


def _records(file: Path, year: str) -> Iterable[Learner]:
    from ilrsync.pipeline.adhoc import named
    from ilrsync.pipeline.inputs import opened
    from ilrsync.pipeline.plugins import load_host

    (given,) = named([file], load_host(), file.parent).inputs
    return opened(given, table(year)).learners


TASKS: dict[str, Callable[..., float | None]] = {
    task.__name__: task
    for task in (
        floor, parse, read, check, write, rules, convert, ledger, csv_reader, csv_records
    )
}  # fmt: skip

if __name__ == "__main__":
    started = time.perf_counter()
    took = TASKS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
    print("inner", time.perf_counter() - started if took is None else took)
