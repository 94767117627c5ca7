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
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration as it was given: texts, not yet judged.

    ``core_code`` may be empty: the learner has one T Level and the declaration is about that.
    """

    uln: str = slot(repr=False)
    status: str
    hours: str = ""
    reasons: str = ""
    core_code: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration that the service would take, or ``problem``: why it would not."""

    status: Status | None
    hours: int | None = None
    reasons: tuple[str, ...] = ()
    core_code: str = ""
    problem: str = ""
    origin: Origin | None = slot(default=None, compare=False)


def judged(declaration: Declaration) -> Declared:
    """*declaration* as the sheet can carry it.

    Spaces around values are dropped, letter case is ignored and the spellings of the service's
    downloads are understood; nothing else is guessed.
    """
    status = status_of(declaration.status)
    if status is None:
        wanted = ", ".join(f'"{known}"' for known in Status)
        return _refused(
            declaration, f'the status "{declaration.status.strip()}" is not one of {wanted}'
        )
    core_code = declaration.core_code.strip().upper()
    hours, reasons = declaration.hours.strip(), declaration.reasons.strip()
    if status is not Status.SPECIAL:
        if hours or reasons:
            return _refused(
                declaration,
                f'hours and reasons go only with "{Status.SPECIAL}", not with "{status}"',
            )
        return Declared(status, core_code=core_code, origin=declaration.origin)
    return _special(declaration, core_code, hours, reasons)


def by_uln(declarations: Iterable[Declaration]) -> Mapping[str, Declared]:
    """What is declared for each ULN; different declarations for one ULN leave it a problem."""
    found: dict[str, Declared] = {}
    for declaration in declarations:
        declared = judged(declaration)
        uln = declaration.uln.strip()
        if uln not in found:
            found[uln] = declared
        elif found[uln] != declared:
            found[uln] = _refused(
                declaration, "two declarations for this ULN differ; leave one of them standing"
            )
    return found


def status_of(text: str) -> Status | None:
    """The status that *text* names, as uploads or as downloads spell it."""
    bare = " ".join(text.split()).casefold()
    known = {status.value.casefold(): status for status in Status}
    known.update({status.downloaded.casefold(): status for status in Status})
    return known.get(bare)


def _special(declaration: Declaration, core_code: str, hours: str, reasons: str) -> Declared:
    if not hours.isdecimal() or not LEAST_HOURS <= int(hours) <= MOST_HOURS:
        return _refused(
            declaration,
            f"special consideration needs the hours done, {LEAST_HOURS} to {MOST_HOURS}",
        )
    codes = [code.strip().upper() for code in reasons.replace(";", ",").split(",")]
    unknown = [code for code in codes if code not in REASONS]
    if unknown:
        return _refused(
            declaration, f"special consideration needs reason codes out of {', '.join(REASONS)}"
        )
    # The service compares lists in their order, so a fixed one avoids a change that is none.
    ordered = tuple(code for code in REASONS if code in codes)
    return Declared(Status.SPECIAL, int(hours), ordered, core_code, origin=declaration.origin)


def _refused(declaration: Declaration, problem: str) -> Declared:
    return Declared(None, problem=problem, origin=declaration.origin)
