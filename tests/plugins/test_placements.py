from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync.contracts import Reading
from ilrsync.errors import ReadError
from ilrsync.formats.tables import headings
from ilrsync.intake.files import LocalFile
from ilrsync.model.table import table
from ilrsync.sdk.testing import plugin_tests
from plugins.placements import PlacementsFile

if TYPE_CHECKING:
    from pathlib import Path

TestPlacements = plugin_tests("plugins/placements")

UPLOAD = (
    "ULN,Core code,Industry placement status,Industry placement hours,"
    "Reason for special consideration\r\n"
)
OF_A_SET = "ULN,CoreCode,IPStatus,IPHours,SpecialConsiderationReason\r\n"


def file(folder: Path, text: str) -> LocalFile:
    path = folder / "placements.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return LocalFile(path.name, path, headings)


def test_a_file_without_reasons_is_a_placements_file_too(tmp_path: Path) -> None:
    short = "ULN,Core code,Industry placement status\r\n1234567899,60369115,Placement completed\r\n"
    (row,) = PlacementsFile().read(file(tmp_path, short), Reading(table("2627"))).placements
    assert PlacementsFile().matches(file(tmp_path, short))
    assert (row.ULN, row.IPStatus, row.IPHours) == ("1234567899", "Placement completed", "")
    assert row.origin is not None
    assert row.origin.line == 2


def test_the_table_of_a_set_is_read_but_not_claimed(tmp_path: Path) -> None:
    given = file(tmp_path, f"{OF_A_SET}1234567899,60369115,Completed,,\r\n")
    assert not PlacementsFile().matches(given)
    (row,) = PlacementsFile().read(given, Reading(table("2627"))).placements
    assert (row.CoreCode, row.IPStatus) == ("60369115", "Completed")


def test_a_file_without_a_status_says_which_column_it_lacks(tmp_path: Path) -> None:
    given = file(tmp_path, "ULN,Core code,Hours\r\n1234567899,60369115,1\r\n")
    assert not PlacementsFile().matches(given)
    with pytest.raises(ReadError, match="no column for IPStatus"):
        PlacementsFile().read(given, Reading(table("2627")))
