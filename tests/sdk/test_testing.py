from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import PluginError
from ilrsync.sdk.testing import accept, plugin_tests, run_cases
from tests.formats.test_mapping import ACME, EXPORT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    (folder / "cases").mkdir(parents=True)
    (folder / "mapping.toml").write_text(ACME, encoding="utf-8")
    (folder / "cases" / "aims.csv").write_text(EXPORT, encoding="utf-8")
    return folder


def methods(folder: Path) -> dict[str, object]:
    tests = plugin_tests(folder)
    return {name: getattr(tests(), name) for name in dir(tests) if name.startswith("test_")}


def run(folder: Path, name: str) -> None:
    method = methods(folder)[name]
    assert callable(method)
    method()


def test_accepted_sample_passes(acme: Path) -> None:
    (path,) = accept(acme)
    assert path.name == "aims.csv.expected.json"
    answer = json.loads(path.read_text("utf-8"))
    assert answer["format"] == "acme-aims"
    assert [learner["LearnRefNumber"] for learner in answer["learners"]] == ["A1", "B2"]
    assert run_cases(acme) == []
    for name in methods(acme):
        run(acme, name)


def test_sample_that_was_never_accepted_fails(acme: Path) -> None:
    assert "accept the sample first" in str(run_cases(acme)[0])


def test_changed_reading_fails_and_says_where(acme: Path) -> None:
    accept(acme)
    mapping = acme / "mapping.toml"
    mapping.write_text(ACME.replace("const = 25", "const = 38"), encoding="utf-8")
    (failure,) = run_cases(acme)
    assert '"FundModel": 25' in failure.problem
    assert '"FundModel": 38' in failure.problem
    with pytest.raises(AssertionError, match="FundModel"):
        run(acme, "test_samples_are_read_as_accepted")


def test_year_stands_in_the_samples_name(acme: Path) -> None:
    (acme / "cases" / "aims.csv").rename(acme / "cases" / "aims.2526.csv")
    (path,) = accept(acme)
    assert json.loads(path.read_text("utf-8"))["year"] == "2526"


def test_sample_that_nobody_claims_is_named(acme: Path) -> None:
    (acme / "cases" / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(PluginError, match=r"other\.csv is claimed by none of acme-aims"):
        accept(acme)


def test_plugin_without_samples_is_told(acme: Path) -> None:
    (acme / "cases" / "aims.csv").unlink()
    with pytest.raises(PluginError, match="holds no sample"):
        accept(acme)
    with pytest.raises(AssertionError, match="holds no sample"):
        run(acme, "test_has_samples")


def test_plugin_that_claims_anothers_sample_fails(acme: Path) -> None:
    twin = acme.with_name("twin")
    twin.mkdir()
    (twin / "mapping.toml").write_text(ACME.replace("acme-aims", "twin"), encoding="utf-8")
    with pytest.raises(AssertionError, match=r"acme/aims\.csv"):
        run(twin, "test_claims_no_sample_of_another_plugin")


def test_plugin_that_stumbles_over_a_broken_file_fails(acme: Path) -> None:
    (acme / "__init__.py").write_text(
        "from ilrsync.sdk import Format, hookimpl\n"
        "class Bad(Format):\n"
        "    name = 'bad'\n"
        "    def matches(self, file):\n"
        "        return file.head[0] == 1\n"
        "@hookimpl\n"
        "def ilrsync_formats():\n"
        "    return [Bad()]\n"
    )
    with pytest.raises(IndexError):
        run(acme, "test_broken_files_give_only_errors_of_ilrsync")
