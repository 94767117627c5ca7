"""Where each element of an ILR entity goes, compiled from the table of a collection year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ilrsync.formats.ilr_values import Kept, Values, values_of
from ilrsync.model.records import RECORDS

if TYPE_CHECKING:
    from ilrsync.model.record import Record
    from ilrsync.model.table import Table

_PLACED = frozenset({"Learner", "LearningDelivery"})


class Slot(NamedTuple):
    """Where one child element of an entity goes.

    ``values`` is None where the text is the value; ``plan`` is None for a simple field.
    """

    order: int
    name: str
    values: Values | None
    plan: Plan | None
    repeats: bool


Step: TypeAlias = "tuple[int, int, str, Values | None, Plan | None, bool]"
"""A slot as a plain tuple, which the inner loop takes apart fastest; before it, the greatest
``order`` that may stand in front of it."""


class Plan:
    """How one entity is read: ``slots`` by element name, ``steps`` by namespace and name.

    A ``placed`` entity carries its own origin; any other shares that of the record it belongs to.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.record = RECORDS[name]
        self.placed = name in _PLACED
        self.slots: dict[str, Slot] = {}
        self.steps: dict[str, Step] = {}


def plans_of(table: Table, namespace: str) -> dict[str, Plan]:
    """The plan of every entity of the year, for elements in *namespace*."""
    plans = {name: Plan(name) for name in table.entities}
    prefix = f"{{{namespace}}}" if namespace else ""
    for name, plan in plans.items():
        for order, field in enumerate(table.entities[name].fields.values()):
            inner = plans[field.entity] if field.entity else None
            values = None if field.entity else values_of(field.type)
            slot = Slot(order, field.name, values, inner, field.repeats)
            before = order if field.repeats else order - 1
            plan.slots[field.name] = slot
            plan.steps[f"{prefix}{field.name}"] = (before, *slot)
    return plans


def store(record: Record, name: str, text: str, values: Values | None) -> None:
    """Field *name* has the value of *text*; ``raw`` keeps a text that says more than its value."""
    value: object = text
    if values is not None:
        value = values[text]
        if value.__class__ is Kept:
            keep(record, name, text)
            value = value.value
    setattr(record, name, value)


def keep(record: Record, name: str, text: str) -> None:
    """*text* stands for field *name* of *record*."""
    if record.raw is None:
        record.raw = {}
    record.raw[name] = text
