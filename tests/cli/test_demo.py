"""``demo`` works on a copy of the bundled example and leaves it to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync.cli import demo, main
from tests.benchmarks.generator import write_file

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """
[provider]
ukprn = 10000001
name = "Example College"
year = "2627"

[[source]]
name = "mis"
"""


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with a small example in place of the real one."""
    place = tmp_path / "bundled" / "college"
    (place / "inbox" / "mis").mkdir(parents=True)
    (place / "ilrsync.toml").write_text(CONFIG, encoding="utf-8")
    (place / "README.md").write_text("what is planted", encoding="utf-8")
    write_file(place / "inbox" / "mis" / "ilr.xml", "2627", 4)
    monkeypatch.setattr(demo, "files", lambda package: tmp_path / "bundled")
    return place


def test_builds_the_return_in_a_copy_and_says_where_to_look(
    bundled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(bundled.rglob("*"))
    folder = tmp_path / "demo"
    assert main(["demo", "--folder", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "4 learner" in out
    assert f"The example is in {folder}" in out
    assert str(folder / "README.md") in out
    (came_out,) = (line for line in out.splitlines() if line.startswith("What came out: "))
    assert str(folder / "outbox") in came_out
    assert list((folder / "outbox").glob("*/*/ILR-*"))
    assert sorted(bundled.rglob("*")) == before, "the bundled example stays as it was"


def test_without_a_folder_works_in_a_temporary_one(
    bundled: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    assert main(["demo"]) == 0
    (line,) = (
        line for line in capsys.readouterr().out.splitlines() if line.startswith("The example is")
    )
    assert str(tmp_path / "temporary" / "ilrsync-demo-") in line
    assert line.endswith(bundled.name)


def test_ends_with_2_when_the_example_cannot_be_worked(
    bundled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bundled / "inbox" / "mis" / "bad.xml").write_text("<Message", encoding="utf-8")
    assert main(["demo", "--folder", str(tmp_path / "demo")]) == 2
    assert "bad.xml" in capsys.readouterr().err


def test_works_in_no_folder_that_exists(
    bundled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--folder", str(tmp_path)]) == 2
    assert "exists already" in capsys.readouterr().err


def test_an_installation_without_an_example_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "files", lambda package: tmp_path)
    assert main(["demo"]) == 2
    assert "has no example" in capsys.readouterr().err
