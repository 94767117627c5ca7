"""Reading without a tree gives what reading with one gives, whatever the file looks like."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ilrsync.errors import ReadError
from ilrsync.formats.ilr_lines import UnusualError, lines_of
from ilrsync.formats.ilr_message import iter_message, parsed_message
from ilrsync.formats.ilr_opening import MOST
from ilrsync.formats.ilr_plain import plain_learners
from ilrsync.formats.ilr_reader import IlrReader
from ilrsync.model.record import Record
from ilrsync.model.table import table
from ilrsync.outputs.learner_xml import writer
from tests.benchmarks.generator import learners
from tests.formats.ilr_files import AIM, HEADER, PROVIDER, learner, message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ilrsync.contracts import FileRemark
    from ilrsync.formats.xml import Element
    from ilrsync.model.records import Learner

FILE = "export.xml"
NAMESPACE = "ILR/2026-27"
PIECES = (
    "<Hat><Size>1</Size></Hat>", "<ShoeSize>7</ShoeSize>", "<ULN>1000000027</ULN>", "<ULN/>",
    "<ULN></ULN>", "<PrevUKPRN/>\n", "<CampId />\n", "</ULN/>", "<LearnerFAM/>\n",
    "<Sex>X</Sex>", "<CompStatus>01</CompStatus>", "<Learner/>", "<Learner>",
    "</Learner>", "<Learner></Learner>", "<w><Learner><ULN>1</ULN></Learner></w>", "</Message>",
    "<LearnerFAM>", "</LearningDelivery>", "<LearningDelivery/>", "<LearningDelivery>",
    '<LearnerFAM a="1">', ' a="1"', ' xmlns="urn:x"', ' xmlns:p="urn:p"', "<p:ULN>1</p:ULN>",
    '<q:Hat xmlns:q="urn:q"/>', "<!-- said -->", "<!-- </Learner> -->", "<!-- <Learner> -->",
    "<!--", "-->", "<?pi </Learner>?>", "<![CDATA[a<b]]>", "<![CDATA[</Learner>]]>", "]]>", "stray",
    "&amp;", "&lt;&gt;&quot;&apos;", "&#65;", "&#xD;", "&#32;", "&#x20;&#10;", "&#0;",
    "&nbsp;", "&", ">", "<", " ", "\t",
    "\n", "\r\n", "\r", "\n\n", "\x00", "\x0b", "\x7f", "\x85", "\ufffe", "\U0001f600", "Ł",
    "\u2028", "\ufeff", "\x1c", "]]&gt;", "<Learner >", "</Learner >", "<ULN/></ULN>", "<ULN\t/>",
    "<GivenNames> </GivenNames>", "<PrevUKPRN> 1</PrevUKPRN>", " " * 400, "<!-- -- -->", "<:a/>",
    ' xmlns=""', "<!DOCTYPE Message>", '<?xml version="1.0"?>',
)  # fmt: skip
Seen = tuple[list[object], list["FileRemark"], str]


def outcome(read: Callable[..., Iterator[Learner]], path: Path, namespace: str = NAMESPACE) -> Seen:
    """All that can be seen of reading a file; of learners before an error nothing counts."""
    remarks: list[FileRemark] = []
    try:
        found = list(read(path, FILE, table("2627"), namespace, remarks.append))
    except ReadError as error:
        return [], [], str(error)
    return [shown(each) for each in found], remarks, ""


def shown(record: Record) -> object:
    """Everything of a record, and of its notes all but the record itself."""
    said: list[object] = [type(record).__name__]
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, Record):
            value = shown(value)
        elif isinstance(value, list):
            value = [shown(each) if isinstance(each, Record) else place(each) for each in value]
        said.append((field.name, type(value), value))
    return said


def place(note: object) -> object:
    """A note, with the fields of the record that it is about."""
    said = {field.name: getattr(note, field.name) for field in fields(note)}  # type: ignore[arg-type]
    return {**said, "record": repr(said["record"])}


def same(path: Path, content: str | bytes, namespace: str = NAMESPACE) -> Seen:
    """What both ways of reading *content* give."""
    file = path / FILE
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    parsed = outcome(parsed_message, file, namespace)
    assert outcome(iter_message, file, namespace) == parsed
    return parsed


class Counting(IlrReader):
    """Counts the learners whom the XML parser has read."""

    parsed = 0

    def learner(self, element: Element, file: str, lines: int = 0) -> Learner:
        self.parsed += 1
        return super().learner(element, file, lines)


def plain(path: Path, content: str | bytes) -> int:
    """How many learners are read without the XML parser.

    Raises:
        UnusualError: The file must be parsed as a whole.
    """
    file = path / FILE
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    reader = Counting(table("2627"))
    given = sum(1 for _ in plain_learners(file, FILE, reader, lambda element, lines: None))
    return given - reader.parsed


@cache
def written(count: int, seed: int) -> str:
    """A message of invented learners as ilrsync writes it: an element on every line."""
    that = table("2627")
    text = writer(that)
    return message(*(text(each) for each in learners("2627", count, seed=seed)))


def laid_out(text: str, layout: int) -> str:
    """*text* with an element on every line, a learner on every line, or all on one."""
    if layout == 1:
        return re.sub(r">\s+<(?!Learner>|/Message)", "><", text)
    return re.sub(r">\s+<", "><", text) if layout == 2 else text


def changed(text: str, random: Random) -> bytes:
    """*text* after up to four things have happened to it, in its layout, line ends and encoding."""
    text = laid_out(text, random.randrange(3))
    start = text.index("<Learner>") if random.random() < 0.8 else 0
    for _ in range(random.choice((0, 1, 1, 1, 2, 4))):
        gaps = [found.start() for found in re.finditer("<|(?<=>)|(?=>)", text[start:])]
        at = start + random.choice((random.choice(gaps), random.randrange(len(text) - start)))
        change = random.randrange(6)
        if change == 0:
            lines = text.split("\n")
            one, other = random.randrange(len(lines)), random.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            text = "\n".join(lines)
        elif change == 1:
            end = text.find("\n", at + 1)
            text = text[:end] + text[at:end] + text[end:]
        elif change == 2:
            text = text[:at] + text[at + random.choice((1, 1, 5, 100)) :]
        else:
            text = text[:at] + random.choice(PIECES) + text[at:]
    if random.random() < 0.2:
        text = text.replace("\n", random.choice(("\r\n", "\r", "\n\n", "\n\t")))
    if random.random() < 0.1:
        text = '<?xml version="1.0" encoding="utf-8"?>' + text
    return text.encode(
        random.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252")), "replace"
    )


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 2**64))
def test_both_ways_read_the_same(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    same(tmp_path, changed(written(random.choice((1, 3, 8)), random.randrange(20)), random))


@pytest.mark.parametrize("number", range(len(PIECES)))
def test_whatever_stands_in_a_learner_is_read_as_the_parser_reads_it(
    tmp_path: Path, number: int
) -> None:
    whole = message(*(learner(f"A{each}") for each in range(3)))
    _, start, end = (found.start() for found in re.finditer("<Learner>", whole))
    gaps = [start + found.start() for found in re.finditer("<|(?<=>)|(?=>)", whole[start:end])]
    for at in gaps[number % 7 :: 7]:
        same(tmp_path, whole[:at] + PIECES[number] + whole[at:])


@pytest.mark.parametrize(
    "odd",
    [b"\xff", b"\x80", b"\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbf\xbe",
     b"\xef\xbb\xbf", b"\xc2\x85", b"\xe2\x80\xa8", b"\x00", b"\x0c"],
)  # fmt: skip
@pytest.mark.parametrize("place", [b"Ada", b"<ULN>", b"ULN>1", b"<Learner>", b"</Message>"])
def test_bytes_that_are_no_text_are_told_of_as_the_parser_tells(
    tmp_path: Path, odd: bytes, place: bytes
) -> None:
    whole = message(learner("A1"), learner("A2")).encode()
    at = whole.rindex(place)
    same(tmp_path, whole[:at] + odd + whole[at:])
    same(tmp_path, whole[: at + 2] + odd + whole[at + 2 :])


def test_no_character_can_be_missing(tmp_path: Path) -> None:
    whole = message(learner("A1", aims=""), learner("A2")).replace("><", ">\n<")
    for at in range(whole.index("<Postcode>", whole.index("A2")), len(whole)):
        same(tmp_path, whole[:at] + whole[at + 1 :])


@pytest.mark.parametrize("percent", range(100))
def test_a_file_cut_anywhere_is_refused_in_the_same_words(tmp_path: Path, percent: int) -> None:
    whole = written(8, 1).encode()
    *_, words = same(tmp_path, whole[: len(whole) * percent // 100])
    assert words


@pytest.mark.parametrize("layout", range(3))
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_no_usual_layout_needs_the_parser(
    tmp_path: Path, layout: int, end: str, encoding: str
) -> None:
    content = laid_out(written(40, 2), layout).replace("\n", end).encode(encoding)
    assert plain(tmp_path, content) == 40
    read, remarks, error = same(tmp_path, content)
    assert (len(read), remarks, error) == (40, [], "")


def test_one_unusual_learner_does_not_make_the_file_unusual(tmp_path: Path) -> None:
    content = written(40, 3).replace("<ULN>", "<Hat/><ULN>", 1)
    assert plain(tmp_path, content) == 39
    assert same(tmp_path, content.replace("</ULN>", "<!-- -->", 2))[2]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"<",
        written(1, 4).replace("<Message", "<!DOCTYPE Message><Message").encode(),
        written(1, 4).replace("<Message", "<Message xml:space='preserve'").encode(),
        written(1, 4).replace("<Message", '<?xml version="1.1"?><Message').encode(),
        written(1, 4).replace("<Message", '<?xml version="1.0" encoding="cp1252"?><Message')
        .encode("cp1252", "replace"),
        ('<?xml version="1.0" encoding="cp1252"?>' + message(learner().replace("Núñez", "Ã©")))
        .encode("cp1252"),  # which is UTF-8 too, of something else
        written(1, 4).encode("utf-16"),
        written(1, 4).replace("Learner>", "p:Learner>").encode(),
        written(1, 4).replace("<Learner>", "<w><Learner>").replace("</Learner>", "</Learner></w>")
        .encode(),
        message().encode(),
        (written(1, 4) + "<!-- -->" * MOST).encode(),
        written(1, 4).replace("<Learner>", "<!--" + "x" * 2 * MOST + "--><Learner>").encode(),
        written(1, 4).replace("<ULN>", "<!--" + "x" * 2 * MOST + "--><ULN>").encode(),
    ],
)  # fmt: skip
def test_an_unusual_file_is_left_to_the_parser(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnusualError):
        plain(tmp_path, content)
    same(tmp_path, content)


@pytest.mark.parametrize("namespace", ["", "urn:other", NAMESPACE])
@pytest.mark.parametrize("declared", ["", "urn:other", NAMESPACE])
def test_the_namespace_of_the_file_decides(tmp_path: Path, namespace: str, declared: str) -> None:
    content = message(learner(), learner("A2", "<Hat/>"), namespace=declared)
    same(tmp_path, content, namespace)


def test_prefixes_of_the_root_hold_in_a_learner_who_is_parsed(tmp_path: Path) -> None:
    content = message(learner(extra="<p:Hat>1</p:Hat>"), learner("A2")).replace(
        "<Message", '<Message xmlns:p="a&amp;&quot;b"'
    )
    assert plain(tmp_path, content) == 1
    assert len(same(tmp_path, content)[1]) == 1


def test_what_stands_beside_the_learners_is_remarked_with_its_line(tmp_path: Path) -> None:
    content = message(
        learner(), "\n<Between/>\n", learner("A2"), "<After/>\n<After/>\n",
        front=f"{HEADER}<Before/>{PROVIDER}",
    )  # fmt: skip
    assert plain(tmp_path, content) == 1
    _, remarks, _ = same(tmp_path, content)
    assert [(each.heading, each.line) for each in remarks] == [
        ("After", 8), ("Before", 3), ("Between", 6),
    ]  # fmt: skip


def test_text_between_learners_is_remarked_with_the_line_of_the_learner_before(
    tmp_path: Path,
) -> None:
    whole = written(3, 5)
    at = whole.index("<Learner>", whole.index("</Learner>"))
    content = whole[:at] + "stray" + whole[at:]
    with pytest.raises(UnusualError):
        plain(tmp_path, content)
    _, remarks, _ = same(tmp_path, content)
    assert [each.line for each in remarks] == [whole[: whole.index("<Learner>")].count("\n") + 1]


def test_a_file_that_is_not_there_is_refused_by_the_parser(tmp_path: Path) -> None:
    _, _, words = outcome(iter_message, tmp_path / FILE)
    assert "cannot be opened" in words


def test_lines_of_unusual_learners_count_from_the_start_of_the_file(tmp_path: Path) -> None:
    aims = f"\n{AIM}\n{AIM.replace('<AimType>', '<Hat/><AimType>')}\n"
    content = message(learner(), learner("A2", aims=aims), learner("A3", aims=aims))
    file = tmp_path / FILE
    file.write_text(content, encoding="utf-8")
    found = list(iter_message(file, FILE, table("2627")))
    lines = [
        [each.origin.line for each in (one, *one.LearningDelivery) if each.origin] for one in found
    ]
    assert lines == [[4, 4], [5, 6, 7], [9, 10, 11]]
    same(tmp_path, content)


def test_lines_are_true_far_down(tmp_path: Path) -> None:
    content = message(learner(), "\n" * 70_000, learner("A2", "<Hat/>"), learner("A3"))
    file = tmp_path / FILE
    file.write_text(content, encoding="utf-8")
    found = list(iter_message(file, FILE, table("2627")))
    assert [each.origin.line for each in found if each.origin] == [4, 70_005, 70_006]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("&amp;&lt;&gt;&quot;&apos;", "&<>\"'"),
        ("&amp;lt;", "&lt;"),
        ("&#65;&#x4f;&#x1F600;&#233;", "AO\U0001f600é"),
        ("a&#13;&#10;&#9;b", "a\r\n\tb"),
        ("&#60;&#38;amp;&#38;#65;", "<&amp;&#65;"),
        (" a  b ", " a  b "),
        ("\t", "\t"),
        ("\x7f\x85\U0001f600", "\x7f\x85\U0001f600"),
    ],
)
def test_texts_need_no_parser(tmp_path: Path, text: str, want: str) -> None:
    content = message(learner().replace("Ada", text))
    assert plain(tmp_path, content) == 1
    same(tmp_path, content)
    (found,) = iter_message(tmp_path / FILE, FILE, table("2627"))
    assert found.GivenNames == want


@pytest.mark.parametrize("empty", ["<PrevUKPRN/>", "<PrevUKPRN />", "<PrevUKPRN></PrevUKPRN>"])
def test_empty_values_need_no_parser(tmp_path: Path, empty: str) -> None:
    content = message(learner().replace("<ULN>", f"\n{empty}\n<ULN>").replace("><", ">\n<"))
    content = content.replace(">\n</PrevUKPRN>", "></PrevUKPRN>")
    assert plain(tmp_path, content) == 1
    same(tmp_path, content)
    (found,) = iter_message(tmp_path / FILE, FILE, table("2627"))
    assert (found.PrevUKPRN, found.raw) == (None, {"PrevUKPRN": ""})


@pytest.mark.parametrize(
    "text",
    ["&#0;", "&#x0;", "&#xD800;", "&#xFFFE;", "&#x110000;", "&#9999999;", "&#;", "&#x;", "&#65",
     "&#X41;", "&#-1;", "&amp", "&AMP;", "&a;", "&;", "& ", "&nbsp;", "&#6 5;", "&#65&#66;"],
)  # fmt: skip
def test_what_no_escape_may_say_is_left_to_the_parser(tmp_path: Path, text: str) -> None:
    # So far down that it is not found while looking for the first learner.
    content = message(learner(), learner("A2").replace("Ada", "x" * 70_000 + text))
    with pytest.raises(UnusualError):
        plain(tmp_path, content)
    assert same(tmp_path, content)[2]


def test_what_is_remembered_does_not_grow_with_the_file(tmp_path: Path) -> None:
    that = table("2627")
    lines = lines_of(IlrReader(that).plans)["Learner"]
    for number in range(3000):
        lines.understood(f"{' ' * (number % 500)}<ULN>{number}</ULN>".encode())
        lines.understood(f"{' ' * number}<LearnerFAM>".encode())
        lines.understood(f"<Email>{number}@x</Email>".encode())
    assert len(lines.known) < 2000
    lines.understood(b"<AddLine1>" + b"x" * 1_000_000 + b"</AddLine1>")
    assert max(map(len, lines.known)) < 200
