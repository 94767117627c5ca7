"""The plugin host: what one plugin does wrong costs no other anything."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest

from ilrsync.contracts import Delivery, Format, IntakeFile, Output, Reading, RunReport
from ilrsync.errors import ConfigError, PluginError, ReadError
from ilrsync.host import discovery
from ilrsync.host.hookspecs import hookimpl
from ilrsync.host.manager import Host, PluginInfo

REPORT = RunReport(1, 10000001, "2526", True, [], {}, [])


@pytest.fixture(autouse=True)
def no_installed_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the plugins of the test, whatever else is installed beside ilrsync."""
    monkeypatch.setattr(discovery, "entry_points", lambda group: EntryPoints())


@dataclass
class File:
    """A file of which only the name and the text matter."""

    name: str
    text: str = ""
    path: Path = Path()

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix

    @property
    def head(self) -> bytes:
        return self.text.encode()

    def headings(self) -> list[str]:
        return self.text.split(",")


class Starting(Format):
    """A format known by the first letters of the file."""

    def __init__(self, name: str, letters: str) -> None:
        self.name = name  # type: ignore[misc]  # one class serves for several formats here
        self.letters = letters.encode()

    def matches(self, file: IntakeFile) -> bool:
        return file.head.startswith(self.letters)

    def read(self, file: IntakeFile, reading: Reading) -> Delivery:
        return Delivery([])


class Formats:
    """A built-in plugin that supplies the formats it is given."""

    def __init__(self, name: str, *formats: Any) -> None:
        self.__name__ = name
        self._formats = formats

    @hookimpl
    def ilrsync_formats(self) -> Iterable[Format]:
        return self._formats


PLUGIN = """
from ilrsync.contracts import Delivery, Format
from ilrsync.host.hookspecs import hookimpl
from .names import NAME

class Acme(Format):
    name = NAME
    version = "3"
    def matches(self, file):
        return b"acme" in file.head

@hookimpl
def ilrsync_formats():
    return [Acme()]
"""


def plugin_folder(folder: Path, name: str, code: str = PLUGIN, **files: str) -> Path:
    """A plugin in a sub-folder of *folder*."""
    place = folder / name
    place.mkdir(parents=True)
    (place / "__init__.py").write_text(code, encoding="utf-8")
    (place / "names.py").write_text('NAME = "acme"\n', encoding="utf-8")
    for file, text in files.items():
        (place / f"{file}.py").write_text(text, encoding="utf-8")
    return place


def info(host: Host, name: str) -> PluginInfo:
    return next(plugin for plugin in host.plugins() if plugin.name == name)


class TestFolders:
    def test_a_package_is_loaded_with_its_relative_imports_and_without_a_new_path(
        self, tmp_path: Path
    ) -> None:
        before = list(sys.path)
        plugin_folder(tmp_path, "acme-mis")
        host = Host.load(folders=[tmp_path])
        assert [each.name for each in host.formats()] == ["acme"]
        assert sys.path == before
        told = info(host, "acme-mis")
        assert told.origin == f"folder {tmp_path / 'acme-mis'}"
        assert told.hooks == ("ilrsync_formats",)
        assert told.supplies == ("acme",)
        assert told.problem == ""

    def test_a_module_of_a_plugin_hides_no_module_of_that_name(self, tmp_path: Path) -> None:
        plugin_folder(tmp_path, "one", PLUGIN, csv="raise RuntimeError")
        Host.load(folders=[tmp_path])
        import csv

        assert csv.reader is not None

    def test_two_plugins_may_have_modules_of_one_name(self, tmp_path: Path) -> None:
        plugin_folder(tmp_path, "one")
        other = plugin_folder(tmp_path, "two")
        (other / "names.py").write_text('NAME = "other"\n', encoding="utf-8")
        host = Host.load(folders=[tmp_path])
        assert [each.name for each in host.formats()] == ["acme", "other"]

    def test_a_changed_plugin_is_read_again_and_has_another_version(self, tmp_path: Path) -> None:
        place = plugin_folder(tmp_path, "acme")
        first = info(Host.load(folders=[tmp_path]), "acme").version
        (place / "names.py").write_text('NAME = "renamed"\n', encoding="utf-8")
        host = Host.load(folders=[tmp_path])
        assert [each.name for each in host.formats()] == ["renamed"]
        assert info(host, "acme").version != first

    def test_a_plugin_may_state_its_version(self, tmp_path: Path) -> None:
        plugin_folder(tmp_path, "acme", PLUGIN + '\n__version__ = "9.1"\n')
        assert info(Host.load(folders=[tmp_path]), "acme").version == "9.1"

    def test_a_mapping_alone_is_a_format(self, tmp_path: Path) -> None:
        (tmp_path / "zeta").mkdir()
        (tmp_path / "zeta" / "mapping.toml").write_text("", encoding="utf-8")
        host = Host.load(folders=[tmp_path], mapped=lambda place: Starting(place.name, "zeta"))
        assert host.recognise(File("any.csv", "zeta,1")).name == "zeta"
        assert info(host, "zeta").supplies == ("zeta",)

    def test_a_mapping_that_is_refused_is_skipped_with_its_reason(self, tmp_path: Path) -> None:
        def refuse(place: Path) -> Format:
            raise PluginError(f'{place.name}: unknown key "Lerner"; did you mean "Learner"?')

        (tmp_path / "zeta").mkdir()
        (tmp_path / "zeta" / "mapping.toml").write_text("", encoding="utf-8")
        host = Host.load(folders=[tmp_path], mapped=refuse)
        assert 'did you mean "Learner"?' in info(host, "zeta").problem

    def test_a_folder_without_either_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        told = info(Host.load(folders=[tmp_path]), "empty").problem
        assert "neither __init__.py nor mapping.toml" in told

    def test_hidden_and_private_folders_are_left_alone(self, tmp_path: Path) -> None:
        for name in (".git", "__pycache__", "_drafts"):
            (tmp_path / name).mkdir()
        assert Host.load(folders=[tmp_path]).plugins() == ()

    def test_an_absent_folder_stops_the_start(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="is not a folder"):
            Host.load(folders=[tmp_path / "none"])

    def test_naming_the_plugin_instead_of_its_folder_is_explained(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="name the folder that holds it"):
            Host.load(folders=[plugin_folder(tmp_path, "acme")])


