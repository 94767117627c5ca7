"""Records as XML: the order of the schema, the year's fields, and nothing that breaks a file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ilrsync.model.records import (
    RECORDS,
    Header,
    HRSRecord,
    Learner,
    LearningDelivery,
    LearningDeliveryFAM,
    LearningDeliveryHE,
    SourceFile,
)
from ilrsync.model.table import YEARS, table
from ilrsync.outputs.learner_xml import MESSAGE_END, escaped, message_start, record_xml, writer
from tests.benchmarks.generator import UKPRN, header, learners
from tests.model.canonical import canonical
from tests.model.documents import document, record_of, xml

ILLEGAL = ("\x00", "\x0b", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff")


def test_a_learner_is_indented_in_schema_order_with_only_what_it_has() -> None:
    learner = Learner(
        Sex="F",
        LearnRefNumber="A1",
        LearningDelivery=[
            LearningDelivery(
                AimType=4,
                LearnAimRef="60148955",
                LearnStartDate=dt.date(2026, 9, 7),
                LearningDeliveryFAM=[LearningDeliveryFAM("SOF", "107")],
                HRSRecord=[HRSRecord("HRS", 5, 20)],
            )
        ],
    )
    assert writer(table("2627"))(learner) == (
        "  <Learner>\n"
        "    <LearnRefNumber>A1</LearnRefNumber>\n"
        "    <Sex>F</Sex>\n"
        "    <LearningDelivery>\n"
        "      <LearnAimRef>60148955</LearnAimRef>\n"
        "      <AimType>4</AimType>\n"
        "      <LearnStartDate>2026-09-07</LearnStartDate>\n"
        "      <LearningDeliveryFAM>\n"
        "        <LearnDelFAMType>SOF</LearnDelFAMType>\n"
        "        <LearnDelFAMCode>107</LearnDelFAMCode>\n"
        "      </LearningDeliveryFAM>\n"
        "      <HRSRecord>\n"
        "        <HRSType>HRS</HRSType>\n"
        "        <HRSCode>5</HRSCode>\n"
        "        <HRSAmount>20</HRSAmount>\n"
        "      </HRSRecord>\n"
        "    </LearningDelivery>\n"
        "  </Learner>\n"
    )


def test_only_fields_of_the_year_are_written() -> None:
    aim = LearningDelivery(PHours=1300, AddHours=2, HRSRecord=[HRSRecord("HRS", 2, 1300)])
    older, newer = record_xml(aim, table("2526")), record_xml(aim, table("2627"))
    assert ("PHours" in older, "AddHours" in older, "HRSRecord" in older) == (True, True, False)
    assert ("PHours" in newer, "AddHours" in newer, "HRSRecord" in newer) == (False, False, True)


def test_an_entity_that_the_year_does_not_have_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        record_xml(HRSRecord("HRS", 2, 1300), table("2526"))


def test_a_kept_text_is_written_in_place_of_the_value() -> None:
    learner = Learner(LearnRefNumber="A1", Ethnicity=31)
    learner.raw = {"Ethnicity": "031", "DateOfBirth": "1/2/2009 <?>"}
    text = writer(table("2627"))(learner)
    assert "<Ethnicity>031</Ethnicity>" in text
    assert "<DateOfBirth>1/2/2009 &lt;?&gt;</DateOfBirth>" in text


def test_a_decimal_is_written_without_an_exponent() -> None:
    given = LearningDeliveryHE(STULOAD=Decimal("1E+2"), PCOLAB=Decimal("0.5"))
    text = record_xml(given, table("2627"))
    assert "<STULOAD>100</STULOAD>" in text
    assert "<PCOLAB>0.5</PCOLAB>" in text


@pytest.mark.parametrize("year", YEARS)
def test_a_file_of_written_learners_is_the_document_they_were_made_of(year: str) -> None:
    that, random = table(year), Random(year)  # noqa: S311 - repeatable, not secret
    schema_order = writer(that)
    for number in range(150):
        made = document(that, random, fullness=number % 11 / 10)
        message: Any = record_of(made, that)
        head: Header = message.Header
        files = message.SourceFiles.SourceFile if message.SourceFiles else []
        provider = int(made.find(("LearningProvider", "UKPRN")).text or "")
        text = message_start(that, head, files, provider)
        text += "".join(schema_order(learner) for learner in message.Learner) + MESSAGE_END
        assert canonical(text) == canonical(xml(made))
        assert record_xml(message, that) == text.partition("\n")[2]


@pytest.mark.parametrize("year", YEARS)
def test_the_quick_way_and_the_way_of_kept_texts_give_one_text(year: str) -> None:
    write = writer(table(year))
    for learner in learners(year, 100):
        quick = write(learner)
        for record in _records_of(learner):
            record.raw = {"nothing": "kept"}
        assert write(learner) == quick


def _records_of(learner: Learner) -> list[Any]:
    found: list[Any] = [learner]
    for record in found:
        for name in type(record).__dataclass_fields__:
            value = getattr(record, name)
            children = value if isinstance(value, list) else [value]
            found.extend(child for child in children if type(child) in RECORDS.values())
    return found


def test_the_head_lists_source_files_only_where_there_are_some() -> None:
    file = SourceFile(SourceFileName="mis.csv", SerialNo="01")
    without = message_start(table("2627"), header("2627"), [], UKPRN)
    with_one = message_start(table("2627"), header("2627"), [file], UKPRN)
    assert without.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<Message xmlns="ILR/2026-27">'
    )
    assert "SourceFile" not in without
    assert "<SourceFileName>mis.csv</SourceFileName>" in with_one
    assert with_one.endswith(
        f"  <LearningProvider>\n    <UKPRN>{UKPRN}</UKPRN>\n  </LearningProvider>\n"
    )


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_legal_text_reads_back_as_it_was(text: str) -> None:
    text = text.replace("\ufffe", "").replace("\uffff", "")
    element = etree.fromstring(f"<a>{escaped(text)}</a>")
    assert (element.text or "") == text


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", "\ta\n"])
def test_line_ends_and_tabs_read_back_as_they_were(text: str) -> None:
    assert etree.fromstring(f"<a>{escaped(text)}</a>").text == text


@given(st.text(st.characters()), st.sampled_from(ILLEGAL))
def test_no_text_can_make_a_file_that_is_not_xml(text: str, illegal: str) -> None:
    learner = Learner(LearnRefNumber=illegal + text, FamilyName=text + illegal)
    learner.raw = {"ULN": text + illegal}
    for record in (learner, Learner(LearnRefNumber=text + illegal, FamilyName=illegal + text)):
        etree.fromstring(writer(table("2627"))(record).encode("utf-8"))
