from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import pytest

from ilrsync.contracts import Reading
from ilrsync.errors import ReadError
from ilrsync.model.table import table
from ilrsync.model.written import written
from ilrsync.outputs.learner_xml import writer
from plugins.generic_xml import GenericXml
from plugins.ilr_xml import IlrXml
from tests.benchmarks.generator import learners
from tests.formats.ilr_files import as_file, learner, message, reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ilrsync.contracts import FileRemark
    from ilrsync.model.record import Record
    from ilrsync.model.records import Learner

NESTED = """<?xml version="1.0"?>
<Export>
  <Student ref="A1" ULN="1000000027" FamilyName="Hopper" GivenNames="Grace"
   DateOfBirth="31/01/2009">
    <Aims>
      <Aim ref="ZPROG001" type="1" start="01/09/2026" plannedEnd="31/07/2027" FundModel="25">
        <FAM Type="SOF">107</FAM>
        <FAM Type="LDM" Code="34"/>
      </Aim>
      <Aim ref="60324301" type="3" start="2026-09-01" FundModel="25" ProgType="31">
        <Placement start="01/03/2027" hours="315" mode="1"/>
        <Placement start="01/05/2027" hours="45" mode="2"/>
      </Aim>
    </Aims>
    <Employment status="12" date="01/08/2026">
      <ESM Type="LOU">2</ESM><ESM Type="EII">5</ESM></Employment>
    <Employment status="10" date="01/10/2026"><ESM Type="EII">6</ESM></Employment>
  </Student>
</Export>
"""
FLAT = """<dataroot xmlns:od="urn:schemas-microsoft-com:officedata" generated="2026-10-01T10:00:00">
<tblAims><LearnRefNumber>A1</LearnRefNumber><ULN>1000000027</ULN><FamilyName>Hopper</FamilyName>
<LearnAimRef>ZPROG001</LearnAimRef><LearnStartDate>2026-09-01T00:00:00</LearnStartDate><SOF>107</SOF></tblAims>
<tblAims><LearnRefNumber>B2</LearnRefNumber><ULN>1000000035</ULN><FamilyName>Lovelace</FamilyName>
<LearnAimRef>60324301</LearnAimRef><LearnStartDate>2026-09-02T00:00:00</LearnStartDate></tblAims>
<tblAims><LearnRefNumber>A1</LearnRefNumber><ULN>1000000027</ULN><FamilyName>Hopper</FamilyName>
<LearnAimRef>60324302</LearnAimRef><LearnStartDate>2026-09-03T00:00:00</LearnStartDate></tblAims>
</dataroot>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices"
 xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">
<entry><id>1</id><content type="application/xml"><m:properties>
<d:LearnRefNumber>A1</d:LearnRefNumber><d:ULN m:type="Edm.Int64">1000000027</d:ULN>
<d:LearnAimRef>ZPROG001</d:LearnAimRef><d:LearnStartDate>2026-09-01</d:LearnStartDate>
<d:LearnActEndDate m:null="true"/></m:properties></content></entry>
<entry><id>2</id><content type="application/xml"><m:properties>
<d:LearnRefNumber>A1</d:LearnRefNumber><d:ULN m:type="Edm.Int64">1000000027</d:ULN>
<d:LearnAimRef>60324301</d:LearnAimRef><d:LearnStartDate>2026-09-01</d:LearnStartDate>
</m:properties></content></entry></feed>
"""
ROWS = """<root><row LearnRefNumber="A1" ULN="1000000027" LearnAimRef="ZPROG001"/>
<row LearnRefNumber="A1" ULN="1000000027" LearnAimRef="60324301"/></root>
"""
WIDE = """<r><x LearnRefNumber="A1" ULN="1000000027" Aim_1_LearnAimRef="ZPROG001"
 Aim_2_LearnAimRef="60324301"/>
<x LearnRefNumber="A1" ULN="1000000027" Aim_1_LearnAimRef="60324302"/></r>
"""