BROKEN = {
    "import error": ("import no_such_module_anywhere", "ModuleNotFoundError"),
    "syntax error": ("def (:", "SyntaxError"),
    "leaves the process": ("import sys\nsys.exit(3)", "SystemExit"),
    "no hook": ("x = 1", "implements no hook"),
    "misspelt hook": (
        "from ilrsync.host.hookspecs import hookimpl\n"
        "@hookimpl\ndef ilrsync_format():\n    return []",
        "there is no hook ilrsync_format; write ilrsync_formats",
    ),
    "wrong argument": (
        "from ilrsync.host.hookspecs import hookimpl\n"
        "@hookimpl\ndef ilrsync_rules(jahr):\n    return []",
        "jahr",
    ),
    "hook raises": (
        "from ilrsync.host.hookspecs import hookimpl\n"
        "@hookimpl\ndef ilrsync_formats():\n    raise KeyError('colour')",
        "ilrsync_formats: KeyError: 'colour' (__init__.py line 4)",
    ),
    "hook raises midway": (
        "from ilrsync.host.hookspecs import hookimpl\n"
        "@hookimpl\ndef ilrsync_outputs():\n    yield 1 / 0",
        "ZeroDivisionError",
    ),
    "hook gives something else": (
        "from ilrsync.host.hookspecs import hookimpl\n"
        "@hookimpl\ndef ilrsync_formats():\n    return ['acme']",
        "gave str, want Format objects with a non-empty name",
    ),
    "hook gives no list": (
        "from ilrsync.host.hookspecs import hookimpl\n"
        "@hookimpl\ndef ilrsync_formats():\n    return 5",
        "TypeError",
    ),
}


@pytest.mark.parametrize(("code", "problem"), BROKEN.values(), ids=BROKEN)
class TestBrokenPlugin:
    def test_is_skipped_aloud_and_the_others_work(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture, code: str, problem: str
    ) -> None:
        plugin_folder(tmp_path, "aaa-broken", code)
        plugin_folder(tmp_path, "zzz-good")
        with caplog.at_level(logging.WARNING):
            host = Host.load(folders=[tmp_path])
        assert [each.name for each in host.formats()] == ["acme"]
        assert problem in info(host, "aaa-broken").problem
        assert 'plugin "aaa-broken"' in caplog.text
        assert "is skipped" in caplog.text

    def test_stops_the_start_when_it_is_required(
        self, tmp_path: Path, code: str, problem: str
    ) -> None:
        plugin_folder(tmp_path, "aaa-broken", code)
        with pytest.raises(ConfigError) as caught:
            Host.load(folders=[tmp_path], required=["aaa-broken"])
        assert problem in str(caught.value)
        assert 'plugin "aaa-broken"' in str(caught.value)

    def test_may_be_switched_off(self, tmp_path: Path, code: str, problem: str) -> None:
        plugin_folder(tmp_path, "aaa-broken", code)
        host = Host.load(folders=[tmp_path], disabled=["aaa-broken"])
        assert not info(host, "aaa-broken").enabled
        assert info(host, "aaa-broken").problem == "", problem


