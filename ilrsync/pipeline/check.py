"""Files checked as one return; nothing is written and nothing is changed."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ilrsync
from ilrsync.errors import ReadError
from ilrsync.ledger import Ledger
from ilrsync.model.finding import Finding, Severity
from ilrsync.model.record import Origin
from ilrsync.model.table import table, year_on
from ilrsync.outputs.findings_json import finding_row, rules_row
from ilrsync.pipeline.adhoc import Named, named
from ilrsync.pipeline.attempt import Instead, build_with_what_can_be_read
from ilrsync.pipeline.built import Built
from ilrsync.pipeline.inputs import Input, RefusedInputError, opened
from ilrsync.pipeline.plan import Plan, Progress, no_progress, uk_now

if TYPE_CHECKING:
    from ilrsync.host.manager import Host

UNREADABLE = "ILRSYNC_unreadable_file"
STAND_IN_UKPRN = 10000000
"""For files that do not say whose they are, where nothing is written."""


@dataclass(frozen=True)
class Stated:
    """What the exports say of themselves, as far as they agree."""

    year: str | None = None
    ukprn: int | None = None
    prepared: dt.date | None = None


@dataclass(frozen=True)
class Checked:
    """What was found in the files; its findings may be read as often as wanted while open."""

    built: Built
    files: Sequence[Mapping[str, object]]
    refused: Sequence[ReadError]

    @property
    def exit_code(self) -> int:
        """0 no error findings, 1 error findings, 2 a file could not be read."""
        if self.refused:
            return 2
        return 1 if self.built.counts()["errors"] else 0

    def findings(self) -> Iterator[Finding]:
        """Every finding, files that could not be read first."""
        for reason in self.refused:
            yield Finding(
                rule=UNREADABLE,
                severity=Severity.FAIL,
                message=str(reason),
                origin=Origin(reason.file, reason.line) if reason.file else None,
            )
        yield from self.built.findings()

    def document(self) -> dict[str, Any]:
        """What ``check --format json`` prints."""
        return {
            "ilrsync": ilrsync.__version__,
            "year": self.built.table.year,
            "files": list(self.files),
            "rules": rules_row(self.built),
            "findings": [finding_row(finding) for finding in self.findings()],
        }


@contextmanager
def checked(
    paths: Sequence[Path],
    host: Host,
    *,
    year: str | None = None,
    progress: Progress = no_progress,
    started: dt.datetime | None = None,
) -> Iterator[Checked]:
    """The files at *paths*, checked together as one return of *year*.

    Without *year*, the year that the first file names, else the one of today.
    """
    started = started or uk_now()
    with (
        tempfile.TemporaryDirectory(prefix="ilrsync-", ignore_cleanup_errors=True) as folder,
        Ledger.temporary() as ledger,
    ):
        room = Path(folder)
        given = named(paths, host, room)
        says = stated(given.inputs, year or year_on(started.date()))
        plan = Plan(
            ukprn=says.ukprn or STAND_IN_UKPRN,
            table=table(year or says.year or year_on(started.date())),
            started=started,
            inputs=given.inputs,
            correct=False,
            prepared=says.prepared if len(given.inputs) == 1 else None,
        )
        refused = list(given.refused)
        built = build_with_what_can_be_read(
            plan,
            host,
            ledger,
            room,
            instead=noting(refused),
            progress=progress,
        )
        try:
            yield Checked(built, _files(given, built), refused)
        finally:
            built.spool.close()


def noting(refused: list[ReadError]) -> Instead:
    """Refused inputs are gone without a substitute, and their reasons are in *refused*."""

    def instead(_: Input, reason: ReadError) -> None:
        refused.append(reason)

    return instead


def stated(inputs: Sequence[Input], year: str) -> Stated:
    """What the first of *inputs* that says it says of year, provider and preparation date.

    An input that cannot be opened says nothing here; the build refuses it with its reason.
    """
    says = Stated()
    for given in inputs:
        try:
            delivery = opened(given, table(year))
        except RefusedInputError:
            continue
        details = delivery.header.CollectionDetails if delivery.header else None
        says = Stated(
            says.year or delivery.year,
            says.ukprn or delivery.ukprn,
            says.prepared or (details.FilePreparationDate if details else None),
        )
    return says


def check_each(
    paths: Sequence[Path], host: Host, *, year: str | None = None
) -> Iterator[tuple[Path, dict[str, Any], int]]:
    """Every file by itself, in the order given: its path, its document and its exit code."""
    for path in paths:
        with checked([path], host, year=year) as result:
            yield path, result.document(), result.exit_code


def _files(given: Named, built: Built) -> list[dict[str, object]]:
    """Every file named: how it was read and how many learners it gave."""
    read = {one.name: one for one in built.inputs}
    rows: list[dict[str, object]] = []
    for one in given.inputs:
        row = read.get(one.name)
        for files in one.files.values():
            rows += [
                {
                    "path": str(given.paths[file.name]),
                    "format": one.format.name,
                    "learners": row.learners if row else 0,
                }
                for file in files
            ]
    known = {row["path"] for row in rows}
    rows += [
        {"path": str(path), "format": None, "learners": 0}
        for path in given.given
        if str(path) not in known
    ]
    return rows
