"""``doctor`` from the command line: exit codes and both forms of its answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ilrsync.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_new_working_folder_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "ilr"), "--ukprn", "10000001"]) == 0
    config = str(tmp_path / "ilr" / "ilrsync.toml")
    capsys.readouterr()
    assert main(["doctor", "--config", config]) == 0
    out = capsys.readouterr().out
    assert "0 problems" in out
    assert "drop an export into" in out


def test_problems_are_told_with_remedies_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ilrsync.toml"
    path.write_text('[provider]\nukprn = 10000001\n[[source]]\nname = "mis"\n', encoding="utf-8")
    assert main(["doctor", "--config", str(path), "--format", "json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    (found,) = (one for one in told["checks"] if one["result"] == "problem")
    assert found["area"] == "sources"
    assert found["remedy"]


def test_a_configuration_that_cannot_be_read_is_the_first_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ilrsync.toml"
    path.write_text("[provider\n", encoding="utf-8")
    assert main(["doctor", "--config", str(path)]) == 2
    out = capsys.readouterr().out
    assert "PROBLEM  configuration:" in out
    assert "1 problem, 0 warnings" in out
