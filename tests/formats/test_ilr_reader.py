from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from ilrsync.errors import sentence
from ilrsync.formats.ilr_plan import plans_of
from ilrsync.formats.ilr_reader import IlrReader
from ilrsync.formats.ilr_structure import Structure
from ilrsync.model.table import YEARS, table
from ilrsync.outputs.learner_xml import writer
from tests.benchmarks.generator import learners
from tests.formats.ilr_files import AIM, learner

if TYPE_CHECKING:
    from ilrsync.model.record import Note
    from ilrsync.model.records import Learner

NAMESPACE = "ILR/2026-27"


def read(text: str, namespace: str = NAMESPACE) -> Learner:
    declared = f' xmlns="{namespace}"' if namespace else ""
    element = etree.fromstring(text.replace("<Learner", f"<Learner{declared}", 1))
    return IlrReader(table("2627"), namespace).learner(element, "export.xml")


def notes(text: str) -> list[Note]:
    return read(text).notes or []


def said(text: str) -> list[tuple[str, str, str]]:
    return [(note.kind, note.rule, note.field) for note in notes(text)]


def test_fields_have_the_types_of_the_table() -> None:
    found = read(learner())
    assert (found.LearnRefNumber, found.ULN) == ("A1", 1000000027)
    assert found.DateOfBirth == dt.date(2009, 1, 31)
    (aim,) = found.LearningDelivery
    assert (aim.AimType, aim.LearnStartDate) == (1, dt.date(2026, 9, 1))
    assert [(fam.LearnDelFAMType, fam.LearnDelFAMCode) for fam in aim.LearningDeliveryFAM] == [
        ("SOF", "107")
    ]
    assert found.notes is None
    assert found.raw is None


def test_learners_and_aims_say_where_they_stood() -> None:
    found = read(learner(aims="\n\n" + AIM))
    assert found.origin is not None
    assert (found.origin.file, found.origin.line, found.origin.headings) == ("export.xml", 1, None)
    assert found.LearningDelivery[0].origin is not None
    assert found.LearningDelivery[0].origin.line == 3
    assert found.LearningDelivery[0].LearningDeliveryFAM[0].origin is None


def test_text_stands_exactly_as_it_was() -> None:
    found = read(learner(extra="<CampId> a </CampId>").replace("Núñez", " O'Brien &amp; Núñez "))
    assert found.FamilyName == " O'Brien & Núñez "


def test_an_unusual_number_is_read_and_its_text_kept() -> None:
    found = read(learner().replace("<Ethnicity>31", "<Ethnicity>031"))
    assert found.Ethnicity == 31
    assert found.raw == {"Ethnicity": "031"}
    assert found.notes is None


def test_a_value_of_the_wrong_type_is_no_value_and_its_text_is_kept() -> None:
    found = read(learner().replace("2009-01-31", "31/01/2009"))
    assert found.DateOfBirth is None
    assert found.raw == {"DateOfBirth": "31/01/2009"}


def test_an_empty_element_is_an_empty_text() -> None:
    found = read(learner(before="").replace("<ULN>1000000027</ULN>", "<ULN/>"))
    assert found.ULN is None
    assert found.raw == {"ULN": ""}
    assert read(learner(reference="")).LearnRefNumber == ""


def test_elements_out_of_order_are_read_and_remarked_once_a_record() -> None:
    text = learner(before="<Postcode>ZZ2 2ZZ</Postcode><Email>a@b</Email>").replace(
        "<Postcode>ZZ1 1ZZ</Postcode>", ""
    )
    assert read(text).Postcode == "ZZ2 2ZZ"
    assert read(text).LearnRefNumber == "A1"
    assert said(text) == [("remark", "ILRSYNC_element_order", "LearnRefNumber")]


def test_unknown_elements_are_listed_by_name_and_number() -> None:
    text = learner(extra="<ShoeSize>7</ShoeSize><ShoeSize>8</ShoeSize><Hat><Size>1</Size></Hat>")
    assert said(text) == [
        ("remark", "ILRSYNC_unknown_element", "ShoeSize"),
        ("remark", "ILRSYNC_unknown_element", "Hat"),
    ]
    first = notes(text)[0]
    assert first.got == "7"
    assert "2 times" in first.wanted
    assert first.origin is not None
    assert read(text).FamilyName == "Núñez"


def test_an_element_of_the_other_year_is_unknown() -> None:
    text = learner(aims=AIM.replace("<ProgType>", "<PHours>600</PHours><ProgType>"))
    assert said(text) == [("remark", "ILRSYNC_unknown_element", "PHours")]


