from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import ReadError
from ilrsync.formats import xml
from ilrsync.formats.xml import Element, line_of, local_name, stream
from tests.formats.ilr_files import learner, message

if TYPE_CHECKING:
    from pathlib import Path


def taken(
    path: Path, content: str | bytes, *names: str, aside: list[str] | None = None
) -> list[str | None]:
    """The texts of the elements that stream gives."""
    file = path / "file.xml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    seen = aside if aside is not None else []
    return [
        element.findtext("{*}T") or element.text
        for element in stream(file, "file.xml", names, lambda e: seen.append(local_name(e.tag)))
    ]


def refused(path: Path, content: str | bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        taken(path, content, "R")
    assert caught.value.file == "file.xml"
    assert caught.value.remedy
    return caught.value


def test_records_come_in_order_whatever_their_namespace(tmp_path: Path) -> None:
    content = '<x xmlns:p="urn:p"><R>1</R><p:R>2</p:R><R xmlns="urn:q">3</R></x>'
    assert taken(tmp_path, content, "R") == ["1", "2", "3"]


def test_what_stands_beside_the_records_is_seen_too(tmp_path: Path) -> None:
    aside: list[str] = []
    content = "<x><a/><R>1</R><b/>stray<R>2</R><w><R>3</R></w><c/></x>"
    assert taken(tmp_path, content, "R", aside=aside) == ["1", "2", "3"]
    assert aside == ["a", "b", "w", "c"]


@pytest.mark.parametrize("content", ["<x>t<R/></x>", "<x><R/>t<R/></x>", "<x><R/>t</x>"])
def test_text_next_to_a_record_is_seen(tmp_path: Path, content: str) -> None:
    aside: list[str] = []
    taken(tmp_path, content, "R", aside=aside)
    assert len(aside) == 1


def test_a_record_inside_a_record_belongs_to_it(tmp_path: Path) -> None:
    assert taken(tmp_path, "<x><R><T>1</T><R><T>2</T></R></R></x>", "R") == ["1"]


def test_comments_and_instructions_are_gone_and_cdata_is_text(tmp_path: Path) -> None:
    content = "<x><R>a<!-- no --><![CDATA[<b>]]><?p no?>c</R></x>"
    assert taken(tmp_path, content, "R") == ["a<b>c"]


def test_lines_are_true_beyond_the_sixteen_bits_that_a_parser_keeps(tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    file.write_text("<x>" + "\n" * 70_000 + "<R/></x>", encoding="utf-8")
    assert [line_of(element) for element in stream(file, "file.xml", ["R"])] == [70_001]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_every_unicode_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?><x><R>Núñez €</R></x>'
    assert taken(tmp_path, text.encode(encoding), "R") == ["Núñez €"]


def test_a_declared_windows_encoding_is_read(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="windows-1252"?><x><R>O\u2019Hara</R></x>'
    assert taken(tmp_path, text.encode("cp1252"), "R") == ["O\u2019Hara"]


@pytest.mark.parametrize("content", [b"", b" \r\n\t"])
def test_an_empty_file_is_called_empty(tmp_path: Path, content: bytes) -> None:
    assert "empty" in str(refused(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 a workbook", "does not begin as an XML file"),
        (b"LearnRefNumber,ULN\nA1,1", "does not begin as an XML file"),
        (b"<x><R>a\x00b</R></x>", "character"),
        (b"<x><R>N\xfa\xf1ez</R></x>", "encoding"),
        (b'<?xml version="1.0" encoding="martian"?><x><R/></x>', "encoding that does not exist"),
        (b"<x><R>a</S></x>", "closed under another name"),
        (b"<x><R>fish & chips</R></x>", "bare &"),
        (b"<x><R/></x><y/>", "follows the end"),
        (b"<x><p:R/></x>", "prefix"),
        (b"<x>" + b"<d>" * 400 + b"</d>" * 400 + b"</x>", "nest too deep"),
        (b"<x><R>" + b"y" * 10_100_000 + b"</R></x>", "MB"),
        (b"<x><" + b"n" * 60_000 + b"/></x>", "name is too long"),
    ],
)
def test_a_broken_file_is_refused_in_plain_words(
    tmp_path: Path, content: bytes, words: str
) -> None:
    assert words in refused(tmp_path, content).problem


def test_a_refusal_names_the_line(tmp_path: Path) -> None:
    assert refused(tmp_path, "<x>\n<R/>\n<R>a & b</R>\n</x>").line == 3


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("<R/>\n<R>a & b</R>\n</x>", 4, "a bare & or < stands in a value"),
        ("<R>\n<T>1</R>\n</x>", 4, "closed under another name"),
        ("<R>1</R>\n<R>\n<T>1</T>\n<T>1</", 6, "stops in the middle"),
        ("<R>&nbsp;</R>\n</x>", 3, "entity"),
        ("<R>1</R></x>\n<x/>", 4, "something follows the end"),
    ],
)
def test_a_refusal_of_an_ilr_file_names_the_fault_and_not_its_namespace(
    tmp_path: Path, content: str, line: int, words: str
) -> None:
    error = refused(tmp_path, f'<?xml version="1.0"?>\n<x xmlns="ILR/2026-27">\n{content}')
    assert words in error.problem
    assert error.line == line


def test_a_refusal_does_not_repeat_what_it_stumbled_over(tmp_path: Path) -> None:
    assert "Núñez" not in str(refused(tmp_path, "<x><R>Núñez & Sons &secret;</R></x>"))


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE x>",
        '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>',
        "<!-- " + "far from the start " * 5000 + "--><!DOCTYPE x>",
    ],
)
@pytest.mark.parametrize("body", ["<x><R>1</R></x>", "<x><R>&e;&c;</R></x>", "<x/>"])
def test_no_file_with_a_doctype_is_read(tmp_path: Path, doctype: str, body: str) -> None:
    if "ENTITY" not in doctype and "&" in body:
        body = "<x/>"
    assert "DOCTYPE" in refused(tmp_path, doctype + body).problem


