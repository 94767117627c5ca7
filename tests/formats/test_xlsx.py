from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from ilrsync.errors import ReadError
from ilrsync.formats import xlsx
from ilrsync.formats.tables import open_table

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.contracts import FileRemark

HEAD = ["LearnRefNumber", "ULN", "FamilyName", "Postcode", "LearnAimRef"]


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def table(path: Path) -> tuple[list[tuple[int, list[str]]], list[FileRemark]]:
    remarks: list[FileRemark] = []
    found = open_table(path, path.name, remarks.append)
    return list(found.rows(remarks.append)), remarks


def refused(path: Path) -> ReadError:
    with pytest.raises(ReadError) as caught:
        table(path)
    return caught.value


def test_typed_cells_become_the_text_of_a_csv(tmp_path: Path) -> None:
    cells = [dt.date(2026, 9, 1), 2400000013.0, 12.5, True, None]
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEAD, cells]})
    assert table(path)[0] == [(2, ["2026-09-01", "2400000013", "12.5", "TRUE", ""])]


def test_zeros_that_a_format_shows_are_kept(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEAD, [123, 1, "x", "y", 34]]})
    book = openpyxl.load_workbook(path)
    book["Data"]["A2"].number_format = "00000"
    book.save(path)
    assert table(path)[0][0][1][0] == "00123"


def test_sheet_with_known_headings_is_read_and_the_others_told(tmp_path: Path) -> None:
    rows = [HEAD, ["A1", "1", "x", "y", "z"]]
    path = workbook(tmp_path / "a.xlsx", {"Cover": [["Report of", "today"]], "Data": rows})
    found, remarks = table(path)
    assert [cells[0] for _, cells in found] == ["A1"]
    assert [r.rule for r in remarks] == ["ILRSYNC_other_sheets"]


def test_rows_keep_their_numbers_past_banner_and_blank_rows(tmp_path: Path) -> None:
    rows = [["Export"], [], HEAD, [], ["A1", "1", "x", "y", "z"]]
    found, remarks = table(workbook(tmp_path / "a.xlsx", {"Data": rows}))
    assert [line for line, _ in found] == [5]
    assert [r.rule for r in remarks] == ["ILRSYNC_banner_rows"]


def test_stray_far_cell_is_refused_and_not_allocated(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEAD, ["A1", "1", "x", "y", "z"]]})
    book = openpyxl.load_workbook(path)
    book["Data"]["XFD20"] = "stray"
    book.save(path)
    assert refused(path).line == 20


def test_wrong_declared_size_does_not_hide_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEAD, ["A1", "1", "x", "y", "z"]]})
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    name = "xl/worksheets/sheet1.xml"
    assert b'ref="A1:E2"' in parts[name]
    parts[name] = parts[name].replace(b'ref="A1:E2"', b'ref="A1:A1"')
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    assert len(table(path)[0]) == 1


@pytest.mark.parametrize("cut", [4, 30, 400])
def test_damaged_workbook_is_refused(tmp_path: Path, cut: int) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEAD]})
    path.write_bytes(path.read_bytes()[:-cut])
    assert "workbook" in refused(path).problem


def test_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refused(path).problem == "the workbook cannot be read"


def test_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (xlsx._SMALL + 1))
    assert "unpacks to" in refused(path).problem


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "C:\\evil.xml"])
def test_part_that_leads_out_of_the_workbook_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "x")
    assert "leads out" in refused(path).problem


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for at in range(xlsx.MOST_ENTRIES + 1):
            archive.writestr(f"{at}.xml", "")
    assert "parts" in refused(path).problem


def test_encrypted_part_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEAD]})
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)
    assert refused(path).problem == "the workbook is encrypted"


def test_endless_cell_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "LONGEST_TEXT", 100)
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEAD, ["x" * 101]]})
    assert refused(path).line == 2
