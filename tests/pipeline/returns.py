"""ILR files and working folders for the tests of the pipeline."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lxml import etree

from ilrsync.config import Config, load
from ilrsync.model.table import table
from ilrsync.model.xsd import schema_text
from ilrsync.outputs.learner_xml import MESSAGE_END, message_start, writer
from ilrsync.pipeline.plugins import load_host
from tests.benchmarks import generator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ilrsync.host.manager import Host
    from ilrsync.model.records import Header, Learner

UKPRN = 10000001
YEAR = "2627"
NOW = dt.datetime(2026, 11, 20, 2, 0, tzinfo=ZoneInfo("Europe/London"))
OVERNIGHT = dt.timedelta(days=1)


@cache
def host() -> Host:
    """The installed plugins, loaded once."""
    return load_host()


def learners(count: int, seed: int = 1, year: str = YEAR) -> list[Learner]:
    """Learners that no rule complains about."""
    return list(generator.learners(year, count, seed=seed))


def ilr(people: Sequence[Learner], *, year: str = YEAR, ukprn: int = UKPRN) -> bytes:
    """An ILR file with *people*."""
    text = writer(table(year))
    start = message_start(table(year), _header(year, ukprn), (), ukprn)
    return (start + "".join(text(one) for one in people) + MESSAGE_END).encode()


def deliver(folder: Path, name: str, content: bytes) -> Path:
    """A file of *content* has been dropped into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def site(folder: Path, text: str = "", sources: Sequence[str] = ("main",)) -> Config:
    """A working folder whose configuration has *sources* and what *text* adds."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["[provider]", f"ukprn = {UKPRN}", 'name = "Anytown College"', f'year = "{YEAR}"']
    for rank, name in enumerate(sources, 1):
        (folder / "inbox" / name).mkdir(parents=True, exist_ok=True)
        lines += ["[[source]]", f'name = "{name}"', f"precedence = {rank}"]
    path = folder / "ilrsync.toml"
    path.write_text("\n".join([*lines, text]), encoding="utf-8")
    return load(path)


def references(ilr_file: Path) -> list[str]:
    """The LearnRefNumbers of a file that the schema of its year accepts, in order."""
    document = etree.parse(ilr_file)
    schema = etree.XMLSchema(etree.fromstring(schema_text(table(YEAR)).encode()))
    schema.assertValid(document)
    return [one.text or "" for one in document.iter(f"{{{table(YEAR).namespace}}}LearnRefNumber")]


def ilr_file(folder: Path) -> Path:
    """The one ILR file in *folder*."""
    (found,) = folder.glob("ILR-*.XML")
    return found


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below *folder* with what it holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _header(year: str, ukprn: int) -> Header:
    header = generator.header(year)
    assert header.Source is not None
    header.Source.UKPRN = ukprn
    return header
