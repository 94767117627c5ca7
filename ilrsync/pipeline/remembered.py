"""Learners that can be had again from what was written of them, so that no export is read twice."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from ilrsync.formats.xml import fragment
from ilrsync.model.record import Origin

if TYPE_CHECKING:
    from typing import Self

    from ilrsync.formats.ilr_reader import IlrReader
    from ilrsync.model.records import Learner


class Remembered:
    """On which lines learners and their aims stood: all that is not in what is written of them.

    For learners read from ILR XML, without a note, and written as they were read. Some 25 bytes a
    learner. Positions rise from *first*.
    """

    def __init__(self, first: int = 0) -> None:
        self._first = first
        self._places: array[int] = array("I")
        self._lines: array[int] = array("I", [0])

    def __contains__(self, position: int) -> bool:
        place = position - self._first
        return place < len(self._places) and self._places[place] > 0

    def add(self, position: int, learner: Learner) -> None:
        """*learner* was written as it was read."""
        lines = [
            record.origin.line
            for record in (learner, *learner.LearningDelivery)
            if record.origin is not None and record.origin.line is not None
        ]
        if len(lines) > len(learner.LearningDelivery):
            self._skip_to(position)
            self._places.append(len(self._lines))
            self._lines.extend(lines)

    def forget(self, position: int) -> None:
        """What is written of the learner is not what was read."""
        if position in self:
            self._places[position - self._first] = 0

    def join(self, other: Self) -> None:
        """What *other* has of the learners that follow is here as well."""
        self._skip_to(other._first)
        shift = len(self._lines) - 1
        self._places.extend(place + shift if place else 0 for place in other._places)
        self._lines.extend(other._lines[1:])

    def again(self, position: int, xml: bytes, reader: IlrReader, file: str) -> Learner:
        """The learner as it was read from *file*; *xml* is what was written of it."""
        learner = reader.learner(fragment(xml, reader.namespace), file)
        place = self._places[position - self._first]
        for line, record in enumerate((learner, *learner.LearningDelivery), place):
            record.origin = Origin(file, self._lines[line])
        return learner

    def _skip_to(self, position: int) -> None:
        missing = position - self._first - len(self._places)
        self._places.extend([0] * missing)
