"""What is read at once has the value that the field's own reader gives it, with nothing to tell."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ilrsync.contracts import Reading
from ilrsync.formats.usual import USUAL
from ilrsync.formats.values import FileValues
from ilrsync.model.check_digits import TEMPORARY_ULN
from ilrsync.model.table import table

TEXTS = (
    st.text(min_size=1, max_size=12)
    | st.from_regex(r"[ =\"]*[A-Za-z#/-]{0,8}[0-9]{0,10}[ \"]?", fullmatch=True)
    | st.from_regex(r"[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\s?", fullmatch=True)
    | st.dates().map(str)
    | st.from_regex(r"[0-9]{4}-?W?[0-9]{2}-?[0-9]{1,2}|0?[0-9]{9,10}|[0-9]{1,20}", fullmatch=True)
    | st.from_regex(r"[ ]?[0-9A-Za-z\u00e9-]{1,4} [A-Z]?[a-z,.]{1,6}[ ]?", fullmatch=True)
    | st.sampled_from(["null", "NULL", "n/a", "-", "#N/A", "empty_string", '="A1"', "\uff11" * 10])
)


def entity_of(field: str) -> str:
    """The record that *field* is of."""
    return next(entity.name for entity in table("2627").entities.values() if field in entity.fields)


@pytest.mark.parametrize("field", USUAL)
@settings(max_examples=150, deadline=None)
@given(text=TEXTS.filter(bool))
@example(text=str(TEMPORARY_ULN))
@example(text="NULL")
@example(text="AB123456C\n")
@example(text="N1 9GU\n")
@example(text="1900-01-01")
@example(text="9999-12-31")
@example(text="1632960208")
@example(text="0")
def test_usual_cell_reads_as_the_field_does(field: str, text: str) -> None:
    values = FileValues("export.csv", Reading(table("2627")))
    memo = values.memo(entity_of(field), field, field, {}, lambda: False)
    found = USUAL[field](text)
    if found is not None:
        value = memo.read(text)
        assert (value, type(value)) == (found, type(found))
        assert values.found == []


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("LearnRefNumber", "B000000123", "B000000123"),
        ("ULN", "2400000138", 2400000138),
        ("DateOfBirth", "2009-11-01", dt.date(2009, 11, 1)),
        ("NINumber", "AB123456C", "AB123456C"),
        ("AddLine1", "33 Fold Street", "33 Fold Street"),
        ("TelNo", "01632960208", "01632960208"),
        ("EmpId", "665778422", 665778422),
        ("LSDPostcode", "N1 9GU", "N1 9GU"),
        ("Postcode", "N1 9GU", "N1 9GU"),
        ("PostcodePrior", "SW1A 1AA", "SW1A 1AA"),
        ("Email", "a.learner@example.org", "a.learner@example.org"),
    ],
)
def test_what_nearly_all_cells_look_like_is_usual(field: str, text: str, value: object) -> None:
    assert USUAL[field](text) == value


@pytest.mark.parametrize("text", [str(TEMPORARY_ULN), "240000013", "24000001381", "240000013X"])
def test_uln_that_needs_a_look_is_not_usual(text: str) -> None:
    assert USUAL["ULN"](text) is None


@pytest.mark.parametrize("text", ["1900-01-01", "2009-1-1", "20091101", "2009-W01-1", "2009-02-30"])
def test_date_that_needs_a_look_is_not_usual(text: str) -> None:
    assert USUAL["DateOfBirth"](text) is None
