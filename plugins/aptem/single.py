"""The layouts of one table: ``aptem-wide``, a learner a row, and ``aptem-aims``, an aim a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.sdk import Delivery, FileRemark, Format, Grouping, ReadError, TableReader, mapped_table

from .admission import Admission, needs_status
from .common import MAPPING, Seen, age_of, opened, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.sdk import IntakeFile, Learner, Reading


class AptemWide(Format):
    """One row a learner, aims numbered 1 upwards without limit.

    An aim exists when its LearnAimRef is not blank; gaps are closed. Two rows with one
    LearnRefNumber are two records, for the return to gather.
    """

    name = "aptem-wide"
    has_status = True

    def matches(self, file: IntakeFile) -> bool:
        """Whether aims are numbered and learners named by their own number."""
        table = opened(file)
        if table is None:
            return False
        seen = Seen(table.headings)
        return "LearnAimRef" in seen.numbered and bool({"LearnRefNumber", "ULN"} & seen.own)

    def read(self, file: IntakeFile, reading: Reading) -> Delivery:
        """A learner for each row."""
        table = mapped_table(file, MAPPING, reading.remark)
        needs_status(table, reading)
        enrolled = Admission(table, reading)
        keeps = enrolled.keeps if enrolled.decides else None
        reader = TableReader(table, MAPPING, reading, keeps)

        def learners() -> Iterator[Learner]:
            yield from reader.one_a_row()
            enrolled.close()

        return Delivery(learners())


class AptemAims(Format):
    """One row an aim; the rows of a learner may stand anywhere in the file.

    Rows belong together by LearnRefNumber, else by ULN, else by LearnerId, and the last two are
    reported. Where learner columns disagree the row with the newest UpdatedDate is believed.
    """

    name = "aptem-aims"
    has_status = True

    def matches(self, file: IntakeFile) -> bool:
        """Whether a row is an aim and says whose it is and who that is."""
        table = opened(file)
        if table is None:
            return False
        seen = Seen(table.headings)
        whose = bool({"LearnRefNumber", "ULN"} & seen.own) or "learnerid" in seen.plain
        person = bool({"FamilyName", "GivenNames", "DateOfBirth"} & seen.any)
        return {"LearnAimRef", "LearnStartDate"} <= seen.own and whose and person

    def read(self, file: IntakeFile, reading: Reading) -> Delivery:
        """A learner for the rows that belong together."""
        table = mapped_table(file, MAPPING, reading.remark)
        needs_status(table, reading)
        enrolled = Admission(table, reading)
        keeps = enrolled.keeps if enrolled.decides else None
        reader = TableReader(table, MAPPING, reading, keeps)
        keys = _Keys(reader)

        def learners() -> Iterator[Learner]:
            yield from reader.grouped(Grouping(keys.of, age_of(table.headings)))
            keys.close()
            enrolled.close()

        return Delivery(learners())


class _Keys:
    """Whose an aim is, by the first of three columns that says so."""

    def __init__(self, reader: TableReader) -> None:
        plan = reader.plan
        learner_id = place_of(reader.table.headings, "learnerid")
        self._reader = reader
        self._reference = next(iter(plan.places("LearnRefNumber")), None)
        self._others = [
            (name, place)
            for name, place in (
                ("ULN", next(iter(plan.places("ULN")), None)),
                ("LearnerId", learner_id),
            )
            if place is not None
        ]
        self._keys: dict[tuple[str, str], str] = {}
        self._chosen: dict[str, list[int]] = {}
        self._last = ""

    def of(self, line: int, row: list[str]) -> str:
        """The key of a row; rows with the same key are of one learner.

        Raises:
            ReadError: None of the columns says whose the row is.
        """
        key = row[self._reference].strip() if self._reference is not None else ""
        if key and key == self._last:
            return key
        said = [(name, row[place].strip()) for name, place in self._others]
        self._last = key
        if key:
            for other in said:
                if other[1] and other[1] != "9999999999":
                    self._keys.setdefault(other, key)
            return key
        for name, text in said:
            if text and text != "9999999999":
                self._chosen.setdefault(name, []).append(line)
                return self._keys.setdefault((name, text), f"{name} {text}")
        raise ReadError(
            "the row does not say whose aim it is",
            file=self._reader.table.name,
            line=line,
            wanted="a LearnRefNumber, or at least a ULN or LearnerId",
            remedy="export the column too",
        )

    def close(self) -> None:
        """Where rows were not grouped by LearnRefNumber, that has been told."""
        for name, lines in self._chosen.items():
            self._reader.reading.remark(
                FileRemark(
                    "ILRSYNC_grouped_by",
                    f"{len(lines):,} rows have no LearnRefNumber and were grouped by {name}, the "
                    "first on this line",
                    self._reader.table.name,
                    lines[0],
                    name,
                )
            )
        self._chosen.clear()