def test_a_plugin_that_failed_to_import_leaves_no_module_behind(tmp_path: Path) -> None:
    before = set(sys.modules)
    plugin_folder(tmp_path, "bad", "from . import names\nraise RuntimeError")
    Host.load(folders=[tmp_path])
    assert set(sys.modules) - before == set()


class TestNames:
    def test_a_required_plugin_that_is_missing_stops_the_start(self) -> None:
        plugin = Formats("aptem", Starting("aptem-wide", "a"))
        with pytest.raises(ConfigError, match=r'no plugin "apten".*did you mean "aptem"\?'):
            Host.load(builtin=[plugin], required=["apten"])

    def test_disabling_what_is_not_there_is_refused(self) -> None:
        with pytest.raises(ConfigError, match=r"\[plugins\] disabled: no plugin"):
            Host.load(disabled=["nothing"])

    def test_what_is_built_in_cannot_be_switched_off(self) -> None:
        with pytest.raises(ConfigError, match='"checks" is required'):
            Host.load(builtin=[Formats("ilrsync.checks.plugin")], disabled=["checks"])

    def test_two_plugins_of_one_name_are_refused_naming_both(self, tmp_path: Path) -> None:
        plugin_folder(tmp_path / "one", "acme")
        plugin_folder(tmp_path / "two", "acme")
        with pytest.raises(ConfigError) as caught:
            Host.load(folders=[tmp_path / "one", tmp_path / "two"])
        assert str(tmp_path / "one" / "acme") in str(caught.value)
        assert str(tmp_path / "two" / "acme") in str(caught.value)

    def test_two_formats_of_one_name_are_refused_naming_both_plugins(self) -> None:
        plugins = [Formats("one", Starting("acme", "a")), Formats("two", Starting("acme", "b"))]
        with pytest.raises(ConfigError, match=r'"acme" is supplied by plugin "one".*plugin "two"'):
            Host.load(builtin=plugins)

    def test_a_format_is_found_by_name_or_refused_with_the_nearest(self) -> None:
        host = Host.load(builtin=[Formats("one", Starting("acme-wide", "a"))])
        assert host.format("acme-wide").name == "acme-wide"
        assert host.supplier("acme-wide").name == "one"
        with pytest.raises(ConfigError, match='did you mean "acme-wide"'):
            host.format("acme-wid")

    def test_built_in_plugins_are_called_after_their_stage(self) -> None:
        host = Host.load(builtin=[Formats("ilrsync.checks.plugin")])
        assert host.plugins()[0].name == "checks"
        assert host.plugins()[0].origin == "built in"


class Nosy(Starting):
    """A format that fails on every file."""

    def matches(self, file: IntakeFile) -> bool:
        raise KeyError("1234567890 is in the message")


class Refusing(Starting):
    """A format whose reader refuses the file."""

    def matches(self, file: IntakeFile) -> bool:
        raise ReadError("the workbook is encrypted", file=file.name)


