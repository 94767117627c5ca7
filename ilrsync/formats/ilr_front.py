"""What an ILR file says before its learners: its year, its provider, and what is wrong there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ilrsync.contracts import FileRemark
from ilrsync.errors import ReadError
from ilrsync.formats.ilr_reader import IlrReader
from ilrsync.formats.xml import Element, line_of, local_name, namespace_of, stream
from ilrsync.model.facets import faults
from ilrsync.model.facts import SCHEMA_RULE, rule_id
from ilrsync.model.finding import Severity
from ilrsync.model.record import Note, Record
from ilrsync.model.records import Header, LearningProvider, SourceFile, SourceFiles
from ilrsync.model.rule_ids import known_as
from ilrsync.model.table import YEARS, table, year_of_namespace
from ilrsync.model.written import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ilrsync.formats.xml_head import Root
    from ilrsync.model.table import Field, Table

_NAMESPACES = ("ILR/", "ESFA/ILR/", "SFA/ILR/")
FRONT = ("Header", "SourceFiles", "LearningProvider")
_FILE_NAME = re.compile(r"ILR-(\d{8})-", re.ASCII | re.IGNORECASE)


@dataclass
class Front:
    """What a file says of itself: its namespace, and its ``parts`` by element name.

    ``lines`` says where each part stood, ``late`` which came after its place and ``again`` which
    came a second time; a second one is not used.
    """

    namespace: str
    parts: dict[str, Record] = field(default_factory=dict)
    lines: dict[str, int | None] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def header(self) -> Header | None:
        """The Header, if there is one."""
        part = self.parts.get("Header")
        return part if isinstance(part, Header) else None

    @property
    def source_files(self) -> Sequence[SourceFile]:
        """The source files that the file lists."""
        part = self.parts.get("SourceFiles")
        return part.SourceFile if isinstance(part, SourceFiles) else ()

    @property
    def header_year(self) -> str | None:
        """The year that the header states."""
        details = self.header.CollectionDetails if self.header else None
        return details.Year if details else None

    @property
    def header_ukprn(self) -> int | None:
        """The provider that the header states."""
        source = self.header.Source if self.header else None
        return source.UKPRN if source else None

    @property
    def provider_ukprn(self) -> int | None:
        """The provider that LearningProvider states."""
        part = self.parts.get("LearningProvider")
        return part.UKPRN if isinstance(part, LearningProvider) else None

    @property
    def ukprn(self) -> int | None:
        """The provider whose return the file is: LearningProvider, else the header."""
        return self.provider_ukprn or self.header_ukprn


def is_ilr(root: Root) -> bool:
    """Whether a root is an ILR file's: a ``Message`` in an ILR namespace, or with its parts."""
    if root.name != "Message":
        return False
    return root.namespace.startswith(_NAMESPACES) or bool({*FRONT, "Learner"} & set(root.children))


def read_front(path: Path, file: str, year: str) -> Front:
    """What stands before the learners; the whole file is looked through when a part is not there.

    *year* is that of the return, for a file whose namespace tells none.

    Raises:
        ReadError: The file cannot be read so far.
    """
    front: Front | None = None
    for element in stream(path, file, (*FRONT, "Learner")):
        if front is None:
            front = Front(namespace_of(element.getroottree().getroot()))
            reader = IlrReader(table(year_of_namespace(front.namespace) or year), front.namespace)
        name = local_name(element.tag)
        if name == "Learner":
            if {"Header", "LearningProvider"} <= front.parts.keys():
                break
            front.lines.setdefault(name, line_of(element))
        else:
            _take(front, name, element, reader, file)
    return front or Front("")


def year_of(front: Front, file: str) -> str | None:
    """The collection year of a file by its namespace, else by its header; None when neither says.

    Raises:
        ReadError: It is a year that ilrsync has no table for.
    """
    year = year_of_namespace(front.namespace)
    if year:
        return year
    stated = front.header_year or ""
    if stated in YEARS:
        return stated
    if stated or re.search(r"\bILR/\d{4}-\d{2}$", front.namespace):
        raise ReadError(
            "the file is of another collection year",
            file=file,
            line=front.lines.get("Header"),
            heading="Year",
            got=stated or front.namespace,
            wanted=" or ".join(YEARS),
            remedy="deliver the export of an open collection year, or use a newer ilrsync",
        )
    return None


