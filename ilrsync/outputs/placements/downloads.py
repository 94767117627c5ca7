"""What a provider downloads from the results service, as records: registrations, results, errors.

Source: Manage T Level results, release of June 2026: downloads for providers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as slot
from typing import TYPE_CHECKING

from ilrsync.outputs.placements.download_rows import (
    ERRORS,
    REGISTRATIONS,
    RESULTS,
    contents,
    recognised,
    rows,
    wrong_file,
)
from ilrsync.outputs.placements.service import Status

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.outputs.placements.download_rows import Row


@dataclass(frozen=True, slots=True)
class Registration:
    """One active registration of the provider; ``status`` is None when none has been reported.

    ``listed_in`` is the hash of the learner list that it is from.
    """

    uln: str = slot(repr=False)
    pending_withdrawal: bool
    last_name: str = slot(repr=False)
    first_name: str = slot(repr=False)
    born: dt.date | None = slot(repr=False)
    title: str
    start_year: int
    core_code: str
    specialisms: tuple[str, ...]
    status: Status | None
    listed_in: str = slot(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OverallResult:
    """One learner's results; grades are texts of the service, empty where there is none.

    ``specialism`` is one code: that of the dual specialism for a pair.
    """

    uln: str = slot(repr=False)
    last_name: str = slot(repr=False)
    first_name: str = slot(repr=False)
    title: str
    start_year: int
    core_code: str
    core_grade: str
    specialism: str
    specialism_grade: str
    status: Status | None
    overall: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ReportedError:
    """One line of an error report; ``line`` is None and ``uln`` empty for the file as a whole.

    ``uln`` is as the report has it, also where a spreadsheet has rounded it.
    """

    line: int | None
    uln: str = slot(repr=False)
    error: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Downloads:
    """Everything that was downloaded, by ULN; None where no such file was given.

    ``start_years`` are those that the registrations cover: there is one file for each.
    """

    registrations: Mapping[str, Registration] | None = slot(default=None, repr=False)
    results: Mapping[str, OverallResult] | None = slot(default=None, repr=False)
    errors: Sequence[ReportedError] = ()

    @property
    def start_years(self) -> frozenset[int]:
        """The start years of which the registrations are known."""
        return frozenset(found.start_year for found in (self.registrations or {}).values())


def read_downloads(paths: Sequence[Path]) -> Downloads:
    """Everything in *paths*, each recognised by its headings; a later file goes before an earlier.

    Raises:
        ReadError: one of them is no such download, or is damaged; nothing is taken then.
        OSError: one of them cannot be read.
    """
    found = Downloads()
    for path in paths:
        found = _with(found, path.name, contents(path))
    return found


def read_registrations(name: str, data: bytes) -> dict[str, Registration]:
    """The registrations in a learner list, by ULN; the later start year where a ULN has two.

    Raises:
        ReadError: it is another file, or is damaged.
    """
    listed_in = hashlib.sha256(data).hexdigest()
    return latest(_registration(row, listed_in) for row in rows(name, data, REGISTRATIONS))


def read_results(name: str, data: bytes) -> dict[str, OverallResult]:
    """The overall results in a download, by ULN.

    Raises:
        ReadError: it is another file, or is damaged.
    """
    return {found.uln: found for found in map(_result, rows(name, data, RESULTS))}


def read_errors(name: str, data: bytes) -> list[ReportedError]:
    """The lines of an error report, in order.

    Raises:
        ReadError: it is another file, or is damaged.
    """
    return [_error(row) for row in rows(name, data, ERRORS)]


def _with(found: Downloads, name: str, data: bytes) -> Downloads:
    kind = recognised(data)
    if kind == RESULTS:
        return replace(found, results={**(found.results or {}), **read_results(name, data)})
    if kind == ERRORS:
        return replace(found, errors=[*found.errors, *read_errors(name, data)])
    if kind == REGISTRATIONS:
        known = [*(found.registrations or {}).values(), *read_registrations(name, data).values()]
        return replace(found, registrations=latest(known))
    raise wrong_file(name, data, REGISTRATIONS, RESULTS, ERRORS)


def latest(found: Iterable[Registration]) -> dict[str, Registration]:
    """The registrations by ULN; the later start year where a ULN has two."""
    latest: dict[str, Registration] = {}
    for registration in found:
        before = latest.get(registration.uln)
        if before is None or before.start_year <= registration.start_year:
            latest[registration.uln] = registration
    return latest


def _registration(row: Row, listed_in: str) -> Registration:
    return Registration(
        row.uln(),
        row["Is pending withdrawal?"].lower() == "true",
        row["Last name"],
        row["First name"],
        row.born(),
        row["T Level"],
        row.start_year(),
        row.core_code(),
        row.codes("Specialism code"),
        row.status("Industry placement"),
        listed_in,
    )


def _result(row: Row) -> OverallResult:
    return OverallResult(
        row.uln(),
        row["Last name"],
        row["First name"],
        row["T Level"],
        row.start_year(),
        row.core_code(),
        row["Core result"],
        ",".join(row.codes("Specialism code")),
        row["Specialism result"],
        row.status("Industry placement status"),
        row["Overall result"],
        row.file,
        row.line,
    )


def _error(row: Row) -> ReportedError:
    line = row["Line"]
    if line and not line.isdecimal():
        raise row.refused("Line", "a line number")
    return ReportedError(int(line) if line else None, row["ULN"], row["Error"], row.file)
