"""Written learners are validated here, in chunks, before anything is put in place.

A chunk is parsed and validated as one document. Both release the interpreter lock, so a validator
may run in a thread beside the writing of the next chunk.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, cast

from lxml import etree

from ilrsync.errors import ConfigError, OutputError
from ilrsync.model.xsd import schema_text
from ilrsync.outputs.learner_xml import MESSAGE_END

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from ilrsync.model.table import Table

CHUNK = 250
"""How many learners are validated together: more cost no less a learner and take more memory."""

_END = MESSAGE_END.encode("utf-8")
_MOST_NAMES = 3
_PLACE = re.compile(r"/[^/]+/[^/\[]+\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Invalid:
    """One learner of a chunk that the schema refuses, and the first reason.

    ``index`` is the position in the chunk from 0, ``element`` the ILR name of the element refused
    (empty where the text is not XML at all). ``message`` says why in words and holds no value.
    """

    index: int
    message: str
    element: str


class Complaint(Protocol):
    """One entry of libxml2's error log."""

    message: str
    path: str | None


class Validator:
    """Says which learners a file must not hold. May be used from several threads at once.

    Raises:
        ConfigError: *official_xsd* cannot be read as an XML Schema.
    """

    def __init__(self, table: Table, official_xsd: Path | None = None) -> None:
        self._sources = [schema_text(table).encode("utf-8")]
        if official_xsd is not None:
            self._sources.append(_official(official_xsd, table))
        # One set of schemas a thread: a schema object keeps the errors of its last validation.
        self._local = threading.local()

    def check(self, learners: Sequence[bytes], start: bytes) -> list[Invalid]:
        """The learners of this chunk that the schema refuses, in order, each once.

        *start* is the file up to its first learner, as `learner_xml.message_start` gives it.

        Raises:
            OutputError: what stands before the learners is itself refused, so no file can be.
        """
        if not learners:
            return []
        document = _parsed(start, learners)
        if document is None:
            return self._check_each(learners, start)
        before = len(document) - len(learners)
        found: dict[int, Invalid] = {}
        for schema in self._schemas():
            for complaint in _complaints(schema, document):
                element, message = reason(complaint.message)
                index = _place(complaint.path) - before
                if index < 0:
                    raise OutputError(f"the head of the ILR file is refused: {message}")
                found.setdefault(index, Invalid(index, message, element))
        return [found[index] for index in sorted(found)]

    def _check_each(self, learners: Sequence[bytes], start: bytes) -> list[Invalid]:
        """The same where the chunk as a whole is not XML: every learner stands by itself."""
        found = []
        for index, learner in enumerate(learners):
            if _parsed(start, [learner]) is None:
                found.append(Invalid(index, "the text of this learner is not well-formed XML", ""))
            else:
                found.extend(replace(bad, index=index) for bad in self.check([learner], start))
        return found

    def _schemas(self) -> list[etree.XMLSchema]:
        schemas: list[etree.XMLSchema] | None = getattr(self._local, "schemas", None)
        if schemas is None:
            schemas = [
                etree.XMLSchema(etree.fromstring(source, _parser())) for source in self._sources
            ]
            self._local.schemas = schemas
        return schemas


def reason(message: str) -> tuple[str, str]:
    """The element that libxml2's message is about, and why it is refused, without its value."""
    found = re.match(r"Element '(?:\{[^}]*\})?([^']*)'", message)
    element = found[1] if found else ""
    for pattern, words in _REASONS:
        parts = re.search(pattern, message, re.DOTALL)
        if parts:
            names = [_local_names(part) for part in parts.groups()]
            return element, f"{element or 'the document'} {words.format(*names)}"
    return element, f"{element or 'the document'} is refused by the schema"


