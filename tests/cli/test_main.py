"""The command line as a whole: help, exit codes, and what reaches standard error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ilrsync import __version__, cli
from ilrsync.cli import COMMANDS, main, parser
from ilrsync.cli.terminal import Progress, table
from ilrsync.errors import ConfigError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

HEAVY = ("sqlalchemy", "openpyxl", "apscheduler", "watchdog", "lxml", "pluggy")


def ilrsync(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ilrsync", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


class TestHelp:
    def test_lists_every_command(self) -> None:
        told = ilrsync("--help")
        assert told.returncode == 0
        for command in COMMANDS:
            assert f"\n    {command.NAME}" in told.stdout

    def test_imports_nothing_heavy(self) -> None:
        code = (
            "import sys\nfrom ilrsync.cli import parser\nparser().format_help()\n"
            f"print([name for name in {HEAVY!r} if name in sys.modules])"
        )
        told = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert told.stdout.strip() == "[]"

    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.NAME)
    def test_of_a_command_shows_examples_that_parse(
        self, command: cli.Command, capsys: pytest.CaptureFixture[str]
    ) -> None:
        import shlex

        with pytest.raises(SystemExit) as caught:
            main([command.NAME, "--help"])
        assert caught.value.code == 0
        assert "examples:" in capsys.readouterr().out
        examples = command.EXAMPLES.strip().splitlines()
        assert examples
        for example in examples:
            name, *arguments = shlex.split(example)
            assert name == "ilrsync"
            assert parser().parse_args(arguments).run == command.run

    def test_version(self) -> None:
        assert ilrsync("--version").stdout == f"ilrsync {__version__}\n"


class TestExitCodes:
    def test_wrong_usage_is_2(self) -> None:
        told = ilrsync("no-such-command")
        assert told.returncode == 2
        assert "invalid choice" in told.stderr

    def test_our_own_error_is_one_line_and_2(self, tmp_path: Path) -> None:
        told = ilrsync("status", cwd=tmp_path)
        assert told.returncode == 2
        assert told.stdout == ""
        assert told.stderr.count("\n") == 1
        assert "ilrsync init" in told.stderr

    def test_a_reader_that_leaves_is_no_fault(self, tmp_path: Path) -> None:
        if os.name == "nt":
            pytest.skip("Windows has no pipe that closes like this")
        code = "import sys\nfrom ilrsync.cli import main\nsys.exit(main(['init', 'made']))"
        reader, writer = os.pipe()
        os.close(reader)
        told = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        os.close(writer)
        assert told.returncode == 141
        assert told.stderr == ""


class Failing:
    """A command that ends as it is told to."""

    NAME = "fail"
    SUMMARY = "fail"
    EXAMPLES = "  ilrsync fail\n"

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """None."""

    def run(self, args: argparse.Namespace) -> int:
        raise self._error


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (ConfigError("a.toml: wrong; correct it"), 2, "ilrsync: a.toml: wrong; correct it\n"),
        (PermissionError(13, "Permission denied", "in.csv"), 2, "in.csv: Permission denied"),
        (KeyboardInterrupt(), 130, "stopped"),
        (ValueError("QQ123456C"), 2, "a fault in ilrsync itself: ValueError at test_main.py line"),
    ],
)
def test_every_end_is_told_without_a_traceback(
    error: BaseException,
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli, "COMMANDS", (Failing(error),))
    assert main(["fail"]) == code
    captured = capsys.readouterr()
    assert told in captured.err
    assert "Traceback" not in captured.err
    assert "QQ123456C" not in captured.err
    assert captured.out == ""


def test_a_table_is_as_wide_as_its_cells() -> None:
    assert table(("A", "B"), [("long", "x"), ("s", "")]) == ["A     B", "long  x", "s"]


def test_progress_is_silent_when_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    progress("reading", 10)
    progress.clear()
    assert capsys.readouterr().err == ""


def test_progress_is_one_line_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    progress = Progress()
    progress("reading", 12000)
    progress.clear()
    told = capsys.readouterr().err
    assert told.startswith("\rreading: 12,000 learners")
    assert told.endswith("\r")
    Progress(quiet=True)("reading", 1)
    assert capsys.readouterr().err == ""


class TestInit:
    def test_makes_a_folder_that_works(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        place = tmp_path / "ilr"
        assert main(["init", str(place), "--ukprn", "10001234", "--name", 'A "B" \\ C']) == 0
        from ilrsync.config import load

        config = load(place / "ilrsync.toml")
        assert (config.provider.ukprn, config.provider.name) == (10001234, 'A "B" \\ C')
        for name in ("inbox", "outbox", "archive", "quarantine", "decisions", "state", "plugins"):
            assert (place / name).is_dir(), name
        assert all(source.place[0].is_dir() for source in config.source)
        assert "ilrsync sync" in capsys.readouterr().out
        assert main(["status", "--config", str(place / "ilrsync.toml")]) == 0

    def test_keeps_the_comments(self, tmp_path: Path) -> None:
        main(["init", str(tmp_path / "a")])
        text = (tmp_path / "a" / "ilrsync.toml").read_text("utf-8")
        assert "# the UKPRN of the provider" in text

    def test_overwrites_no_configuration(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "ilrsync.toml").write_text("mine", encoding="utf-8")
        assert main(["init", str(tmp_path)]) == 2
        assert (tmp_path / "ilrsync.toml").read_text("utf-8") == "mine"
        assert "exists already" in capsys.readouterr().err

    def test_a_ukprn_that_is_none_leaves_no_configuration(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["init", str(tmp_path / "a"), "--ukprn", "12"]) == 2
        assert "eight digits" in capsys.readouterr().err
        assert not (tmp_path / "a" / "ilrsync.toml").exists()

    def test_a_file_in_its_place_is_told(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "a").write_text("", encoding="utf-8")
        assert main(["init", str(tmp_path / "a")]) == 2
        assert "cannot be made" in capsys.readouterr().err


class TestLogging:
    def test_goes_to_the_file_that_the_configuration_names(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "plugins" / "odd").mkdir(parents=True)
        (tmp_path / "ilrsync.toml").write_text(
            '[provider]\nukprn = 10000001\n[plugins]\nfolders = ["plugins"]\n'
            '[logging]\nfile = "logs/ilrsync.log"\n',
            encoding="utf-8",
        )
        assert main(["plugins", "--config", str(tmp_path / "ilrsync.toml"), "--format=json"]) == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        assert any(row["name"] == "odd" for row in json.loads(captured.out))
        text = (tmp_path / "logs" / "ilrsync.log").read_text("utf-8")
        assert 'WARNING ilrsync.host.plugin: plugin "odd"' in text
