"""Bytes of any kind become rows or our own error."""

from __future__ import annotations

import csv
import io
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilrsync.errors import ReadError
from ilrsync.reference.layout import MONTHS, iso_day, postcode_key
from ilrsync.reference.rows import LONGEST_LINE, records

if TYPE_CHECKING:
    import datetime as dt


def rows(data: bytes) -> list[list[str] | None]:
    return [row for _, row in records(io.BytesIO(data), "list.csv")]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_what_the_csv_module_writes_comes_back(table: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(table)
    assert rows(b"\xef\xbb\xbf" + stream.getvalue().encode()) == table


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_are_refused(data: bytes) -> None:
    refused = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    with pytest.raises(ReadError) if refused else nullcontext():
        assert all(row is None or row for row in rows(data))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_headings_tell_which_separator_the_rows_have(separator: str) -> None:
    data = f'"List, of; many|"{separator}Code{separator}To\n1{separator}2{separator}3\n'
    assert rows(data.encode()) == [["List, of; many|", "Code", "To"], ["1", "2", "3"]]


def test_a_line_that_is_not_utf8_is_read_as_windows_1252() -> None:
    assert rows("a\nCafé\n".encode("cp1252")) == [["a"], ["Café"]]


def test_a_field_that_goes_on_over_lines_is_one_field() -> None:
    assert rows(b'"a\nb","c"\r\n"d","e"\r\n') == [["a\nb", "c"], ["d", "e"]]


def test_utf16_is_refused_with_what_to_do() -> None:
    with pytest.raises(ReadError, match="save it as UTF-8"):
        rows("a,b\n".encode("utf-16"))


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(ReadError, match="a line has no end"):
        rows(b"x" * (LONGEST_LINE + 5))


def test_a_cell_beyond_all_measure_costs_only_its_row() -> None:
    assert rows(b"a\n" + b"x" * 200_000 + b"\nb\n") == [["a"], None, ["b"]]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01 Aug 2019", "2019-08-01"),
        ("1 August 2019", "2019-08-01"),
        ("01-AUG-2019 00:00:00", "2019-08-01"),
        ("2019-08-01", "2019-08-01"),
        ("2019-08-01T00:00:00.000", "2019-08-01"),
        ("31 Dec 2600", "2600-12-31"),
        ("201908", "2019-08-01"),
        ("01/08/2019", "2019-08-01"),
        ("  ", ""),
    ],
)
def test_a_day_is_read_in_every_form_that_is_published(text: str, day: str) -> None:
    assert iso_day(text) == day


@pytest.mark.parametrize("text", ["soon", "31 Feb 2019", "01 Foo 2019", "2019-13-01", "0000-01-01"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        iso_day(text)


@given(st.dates())
def test_a_day_comes_back_from_the_form_of_lars(day: dt.date) -> None:
    month = MONTHS[day.month - 1].title()
    assert iso_day(f"{day.day:02} {month} {day.year:04}") == day.isoformat()


@pytest.mark.parametrize("text", ["ab101ab", "AB10 1AB", "AB10  1AB ", "AB101AB"])
def test_a_postcode_has_one_form(text: str) -> None:
    assert postcode_key(text) == "AB10 1AB"
