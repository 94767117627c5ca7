"""The logs of whole runs hold nobody: every value of every invented person is looked for."""

from __future__ import annotations

import csv
import json
import logging
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from ilrsync.cli import main
from tests.examples.__main__ import ANYTOWN
from tests.fixtures.ten_learners import learners

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PERSONAL = (
    "ULN",
    "FamilyName",
    "GivenNames",
    "NINumber",
    "Postcode",
    "PostcodePrior",
    "AddLine1",
    "AddLine2",
    "TelNo",
    "Email",
    "DateOfBirth",
)
DIRTY = {
    "truncated.xml": b"<Message><Learner><FamilyName>Quillfeather</FamilyName><NINumber>ZZ123456C",
    "bad-date.csv": (
        b"LearnRefNumber,ULN,FamilyName,GivenNames,DateOfBirth,Ethnicity,Sex,LLDDHealthProb,"
        b"Postcode\nD1,9.99999E+09,Quillfeather,Ozymandias,Quillfeather,99,Ozymandias,2,QX7 7QX\n"
    ),
    "quotes.csv": b'LearnRefNumber,FamilyName\nD2,"Quillfeather\n',
    "unknown.csv": b"Quillfeather,Ozymandias\nQX7 7QX,ZZ123456C\n",
    "empty.csv": b"",
    "entity.xml": b'<!DOCTYPE a [<!ENTITY x "Quillfeather">]><Message>&x;</Message>',
}
PLANTED = {"Quillfeather", "Ozymandias", "ZZ123456C", "QX7 7QX"}


def of_csv(path: Path) -> Iterator[str]:
    with path.open(encoding="cp1252", newline="") as file:
        for row in csv.DictReader(file):
            yield from (row[name] or "" for name in PERSONAL if name in row)


def of_xml(path: Path) -> Iterator[str]:
    for element in etree.parse(path).iter("{*}Learner"):
        for name in PERSONAL:
            yield element.findtext(f"{{*}}{name}") or ""


def people() -> set[str]:
    """Every value of the example, the dirty files and the ten learners that is about a person."""
    found = set(PLANTED)
    for path in sorted(ANYTOWN.rglob("*.csv")):
        found.update(of_csv(path))
    for path in ANYTOWN.rglob("*.XML"):
        found.update(of_xml(path))
    for one in learners("2627"):
        found.update(str(getattr(one, name) or "") for name in PERSONAL)
    return {value.strip() for value in found if len(value.strip()) > 1}


def named(text: str, values: set[str]) -> list[str]:
    """Which of *values* stand in *text* as words of their own."""
    words = set(re.findall(r"\w+", text))
    return sorted(
        value
        for value in values
        if words.issuperset(re.findall(r"\w+", value))
        and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text)
    )


def site(home: Path, settings: str) -> Path:
    """The whole example, a second vendor's layouts and dirty files of every kind."""
    shutil.copytree(ANYTOWN, home, dirs_exist_ok=True, copy_function=shutil.copyfile)
    config = home / "ilrsync.toml"
    text = config.read_text("utf-8") + '[[source]]\nname = "dirty"\n[[source]]\nname = "ten"\n'
    config.write_text(f"{text}\n[logging]\n{settings}", encoding="utf-8")
    dirty = home / "inbox" / "dirty"
    dirty.mkdir()
    for name, content in DIRTY.items():
        (dirty / name).write_bytes(content)
    shutil.copytree(
        ROOT / "plugins" / "aptem" / "cases" / "related",
        home / "inbox" / "ten",
        copy_function=shutil.copyfile,
    )
    return config


class Everything(logging.Handler):
    """Every record of every library, as the caller worded it and before any line is masked."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {record.getMessage()} {vars(record)}")


@pytest.fixture
def everything() -> Iterator[Everything]:
    root, handler = logging.getLogger(), Everything()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.parametrize("form", ["json", "console"])
def test_the_logs_of_a_whole_run_name_nobody(
    form: str, tmp_path: Path, everything: Everything, capsys: pytest.CaptureFixture[str]
) -> None:
    config = site(tmp_path, f'level = "debug"\nformat = "{form}"\nfile = "ilrsync.log"\n')
    assert main(["sync", "--config", str(config)]) == 2
    capsys.readouterr()
    lines = (tmp_path / "ilrsync.log").read_text("utf-8")
    assert "a run has ended" in lines
    assert "a file could not be taken" in lines
    values = people()
    assert len(values) > 1000
    assert named(lines, values) == []
    assert named("\n".join(everything.lines), values) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there a service is stopped by other means")
def test_the_log_of_the_service_names_nobody(tmp_path: Path) -> None:
    config = site(
        tmp_path,
        'level = "debug"\nformat = "json"\nfile = "ilrsync.log"\n[watching]\nsettle = 0\n'
        'patience = 0\n[[schedule]]\nname = "arrival"\non_arrival = true\n',
    )
    log = tmp_path / "ilrsync.log"
    service = subprocess.Popen([sys.executable, "-m", "ilrsync", "run", "--config", str(config)])
    try:
        deadline = time.monotonic() + 120
        while not (log.exists() and "a run has ended" in log.read_text("utf-8")):
            assert time.monotonic() < deadline, "no run ended in time"
            time.sleep(0.2)
    finally:
        service.send_signal(signal.SIGTERM)
        assert service.wait(120) == 0
    lines = log.read_text("utf-8")
    for line in lines.splitlines():
        json.loads(line)
    assert "a file could not be taken" in lines
    assert named(lines, people()) == []


def test_the_search_would_find_them() -> None:
    assert named('{"message": "Quillfeather lives at QX7 7QX"}', people()) == [
        "QX7 7QX",
        "Quillfeather",
    ]
