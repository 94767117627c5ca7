"""``plugins`` lists what is loaded; ``plugin new`` drafts a mapping that reads its sample."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ilrsync.cli import main
from ilrsync.cli.plugin_draft import TYPICAL, draft
from ilrsync.formats.mapping import Mapping
from ilrsync.model.table import YEARS

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = "from ilrsync.host.hookspecs import hookimpl\n@hookimpl\ndef ilrsync_format():\n    pass\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A configuration with a misspelt plugin, one switched off and a mapping."""
    for name, file, text in (
        ("misspelt", "__init__.py", BROKEN),
        ("unused", "__init__.py", BROKEN),
        ("wren", "mapping.toml", draft("wren-aims", TYPICAL, "2627").text),
    ):
        place = tmp_path / "plugins" / name
        place.mkdir(parents=True)
        (place / file).write_text(text, encoding="utf-8")
    path = tmp_path / "ilrsync.toml"
    path.write_text(
        '[provider]\nukprn = 10000001\n[plugins]\nfolders = ["plugins"]\ndisabled = ["unused"]\n',
        encoding="utf-8",
    )
    return path


class TestPlugins:
    def test_lists_name_version_origin_hooks_and_problem(
        self, site: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["plugins", "--config", str(site), "--format", "json"]) == 0
        captured = capsys.readouterr()
        found = {row["name"]: row for row in json.loads(captured.out)}
        assert found["wren"]["supplies"] == ["wren-aims"]
        assert found["wren"]["hooks"] == ["ilrsync_formats"]
        assert found["wren"]["origin"].startswith("folder ")
        assert found["outputs"]["origin"] == "built in"
        assert "ilr_xml" in found["outputs"]["supplies"]
        assert found["ilr-xml"]["origin"] == "package ilrsync"
        assert "write ilrsync_formats" in found["misspelt"]["problem"]
        assert found["unused"]["enabled"] is False
        assert 'plugin "misspelt"' in captured.err, "a broken plugin is told aloud"

    def test_as_text_is_a_table_with_the_problems_below(
        self, site: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["plugins", "--config", str(site)]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].split() == ["Plugin", "Version", "State", "Origin", "Hooks", "Supplies"]
        states = {line.split()[0]: line.split()[2] for line in lines[1:] if line[:1].isalpha()}
        assert states["wren"] == "on"
        assert states["misspelt"] == "broken"
        assert states["unused"] == "off"
        assert any(line.startswith("  misspelt: ") for line in lines)

    def test_a_required_plugin_that_is_broken_stops_the_start(
        self, site: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with site.open("a", encoding="utf-8") as file:
            file.write('required = ["misspelt"]\n')
        assert main(["plugins", "--config", str(site)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert "a required plugin is broken" in captured.err


def new(tmp_path: Path, *arguments: str) -> int:
    return main(["plugin", "new", *arguments, "--folder", str(tmp_path / "plugins")])


class TestPluginNew:
    def test_drafts_a_mapping_from_the_headings_of_a_sample(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sample = tmp_path / "export.csv"
        sample.write_text(
            "Learner Ref,Surname,DOB,Aim 1 LearnAimRef,Aim 2 LearnAimRef,Aim 1 SOF,Tutor\n"
            "A1,Wren,01/02/2009,60358294,ZPROG001,107,Mx Heron\n",
            encoding="utf-8",
        )
        assert new(tmp_path, "wren-wide", "--sample", str(sample)) == 0
        path = tmp_path / "plugins" / "wren-wide" / "mapping.toml"
        text = path.read_text("utf-8")
        assert 'LearnRefNumber = "Learner Ref"' in text
        assert 'LearnAimRef = "Aim {n} LearnAimRef"' in text
        assert 'LearnDelFAMType = { const = "SOF" }' in text
        assert '#   "Tutor"' in text
        assert "group_by" not in text, "the aims stand in one row"
        assert "Heron" not in text, "no data of the sample is kept"
        mapping = Mapping.load(path)
        assert mapping.name == "wren-wide"
        assert mapping.fits(
            ["Learner Ref", "Surname", "DOB", "Aim 1 LearnAimRef", "Aim 1 SOF", "Tutor"]
        )
        out = capsys.readouterr().out
        assert "6 of 7 headings understood" in out
        assert 'not understood: "Tutor"' in out

    def test_groups_rows_of_aims_by_learner(self) -> None:
        text = draft("rows", ["Learner Ref", "Learning Aim Ref", "Aim Type"], "2627").text
        assert 'group_by = "Learner Ref"' in text

    @pytest.mark.parametrize("year", YEARS)
    def test_without_a_sample_gives_a_draft_that_loads(
        self, tmp_path: Path, year: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert new(tmp_path, "wren") == 0
        mapping = Mapping.load(tmp_path / "plugins" / "wren" / "mapping.toml")
        assert mapping.fits(TYPICAL)
        assert not draft("wren", TYPICAL, year).unknown
        assert (tmp_path / "plugins" / "wren" / "cases").is_dir()
        assert "placeholders" in capsys.readouterr().out

    def test_quotes_awkward_headings(self, tmp_path: Path) -> None:
        path = tmp_path / "mapping.toml"
        drafted = draft("odd", ["ULN", 'Learner "Ref"', "Sex\\Gender\t\x7f"], "2627")
        path.write_text(drafted.text, encoding="utf-8")
        assert Mapping.load(path).name == "odd"

    @pytest.mark.parametrize("name", ["Acme", "a b", "../up", "acme_aims", "-a", ""])
    def test_a_name_that_cannot_be_a_folder_everywhere_is_refused(
        self, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["plugin", "new", f"--folder={tmp_path / 'plugins'}", "--", name]) == 2
        assert "cannot be used" in capsys.readouterr().err
        assert not (tmp_path / "plugins").exists()

    def test_overwrites_nothing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "plugins" / "wren").mkdir(parents=True)
        assert new(tmp_path, "wren") == 2
        assert "exists already" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("", "sample.csv"),
            ("Colour,Shape\nred,round\n", "none of its headings is known"),
            ("<Learners/>", "is XML"),
        ],
    )
    def test_a_sample_that_says_nothing_is_refused(
        self, tmp_path: Path, text: str, problem: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sample = tmp_path / "sample.csv"
        sample.write_text(text, encoding="utf-8")
        assert new(tmp_path, "wren", "--sample", str(sample)) == 2
        assert problem in capsys.readouterr().err
        assert not (tmp_path / "plugins" / "wren").exists()

    def test_a_sample_that_is_absent_is_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert new(tmp_path, "wren", "--sample", str(tmp_path / "none.csv")) == 2
        assert "none.csv" in capsys.readouterr().err


@pytest.fixture
def wren(tmp_path: Path) -> Path:
    """A mapping with one sample of invented people."""
    place = tmp_path / "plugins" / "wren"
    (place / "cases").mkdir(parents=True)
    (place / "mapping.toml").write_text(
        '[format]\nname = "wren"\n[Learner]\nLearnRefNumber = "Bird"\nULN = "Ring"\n',
        encoding="utf-8",
    )
    (place / "cases" / "birds.csv").write_text("Bird,Ring\nA1,9999999999\n", encoding="utf-8")
    return place


class TestPluginTest:
    def test_accepts_answers_and_then_passes(
        self, wren: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["plugin", "accept", str(wren)]) == 0
        assert "birds.csv.expected.json" in capsys.readouterr().out
        assert main(["plugin", "test", str(wren)]) == 0
        out = capsys.readouterr().out
        assert "ok      samples are read as accepted" in out
        assert out.endswith("all passed\n")

    def test_tells_what_has_changed_and_ends_with_1(
        self, wren: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main(["plugin", "accept", str(wren)])
        (wren / "cases" / "birds.csv").write_text("Bird,Ring\nB2,\n", encoding="utf-8")
        capsys.readouterr()
        assert main(["plugin", "test", str(wren)]) == 1
        out = capsys.readouterr().out
        assert "FAILED  samples are read as accepted" in out
        assert "birds.csv: line " in out
        assert "1 of " in out

    def test_a_plugin_that_raises_fails_its_test(
        self, wren: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (wren / "__init__.py").write_text(
            "from ilrsync.sdk import Format, hookimpl\n"
            "class Wren(Format):\n"
            "    name = 'wren'\n"
            "    def matches(self, file):\n"
            "        return file.headings()[0] == 'Bird'\n"
            "@hookimpl\n"
            "def ilrsync_formats():\n"
            "    return [Wren()]\n",
            encoding="utf-8",
        )
        assert main(["plugin", "test", str(wren)]) == 1
        out = capsys.readouterr().out
        assert "FAILED  broken files give only errors of ilrsync" in out
        assert "IndexError" in out

    @pytest.mark.parametrize("action", ["accept", "test"])
    def test_a_folder_without_a_plugin_is_refused(
        self, action: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["plugin", action, str(tmp_path)]) == 2
        assert "neither __init__.py nor mapping.toml" in capsys.readouterr().err
        assert main(["plugin", action, str(tmp_path / "none")]) == 2
        assert "name the plugin's own folder" in capsys.readouterr().err

    def test_a_draft_from_a_sample_can_be_accepted_and_tested_at_once(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The half hour of a plugin author: draft, sample, accept, test."""
        sample = tmp_path / "birds.csv"
        sample.write_text(
            "Learner Ref,ULN,Surname,Learning Aim Ref,Aim Type\nA1,,Wren,60358294,1\n",
            encoding="utf-8",
        )
        assert new(tmp_path, "wren", "--sample", str(sample)) == 0
        place = tmp_path / "plugins" / "wren"
        (place / "cases" / "birds.csv").write_bytes(sample.read_bytes())
        assert main(["plugin", "accept", str(place)]) == 0
        assert main(["plugin", "test", str(place)]) == 0
        expected = (place / "cases" / "birds.csv.expected.json").read_text("utf-8")
        assert json.loads(expected)["learners"][0]["LearnRefNumber"] == "A1"
