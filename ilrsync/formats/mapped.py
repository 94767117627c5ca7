"""Learners from the rows of a table, by a mapping; and the format that a mapping alone makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from ilrsync.contracts import Delivery, FileRemark, Format, IntakeFile, Reading
from ilrsync.errors import ReadError
from ilrsync.formats.bind import index_of
from ilrsync.formats.dates import is_serial
from ilrsync.formats.finish import Finisher, pad_monitoring
from ilrsync.formats.gather import Gathered, Row
from ilrsync.formats.mapping import Mapping
from ilrsync.formats.plan import LearnerPlan
from ilrsync.formats.tables import open_table
from ilrsync.formats.values import FileValues
from ilrsync.formats.xml_rows import named_rows, xml_headings
from ilrsync.model.record import Note

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.formats.tables import SheetTable
    from ilrsync.model.records import Learner


class RowTable(Protocol):
    """A table that a mapping can read: CSV, a sheet, or repeated elements of an XML file."""

    @property
    def name(self) -> str:
        """The file's name, as delivered."""
        ...

    @property
    def headings(self) -> Sequence[str]:
        """One heading a column."""
        ...

    @property
    def line(self) -> int:
        """The line of the headings."""
        ...

    def rows(
        self, remark: Callable[[FileRemark], None], keys: Sequence[int] = (0,)
    ) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of every row, as many cells as headings; may be taken more than once."""
        ...


class DictTable:
    """A table whose rows are given as values by heading, such as flat records of an XML file.

    *take* gives line and values of every row, and is called twice: once for the headings.
    """

    def __init__(
        self, name: str, take: Callable[[], Iterable[tuple[int, Mapped[str, str]]]]
    ) -> None:
        self.name = name
        self.line = 1
        self._take = take
        self.headings: Sequence[str] = list(dict.fromkeys(key for _, row in take() for key in row))

    def rows(
        self, remark: Callable[[FileRemark], None], keys: Sequence[int] = (0,)
    ) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of every row; a value that a row lacks is blank."""
        for line, values in self._take():
            yield line, [values.get(heading, "") for heading in self.headings]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which rows make one learner, and which of them is believed where they disagree.

    ``key`` names the learner of a row; None leaves the row out. ``age`` sorts rows by how recent
    they are; without it the first row is believed.
    """

    key: Callable[[int, list[str]], str | None]
    age: Callable[[list[str]], str] | None = None


class TableReader:
    """One table bound to a mapping; what cannot be bound is refused at once.

    *keeps* says which rows are read; the others are its own to report. ``types_in_column`` tells
    that the type of a monitoring code is not in its heading, so that codes are padded afterwards.

    Raises:
        ReadError: A needed heading is missing, or two headings fill one element.
    """

    def __init__(
        self,
        table: RowTable,
        mapping: Mapping,
        reading: Reading,
        keeps: Callable[[int, list[str]], bool] | None = None,
    ) -> None:
        self.table = table
        self._keeps = keeps
        self.reading = reading
        self.values = FileValues(table.name, reading)
        columns = mapping.bind(table.headings, table.name, reading, table.line)
        self.plan = LearnerPlan(columns, self.values, self._only_serials)
        self.finisher = Finisher(reading.table)
        self.keys = self.plan.places("LearnRefNumber") + self.plan.places("ULN")
        self._serials: dict[int, bool] = {}
        self.types_in_column = any(column.name == "LearnDelFAMType" for column in self.plan.columns)

    def rows(self) -> Iterator[Row]:
        """Every row that is kept, with its line."""
        rows = self.table.rows(self.reading.remark, self.keys or (0,))
        unnamed = [at for at, heading in enumerate(self.table.headings) if not heading.strip()]
        if unnamed:
            rows = self._with_named_cells(rows, unnamed)
        keeps = self._keeps
        return rows if keeps is None else (item for item in rows if keeps(*item))

    def _with_named_cells(self, rows: Iterator[Row], unnamed: Sequence[int]) -> Iterator[Row]:
        """The same rows; what stands in columns without a heading is counted."""
        for line, row in rows:
            for at in unnamed:
                if row[at].strip():
                    self.values.line = line
                    self.values.tally("ILRSYNC_no_heading", f"(column {at + 1})")
            yield line, row

    def one_a_row(self) -> Iterator[Learner]:
        """A learner a row, in the order of the table."""
        read, settled, finish = self.plan.read, self.settled, self.finisher.finish
        types_in_column, notes = self.types_in_column, self.values.notes
        for line, row in self.rows():
            learner = read(row, line)
            yield settled(learner) if notes or types_in_column else finish(learner)
        self.values.close()

    def grouped(self, how: Grouping) -> Iterator[Learner]:
        """A learner for all rows of one key, in the order in which the keys first stood."""
        places: dict[str, int] = {}
        gathered = Gathered()
        for line, row in self.rows():
            key = how.key(line, row)
            if key is not None:
                gathered.add(places.setdefault(key, len(places)), line, row)
        for _, rows in gathered.groups():
            yield self.settled(self.joined(rows, how))
        self.values.close()

    def joined(self, rows: list[Row], how: Grouping) -> Learner:
        """One learner from all their rows; where rows disagree the newest filled cell counts."""
        line, row = rows[0]
        if len(rows) == 1:
            return self.plan.read(row, line)
        lost = self._agree(rows, how)
        learner = self.plan.read(row, line)
        for line, row in rows[1:]:
            self.plan.add_aims(learner, row, line)
        for index, line, text in lost:
            self._tell_lost(learner, index, line, text)
        return learner

    def settled(self, learner: Learner) -> Learner:
        """*learner* with everything done that needs the whole of it."""
        if self.values.notes:
            self.plan.take_notes(learner)
        if self.types_in_column:
            pad_monitoring(learner)
        return self.finisher.finish(learner)

    def _agree(self, rows: list[Row], how: Grouping) -> list[tuple[int, int, str]]:
        """The learner's cells of the first row are the newest filled ones; gives what lost."""
        places = self.plan.learner_columns
        lost: list[tuple[int, int, str]] = []
        first = rows[0][1]
        pick = itemgetter(*places, places[0]) if places else lambda row: None
        cells = pick(first)
        if all(pick(row) == cells for _, row in rows):
            return lost
        for index in places:
            if all(row[index] == first[index] for _, row in rows):
                continue
            filled = [(line, row) for line, row in rows if row[index].strip()]
            if not filled:  # blank in different ways
                continue
            age = how.age
            winner = max(filled, key=lambda item: age(item[1]) if age else "")[1][index]
            lost += [
                (index, line, row[index])
                for line, row in filled
                if row[index].strip() != winner.strip()
            ]
            first[index] = winner
        return lost

    def _tell_lost(self, learner: Learner, index: int, line: int, text: str) -> None:
        column = next(column for column in self.plan.columns if column.index == index)
        origin = learner.origin._replace(line=line) if learner.origin else None
        note = Note(
            "remark",
            "ILRSYNC_rows_disagree",
            learner,
            column.name,
            text,
            wanted="the same value on every row of a learner; the newest row was believed",
            remedy="correct the learner in the MIS and export again",
            origin=origin,
        )
        learner.notes = [*(learner.notes or ()), note]

    def _only_serials(self, index: int) -> bool:
        """Whether a column holds nothing but day numbers of Excel; looked over once."""
        if index not in self._serials:
            cells = (
                row[index].strip() for _, row in self.table.rows(lambda remark: None, self.keys)
            )
            self._serials[index] = all(is_serial(cell) for cell in cells if cell)
        return self._serials[index]


