from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ilrsync.cli import main
from ilrsync.outputs.placements.service import HEADER

if TYPE_CHECKING:
    from pathlib import Path

GOOD = f"{','.join(HEADER)}\r\n1234567899,60369115,Placement completed,,\r\n"
REGISTRATIONS = (
    "ULN,Is pending withdrawal?,Last name,First name,Date of birth,T Level,Start year,"
    "Core component,Core code,Occupational specialism,Specialism code,Industry placement\r\n"
    '1234567899,False,"Osei","Kofi",05-Feb-2008,"T Level in Building",2024,"Building",60369115,'
    '"Gas Engineering","ZTLOS029",\r\n'
)


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    path = tmp_path / "upload.csv"
    path.write_text(GOOD, encoding="utf-8", newline="")
    return path


@pytest.fixture
def learners(tmp_path: Path) -> Path:
    path = tmp_path / "registrations_data.csv"
    path.write_text(REGISTRATIONS, encoding="utf-8", newline="")
    return path


def test_a_file_that_the_service_takes_gives_0(
    upload: Path, learners: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["placements", "check", str(upload), "--learners", str(learners)]) == 0
    assert "would be taken; records: 1" in capsys.readouterr().out


def test_without_the_learner_list_it_says_what_was_not_checked(
    upload: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["placements", "check", str(upload)]) == 0
    printed = capsys.readouterr().out
    assert "not checked: whether each learner is registered" in printed
    assert "would be taken, as far as it was checked" in printed


def test_one_bad_record_gives_1_and_its_line(
    upload: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    upload.write_text(f"{GOOD}1234567898,60369115,Completed,,\r\n", encoding="utf-8", newline="")
    assert main(["placements", "check", str(upload)]) == 1
    printed = capsys.readouterr().out
    assert 'stage 2, line 3, ULN 1234567898: the status "Completed" has to be' in printed
    assert "would be refused as a whole; errors: 1" in printed


def test_json_is_one_object(
    upload: Path, learners: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    learners.write_text(REGISTRATIONS.replace("60369115", "61057800"), encoding="utf-8")
    arguments = ["placements", "check", str(upload), "--learners", str(learners)]
    assert main([*arguments, "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["accepted"] is False
    assert [(one["stage"], one["line"], one["ULN"]) for one in found["errors"]] == [
        (3, 2, "1234567899")
    ]


def test_csv_has_the_columns_of_the_services_report(
    upload: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    upload.write_text("nothing", encoding="utf-8")
    assert main(["placements", "check", str(upload), "--format", "csv"]) == 1
    heading, row = capsys.readouterr().out.splitlines()
    assert heading == "Line,ULN,Error"
    assert row.startswith(',,"the header is not valid')


@pytest.mark.parametrize("missing", ["upload", "learners"])
def test_a_file_that_is_not_there_gives_2(
    upload: Path, learners: Path, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    {"upload": upload, "learners": learners}[missing].unlink()
    assert main(["placements", "check", str(upload), "--learners", str(learners)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_another_file_in_place_of_the_learner_list_gives_2(
    upload: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["placements", "check", str(upload), "--learners", str(upload)]) == 2
    assert "this is a file of another kind: placement upload" in capsys.readouterr().err
