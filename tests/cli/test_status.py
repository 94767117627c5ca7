"""``status`` and ``history``: what the ledger holds, in words and as JSON."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from ilrsync.cli import main
from ilrsync.cli.status import report
from ilrsync.config import load
from ilrsync.contracts import InputFile
from ilrsync.ledger import ExportFile, Ledger, OutputFile, Problem
from ilrsync.model.finding import Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

NOON = dt.datetime(2026, 10, 20, 11, 0, tzinfo=dt.UTC)

CONFIG = """
[provider]
ukprn = 10001234
name = "Anytown College"
year = "2627"

[[source]]
name = "mis"

[[source]]
name = "aptem"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ilrsync.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


@pytest.fixture
def worked(folder: Path) -> Path:
    """A working folder after one run with an error finding, and one bad file."""
    with Ledger.open(folder / "state" / "ilrsync.sqlite", clock=lambda: NOON) as ledger:
        file = ExportFile("Learners.csv", "a" * 64, 120, "archive/a")
        path = "inbox/mis/Learners.csv"
        ledger.file_archived("mis", path, "m1", file)
        export = ledger.export_offered("mis", "b" * 64, [file], paths=[path])
        ledger.export_accepted(
            export.id, format="aptem-wide", format_version="1", learners=10, year="2627"
        )
        ledger.add_problem(
            Problem("mis", "photo.png", "no format recognises this file", "quarantine/1")
        )
        first = ledger.start_run(10001234, "2627", rules_version="2026-27 v1")
        ledger.add_inputs(
            first, [InputFile("mis", "Learners.csv", "a" * 64, 120, "aptem-wide", "1", 10)]
        )
        ledger.add_findings(first, [(0, Finding("R_06", Severity.ERROR, "x", "Learner[0]", "A1"))])
        written = [OutputFile("ilr.xml", "outbox/ilr.xml", "c" * 64, 900)]
        ledger.finish_run(first, exit_code=1, learners=10, written=9, outputs=written)
    return folder


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


class TestStatus:
    def test_of_a_new_folder_says_that_nothing_has_come_and_what_to_do(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = told(capsys, "status", "--config", str(folder / "ilrsync.toml"))
        assert "Anytown College (10001234)" in out
        assert "nothing yet" in out
        assert "run `ilrsync sync`" in out
        assert not (folder / "state").exists(), "looking makes no ledger"

    def test_is_that_of_the_current_folder(
        self,
        folder: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.chdir(folder)
        assert "Anytown College" in told(capsys, "status")

    def test_shows_exports_results_and_files_set_aside(
        self, worked: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = told(capsys, "status", "--config", str(worked / "ilrsync.toml"))
        assert "mis     2026-10-20 12:00  accepted  10        0" in out, "in the time of England"
        assert "run 1, 10001234 2627, 2026-10-20 12:00: finished" in out
        assert "9 of 10 learners written, with error findings" in out
        assert "mis, photo.png: no format recognises this file; now in quarantine/1" in out

    def test_as_json_holds_the_same(self, worked: Path, capsys: pytest.CaptureFixture[str]) -> None:
        out = json.loads(
            told(capsys, "status", "--format", "json", "--config", str(worked / "ilrsync.toml"))
        )
        mis, aptem = out["sources"]
        assert mis["newest_good_export"]["format"] == "aptem-wide"
        assert mis["newest_good_export"]["learners"] == 10
        assert aptem["newest_export"] is None
        assert out["returns"][0]["exit_code"] == 1

    def test_the_deadline_follows_the_calendar_and_the_site(self, folder: Path) -> None:
        config = load(folder / "ilrsync.toml")
        standing = report(config, None, dt.datetime(2026, 8, 20, tzinfo=dt.UTC))
        assert standing["deadline"]["name"] == "R01"
        assert standing["deadline"]["closes"] == "2026-09-04 18:00"
        (folder / "ilrsync.toml").write_text(
            CONFIG + "[calendar.2627]\nR01 = 2026-09-03T12:00:00\n", encoding="utf-8"
        )
        moved = report(load(folder / "ilrsync.toml"), None, dt.datetime(2026, 8, 20, tzinfo=dt.UTC))
        assert moved["deadline"]["closes"] == "2026-09-03 12:00"


class TestHistory:
    def test_of_a_new_folder_is_empty(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        config = str(folder / "ilrsync.toml")
        assert "nothing has been built yet" in told(capsys, "history", "--config", config)
        assert json.loads(told(capsys, "history", "--format", "json", "--config", config)) == []

    def test_shows_runs_with_what_went_in_and_came_out(
        self, worked: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = told(capsys, "history", "--config", str(worked / "ilrsync.toml"))
        assert "1 errors, 0 warnings, 0 corrections made, 0 offered" in out
        assert "in   mis: Learners.csv" in out
        assert "out  outbox/ilr.xml" in out

    def test_of_one_run_as_json(self, worked: Path, capsys: pytest.CaptureFixture[str]) -> None:
        config = str(worked / "ilrsync.toml")
        out: list[dict[str, Any]] = json.loads(
            told(capsys, "history", "--run", "1", "--format", "json", "--config", config)
        )
        assert [each["run"] for each in out] == [1]
        assert out[0]["outputs"][0]["sha256"] == "c" * 64
        assert out[0]["counts"]["errors"] == 1

    @pytest.mark.parametrize("fixture", ["folder", "worked"])
    def test_a_run_that_never_was_is_told(
        self,
        fixture: str,
        request: pytest.FixtureRequest,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        place: Path = request.getfixturevalue(fixture)
        config = str(place / "ilrsync.toml")
        assert main(["history", "--run", "99", "--config", config]) == 2
        assert "there is no run 99" in capsys.readouterr().err
