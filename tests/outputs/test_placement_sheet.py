from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from ilrsync.errors import ConfigError, ReadError, TransientError
from ilrsync.model.finding import HeldOut
from ilrsync.outputs.placement_sheet import DIFFERENCES, PlacementSheet
from tests.outputs.builders import MemoryResult, aim, declare, ended, placement, t_level, uln, work
from tests.outputs.placements.downloaded import (
    REGISTRATIONS,
    RESULTS,
    download,
    registration,
    result,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.model.records import Learner

HEADER = (
    b"ULN,Core code,Industry placement status,Industry placement hours,"
    b"Reason for special consideration\r\n"
)


def done(number: int, **fields: Any) -> Learner:
    return t_level(number, placement([work()], **ended()), **fields)


def first_year(number: int, *placements: Any) -> Learner:
    began = dt.date(2025, 9, 1), dt.date(2027, 7, 2)
    learner = t_level(number, *placements)
    for one in learner.LearningDelivery:
        one.LearnStartDate, one.LearnPlanEndDate = began
    return learner


def written(folder: Path, learners: list[Learner], **options: Any) -> dict[str, bytes]:
    options = {"workbook": False, "worklists": False} | options
    output = PlacementSheet()
    result = MemoryResult(
        records=learners,
        held_out=options.pop("held_out", ()),
        placements=options.pop("declarations", ()),
    )
    kept = [output.keep(learner, result.table, options) for learner in learners]
    list(output.findings([*enumerate(kept)], result.table, options))
    paths = output.write(result, [one for one in kept if one], folder, options)
    return {path.name: path.read_bytes() for path in paths}


def sheet(files: dict[str, bytes]) -> bytes:
    return files["industry-placements-10000001-2526-20260520-020000-01.csv"]


def left_out(files: dict[str, bytes]) -> list[dict[str, str]]:
    text = files["placements-left-out.csv"].decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_the_sheet_is_what_the_service_wants_byte_for_byte(tmp_path: Path) -> None:
    learners = [done(1), t_level(2, placement()), t_level(3)]
    declared = [
        declare(str(uln(3)), "Placement completed with special consideration", "120", "ML,B")
    ]
    assert sheet(written(tmp_path, learners, declarations=declared)) == (
        HEADER
        + f"{uln(1)},60358300,Placement completed,,\r\n"
        f"{uln(2)},60358300,Placement still to be completed,,\r\n"
        f'{uln(3)},60358300,Placement completed with special consideration,120,"ML,B"\r\n'.encode()
    )


def test_a_thousand_and_one_records_are_two_files_and_none_is_lost(tmp_path: Path) -> None:
    files = written(tmp_path, [done(number) for number in range(1001)])
    first, second = files.values()
    assert list(files) == [
        f"industry-placements-10000001-2526-20260520-020000-0{number}.csv" for number in (1, 2)
    ]
    assert (first.count(b"\r\n"), second.count(b"\r\n")) == (1001, 2)
    both = first.splitlines()[1:] + second.splitlines()[1:]
    assert len(set(both)) == 1001
    assert len(first) < 2 * 1024 * 1024


def test_a_thousand_records_are_one_file(tmp_path: Path) -> None:
    assert len(written(tmp_path, [done(number) for number in range(1000)])) == 1


def test_nobody_with_a_t_level_gives_no_file(tmp_path: Path) -> None:
    assert written(tmp_path, []) == {}


def test_a_learner_without_a_t_level_is_not_kept() -> None:
    learner = done(1)
    for one in learner.LearningDelivery:
        one.ProgType = None
    assert PlacementSheet().keep(learner, MemoryResult().table, {}) is None


@pytest.mark.parametrize("bad", [9999999999, 1234567890, 123, None])
def test_temporary_and_invalid_ulns_never_reach_the_sheet(tmp_path: Path, bad: int | None) -> None:
    files = written(tmp_path, [done(1, ULN=bad)])
    assert list(files) == ["placements-left-out.csv"]
    (row,) = left_out(files)
    assert "ULN" in row["Reason"]
    assert row["What for"] == "to correct"


def test_a_shared_uln_keeps_both_off_the_sheet(tmp_path: Path) -> None:
    files = written(tmp_path, [done(1), done(2, ULN=uln(1)), done(3)])
    assert sheet(files).count(b"\r\n") == 2
    assert [row["Learner Ref"] for row in left_out(files)] == ["TL0001", "TL0002"]


def test_a_learner_who_is_left_out_is_listed_with_place_and_remedy(tmp_path: Path) -> None:
    (row,) = left_out(written(tmp_path, [t_level(1, placement([work(290)], **ended()))]))
    assert row["What for"] == "to decide"
    assert "290 of 315 hours" in row["Reason"]
    assert "declare" in row["What to do"]
    assert (row["Source File"], row["Source Line"]) == ("Aims.csv", "2")
    assert row["Family Name"] == "Okonkwo-Bérenger"


def test_a_core_aim_that_is_none_keeps_the_learner_off(tmp_path: Path) -> None:
    learner = done(1)
    learner.LearningDelivery[1].assign("AimType", 3)
    (row,) = left_out(written(tmp_path, [learner]))
    assert "AimType 3" in row["Reason"]


def test_first_years_wait_unless_the_site_wants_them(tmp_path: Path) -> None:
    learners = [first_year(1, placement([work()], **ended())), first_year(2, placement())]
    default = written(tmp_path / "a", learners)
    assert [row["What for"] for row in left_out(default)] == ["not due", "not due"]
    completed = written(tmp_path / "b", learners, cohorts="second-year-and-completed")
    assert sheet(completed).count(b"\r\n") == 2
    everyone = written(tmp_path / "c", learners, cohorts="all")
    assert sheet(everyone).count(b"\r\n") == 3


def test_a_learner_who_finishes_this_year_is_not_a_first_year(tmp_path: Path) -> None:
    learner = first_year(1, placement())
    for one in learner.LearningDelivery:
        one.LearnPlanEndDate = aim("x", 1).LearnPlanEndDate
    assert sheet(written(tmp_path, [learner])).count(b"\r\n") == 2


def test_an_unknown_cohort_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='cohorts: got "third-year"'):
        written(tmp_path, [done(1)], cohorts="third-year")


