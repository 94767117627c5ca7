"""The README's commands do what they say, in the order in which they stand."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ilrsync.cli import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

WITH_FINDINGS = ("ilrsync check", "ilrsync convert")
"""Commands that end with 1 because there are findings in what they look at."""


@pytest.mark.skipif(os.name == "nt", reason="the blocks are for a POSIX shell")
def test_every_command_works_in_its_turn(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = 0
    for name, text in in_order():
        if name:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
            continue
        done = subprocess.run(
            ["/bin/sh", "-c", text],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        wanted = (0, 1) if text.startswith(WITH_FINDINGS) else (0,)
        assert done.returncode in wanted, f"{text}\n{done.stdout}\n{done.stderr}"
        ran += 1
    assert ran > 10
    assert (tmp_path / "converted").is_dir()


def in_order() -> Iterator[tuple[str, str]]:
    """The steps as they stand in the text."""
    for kind, name, text in BLOCK.findall(README):
        if name:
            yield name, text
        elif kind == "console":
            for line in text.splitlines():
                if line.startswith(("$ ilrsync", "$ cp")):
                    yield "", line[2:]


def test_every_command_is_in_the_table() -> None:
    for command in COMMANDS:
        assert f"`ilrsync {command.NAME}" in README, command.NAME


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
    headings = {
        re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    }
    for anchor in re.findall(r"\]\(#([^)]+)\)", README):
        assert anchor in headings, anchor
