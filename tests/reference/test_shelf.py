"""A folder of published tables answers rules, and nothing that is wrong in it goes unsaid."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import shutil
from typing import TYPE_CHECKING

import pytest

from ilrsync.contracts import LookupTable
from ilrsync.reference import shelf as shelves
from ilrsync.reference.shelf import Shelf
from tests.reference.downloads import (
    AIMS,
    FRAMEWORKS,
    NEW_NAME,
    OLD_NAME,
    VALIDITY,
    WHOLE,
    generated,
    lars,
    listed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

YEAR = "2627"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reference"


@pytest.fixture
def shelf(tmp_path: Path, folder: Path) -> Iterator[Shelf]:
    made = Shelf(folder, tmp_path / "state" / "reference")
    yield made
    made.close()


def table(shelf: Shelf, name: str = "LARS") -> LookupTable:
    found = shelf.ilrsync_lookup(name, YEAR)
    assert found is not None
    assert isinstance(found, LookupTable)
    return found


def remarks(shelf: Shelf) -> list[tuple[str, str, str]]:
    return [
        (remark.rule, remark.file, remark.message)
        for one in shelf.ilrsync_references(YEAR)
        for remark in one.remarks
        if remark.rule != shelves.INCOMPLETE
    ]


def lacks(shelf: Shelf) -> list[str]:
    return [
        remark.message
        for one in shelf.ilrsync_references(YEAR)
        for remark in one.remarks
        if remark.rule == shelves.INCOMPLETE
    ]


@pytest.mark.parametrize("name", [OLD_NAME, NEW_NAME, "lars.zip"])
@pytest.mark.parametrize("inside", ["", "published_012/CSV/"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_download_answers_whatever_its_name_folder_and_encoding(
    shelf: Shelf, folder: Path, name: str, inside: str, encoding: str
) -> None:
    lars(folder, name, inside=inside, encoding=encoding)
    found = table(shelf)
    (aim,) = found.get("LearningDelivery", "60358294")
    assert aim["LearnAimRefTitle"] == "T Level, Café and Kitchen"
    assert aim["LearnAimRefType"] == "1468"
    assert [row["ValidityCategory"] for row in found.get("Validity", "60358294")] == [
        "1619_EFA",
        "ANY",
    ]
    assert remarks(shelf) == []


def test_names_of_staff_and_columns_that_no_rule_reads_are_not_kept(
    shelf: Shelf, folder: Path, tmp_path: Path
) -> None:
    lars(folder)
    assert "Created_By" not in table(shelf).get("LearningDelivery", "60358294")[0]
    (made,) = (tmp_path / "state" / "reference").iterdir()
    assert b"someone" not in made.read_bytes()


def test_days_are_written_one_way_and_keys_in_capitals(shelf: Shelf, folder: Path) -> None:
    lars(folder)
    (aim,) = table(shelf).get("LearningDelivery", "5001738X")
    assert (aim["EffectiveFrom"], aim["EffectiveTo"]) == ("2019-08-01", "2600-12-31")
    assert table(shelf).get("Validity", "60358294")[0]["LastNewStartDate"] == "2027-07-31"


def test_an_aim_or_a_kind_that_is_not_there_has_no_rows(shelf: Shelf, folder: Path) -> None:
    lars(folder)
    assert table(shelf).get("LearningDelivery", "99999999") == ()
    assert table(shelf).get("AnnualValue", "60358294") == ()


def test_version_and_day_come_from_the_download_itself(shelf: Shelf, folder: Path) -> None:
    lars(folder)
    (found,) = shelf.ilrsync_references(YEAR)
    assert found.dated == dt.date(2026, 9, 24)
    assert found.version.startswith(f"{NEW_NAME}, version 012.0.41, 2026-09-24, sha256 ")
    assert table(shelf).version == found.version


def test_a_download_that_does_not_say_its_day_is_of_the_day_it_was_put_there(
    shelf: Shelf, folder: Path
) -> None:
    path = lars(folder, parts={"LearningDelivery": AIMS})
    moment = dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC).timestamp()
    os.utime(path, (moment, moment))
    (found,) = shelf.ilrsync_references(YEAR)
    assert found.dated == dt.date(2026, 10, 5)


def test_the_version_changes_with_the_content(shelf: Shelf, folder: Path) -> None:
    lars(folder)
    before = table(shelf).version
    lars(folder, parts={**WHOLE, "LearningDelivery": AIMS[:2]})
    shelf.ilrsync_references(YEAR)
    assert table(shelf).version != before
    assert table(shelf).get("LearningDelivery", "5001738X") == ()


def test_a_part_that_the_download_lacks_is_told_and_not_answered(
    shelf: Shelf, folder: Path
) -> None:
    lars(folder, parts={"LearningDelivery": AIMS, "Validity": VALIDITY})
    assert shelf.ilrsync_lookup("LARS/Validity", YEAR) is not None
    assert shelf.ilrsync_lookup("LARS/FrameworkAims", YEAR) is None
    assert "LARS: it has no FrameworkAims.csv" in lacks(shelf)


def test_a_part_without_a_column_that_rules_read_is_told_and_not_answered(
    shelf: Shelf, folder: Path
) -> None:
    short = [row[:-2] for row in FRAMEWORKS]
    lars(folder, parts={**WHOLE, "FrameworkAims": short})
    assert shelf.ilrsync_lookup("LARS/FrameworkAims", YEAR) is None
    assert "LARS: FrameworkAims.csv has no column EffectiveFrom, EffectiveTo" in lacks(shelf)


def test_bad_rows_are_counted_and_the_others_kept(shelf: Shelf, folder: Path) -> None:
    bad = [
        ["60358294", "ANY", "32 Sep 2020", "", ""],
        ["", "ANY", "01 Sep 2020", "", ""],
        ["60358294", "ANY", "01 Sep 2020"],
        ["60358294", "ADULT_SKILLS", "01 Sep 2020", "", ""],
    ]
    lars(folder, parts={**WHOLE, "Validity": [*VALIDITY, *bad]})
    rows = table(shelf).get("Validity", "60358294")
    assert [row["ValidityCategory"] for row in rows] == ["1619_EFA", "ANY", "ADULT_SKILLS"]
    told = "LARS: Validity.csv has 3 rows that cannot be read, the first before line 5"
    assert told in lacks(shelf)


def test_of_two_downloads_the_one_made_later_is_used_and_the_other_named(
    shelf: Shelf, folder: Path
) -> None:
    lars(folder, "z.zip", generated("01 Jan 2026"))
    lars(folder, "a.zip", generated("01 Sep 2026"))
    assert table(shelf).version.startswith("a.zip")
    ((rule, file, message),) = remarks(shelf)
    assert (rule, file) == (shelves.UNUSED, "z.zip")
    assert "a.zip is newer" in message


def test_a_damaged_download_leaves_the_one_that_was_loaded(shelf: Shelf, folder: Path) -> None:
    path = lars(folder)
    before = table(shelf).version
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    ((rule, file, message),) = remarks(shelf)
    assert (rule, file) == (shelves.UNREADABLE, NEW_NAME)
    assert "damaged" in message
    assert table(shelf).version == before
    assert table(shelf).get("LearningDelivery", "60358294")


def test_a_download_damaged_inside_leaves_the_one_that_was_loaded_also_after_a_restart(
    shelf: Shelf, folder: Path, tmp_path: Path
) -> None:
    path = lars(folder)
    before = table(shelf).version
    data = bytearray(path.read_bytes())
    at = data.index(b"Validity.csv") + len("Validity.csv") + 20
    data[at : at + 8] = b"\x00" * 8
    path.write_bytes(data)
    again = Shelf(folder, tmp_path / "state" / "reference")
    assert [rule for rule, _, _ in remarks(again)] == [shelves.UNREADABLE]
    assert table(again).version == before
    again.close()
    assert not list((tmp_path / "state" / "reference").glob("*.tmp"))


def test_a_damaged_newer_download_gives_way_to_the_older_beside_it(
    shelf: Shelf, folder: Path
) -> None:
    lars(folder, "old.zip", generated("01 Jan 2026"))
    newer = lars(folder, "new.zip", {**generated("01 Sep 2026"), "LearningDelivery": AIMS[:1]})
    assert table(shelf).version.startswith("old.zip")
    ((_, file, message),) = remarks(shelf)
    assert file == newer.name
    assert "no rows" in message


def test_a_store_that_was_damaged_is_made_again(shelf: Shelf, folder: Path, tmp_path: Path) -> None:
    lars(folder)
    table(shelf)
    shelf.close()
    (store,) = (tmp_path / "state" / "reference").iterdir()
    store.write_bytes(b"not a database")
    assert table(shelf).get("LearningDelivery", "60358294")
    assert remarks(shelf) == []


def test_a_table_is_loaded_once_and_only_its_newest_store_stays(
    tmp_path: Path, folder: Path
) -> None:
    room = tmp_path / "room"
    path = lars(folder)
    loads: list[str] = []
    for _ in range(2):
        one = Shelf(folder, room, loads.append)
        table(one)
        table(one)
        one.close()
    assert loads == [NEW_NAME]
    path.unlink()
    lars(folder, "next.zip", generated("01 Oct 2026"))
    one = Shelf(folder, room, loads.append)
    assert table(one).version.startswith("next.zip")
    one.close()
    assert loads == [NEW_NAME, "next.zip"]
    assert len(list(room.iterdir())) == 1


def test_a_table_that_was_taken_away_is_no_longer_used(shelf: Shelf, folder: Path) -> None:
    path = lars(folder)
    table(shelf)
    path.unlink()
    assert shelf.ilrsync_references(YEAR) == []
    assert shelf.ilrsync_lookup("LARS", YEAR) is None


def test_a_folder_that_is_not_there_has_nothing_to_say(shelf: Shelf) -> None:
    assert shelf.ilrsync_lookup("LARS", YEAR) is None
    assert shelf.ilrsync_references(YEAR) == []


def test_what_is_no_table_is_named_and_notes_of_people_are_not(shelf: Shelf, folder: Path) -> None:
    listed(folder, "strange.csv", "A,B\n1,2\n")
    listed(folder, "LARS.mdb", "x")
    listed(folder, "README.txt", "from the data team")
    (folder / "results-service").mkdir()
    assert [(rule, file) for rule, file, _ in remarks(shelf)] == [
        (shelves.UNREADABLE, "LARS.mdb"),
        (shelves.UNREADABLE, "strange.csv"),
    ]


def test_a_zip_that_is_not_lars_says_what_is_wanted(shelf: Shelf, folder: Path) -> None:
    lars(folder, "other.zip", {"Postcodes": [["pcds"], ["AB1 1AA"]]})
    ((_, _, message),) = remarks(shelf)
    assert "LearningDelivery.csv" in message


@pytest.mark.parametrize("headings", ["pcds,dointr,doterm", "PCD,DOINTR,DOTERM"])
def test_postcodes_of_the_ons_answer_in_the_form_of_the_ilr(
    shelf: Shelf, folder: Path, headings: str
) -> None:
    listed(folder, "ONSPD.csv", f"{headings}\n{'AB1 1AA'},198001,199606\nab101AB,198001,\n")
    found = table(shelf, "postcodes")
    (ended,) = found.get("Postcode", "AB1 1AA")
    assert (ended["Introduced"], ended["Terminated"]) == ("1980-01-01", "1996-06-01")
    (living,) = found.get("Postcode", "AB10 1AB")
    assert living["Terminated"] == ""
    assert shelf.ilrsync_references(YEAR)[0].dated == dt.date(2026, 11, 1)


LISTS = [
    ("devolved postcodes", "DevolvedPostcode", "AB1 1AA", "Postcode,SourceOfFunding,EffectiveFrom"),
    ("organisations", "Organisation", "10000001", "UKPRN,Provider Name"),
    ("employers", "Employer", "123456789", "EmpId"),
    ("campus identifiers", "Campus", "CAMP1", "CampId,MasterUKPRN"),
    ("EPA organisations", "EPAOrganisation", "EPA0001", "EPAOrgID,StandardCode,EffectiveFrom"),
    ("code lists", "Code", "ESM.EII", "List,Code"),
    ("contract allocations", "Allocation", "10000001", "UKPRN,FundingStreamPeriodCode"),
    ("learner register", "Learner", "1000000078", "Verified ULN"),
]


@pytest.mark.parametrize(("name", "kind", "key", "headings"), LISTS)
def test_a_list_is_known_by_its_headings(
    shelf: Shelf, folder: Path, name: str, kind: str, key: str, headings: str
) -> None:
    cells = {"EffectiveFrom": "01/08/2024"}
    row = [key.lower(), *(cells.get(column, "1") for column in headings.split(",")[1:])]
    listed(folder, "list.csv", f"{headings}\r\n{','.join(row)}\r\n")
    (found,) = table(shelf, name).get(kind, key)
    assert found.get("EffectiveFrom", "2024-08-01") == "2024-08-01"
    assert remarks(shelf) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("List,Code,EffectiveFrom\nOutGrade,PA,2026-13-45\n", "its one row cannot be read"),
        ("RegisteredULN\n1.11E+09\n1.26E+09\n", "none of its 2 rows can be read"),
        ("UKPRN,FundingStreamPeriodCode\n1000001,LEVY1799\n", "its one row cannot be read"),
        ("List,Code\n", "list.csv has no rows"),
    ],
)
def test_a_list_of_which_no_row_is_any_good_says_so(
    shelf: Shelf, folder: Path, text: str, problem: str
) -> None:
    listed(folder, "list.csv", text)
    ((rule, file, message),) = remarks(shelf)
    assert (rule, file) == (shelves.UNREADABLE, "list.csv")
    assert problem in message


def test_a_uln_that_a_spreadsheet_spoiled_is_counted_and_the_others_kept(
    shelf: Shelf, folder: Path
) -> None:
    listed(folder, "list.csv", "RegisteredULN\n1111010013\n1.11E+09\n")
    assert table(shelf, "learner register").get("Learner", "1111010013")
    told = "learner register: it has a row that cannot be read, the first before line 4"
    assert lacks(shelf) == [told]


def test_every_table_may_lie_there_at_once(shelf: Shelf, folder: Path) -> None:
    lars(folder)
    for name, _, key, headings in LISTS:
        cells = ["2024-08-01"] * headings.count(",")
        listed(folder, f"{name}.csv", f"{headings}\n{','.join([key, *cells])}\n")
    found = [one.name for one in shelf.ilrsync_references(YEAR)]
    assert found == sorted(["LARS", *(name for name, *_ in LISTS)])


def test_a_room_that_cannot_be_written_to_is_told_and_nothing_breaks(
    tmp_path: Path, folder: Path
) -> None:
    lars(folder)
    (tmp_path / "room").write_text("a file stands here", "utf-8")
    one = Shelf(folder, tmp_path / "room" / "reference")
    assert one.ilrsync_lookup("LARS", YEAR) is None
    assert [rule for rule, _, _ in remarks(one)] == [shelves.UNREADABLE]


def test_a_file_that_was_only_touched_is_the_same_version(
    shelf: Shelf, folder: Path, tmp_path: Path
) -> None:
    path = lars(folder)
    before = table(shelf).version
    os.utime(path, (1_800_000_000, 1_800_000_000))
    shelf.ilrsync_references(YEAR)
    assert table(shelf).version == before
    shutil.rmtree(tmp_path / "state")
    shelf.close()
    assert table(shelf).version == before


def test_another_process_has_the_very_tables_of_this_one(shelf: Shelf, folder: Path) -> None:
    path = lars(folder)
    before = table(shelf).version
    lars(folder, parts={**WHOLE, "LearningDelivery": AIMS[:2]})
    handed: Shelf = pickle.loads(pickle.dumps(shelf))  # noqa: S301 - our own bytes
    path.unlink()
    assert table(handed).version == before
    assert table(handed).get("LearningDelivery", "60358294")
    handed.close()