def test_an_unknown_option_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='no option "cohort"; did you mean "cohorts"'):
        written(tmp_path, [done(1)], cohort="all")


def test_a_declaration_about_nobody_is_listed(tmp_path: Path) -> None:
    declared = [declare("1112223334", "Placement completed")]
    (row,) = left_out(written(tmp_path, [done(1)], declarations=declared))
    assert row["Unique Learner Number"] == "1112223334"


def test_held_out_learners_are_listed_too(tmp_path: Path) -> None:
    held = [HeldOut("TL0009", "Learner[8]", "Sex is missing")]
    (row,) = left_out(written(tmp_path, [done(1)], held_out=held))
    assert row["Learner Ref"] == "TL0009"
    assert "Sex is missing" in row["Reason"]


def downloaded(folder: Path, *files: bytes) -> Path:
    """A folder with these downloads."""
    folder.mkdir()
    for number, data in enumerate(files):
        (folder / f"{number}.csv").write_bytes(data)
    return folder


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(data.decode("utf-8-sig").splitlines()))


def test_with_the_learner_list_only_changes_are_sent_and_differences_are_listed(
    tmp_path: Path,
) -> None:
    downloads = downloaded(
        tmp_path / "downloads",
        download(
            REGISTRATIONS,
            registration(1, status="Completed"),
            registration(2),
            registration(4),
        ),
    )
    files = written(tmp_path / "out", [done(1), done(2), done(3)], downloads=downloads)
    assert sheet(files).splitlines()[1:] == [f"{uln(2)},60358300,Placement completed,,".encode()]
    assert [(row["Learner Ref"], row["What for"]) for row in left_out(files)] == [
        ("TL0003", "to correct"),
        ("TL0001", "already reported"),
    ]
    assert [(row["Difference"], row["Who acts"]) for row in rows(files[DIFFERENCES])] == [
        ("placement status differs", "provider"),
        ("in the ILR, not registered", "awarding organisation"),
        ("registered, not in the ILR", "provider"),
    ]


