"""The cells of an XML row under the headings of a wide table, which every ILR table is read by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .names import AIM, LEARNER, MONITORING, REPEATING, entity_of, field_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.sdk import CellPath


class _Place(NamedTuple):
    """Which record a cell is of: its entity, its aim's number and its own."""

    entity: str
    aim: int | None = None
    number: int | None = None


class Row:
    """One row: gives every cell its heading, numbering aims and other records as they come."""

    def __init__(self, element: str) -> None:
        self._element = entity_of(element, "") or ""
        self._numbers: dict[tuple[str, int | None], dict[CellPath, int]] = {}
        self._monitoring: dict[CellPath, tuple[int | None, dict[str, str]]] = {}
        self.cells: dict[str, str] = {}

    def read(self, cells: Iterable[tuple[CellPath, str]]) -> dict[str, str]:
        """The texts of *cells* by heading."""
        for way, text in cells:
            place = self._place(way[:-1])
            field = field_of(way[-1].name, place.entity)
            if place.entity == MONITORING:
                self._monitoring.setdefault(way[:-1], (place.number, {}))[1][field] = text
            else:
                # The text of an element that also has attributes goes by the element's name.
                self._put(place, field or (way[-2].name if len(way) > 1 else ""), text)
        # A monitoring belongs to one of several employments, whose number its heading must carry;
        # so its own heading is its type, as in a wide table: "EII 1".
        for number, found in self._monitoring.values():
            if kind := found.get("ESMType"):
                self._put(_Place(MONITORING, None, number), kind, found.get("ESMCode", ""))
        return self.cells

    def _place(self, groups: CellPath) -> _Place:
        entity, aim, number = self._element, None, None
        for depth, step in enumerate(groups, 1):
            found = entity_of(step.name, entity)
            if found is None or found == LEARNER:
                continue
            if found == AIM:
                aim, number = self._ordinal(found, None, groups[:depth]), None
            elif found in REPEATING and found != MONITORING:
                number = self._ordinal(found, aim, groups[:depth])
            entity = found
        return _Place(entity, aim, number)

    def _ordinal(self, entity: str, aim: int | None, group: CellPath) -> int:
        known = self._numbers.setdefault((entity, aim), {})
        return known.setdefault(group, len(known) + 1)

    def _put(self, place: _Place, field: str, text: str) -> None:
        if not field:
            return
        heading = " ".join(
            part
            for part in (
                f"Aim {place.aim}" if place.aim else "",
                field,
                str(place.number) if place.number else "",
            )
            if part
        )
        again = 1
        free = heading
        while free in self.cells and self.cells[free] != text:
            again += 1
            free = f"{heading} {again}"
        self.cells[free] = text
