"""``check`` and ``convert`` on real files: what they print, what they write, how they end."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from ilrsync.cli import main
from tests.benchmarks.generator import write_file
from tests.reference.downloads import NEW_NAME, lars

if TYPE_CHECKING:
    from pathlib import Path

YEAR = "2627"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """An ILR file in which no rule finds an error."""
    path = tmp_path / "good.xml"
    write_file(path, YEAR, 6)
    return path


@pytest.fixture
def twice(tmp_path: Path, good: Path) -> Path:
    """An ILR file with two learners under one reference."""
    from ilrsync.model.table import table

    path = tmp_path / "twice.xml"
    text = good.read_text("utf-8")
    learners = text.split("<Learner>")
    assert len(learners) == 7, table(YEAR).label
    references = [part.split("<LearnRefNumber>")[1].split("<")[0] for part in learners[1:]]
    path.write_text(
        text.replace(f"<LearnRefNumber>{references[1]}<", f"<LearnRefNumber>{references[0]}<"),
        encoding="utf-8",
    )
    return path


def ran(capsys: pytest.CaptureFixture[str], code: int, *arguments: str) -> str:
    assert main(list(arguments)) == code
    return capsys.readouterr().out


class TestCheck:
    def test_of_a_good_file_ends_with_0(
        self, good: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = ran(capsys, 0, "check", str(good))
        assert "ilr-xml" in out
        assert "0 errors on 0 of 6 learners" in out
        assert "rules: needs LARS" in out
        assert "Only the DfE's own service decides" in out

    def test_with_error_findings_ends_with_1_and_says_where_they_stand(
        self, twice: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = ran(capsys, 1, "check", str(twice))
        found = next(line for line in out.splitlines() if line.startswith("error R_06 "))
        assert "twice.xml line " in found
        assert "LearnRefNumber=" in found

    def test_as_json_is_one_object_in_the_shape_others_build_on(
        self, twice: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out: dict[str, Any] = json.loads(ran(capsys, 1, "check", str(twice), "--format", "json"))
        assert set(out) == {"ilrsync", "year", "files", "rules", "findings"}
        assert out["year"] == YEAR
        assert out["files"] == [{"path": str(twice), "format": "ilr-xml", "learners": 6}]
        found = next(row for row in out["findings"] if row["rule"] == "R_06")
        assert {
            "rule", "severity", "LearnRefNumber", "AimSeqNumber", "path", "fields", "message",
            "source", "correction",
        } <= set(found)  # fmt: skip
        assert found["severity"] == "error"
        assert found["source"]["file"] == "twice.xml"
        assert found["correction"] == "opt-in"

    def test_as_csv_is_the_violation_report(
        self, twice: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = ran(capsys, 1, "check", str(twice), "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(out, newline="")))
        assert {row["Rule Name"] for row in rows} >= {"R_06"}
        assert rows[0]["Source File"] == "twice.xml"

    def test_each_prints_one_object_a_line_in_the_order_given(
        self, good: Path, twice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bad = tmp_path / "bad.xml"
        bad.write_text("<Message", encoding="utf-8")
        out = ran(capsys, 2, "check", "--each", str(bad), str(twice), str(good))
        documents = [json.loads(line) for line in out.splitlines()]
        assert [row["files"][0]["path"] for row in documents] == [str(bad), str(twice), str(good)]
        assert documents[0]["findings"][0]["rule"] == "ILRSYNC_unreadable_file"
        assert not documents[2]["findings"]

    def test_of_a_file_that_breaks_off_nothing_is_printed_but_the_refusal(
        self, good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        cut = tmp_path / "cut.xml"
        cut.write_bytes(good.read_bytes()[:-200])
        assert main(["check", str(cut)]) == 2
        told = capsys.readouterr().err.splitlines()
        assert [line.partition(" line ")[0] for line in told] == ["ilrsync: cut.xml"]

    def test_of_a_file_that_cannot_be_read_ends_with_2_and_checks_the_others(
        self, good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["check", str(tmp_path / "none.csv"), str(good)]) == 2
        captured = capsys.readouterr()
        assert "none.csv" in captured.err
        assert "0 errors on 0 of 6 learners" in captured.out

    def test_of_nothing_that_can_be_read_says_only_that(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["check", str(tmp_path / "none.csv"), str(tmp_path)]) == 2
        captured = capsys.readouterr()
        assert "none.csv: there is no such file; correct the path" in captured.err
        assert f"{tmp_path.name}: a folder stands where a file is wanted" in captured.err
        assert "0 errors" not in captured.out
        assert "not checked" not in captured.out

    def test_changes_nothing(self, twice: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = {path: path.read_bytes() for path in twice.parent.iterdir()}
        ran(capsys, 1, "check", str(twice))
        assert {path: path.read_bytes() for path in twice.parent.iterdir()} == before

    def test_each_as_csv_is_refused(self, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--each", "--format", "csv", str(good)]) == 2
        assert "leave out --format csv" in capsys.readouterr().err

    def test_reads_the_formats_of_the_configuration_that_is_named(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        place = tmp_path / "plugins" / "wren"
        place.mkdir(parents=True)
        (place / "mapping.toml").write_text(
            '[format]\nname = "wren"\n[Learner]\nLearnRefNumber = "Bird"\nULN = "Ring"\n',
            encoding="utf-8",
        )
        config = tmp_path / "ilrsync.toml"
        config.write_text(
            '[provider]\nukprn = 10000001\n[plugins]\nfolders = ["plugins"]\n', encoding="utf-8"
        )
        export = tmp_path / "birds.csv"
        export.write_text("Bird,Ring\nA1,\n", encoding="utf-8")
        arguments = ["check", str(export), "--format=json", f"--year={YEAR}"]
        out = json.loads(ran(capsys, 1, *arguments, "--config", str(config)))
        assert out["files"][0]["format"] == "wren"
        assert json.loads(ran(capsys, 2, *arguments))["files"][0]["format"] is None


class TestConvert:
    def test_writes_the_return_and_says_what_came_of_it(
        self, good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = ran(capsys, 0, "convert", str(good), "--out", str(tmp_path / "out"))
        assert "6 learner records read" in out
        names = [path.name for path in (tmp_path / "out").iterdir()]
        assert any(name.startswith("ILR-") and name.casefold().endswith(".xml") for name in names)
        assert "manifest.json" in names

    def test_quiet_says_nothing_when_nothing_is_wrong(
        self, good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = ran(capsys, 0, "convert", str(good), "--out", str(tmp_path / "out"), "--quiet")
        assert out == ""

    def test_apply_makes_a_correction_that_is_otherwise_offered(
        self, good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """One person stands in two files, with one reference and ULN, and two first names."""
        other = tmp_path / "other.xml"
        text = good.read_text("utf-8")
        learner = text[text.index("<Learner>") : text.index("</Learner>") + len("</Learner>")]
        start, end = text.index("<Learner>"), text.rindex("</Learner>") + len("</Learner>")
        changed = learner.replace("<GivenNames>", "<GivenNames>Ann ", 1)
        other.write_text(text[:start] + changed + text[end:], encoding="utf-8")
        arguments = ["convert", str(good), str(other), "--out"]
        main([*arguments, str(tmp_path / "offered")])
        offered = json.loads((tmp_path / "offered" / "findings.json").read_text("utf-8"))
        main([*arguments, str(tmp_path / "applied"), "--apply", "r06", "--apply", "R59"])
        applied = json.loads((tmp_path / "applied" / "findings.json").read_text("utf-8"))
        assert offered["written"] == 7
        assert applied["written"] == 6
        assert {row["rule"] for row in offered["findings"]} >= {"R_06", "R_59"}

    def test_a_rule_without_a_correction_is_refused(
        self, good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "out"
        assert main(["convert", str(good), "--out", str(out), "--apply", "R_9999"]) == 2
        assert 'no correction for "R_9999"' in capsys.readouterr().err
        assert not out.exists()

    @pytest.mark.parametrize("ukprn", ["12", "abcdefgh", "1000000\uff11", "00000001"])
    def test_a_ukprn_that_is_none_is_refused(
        self, ukprn: str, good: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as caught:
            main(["convert", str(good), "--out", "out", "--ukprn", ukprn])
        assert caught.value.code == 2
        assert "eight digits" in capsys.readouterr().err


def test_reference_names_a_folder_of_published_tables(
    capsys: pytest.CaptureFixture[str], good: Path
) -> None:
    folder = good.parent / "reference"
    lars(folder)
    told = ran(capsys, 1, "check", str(good), "--reference", str(folder))
    assert f"Reference data: LARS: {NEW_NAME}, version 012.0.41, 2026-09-24" in told
    assert sorted(path.name for path in good.parent.iterdir()) == ["good.xml", "reference"]
    ran(capsys, 1, "convert", str(good), "--reference", str(folder), "--out", str(folder / "out"))
    manifest = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    assert [one["name"] for one in manifest["reference_data"]] == ["LARS"]


def test_a_reference_folder_that_is_not_there_is_named(
    capsys: pytest.CaptureFixture[str], good: Path
) -> None:
    assert main(["check", str(good), "--reference", str(good.parent / "absent")]) == 2
    assert "there is no folder" in capsys.readouterr().err