def test_send_all_sends_what_the_service_has_already(tmp_path: Path) -> None:
    downloads = downloaded(
        tmp_path / "downloads", download(REGISTRATIONS, registration(1, status="Completed"))
    )
    files = written(tmp_path / "out", [done(1)], downloads=downloads, send="all")
    assert sheet(files).count(b"\r\n") == 2


def test_a_wrong_file_among_the_downloads_writes_nothing(tmp_path: Path) -> None:
    downloads = downloaded(tmp_path / "downloads", b"Name,Age\r\n")
    with pytest.raises(ReadError, match="headings"):
        written(tmp_path / "out", [done(1)], downloads=downloads)
    assert not (tmp_path / "out").exists()


def test_a_folder_of_downloads_that_is_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="downloads cannot be read"):
        written(tmp_path / "out", [done(1)], downloads=tmp_path / "gone")


def test_an_error_report_leads_back_to_sheet_learner_and_source_row(tmp_path: Path) -> None:
    run = tmp_path / "outbox" / "run-00006"
    run.mkdir(parents=True)
    sent = "industry-placements-10000001-2526-20260519-020000-01.csv"
    gone, here = (f"{uln(number)},60358300,Placement completed,,\r\n" for number in (8, 1))
    (run / sent).write_bytes(HEADER + gone.encode() + here.encode())
    report = download("Line,ULN,Error", ",,Header", f"2,{uln(8)},Unknown", "3,1.23E+09,Core code")
    downloads = downloaded(tmp_path / "downloads", report)
    files = written(tmp_path / "out", [done(1)], downloads=downloads, earlier=tmp_path / "outbox")
    whole, left, known = rows(files["placement-errors.csv"])
    assert {row["Sheet"] for row in (whole, left, known)} == {f"run-00006/{sent}"}
    assert whole["Line"] == whole["Learner Ref"] == ""
    assert (left["Unique Learner Number"], left["Learner Ref"]) == (str(uln(8)), "")
    assert "no T Level learner with this ULN" in left["What to do"]
    assert (known["Line"], known["Error"], known["Status sent"]) == (
        "3",
        "Core code",
        "Placement completed",
    )
    assert (known["Learner Ref"], known["Source File"], known["Source Line"]) == (
        "TL0001",
        "Aims.csv",
        "2",
    )


def test_an_error_report_about_a_sheet_made_by_hand_is_told_by_uln(tmp_path: Path) -> None:
    report = download("Line,ULN,Error", f"2,{uln(1)},Core code differs")
    downloads = downloaded(tmp_path / "downloads", report)
    (row,) = rows(written(tmp_path / "out", [done(1)], downloads=downloads)["placement-errors.csv"])
    assert (row["Sheet"], row["Learner Ref"]) == ("", "TL0001")
    assert "no sheet in the outbox has this line" in row["What to do"]


def test_results_come_in_with_what_is_remarkable_about_them(tmp_path: Path) -> None:
    waiting = result(1, "Partial achievement", status="Not completed")
    downloads = downloaded(tmp_path / "downloads", download(RESULTS, waiting))
    files = written(tmp_path / "out", [done(1)], downloads=downloads)
    (row,) = rows(files["t-level-results.csv"])
    assert (row["Overall result"], row["Follows from its parts"]) == ("Partial achievement", "yes")
    assert "with it the result would be Distinction" in row["Remark"]


