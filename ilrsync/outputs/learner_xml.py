"""Records as the XML of a collection year.

The text of a record is made by one function an entity, generated from the year's table: string
building in straight-line code is several times faster than building elements. A record that keeps
a text in ``raw`` takes the general way through the table instead; both give the same text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ilrsync.model.records import Header, Learner, LearningProvider, SourceFile, SourceFiles
from ilrsync.model.table import Entity, Field, Table
from ilrsync.model.table import table as table_of
from ilrsync.model.written import ILLEGAL_IN_XML, plain_decimal, written

if TYPE_CHECKING:
    from ilrsync.model.record import Record

MESSAGE_END = "</Message>\n"
"""What ends the file that `message_start` begins."""

_INDENT = "  "
_ODD = re.compile(f"[&<>\r{ILLEGAL_IN_XML}]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_REFUSED = "\ufffd"
_REFUSED_IN_NAME = "|"

RecordWriter = Callable[[Any], str]


def writer(table: Table) -> Callable[[Learner], str]:
    """A function that gives one ``<Learner>`` element of *table*'s year as text.

    The element is indented to stand in a Message and ends with a line feed. Fields stand in the
    order of the schema; a field that the year does not have is left out.
    """
    return _writers(table.year)["Learner"]


def record_xml(record: Record, table: Table) -> str:
    """The element of any record, indented as deep as it stands in a Message.

    Raises:
        KeyError: the year of *table* has no such entity.
    """
    return _writers(table.year)[type(record).__name__](record)


def message_start(
    table: Table, header: Header, source_files: Sequence[SourceFile], ukprn: int
) -> str:
    """A file up to its first learner: declaration, Message, Header, SourceFiles, provider."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n', f'<Message xmlns="{table.namespace}">\n']
    parts.append(record_xml(header, table))
    if source_files:
        parts.append(record_xml(SourceFiles(SourceFile=list(source_files)), table))
    parts.append(record_xml(LearningProvider(UKPRN=ukprn), table))
    return "".join(parts)


def escaped(text: str, refused: str = _REFUSED) -> str:
    """*text* as element content.

    A character that XML 1.0 cannot hold becomes *refused*, which no field takes: the file stays
    well-formed and validation holds out the learner, where dropping the character would return
    something nobody recorded.
    """
    return _ODD.sub(lambda found: _ESCAPES.get(found[0], refused), text)


def _escaped_name(text: str) -> str:
    # U+FFFD is a character like any other to the name fields, which only refuse a few.
    return escaped(text, _REFUSED_IN_NAME)


_CONVERSIONS: dict[str, str] = {
    "restricted": "{0} if {0}.isalnum() or not odd({0}) else escaped({0})",
    "string": "{0} if {0}.isalnum() or not odd({0}) else escaped_name({0})",
    "int": "{0}",
    "long": "{0}",
    "decimal": "decimal({0})",
    "date": "{0}.isoformat()",
    "dateTime": "{0}.isoformat()",
}


@cache
def _writers(year: str) -> dict[str, RecordWriter]:
    """A writer for every entity of the year."""
    table = table_of(year)
    names: dict[str, Any] = {
        "odd": _ODD.search,
        "escaped": escaped,
        "escaped_name": _escaped_name,
        "decimal": plain_decimal,
        "general": lambda record, depth: _general(record, table, depth),
    }
    for entity, depth in _depths(table).items():
        code = compile(_source(table.entities[entity], depth, table), f"<{year} {entity}>", "exec")
        exec(code, names)  # noqa: S102 - the source is made from our own table, as dataclasses are
    return {entity: names[_function(entity)] for entity in table.entities}


def _depths(table: Table) -> dict[str, int]:
    """How deep each entity stands in a Message; every entity has one place only."""
    depths: dict[str, int] = {}

    def descend(entity: str, depth: int) -> None:
        depths[entity] = depth
        for child in table.entities[entity].children:
            descend(child.entity, depth + 1)

    descend("Message", 0)
    return depths


def _function(entity: str) -> str:
    return f"write_{entity}"


def _source(entity: Entity, depth: int, table: Table) -> str:
    """The source of one entity's writer."""
    start, end = _tags(entity, depth, table)
    lines = [
        f"def {_function(entity.name)}(record):",
        f"    if record.raw is not None: return general(record, {depth})",
        f"    text = {start!r}",
    ]
    for required, fields in groupby(entity.fields.values(), _required_and_simple):
        if required:
            lines.extend(_run_source(list(fields), depth + 1))
        else:
            for field in fields:
                lines.extend(_field_source(field, depth + 1))
    lines.append(f"    return text + {end!r}")
    return "\n".join(lines)


def _required_and_simple(field: Field) -> bool:
    return field.required and not field.entity


def _run_source(fields: Sequence[Field], depth: int) -> list[str]:
    """Required fields that stand together: one test and one string when all are there."""
    loads = [f"    v{number} = record.{field.name}" for number, field in enumerate(fields)]
    tests = [f"v{number} is not None" for number in range(len(fields))]
    texts = [_element(field, f"v{number}", depth) for number, field in enumerate(fields)]
    lines = [*loads, f"    if {' and '.join(tests)}: text += f'{''.join(texts)}'", "    else:"]
    return lines + [
        f"        if {test}: text += f'{text}'" for test, text in zip(tests, texts, strict=True)
    ]


def _field_source(field: Field, depth: int) -> list[str]:
    if field.entity and field.repeats:
        write = _function(field.entity)
        return [f"    for child in record.{field.name}: text += {write}(child)"]
    if field.entity:
        write = _function(field.entity)
        return [
            f"    child = record.{field.name}",
            f"    if child is not None: text += {write}(child)",
        ]
    return [
        f"    v = record.{field.name}",
        f"    if v is not None: text += f'{_element(field, 'v', depth)}'",
    ]


def _element(field: Field, variable: str, depth: int) -> str:
    """The inside of an f-string that writes one simple field."""
    value = _CONVERSIONS[field.type].format(variable)
    return f"{_INDENT * depth}<{field.name}>{{{value}}}</{field.name}>\\n"


def _tags(entity: Entity, depth: int, table: Table) -> tuple[str, str]:
    pad = _INDENT * depth
    namespace = "" if depth else f' xmlns="{table.namespace}"'
    return f"{pad}<{entity.name}{namespace}>\n", f"{pad}</{entity.name}>\n"


def _general(record: Record, table: Table, depth: int) -> str:
    """The element of a record that keeps texts in ``raw``; a kept text wins over a value."""
    entity = table.entities[type(record).__name__]
    start, end = _tags(entity, depth, table)
    pad = _INDENT * (depth + 1)
    parts = [start]
    for field in entity.fields.values():
        if field.entity:
            parts.extend(record_xml(child, table) for child in _children(record, field))
            continue
        text = written(record, field.name)
        if text is not None:
            refused = _REFUSED_IN_NAME if field.type == "string" else _REFUSED
            parts.append(f"{pad}<{field.name}>{escaped(text, refused)}</{field.name}>\n")
    parts.append(end)
    return "".join(parts)


def _children(record: Record, field: Field) -> Sequence[Record]:
    value = getattr(record, field.name)
    if field.repeats:
        return list(value)
    return [] if value is None else [value]
