"""ILR elements as records, by the table of a collection year.

A learner whose elements stand as the schema orders them is read by one short loop; any other is
read again by `ilrsync.formats.ilr_structure`, which reads the same and says what is unusual.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ilrsync.formats.ilr_plan import Plan, plans_of, store
from ilrsync.formats.ilr_structure import Structure
from ilrsync.formats.ilr_values import Kept
from ilrsync.formats.xml import Element, line_of, local_name, node_count
from ilrsync.model.record import Note, Origin, Record

if TYPE_CHECKING:
    from ilrsync.model.records import Learner
    from ilrsync.model.table import Table


class IlrReader:
    """Reads elements of one collection year; make one for a file, because it remembers values.

    *namespace* is that of the elements where it is not the year's own.
    """

    def __init__(self, table: Table, namespace: str | None = None) -> None:
        self.table = table
        self.namespace = table.namespace if namespace is None else namespace
        self.plans = plans_of(table, self.namespace)

    def learner(self, element: Element, file: str, lines: int = 0) -> Learner:
        """The learner of a ``Learner`` element, with a note for all that is not as it should be.

        *lines* is how many lines of the file stand before the document that the element is in.
        """
        notes: list[Note] = []
        learner = cast("Learner", self.record(element, file, notes, lines))
        learner.notes = notes or None
        return learner

    def record(self, element: Element, file: str, notes: list[Note], lines: int = 0) -> Record:
        """The record of any entity's element; *notes* gets what is not as it should be.

        Raises:
            KeyError: The year has no such entity.
        """
        plan = self.plans[local_name(element.tag)]
        record = plan.record()
        try:
            in_order = _read(element, plan, record, file, lines) == node_count(element)
        except KeyError:  # an element is unknown, repeated or out of order
            in_order = False
        if in_order:
            return record
        return Structure(self.table, self.namespace, file, notes, lines).read(element, plan)


def _read(element: Element, plan: Plan, record: Record, file: str, lines: int) -> int:
    """*record* has the fields of *element*; gives how many elements and texts they came from.

    Raises:
        KeyError: An element is not where the schema has it; *record* is then not to be used.
    """
    steps = plan.steps
    last = -1
    nodes = 0
    for child in element[:]:  # type: ignore[index]  # the stubs know no slices
        before, order, name, values, inner, repeats = steps[child.tag]
        if last > before:
            raise KeyError(name)
        last = order
        nodes += 1
        if inner is not None:
            made = inner.record()
            nodes += _read(child, inner, made, file, lines)
            if repeats:
                getattr(record, name).append(made)
            else:
                setattr(record, name, made)
            continue
        text = child.text
        if text is None:
            text = ""
        else:
            nodes += 1
        if values is None:
            setattr(record, name, text)
            continue
        value = values[text]
        if value.__class__ is Kept:
            store(record, name, text, values)
        else:
            setattr(record, name, value)
    if plan.placed:
        record.origin = Origin(file, line_of(element, lines))
    return nodes
