"""Lines of ILR XML as steps of reading, each understood once.

Nearly every file has one element on a line, or none but elements between which nothing stands, and
the same few thousand lines make up nearly all of a return. A line that says anything else than one
value, or one start or end of an entity, is not understood here: only an XML parser reads that.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ilrsync.formats.ilr_values import Kept, Values
from ilrsync.model.written import ILLEGAL_IN_XML

if TYPE_CHECKING:
    from collections.abc import Callable

    from ilrsync.formats.ilr_plan import Plan
    from ilrsync.model.record import Record

BLANK = b" \t\r"

Step: TypeAlias = tuple[int, Any, Any]
"""Which argument of the record a line is for, what it says, and which kind of line it is: None for
a value, the lines of the entity that begins, `END` or `KEPT`."""

END: Final = "end"
"""The entity ends."""
KEPT: Final = "kept"
"""A value whose text must be kept: the field's name, the text and the value."""

_CODES = 1024
"""Lines of a field of codes or days that are remembered; three years have 1096 days."""
_TEXTS = 256
"""Lines of any other field that are remembered."""
_MARGINS = 16
"""Ways to indent an element that are remembered."""
_LONG = 200
"""Bytes of a line that is not worth remembering."""

_ODD = re.compile(rb"[&>\x00-\x08\x0a-\x1f\x80-\xff]")
"""What is to be looked at twice in a text between two tags."""
_REFUSED = re.compile(f"[>\r\n{ILLEGAL_IN_XML}]")
_ESCAPE = re.compile("&(?:#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}));|([a-z]{2,4};))?")
_ESCAPES = {"amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'"}
_NO_CHARACTER = re.compile(f"[{ILLEGAL_IN_XML}]")


class UnusualError(Exception):
    """This is not written the usual way, and may be wrong: an XML parser must read it."""


@dataclass(slots=True)
class _Field:
    """A simple field: its argument, its name, what understands it, how its element ends.

    ``room`` is for how many more of its lines there is room.
    """

    place: int
    name: str
    values: Values | None
    end: bytes
    room: int


class Lines:
    """The lines that may stand inside one entity.

    ``known`` holds those that were understood, as far as there is room for lines of their field;
    `understood` gives the step of any other. ``inner`` has the lines of the entities inside, by
    name; those that may occur again are in ``repeating``. ``blank`` gives the arguments of a record
    without fields, and ``record`` makes one of arguments; its ``origin`` and ``raw`` are not set.
    """

    def __init__(self, plan: Plan) -> None:
        names = [field.name for field in fields(plan.record) if not field.kw_only]
        self.placed = plan.placed
        self.blank, self.record = _made(plan.record)
        self.known: dict[bytes, Step] = {}
        self.inner: dict[str, Lines] = {}
        self.repeating: frozenset[Lines] = frozenset()
        self._places = {name: place for place, name in enumerate(names)}
        self._end = f"/{plan.name}"
        self._slots = plan.slots
        self._fields: dict[str, _Field] = {}
        self._starts: dict[bytes, _Field] = {}
        self._tags = 0

    def understood(self, line: bytes) -> Step:
        """The step of a line that is not known.

        Raises:
            UnusualError: It is not one value, or one start or end of an entity, of this entity.
        """
        start, _, rest = line.partition(b">")
        field = self._starts.get(start) or self._field(start)
        if field is None:
            return self._tag(start, rest, line)
        text, _, end = rest.partition(b"<")
        if end != field.end and end.rstrip(BLANK) != field.end:
            raise UnusualError
        value: Any = text.decode() if text.isalnum() else plain_text(text)
        kind = None
        if field.values is not None:
            said, value = value, field.values.of(value)
            if value.__class__ is Kept:
                kind, value = KEPT, (field.name, said, value.value)
        step = (field.place, value, kind)
        if field.room and len(line) < _LONG:
            field.room -= 1
            self.known[line] = step
        return step

    def _field(self, start: bytes) -> _Field | None:
        """The simple field whose element begins with *start*."""
        name = _name(start)
        slot = self._slots.get(name)
        if slot is None or slot.plan is not None:
            return None
        field = self._fields.get(name)
        if field is None:
            room = _TEXTS if slot.values is None else _CODES
            end = f"/{name}>".encode()
            field = _Field(self._places[name], name, slot.values, end, room)
            self._fields[name] = field
        if len(self._starts) < _MARGINS * len(self._slots) and len(start) < _LONG:
            self._starts[start] = field
        return field

    def _tag(self, start: bytes, rest: bytes, line: bytes) -> Step:
        """The step of the start of an inner entity, the end of this one, or an empty value."""
        name = _name(start)
        if start == line or rest.strip(BLANK):
            raise UnusualError
        if name.endswith("/"):
            bare = name[:-1].rstrip(" ")
            return self.understood(f"<{bare}></{bare}>".encode())
        slot = self._slots.get(name)
        if name == self._end:
            step: Step = (len(self._places), None, END)
        elif slot is not None and slot.plan is not None:
            step = (self._places[name], None, self.inner[name])
        else:
            raise UnusualError
        if self._tags < _MARGINS * len(self._slots) and len(line) < _LONG:
            self._tags += 1
            self.known[line] = step
        return step


