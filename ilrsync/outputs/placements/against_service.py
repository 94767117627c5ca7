"""The selection narrowed to what the service would take and does not have yet.

The learner list of the service tells the status, and not the hours and reasons of special
consideration. Those are compared with the last sheet that has the learner, and taken for uploaded
once the learner list is another one than that sheet was made with; sent twice they do no harm.

Source: Manage T Level results, release of June 2026: only learners registered with the provider
are taken, the same status and details sent again change nothing, other details replace the first.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from ilrsync.errors import ConfigError
from ilrsync.model.t_levels import generations, t_levels
from ilrsync.outputs.placements.earlier import Earlier
from ilrsync.outputs.placements.selection import Kind, LeftOut, Selected, Selection
from ilrsync.outputs.placements.service import Status

if TYPE_CHECKING:
    from ilrsync.outputs.placements.downloads import Downloads, Registration


class Send(StrEnum):
    """What goes on the sheet of what the service would take (``send``)."""

    CHANGES = "changes"
    ALL = "all"


def send_of(value: object) -> Send:
    """What the configuration wants sent; changes when it does not say.

    Raises:
        ConfigError: it is neither.
    """
    if value is None:
        return Send.CHANGES
    try:
        return Send(str(value))
    except ValueError:
        wanted = " or ".join(f'"{known}"' for known in Send)
        raise ConfigError(f'[outputs.placement_sheet] send: got "{value}", want {wanted}') from None


def against_service(
    selection: Selection, downloads: Downloads, send: Send, earlier: Earlier | None = None
) -> Selection:
    """*selection* without whom the service would refuse and, for changes, whom it knows as such.

    Without a learner list of the service nothing can be compared and everybody stays.
    """
    if downloads.registrations is None:
        return selection
    kept: list[Selected] = []
    left_out = list(selection.left_out)
    for found in selection.selected:
        registration = downloads.registrations.get(str(found.entry.uln))
        left = (
            _compared(found, registration, send, earlier or Earlier())
            if registration is not None
            else _not_listed(found, downloads)
        )
        if left is None:
            kept.append(found)
        else:
            left_out.append(left)
    return Selection(kept, left_out, selection.declared_only)


def other_core_code(mine: str, theirs: str) -> str:
    """That two core codes differ, in words; names the generations of one subject."""
    text = f"the ILR has core code {mine}, the registration {theirs}"
    if generations().get(mine) != theirs:
        return text
    later, earlier = (mine, theirs) if t_levels()[mine].earlier_core_code else (theirs, mine)
    return f"{text}: {later} is the second generation of {earlier}"


def _not_listed(found: Selected, downloads: Downloads) -> LeftOut:
    learner = found.learner
    if learner.start_year not in downloads.start_years:
        return LeftOut(
            learner,
            Kind.CORRECT,
            f"no learner list of the service covers start year {learner.start_year}",
            "download the learner list of that start year as well",
        )
    if learner.withdrawn:
        return LeftOut(
            learner,
            Kind.DECIDE,
            "withdrawn, and the learner list has active registrations only",
            "report the placement on the service's page, if the learner is there",
        )
    return LeftOut(
        learner,
        Kind.CORRECT,
        "not registered with you at the results service",
        f"ask {t_levels()[learner.core_code].awarding_organisation.name} to register the learner,"
        " or correct the ULN",
    )


def _compared(
    found: Selected, registration: Registration, send: Send, earlier: Earlier
) -> LeftOut | None:
    mine, theirs = found.entry.core_code, registration.core_code
    if mine != theirs:
        return LeftOut(
            found.learner,
            Kind.CORRECT,
            other_core_code(mine, theirs),
            "correct the core aim, or ask the awarding organisation to correct the registration",
        )
    status, known = found.entry.status, registration.status
    if status == known and send is Send.CHANGES:
        return _unchanged(found, registration, earlier)
    if known is not None and known.done and not status.done and not found.decision.declared:
        return LeftOut(
            found.learner,
            Kind.DECIDE,
            f'the service has "{known}", the ILR says "{status}": somebody declared the first',
            "correct the ILR, or declare the status to take that back",
        )
    return None


def _unchanged(found: Selected, registration: Registration, earlier: Earlier) -> LeftOut | None:
    """That the service has all of the entry; None where hours or reasons may be news to it."""
    entry = found.entry
    known = f'the service has "{entry.status}" already'
    if entry.status is not Status.SPECIAL:
        return LeftOut(found.learner, Kind.UNCHANGED, known)
    sent = earlier.last(entry.uln)
    if sent is None:
        return None
    sheet, row = sent
    same = (row.core_code, row.status, row.hours, ",".join(row.reasons)) == entry.cells()[1:]
    if not same or registration.listed_in in sheet.beside:
        return None
    return LeftOut(found.learner, Kind.UNCHANGED, f"{known}, and {sheet.place} has its details")
