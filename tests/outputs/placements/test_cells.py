from __future__ import annotations

import codecs
import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.outputs.placements.cells import decoded, records, text_lines


def cells(text: str) -> list[tuple[str, ...]]:
    return [record.cells for record in records(text)]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_line_end_ends_a_record(end: str) -> None:
    assert cells(f"a,b{end}c,d{end}") == [("a", "b"), ("c", "d")]


def test_the_last_line_end_is_optional() -> None:
    assert cells("a,b\r\nc,d") == cells("a,b\r\nc,d\r\n")


def test_empty_lines_are_skipped_and_not_counted() -> None:
    found = list(records("\n\na\n\nb\n"))
    assert [(record.number, record.text_line) for record in found] == [(1, 3), (2, 5)]


@pytest.mark.parametrize("line", [" ", ",,,,"])
def test_a_line_of_spaces_or_commas_is_a_record(line: str) -> None:
    assert len(cells(f"a\n{line}\n")) == 2


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"a,b"', "a,b"),
        ('"a""b"', 'a"b'),
        ('"a\r\nb"', "a\r\nb"),
        ('""', ""),
        ('"""A,B"""', '"A,B"'),
        (" a ", " a "),
    ],
)
def test_a_cell_is_read_as_written(written: str, value: str) -> None:
    (record,) = records(f"{written},z\n")
    assert (record.cells, record.badly_quoted) == ((value, "z"), False)


@pytest.mark.parametrize("written", ['a"b', ' "a"', '"a"b', '"a" ', '"a"b"c"', '"a', '"'])
def test_a_badly_quoted_cell_is_told(written: str) -> None:
    (record,) = records(f"x,{written}")
    assert record.badly_quoted


def test_a_quote_that_is_never_closed_takes_the_rest_of_the_file() -> None:
    assert len(list(records('a,"b\nc,d\ne,f\n'))) == 1


def test_a_line_break_in_quotes_moves_the_text_line_not_the_number() -> None:
    found = list(records('"a\nb"\nc\n'))
    assert [(record.number, record.text_line) for record in found] == [(1, 1), (2, 3)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [("", 0), ("a", 1), ("a\n", 1), ("a\r\n\r\n", 2), ('"a\nb"\n', 2), ("a\rb\nc\r\n", 3)],
)
def test_text_lines_count_every_line(text: str, lines: int) -> None:
    assert text_lines(text) == lines


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_the_encoding_is_told_by_its_mark(mark: bytes, encoding: str) -> None:
    assert decoded(mark + "Bérenger".encode(encoding)) == "Bérenger"


def test_wrong_bytes_become_replacement_characters() -> None:
    assert decoded("é".encode("cp1252")) == "\ufffd"


TEXT = st.text(alphabet='ab ",;é\r\n', max_size=6)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=2, max_size=4), max_size=5))
def test_what_a_csv_writer_writes_is_read_back(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    found = list(records(file.getvalue()))
    assert [list(record.cells) for record in found] == rows
    assert not any(record.badly_quoted for record in found)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='ab",\r\n ', max_size=40))
def test_no_text_breaks_the_reader_and_every_line_is_accounted_for(text: str) -> None:
    found = list(records(text))
    assert [record.number for record in found] == list(range(1, len(found) + 1))
    assert all(1 <= record.text_line <= text_lines(text) for record in found)