class TestRecognition:
    def test_the_one_format_that_claims_a_file_reads_it(self) -> None:
        host = Host.load(builtin=[Formats("p", Starting("a", "A"), Starting("b", "B"))])
        assert host.recognise(File("x.csv", "B,1")).name == "b"

    def test_two_claimants_are_an_error_naming_both_plugins_with_versions(self) -> None:
        plugins = [Formats("one", Starting("wide", "A")), Formats("two", Starting("aims", "A"))]
        plugins[0].__version__ = "1.5"  # type: ignore[attr-defined]  # as a module states it
        plugins[1].__version__ = "2.7"  # type: ignore[attr-defined]
        host = Host.load(builtin=plugins)
        with pytest.raises(ReadError) as caught:
            host.recognise(File("x.csv", "A"))
        told = str(caught.value)
        assert told.startswith("x.csv: claimed by ")
        assert 'format "wide" of plugin "one" 1.5' in told
        assert 'format "aims" of plugin "two" 2.7' in told

    def test_a_file_that_nobody_claims_says_what_was_looked_for(self) -> None:
        host = Host.load(builtin=[Formats("p", Starting("aims", "A"), Starting("wide", "B"))])
        with pytest.raises(ReadError, match=r"x\.csv: no format recognises.*one of aims, wide"):
            host.recognise(File("x.csv", "C"))

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("ULN,Sex\n1,M\n\0", r"x\.csv line 3: the file holds NUL characters, so it is damaged"),
            ("".join(f"{one}\0" for one in "ULN,Sex\n1,M\n"), "looks like UTF-16 text without"),
        ],
    )
    def test_a_file_that_nobody_claims_and_that_is_no_text_says_so(
        self, text: str, told: str
    ) -> None:
        host = Host.load(builtin=[Formats("p", Starting("aims", "A"))])
        with pytest.raises(ReadError, match=told):
            host.recognise(File("x.csv", text))

    def test_a_reader_that_refuses_the_file_tells_why_when_nobody_claims_it(self) -> None:
        host = Host.load(builtin=[Formats("p", Refusing("xlsx", ""), Starting("b", "B"))])
        with pytest.raises(ReadError, match="encrypted"):
            host.recognise(File("x.xlsx", "C"))
        assert host.recognise(File("x.csv", "B")).name == "b"

    def test_a_format_that_fails_does_not_hide_one_that_claims(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        host = Host.load(builtin=[Formats("p", Nosy("nosy", ""), Starting("b", "B"))])
        assert host.recognise(File("x.csv", "B")).name == "b"
        assert "KeyError (test_manager.py line" in caplog.text
        assert "1234567890" not in caplog.text

    def test_a_format_that_fails_on_a_file_is_named_without_the_data(self) -> None:
        host = Host.load(builtin=[Formats("p", Nosy("nosy", ""))])
        with pytest.raises(ReadError, match=r'plugin "p".*failed to look at this file') as caught:
            host.recognise(File("x.csv", "B"))
        assert "1234567890" not in str(caught.value)


@dataclass
class YearRule:
    """Enough of a rule or correction for the host."""

    id: str
    years: Sequence[str] = ("2526", "2627")

    def in_year(self, year: str) -> bool:
        return year in self.years


class Rules:
    """A plugin that supplies rules and corrections, or fails to."""

    def __init__(self, name: str, *rules: Any, error: Exception | None = None) -> None:
        self.__name__ = name
        self._rules = rules
        self._error = error

    @hookimpl
    def ilrsync_rules(self, year: str) -> Iterator[Any]:
        yield from self._rules
        if self._error:
            raise self._error

    @hookimpl
    def ilrsync_corrections(self, year: str) -> Iterable[Any]:
        return self._rules

    @hookimpl
    def ilrsync_run_finished(self, report: RunReport) -> None:
        if self._error:
            raise self._error


class TestRulesAndCorrections:
    def test_are_those_of_the_year_in_the_order_of_the_plugins(self) -> None:
        one = Rules("one", YearRule("R_06"), YearRule("PHours_03", ["2526"]))
        host = Host.load(builtin=[one, Rules("two", YearRule("ACME_1"))])
        assert [rule.id for rule in host.rules("2526")] == ["R_06", "PHours_03", "ACME_1"]
        assert [rule.id for rule in host.rules("2627")] == ["R_06", "ACME_1"]
        assert [each.id for each in host.corrections("2627")] == ["R_06", "ACME_1"]

    def test_one_id_from_two_plugins_is_refused_naming_both(self) -> None:
        plugins = [Rules("one", YearRule("R_06")), Rules("two", YearRule("R_06"))]
        host = Host.load(builtin=plugins)
        with pytest.raises(ConfigError, match=r'"R_06" is supplied by plugin "one".*"two"'):
            host.rules("2526")

    def test_one_plugin_may_give_two_rules_of_one_id(self) -> None:
        host = Host.load(builtin=[Rules("one", YearRule("R_06"), YearRule("R_06"))])
        assert len(host.rules("2526")) == 2

    def test_a_built_in_plugin_that_fails_stops_the_run(self) -> None:
        host = Host.load(builtin=[Rules("one", error=ValueError("bad table"))])
        with pytest.raises(
            ConfigError, match=r'plugin "one".*ilrsync_rules: ValueError: bad table'
        ):
            host.rules("2526")

    def test_a_stranger_that_fails_gives_no_rules_and_is_told(self, tmp_path: Path) -> None:
        code = (
            "from ilrsync.host.hookspecs import hookimpl\n"
            "@hookimpl\ndef ilrsync_rules(year):\n    return [object()]\n"
        )
        plugin_folder(tmp_path, "odd", code)
        host = Host.load(builtin=[Rules("one", YearRule("R_06"))], folders=[tmp_path])
        assert [rule.id for rule in host.rules("2526")] == ["R_06"]
        assert "want objects with a non-empty id" in info(host, "odd").problem


class Lars:
    """Reference data, as a site's plugin gives it."""

    name = "LARS"

    def __init__(self, version: str) -> None:
        self.version = version

    def get(self, kind: str, key: str) -> Sequence[Mapping[str, str]]:
        return []


class Lookups:
    """A plugin that has one table, or something that is not a table."""

    def __init__(self, name: str, tables: Mapping[str, Any]) -> None:
        self.__name__ = name
        self._tables = tables

    @hookimpl
    def ilrsync_lookup(self, table: str, year: str) -> Any:
        return self._tables.get(table)


class TestLookup:
    def test_the_plugin_loaded_last_is_asked_first(self) -> None:
        plugins = [Lookups("ours", {"LARS": Lars("1")}), Lookups("site", {"LARS": Lars("2")})]
        found = Host.load(builtin=plugins).lookup("LARS", "2627")
        assert found is not None
        assert found.version == "2"

    def test_a_table_that_nobody_has_is_none(self) -> None:
        assert Host.load(builtin=[Lookups("ours", {})]).lookup("LARS", "2627") is None

    def test_something_else_breaks_the_plugin_and_the_next_is_asked(self) -> None:
        plugins = [Lookups("ours", {"LARS": Lars("1")}), Lookups("site", {"LARS": "lars.zip"})]
        host = Host.load(builtin=plugins)
        found = host.lookup("LARS", "2627")
        assert found is not None
        assert found.version == "1"
        assert "gave str" in info(host, "site").problem


def test_a_failing_notice_is_reported_and_every_plugin_is_told() -> None:
    class Told:
        reports: list[RunReport] = []  # noqa: RUF012 - one test, one list

        @hookimpl
        def ilrsync_run_finished(self, report: RunReport) -> None:
            self.reports.append(report)

    host = Host.load(builtin=[Rules("mailer", error=OSError("mail host is away")), Told()])
    problems = host.run_finished(REPORT)
    assert Told.reports == [REPORT]
    assert len(problems) == 1
    assert 'plugin "mailer"' in problems[0]
    assert host.run_finished(REPORT) == problems, "a failed notice does not break the plugin"


def test_outputs_come_through_the_hook() -> None:
    class Sheet(Output):
        name = "sheet"

    class Supplier:
        @hookimpl
        def ilrsync_outputs(self) -> Iterable[Output]:
            return [Sheet()]

    host = Host.load(builtin=[Supplier()])
    assert [output.name for output in host.outputs()] == ["sheet"]
    assert host.supplier("sheet").name == "Supplier"


class FakeDistribution(Distribution):
    """An installed package as importlib.metadata shows it."""

    def __init__(self, name: str, version: str) -> None:
        self._text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"

    def read_text(self, filename: str) -> str | None:
        return self._text if filename == "METADATA" else None

    def locate_file(self, path: Any) -> Any:
        raise FileNotFoundError(path)


class TestPackages:
    def install(self, monkeypatch: pytest.MonkeyPatch, *points: tuple[str, str]) -> None:
        package = FakeDistribution("acme-ilr", "4.2")
        found = [EntryPoint(name, value, "ilrsync")._for(package) for name, value in points]  # type: ignore[attr-defined]  # the only way to give an entry point its package
        monkeypatch.setattr(discovery, "entry_points", lambda group: EntryPoints(found))

    def test_are_loaded_one_by_one_and_a_broken_one_is_recorded(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "acme_entry.py").write_text(
            "from ilrsync.host.hookspecs import hookimpl\n"
            "@hookimpl\ndef ilrsync_formats():\n    return []\n",
            encoding="utf-8",
        )
        monkeypatch.syspath_prepend(tmp_path)
        self.install(monkeypatch, ("good", "acme_entry"), ("bad", "acme_entry_missing"))
        host = Host.load()
        assert info(host, "good") == PluginInfo(
            "good", "4.2", "package acme-ilr", ("ilrsync_formats",)
        )
        assert "ModuleNotFoundError" in info(host, "bad").problem

    def test_an_entry_point_listed_twice_is_one_plugin(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.install(monkeypatch, ("bad", "acme_nowhere"), ("bad", "acme_nowhere"))
        assert [plugin.name for plugin in Host.load().plugins()] == ["bad"]
