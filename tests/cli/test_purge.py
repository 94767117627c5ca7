"""``purge`` from the command line: what is listed, what is removed, and the exit codes."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from ilrsync.cli import main
from tests.benchmarks.generator import write_file

if TYPE_CHECKING:
    from pathlib import Path

SHORT = "[retention]\nquarantine_days = 1\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one run and one old file in quarantine."""
    place = tmp_path / "ilr"
    place.mkdir()
    (place / "ilrsync.toml").write_text(
        f'[provider]\nukprn = 10000001\n{SHORT}[[source]]\nname = "mis"\n', encoding="utf-8"
    )
    (place / "inbox" / "mis").mkdir(parents=True)
    write_file(place / "inbox" / "mis" / "ilr.xml", "2627", 3)
    monkeypatch.chdir(place)
    assert main(["sync", "--quiet"]) == 0
    room = place / "quarantine" / "mis"
    room.mkdir(parents=True)
    for name in ("bad.csv", "bad.csv.why.txt"):
        (room / name).write_text("x", encoding="utf-8")
        os.utime(room / name, (0, 1_700_000_000))
    return place


def test_a_dry_run_lists_and_keeps(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["purge", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "quarantine  mis/bad.csv  (set aside 2023-11-14)" in out
    assert "would remove 1 item, 0.0 MB; nothing was removed" in out
    assert (folder / "quarantine" / "mis" / "bad.csv").exists()


def test_what_is_removed_is_told_and_on_record(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["purge", "--history"]) == 0
    assert capsys.readouterr().out == "nothing was ever removed\n"
    assert main(["purge", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["kind"], one["what"]) for one in told["items"]] == [("quarantine", "mis/bad.csv")]
    assert not list((folder / "quarantine" / "mis").iterdir())
    assert main(["purge"]) == 0
    assert "removed 0 items" in capsys.readouterr().out
    assert main(["purge", "--history"]) == 0
    assert "quarantine  mis/bad.csv" in capsys.readouterr().out


def test_a_learner_is_forgotten_and_the_limits_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["purge", "--learner", "NOBODY"]) == 0
    assert "the ledger says nothing about that learner" in capsys.readouterr().out
    assert main(["purge", "--learner", " "]) == 2
    assert "want a LearnRefNumber" in capsys.readouterr().err


def test_a_folder_in_which_nothing_has_run_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ilrsync.toml").write_text("[provider]\nukprn = 10000001\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["purge"]) == 2
    assert "nothing has been built yet" in capsys.readouterr().err
