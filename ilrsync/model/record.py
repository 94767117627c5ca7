"""What every ILR record has besides its fields: where it came from and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Origin(NamedTuple):
    """Where a record stood: file name, line or row (from 1), and the headings of its fields.

    ``headings`` maps an ILR field name to the vendor's heading and is shared between rows; it is
    None where the file uses the ILR's own names.
    """

    file: str
    line: int | None = None
    headings: Mapping[str, str] | None = None

    def heading(self, name: str) -> str:
        """The heading under which *name* stood; the ILR name itself when it had no other."""
        return (self.headings or {}).get(name, name)


@dataclass(slots=True, repr=False)
class Record:
    """One entity of the ILR.

    ``raw`` holds, by field name, the text of a value whose field could not take it as it stood:
    either it is not of the field's type and the field is None, or it is another way to write the
    field's value ("007" for 7). The writer gives this text back, so nothing is lost or altered;
    whoever assigns a field calls `assign`, which forgets the text.
    """

    origin: Origin | None = slot(default=None, compare=False, kw_only=True)
    raw: dict[str, str] | None = slot(default=None, kw_only=True)

    personal: ClassVar[bool] = True

    def assign(self, name: str, value: object) -> None:
        """Field *name* holds *value* and no other text stands for it."""
        setattr(self, name, value)
        if self.raw is not None:
            self.raw.pop(name, None)
            if not self.raw:
                self.raw = None

    def text(self, name: str) -> str | None:
        """What the source said for field *name*: its text in ``raw``, else the value as text."""
        if self.raw is not None and name in self.raw:
            return self.raw[name]
        value = getattr(self, name)
        return None if value is None else str(value)

    def __repr__(self) -> str:  # values are personal data and must not reach a log or traceback
        reference = getattr(self, "LearnRefNumber", None)
        return f"<{type(self).__name__}{f' {reference}' if reference else ''}>"


@dataclass(frozen=True, slots=True)
class Note:
    """What a format did with one value while reading: repaired it, refused it, or remarks on it.

    ``kind`` is "repair" (``value`` took the place of ``got``: goes to the ledger as a correction),
    "refusal" (the field was left unread: an error finding) or "remark" (a warning finding).
    ``rule`` is an ``ILRSYNC_`` id naming the quirk. ``record`` is the record that ``field`` is of.
    """

    kind: str
    rule: str
    record: Record = slot(repr=False, compare=False)
    field: str
    got: str = slot(repr=False)
    value: str = slot(default="", repr=False)
    wanted: str = ""
    remedy: str = ""
    origin: Origin | None = None