def test_an_entity_that_nobody_declared_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, "<x>\n<R>&nbsp;</R></x>")
    assert "entity" in error.problem
    assert error.line == 2


@pytest.mark.parametrize("end", ["<", "</", "</R", "&am", "<!-- ", "<![CDATA[ ", '<R a="', "te"])
def test_a_file_that_stops_inside_anything_is_told_to_stop(tmp_path: Path, end: str) -> None:
    assert "stops in the middle" in refused(tmp_path, f"<x><R>1</R><R>{end}").problem


def test_no_record_however_long_fills_the_memory(tmp_path: Path) -> None:
    content = "<x><R>" + "<T>12345678</T>" * 800_000 + "</R></x>"
    error = refused(tmp_path, content)
    assert "no R ends within 8 MB" in error.problem


def test_a_file_without_records_does_not_fill_the_memory(tmp_path: Path) -> None:
    assert "no R ends" in refused(tmp_path, "<x>" + "<S>1</S>" * 1_200_000 + "</x>").problem


def test_one_long_line_of_many_records_is_never_all_in_memory(tmp_path: Path) -> None:
    # A fourteenth of the 200 MB that a site may meet; what is kept does not depend on the length.
    file = tmp_path / "file.xml"
    record = f"<R>{'<T>12345678</T>' * 100}</R>"
    with file.open("w", encoding="utf-8") as out:
        out.write("<x>")
        out.writelines(record for _ in range(10_000))
        out.write("</x>")
    count = most = 0
    for element in stream(file, "file.xml", ["R"]):
        parent = element.getparent()
        assert parent is not None
        count, most = count + 1, max(most, len(parent))
    assert count == 10_000
    assert most < 100


@pytest.mark.parametrize("percent", range(1, 100))
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, percent: int) -> None:
    whole = message(*(learner(f"A{number}") for number in range(20))).encode()
    file = tmp_path / "file.xml"
    file.write_bytes(whole[: len(whole) * percent // 100])
    with pytest.raises(ReadError):
        list(stream(file, "file.xml", ["Learner"]))


def test_a_file_that_is_not_there_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be opened"):
        list(stream(tmp_path / "gone.xml", "gone.xml", ["R"]))


def test_a_folder_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be opened"):
        list(stream(tmp_path, "folder", ["R"]))


def test_a_reader_that_stops_early_leaves_the_file_closed(tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    file.write_text("<x>" + "<R>1</R>" * 50_000 + "</x>", encoding="utf-8")
    for element in stream(file, "file.xml", ["R"]):
        assert isinstance(element, Element)
        break
    file.unlink()
    assert not file.exists()


def test_every_part_of_an_element_is_counted(tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    file.write_text('<x><R a="1"><T b="2">t</T><T/>u</R></x>', encoding="utf-8")
    assert [xml.node_count(element) for element in stream(file, "file.xml", ["R"])] == [6]
