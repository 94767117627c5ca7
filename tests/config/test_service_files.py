"""The files with which ilrsync is run as a service say what the program understands."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ilrsync.cli import parser
from ilrsync.config import Config, load

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "config"
OVERRUN = 10
"""What the service adds to stop_within before it ends without its last step."""

TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def unit(name: str) -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=True, interpolation=None)
    found.optionxform = str  # type: ignore[assignment, method-assign] # systemd minds the case
    found.read(CONFIG / "systemd" / name, encoding="utf-8")
    return found


def command_of(program: str, *arguments: str) -> str:
    """The command that is called, whose arguments are understood."""
    assert program.replace("\\", "/").rpartition("/")[2] in ("ilrsync", "ilrsync.exe")
    name: str = parser().parse_args(arguments).run.__module__
    return name


def shipped() -> Iterator[Path]:
    for folder in ("systemd", "windows", "container", "logrotate"):
        yield from (path for path in (CONFIG / folder).iterdir() if path.is_file())


@pytest.fixture
def template() -> Config:
    return load(CONFIG / "ilrsync.toml")


@pytest.mark.parametrize("path", list(shipped()), ids=lambda path: path.name)
def test_ships_with_the_program_and_begins_with_how_to_use_it(path: Path) -> None:
    place = files("ilrsync_config")
    for part in path.relative_to(CONFIG).parts:
        place = place.joinpath(part)
    text = place.read_text("utf-8")
    assert text == path.read_text("utf-8")
    assert "ilrsync" in text[:300]
    assert text.isascii() or path.suffix != ".ps1", "an old PowerShell reads a script as ANSI"


class TestSystemd:
    def test_the_service_runs_a_command_that_there_is(self) -> None:
        run = unit("ilrsync.service")["Service"]
        assert command_of(*shlex.split(run["ExecStart"])) == "ilrsync.cli.run"
        once = unit("ilrsync-sync.service")["Service"]
        assert command_of(*shlex.split(once["ExecStart"])) == "ilrsync.cli.sync"
        assert once["SuccessExitStatus"] == "1"

    def test_the_service_is_given_time_to_stop(self, template: Config) -> None:
        run = unit("ilrsync.service")["Service"]
        assert int(run["TimeoutStopSec"]) > template.service.stop_within + OVERRUN
        assert (run["Type"], run["WatchdogSec"]) == ("notify", "120")

    @pytest.mark.parametrize("name", ["ilrsync.service", "ilrsync-sync.service"])
    def test_it_may_write_in_its_working_folder_only(self, name: str) -> None:
        run = unit(name)["Service"]
        assert run["ReadWritePaths"] == run["WorkingDirectory"] == "/srv/ilrsync"
        assert run["ProtectSystem"] == "strict"
        assert run["UMask"] == "0077"
        assert run["User"] == "ilrsync"

    @pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
    def test_systemd_has_no_complaint(self, tmp_path: Path) -> None:
        for path in (CONFIG / "systemd").iterdir():
            text = path.read_text("utf-8").replace("/opt/ilrsync/bin/ilrsync", sys.executable)
            (tmp_path / path.name).write_text(text, encoding="utf-8")
        told = subprocess.run(
            ["systemd-analyze", "verify", *map(str, tmp_path.iterdir())],  # noqa: S607 - as a user would call it
            capture_output=True,
            text=True,
            check=False,
        )
        ours = [line for line in told.stderr.splitlines() if "ilrsync" in line]
        assert (told.returncode, ours) == (0, [])


class TestWindows:
    def test_the_service_of_winsw_runs_a_command_that_there_is(self, template: Config) -> None:
        service = ET.parse(CONFIG / "windows" / "ilrsync-service.xml").getroot()  # noqa: S314 - our own
        told = {child.tag: (child.text or "").strip() for child in service}
        python, arguments = told["executable"], told["arguments"].split()
        assert python.endswith("python.exe")
        assert arguments[:2] == ["-m", "ilrsync"]
        assert command_of("ilrsync", *arguments[2:]) == "ilrsync.cli.run"
        seconds, name = told["stoptimeout"].split()
        assert name == "sec"
        assert int(seconds) > template.service.stop_within + OVERRUN

    def test_the_task_runs_a_command_that_there_is(self) -> None:
        task = ET.parse(CONFIG / "windows" / "ilrsync-sync-task.xml").getroot()  # noqa: S314 - our own
        assert task.tag == f"{TASK}Task"
        action = next(task.iter(f"{TASK}Exec"))
        program = str(action.findtext(f"{TASK}Command")).strip('"')
        arguments = str(action.findtext(f"{TASK}Arguments")).split()
        assert command_of(program, *arguments) == "ilrsync.cli.sync"
        assert next(task.iter(f"{TASK}MultipleInstancesPolicy")).text == "IgnoreNew"
        assert next(task.iter(f"{TASK}StartWhenAvailable")).text == "true"

    def test_the_script_for_nssm_calls_commands_that_there_are(self, template: Config) -> None:
        text = (CONFIG / "windows" / "install-with-nssm.ps1").read_text("utf-8")
        calls = re.findall(r"-m ilrsync ((?:run|doctor) --config) ", text)
        assert {command_of("ilrsync", *call.split(), "x.toml") for call in calls} == {
            "ilrsync.cli.run",
            "ilrsync.cli.doctor",
        }
        (stop,) = re.findall(r"AppStopMethodConsole (\d+)", text)
        assert int(stop) > (template.service.stop_within + OVERRUN) * 1000
        for script in re.findall(r'PSScriptRoot "([^"]+)"', text):
            assert (CONFIG / "windows" / script).is_file()

    @pytest.mark.skipif(shutil.which("pwsh") is None, reason="there is no PowerShell here")
    @pytest.mark.parametrize("name", ["install-with-nssm.ps1", "folder-rights.ps1"])
    def test_powershell_can_read_the_scripts(self, name: str) -> None:
        code = (
            "$errors = $null; [void][System.Management.Automation.Language.Parser]::ParseFile("
            f"'{CONFIG / 'windows' / name}', [ref]$null, [ref]$errors); exit $errors.Count"
        )
        assert subprocess.run(["pwsh", "-NoProfile", "-Command", code], check=False).returncode == 0  # noqa: S607 - as a user would call it


class TestContainer:
    LINES = re.sub(
        r"\\\n\s*", "", (CONFIG / "container" / "Containerfile").read_text("utf-8")
    ).splitlines()

    def told(self, instruction: str) -> list[str]:
        found = (line.partition(" ") for line in self.LINES if line and not line.startswith("#"))
        return [rest for name, _, rest in found if name == instruction]

    def test_runs_a_command_that_there_is(self) -> None:
        (entry,), (command,) = self.told("ENTRYPOINT"), self.told("CMD")
        words = re.findall(r'"([^"]+)"', entry + command)
        assert command_of(*words) == "ilrsync.cli.run"

    def test_copies_what_there_is_and_all_that_the_build_needs(self) -> None:
        copied = {
            name
            for line in self.told("COPY")
            if not line.startswith("--from")
            for name in line.split()[:-1]
        }
        assert all((ROOT / name).exists() for name in copied)
        setup = (ROOT / "setup.py").read_text("utf-8")
        folders = set(re.findall(r'"ilrsync\w*": "(\w+)"', setup))
        assert folders <= copied
        assert {"pyproject.toml", "setup.py", "README.md", "LICENSE"} <= copied

    def test_is_not_run_by_root(self) -> None:
        assert self.told("USER") == ["10001"]


@pytest.mark.skipif(shutil.which("logrotate") is None, reason="there is no logrotate here")
def test_logrotate_can_read_its_file(tmp_path: Path) -> None:
    text = (CONFIG / "logrotate" / "ilrsync").read_text("utf-8")
    own = tmp_path / "ilrsync"
    own.write_text(re.sub(r"    (su|create) .*\n", "", text), encoding="utf-8")
    own.chmod(0o644)
    told = subprocess.run(
        ["logrotate", "--debug", "--state", str(tmp_path / "state"), str(own)],  # noqa: S607 - as a user would call it
        capture_output=True,
        text=True,
        check=False,
    )
    assert "error" not in told.stderr.lower()
