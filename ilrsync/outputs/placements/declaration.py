"""What a person declares about a placement, which no export can tell.

Source: Manage T Level results, industry placement upload: special consideration needs hours and
reasons; "completed" between May and July also covers "will be completed by 31 July".
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING

from ilrsync.model.record import Origin
from ilrsync.outputs.placements.service import LEAST_HOURS, MOST_HOURS, REASONS, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.contracts import PlacementRow


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration that the service would take, or ``problem``: why it would not."""

    status: Status | None
    hours: int | None = None
    reasons: tuple[str, ...] = ()
    core_code: str = ""
    problem: str = ""
    origin: Origin | None = slot(default=None, compare=False)


def judged(row: PlacementRow) -> Declared:
    """*row* as the sheet can carry it.

    Spaces around values are dropped, letter case is ignored and the spellings of the service's
    downloads are understood; nothing else is guessed.
    """
    status = status_of(row.IPStatus)
    if status is None:
        wanted = ", ".join(f'"{known}"' for known in Status)
        return _refused(row, f'the status "{row.IPStatus.strip()}" is not one of {wanted}')
    core_code = row.CoreCode.strip().upper()
    hours, reasons = row.IPHours.strip(), row.SpecialConsiderationReason.strip()
    if status is not Status.SPECIAL:
        if hours or reasons:
            return _refused(
                row,
                f'hours and reasons go only with "{Status.SPECIAL}", not with "{status}"',
            )
        return Declared(status, core_code=core_code, origin=row.origin)
    return _special(row, core_code, hours, reasons)


def by_uln(*layers: Iterable[PlacementRow]) -> dict[str, Declared]:
    """What is declared for each ULN; a later layer goes before an earlier one.

    Rows that declare nothing are passed over. Different declarations for one ULN within a layer
    leave it a problem.
    """
    found: dict[str, Declared] = {}
    for layer in layers:
        found |= _layer(layer)
    return found


def _layer(rows: Iterable[PlacementRow]) -> dict[str, Declared]:
    found: dict[str, Declared] = {}
    for row in rows:
        if not (row.IPStatus or row.IPHours or row.SpecialConsiderationReason):
            continue
        declared = judged(row)
        uln = row.ULN.strip()
        if uln not in found:
            found[uln] = declared
        elif found[uln] != declared:
            found[uln] = _refused(
                row, "two declarations for this ULN differ; leave one of them standing"
            )
    return found


def status_of(text: str) -> Status | None:
    """The status that *text* names, as uploads or as downloads spell it."""
    bare = " ".join(text.split()).casefold()
    known = {status.value.casefold(): status for status in Status}
    known.update({status.downloaded.casefold(): status for status in Status})
    return known.get(bare)


def _special(row: PlacementRow, core_code: str, hours: str, reasons: str) -> Declared:
    if not hours.isdecimal() or not LEAST_HOURS <= int(hours) <= MOST_HOURS:
        return _refused(
            row,
            f"special consideration needs the hours done, {LEAST_HOURS} to {MOST_HOURS}",
        )
    codes = [code.strip().upper() for code in reasons.replace(";", ",").split(",")]
    unknown = [code for code in codes if code not in REASONS]
    if unknown:
        return _refused(
            row, f"special consideration needs reason codes out of {', '.join(REASONS)}"
        )
    # The service compares lists in their order, so a fixed one avoids a change that is none.
    ordered = tuple(code for code in REASONS if code in codes)
    return Declared(Status.SPECIAL, int(hours), ordered, core_code, origin=row.origin)


def _refused(row: PlacementRow, problem: str) -> Declared:
    return Declared(None, problem=problem, origin=row.origin)
