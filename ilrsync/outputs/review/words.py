"""Changes and places in words that someone with the record open in the MIS understands."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ilrsync.model.finding import Grade
from ilrsync.model.records import RECORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ilrsync.model.finding import Change
    from ilrsync.model.record import Origin

_STEP = re.compile(r"(\w+)\[(\d+)\]")
_PLAIN = {
    "LearningDelivery": "aim",
    "LearnerEmploymentStatus": "employment status",
    "LearningDeliveryWorkPlacement": "work placement",
    "AppFinRecord": "financial record",
}
_NOTHING = "(nothing)"

GRADES = {
    Grade.SAFE: "keeps the meaning",
    Grade.OPT_IN: "changes what is returned",
    Grade.SUGGEST: "only a person can know",
}


def place(path: str) -> str:
    """A path in words: ``Learner[3]/LearningDelivery[1]`` is "aim 2", counted from 1."""
    steps = _STEP.findall(path)[1:]
    return ", ".join(f"{_PLAIN.get(name, name)} {int(number) + 1}" for name, number in steps)


def what(change: Change) -> str:
    """What a change is about: the place and the field."""
    where = place(change.path)
    return f"{where}: {change.field}" if where and change.field else change.field or where


def old(change: Change) -> str:
    """What stands there before the change."""
    return value(change, change.old)


def new(change: Change) -> str:
    """What stands there after the change."""
    return value(change, change.new)


def value(change: Change, text: str | None) -> str:
    """One side of a change; a whole record is told by its fields."""
    if text is None:
        return _NOTHING
    if change.field:
        if change.field in RECORDS:  # the order of the records of that name, as places from 0
            return "order " + ", ".join(str(int(number) + 1) for number in text.split(","))
        return text
    return told(fields_of(text))


def fields_of(text: str) -> Mapping[str, Any]:
    """The fields of a record that a change holds as JSON, as they stood in the source."""
    ((_, fields),) = json.loads(text).items()
    unread = fields.pop("raw", {})
    return {**fields, **unread}


def told(fields: Mapping[str, Any]) -> str:
    """A record by its fields; what stands below it is only counted."""
    return "; ".join(_told(name, said) for name, said in fields.items())


def source(origin: Origin | None, fields: Sequence[str] = ()) -> tuple[str, str, str]:
    """File, row and headings of where something stood."""
    if origin is None:
        return "", "", ""
    line = "" if origin.line is None else str(origin.line)
    return origin.file, line, ", ".join(origin.heading(name) for name in fields if name)


def _told(name: str, said: Any) -> str:
    if isinstance(said, list):
        return f"{len(said)} {name}"
    if isinstance(said, dict):
        return f"1 {name}"
    return f"{name} {said}"
