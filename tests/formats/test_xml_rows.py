from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ilrsync.formats.mapped import MappedFormat
from ilrsync.formats.xml_rows import Step, named_rows, xml_headings, xml_rows
from plugins.generic_xml import GenericXml
from plugins.ilr_xml import IlrXml
from tests.formats.ilr_files import as_file, reading

if TYPE_CHECKING:
    from pathlib import Path

MAPPING = """
[format]
name = "invented-xml"
records = "Persona"

[Learner]
LearnRefNumber = "Codice"
FamilyName = "Nome/Cognome"
DateOfBirth = { column = "Nascita", date = "%d.%m.%Y" }

[LearningDelivery]
LearnAimRef = "Corso {n} Sigla"
AimType = { column = "Corso {n} Ruolo", codes = { programma = 1, parte = 3 } }
FundModel = { const = 25 }
"""
EXPORT = """<Archivio>
<Persona Codice="A1"><Nome><Cognome>Hopper</Cognome></Nome><Nascita>31.01.2009</Nascita>
<Corso Sigla="ZPROG001" Ruolo="programma"/><Corso Sigla="60324301" Ruolo="parte"/></Persona>
<Persona Codice="B2"><Nome><Cognome>Lovelace</Cognome></Nome><Nascita>01.02.2009</Nascita>
<Corso Sigla="ZPROG001" Ruolo="programma"/></Persona>
</Archivio>
"""


def test_elements_and_attributes_are_cells_with_their_way(tmp_path: Path) -> None:
    file = tmp_path / "rows.xml"
    file.write_text('<r>\n<x a="1"><b>2</b><b n="3">4</b><c/></x></r>', encoding="utf-8")
    assert list(xml_rows(file, "rows.xml", ["x"])) == [
        (
            2,
            "x",
            [
                ((Step("a"),), "1"),
                ((Step("b"),), "2"),
                ((Step("b", 2), Step("n")), "3"),
                ((Step("b", 2), Step("")), "4"),
                ((Step("c"),), ""),
            ],
        )
    ]


def test_what_occurs_twice_anywhere_is_numbered_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "rows.xml"
    file.write_text(
        "<r><x><b><c>1</c></b></x><x><b><c>2</c></b><b><c>3</c></b></x></r>", encoding="utf-8"
    )
    take = named_rows(file, "rows.xml", "x")
    rows = [(1, {"b 1/c": "1"}), (1, {"b 1/c": "2", "b 2/c": "3"})]
    assert list(take()) == rows
    assert list(take()) == rows


def test_namespace_and_schema_attributes_are_no_cells(tmp_path: Path) -> None:
    file = tmp_path / "rows.xml"
    file.write_text(
        '<r xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><x i:type="t"><b i:nil="true"/></x>'
        "</r>",
        encoding="utf-8",
    )
    assert [row for _, _, row in xml_rows(file, "rows.xml", ["x"])] == [[((Step("b"),), "")]]


def test_the_head_of_a_file_shows_its_headings() -> None:
    assert xml_headings(b'<r><x a="1"><b><c>t', "x") == [
        "a", "a 1", "b", "b 1", "b/c", "b/c 1", "b 1/c", "b 1/c 1"
    ]  # fmt: skip
    assert xml_headings(b"not xml", "x") == []


@pytest.fixture
def mapped(tmp_path: Path) -> MappedFormat:
    folder = tmp_path / "invented"
    folder.mkdir()
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return MappedFormat(folder)


def test_a_mapping_alone_reads_xml_of_any_names(tmp_path: Path, mapped: MappedFormat) -> None:
    file = as_file(tmp_path, EXPORT)
    assert mapped.matches(file)
    assert not GenericXml().matches(file)
    assert not IlrXml().matches(file)
    first, second = mapped.read(file, reading()).learners
    assert (first.LearnRefNumber, first.FamilyName) == ("A1", "Hopper")
    assert first.DateOfBirth == dt.date(2009, 1, 31)
    assert [(aim.LearnAimRef, aim.AimType, aim.FundModel) for aim in first.LearningDelivery] == [
        ("ZPROG001", 1, 25),
        ("60324301", 3, 25),
    ]
    assert [aim.LearnAimRef for aim in second.LearningDelivery] == ["ZPROG001"]
    assert second.origin is not None
    assert second.origin.line == 4


@pytest.mark.parametrize("text", ["", "a,b\n", "<r><Persona/></r>", "<Persona Codice='1'/>"])
def test_a_mapping_of_xml_leaves_other_files_alone(
    tmp_path: Path, mapped: MappedFormat, text: str
) -> None:
    assert not mapped.matches(as_file(tmp_path, text))
