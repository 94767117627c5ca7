from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.errors import ReadError
from ilrsync.outputs.placements.downloads import (
    Downloads,
    read_downloads,
    read_errors,
    read_registrations,
    read_results,
)
from ilrsync.outputs.placements.service import Status
from tests.outputs.builders import uln
from tests.outputs.placements.downloaded import (
    REGISTRATIONS,
    RESULTS,
    download,
    registration,
    result,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_a_registration_is_read_as_the_service_means_it() -> None:
    data = download(REGISTRATIONS, registration(1, pending=True, status="Not completed"))
    found = read_registrations("r.csv", data)[str(uln(1))]
    assert found.pending_withdrawal
    assert found.title == "T Level in Design, Surveying and Planning for Construction"
    assert (found.start_year, found.core_code, found.specialisms) == (
        2024,
        "60358300",
        ("ZTLOS001",),
    )
    assert found.born == dt.date(2008, 2, 5)
    assert found.status is Status.STILL
    assert found.last_name == "Okonkwo-Bérenger"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", None),
        ("Completed", Status.COMPLETED),
        ("Completed with special consideration", Status.SPECIAL),
        ("Not completed", Status.STILL),
        ("Will not complete", Status.NEVER),
    ],
)
def test_statuses_are_translated_back(text: str, status: Status | None) -> None:
    data = download(REGISTRATIONS, registration(1, status=text))
    assert read_registrations("r.csv", data)[str(uln(1))].status is status


def test_several_specialisms_lose_the_quotes_around_them() -> None:
    data = download(REGISTRATIONS, registration(1, specialism="10202101,10202102"))
    assert read_registrations("r.csv", data)[str(uln(1))].specialisms == ("10202101", "10202102")


def test_no_specialism_is_none() -> None:
    data = download(REGISTRATIONS, registration(1, specialism=""))
    assert read_registrations("r.csv", data)[str(uln(1))].specialisms == ()


def test_september_may_be_written_with_four_letters() -> None:
    data = download(REGISTRATIONS, registration(1, born="30-Sept-2007"))
    assert read_registrations("r.csv", data)[str(uln(1))].born == dt.date(2007, 9, 30)


def test_older_shapes_are_read() -> None:
    line = registration(1)
    before_2025 = download(
        REGISTRATIONS.replace("Is pending withdrawal?,", ""), line.replace("False,", "")
    )
    before_2026 = download(f"{REGISTRATIONS},English,Maths", f"{line},Achieved,Achieved")
    for data in (before_2025, before_2026):
        assert not read_registrations("r.csv", data)[str(uln(1))].pending_withdrawal


def test_a_result_is_read_as_the_service_means_it() -> None:
    data = download(RESULTS, result(1, "Distinction", "A*", "Pass"))
    found = read_results("o.csv", data)[str(uln(1))]
    assert (found.start_year, found.core_grade, found.specialism_grade) == (2024, "A*", "Pass")
    assert (found.specialism, found.overall, found.status) == (
        "ZTLOS001",
        "Distinction",
        Status.COMPLETED,
    )


def test_an_error_report_is_read() -> None:
    data = download("Line,ULN,Error", f"3,{uln(1)},Core code differs", ',,"No, header"')
    first, second = read_errors("e.csv", data)
    assert (first.line, first.uln, first.error) == (3, str(uln(1)), "Core code differs")
    assert (second.line, second.uln, second.error) == (None, "", "No, header")


def test_files_are_told_by_their_headings_and_put_together(tmp_path: Path) -> None:
    files = {
        "a.csv": download(REGISTRATIONS, registration(1, year=2023), registration(2, year=2023)),
        "b.csv": download(REGISTRATIONS, registration(2, year=2024)),
        "c.csv": download(RESULTS, result(1, "Pass")),
        "d.csv": download("Line,ULN,Error", f"2,{uln(1)},x"),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    found = read_downloads([tmp_path / name for name in files])
    assert found.registrations is not None
    assert found.registrations[str(uln(2))].start_year == 2024
    assert found.start_years == {2023, 2024}
    assert found.results is not None
    assert len(found.errors) == 1


def test_no_download_is_not_an_empty_one(tmp_path: Path) -> None:
    assert Downloads().registrations is None
    (tmp_path / "a.csv").write_bytes(download(REGISTRATIONS))
    assert read_downloads([tmp_path / "a.csv"]).registrations == {}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (download(RESULTS, result(1, "Pass")), "overall results"),
        (b"", "empty"),
        (b"Name,Age\r\nA,1\r\n", "headings are not those"),
        (REGISTRATIONS.replace(",", ";").encode(), "semicolons"),
        (REGISTRATIONS.replace(",", "\t").encode("utf-16"), "tabs"),
        (REGISTRATIONS.replace("Core code,", "").encode(), 'without "Core code"'),
        (f"{REGISTRATIONS},Notes".encode(), 'with another column, "Notes"'),
        (f"{REGISTRATIONS},Core code".encode(), "with a column that stands twice"),
        (b"PK\x03\x04...", "a workbook"),
        (b"\r\n<!DOCTYPE html><html>", "a web page"),
        (b"%PDF-1.7", "a PDF"),
        (
            download(REGISTRATIONS, registration(1).replace(str(uln(1)), "1.23E+09")),
            "a spreadsheet has rounded",
        ),
        (download(REGISTRATIONS, registration(1).replace(str(uln(1)), "12345")), "ten digits"),
        (download(REGISTRATIONS, f"{registration(1)},x"), "13 cells"),
        (download(REGISTRATIONS, registration(1, status="Finished")), "Not completed"),
        (download(REGISTRATIONS, registration(1).replace(",2024,", ",next,")), "Start year"),
    ],
)
def test_another_or_a_damaged_file_is_refused_with_place_and_remedy(data: bytes, said: str) -> None:
    with pytest.raises(ReadError) as refused:
        read_registrations("r.csv", data)
    assert said in str(refused.value)
    assert "r.csv" in str(refused.value)
    assert refused.value.remedy


def test_a_spreadsheets_windows_encoding_is_read() -> None:
    data = download(REGISTRATIONS, registration(1)).decode().encode("cp1252")
    assert read_registrations("r.csv", data)[str(uln(1))].last_name == "Okonkwo-Bérenger"


def test_a_spreadsheets_utf_16_is_read() -> None:
    data = download(REGISTRATIONS, registration(1)).decode().encode("utf-16")
    assert read_registrations("r.csv", data)[str(uln(1))].last_name == "Okonkwo-Bérenger"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([REGISTRATIONS, RESULTS, "Line,ULN,Error"]))
def test_garbage_is_refused_by_our_own_error(garbage: bytes, heading: str) -> None:
    data = heading.encode() + b"\r\n" + garbage
    for read in (read_registrations, read_results, read_errors):
        with suppress(ReadError):
            read("x.csv", data)


def test_a_file_of_any_size_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    with pytest.raises(ReadError, match="62,914,560 bytes"):
        read_downloads([path])