def delivered(
    path: Path, text: str, in_terms: Reading | None = None
) -> tuple[list[Learner], list[FileRemark]]:
    remarks: list[FileRemark] = []
    made = GenericXml().read(as_file(path, text), in_terms or reading(remarks))
    return list(made.learners), remarks


def aims(learner: Learner) -> list[str | None]:
    return [aim.LearnAimRef for aim in learner.LearningDelivery]


@pytest.mark.parametrize(
    ("text", "recognised"),
    [
        (NESTED, True),
        (FLAT, True),
        (ATOM, True),
        (ROWS, True),
        (WIDE, True),
        (message(learner()), False),
        (message(learner(), namespace=""), False),
        ("<rss><channel><item><title>news</title></item></channel></rss>", False),
        ("<r><x ULN='1'/></r>", False),
        ("<!DOCTYPE r>" + ROWS, False),
        ("a,b", False),
        ("", False),
    ],
)
def test_files_whose_rows_name_a_learner_are_recognised(
    tmp_path: Path, text: str, *, recognised: bool
) -> None:
    file = as_file(tmp_path, text)
    assert GenericXml().matches(file) is recognised
    assert not (recognised and IlrXml().matches(file))


def test_attributes_and_nested_aims_are_one_learner(tmp_path: Path) -> None:
    (found,), remarks = delivered(tmp_path, NESTED)
    assert (found.LearnRefNumber, found.ULN, found.GivenNames) == ("A1", 1000000027, "Grace")
    assert found.DateOfBirth == dt.date(2009, 1, 31)
    assert aims(found) == ["ZPROG001", "60324301"]
    programme, core = found.LearningDelivery
    assert (programme.AimType, programme.LearnStartDate) == (1, dt.date(2026, 9, 1))
    assert programme.LearnPlanEndDate == dt.date(2027, 7, 31)
    assert [
        (fam.LearnDelFAMType, fam.LearnDelFAMCode) for fam in programme.LearningDeliveryFAM
    ] == [
        ("SOF", "107"),
        ("LDM", "034"),
    ]
    assert [place.WorkPlaceHours for place in core.LearningDeliveryWorkPlacement] == [315, 45]
    assert remarks == []


def test_monitoring_stays_with_its_employment(tmp_path: Path) -> None:
    (found,), _ = delivered(tmp_path, NESTED)
    assert [
        (each.EmpStat, [(row.ESMType, row.ESMCode) for row in each.EmploymentStatusMonitoring])
        for each in found.LearnerEmploymentStatus
    ] == [(12, [("LOU", 2), ("EII", 5)]), (10, [("EII", 6)])]


def test_flat_rows_of_one_learner_are_gathered(tmp_path: Path) -> None:
    found, remarks = delivered(tmp_path, FLAT)
    assert [(each.LearnRefNumber, aims(each)) for each in found] == [
        ("A1", ["ZPROG001", "60324302"]),
        ("B2", ["60324301"]),
    ]
    assert found[0].LearningDelivery[1].LearnStartDate == dt.date(2026, 9, 3)
    assert remarks == []


@pytest.mark.parametrize("text", [ATOM, ROWS])
def test_feeds_and_attribute_rows_are_tables_too(tmp_path: Path, text: str) -> None:
    (found,), _ = delivered(tmp_path, text)
    assert (found.LearnRefNumber, found.ULN) == ("A1", 1000000027)
    assert aims(found) == ["ZPROG001", "60324301"]


def test_wide_rows_of_one_reference_stay_two_records(tmp_path: Path) -> None:
    found, _ = delivered(tmp_path, WIDE)
    assert [aims(each) for each in found] == [["ZPROG001", "60324301"], ["60324302"]]


def test_records_say_line_and_heading(tmp_path: Path) -> None:
    (found,), _ = delivered(tmp_path, NESTED)
    assert found.origin is not None
    assert (found.origin.file, found.origin.line) == ("export.xml", 4)
    assert found.origin.heading("LearnRefNumber") == "LearnRefNumber"


