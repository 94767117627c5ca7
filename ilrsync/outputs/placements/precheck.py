"""What the results service would say of a placement upload, before it is asked.

The same stages in the same order: the file, then its records, then its learners. Nothing is saved
by the service unless every record passes every stage.

Source: Manage T Level results, release of June 2026: industry placement upload.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as slot
from pathlib import PurePath
from typing import TYPE_CHECKING

from ilrsync.outputs.placements import record_checks as checks
from ilrsync.outputs.placements.cells import Record, decoded, records, text_lines
from ilrsync.outputs.placements.download_rows import UPLOAD, what_instead
from ilrsync.outputs.placements.learner_checks import refused_learner
from ilrsync.outputs.placements.service import (
    BYTES_A_FILE,
    HEADER,
    NAME_LENGTH,
    RECORDS_A_FILE,
    TEXT_LINES_A_FILE,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.outputs.placements.downloads import Registration


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason for which the service would refuse the upload.

    ``line`` is the service's own: 1 for the header, counting records; None for the whole file.
    ``uln`` is empty where the service's report leaves it empty.
    """

    stage: int
    reason: str
    message: str = slot(repr=False)
    line: int | None = None
    uln: str = slot(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the service would say; ``not_checked`` is what cannot be told from here.

    ``no_report`` says that the service would end on its problem page without any report.
    """

    records: int = 0
    refusals: Sequence[Refusal] = ()
    not_checked: Sequence[str] = ()
    no_report: bool = False

    @property
    def accepted(self) -> bool:
        """Whether nothing that was checked would be refused."""
        return not self.refusals


NOT_LOOKED_UP = (
    "whether each learner is registered with you under that core code: "
    "give the learner list of the service (registrations_data.csv)"
)


def check_file(path: Path, learners: Mapping[str, Registration] | None = None) -> Verdict:
    """The verdict on the file at *path*; *learners* are the registrations by ULN, if known.

    Raises:
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    if size > BYTES_A_FILE:  # not read, because it may be of any size
        return _file_verdict(_file_refusal(path.name, size) or _too_large(size))
    return check(path.name, path.read_bytes(), learners)


def check(name: str, data: bytes, learners: Mapping[str, Registration] | None = None) -> Verdict:
    """The verdict on a file called *name* that holds *data*."""
    refusal = _file_refusal(name, len(data))
    if refusal:
        return _file_verdict(refusal)
    text = decoded(data)
    if (lines := text_lines(text)) > TEXT_LINES_A_FILE:
        return _file_verdict(
            Refusal(
                1,
                "too-many-lines",
                f"{lines:,} lines of text, at most {TEXT_LINES_A_FILE:,} are taken: a header and"
                f" {RECORDS_A_FILE:,} records, and empty lines count; split the file",
            )
        )
    header, *rest = records(text) if text.strip("\r\n") else (Record(1, 1, ()),)
    if not _is_header(header):
        return _file_verdict(
            Refusal(
                2,
                "header",
                f"the header is not valid, {what_instead(data, UPLOAD)}; want: {','.join(HEADER)}",
            )
        )
    if not rest:
        return _file_verdict(Refusal(2, "no-records", "there is no record under the header"))
    return _verdict([cell.strip().lower() for cell in header.cells], rest, learners)


def _file_refusal(name: str, size: int) -> Refusal | None:
    path = PurePath(name)
    if path.suffix.lower() != ".csv":
        return Refusal(1, "extension", f'the file name ends in "{path.suffix}", want ".csv"')
    if len(path.stem) > NAME_LENGTH:
        return Refusal(
            1, "name", f"the file name has {len(path.stem)} characters, at most {NAME_LENGTH}"
        )
    if size == 0:
        return Refusal(1, "empty", "the file is empty")
    return _too_large(size) if size > BYTES_A_FILE else None


def _too_large(size: int) -> Refusal:
    return Refusal(1, "size", f"the file has {size:,} bytes, at most {BYTES_A_FILE:,} are taken")


def _file_verdict(refusal: Refusal) -> Verdict:
    return Verdict(refusals=(refusal,))


def _is_header(record: Record) -> bool:
    names = sorted(cell.strip().lower() for cell in record.cells)
    return not record.badly_quoted and names == sorted(name.lower() for name in HEADER)


def _verdict(
    names: Sequence[str], rest: Sequence[Record], learners: Mapping[str, Registration] | None
) -> Verdict:
    refusals: list[Refusal] = []
    rows: list[tuple[Record, checks.Row]] = []
    broken = no_report = False
    for record in rest:
        if record.badly_quoted:
            broken = True
            # The service has counted this record already when it finds the fault.
            refusals.append(_refused(record, "quotes", _BADLY_QUOTED, line=record.number + 1))
        elif len(record.cells) != len(HEADER):
            count = (
                f"{len(record.cells)} cells, want {len(HEADER)};"
                ' several reasons go into one cell with quotes around it, as in "ML,B"'
            )
            refusals.append(_refused(record, "cells", count))
        else:
            no_report = no_report or broken  # its reader refuses to read on after such a fault
            rows.append((record, checks.row(dict(zip(names, record.cells, strict=True)))))
    passed = _second_stage(rows, refusals)
    third = _third_stage(passed, learners)
    not_checked = () if learners is not None else (NOT_LOOKED_UP,)
    return Verdict(len(rest), (*refusals, *third), not_checked, no_report)


def _second_stage(
    rows: Sequence[tuple[Record, checks.Row]], refusals: list[Refusal]
) -> list[tuple[Record, checks.Row]]:
    """The rows that pass; the refusals of the others are added to *refusals*, by line."""
    counted = Counter(row.number for _, row in rows if row.number)
    passed = []
    for record, row in rows:
        found = [*checks.refused(row)]
        if counted[row.number or 0] > 1:
            found.append(("duplicate", "the ULN is in more than one record"))
        refusals += [_refused(record, reason, message, row) for reason, message in found]
        if not found:
            passed.append((record, row))
    refusals.sort(key=lambda refusal: refusal.line or 0)
    return passed


def _third_stage(
    passed: Sequence[tuple[Record, checks.Row]], learners: Mapping[str, Registration] | None
) -> list[Refusal]:
    found = []
    for record, row in passed:
        refusal = refused_learner(row, learners)
        if refusal:
            found.append(_refused(record, *refusal, row=row, stage=3))
    return found


def _refused(
    record: Record,
    reason: str,
    message: str,
    row: checks.Row | None = None,
    *,
    stage: int = 2,
    line: int | None = None,
) -> Refusal:
    uln = "" if row is None or row.number is None else str(row.number)
    return Refusal(stage, reason, message, line or record.number, uln)


_BADLY_QUOTED = (
    "a quote stands where none may: inside an unquoted cell, before more text, or never closed;"
    " if a whole record follows, the service shows its problem page and gives no report"
)
