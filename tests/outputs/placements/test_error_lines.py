from __future__ import annotations

import pytest

from ilrsync.outputs.placements.downloads import ReportedError
from ilrsync.outputs.placements.earlier import EarlierSheet, earlier_sheet
from ilrsync.outputs.placements.error_lines import Traced, traced
from ilrsync.outputs.placements.service import HEADER
from tests.outputs.builders import uln


def sheet(place: str, *numbers: int) -> EarlierSheet:
    lines = [f"{uln(number)},60358300,Placement completed,," for number in numbers]
    return earlier_sheet(place, "\r\n".join([",".join(HEADER), *lines]).encode())


NEWEST, OLDER = sheet("newest", 3, 4), sheet("older", 1, 2, 3)


def error(line: int | None, reported: str, file: str = "report.csv") -> ReportedError:
    return ReportedError(line, reported, "Core code differs", file)


def trace(*errors: ReportedError) -> list[Traced]:
    return list(traced(errors, [NEWEST, OLDER]))


def test_a_report_is_about_the_newest_sheet_that_has_all_of_its_lines() -> None:
    assert [one.sheet for one in trace(error(2, str(uln(3))))] == ["newest"]
    found = trace(error(2, str(uln(1))), error(4, str(uln(3))))
    assert [(one.sheet, one.row and one.row.number) for one in found] == [
        ("older", uln(1)),
        ("older", uln(3)),
    ]


def test_a_line_without_a_uln_is_traced_by_its_number() -> None:
    _, second = trace(error(2, str(uln(1))), error(3, ""))
    assert second.uln == str(uln(2))


@pytest.mark.parametrize("form", ["{:.2E}", "{:.5E}"])
def test_a_uln_that_a_spreadsheet_rounded_is_traced_by_its_line(form: str) -> None:
    (found,) = trace(error(4, form.format(uln(3))))
    assert (found.sheet, found.uln) == ("older", str(uln(3)))


def test_a_rounded_uln_of_somebody_else_is_not_traced() -> None:
    assert trace(error(4, "9.99E+09"))[0].row is None


def test_the_file_as_a_whole_has_a_sheet_and_no_record() -> None:
    whole, _ = trace(error(None, ""), error(3, str(uln(2))))
    assert (whole.sheet, whole.row, whole.uln) == ("older", None, "")


@pytest.mark.parametrize(
    "errors",
    [
        [error(2, str(uln(9)))],
        [error(2, str(uln(1))), error(3, str(uln(9)))],
        [error(17, str(uln(1)))],
        [error(None, "")],
        [error(2, "")],
    ],
)
def test_a_report_about_no_sheet_of_ours_is_left_to_its_ulns(errors: list[ReportedError]) -> None:
    assert [(one.sheet, one.uln) for one in trace(*errors)] == [("", one.uln) for one in errors]


def test_each_report_is_traced_by_itself() -> None:
    found = trace(error(2, str(uln(1)), "a.csv"), error(2, str(uln(3)), "b.csv"))
    assert [one.sheet for one in found] == ["older", "newest"]
