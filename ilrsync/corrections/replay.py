"""Changes made, written down, made again from what was written, and taken back.

A `Step` is a change without its circumstances (rule, grade, outcome). Four kinds, told apart by
what is there:

* a field: ``field`` is a simple field, ``old`` and ``new`` its texts, None for absent;
* a whole record: ``field`` is empty, the texts are JSON; without ``old`` the record is put in at
  its path, without ``new`` it is taken out, with both it is replaced;
* an order: ``field`` is the name of a list of children, the texts are the places from 0, before
  and after, separated by commas;
* nothing: ``field`` empty and neither text; words only.

A path is that of the moment of the change, so changes are made again in their order and taken back
in the opposite one.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from ilrsync.corrections.records_json import from_json, to_json
from ilrsync.corrections.tree import copied, last_step, locate, parent_path, shape
from ilrsync.model.finding import Outcome
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ilrsync.model.finding import Change
    from ilrsync.model.record import Origin, Record


class Step(NamedTuple):
    """One change of one field, record or order, as the ledger holds it."""

    path: str
    field: str
    old: str | None
    new: str | None
    why: str
    origin: Origin | None


def apply_changes(learner: Learner, changes: Iterable[Change]) -> Learner:
    """The learner after the applied ones of *changes*, in their order; *learner* stays as it is.

    Raises:
        ValueError: a change does not fit: what it says was there is not there.
    """
    found = apply_to_all({0: learner}, changes, only=0)
    return found[0]


def reverse_changes(learner: Learner, changes: Iterable[Change]) -> Learner:
    """The learner before the applied ones of *changes*, which are given in the order of making.

    Raises:
        ValueError: a change does not fit: what it says it made is not there.
    """
    found = reverse_on_all({0: learner}, changes, only=0)
    return found[0]


def apply_to_all(
    learners: Mapping[int, Learner], changes: Iterable[Change], *, only: int | None = None
) -> dict[int, Learner]:
    """The learners of a return, by position, after the applied ones of *changes*.

    With *only*, every change is that learner's, whatever position its path names.

    Raises:
        ValueError: a change does not fit.
    """
    done = [_Move.of(change, only) for change in changes if change.outcome is Outcome.APPLIED]
    return _moved(learners, done)


def reverse_on_all(
    learners: Mapping[int, Learner], changes: Iterable[Change], *, only: int | None = None
) -> dict[int, Learner]:
    """The learners of a return, by position, before the applied ones of *changes*.

    Raises:
        ValueError: a change does not fit.
    """
    done = [_Move.of(change, only) for change in changes if change.outcome is Outcome.APPLIED]
    return _moved(learners, [move.back() for move in reversed(done)])


def field_step(record: Record, path: str, name: str, value: object, why: str) -> list[Step]:
    """Sets a field and says so; as a whole record where its text could not bring it back."""
    return _set(record, path, name, lambda: record.assign(name, value), why)


def copy_step(record: Record, path: str, name: str, source: Record, why: str) -> list[Step]:
    """Makes a field say what that of *source* says, and says so."""
    return _set(record, path, name, lambda: copy_field(record, name, source), why)


def copy_field(record: Record, name: str, source: Record) -> None:
    """The field says what that of *source* says, unreadable text and all."""
    record.assign(name, getattr(source, name))
    if source.raw is not None and name in source.raw:
        record.raw = {**(record.raw or {}), name: source.raw[name]}


def _set(record: Record, path: str, name: str, change: Callable[[], None], why: str) -> list[Step]:
    before = to_json(record)
    old = record.text(name)
    lossless = _restores(record, name, old)
    change()
    if lossless and _restores(record, name, record.text(name)):
        return [Step(path, name, old, record.text(name), why, record.origin)]
    return [Step(path, "", before, to_json(record), why, record.origin)]


def insert_step(parent: Record, path: str, child: Record, why: str) -> Step:
    """Puts *child* last below *parent*, who stands at *path*, and says so."""
    name = type(child).__name__
    place = len(getattr(parent, name)) if name in shape(type(parent)).lists else 0
    _insert(parent, name, place, child)
    return Step(f"{path}/{name}[{place}]", "", None, to_json(child), why, child.origin)


def remove_step(parent: Record, child: Record, path: str, why: str) -> Step:
    """Takes *child*, which stands at *path*, from below *parent*, and says so."""
    name, place = last_step(path)
    _remove(parent, name, place)
    return Step(path, "", to_json(child), None, why, child.origin)


def order_step(parent: Record, path: str, name: str, order: Sequence[int], why: str) -> Step:
    """Puts the children *name* of *parent*, who stands at *path*, into *order*, and says so."""
    old = ",".join(map(str, range(len(order))))
    new = ",".join(map(str, order))
    _reorder(parent, name, old, new)
    return Step(path, name, old, new, why, parent.origin)


class _Move(NamedTuple):
    """A change as it is replayed: forward as written, or back."""

    position: int
    path: str
    field: str
    old: str | None
    new: str | None

    @classmethod
    def of(cls, change: Change, only: int | None) -> _Move:
        position = last_step(change.path.partition("/")[0])[1] if only is None else only
        return cls(position, change.path, change.field, change.old, change.new)

    def back(self) -> _Move:
        return self._replace(old=self.new, new=self.old)


def _moved(learners: Mapping[int, Learner], moves: Sequence[_Move]) -> dict[int, Learner]:
    touched = {move.position for move in moves}
    found = {
        position: copied(learner) if position in touched else learner
        for position, learner in learners.items()
    }
    for move in moves:
        if "/" in move.path or move.field:
            learner = found.get(move.position)
            if learner is None:
                raise ValueError(f"{move.path}: there is no such learner to change")
            _move_within(learner, move)
        elif move.old is not None or move.new is not None:
            _move_learner(found, move)
    return found


def _move_learner(found: dict[int, Learner], move: _Move) -> None:
    present = found.pop(move.position, None)
    _expect(move, None if present is None else to_json(present))
    if move.new is None:
        return
    learner = from_json(move.new)
    if not isinstance(learner, Learner):
        raise ValueError(f"{move.path}: the record put in is not a learner")
    learner.origin = present.origin if present is not None else None
    found[move.position] = learner


def _move_within(learner: Learner, move: _Move) -> None:
    if not move.field:
        _move_record(learner, move)
        return
    record = locate(learner, move.path)
    if record is None:
        raise ValueError(f"{move.path}: nothing stands there")
    if move.field in shape(type(record)).lists:
        _reorder(record, move.field, move.old or "", move.new or "")
    elif move.field in shape(type(record)).simple:
        _expect(move, record.text(move.field))
        put_text(record, move.field, move.new)
    else:
        raise ValueError(f"{move.path}: there is no field {move.field}")


def _move_record(learner: Learner, move: _Move) -> None:
    if move.old is None and move.new is None:
        return
    parent = locate(learner, parent_path(move.path))
    if parent is None:
        raise ValueError(f"{move.path}: nothing stands above it")
    name, place = last_step(move.path)
    present = None
    if move.old is not None:
        present = locate(learner, move.path)
        _expect(move, None if present is None else to_json(present))
        _remove(parent, name, place)
    if move.new is not None:
        record = from_json(move.new)
        record.origin = present.origin if present is not None else None
        _insert(parent, name, place, record)


def _expect(move: _Move, present: str | None) -> None:
    """Refuses a change whose data has changed meanwhile; the values stay out of the message."""
    if present != move.old:
        where = f"{move.path} {move.field}".strip()
        raise ValueError(f"{where}: what stands there is not what the change was made of")


def put_text(record: Record, name: str, text: str | None) -> None:
    """The field holds what *text* says; text that is not the plain form of a value is kept."""
    value = None if text is None else _value(shape(type(record)).simple[name], text)
    record.assign(name, value)
    if text is not None and record.text(name) != text:
        record.raw = {**(record.raw or {}), name: text}


_PARSE: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "Decimal": Decimal,
    "dt.date": dt.date.fromisoformat,
    "dt.datetime": dt.datetime.fromisoformat,
}


def _value(kind: str, text: str) -> object:
    try:
        return _PARSE[kind](text)
    except (ValueError, InvalidOperation):
        return None


def _restores(record: Record, name: str, text: str | None) -> bool:
    """Whether *text* alone would bring back what *record* holds in the field."""
    twin = type(record)()
    put_text(twin, name, text)
    return getattr(twin, name) == getattr(record, name) and (twin.raw or {}).get(name) == (
        record.raw or {}
    ).get(name)


def _insert(parent: Record, name: str, place: int, child: Record) -> None:
    kind = shape(type(parent))
    if name in kind.lists:
        siblings = getattr(parent, name)
        if place > len(siblings):
            raise ValueError(f"{type(parent).__name__} has no place {place} for a {name}")
        siblings.insert(place, child)
    elif name in kind.single and getattr(parent, name) is None:
        setattr(parent, name, child)
    else:
        raise ValueError(f"{type(parent).__name__} has no room for a {name}")


def _remove(parent: Record, name: str, place: int) -> None:
    if name in shape(type(parent)).single:
        setattr(parent, name, None)
    else:
        del getattr(parent, name)[place]


def _reorder(parent: Record, name: str, old: str, new: str) -> None:
    """The children stand as *new* says where they stood as *old* says."""
    siblings = getattr(parent, name)
    try:
        before = [int(place) for place in old.split(",")]
        after = [int(place) for place in new.split(",")]
        if sorted(before) != sorted(after) or len(before) != len(siblings):
            raise ValueError(name)
        by_mark = dict(zip(before, siblings, strict=True))
    except ValueError:
        raise ValueError(f"there is no such order of {name}") from None
    siblings[:] = [by_mark[mark] for mark in after]