def test_the_worklist_and_the_files_for_awarding_organisations(tmp_path: Path) -> None:
    left = ended(3, 3, WithdrawReason=98)
    learners = [
        t_level(1, programme=left),
        t_level(2, core="60369176", specialism="ZTLOS023", programme=left),
    ]
    files = written(tmp_path, learners, worklists=True, awarding_organisation_files=True)
    assert [row["Awarding organisation"] for row in rows(files["t-level-worklist.csv"])] == [
        "City & Guilds",
        "Pearson",
    ]
    name = "withdrawals-city-guilds-20260520-020000.csv"
    (row,) = rows(files[name])
    assert (row["ULN"], row["Academic year"]) == (str(uln(2)), "2024/25")
    assert "withdrawals-pearson-20260520-020000.csv" in files


def test_what_is_declared_in_the_workbook_is_on_the_next_sheet(tmp_path: Path) -> None:
    learners = [t_level(1, placement([work(290)], **ended()))]
    first = written(tmp_path / "a", learners, workbook=True)
    book = load_workbook(io.BytesIO(first["placements.xlsx"]))
    columns = {str(cell.value): cell.column or 0 for cell in book["Placements"][1]}
    for heading, value in (
        ("Declared status", "Placement completed with special consideration"),
        ("Declared hours", 290),
        ("Declared reasons", "B,ML"),
    ):
        book["Placements"].cell(2, columns[heading]).value = value
    decisions = tmp_path / "decisions"
    decisions.mkdir()
    book.save(decisions / "placements.xlsx")
    (decisions / "notes.csv").write_bytes(b"Name,Age\r\n")
    second = written(tmp_path / "b", learners, workbook=True, decisions=decisions)
    assert sheet(second).splitlines()[1] == (
        f'{uln(1)},60358300,Placement completed with special consideration,290,"ML,B"'.encode()
    )
    again = load_workbook(io.BytesIO(second["placements.xlsx"]))["Placements"]
    assert again.cell(2, columns["Declared hours"]).value == "290"
    assert again.cell(2, columns["On the upload"]).value == "yes"


def test_a_file_of_a_person_goes_before_what_a_source_says(tmp_path: Path) -> None:
    decisions = tmp_path / "decisions"
    decisions.mkdir()
    (decisions / "placements.csv").write_text(
        "ULN,CoreCode,IPStatus,IPHours,SpecialConsiderationReason\n"
        f"{uln(1)},,Placement will not be completed,,\n",
        encoding="utf-8",
    )
    said = [declare(str(uln(1)), "Placement completed")]
    files = written(tmp_path / "out", [t_level(1)], declarations=said, decisions=decisions)
    assert b"Placement will not be completed" in sheet(files)


def test_a_damaged_uln_in_a_placements_file_is_refused(tmp_path: Path) -> None:
    decisions = tmp_path / "decisions"
    decisions.mkdir()
    (decisions / "placements.csv").write_text(
        "ULN,CoreCode,IPStatus,IPHours,SpecialConsiderationReason\n1.23E+09,,Completed,,\n",
        encoding="utf-8",
    )
    with pytest.raises(ReadError, match="a spreadsheet has rounded"):
        written(tmp_path / "out", [t_level(1)], decisions=decisions)


def test_equal_returns_give_equal_bytes(tmp_path: Path) -> None:
    learners = [done(1), t_level(2), first_year(3, placement())]
    first = written(tmp_path / "a", learners, workbook=True, worklists=True)
    assert first == written(tmp_path / "b", learners, workbook=True, worklists=True)


@pytest.mark.parametrize("name", ["registrations_data.xlsx", "results.xls"])
def test_a_spreadsheet_in_place_of_a_download_is_refused_by_name(tmp_path: Path, name: str) -> None:
    downloads = downloaded(tmp_path / "downloads", download(REGISTRATIONS, registration(1)))
    (downloads / name).write_bytes(b"PK")
    with pytest.raises(ReadError, match=f"{name}: this is a spreadsheet, want the CSV"):
        written(tmp_path / "out", [done(1)], downloads=downloads)
    assert not (tmp_path / "out").exists()


