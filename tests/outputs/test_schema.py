"""Validation in chunks: which learner, why, and without stopping anybody else."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import ConfigError, OutputError
from ilrsync.model.table import YEARS, table
from ilrsync.model.xsd import schema_text
from ilrsync.outputs.learner_xml import message_start, writer
from ilrsync.outputs.schema import Validator, reason
from tests.benchmarks.generator import UKPRN, header, learners

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.model.records import Learner

THAT = table("2627")
START = message_start(THAT, header("2627"), [], UKPRN).encode()
WRITE = writer(THAT)


def chunk(size: int = 12) -> list[Learner]:
    return list(learners("2627", size))


def texts(made: list[Learner]) -> list[bytes]:
    return [WRITE(learner).encode() for learner in made]


@pytest.mark.parametrize("year", YEARS)
def test_sound_learners_are_all_let_through(year: str) -> None:
    that = table(year)
    start = message_start(that, header(year), [], UKPRN).encode()
    made = [writer(that)(learner).encode() for learner in learners(year, 600)]
    assert Validator(that).check(made, start) == []


def test_an_empty_chunk_has_nobody_to_refuse() -> None:
    assert Validator(THAT).check([], START) == []


@pytest.mark.parametrize("place", [0, 5, 11])
@pytest.mark.parametrize(
    ("name", "value", "element", "words"),
    [
        ("Postcode", "XA1 1AA 2", "Postcode", "Postcode has 9 characters; at most 8 fit"),
        ("ULN", 12, "ULN", "ULN is below 1000000000"),
        ("ULN", 10**10, "ULN", "ULN is above 9999999999"),
        ("Ethnicity", 100, "Ethnicity", "Ethnicity has more than 2 digits"),
        ("Sex", "é", "Sex", "Sex holds a character, or has a shape, that the field does not take"),
        ("NINumber", "", "NINumber", "NINumber has 0 characters; at least 1 wanted"),
        ("Sex", "FM", "Sex", "Sex has 2 characters; 1 wanted"),
        ("FamilyName", "Bell\x00", "FamilyName", "FamilyName holds a character, or has a shape"),
        ("GivenNames", "\ud800", "GivenNames", "GivenNames holds a character, or has a shape"),
        ("LearningDelivery", [], "Learner", "Learner is not complete: LearningDelivery is missing"),
    ],
)
def test_a_refused_learner_is_named_with_the_reason(
    place: int, name: str, value: object, element: str, words: str
) -> None:
    made = chunk()
    made[place].assign(name, value)
    (bad,) = Validator(THAT).check(texts(made), START)
    assert (bad.index, bad.element) == (place, element)
    assert bad.message.startswith(words)


def test_a_missing_element_is_told_by_what_stands_in_its_place() -> None:
    made = chunk()
    made[3].ULN = None
    (bad,) = Validator(THAT).check(texts(made), START)
    assert (bad.index, bad.element) == (3, "FamilyName")
    assert bad.message.startswith("FamilyName stands where another element is wanted")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("DateOfBirth", "01/02/2009", "DateOfBirth is not a date (want YYYY-MM-DD)"),
        ("Ethnicity", "thirty-one", "Ethnicity does not take this value"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_in_words(name: str, text: str, words: str) -> None:
    made = chunk()
    made[1].raw = {name: text}
    (bad,) = Validator(THAT).check(texts(made), START)
    assert (bad.index, bad.message) == (1, words)
    assert text not in bad.message


def test_every_refused_learner_of_a_chunk_is_named_once_in_order() -> None:
    made = chunk()
    for place in (9, 2, 4):
        made[place].Sex = "neither"
        made[place].Postcode = "far too long"
    assert [bad.index for bad in Validator(THAT).check(texts(made), START)] == [2, 4, 9]


def test_a_learner_that_is_not_xml_does_not_hide_the_others() -> None:
    made = chunk()
    made[7].Sex = "neither"
    written = texts(made)
    written[4] = b"<Learner><LearnRefNumber>A1</Learner>"
    bad = Validator(THAT).check(written, START)
    assert [one.index for one in bad] == [4, 7]
    assert bad[0].message == "the text of this learner is not well-formed XML"


def test_source_files_in_the_head_do_not_shift_the_count() -> None:
    from ilrsync.model.records import SourceFile

    file = SourceFile(
        SourceFileName="mis.csv", FilePreparationDate=dt.date(2026, 11, 1), SerialNo="01"
    )
    start = message_start(THAT, header("2627"), [file, file], UKPRN).encode()
    made = chunk()
    made[6].ULN = 1
    assert [bad.index for bad in Validator(THAT).check(texts(made), start)] == [6]


def test_a_head_that_is_refused_stops_the_output() -> None:
    start = START.replace(b"<Year>2627</Year>", b"<Year>2526</Year>")
    with pytest.raises(OutputError, match="head of the ILR file is refused: Year must be 2627"):
        Validator(THAT).check(texts(chunk()), start)


def test_learners_of_another_year_are_refused() -> None:
    start = message_start(table("2526"), header("2526"), [], UKPRN).encode()
    with pytest.raises(OutputError, match="namespace of the year"):
        Validator(THAT).check(texts(chunk()), start)


def test_the_official_schema_is_asked_as_well(tmp_path: Path) -> None:
    stricter = schema_text(THAT).replace('name="Postcode"', 'name="Postcode" fixed="XA1 1AA"')
    path = tmp_path / "official.xsd"
    path.write_text(stricter, encoding="utf-8")
    made = chunk()
    for learner in made:
        learner.Postcode = "XA1 1AA"
    made[8].Postcode = "XA1 1AB"
    assert Validator(THAT).check(texts(made), START) == []
    assert [bad.index for bad in Validator(THAT, path).check(texts(made), START)] == [8]


@pytest.mark.parametrize("content", [None, "", "<xs:schema", "<Message/>"])
def test_an_official_schema_that_cannot_be_read_is_a_configuration_error(
    tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "official.xsd"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"\[schema\] xsd: .*official\.xsd"):
        Validator(THAT, path)


def test_an_official_schema_of_another_year_is_a_configuration_error(tmp_path: Path) -> None:
    path = tmp_path / "official.xsd"
    path.write_text(schema_text(table("2526")), encoding="utf-8")
    with pytest.raises(
        ConfigError, match=r'for "ESFA/ILR/2025-26", want the one for "ILR/2026-27"'
    ):
        Validator(THAT, path)


def test_threads_share_a_validator_without_mixing_their_answers() -> None:
    validator = Validator(THAT)
    chunks = []
    for number in range(16):
        made = chunk(20)
        made[number].ULN = 1
        chunks.append(texts(made))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda written: validator.check(written, START), chunks))
    assert [[bad.index for bad in answer] for answer in answers] == [[n] for n in range(16)]


@pytest.mark.parametrize(
    ("message", "element", "words"),
    [
        (
            "Element '{ILR/2026-27}Sex': This element is not expected.",
            "Sex",
            "Sex is not expected here: it is repeated too often, out of order or unknown",
        ),
        (
            "Element '{ILR/2026-27}Sex', attribute 'id': The attribute 'id' is not allowed.",
            "Sex",
            "Sex has the attribute id, which is not allowed",
        ),
        (
            "Element '{ILR/2026-27}SerialNo': This element is not expected. "
            "Expected is one of ( {ILR/2026-27}Release, {ILR/2026-27}DateTime ).",
            "SerialNo",
            "SerialNo stands where Release or DateTime is wanted: "
            "it is repeated, out of order, unknown or follows a gap",
        ),
        ("Something new in libxml2", "", "the document is refused by the schema"),
    ],
)
def test_reasons_are_told_in_words(message: str, element: str, words: str) -> None:
    assert reason(message) == (element, words)
