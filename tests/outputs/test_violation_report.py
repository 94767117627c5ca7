from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import OutputError
from ilrsync.model.finding import Finding, Grade, Severity, Subject
from ilrsync.model.record import Origin
from ilrsync.outputs.violation_report import ViolationReport
from tests.outputs.builders import MemoryResult

if TYPE_CHECKING:
    from pathlib import Path

DFE_HEADINGS = (
    "Error\\Warning,Learner Ref,Unique Learner Number,Family Name,Given Names,Rule Name,"
    "Field Values,Error Message,Aim Sequence Number,Aim Reference Number,"
    "Software Supplier Aim ID,Funding Model,Subcontracted UKPRN,"
    "Provider Specified Learner Monitoring A,Provider Specified Learner Monitoring B,"
    "Provider Specified Learning Delivery Monitoring A,"
    "Provider Specified Learning Delivery Monitoring B,"
    "Provider Specified Learning Delivery Monitoring C,"
    "Provider Specified Learning Delivery Monitoring D,OFFICIAL - SENSITIVE"
)

SUBJECT = Subject(
    ULN="1234567890",
    FamilyName="=Bérenger",
    GivenNames="Ada",
    LearnAimRef="ZPROG001",
    SWSupAimId="abc",
    FundModel="25",
    PartnerUKPRN="10000002",
    learner_monitoring={"B": "second"},
    aim_monitoring={"A": "first", "D": "last"},
)

ERROR = Finding(
    "R_137",
    Severity.ERROR,
    "A T Level needs an occupational specialism.",
    path="Learner[3]/LearningDelivery[0]",
    LearnRefNumber="TL0003",
    AimSeqNumber=1,
    fields={"ProgType": "31", "FundModel": "25"},
    origin=Origin("Aims.csv", 12, {"ProgType": "Programme"}),
    correction=Grade.SUGGEST,
    subject=SUBJECT,
)
WARNING = Finding("PlanLearnHours_04", Severity.WARNING, "Many hours.", LearnRefNumber="TL0001")
FAIL = Finding("Filename_1", Severity.FAIL, "The name is wrong.")


def written(folder: Path, *findings: Finding, **options: str) -> list[list[str]]:
    (path,) = ViolationReport().write(MemoryResult(all_findings=findings), [], folder, options)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_first_twenty_headings_are_the_dfes(tmp_path: Path) -> None:
    (heading,) = written(tmp_path)
    assert ",".join(heading[:20]) == DFE_HEADINGS
    assert heading[20:] == ["Source File", "Source Line", "Source Heading", "Record", "Correction"]


def test_the_name_has_the_uk_time(tmp_path: Path) -> None:
    (path,) = ViolationReport().write(MemoryResult(), [], tmp_path, {})
    assert path.name == "Rule Violation Report 20260520-020000.csv"


def test_a_finding_fills_its_row(tmp_path: Path) -> None:
    _, row = written(tmp_path, ERROR)
    assert row == [
        "E",
        "TL0003",
        "1234567890",
        "'=Bérenger",
        "Ada",
        "R_137",
        "ProgType=31|FundModel=25|",
        "A T Level needs an occupational specialism.",
        "1",
        "ZPROG001",
        "abc",
        "25",
        "10000002",
        "",
        "second",
        "first",
        "",
        "",
        "last",
        "",
        "Aims.csv",
        "12",
        "Programme; FundModel",
        "Learner[3]/LearningDelivery[0]",
        "suggest",
    ]


def test_rows_are_worst_first(tmp_path: Path) -> None:
    _, *rows = written(tmp_path, WARNING, ERROR, FAIL)
    assert [row[0] for row in rows] == ["F", "E", "W"]


def test_a_finding_about_nobody_leaves_cells_empty(tmp_path: Path) -> None:
    _, row = written(tmp_path, FAIL)
    assert [cell for cell in row if cell] == ["F", "Filename_1", "The name is wrong."]
    assert len(row) == 25


def test_a_finding_is_one_line_of_the_file(tmp_path: Path) -> None:
    finding = Finding("R_06", Severity.ERROR, "m", fields={"aims": "60000001\n60000002"})
    (path,) = ViolationReport().write(MemoryResult(all_findings=[finding]), [], tmp_path, {})
    assert "aims=60000001; 60000002|" in path.read_text(encoding="utf-8-sig")
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_runs_as_a_formula(tmp_path: Path, start: str) -> None:
    finding = Finding("R_06", Severity.ERROR, "m", subject=Subject(FamilyName=f"{start}1+1"))
    _, row = written(tmp_path, finding)
    assert row[3] == f"'{start}1+1"


def test_scripts_may_have_the_values_untouched(tmp_path: Path) -> None:
    _, row = written(tmp_path, ERROR, readers="scripts")
    assert row[3] == "=Bérenger"
    (path,) = tmp_path.iterdir()
    assert path.read_bytes().startswith(b"Error\\Warning,")


def test_a_misspelt_choice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match='got "robots"'):
        written(tmp_path, readers="robots")


def test_excel_sees_the_encoding(tmp_path: Path) -> None:
    (path,) = ViolationReport().write(MemoryResult(all_findings=[ERROR]), [], tmp_path, {})
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.read_bytes().count(b"\r\n") == 2
