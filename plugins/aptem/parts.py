"""Which part of an ``aptem-set`` a table is, told by its headings, and its rows by learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.sdk import (
    FileRemark,
    Gathered,
    ReadError,
    Row,
    Severity,
    TableReader,
    mapped_table,
)

from .admission import Admission
from .common import MAPPING, Seen, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ilrsync.sdk import IntakeFile, Reading

LEARNERS = "Learners"
AIMS = "Aims"
FAMS = "AimFAMs"
FINANCE = "FinancialRecords"
WORK = "WorkPlacements"
EMPLOYMENT = "Employment"
DESTINATIONS = "Destinations"
HOURS = "Hours"
PLACEMENTS = "Placements"

OF_AIM = (FAMS, FINANCE, WORK, HOURS)
"""Parts whose rows belong to an aim, by LearnRefNumber and AimSeqNumber."""


def part_of(headings: list[str]) -> str | None:
    """Which part has such headings; None when none has."""
    seen = Seen(headings)
    if {"ipstatus"} <= seen.plain and "ULN" in seen.own:
        return PLACEMENTS
    if "LearnRefNumber" not in seen.own or seen.numbered:
        return None
    person = bool({"FamilyName", "GivenNames", "DateOfBirth"} & seen.any)
    if "LearnAimRef" in seen.own:
        return None if person else AIMS
    if person:
        return LEARNERS
    if {"outtype", "outcode"} <= seen.plain:
        return DESTINATIONS
    if "AimSeqNumber" in seen.own:
        of_aim = (
            (FAMS, "LearnDelFAMType"),
            (FINANCE, "AFinType"),
            (WORK, "WorkPlaceStartDate"),
            (HOURS, "HRSAmount"),
        )
        return next((part for part, name in of_aim if name in seen.own), None)
    return EMPLOYMENT if "EmpStat" in seen.own else None


class PartTable:
    """One table of a set: its rows gathered by learner, to be taken learner by learner.

    ``fill`` adds to an aim, or to a learner, what one row of the table says of it.
    """

    def __init__(self, part: str, file: IntakeFile, reading: Reading) -> None:
        self.part = part
        self.table = mapped_table(file, MAPPING, reading.remark)
        self.enrolled = Admission(self.table, reading)
        self.reader = TableReader(self.table, MAPPING, reading)
        self._remark = reading.remark
        self._reference = self._needed("learnrefnumber", "LearnRefNumber")
        self.number = place_of(self.table.headings, "aimseqnumber")
        self.fill = self.reader.plan.filler("LearningDelivery" if part in OF_AIM else "Learner")
        self._gathered = Gathered()
        self._groups: Iterator[tuple[int, list[Row]]] = iter(())
        self._next: tuple[int, list[Row]] | None = None

    def _needed(self, form: str, name: str) -> int:
        place = place_of(self.table.headings, form)
        if place is None:
            raise ReadError(
                "the heading that tells learners apart is missing",
                file=self.table.name,
                line=self.table.line,
                heading=name,
                remedy="export the column too",
            )
        return place

    def learners(self, places: dict[str, int], withheld: set[str]) -> None:
        """Every learner of this table has a place in *places*, or is in *withheld*.

        Raises:
            ReadError: A row has no LearnRefNumber; names file and line.
        """
        for line, row in self.reader.rows():
            reference = self._reference_of(line, row)
            if not self.enrolled.keeps(line, row):
                withheld.add(reference)
                continue
            self._gathered.add(places.setdefault(reference, len(places)), line, row)

    def children(self, places: Mapping[str, int], withheld: set[str]) -> None:
        """The rows stand with the learners that they belong to; those of withheld people are gone.

        A row that belongs to no learner of the set is used for nothing and told as an error.

        Raises:
            ReadError: A row has no LearnRefNumber; names file and line.
        """
        for line, row in self.reader.rows():
            reference = self._reference_of(line, row)
            place = places.get(reference)
            if place is not None:
                self._gathered.add(place, line, row)
            elif reference not in withheld:
                self._remark(
                    FileRemark(
                        "ILRSYNC_row_without_learner",
                        f'the row of "{reference}" belongs to no learner of the set and was not '
                        "used; export all tables of the set together",
                        self.table.name,
                        line,
                        "LearnRefNumber",
                        Severity.ERROR,
                    )
                )

    def start(self) -> None:
        """Rows can be taken, in the order of the learners."""
        self._groups = self._gathered.groups()
        self._next = next(self._groups, None)

    def take(self, place: int) -> list[Row]:
        """The rows of the learner at *place*; places are asked for in rising order."""
        if self._next is None or self._next[0] != place:
            return []
        rows = self._next[1]
        self._next = next(self._groups, None)
        return rows

    def close(self) -> None:
        """What was counted in this table has been told."""
        self.reader.values.close()
        self.enrolled.close()

    def _reference_of(self, line: int, row: list[str]) -> str:
        reference = row[self._reference].strip()
        if not reference:
            raise ReadError(
                "the row does not say whose it is",
                file=self.table.name,
                line=line,
                heading="LearnRefNumber",
                wanted="the learner's LearnRefNumber",
                remedy="correct the export",
            )
        return reference
