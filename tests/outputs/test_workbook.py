from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ilrsync.errors import ReadError
from ilrsync.outputs.workbook import Sheet, workbook_bytes, write_workbook
from ilrsync.outputs.workbook_reading import has_sheet, last_saved_by, rows_of, sheet_titles

if TYPE_CHECKING:
    from pathlib import Path

MOMENT = dt.datetime(2026, 5, 20, 1, 0, tzinfo=dt.UTC)
SHEET = Sheet(
    "People",
    ("Name", "Answer"),
    [("=1+1", "yes"), ("Bérenger", "")],
    choices={"Answer": ["yes", "no"]},
    inputs=frozenset({"Answer"}),
)


def test_the_same_sheets_and_moment_give_the_same_bytes() -> None:
    assert workbook_bytes([SHEET], MOMENT) == workbook_bytes([SHEET], MOMENT)


def test_every_part_is_packed_and_tells_no_time_of_its_own() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_bytes([SHEET], MOMENT))) as parts:
        said = {(part.compress_type, part.date_time[0]) for part in parts.infolist()}
        core = parts.read("docProps/core.xml")
    assert said == {(zipfile.ZIP_DEFLATED, 1980)}
    assert core.count(b"2026-05-20T01:00:00Z") == 2


def test_no_cell_is_a_formula() -> None:
    book = load_workbook(io.BytesIO(workbook_bytes([SHEET], MOMENT)))
    assert book["People"]["A2"].value == "=1+1"
    assert book["People"]["A2"].data_type == "s"


def test_the_column_with_choices_has_a_drop_down() -> None:
    book = load_workbook(io.BytesIO(workbook_bytes([SHEET], MOMENT)))
    (validation,) = book["People"].data_validations.dataValidation
    assert validation.formula1 == '"yes,no"'
    assert str(validation.sqref) == "B2:B3"


def test_a_column_may_have_a_least_width_however_short_its_texts_are() -> None:
    wide = replace(SHEET, narrowest={"Answer": 46})
    columns = load_workbook(io.BytesIO(workbook_bytes([wide], MOMENT)))["People"].column_dimensions
    assert columns["B"].width == 46
    assert columns["A"].width < 46


def test_rows_are_as_high_and_columns_as_wide_as_their_texts_need() -> None:
    full = "x" * 50
    rows = [(full, ""), ("short", ""), ("x" * 130, "yy"), ("a\nb", "z"), ("\n" * 40, "")]
    rows += [(full, "z" * 9), ("x" * 51, "")]
    sheet = Sheet("S", ("A", "B"), rows, widest={"A": 50})
    found = load_workbook(io.BytesIO(workbook_bytes([sheet], MOMENT)))["S"]
    heights = [found.row_dimensions[row].height for row in range(2, 9)]
    assert heights == [15, 15, 15 * 3, 15 * 2, 15 * 27, 15, 15 * 2]
    widths = [found.column_dimensions[letter].width for letter in "AB"]
    assert widths == [50, 11]


def test_what_people_fill_in_stands_out_and_the_headings_stay_in_sight() -> None:
    toned = replace(SHEET, frozen=1, tones={"Answer": {"yes": "00AA00"}})
    found = load_workbook(io.BytesIO(workbook_bytes([toned], MOMENT)))["People"]
    colours = [found[cell].fill.fgColor.rgb[-6:] for cell in ("A1", "B1", "A3", "B3")]
    assert colours == ["DDE6F0", "FFF2CC", "000000", "FFF9E5"]
    assert [found[cell].number_format for cell in ("A2", "B3")] == ["@", "@"]
    assert [found[cell].alignment.wrap_text for cell in ("A1", "A2", "B2")] == [True] * 3
    assert (found.freeze_panes, found.auto_filter.ref) == ("B2", "A1:B3")
    ((tone,),) = [each.rules for each in found.conditional_formatting]
    assert (tone.formula, tone.dxf.font.color.rgb[-6:]) == (['"yes"'], "00AA00")
    assert found.sheet_properties.tabColor is not None
    bare = load_workbook(io.BytesIO(workbook_bytes([Sheet("S", ("A",), [])], MOMENT)))["S"]
    assert bare.sheet_properties.tabColor is None
    assert bare.auto_filter.ref == "A1:A1"


