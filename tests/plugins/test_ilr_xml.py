from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from ilrsync.errors import ReadError
from ilrsync.model.finding import Severity
from ilrsync.model.table import YEARS, table
from ilrsync.outputs.learner_xml import MESSAGE_END, message_start, writer
from plugins.ilr_xml import IlrXml
from tests.benchmarks.generator import header, learners, write_file
from tests.formats.ilr_files import HEADER, PROVIDER, as_file, learner, message, reading
from tests.model.canonical import canonical
from tests.model.documents import Node, document, xml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

    from ilrsync.contracts import FileRemark
    from ilrsync.model.records import Learner


def delivered(
    path: Path, text: str | bytes, name: str = "export.xml", year: str = "2627"
) -> tuple[list[Learner], list[FileRemark], str | None, int | None]:
    """Learners, remarks, year and provider of a file."""
    remarks: list[FileRemark] = []
    made = IlrXml().read(as_file(path, text, name), reading(remarks, year))
    return list(made.learners), remarks, made.year, made.ukprn


def rules(remarks: list[FileRemark]) -> list[str]:
    return [remark.rule for remark in remarks]


@pytest.mark.parametrize(
    ("text", "recognised"),
    [
        (message(learner()), True),
        (message(learner(), namespace="ESFA/ILR/2025-26"), True),
        (message(learner(), namespace="ESFA/ILR/2019-20"), True),
        (message(learner(), namespace=""), True),
        (message(learner(), namespace="urn:somebody"), True),
        (message(learner()).replace("<Message xmlns", "<i:Message xmlns:i"), True),
        ('<Message xmlns="ILR/2026-27"/>', True),
        ("<Message><Body>hello</Body></Message>", False),
        ("<Learners><Learner/></Learners>", False),
        ("<!DOCTYPE Message><Message><Learner/></Message>", False),
        ("LearnRefNumber,ULN", False),
        ("", False),
    ],
)
def test_ilr_files_are_recognised_by_what_they_hold(
    tmp_path: Path, text: str, *, recognised: bool
) -> None:
    assert IlrXml().matches(as_file(tmp_path, text, "anything.bin")) is recognised


def test_a_clean_file_gives_its_learners_and_nothing_to_say(tmp_path: Path) -> None:
    found, remarks, year, ukprn = delivered(tmp_path, message(learner("A1"), learner("A2")))
    assert [each.LearnRefNumber for each in found] == ["A1", "A2"]
    assert (remarks, year, ukprn) == ([], "2627", 10000001)


@pytest.mark.parametrize("year", YEARS)
def test_a_written_file_is_read_back_record_for_record(tmp_path: Path, year: str) -> None:
    path = tmp_path / "made.xml"
    write_file(path, year, 50, seed=5)
    remarks: list[FileRemark] = []
    made = IlrXml().read(as_file(tmp_path, path.read_bytes()), reading(remarks, YEARS[0]))
    assert list(made.learners) == list(learners(year, 50, seed=5))
    assert made.header == header(year)
    assert (made.year, remarks) == (year, [])


@pytest.mark.parametrize("year", YEARS)
def test_any_valid_document_is_written_as_it_was_read(
    tmp_path: Path, year: str, random: Random
) -> None:
    that = table(year)
    for number in range(60):
        node = document(that, random, number % 11 / 10)
        text = xml(node)
        made = IlrXml().read(as_file(tmp_path, text), reading(year=year))
        assert made.header is not None
        assert made.ukprn is not None
        start = message_start(that, made.header, made.source_files, made.ukprn)
        again = start + "".join(map(writer(that), made.learners)) + MESSAGE_END
        assert canonical(again.encode()) == canonical(text)


@pytest.mark.parametrize(
    "rewritten",
    [
        lambda text: " \t" + text,
        lambda text: f"0{text}",
        lambda text: f"+{text}",
        lambda text: f"{text}\n",
    ],
    ids=["spaces", "zero", "plus", "line break"],
)
def test_numbers_in_other_forms_are_written_as_they_were_read(
    tmp_path: Path, rewritten: Callable[[str], str], random: Random
) -> None:
    that = table("2627")
    node = document(that, random, 1.0)
    rewrite(node, rewritten)
    made = IlrXml().read(as_file(tmp_path, xml(node)), reading())
    written = "".join(map(writer(that), made.learners))
    body = f'<Message xmlns="{that.namespace}">{written}</Message>'
    original = etree.fromstring(xml(node))
    for element in list(original):
        if not str(element.tag).endswith("}Learner"):
            original.remove(element)
    assert canonical(body.encode()) == canonical(etree.tostring(original))


