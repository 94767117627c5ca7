"""Facets in words agree with XML Schema on any text whatever."""

from __future__ import annotations

import re
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ilrsync.model.facets import faults, longest_text, wanted_form
from ilrsync.model.table import YEARS, Field, table
from ilrsync.model.written import ILLEGAL_IN_XML
from ilrsync.model.xsd import schema_text
from tests.model.documents import document, fields, longest, xml

ALPHABETS = {
    "int": "0123456789+-. \t\nx",
    "long": "0123456789+-. \n",
    "decimal": "0123456789+-.. e\n",
    "date": "0123456789---+:TZ ",
    "restricted": "AZaz09 '@@..-/é\"|`\t\n\r£€&<\x00",
    "string": "AZaz09 '\u2019é\"|`\t\n\r£€&<\ufffd\x00",
}
SIMPLE = [(path, entry) for path, entry in fields(table("2627")) if path[:1] == ("Learner",)]
FIELDS = [(path, entry) for path, entry in SIMPLE if not entry.entity]


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(schema_text(table("2627")).encode()))


@cache
def around(path: tuple[str, ...], name: str) -> tuple[bytes, bytes]:
    """A valid document up to the text of a field, and from there on."""
    random = Random(name)  # noqa: S311 - repeatable, not secret
    made = document(table("2627"), random, 0.0, (*path, name))
    made.find((*path, name)).text = "@HERE@"
    before, _, after = xml(made).partition(b"@HERE@")
    return before, after


def accepts(path: tuple[str, ...], name: str, text: str) -> bool:
    before, after = around(path, name)
    root = etree.fromstring(before + after)
    parent = root
    for step in (*path, name):
        found = parent.find(f"{{{table('2627').namespace}}}{step}")
        assert found is not None
        parent = found
    try:
        parent.text = text
    except ValueError:  # a character that XML cannot hold
        return False
    return schema().validate(root)


@st.composite
def placed_texts(draw: st.DrawFn) -> tuple[tuple[str, ...], Field, str]:
    path, entry = draw(st.sampled_from(FIELDS))
    shaped = st.text(ALPHABETS[entry.type], max_size=14)
    if entry.type == "date":
        shaped |= st.from_regex(r"-?[0-9]{4,5}-[01][0-9]-[0-3][0-9](Z|[+-][01][0-9]:[0-6][0-9])?")
    if entry.type in ("restricted", "string"):
        shaped |= st.text("A7 é", min_size=longest(entry) - 1, max_size=longest(entry) + 2)
    return path, entry, draw(shaped)


@settings(max_examples=1_500, deadline=None)
@given(placed_texts())
def test_a_value_has_a_fault_just_when_the_schema_refuses_it(
    placed: tuple[tuple[str, ...], Field, str],
) -> None:
    path, entry, text = placed
    found = list(faults(text, entry, table("2627").restricted))
    if accepts(path, entry.name, text):
        # A required text of spaces is absent to the department, though not to its schema.
        assert {fault.kind for fault in found} <= {"MA"}
    else:
        assert found


@pytest.mark.parametrize("year", YEARS)
def test_the_longest_text_of_a_field_is_what_the_specification_says(year: str) -> None:
    for path, entry in fields(table(year)):
        text = entry.type in ("restricted", "string") and not entry.only
        if path[:1] == ("Learner",) and text and entry.name != "UCASSCHEMECODE":
            assert longest_text(entry) == longest(entry), entry.name


@pytest.mark.parametrize("year", YEARS)
def test_no_field_is_described_by_its_pattern(year: str) -> None:
    for _, entry in fields(table(year)):
        assert "text of the form" not in wanted_form(entry), entry.name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("LearnRefNumber", "1 to 12 letters, digits and spaces"),
        ("TelNo", "1 to 18 digits"),
        ("AddLine1", r"1 to 50 letters, digits, spaces and ~!@&'\()*+,-./:;"),
        ("Email", "an address with an @ in it, without accents"),
        ("Postcode", "plain letters, digits and punctuation, without accents or line breaks"),
    ],
)
def test_the_form_of_a_text_is_told_in_words(name: str, words: str) -> None:
    assert wanted_form(table("2627").entities["Learner"].fields[name]) == words


def test_a_character_is_illegal_just_when_xml_cannot_hold_it() -> None:
    illegal = re.compile(f"[{ILLEGAL_IN_XML}]")
    for code in (*range(0x100), 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000):
        try:
            etree.fromstring(f"<a>{chr(code)}</a>".replace("<a><", "<a>&lt;").encode())
            held = True
        except (etree.XMLSyntaxError, UnicodeEncodeError):
            held = chr(code) == "&"
        assert held == (illegal.search(chr(code)) is None), f"U+{code:04X}"
