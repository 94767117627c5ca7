"""What earlier runs put on their sheets, as far as the outbox still has them.

The learner list of the service has neither hours nor reasons of special consideration, and its
error report names no file: both are looked up in what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING

from ilrsync.outputs.placements.cells import decoded, records
from ilrsync.outputs.placements.record_checks import Row, row
from ilrsync.outputs.placements.service import HEADER

if TYPE_CHECKING:
    from pathlib import Path

_RUNS = "run-*"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class EarlierSheet:
    """One file of an earlier upload.

    ``place`` is where it is in the outbox. ``rows`` are by the line that the service reports, 2 for
    the first record, and ``by_uln`` by ULN. ``beside`` are the hashes of what lay beside the
    exports then, learner lists of the service among it.
    """

    place: str
    rows: Mapping[int, Row] = slot(repr=False)
    by_uln: Mapping[int | None, Row] = slot(repr=False)
    beside: frozenset[str] = slot(default=frozenset(), repr=False)


class Earlier:
    """The sheets of earlier runs, the newest run first, read no further back than somebody asks."""

    def __init__(self, sheets: Iterable[EarlierSheet] = ()) -> None:
        self._unread = iter(sheets)
        self._read: list[EarlierSheet] = []

    def __iter__(self) -> Iterator[EarlierSheet]:
        at = 0
        while at < len(self._read) or self._next():
            yield self._read[at]
            at += 1

    def last(self, uln: int) -> tuple[EarlierSheet, Row] | None:
        """The newest record about *uln* and its sheet; None where no sheet has one."""
        return next(((sheet, sheet.by_uln[uln]) for sheet in self if uln in sheet.by_uln), None)

    def _next(self) -> bool:
        sheet = next(self._unread, None)
        if sheet is not None:
            self._read.append(sheet)
        return sheet is not None


def sheet_names(ukprn: int, year: str) -> str:
    """How the name of every file of a return's uploads begins."""
    return f"industry-placements-{ukprn}-{year}-"


def earlier_sheets(home: Path, ukprn: int, year: str) -> Iterator[EarlierSheet]:
    """The sheets of a return whose runs are in *home*; none where there is no such folder.

    Raises:
        OSError: one of them cannot be read.
    """
    for folder in sorted(home.glob(_RUNS), reverse=True):
        paths = sorted(folder.glob(f"{sheet_names(ukprn, year)}*.csv"))
        beside = _beside(folder / _MANIFEST) if paths else frozenset()
        for path in paths:
            yield earlier_sheet(f"{folder.name}/{path.name}", path.read_bytes(), beside)


def earlier_sheet(place: str, data: bytes, beside: frozenset[str] = frozenset()) -> EarlierSheet:
    """The sheet in *data*; records that somebody has broken since are not in it."""
    read = records(decoded(data))
    header = next(read, None)
    names = [cell.strip().lower() for cell in header.cells] if header else []
    rows = {}
    if sorted(names) == sorted(name.lower() for name in HEADER):
        rows = {
            record.number: row(dict(zip(names, record.cells, strict=True)))
            for record in read
            if not record.badly_quoted and len(record.cells) == len(names)
        }
    return EarlierSheet(place, rows, {found.number: found for found in rows.values()}, beside)


def _beside(manifest: Path) -> frozenset[str]:
    """The hashes in a manifest; none where it is not there or not one of ours."""
    try:
        return frozenset(file["sha256"] for file in json.loads(manifest.read_bytes())["beside"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return frozenset()