@pytest.fixture
def random() -> Random:
    from random import Random

    return Random(7)  # noqa: S311 - repeatable, not secret


def rewrite(node: Node, how: Callable[[str], str]) -> None:
    """Every whole number below *node* is written another way."""
    for child in node.children:
        if child.text is not None and child.name in ("ULN", "Ethnicity", "AimType", "FundModel"):
            child.text = how(child.text)
        rewrite(child, how)


def test_a_file_of_the_previous_year_is_read_by_its_own_table(tmp_path: Path) -> None:
    text = message(
        learner().replace("<ProgType>", "<PHours>600</PHours><ProgType>"),
        namespace="ESFA/ILR/2025-26",
        front=HEADER.replace("2627", "2526") + PROVIDER,
    )
    (found,), remarks, year, _ = delivered(tmp_path, text)
    assert (year, remarks) == ("2526", [])
    assert found.LearningDelivery[0].PHours == 600
    assert found.notes is None


@pytest.mark.parametrize("namespace", ["", "urn:somebody", "ilr/2026-27"])
def test_without_the_right_namespace_the_header_tells_the_year(
    tmp_path: Path, namespace: str
) -> None:
    found, remarks, year, _ = delivered(
        tmp_path, message(learner(), namespace=namespace), year="2526"
    )
    assert year == "2627"
    assert rules(remarks) == ["Namespace_Mismatch"]
    assert found[0].notes is None


def test_a_prefix_changes_nothing(tmp_path: Path) -> None:
    text = message(learner()).replace("<Message xmlns", "<i:Message xmlns:i")
    text = text.replace("</Message", "</i:Message").replace("<i:Message", "<i:Message", 1)
    for name in ("Header", "LearningProvider", "Learner"):
        text = text.replace(f"<{name}>", f'<{name} xmlns="ILR/2026-27">')
    found, remarks, year, _ = delivered(tmp_path, text)
    assert (found[0].notes, remarks, year) == (None, [], "2627")


def test_a_file_that_says_no_year_leaves_it_open(tmp_path: Path) -> None:
    found, remarks, year, ukprn = delivered(tmp_path, message(learner(), namespace="", front=""))
    assert (year, ukprn, len(found)) == (None, None, 1)
    assert rules(remarks) == ["Namespace_Mismatch", "ILRSYNC_schema", "ILRSYNC_schema"]


@pytest.mark.parametrize(
    ("namespace", "stated"),
    [("ESFA/ILR/2024-25", "2425"), ("", "2425"), ("ILR/2027-28", "2728"), ("ESFA/ILR/2024-25", "")],
)
def test_a_year_without_a_table_is_refused(tmp_path: Path, namespace: str, stated: str) -> None:
    text = message(learner(), namespace=namespace, front=HEADER.replace("2627", stated) + PROVIDER)
    with pytest.raises(ReadError, match="another collection year"):
        delivered(tmp_path, text)


def test_a_header_of_another_year_than_the_namespace_is_an_error(tmp_path: Path) -> None:
    front = HEADER.replace("2627", "2526") + PROVIDER
    _, remarks, year, _ = delivered(tmp_path, message(learner(), front=front))
    assert year == "2627"
    (remark,) = remarks
    assert (remark.rule, remark.severity, remark.heading) == (
        "ILRSYNC_schema",
        Severity.ERROR,
        "Year",
    )


@pytest.mark.parametrize(
    ("old", "new", "rule", "heading"),
    [
        ("<Collection>ILR<", "<Collection>XLR<", "ILRSYNC_schema", "Collection"),
        ("<SerialNo>01</SerialNo>", "", "ILRSYNC_schema", "SerialNo"),
        ("2026-10-01T18:00:00", "yesterday", "ILRSYNC_schema", "DateTime"),
        ("<FilePreparationDate>2026-10-01<", "<FilePreparationDate>1/10/26<",
         "ILRSYNC_schema", "FilePreparationDate"),
        ("OFFICIAL-SENSITIVE-Personal", "SECRET", "ILRSYNC_schema", "ProtectiveMarking"),
        ("<SerialNo>", "<Release>é</Release><SerialNo>", "ILRSYNC_schema", "Release"),
        ("<SerialNo>", "<Colour>red</Colour><SerialNo>", "ILRSYNC_unknown_element", "Colour"),
    ],
)  # fmt: skip
def test_header_faults_are_said_by_field(
    tmp_path: Path, old: str, new: str, rule: str, heading: str
) -> None:
    _, remarks, _, _ = delivered(
        tmp_path, message(learner(), front=HEADER.replace(old, new) + PROVIDER)
    )
    assert [(remark.rule, remark.heading) for remark in remarks] == [(rule, heading)]