def test_what_excel_leaves_beside_an_open_file_is_passed_over(tmp_path: Path) -> None:
    downloads = downloaded(tmp_path / "downloads", download(REGISTRATIONS, registration(1)))
    (downloads / "~$registrations_data.xlsx").write_bytes(b"lock")
    (downloads / "desktop.ini").write_bytes(b"[x]")
    assert sheet(written(tmp_path / "out", [done(1)], downloads=downloads))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("ULN;CoreCode;IPStatus;IPHours;SpecialConsiderationReason\n", "semicolons"),
        ("ULN,IPStatus,IPHours\n", 'without "CoreCode", "SpecialConsiderationReason"'),
        ("ULN,Industry placement status\n", "headings are not those"),
    ],
)
def test_a_placements_file_that_a_spreadsheet_changed_is_not_passed_over(
    tmp_path: Path, data: str, said: str
) -> None:
    decisions = tmp_path / "decisions"
    decisions.mkdir()
    (decisions / "mine.csv").write_text(data, encoding="utf-8")
    with pytest.raises(ReadError, match=said) as refused:
        written(tmp_path / "out", [t_level(1)], decisions=decisions)
    assert "save it as CSV" in refused.value.remedy


def test_a_workbook_that_came_back_without_its_columns_is_refused(tmp_path: Path) -> None:
    learners = [t_level(1, placement([work(290)], **ended()))]
    first = written(tmp_path / "a", learners, workbook=True)
    book = load_workbook(io.BytesIO(first["placements.xlsx"]))
    for cell in book["Placements"][1]:
        if cell.value == "Declared status":
            cell.value = "Status declared"
    decisions = tmp_path / "decisions"
    decisions.mkdir()
    book.save(decisions / "placements.xlsx")
    with pytest.raises(ReadError, match='no column "Declared status"'):
        written(tmp_path / "b", learners, decisions=decisions)
    assert not (tmp_path / "b").exists()


def test_a_rounded_uln_among_declarations_is_listed_as_such(tmp_path: Path) -> None:
    declared = [declare("1.23E+09", "Placement completed")]
    (row,) = left_out(written(tmp_path, [done(1)], declarations=declared))
    assert "without ten digits" in row["Reason"]


def texts(files: dict[str, bytes], title: str) -> list[list[str]]:
    book = load_workbook(io.BytesIO(files["placements.xlsx"]))
    return [[str(cell.value or "") for cell in row] for row in book[title].iter_rows(min_row=2)]


def test_the_workbook_begins_with_who_needs_work_and_ends_with_who_does_not(tmp_path: Path) -> None:
    learners = [
        first_year(1, placement()),
        done(2),
        t_level(3, placement([work(290)], **ended())),
        done(4, ULN=9999999999),
    ]
    found = texts(written(tmp_path, learners, workbook=True), "Placements")
    assert [row[3] for row in found] == ["no, to correct", "no, to decide", "yes", "no, not due"]


def test_the_overview_counts_everybody_and_names_the_files_to_upload(tmp_path: Path) -> None:
    learners = [done(1), done(2), first_year(3, placement()), done(4, ULN=9999999999)]
    held = [HeldOut("TL0009", "Learner[8]", "Sex is missing")]
    files = written(tmp_path, learners, workbook=True, held_out=held)
    counts = {row[0]: row[1] for row in texts(files, "Overview")}
    assert counts["File industry-placements-10000001-2526-20260520-020000-01.csv"] == "2"
    assert (counts["On the upload: yes"], counts["On the upload: no, to correct"]) == ("2", "1")
    assert (counts["On the upload: no, not due"], counts["Held out of the return"]) == ("1", "1")
    assert any("placement status" in row[2] for row in texts(files, "Overview"))


def test_a_first_year_without_a_status_at_the_service_is_no_difference(tmp_path: Path) -> None:
    lines = [registration(1, year=2025), registration(2, year=2025, status="Completed")]
    downloads = downloaded(tmp_path / "downloads", download(REGISTRATIONS, *lines))
    learners = [first_year(1, placement()), first_year(2, placement())]
    files = written(tmp_path / "out", learners, downloads=downloads)
    assert [row["Learner Ref"] for row in rows(files[DIFFERENCES])] == ["TL0002"]
