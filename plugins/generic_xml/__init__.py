"""XML that is no ILR file but holds its fields: attributes, nested records or flat rows.

Any root and any element names will do, as long as the fields have ILR names or known aliases. Rows
are found by what they hold; ``records = "Student"`` in the source's options names them instead.
What no alias reaches is mapped by a folder with a ``mapping.toml`` whose format says ``records``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.sdk import (
    Delivery,
    DictTable,
    Format,
    Grouping,
    IntakeFile,
    Mapping,
    ReadError,
    Reading,
    TableReader,
    hookimpl,
    is_ilr,
    sniff,
    xml_rows,
)

from .headings import Row
from .layout import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAPPING = Mapping.of({"format": {"name": "generic-xml", "ilr_names": True}})


class GenericXml(Format):
    """Learners from any XML whose rows name ILR fields.

    A row whose aims are records inside it is one learner. Rows with one aim each belong together
    by LearnRefNumber, else by ULN.
    """

    name = "generic-xml"

    def matches(self, file: IntakeFile) -> bool:
        """Whether the file is XML with rows that say whose they are, and no ILR file."""
        root = sniff(file.head)
        return root is not None and not is_ilr(root) and bool(rows_of(root))

    def read(self, file: IntakeFile, reading: Reading) -> Delivery:
        """The learners of one file.

        Raises:
            ReadError: The file is no XML, or nothing in it says whose it is.
        """
        records = _records(file, reading)

        def take() -> Iterator[tuple[int, dict[str, str]]]:
            for line, element, cells in xml_rows(file.path, file.name, records):
                yield line, Row(element).read(cells)

        reader = TableReader(DictTable(file.name, take), MAPPING, reading)
        if any(column.aim for column in reader.plan.columns):
            return Delivery(reader.one_a_row())
        return Delivery(reader.grouped(Grouping(_Whose(reader).of)))


class _Whose:
    """Whose a row is, by the first filled one of the columns that say so."""

    def __init__(self, reader: TableReader) -> None:
        self._file = reader.table.name
        self._columns = [*reader.plan.places("LearnRefNumber"), *reader.plan.places("ULN")]

    def of(self, line: int, row: list[str]) -> str:
        """The text that the rows of one learner share.

        Raises:
            ReadError: The row has neither a LearnRefNumber nor a ULN.
        """
        for column in self._columns:
            if text := row[column].strip():
                return f"{column} {text}"
        raise ReadError(
            "the row does not say whose it is",
            file=self._file,
            line=line,
            wanted="a LearnRefNumber, or at least a ULN",
            remedy="export that field too",
        )


def _records(file: IntakeFile, reading: Reading) -> Sequence[str]:
    """The names of the row elements."""
    if named := reading.options.get("records"):
        return [named] if isinstance(named, str) else list(named)
    root = sniff(file.head)
    found = rows_of(root) if root else ()
    if root and not found:
        raise ReadError(
            "no element of the file holds a learner",
            file=file.name,
            got=root.name,
            wanted="repeated elements with LearnRefNumber or ULN and other ILR fields in them",
            remedy='name the row element with records = "…" in the source\'s options, '
            "or write a mapping",
        )
    return found or ("Learner",)


@hookimpl
def ilrsync_formats() -> list[Format]:
    """The one format."""
    return [GenericXml()]