def test_providers_that_differ_are_told_under_the_published_ids(tmp_path: Path) -> None:
    front = HEADER + PROVIDER.replace("10000001", "10000002")
    name = "ILR-10000003-2627-20261001-180000-01.XML"
    _, remarks, _, ukprn = delivered(tmp_path, message(learner(), front=front), name)
    assert ukprn == 10000002
    assert rules(remarks) == ["Header_3", "UKPRN_03"]


@pytest.mark.parametrize("front", [PROVIDER + HEADER, HEADER])
def test_parts_out_of_place_are_found_and_told(tmp_path: Path, front: str) -> None:
    after = "" if PROVIDER in front else PROVIDER
    text = message(learner(), front=front).replace("</Message>", after + "</Message>")
    found, remarks, _, ukprn = delivered(tmp_path, text)
    assert (len(found), ukprn) == (1, 10000001)
    assert len(remarks) == 1
    assert "too late" in remarks[0].message


def test_a_second_header_is_told_and_not_used(tmp_path: Path) -> None:
    other = HEADER.replace("10000001", "10000009")
    _, remarks, _, ukprn = delivered(tmp_path, message(learner(), front=HEADER + other + PROVIDER))
    assert ukprn == 10000001
    assert "more than once" in remarks[0].message


def test_unknown_elements_of_the_whole_file_are_listed_with_their_number(tmp_path: Path) -> None:
    odd = learner(extra="<ShoeSize>7</ShoeSize>")
    text = message(odd, "<Extra/>", odd, "stray", learner("A3"))
    found, remarks, _, _ = delivered(tmp_path, text)
    assert len(found) == 3
    assert [(remark.rule, remark.heading) for remark in remarks] == [
        ("ILRSYNC_unknown_element", "Extra"),
        ("ILRSYNC_unknown_element", "ShoeSize"),
        ("ILRSYNC_unexpected_text", ""),
    ]
    assert "found 2 times" in remarks[1].message


def test_learners_inside_a_wrapper_are_read_and_the_wrapper_is_told(tmp_path: Path) -> None:
    text = message("<Learners>", learner("A1"), learner("A2"), "</Learners>")
    found, remarks, _, _ = delivered(tmp_path, text)
    assert [each.LearnRefNumber for each in found] == ["A1", "A2"]
    assert [remark.heading for remark in remarks] == ["Learners"]


def test_a_file_without_learners_is_read_as_such(tmp_path: Path) -> None:
    assert delivered(tmp_path, message())[0] == []


def test_a_cut_file_is_refused_while_its_learners_are_taken(tmp_path: Path) -> None:
    whole = message(*(learner(f"A{number}") for number in range(200)))
    made = IlrXml().read(as_file(tmp_path, whole[:-40]), reading())
    with pytest.raises(ReadError, match="export"):
        list(made.learners)


@pytest.mark.parametrize(
    "text",
    ["", "PK\x03\x04", "<!DOCTYPE Message><Message/>", '<Message xmlns="ILR/2026-27"><Header>'],
)
def test_what_cannot_be_read_at_all_is_refused_at_once(tmp_path: Path, text: str) -> None:
    with pytest.raises(ReadError):
        IlrXml().read(as_file(tmp_path, text), reading())


def test_two_files_can_be_read_by_one_format_at_once(tmp_path: Path) -> None:
    first = as_file(tmp_path, message(learner("A1"), learner("A2")), "one.xml")
    second = as_file(tmp_path, message(learner("B1"), learner("B2")), "two.xml")
    plugin = IlrXml()
    pairs = zip(
        plugin.read(first, reading()).learners, plugin.read(second, reading()).learners, strict=True
    )
    assert [(a.LearnRefNumber, b.LearnRefNumber) for a, b in pairs] == [("A1", "B1"), ("A2", "B2")]