def test_what_was_written_is_read_back_with_row_numbers() -> None:
    found = list(rows_of("a.xlsx", workbook_bytes([SHEET], MOMENT), "People"))
    assert found == [
        (2, {"Name": "=1+1", "Answer": "yes"}),
        (3, {"Name": "Bérenger", "Answer": ""}),
    ]


def test_control_characters_are_left_out_and_that_is_said() -> None:
    data = workbook_bytes([Sheet("S", ("A",), [("a\x00b\x1f\ud800",)])], MOMENT)
    assert list(rows_of("a.xlsx", data, "S")) == [(2, {"A": "ab [control characters left out]"})]


def test_a_text_longer_than_a_cell_can_be_is_cut_and_says_so() -> None:
    data = workbook_bytes([Sheet("S", ("A",), [("x" * 40_000,)])], MOMENT)
    ((_, cells),) = rows_of("a.xlsx", data, "S")
    assert len(cells["A"]) < 32_767
    assert cells["A"].endswith("(cut: longer than a cell can be)")


def test_more_rows_than_a_sheet_can_have_go_on_in_a_second_one() -> None:
    file = io.BytesIO()
    rows = ((str(number),) for number in range(5))
    write_workbook(file, [Sheet("S", ("A",), rows), Sheet("T", ("B",), [])], MOMENT, most_rows=3)
    assert sheet_titles("a.xlsx", file.getvalue()) == ["S", "S (2)", "S (3)", "T"]
    found = [
        cells["A"]
        for title in ("S", "S (2)", "S (3)")
        for _, cells in rows_of("a.xlsx", file.getvalue(), title)
    ]
    assert found == ["0", "1", "2", "3", "4"]


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        rows = ((f"Learner {number}", "A finding in plain words " * 4) for number in range(count))
        tracemalloc.start()
        with (tmp_path / "a.xlsx").open("wb") as file:
            write_workbook(file, [Sheet("S", ("A", "B"), rows)], MOMENT)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)  # what is imported on the first call counts once
    assert peak(8_000) < peak(2_000) + 1_000_000


def test_who_saved_a_workbook_last_is_told_as_far_as_it_says() -> None:
    book = load_workbook(io.BytesIO(workbook_bytes([SHEET], MOMENT)))
    book.properties.lastModifiedBy = "Pat  Example"
    file = io.BytesIO()
    book.save(file)
    assert last_saved_by("a.xlsx", file.getvalue()) == "Pat Example"
    assert last_saved_by("a.xlsx", workbook_bytes([SHEET], MOMENT)) == ""


def test_numbers_that_a_spreadsheet_made_are_read_as_digits() -> None:
    book = load_workbook(io.BytesIO(workbook_bytes([SHEET], MOMENT)))
    book["People"]["A2"] = 1234567899.0
    file = io.BytesIO()
    book.save(file)
    assert next(rows_of("a.xlsx", file.getvalue(), "People"))[1]["Name"] == "1234567899"


def test_a_sheet_is_told_by_its_title() -> None:
    data = workbook_bytes([SHEET], MOMENT)
    assert has_sheet(data, "People")
    assert not has_sheet(data, "Others")
    assert not has_sheet(b"nothing", "People")


@pytest.mark.parametrize("title", ["Other"])
def test_a_workbook_without_the_sheet_is_refused(title: str) -> None:
    with pytest.raises(ReadError, match='no sheet "Other"'):
        list(rows_of("a.xlsx", workbook_bytes([SHEET], MOMENT), title))


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))
    with pytest.raises(ReadError, match="larger than a workbook"):
        list(rows_of("a.xlsx", file.getvalue(), "People"))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_broken_workbook_gives_our_own_error(data: st.DataObject) -> None:
    whole = bytearray(workbook_bytes([SHEET], MOMENT))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    with suppress(ReadError):
        list(rows_of("a.xlsx", cut, "People"))
    has_sheet(cut, "People")
