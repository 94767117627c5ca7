from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilrsync.formats.ilr_values import Kept, Values, values_of, written


def value(kind: str, text: str) -> object:
    values = values_of(kind)
    assert values is not None
    return values[text]


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("int", "7", 7),
        ("int", "0", 0),
        ("int", "-5", -5),
        ("long", "9999999999", 9999999999),
        ("decimal", "100.0", Decimal("100.0")),
        ("decimal", "5", Decimal(5)),
        ("date", "2026-09-01", dt.date(2026, 9, 1)),
        ("dateTime", "2026-09-01T18:00:00", dt.datetime(2026, 9, 1, 18)),  # noqa: DTZ001 - as in the ILR
    ],
)
def test_a_plain_text_is_its_value(kind: str, text: str, wanted: object) -> None:
    assert value(kind, text) == wanted


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("int", "007", 7),
        ("int", "+5", 5),
        ("int", "-0", 0),
        ("int", " 5\n", 5),
        ("decimal", ".5", Decimal("0.5")),
        ("decimal", "5.", Decimal(5)),
        ("date", "2026-09-01Z", dt.date(2026, 9, 1)),
        ("date", "2026-09-01+01:00", dt.date(2026, 9, 1)),
        ("dateTime", "2026-09-01T18:00:00Z", dt.datetime(2026, 9, 1, 18)),  # noqa: DTZ001 - as in the ILR
        ("dateTime", "2026-09-01T18:00:00.5", dt.datetime(2026, 9, 1, 18, 0, 0, 500_000)),  # noqa: DTZ001 - as in the ILR
    ],
)
def test_another_way_to_write_a_value_keeps_its_text(kind: str, text: str, wanted: object) -> None:
    assert value(kind, text) == Kept(wanted)  # type: ignore[arg-type]  # any type of the list


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("int", ""),
        ("int", "x"),
        ("int", "5.0"),
        ("int", "1_000"),
        ("int", "٣"),
        ("int", "2147483648"),
        ("int", "9" * 5000),
        ("long", "9223372036854775808"),
        ("decimal", "1e1"),
        ("decimal", "NaN"),
        ("decimal", "Infinity"),
        ("date", "01/09/2026"),
        ("date", "20260901"),
        ("date", "2026-W01-1"),
        ("date", "2026-02-29"),
        ("date", "2026-09-01T00:00:00"),
        ("date", "0000-01-01"),
        ("date", "-0044-03-15"),
        ("dateTime", "2026-09-01"),
        ("dateTime", "2026-09-01 18:00:00"),
        ("dateTime", "2026-09-01T25:00:00"),
    ],
)
def test_what_is_no_value_is_none_and_keeps_its_text(kind: str, text: str) -> None:
    assert value(kind, text) == Kept(None)


@pytest.mark.parametrize("kind", ["restricted", "string"])
def test_texts_are_taken_as_they_are(kind: str) -> None:
    assert values_of(kind) is None


def test_no_more_than_a_few_texts_are_remembered() -> None:
    values = Values(int)
    for number in range(10_000):
        assert values[str(number)] == number
    assert len(values) == Values.ROOM


@given(st.sampled_from(["int", "long", "decimal", "date", "dateTime"]), st.text())
def test_any_text_is_understood_or_kept(kind: str, text: str) -> None:
    found = value(kind, text)
    assert found == value(kind, text)
    assert isinstance(found, Kept) or written(found) == text  # type: ignore[arg-type]  # not Kept


@given(
    st.one_of(
        st.tuples(st.just("int"), st.integers(-(2**31), 2**31 - 1)),
        st.tuples(st.just("date"), st.dates()),
        st.tuples(st.just("dateTime"), st.datetimes()),
        st.tuples(st.just("decimal"), st.decimals(0, 300, places=1)),
    )
)
def test_what_is_written_is_read_back(made: tuple[str, int]) -> None:
    kind, wanted = made
    assert value(kind, written(wanted)) == wanted
