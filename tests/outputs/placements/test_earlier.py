from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ilrsync.outputs.placements.earlier import Earlier, EarlierSheet, earlier_sheet, earlier_sheets
from ilrsync.outputs.placements.service import HEADER
from tests.outputs.builders import uln

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADING = ",".join(HEADER)
NAME = "industry-placements-10000001-2526-20260519-020000-01.csv"


def record(number: int, status: str = "Placement completed") -> str:
    return f"{uln(number)},60358300,{status},,"


def run(home: Path, number: int, *lines: str, name: str = NAME, beside: object = None) -> None:
    folder = home / f"run-{number:05}"
    folder.mkdir(parents=True)
    (folder / name).write_text("\r\n".join([HEADING, *lines, ""]), encoding="utf-8", newline="")
    if beside is not None:
        (folder / "manifest.json").write_text(json.dumps({"beside": beside}), encoding="utf-8")


def places(home: Path) -> list[str]:
    return [sheet.place for sheet in earlier_sheets(home, 10000001, "2526")]


def test_the_newest_run_comes_first_and_other_files_are_passed_over(tmp_path: Path) -> None:
    run(tmp_path, 9, record(1))
    run(tmp_path, 10, record(1))
    run(tmp_path, 11, record(1), name=NAME.replace("2526", "2627"))
    (tmp_path / "run-00010" / "placements-left-out.csv").write_text("x", encoding="utf-8")
    assert places(tmp_path) == [f"run-00010/{NAME}", f"run-00009/{NAME}"]


def test_a_return_without_runs_has_no_sheets(tmp_path: Path) -> None:
    assert places(tmp_path / "none") == []


def test_the_manifest_says_what_lay_beside_the_exports(tmp_path: Path) -> None:
    run(tmp_path, 1, record(1), beside=[{"name": "registrations_data.csv", "sha256": "ab"}])
    run(tmp_path, 2, record(1))
    run(tmp_path, 3, record(1), beside="of another version")
    sheets = earlier_sheets(tmp_path, 10000001, "2526")
    assert [sheet.beside for sheet in sheets] == [frozenset(), frozenset(), frozenset({"ab"})]


def test_lines_are_counted_as_the_service_counts_them() -> None:
    sheet = earlier_sheet("s", f"{HEADING}\r\n\r\n{record(1)}\r\n{record(2)}\r\n".encode())
    assert {line: row.number for line, row in sheet.rows.items()} == {2: uln(1), 3: uln(2)}


def test_what_somebody_has_broken_since_is_passed_over() -> None:
    broken = f'{HEADING}\r\n{record(1)},\r\n{record(2)}\r\n"x'.encode()
    assert list(earlier_sheet("s", broken).rows) == [3]
    assert earlier_sheet("s", HEADING.replace(",", ";").encode()).rows == {}
    assert earlier_sheet("s", b"").rows == {}


def test_no_sheet_is_read_that_nobody_asks_for() -> None:
    def sheets() -> Iterator[EarlierSheet]:
        yield earlier_sheet("first", f"{HEADING}\r\n{record(1)}\r\n".encode())
        raise AssertionError

    earlier = Earlier(sheets())
    for _ in range(2):
        found = earlier.last(uln(1))
        assert found is not None
        assert found[0].place == "first"


def test_sheets_may_be_gone_through_more_than_once() -> None:
    data = f"{HEADING}\r\n{record(1)}\r\n".encode()
    earlier = Earlier([earlier_sheet("a", data), earlier_sheet("b", data)])
    assert earlier.last(uln(9)) is None
    assert [[sheet.place for sheet in earlier] for _ in range(2)] == [["a", "b"], ["a", "b"]]
