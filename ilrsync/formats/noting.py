"""What a format says of one value, put with the learner whom it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.formats.odd import CORRECT_EXPORT
from ilrsync.model.record import Note, Record

if TYPE_CHECKING:
    from ilrsync.model.records import Learner


def note(
    learner: Learner,
    kind: str,
    rule: str,
    record: Record,
    field: str,
    *,
    got: str = "",
    value: str = "",
    wanted: str = "",
    remedy: str = "",
) -> None:
    """*learner* carries a note about *field* of *record*; without *got* it is the field's text."""
    told = remedy or (CORRECT_EXPORT if kind != "repair" else "")
    text = got or record.text(field) or ""
    made = Note(
        kind, rule, record, field, text, value, wanted, told, record.origin or learner.origin
    )
    learner.notes = [*(learner.notes or ()), made]