def test_the_same_said_twice_is_used_once() -> None:
    text = learner(extra="<GivenNames>Ada</GivenNames>")
    assert read(text).GivenNames == "Ada"
    assert said(text) == [("remark", "ILRSYNC_repeated_element", "GivenNames")]


def test_two_answers_to_one_field_are_both_kept_and_neither_used() -> None:
    text = learner(extra="<GivenNames>Grace</GivenNames>")
    found = read(text)
    assert found.GivenNames is None
    assert found.raw == {"GivenNames": "Ada\nGrace"}
    (note,) = notes(text)
    assert (note.kind, note.rule, note.got) == (
        "refusal",
        "ILRSYNC_repeated_element",
        "Ada / Grace",
    )


def test_a_single_entity_given_twice_is_joined_where_it_agrees() -> None:
    once = "<LearnerHE><UCASPERID>0000000001</UCASPERID></LearnerHE>"
    other = "<LearnerHE><UCASPERID>0000000002</UCASPERID><TTACCOM>1</TTACCOM></LearnerHE>"
    same = read(learner(aims=once + once + AIM))
    assert same.LearnerHE is not None
    assert same.LearnerHE.UCASPERID == "0000000001"
    joined = read(learner(aims=once + other + AIM)).LearnerHE
    assert joined is not None
    assert (joined.UCASPERID, joined.TTACCOM) == (None, 1)
    assert joined.raw == {"UCASPERID": "0000000001\n0000000002"}
    assert [kind for kind, *_ in said(learner(aims=once + once + AIM))] == ["remark"]
    assert [kind for kind, *_ in said(learner(aims=once + other + AIM))] == ["refusal"]


@pytest.mark.parametrize(
    ("text", "rule", "field"),
    [
        (learner().replace("<ULN>", '<ULN a="1">'), "attribute", "ULN/@a"),
        (learner().replace("<Learner>", '<Learner a="1">'), "attribute", "Learner/@a"),
        (learner().replace("<ULN>", "stray<ULN>"), "text", "Learner"),
        (
            learner().replace("</LearningDelivery>", "x</LearningDelivery>"),
            "text",
            "LearningDelivery",
        ),
    ],
)
def test_attributes_and_text_between_elements_are_remarked(
    text: str, rule: str, field: str
) -> None:
    assert said(text) == [("remark", f"ILRSYNC_unexpected_{rule}", field)]
    assert read(text).ULN == 1000000027


def test_elements_inside_a_value_leave_it_unread_where_they_part_it() -> None:
    text = learner().replace("Núñez", "Nú<b>ñ</b>ez")
    found = read(text)
    assert found.FamilyName is None
    assert found.raw == {"FamilyName": "Nú\nñ\nez"}
    assert [kind for kind, *_ in said(text)] == ["remark", "refusal"]


def test_other_namespaces_are_read_by_name() -> None:
    assert said(
        learner(aims=AIM.replace("<LearningDelivery>", '<LearningDelivery xmlns="x">'))
    ) == [
        ("remark", "ILRSYNC_other_namespace", "LearningDelivery"),
        ("remark", "ILRSYNC_other_namespace", "LearningDeliveryFAM"),
    ]
    assert read(learner(), namespace="").notes is None


@pytest.mark.parametrize("year", YEARS)
def test_the_quick_way_and_the_careful_way_read_the_same(year: str) -> None:
    that = table(year)
    reader, plan = IlrReader(that), plans_of(that, that.namespace)["Learner"]
    text = writer(that)
    for made in learners(year, 60, seed=3):
        written = text(made).replace("<Learner>", f'<Learner xmlns="{that.namespace}">')
        element = etree.fromstring(written, etree.XMLParser(remove_blank_text=True))
        noted: list[Note] = []
        careful = Structure(that, that.namespace, "f", noted).read(element, plan)
        assert reader.learner(element, "f") == careful == made
        assert noted == []


@pytest.mark.parametrize("entity", ["Header", "LearningProvider", "LearnerEmploymentStatus"])
def test_every_entity_can_be_read_by_itself(entity: str) -> None:
    element = etree.fromstring(f'<{entity} xmlns="{NAMESPACE}"/>')
    assert type(IlrReader(table("2627")).record(element, "f", [])).__name__ == entity


def test_an_unknown_element_without_a_text_is_told_without_one() -> None:
    (note,) = notes(learner(extra="<Hat><Size>1</Size></Hat>"))
    told = sentence("", heading=note.field, got=note.got, wanted=note.wanted, remedy=note.remedy)
    assert told.startswith('"Hat": want an element of Learner in the ILR of 2026 to 2027; ')