def learners(table: RowTable, mapping: Mapping, reading: Reading) -> Iterator[Learner]:
    """The learners of *table*, one a row or one for the rows that share ``group_by``.

    Raises:
        ReadError: At once for the headings; for a row, while learners are taken.
    """
    reader = TableReader(table, mapping, reading)
    if not mapping.group_by:
        return reader.one_a_row()
    index = index_of(mapping.group_by, table.headings, table.name, table.line)

    def key(line: int, row: list[str]) -> str:
        text = row[index].strip()
        if not text:
            raise ReadError(
                "the row does not say whose it is",
                file=table.name,
                line=line,
                heading=table.headings[index],
                wanted="a value that the rows of one learner share",
                remedy="correct the export",
            )
        return text

    return reader.grouped(Grouping(key))


class MappedFormat(Format):
    """The format that a folder with a ``mapping.toml`` is, for CSV and XLSX alike.

    A mapping that names ``records`` reads XML instead: every such element is a row.

    Raises:
        ConfigError: The mapping cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.mapping = Mapping.load(folder / "mapping.toml")
        self.name = self.mapping.name  # type: ignore[misc]  # a class says its name once; here the file says it
        self.version = self.mapping.version  # type: ignore[misc]  # as above

    def matches(self, file: IntakeFile) -> bool:
        """Whether *file* has every heading that the mapping reads."""
        if self.mapping.records:
            return self.mapping.fits(xml_headings(file.head, self.mapping.records))
        try:
            return self.mapping.fits(self._table(file, lambda remark: None).headings)
        except ReadError:
            return False

    def read(self, file: IntakeFile, reading: Reading) -> Delivery:
        """The learners of *file*."""
        return Delivery(learners(self._table(file, reading.remark), self.mapping, reading))

    def _table(self, file: IntakeFile, remark: Callable[[FileRemark], None]) -> RowTable:
        if self.mapping.records:
            return DictTable(file.name, named_rows(file.path, file.name, self.mapping.records))
        return mapped_table(file, self.mapping, remark)


def mapped_table(
    file: IntakeFile, mapping: Mapping, remark: Callable[[FileRemark], None]
) -> SheetTable:
    """The table of *file*, opened as *mapping* says."""
    return open_table(
        file.path,
        file.name,
        remark,
        mapping.hits,
        encoding=mapping.encoding,
        separator=mapping.separator,
        sheet=mapping.sheet,
    )
