"""What is read and written again is what it was, for every document that the schema takes."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from ilrsync.formats.ilr_front import FRONT, read_front
from ilrsync.formats.ilr_message import iter_message
from ilrsync.model.records import Message
from ilrsync.model.table import YEARS, Table, table
from ilrsync.model.xsd import schema_text
from ilrsync.outputs.learner_xml import record_xml
from tests.benchmarks.generator import learners, write_file
from tests.model.canonical import canonical
from tests.model.documents import Node, document, fields, xml
from tests.model.mutations import element_mutations, value_mutations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAY_BE_VALID = frozenset(
    {"missing", "repeated", "too many", "as many as fit", "shuffled", "comment in it"}
)
"""Of the unusual things that can befall an element, those that some fields bear."""


def read(path: Path, that: Table) -> Message:
    """The whole document at *path* as records."""
    front = read_front(path, path.name, that.year)
    parts: dict[str, Any] = {name: front.parts.get(name) for name in FRONT}
    return Message(**parts, Learner=list(iter_message(path, path.name, that)))


def unusual(that: Table, random: Random, *, of_learners: bool) -> Iterator[tuple[str, Node]]:
    """Valid documents with one unusual thing each, in every field of learners or before them."""
    schema = etree.XMLSchema(etree.fromstring(schema_text(that).encode()))
    for path, entry in fields(that):
        if (path[:1] == ("Learner",)) != of_learners:
            continue
        for kind, change in element_mutations(entry, random):
            if kind in MAY_BE_VALID:
                made = document(that, random, 0.05, (*path, entry.name))
                change(made.find(path))
                if schema.validate(etree.fromstring(xml(made))):
                    yield f"{kind} {entry.name}", made
        if not entry.entity:
            made = document(that, random, 0.05, (*path, entry.name))
            node = made.find((*path, entry.name))
            for kind, text in value_mutations(entry, node.text or ""):
                node.text = text
                if schema.validate(etree.fromstring(xml(made))):
                    yield f"{kind} in {entry.name}", made


@pytest.mark.parametrize("year", YEARS)
def test_any_valid_document_is_written_as_it_was_read(year: str, tmp_path: Path) -> None:
    that, random = table(year), Random(year)  # noqa: S311 - repeatable, not secret
    path = tmp_path / "given.xml"
    for number in range(200):
        given = xml(document(that, random, fullness=number % 11 / 10))
        path.write_bytes(given)
        assert canonical(record_xml(read(path, that), that)) == canonical(given)


@pytest.mark.parametrize("year", YEARS)
def test_unusual_ways_to_write_a_learner_are_kept(year: str, tmp_path: Path) -> None:
    that, random = table(year), Random(year)  # noqa: S311 - repeatable, not secret
    message = document(that, random, 0.0)
    message.children = [child for child in message.children if child.name != "Learner"]
    whats, texts = [], []
    for what, made in unusual(that, random, of_learners=True):
        whats.append(what)
        texts.append(made.find(("Learner",)).xml())
    path = tmp_path / "given.xml"
    path.write_bytes(xml(message).replace(b"</Message>", "".join(texts).encode() + b"</Message>"))
    learners_read = iter_message(path, path.name, that)
    for what, text, learner in zip(whats, texts, learners_read, strict=True):
        assert canonical(record_xml(learner, that)) == canonical(text), what
    assert len(whats) > 1_500


@pytest.mark.parametrize("year", YEARS)
def test_unusual_ways_to_write_what_stands_before_the_learners_are_kept(
    year: str, tmp_path: Path
) -> None:
    that, random = table(year), Random(year)  # noqa: S311 - repeatable, not secret
    path = tmp_path / "given.xml"
    for what, made in unusual(that, random, of_learners=False):
        path.write_bytes(xml(made))
        assert canonical(record_xml(read(path, that), that)) == canonical(xml(made)), what


@pytest.mark.parametrize("year", YEARS)
def test_reading_what_was_written_gives_equal_records(year: str, tmp_path: Path) -> None:
    that, random = table(year), Random(year)  # noqa: S311 - repeatable, not secret
    first, second = tmp_path / "first.xml", tmp_path / "second.xml"
    for number in range(100):
        first.write_bytes(xml(document(that, random, fullness=number % 11 / 10)))
        once = read(first, that)
        second.write_text(record_xml(once, that), encoding="utf-8", newline="")
        again = read(second, that)
        assert again == once
        assert record_xml(again, that) == record_xml(once, that)


@pytest.mark.parametrize("year", YEARS)
def test_generated_learners_read_back_equal(year: str, tmp_path: Path) -> None:
    path = tmp_path / "generated.xml"
    write_file(path, year, 300, seed=7)
    assert read(path, table(year)).Learner == list(learners(year, 300, seed=7))
