"""Our generated schema and the department's give one verdict on every document."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from ilrsync.model.table import YEARS, Table, table
from ilrsync.model.xsd import few_ranges, schema_text
from tests.model.documents import Node, document, fields, xml
from tests.model.mutations import document_mutations, element_mutations, value_mutations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OFFICIAL = Path(__file__).parents[2] / "../shared/reference/xsd"
FILES = {"2526": "ILR-2025-26.xsd", "2627": "ILR-2026-27.xsd"}
VALID = 400
FULLNESS = 0.25


def official(year: str) -> etree.XMLSchema:
    path = OFFICIAL / FILES[year]
    if not path.is_file():
        pytest.skip(f"the department's schema of {year} is not at {path}")
    return etree.XMLSchema(etree.fromstring(path.read_bytes()))


def ours(year: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(schema_text(table(year)).encode()))


def cases(that: Table, random: Random) -> Iterator[tuple[str, Node]]:
    """Valid documents, then for every field of the table every fault that it can have."""
    for number in range(VALID):
        yield "valid", document(that, random, fullness=number % 11 / 10)
    for kind, change in document_mutations(that):
        for _ in range(5):
            made = document(that, random, FULLNESS)
            change(made)
            yield kind, made
    for path, entry in fields(that):
        for kind, change in element_mutations(entry, random):
            made = document(that, random, FULLNESS, (*path, entry.name))
            change(made.find(path))
            yield kind, made
        if entry.entity:
            continue
        made = document(that, random, FULLNESS, (*path, entry.name))
        node = made.find((*path, entry.name))
        for kind, text in value_mutations(entry, node.text or ""):
            node.text = text
            yield kind, made


@pytest.mark.parametrize("year", YEARS)
def test_no_document_on_which_the_two_schemas_disagree(
    year: str, record_property: Callable[[str, object], None]
) -> None:
    theirs, mine = official(year), ours(year)
    counts: Counter[tuple[str, bool]] = Counter()
    disagreements: list[str] = []
    for kind, made in cases(table(year), Random(year)):  # noqa: S311 - repeatable, not secret
        parsed = etree.fromstring(xml(made))
        verdict = theirs.validate(parsed)
        counts[kind, verdict] += 1
        if mine.validate(parsed) != verdict:
            disagreements.append(f"{kind}, which theirs {'takes' if verdict else 'refuses'}")
    record_property(f"documents {year}", sum(counts.values()))
    for kind, verdict in sorted(counts):
        record_property(f"{year} {kind}, {verdict}", counts[kind, verdict])
    assert disagreements == []
    assert counts["valid", True] == VALID
    assert counts["valid", False] == 0
    assert sum(counts.values()) >= 3_000
    accepted = sum(number for (_, verdict), number in counts.items() if verdict)
    assert accepted > 1_000, "without many accepted documents agreement proves little"


@pytest.mark.parametrize("year", YEARS)
def test_fewer_ranges_take_the_same_characters(year: str) -> None:
    pattern = table(year).restricted
    kind = "<xs:simpleType name='T'><xs:restriction base='xs:string'><xs:pattern value='{}'/>"
    template = (
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>"
        f"{kind}</xs:restriction></xs:simpleType><xs:element name='T' type='T'/></xs:schema>"
    )
    schemas = [
        etree.XMLSchema(etree.fromstring(template.format(_attribute(text))))
        for text in (pattern, few_ranges(pattern))
    ]
    element = etree.Element("T")
    for code in (0x9, 0xA, 0xD, *range(0x20, 0x3000), 0xFFFD, 0x1F600):
        element.text = chr(code)
        first, second = (schema.validate(element) for schema in schemas)
        assert first == second, f"U+{code:04X}"


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;")
