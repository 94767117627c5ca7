"""What lies beside the exports reaches the outputs: decisions, downloads, dates of the site."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from ilrsync.ledger import Ledger
from ilrsync.outputs.placements.precheck import check
from ilrsync.pipeline.site import RESULTS_SERVICE, calendar_of, options_of
from ilrsync.pipeline.sync import sync
from tests.pipeline.returns import NOW, OVERNIGHT, YEAR, deliver, host, ilr, learners, site

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.config import Config

DATES = """
[calendar.2627]
R04 = 2026-12-07T12:00:00
[calendar.t-levels]
placements-2027 = 2027-06-14T12:00:00
"""


def built(config: Config, day: int = 0) -> Path:
    """The folder of the return that the pass of that day built."""
    (only,) = sync(config, host(), started=NOW + day * OVERNIGHT).returns
    assert only.folder is not None
    return only.folder


def sheet(folder: Path) -> list[dict[str, str]]:
    """The records of the placement upload, which the service would take."""
    found: list[dict[str, str]] = []
    for path in folder.glob("industry-placements-*.csv"):
        data = path.read_bytes()
        assert check(path.name, data).accepted
        found += csv.DictReader(io.StringIO(data.decode()))
    return found


def test_what_is_declared_in_the_workbook_makes_a_return_due_and_is_on_its_sheet(
    tmp_path: Path,
) -> None:
    config = site(tmp_path)
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(40)))
    first = built(config)
    before = sheet(first)
    assert before
    book = load_workbook(first / "placements.xlsx")
    columns = {str(cell.value): cell.column or 0 for cell in book["Placements"][1]}
    rows = book["Placements"].iter_rows(min_row=2)
    row = next(row for row in rows if row[columns["ULN"] - 1].value == before[0]["ULN"])
    row[columns["Declared status"] - 1].value = "Placement will not be completed"
    file = io.BytesIO()
    book.save(file)
    deliver(config.folders.decisions, "placements.xlsx", file.getvalue())
    after = sheet(built(config, day=1))
    assert [one["ULN"] for one in after] == [one["ULN"] for one in before]
    assert after[0]["Industry placement status"] == "Placement will not be completed"


def test_a_learner_list_among_the_reference_data_narrows_the_sheet(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(40)))
    first = sheet(built(config))
    one = first[0]
    heading = (
        "ULN,Is pending withdrawal?,Last name,First name,Date of birth,T Level,Start year,"
        "Core component,Core code,Occupational specialism,Specialism code,Industry placement"
    )
    line = f'{one["ULN"]},False,"A","B",05-Feb-2008,"T",2025,"C",{one["Core code"]},,,'
    deliver(
        config.folders.reference / RESULTS_SERVICE,
        "registrations_data.csv",
        f"{heading}\r\n{line}\r\n".encode(),
    )
    folder = built(config, day=1)
    assert sheet(folder) == [one]
    assert (folder / "t-level-reconciliation.csv").is_file()


def test_a_wrong_file_among_the_downloads_stops_the_sheet_and_nothing_else(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(40)))
    deliver(config.folders.reference / RESULTS_SERVICE, "notes.csv", b"Name,Age\r\n")
    report = sync(config, host(), started=NOW)
    (only,) = report.returns
    assert report.exit_code == 2
    assert "notes.csv line 1: its headings are not those" in only.text
    assert only.folder is not None
    assert not list(only.folder.glob("*placements*"))
    assert list(only.folder.glob("ILR-*.XML"))


def test_dates_of_the_site_are_in_the_summary(tmp_path: Path) -> None:
    config = site(tmp_path, DATES)
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(3)))
    text = (built(config) / "summary.html").read_text("utf-8")
    assert "7 December 2026 12:00: R04" in text
    assert set(calendar_of(config, "2627")) == {"R04", "placements-2027"}


def test_a_folder_that_the_configuration_names_is_beside_it(tmp_path: Path) -> None:
    config = site(tmp_path, '[outputs.placement_sheet]\ndownloads = "service"\n')
    assert options_of(config, "placement_sheet", YEAR)["downloads"] == tmp_path / "service"


def test_folders_that_are_not_there_are_not_handed_over(tmp_path: Path) -> None:
    config = site(tmp_path)
    assert options_of(config, "placement_sheet", YEAR) == {}
    assert options_of(config, "ilr_xml", YEAR) == {}


def test_a_placements_file_in_an_inbox_is_a_source_of_its_own(tmp_path: Path) -> None:
    config = site(tmp_path, sources=("main", "declared"))
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(40)))
    before = sheet(built(config))
    lines = [",".join(before[0]), f"{before[0]['ULN']},,Placement will not be completed,,"]
    deliver(config.folders.inbox / "declared", "mine.csv", "\r\n".join(lines).encode())
    after = sheet(built(config, day=1))
    assert [one["ULN"] for one in after] == [one["ULN"] for one in before]
    assert after[0]["Industry placement status"] == "Placement will not be completed"


RESULTS_HEADING = (
    "ULN,Last name,First name,Date of birth,T Level,Start year,Core component,Core code,"
    "Core result,Occupational specialism,Specialism code,Specialism result,"
    "Industry placement status,Overall result"
)


def test_results_of_the_service_are_findings_of_the_run_in_every_report(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(40)))
    one = sheet(built(config))[0]
    lines = [
        f'{uln},O,A,05-Feb-2008,"T",2025 to 2026,"C",{one["Core code"]},A,,,,Completed,Merit'
        for uln in (one["ULN"], "1234567899")
    ]
    deliver(
        config.folders.reference / RESULTS_SERVICE,
        "results.csv",
        "\r\n".join([RESULTS_HEADING, *lines]).encode(),
    )
    folder = built(config, day=1)
    wanted = {"ILRSYNC_result_does_not_follow", "ILRSYNC_result_without_learner"}
    found = json.loads((folder / "findings.json").read_text("utf-8"))["findings"]
    mine = [each for each in found if each["rule"] in wanted]
    assert {each["rule"] for each in mine} == wanted
    known = next(each for each in mine if each["LearnRefNumber"])
    assert known["path"].startswith("Learner[")
    assert known["source"]["file"] == "export.xml"
    (report,) = folder.glob("Rule Violation Report *.csv")
    assert all(rule in report.read_text("utf-8-sig") for rule in wanted)
    assert all(rule in (folder / "summary.html").read_text("utf-8") for rule in wanted)
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        last = max(run.number for run in ledger.history())
        assert wanted <= {each.rule for each in ledger.findings(last)}


def test_changed_details_of_special_consideration_are_sent_until_a_newer_learner_list(
    tmp_path: Path,
) -> None:
    config = site(tmp_path, sources=("main", "declared"))
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(40)))
    one = sheet(built(config))[0]
    special = "Placement completed with special consideration"

    def declare(hours: int) -> None:
        lines = [",".join(one), f"{one['ULN']},,{special},{hours},B"]
        deliver(config.folders.inbox / "declared", "mine.csv", "\r\n".join(lines).encode())

    def download(status: str, name: str = "Ada") -> None:
        heading = (
            "ULN,Last name,First name,Date of birth,T Level,Start year,Core component,Core code,"
            "Occupational specialism,Specialism code,Industry placement"
        )
        line = f'{one["ULN"]},"O","{name}",,"T",2025,"C",{one["Core code"]},,,{status}'
        folder = config.folders.reference / RESULTS_SERVICE
        deliver(folder, "registrations_data.csv", f"{heading}\r\n{line}\r\n".encode())

    def hours(day: int) -> list[str]:
        return [each["Industry placement hours"] for each in sheet(built(config, day))]

    download("")
    declare(100)
    assert hours(1) == ["100"]
    download("Completed with special consideration")
    assert hours(2) == []
    declare(120)
    assert hours(3) == ["120"]
    deliver(config.folders.decisions, "note.txt", b"something else is new")
    assert hours(4) == ["120"]
    download("Completed with special consideration", "Ada Mary")
    assert hours(5) == []