_REASONS: tuple[tuple[str, str], ...] = (
    (
        r"This element is not expected\. Expected is (?:one of )?\( ([^)]*) \)",
        "stands where {0} is wanted: it is repeated, out of order, unknown or follows a gap",
    ),
    (
        r"This element is not expected",
        "is not expected here: it is repeated too often, out of order or unknown",
    ),
    (
        # The list ends with the first that is required; those before it may be left out.
        r"Missing child element\(s\)\. Expected is (?:one of )?\( (?:[^)]*, )?([^),]*) \)",
        "is not complete: {0} is missing",
    ),
    (r"has a length of '(\d+)'; this exceeds .* '(\d+)'", "has {0} characters; at most {1} fit"),
    (
        r"has a length of '(\d+)'; this underruns .* '(\d+)'",
        "has {0} characters; at least {1} wanted",
    ),
    (r"has a length of '(\d+)'; this differs .* '(\d+)'", "has {0} characters; {1} wanted"),
    (
        r"has more fractional digits than are allowed \('(\d+)'\)",
        "has more than {0} decimal places",
    ),
    (r"has more digits than are allowed \('(\d+)'\)", "has more than {0} digits"),
    (r"less than the minimum value allowed \('([^']*)'\)", "is below {0}"),
    (r"greater than the maximum value allowed \('([^']*)'\)", "is above {0}"),
    (r"\[facet 'pattern'\]", "holds a character, or has a shape, that the field does not take"),
    (r"\[facet 'enumeration'\].*element of the set \{'([^']*)'\}", "must be {0}"),
    (r"not a valid value of the atomic type 'xs:(?:int|long)'", "is not a whole number in range"),
    (r"not a valid value of the atomic type 'xs:decimal'", "is not a number"),
    (r"not a valid value of the atomic type 'xs:dateTime'", "is not a date and time"),
    (r"not a valid value of the atomic type 'xs:date'", "is not a date (want YYYY-MM-DD)"),
    (r"not a valid value of the (?:local )?(?:atomic|union|list) type", "does not take this value"),
    (r"The attribute '([^']*)' is not allowed", "has the attribute {0}, which is not allowed"),
    (r"Character content other than whitespace", "holds text between its elements"),
    (r"Element content is not allowed", "holds elements where text is wanted"),
    (r"No matching global declaration", "is not a Message in the namespace of the year"),
)


def _local_names(text: str) -> str:
    """What stands between the brackets of a message; a long list of names helps nobody."""
    names = re.sub(r"\{[^}]*\}", "", text).split(", ")
    return " or ".join(names) if len(names) <= _MOST_NAMES else "another element"


def _complaints(schema: etree.XMLSchema, document: etree._Element) -> Iterator[Complaint]:
    if not schema.validate(document):
        yield from cast("Iterable[Complaint]", schema.error_log)


def _place(path: str | None) -> int:
    """Which child of the root, from 0, an error's path leads to; -1 for the root itself."""
    found = _PLACE.match(path or "")
    return int(found[1]) - 1 if found else -1


def _parsed(start: bytes, learners: Sequence[bytes]) -> etree._Element | None:
    try:
        return etree.fromstring(b"".join((start, *learners, _END)), _parser())
    except etree.XMLSyntaxError:
        return None


def _parser() -> etree.XMLParser:
    # White space between elements and a table of ids mean nothing here and cost a quarter more.
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_blank_text=True,
        collect_ids=False,
    )


def _official(path: Path, table: Table) -> bytes:
    try:
        source = path.read_bytes()
        root = etree.fromstring(source, _parser())
        etree.XMLSchema(root)
    except (OSError, etree.XMLSyntaxError, etree.XMLSchemaParseError) as problem:
        raise ConfigError(
            f"[schema] xsd: {path} cannot be read as an XML Schema ({problem}); "
            "give the path of the department's published file, or leave the setting out"
        ) from problem
    namespace = root.get("targetNamespace")
    if namespace != table.namespace:
        raise ConfigError(
            f'[schema] xsd: {path} is a schema for "{namespace or ""}", want the one for '
            f'"{table.namespace}" ({table.label}); give the path of that year\'s file'
        )
    return source
