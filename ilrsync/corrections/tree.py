"""A record and what stands below it: its shape, the paths of its records, and whole copies.

A path such as ``Learner[3]/LearningDelivery[1]`` counts from 0; the first step is the learner's
place in the return, every other step a place in the list of that name (0 where only one may be).
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ilrsync.model.record import Record
from ilrsync.model.records import RECORDS, Learner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ilrsync.model.record import Origin

R = TypeVar("R", bound=Record)

_OWN = frozenset({"origin", "raw", "notes"})
_STEP = re.compile(r"(\w+)\[(\d+)\]\Z")


class Shape(NamedTuple):
    """The fields of a record class: simple ones with their type, and the two kinds of child."""

    simple: Mapping[str, str]
    single: tuple[str, ...]
    lists: tuple[str, ...]


def shape(kind: type[Record]) -> Shape:
    """The shape of a record class."""
    return _shape(kind.__name__)


@cache
def _shape(entity: str) -> Shape:
    """Read from the annotations, which are texts in the module of the records."""
    simple: dict[str, str] = {}
    single: list[str] = []
    lists: list[str] = []
    for field in fields(RECORDS[entity]):
        name = str(field.type).removesuffix(" | None")
        if field.name in _OWN:
            continue
        if name.startswith("list["):
            lists.append(field.name)
        elif name in RECORDS:
            single.append(field.name)
        else:
            simple[field.name] = name
    return Shape(simple, tuple(single), tuple(lists))


def children(record: Record) -> Iterator[tuple[str, Record]]:
    """The records directly below *record*, each with its step."""
    kind = shape(type(record))
    for name in kind.single:
        child = getattr(record, name)
        if child is not None:
            yield f"{name}[0]", child
    for name in kind.lists:
        for index, child in enumerate(getattr(record, name)):
            yield f"{name}[{index}]", child


def walk(record: Record, path: str) -> Iterator[tuple[str, Record]]:
    """*record* and every record below it with its path, parents before their children."""
    yield path, record
    for step, child in children(record):
        yield from walk(child, f"{path}/{step}")


def learner_path(position: int) -> str:
    """The path of the learner at *position* in the return."""
    return f"Learner[{position}]"


def parent_path(path: str) -> str:
    """The path of the record that the record at *path* stands in; empty for a learner."""
    return path.rpartition("/")[0]


def last_step(path: str) -> tuple[str, int]:
    """The list and the place in it that *path* ends with.

    Raises:
        ValueError: it is not a path.
    """
    found = _STEP.match(path.rpartition("/")[2])
    if found is None:
        raise ValueError(f'"{path}" is not the path of a record')
    return found[1], int(found[2])


def locate(learner: Learner, path: str) -> Record | None:
    """The record at *path*, whatever the learner's own position; None when nothing stands there."""
    record: Record | None = learner
    for step in path.split("/")[1:]:
        found = _STEP.match(step)
        if record is None or found is None:
            return None
        record = next((child for name, child in children(record) if name == step), None)
    return record if path.startswith("Learner[") else None


def origin_at(learner: Learner, path: str) -> Origin | None:
    """Where the record at *path* came from; one without its own origin has that of its parent."""
    while path:
        record = locate(learner, path)
        if record is not None and record.origin is not None:
            return record.origin
        path = parent_path(path)
    return learner.origin


def copied(record: R) -> R:
    """A copy that shares no record with the original; a learner's notes point into the copy."""
    twins: dict[int, Record] = {}
    copy = _copied(record, twins)
    if isinstance(record, Learner) and isinstance(copy, Learner) and record.notes is not None:
        copy.notes = [
            replace(note, record=twins.get(id(note.record), note.record)) for note in record.notes
        ]
    return copy


def _copied(record: R, twins: dict[int, Record]) -> R:
    kind = shape(type(record))
    copy = type(record)()
    copy.origin = record.origin
    copy.raw = dict(record.raw) if record.raw else None
    for name in kind.simple:
        setattr(copy, name, getattr(record, name))
    for name in kind.single:
        child = getattr(record, name)
        setattr(copy, name, None if child is None else _copied(child, twins))
    for name in kind.lists:
        setattr(copy, name, [_copied(child, twins) for child in getattr(record, name)])
    twins[id(record)] = copy
    return copy