def _made(record: type[Record]) -> tuple[Callable[[], list[Any]], Callable[[list[Any]], Record]]:
    """What gives the arguments of an empty *record*, and what makes a record of its arguments.

    Of a record that was made so, ``origin`` and ``raw`` are still to be set. The dataclass's own
    way takes twice as long, and a return is millions of records.
    """
    simple = [field for field in fields(record) if not field.kw_only]
    values = ", ".join("[]" if field.default is MISSING else "None" for field in simple)
    targets = ", ".join(f"made.{field.name}" for field in simple)
    source = f"""
def blank():
    return [{values}]

def make(row):
    made = new(record)
    [{targets}] = row
    return made
"""
    names: dict[str, Any] = {"new": object.__new__, "record": record}
    exec(compile(source, f"<{record.__name__}>", "exec"), names)  # noqa: S102 - made from our own records, as dataclasses are
    return names["blank"], names["make"]


def lines_of(plans: dict[str, Plan]) -> dict[str, Lines]:
    """The lines of every entity that *plans* has."""
    found = {name: Lines(plan) for name, plan in plans.items()}
    for name, plan in plans.items():
        inside = [(slot, found[slot.plan.name]) for slot in plan.slots.values() if slot.plan]
        found[name].inner = {slot.name: lines for slot, lines in inside}
        found[name].repeating = frozenset(lines for slot, lines in inside if slot.repeats)
    return found


def plain_text(text: bytes) -> str:
    """What *text* says as the content of an element.

    Raises:
        UnusualError: It cannot be content, or only an XML parser knows.
    """
    if not _ODD.search(text):
        return text.decode()
    try:
        said = text.decode()
    except UnicodeDecodeError:
        raise UnusualError from None
    if _REFUSED.search(said):
        raise UnusualError
    return _ESCAPE.sub(_escaped, said)


def _escaped(found: re.Match[str]) -> str:
    """The character that an ``&`` and what follows it stand for."""
    decimal, hexadecimal, name = found.groups()
    try:
        if name:
            return _ESCAPES[name]
        said = chr(int(decimal) if decimal else int(hexadecimal or "", 16))
    except (KeyError, ValueError):
        raise UnusualError from None
    if _NO_CHARACTER.match(said):
        raise UnusualError
    return said


def _name(start: bytes) -> str:
    """The name that *start*, a line up to its first ``>``, begins an element with.

    Raises:
        UnusualError: There is none.
    """
    bare = start.lstrip(BLANK)
    if not bare.startswith(b"<") or not bare.isascii():
        raise UnusualError
    return bare[1:].decode()