def test_an_unknown_name_is_told_with_its_place(tmp_path: Path) -> None:
    _, remarks = delivered(tmp_path, ROWS.replace('LearnAimRef="Z', 'ShoeSize="7" LearnAimRef="Z'))
    assert [(each.rule, each.heading) for each in remarks] == [
        ("ILRSYNC_unknown_column", "ShoeSize")
    ]


def test_a_bad_value_is_a_note_and_the_rest_is_read(tmp_path: Path) -> None:
    (found,), _ = delivered(tmp_path, NESTED.replace('ULN="1000000027"', 'ULN="1.00E+09"'))
    assert found.ULN is None
    notes = [(note.kind, note.field, note.got) for note in found.notes or ()]
    assert ("refusal", "ULN", "1.00E+09") in notes
    assert found.GivenNames == "Grace"


def test_the_site_may_name_rows_and_headings(tmp_path: Path) -> None:
    text = '<q><Person Nummer="A1" ULN="1000000027" LearnAimRef="ZPROG001"/></q>'
    terms = Reading(table("2627"), {"LearnRefNumber": ["Nummer"]}, options={"records": "Person"})
    (found,), _ = delivered(tmp_path, text, terms)
    assert (found.LearnRefNumber, aims(found)) == ("A1", ["ZPROG001"])


def test_a_row_that_does_not_say_whose_it_is_is_refused_with_its_line(tmp_path: Path) -> None:
    text = ROWS.replace(
        '<row LearnRefNumber="A1" ULN="1000000027" LearnAimRef="6', '<row LearnAimRef="6'
    )
    with pytest.raises(ReadError, match="whose it is") as caught:
        delivered(tmp_path, text)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("PK\x03\x04", "does not begin"),
        ("<!DOCTYPE a><a/>", "DOCTYPE"),
        ("<a><b>1</b></a>", "holds a learner"),
        (NESTED[:-20], "stops in the middle"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        delivered(tmp_path, text)


def as_attributes(record: Record, year: str) -> str:
    entity = table(year).entities[type(record).__name__]
    texts = [(field.name, written(record, field.name)) for field in entity.simple]
    given = "".join(f" {name}={quoteattr(text)}" for name, text in texts if text is not None)
    return f"<{entity.name}{given}>{below(record, year, as_attributes)}</{entity.name}>\n"


def as_elements(record: Record, year: str) -> str:
    entity = table(year).entities[type(record).__name__]
    texts = [(field.name, written(record, field.name)) for field in entity.simple]
    given = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in texts if text is not None)
    return f"<{entity.name}>{given}{below(record, year, as_elements)}</{entity.name}>\n"


def below(record: Record, year: str, how: Callable[[Record, str], str]) -> str:
    found: list[Record] = []
    for field in table(year).entities[type(record).__name__].children:
        value = getattr(record, field.name)
        found += value if field.repeats else [value] if value else []
    return "".join(how(each, year) for each in found)


@pytest.mark.parametrize("how", [as_attributes, as_elements])
@pytest.mark.parametrize("year", ["2526", "2627"])
def test_whole_learners_come_through_any_nesting(
    tmp_path: Path, year: str, how: Callable[[Record, str], str]
) -> None:
    given = list(learners(year, 40, seed=2))
    for each in given:  # a wide table has one order of its columns, and so of these
        for status in each.LearnerEmploymentStatus:
            status.EmploymentStatusMonitoring.sort(key=lambda row: row.ESMType or "", reverse=True)
    text = "<Export>" + "".join(how(each, year) for each in given) + "</Export>"
    remarks: list[FileRemark] = []
    found, _ = delivered(tmp_path, text, reading(remarks, year))
    write = writer(table(year))
    assert [write(each) for each in found] == [write(each) for each in given]
    assert [each.notes for each in found] == [None] * len(given)
    assert remarks == []
