"""The layout of related tables in one drop: ``aptem-set``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.sdk import (
    Delivery,
    FileRemark,
    Grouping,
    HRSRecord,
    Learner,
    LearningDelivery,
    Note,
    Origin,
    PlacementRow,
    ReadError,
    SetFormat,
    mapped_table,
)

from .admission import has_status, needs_status
from .common import MAPPING, age_of, opened, place_of
from .parts import (
    AIMS,
    DESTINATIONS,
    EMPLOYMENT,
    FAMS,
    LEARNERS,
    OF_AIM,
    PLACEMENTS,
    PartTable,
    part_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ilrsync.sdk import IntakeFile, Reading, Record, Row

_PLACEMENT = ("ULN", "CoreCode", "IPStatus", "IPHours", "SpecialConsiderationReason")


class AptemSet(SetFormat):
    """Learners and Aims, with tables of what belongs to them; LearnRefNumber and AimSeqNumber join.

    A row that belongs to no learner or aim of the set is left out, as an error that names its
    file and line; the others go on.
    """

    name = "aptem-set"
    has_status = True
    required = frozenset({LEARNERS, AIMS})

    def part(self, file: IntakeFile) -> str | None:
        """Which part *file* is, by its headings."""
        table = opened(file)
        return None if table is None else part_of(list(table.headings))

    def read_set(self, parts: Mapping[str, Sequence[IntakeFile]], reading: Reading) -> Delivery:
        """The learners of the set, in the order of the Learners table.

        Raises:
            ReadError: Learners or Aims is missing, or a table cannot be read.
        """
        for part in sorted(self.required):
            if not parts.get(part):
                raise ReadError(
                    f"the set has no {part} table",
                    file=", ".join(sorted(file.name for files in parts.values() for file in files)),
                    wanted=" and ".join(sorted(self.required)),
                    remedy="export all tables of the set together",
                )
        for file in parts.get(DESTINATIONS, ()):
            reading.remark(
                FileRemark(
                    "ILRSYNC_not_returned",
                    f"destinations are not part of the ILR {reading.table.label}; the table was "
                    "not read",
                    file.name,
                )
            )
        tables = [
            PartTable(part, file, reading)
            for part in (LEARNERS, AIMS, *OF_AIM, EMPLOYMENT)
            for file in parts.get(part, ())
        ]
        people = [table.table for table in tables if table.part in (LEARNERS, AIMS)]
        if not any(map(has_status, people)):
            needs_status(people[0], reading)
        placements = [
            row for file in parts.get(PLACEMENTS, ()) for row in _placements(file, reading)
        ]
        return Delivery(_Join(tables).learners(), placements=placements)


class _Join:
    """The tables of one set, read side by side."""

    def __init__(self, tables: Sequence[PartTable]) -> None:
        self._tables = tables
        self._people = [table for table in tables if table.part == LEARNERS]
        self._aims = [table for table in tables if table.part == AIMS]
        self._of_aim = [table for table in tables if table.part in OF_AIM]
        for table in self._people:
            table.reader.types_in_column = any(part.part == FAMS for part in tables)
        self._employment = [table for table in tables if table.part == EMPLOYMENT]

    def learners(self) -> Iterator[Learner]:
        """Every learner with everything that belongs to them.

        Raises:
            ReadError: A row does not say whose it is.
        """
        places: dict[str, int] = {}
        withheld: set[str] = set()
        for table in self._people:
            table.learners(places, withheld)
        withheld -= places.keys()
        for table in (*self._aims, *self._of_aim, *self._employment):
            table.children(places, withheld)
        for table in self._tables:
            table.start()
        for place in range(len(places)):
            learner = self._learner(place)
            if learner is not None:
                yield learner
        for table in self._tables:
            table.close()

    def _learner(self, place: int) -> Learner | None:
        """The learner at *place*; None when all their aims are of people who are not enrolled."""
        found = [(table, rows) for table in self._people if (rows := table.take(place))]
        first, rows = found[0]
        learner = first.reader.joined(
            rows, Grouping(lambda line, row: "", age_of(first.table.headings))
        )
        by_number: dict[str, list[LearningDelivery]] = {}
        withheld: set[str] = set()
        for table in self._aims:
            self._add_aims(table, table.take(place), learner, by_number, withheld)
        for table in self._of_aim:
            for line, row in table.take(place):
                self._add_to_aim(table, line, row, learner, by_number, withheld)
        for table in self._employment:
            _add_employment(table, table.take(place), learner)
        for table in self._tables:
            if table is not first:
                table.reader.plan.take_notes(learner)
        if withheld and not learner.LearningDelivery:
            return None
        return first.reader.settled(learner)

    def _add_aims(
        self,
        table: PartTable,
        rows: Sequence[Row],
        learner: Learner,
        by_number: dict[str, list[LearningDelivery]],
        withheld: set[str],
    ) -> None:
        for line, row in rows:
            number = _number(row, table.number)
            if not table.enrolled.keeps(line, row):
                withheld.add(number)
                continue
            before = len(learner.LearningDelivery)
            table.reader.plan.add_aims(learner, row, line)
            by_number.setdefault(number, []).extend(learner.LearningDelivery[before:])

    def _add_to_aim(
        self,
        table: PartTable,
        line: int,
        row: list[str],
        learner: Learner,
        by_number: Mapping[str, list[LearningDelivery]],
        withheld: set[str],
    ) -> None:
        number = _number(row, table.number)
        aims = by_number.get(number, [])
        if not aims:
            if number in withheld:
                return
            _refuse(table, line, number, learner, _NO_AIM)
            return
        aim = aims[0]
        if len(aims) > 1:
            _refuse(table, line, number, learner, _TWO_AIMS, aim)
            return
        table.fill(aim, row, line)
        for hours in aim.HRSRecord:
            _name_hours(hours)


def _number(row: Sequence[str], place: int | None) -> str:
    """The AimSeqNumber of a row in one form, so that "1", "01" and "1.0" join."""
    text = row[place].strip() if place is not None else ""
    whole, _, rest = text.partition(".")
    return (whole.lstrip("0") or whole) if not rest.strip("0") else text


def _name_hours(hours: HRSRecord) -> None:
    """Hours without a type are of the only type there is; a code under HRSType is the code."""
    kind = hours.HRSType
    if kind is not None and kind.isdigit() and hours.HRSCode is None:
        hours.assign("HRSCode", int(kind))
        kind = None
    if kind is None:
        hours.assign("HRSType", "HRS")


_NO_AIM = (
    "ILRSYNC_row_without_aim",
    "a number that an aim of the learner has in the Aims table",
    "the row was not used: export all tables of the set together",
)
_TWO_AIMS = (
    "ILRSYNC_ambiguous_aim",
    "a number that one aim of the learner has",
    "number the learner's aims apart in the MIS and export again",
)


def _refuse(
    table: PartTable,
    line: int,
    number: str,
    learner: Learner,
    why: tuple[str, str, str],
    aim: LearningDelivery | None = None,
) -> None:
    """A row that no aim claims, or more than one, goes to none, and is told."""
    rule, wanted, remedy = why
    origin = learner.origin._replace(file=table.table.name, line=line) if learner.origin else None
    note = Note("refusal", rule, aim or learner, "AimSeqNumber", number, "", wanted, remedy, origin)
    learner.notes = [*(learner.notes or ()), note]


def _add_employment(table: PartTable, rows: Sequence[Row], learner: Learner) -> None:
    """Rows that repeat one status, to give one monitoring code each, make one record."""
    statuses = learner.LearnerEmploymentStatus
    for line, row in rows:
        before = list(statuses)
        table.fill(learner, row, line)
        kept = before
        for new in statuses[len(before) :]:
            same = next((old for old in before if _same_status(old, new)), None)
            if same is None:
                kept = [*kept, new]
            else:
                same.EmploymentStatusMonitoring += new.EmploymentStatusMonitoring
        statuses[:] = kept


def _same_status(old: Record, new: Record) -> bool:
    return all(old.text(name) == new.text(name) for name in ("EmpStat", "DateEmpStatApp", "EmpId"))


def _placements(file: IntakeFile, reading: Reading) -> Iterator[PlacementRow]:
    """What the table says of industry placements, for the results sheet."""
    table = mapped_table(file, MAPPING, reading.remark)
    places = [place_of(table.headings, name.casefold()) for name in _PLACEMENT]
    for line, row in table.rows(reading.remark):
        said = {
            name: row[place].strip()
            for name, place in zip(_PLACEMENT, places, strict=True)
            if place is not None
        }
        yield PlacementRow(**said, origin=Origin(table.name, line))
