"""``sync`` on a real working folder: exit codes, what is printed, what a dry run leaves alone."""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from typing import TYPE_CHECKING

import pytest

from ilrsync.cli import main
from ilrsync.ledger import Lock
from tests.benchmarks.generator import write_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new working folder, which is the current one."""
    place = tmp_path / "ilr"
    assert main(["init", str(place), "--ukprn", "10000001"]) == 0
    monkeypatch.chdir(place)
    return place


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_of_empty_inboxes_does_nothing_and_ends_with_0(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["sync"]) == 0
    assert "no source has delivered" in capsys.readouterr().out


def test_builds_the_return_and_then_has_nothing_new(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_file(folder / "inbox" / "main-mis" / "ilr.xml", "2627", 5)
    assert main(["sync"]) == 0
    assert "5 learner records read" in capsys.readouterr().out
    assert list((folder / "outbox").glob("*/*/ILR-10000001-2627-*"))
    assert main(["sync"]) == 0
    assert "nothing new since run 1" in capsys.readouterr().out
    assert main(["history", "--format", "json"]) == 0
    runs = json.loads(capsys.readouterr().out)
    assert [(run["run"], run["exit_code"]) for run in runs] == [(1, 0)]
    assert main(["status"]) == 0
    assert "5 of 5 learners written" in capsys.readouterr().out


def test_a_dry_run_touches_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_file(folder / "inbox" / "main-mis" / "ilr.xml", "2627", 5)
    (folder / "inbox" / "main-mis" / "bad.csv").write_text("Colour\nred\n", encoding="utf-8")
    before = contents(folder)
    assert main(["sync", "--dry-run"]) == 2
    out = capsys.readouterr().out
    assert "5 learner records read" in out
    assert "This was a dry run" in out
    assert contents(folder) == before


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_built(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_file(folder / "inbox" / "main-mis" / "ilr.xml", "2627", 5)
    (folder / "inbox" / "apprenticeships" / "bad.xml").write_text("<Mess/>", encoding="utf-8")
    assert main(["sync"]) == 2
    captured = capsys.readouterr()
    assert "5 learner records read" in captured.out
    assert "bad.xml" in captured.err
    assert main(["status", "--format", "json"]) == 0
    assert any(
        row["file"] == "bad.xml" or "bad.xml" in row["reason"]
        for row in json.loads(capsys.readouterr().out)["problems"]
    )


def test_quiet_says_only_what_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_file(folder / "inbox" / "main-mis" / "ilr.xml", "2627", 5)
    capsys.readouterr()
    assert main(["sync", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_of_many_refused_files_the_first_are_told_and_where_the_others_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(25):
        path = folder / "inbox" / "main-mis" / f"bad{number:02}.csv"
        path.write_text(f"Colour,Shape\nred,{number}\n", encoding="utf-8")
    assert main(["sync", "--quiet", "--dry-run"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 25, "nothing of it is kept elsewhere"
    assert main(["sync", "--quiet"]) == 2
    *first, last = capsys.readouterr().err.splitlines()
    assert len(first) == 20
    assert all("no format recognises this file" in line for line in first)
    assert last.startswith("ilrsync: and 5 more; what is set aside has its reason beside it")


def test_a_misspelt_rule_in_the_configuration_stops_the_run(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "ilrsync.toml"
    path.write_text(path.read_text("utf-8").replace("R_59 =", "RR_59 ="), encoding="utf-8")
    write_file(folder / "inbox" / "main-mis" / "ilr.xml", "2627", 5)
    assert main(["sync"]) == 2
    assert 'no rule "RR_59"; did you mean "R_59"?' in capsys.readouterr().err
    assert not list((folder / "outbox").iterdir())


def test_waits_for_whoever_is_at_work_and_then_says_who_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)
    with Lock(folder / "state" / "ilrsync.lock", now=now) as held:
        assert main(["sync", "--wait", "0.1"]) == 2
        assert f"process {os.getpid()}" in capsys.readouterr().err
        threading.Timer(0.5, held.release).start()
        assert main(["sync", "--wait", "60"]) == 0
