"""A working folder in which everything that can become of an export does."""

from __future__ import annotations

import zipfile
from functools import cache
from typing import TYPE_CHECKING

from ilrsync.config import Config, load
from ilrsync.pipeline.sync import sync
from tests.pipeline.returns import NOW, UKPRN, deliver, host, ilr, learners

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.pipeline.reports import SyncReport

SOURCES = ("main", "second", "stray")
_SETTINGS = f"""\
[provider]
ukprn = {UKPRN}
name = "Anytown College"
year = "2627"
[watching]
settle = 0
[outputs.review_workbook]
enabled = false
[outputs.placement_sheet]
enabled = false
"""


_COLLEGE = f"""\
[provider]
ukprn = {UKPRN}
name = "Anytown College"
year = "2627"
[watching]
settle = 0
[corrections]
R_06 = "suggest"
R_59 = "suggest"
"""
_SERVICE = """\
[[schedule]]
name = "all-day"
every = "2 seconds"
[[schedule]]
name = "arriving"
on_arrival = true
not_more_often_than = "1 second"
"""


def working_folder(folder: Path, more: str = "") -> Config:
    """Three sources, of which the first lets its originals go, and *more* settings."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [_SETTINGS]
    for rank, name in enumerate(SOURCES, 1):
        (folder / "inbox" / name).mkdir(parents=True, exist_ok=True)
        originals = "remove" if name == "main" else "keep"
        lines.append(f'[[source]]\nname = "{name}"\nprecedence = {rank}')
        lines.append(f'originals = "{originals}"')
    path = folder / "ilrsync.toml"
    path.write_text("\n".join([*lines, more]), encoding="utf-8")
    return load(path)


def college(folder: Path, *, service: bool = False) -> Config:
    """Two vendors' sources and all that a site can have: outputs, answers, with *service* a clock.

    Only the second and the stray source keep their originals.
    """
    lines = [_COLLEGE, _SERVICE if service else ""]
    for rank, name in enumerate(("main", "mis", "second", "stray"), 1):
        (folder / "inbox" / name).mkdir(parents=True, exist_ok=True)
        originals = "remove" if name in ("main", "mis") else "keep"
        lines.append(f'[[source]]\nname = "{name}"\nprecedence = {rank}')
        lines.append(f'originals = "{originals}"')
    path = folder / "ilrsync.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    config = load(path)
    config.folders.decisions.mkdir(exist_ok=True)
    return config


def deliveries(config: Config) -> None:
    """One good file, one in a zip, one that nobody knows and one of another provider."""
    inbox = config.folders.inbox
    deliver(inbox / "main", "export.xml", _export(3, 1))
    with zipfile.ZipFile(inbox / "second" / "export.zip", "w") as made:
        made.writestr(zipfile.ZipInfo("export.xml"), _export(2, 2))
    deliver(inbox / "second", "notes.csv", b"Dear all,\r\nplease find attached\r\n")
    deliver(inbox / "stray", "another.xml", _export(2, 3, UKPRN + 1))


def one_pass(config: Config) -> SyncReport:
    """A pass at the hour at which all passes are, so that what they write can be compared."""
    return sync(config, host(), started=NOW)


@cache
def _export(count: int, seed: int, ukprn: int = UKPRN) -> bytes:
    people = learners(count, seed=seed)
    for place, one in enumerate(people):
        one.LearnRefNumber = f"S{seed}{place}"
    return ilr(people, ukprn=ukprn)
