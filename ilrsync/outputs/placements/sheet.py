"""The placement upload itself: records in, files out that the service reads without a word.

Source: Manage T Level results, industry placement upload, June 2026: a file that is safe on every
point is UTF-8, header in the usual order, five cells a record, no padding, CR LF.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING

from ilrsync.outputs.placements.service import HEADER, RECORDS_A_FILE, Status

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the upload; hours and reasons go with special consideration only."""

    uln: int = slot(repr=False)
    core_code: str
    status: Status
    hours: int | None = None
    reasons: tuple[str, ...] = ()

    def cells(self) -> tuple[str, ...]:
        """The five cells, in the order of the header."""
        if self.status is not Status.SPECIAL:
            return (str(self.uln), self.core_code, self.status, "", "")
        return (
            str(self.uln),
            self.core_code,
            self.status,
            str(self.hours),
            ",".join(self.reasons),
        )


def sheets(entries: Sequence[Entry]) -> list[str]:
    """The text of each file, at most 1,000 records in one; no entries give no file."""
    return [
        _sheet(entries[start : start + RECORDS_A_FILE])
        for start in range(0, len(entries), RECORDS_A_FILE)
    ]


def _sheet(entries: Sequence[Entry]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(entry.cells() for entry in entries)
    return text.getvalue()
