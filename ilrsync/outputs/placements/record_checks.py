"""The checks that the results service makes on one record of a placement upload.

Source: Manage T Level results, release of June 2026: industry placement validator.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING

from ilrsync.model.t_levels import CORE_CODE_LENGTH
from ilrsync.outputs.placements.download_rows import ROUNDED
from ilrsync.outputs.placements.service import (
    LEAST_HOURS,
    MOST_HOURS,
    REASONS,
    STATUS_OF_DOWNLOAD,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Whole numbers as .NET reads them: a sign and white space around are fine, other digits are not.
_WHOLE = re.compile(r"[\t-\r ]*[+-]?[0-9]+[\t-\r ]*\Z")
_ULN_LENGTH = 10
_MOST_SHOWN = 60
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_STATUSES = {status.value.translate(_LOWER): status for status in Status}


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one record as they stand; ``number`` is the ULN as the service compares it."""

    uln: str = slot(repr=False)
    core_code: str
    status: str
    hours: str
    reasons: tuple[str, ...]
    number: int | None = slot(repr=False)

    @property
    def special(self) -> bool:
        """Whether the status is special consideration."""
        return self.known_status is Status.SPECIAL

    @property
    def known_status(self) -> Status | None:
        """The status, letter case ignored; None when it is not one of the four."""
        return _STATUSES.get(self.status.translate(_LOWER))


def row(cells: Mapping[str, str]) -> Row:
    """The record with these cells, by heading in lower case."""
    uln = cells["uln"]
    return Row(
        uln,
        cells["core code"],
        cells["industry placement status"],
        cells["industry placement hours"],
        reason_list(cells["reason for special consideration"]),
        whole_number(uln),
    )


def whole_number(text: str) -> int | None:
    """*text* as a whole number, or None."""
    return int(text) if _WHOLE.match(text) else None


def reason_list(cell: str) -> tuple[str, ...]:
    """The items of a cell that holds several; an empty item stays, an empty cell has none."""
    bare = cell.strip().strip('"').strip()
    return tuple(item.strip() for item in bare.split(",")) if bare else ()


def refused(row: Row) -> Iterator[tuple[str, str]]:
    """Why the service would refuse *row*: a word for the reason and a sentence, each."""
    yield from _uln(row)
    yield from _core_code(row)
    if not row.status.strip():
        yield "status-missing", "the industry placement status is empty"
        return
    if row.known_status is None:
        yield "status", _status_wanted(row.status)
    yield from _hours(row)
    yield from _reasons(row)


def _status_wanted(got: str) -> str:
    meant = STATUS_OF_DOWNLOAD.get(got.strip().casefold()) or _STATUSES.get(
        got.strip().translate(_LOWER)
    )
    if meant is not None:
        return f'the status {_shown(got)} has to be spelt "{meant}", with no space around'
    return f"the status {_shown(got)} is not one of {', '.join(Status)}"


def _shown(cell: str) -> str:
    """*cell* in quotes as a terminal can show it: no control characters, and not without end."""
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in cell[:_MOST_SHOWN])
    return f'"{plain}{"…" if len(cell) > _MOST_SHOWN else ""}"'


def _why_not(uln: str) -> str:
    if ROUNDED.match(uln):
        return ": a spreadsheet has rounded it; format the column as text and type it again"
    return ": a space counts as a character" if uln != uln.strip() else ""


def _uln(row: Row) -> Iterator[tuple[str, str]]:
    if not row.uln.strip():
        yield "uln-missing", "the ULN is empty"
    elif len(row.uln) != _ULN_LENGTH or row.number is None:
        yield "uln", f"the ULN {_shown(row.uln)} is not ten digits{_why_not(row.uln)}"


def _core_code(row: Row) -> Iterator[tuple[str, str]]:
    if not row.core_code.strip():
        yield "core-code-missing", "the core code is empty"
    elif len(row.core_code) != CORE_CODE_LENGTH:
        yield (
            "core-code",
            f"the core code {_shown(row.core_code)} has not {CORE_CODE_LENGTH} characters",
        )


def _hours(row: Row) -> Iterator[tuple[str, str]]:
    if not row.special:
        if row.hours.strip():
            yield (
                "hours-unwanted",
                f"hours go only with special consideration: got {_shown(row.hours)}",
            )
    elif not row.hours.strip():
        yield "hours-missing", "special consideration needs the hours"
    else:
        hours = whole_number(row.hours)
        if hours is None or not LEAST_HOURS <= hours <= MOST_HOURS:
            wanted = f"a whole number from {LEAST_HOURS} to {MOST_HOURS}"
            yield "hours", f"the hours {_shown(row.hours)} are not {wanted}"


def _reasons(row: Row) -> Iterator[tuple[str, str]]:
    if not row.special:
        if row.reasons:
            yield "reasons-unwanted", "reasons go only with special consideration"
    else:
        if not all(row.reasons) or not row.reasons:
            yield "reasons-missing", "special consideration needs at least one reason"
        unknown = [reason for reason in row.reasons if reason.upper() not in REASONS]
        if unknown:
            listed = ", ".join(_shown(reason) for reason in unknown)
            yield "reasons", f"the reason {listed} is not one of {', '.join(REASONS)}"
    if len(set(row.reasons)) < len(row.reasons):
        yield "reasons-repeated", "a reason is given twice"
