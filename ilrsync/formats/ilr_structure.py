"""ILR elements that do not stand as the schema has them: read all the same, and said so.

Nothing is guessed and nothing is dropped in silence. What can be read one way only is read with a
remark; where two readings exist the field is left unread and every text is kept.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from ilrsync.formats.ilr_plan import Plan, Slot, keep, store
from ilrsync.formats.xml import Element, is_blank, line_of, local_name, namespace_of, stray_text
from ilrsync.model.record import Note, Origin, Record

if TYPE_CHECKING:
    from ilrsync.model.table import Table

UNKNOWN_ELEMENT = "ILRSYNC_unknown_element"
ELEMENT_ORDER = "ILRSYNC_element_order"
REPEATED_ELEMENT = "ILRSYNC_repeated_element"
UNEXPECTED_ATTRIBUTE = "ILRSYNC_unexpected_attribute"
UNEXPECTED_TEXT = "ILRSYNC_unexpected_text"
OTHER_NAMESPACE = "ILRSYNC_other_namespace"

BETWEEN = "\n"
"""Joins texts that compete for a field: no ILR field takes a line break, so none is returned."""

SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_ALLOWED = frozenset(
    {f"{{{SCHEMA_INSTANCE}}}schemaLocation", f"{{{SCHEMA_INSTANCE}}}noNamespaceSchemaLocation"}
)


class Structure:
    """Reads elements of one file and appends to *notes* what is unusual about them.

    *lines* is how many lines of the file stand before the document that the elements are in.
    """

    def __init__(
        self, table: Table, namespace: str, file: str, notes: list[Note], lines: int = 0
    ) -> None:
        self._table = table
        self._namespace = namespace
        self._file = file
        self._notes = notes
        self._lines = lines

    def read(self, element: Element, plan: Plan) -> Record:
        """The record of *element*."""
        record = plan.record()
        self._fill(record, element, plan)
        return record

    def _fill(self, record: Record, element: Element, plan: Plan) -> None:
        if plan.placed:
            record.origin = Origin(self._file, line_of(element, self._lines))
        self._outside(record, element)
        last = Slot(-1, "", None, None, repeats=False)
        given: dict[str, list[str]] = {}
        unknown: Counter[str] = Counter()
        first: dict[str, Element] = {}
        ordered = True
        for child in element:
            name = local_name(str(child.tag))
            slot = plan.slots.get(name)
            if slot is None:
                unknown[name] += 1
                first.setdefault(name, child)
                continue
            if ordered and slot.order < last.order:
                ordered = False
                self._order(record, child, plan, last)
            last = slot
            self._place(record, child, slot, given)
        for name, count in unknown.items():
            self._unknown(record, first[name], plan, count)

    def _place(
        self, record: Record, child: Element, slot: Slot, given: dict[str, list[str]]
    ) -> None:
        """*child* is in its slot of *record*; *given* are the texts of fields met before."""
        if slot.plan is None:
            self._simple(record, child, slot, given)
        elif slot.repeats:
            getattr(record, slot.name).append(self.read(child, slot.plan))
        elif (before := getattr(record, slot.name)) is None:
            setattr(record, slot.name, self.read(child, slot.plan))
        else:
            self._join(record, before, child, slot)

    def _simple(
        self, record: Record, child: Element, slot: Slot, given: dict[str, list[str]]
    ) -> None:
        self._attributes(record, child)
        texts = [str(text) for text in child.itertext()] or [""]
        for inner in child.iterdescendants("*"):
            wanted = f"text only in {slot.name}"
            self._note("remark", UNKNOWN_ELEMENT, record, inner, wanted=wanted)
        before = given.setdefault(slot.name, [])
        fresh = [text for text in dict.fromkeys(texts) if text not in before]
        before.extend(fresh)
        if len(before) == 1:
            if not fresh:
                self._repeated(record, child, slot, "remark", before)
            store(record, slot.name, before[0], slot.values)
            return
        setattr(record, slot.name, None)
        keep(record, slot.name, BETWEEN.join(before))
        self._repeated(record, child, slot, "refusal", before)

    def _join(self, record: Record, before: Record, child: Element, slot: Slot) -> None:
        """The fields of a second element of an entity that occurs once have joined the first's."""
        plan = cast("Plan", slot.plan)
        again = self.read(child, plan)
        if again == before:
            self._repeated(record, child, slot, "remark", [])
            return
        for field in self._table.entities[plan.name].fields.values():
            if field.entity:
                getattr(before, field.name).extend(getattr(again, field.name))
                continue
            first, second = before.text(field.name), again.text(field.name)
            if second is None or second == first:
                continue
            if first is None:
                store(before, field.name, second, plan.slots[field.name].values)
            else:
                setattr(before, field.name, None)
                keep(before, field.name, f"{first}{BETWEEN}{second}")
        self._repeated(record, child, slot, "refusal", [])

    def _outside(self, record: Record, element: Element) -> None:
        """What an element holds besides its child elements is noted."""
        self._attributes(record, element)
        namespace = namespace_of(element)
        if namespace != self._namespace:
            self._note(
                "remark", OTHER_NAMESPACE, record, element, got=namespace, wanted=self._namespace
            )
        if text := stray_text(element):
            wanted = f"only elements inside {local_name(str(element.tag))}"
            self._note("remark", UNEXPECTED_TEXT, record, element, got=text, wanted=wanted)

    def _attributes(self, record: Record, element: Element) -> None:
        for key, value in element.attrib.items():
            if key not in _ALLOWED:
                name = f"{local_name(str(element.tag))}/@{local_name(str(key))}"
                self._note(
                    "remark", UNEXPECTED_ATTRIBUTE, record, element, name, str(value),
                    wanted="no attribute", remedy="its value is not used",
                )  # fmt: skip

    def _order(self, record: Record, child: Element, plan: Plan, last: Slot) -> None:
        name = local_name(str(child.tag))
        self._note(
            "remark", ELEMENT_ORDER, record, child,
            wanted=f"{name} before {last.name} in {plan.name}",
            remedy="read all the same; what ilrsync writes is in order",
        )  # fmt: skip

    def _unknown(self, record: Record, child: Element, plan: Plan, count: int) -> None:
        times = f", {count} times" if count > 1 else ""
        self._note(
            "remark", UNKNOWN_ELEMENT, record, child,
            wanted=f"an element of {plan.name} in the ILR of {self._table.label}{times}",
            remedy="it is not used and not returned; correct its name if the data is needed",
        )  # fmt: skip

    def _repeated(
        self, record: Record, child: Element, slot: Slot, kind: str, texts: list[str]
    ) -> None:
        remedy = "the same was said twice; it is used once"
        if kind == "refusal":
            remedy = "neither is used; leave the right one in the export"
        self._note(
            kind, REPEATED_ELEMENT, record, child, slot.name, " / ".join(texts),
            wanted=f"{slot.name} once, with one text", remedy=remedy,
        )  # fmt: skip

    def _note(
        self,
        kind: str,
        rule: str,
        record: Record,
        element: Element,
        field: str = "",
        got: str | None = None,
        *,
        wanted: str = "",
        remedy: str = "",
    ) -> None:
        text = "" if is_blank(element.text) else str(element.text)
        self._notes.append(
            Note(
                kind,
                rule,
                record,
                field or local_name(str(element.tag)),
                text if got is None else got,
                wanted=wanted,
                remedy=remedy,
                origin=Origin(self._file, line_of(element, self._lines)),
            )
        )