def front_remarks(front: Front, file: str, year: Table) -> Iterator[FileRemark]:
    """What a service would refuse the file for before it looks at a learner.

    Source: ILR validation rules 2025-26 v3 and 2026-27 v4, File Level, and the schema.
    """
    if front.namespace != year.namespace:
        got = f'in namespace "{front.namespace}"' if front.namespace else "in no namespace"
        yield _error(
            known_as("Namespace Mismatch", year.rules) or SCHEMA_RULE,
            f"the elements are {got}, want {year.namespace}; read by their names all the same",
            file,
        )
    for name in front.late:
        yield _error(SCHEMA_RULE, f"{name} stands too late in the file; read all the same", file)
    for name in front.again:
        yield _error(SCHEMA_RULE, f"{name} occurs more than once; the first is used", file)
    for note in front.notes:
        line = note.origin.line if note.origin else None
        yield _error(note.rule, f"{note.field}: want {note.wanted}", file, line, note.field)
    message = year.entities["Message"]
    for name in FRONT:
        yield from _child_faults(front.parts.get(name), message.fields[name], year, front, file)
    yield from _provider_faults(front, file, year)


def _take(front: Front, name: str, element: Element, reader: IlrReader, file: str) -> None:
    if name in front.parts:
        front.again.append(name)
        return
    if any(place in front.lines for place in (*FRONT, "Learner")[FRONT.index(name) + 1 :]):
        front.late.append(name)
    front.lines[name] = line_of(element)
    front.parts[name] = reader.record(element, file, front.notes)


def _child_faults(
    record: Record | None, child: Field, year: Table, front: Front, file: str
) -> Iterator[FileRemark]:
    """What is wrong with a header record and everything in it."""
    part = child.name if child.name in FRONT else ""
    if record is None:
        if child.required:
            yield _error(SCHEMA_RULE, f"{child.name} is missing", file, heading=child.name)
        return
    for each in year.entities[child.entity].fields.values():
        line = front.lines.get(part) if part else None
        if not each.entity:
            yield from _value_faults(record, each, year, file, line)
            continue
        below = getattr(record, each.name)
        for one in below if each.repeats else [below]:
            yield from _child_faults(one, each, year, front, file)


def _value_faults(
    record: Record, each: Field, year: Table, file: str, line: int | None
) -> Iterator[FileRemark]:
    text = written(record, each.name)
    name = f"{type(record).__name__}/{each.name}"
    for fault in faults(text, each, year.restricted):
        rule = rule_id(year, each.name, fault.kind)
        yield _error(rule, f"{name} {fault.words}", file, line, each.name)
    if text and each.only and text != each.only:
        message = f'{name} is "{text}", want {each.only}'
        yield _error(SCHEMA_RULE, message, file, line, each.name)
    if text and each.type == "dateTime" and getattr(record, each.name) is None:
        message = f"{name} is not a date and time; want YYYY-MM-DDThh:mm:ss"
        yield _error(SCHEMA_RULE, message, file, line, each.name)


def _provider_faults(front: Front, file: str, year: Table) -> Iterator[FileRemark]:
    """Whether name, header and provider of the file agree on whose it is."""
    stated, provider = front.header_ukprn, front.provider_ukprn
    named = _FILE_NAME.match(file)
    if stated and named and int(named[1]) != stated:
        message = f"the file name says UKPRN {named[1]}, the header {stated}"
        yield _error(known_as("Header_3", year.rules) or SCHEMA_RULE, message, file)
    if stated and provider and provider != stated:
        message = f"LearningProvider says UKPRN {provider}, the header {stated}"
        line = front.lines.get("LearningProvider")
        rule = known_as("UKPRN_03", year.rules) or SCHEMA_RULE
        yield _error(rule, message, file, line, "UKPRN")


def _error(
    rule: str, message: str, file: str, line: int | None = None, heading: str = ""
) -> FileRemark:
    return FileRemark(rule, message, file, line, heading, Severity.ERROR)
