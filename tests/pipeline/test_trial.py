"""A file that ends the process is found out and set aside; one that was only there is not."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from ilrsync.ledger import ExportState, Ledger
from ilrsync.pipeline.sync import one_step
from tests.pipeline.returns import (
    NOW,
    deliver,
    host,
    ilr,
    ilr_file,
    learners,
    references,
    site,
    tree,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.config import Config

DEADLY = b"DEADLY\r\n"
PLUGIN = '''
"""A format whose reader ends the process, as a fault in a library written in C does."""

import os

from ilrsync.sdk import Delivery, Format, hookimpl


class Deadly(Format):
    name = "deadly"
    version = "1"

    def matches(self, file):
        return file.head.startswith(b"DEADLY")

    def read(self, file, reading):
        os._exit(9)


@hookimpl
def ilrsync_formats():
    return [Deadly()]
'''


def prepared(folder: Path) -> Config:
    deliver(folder / "own" / "deadly", "__init__.py", PLUGIN.encode())
    return site(folder, '[plugins]\nfolders = ["own"]\n', sources=("main", "second"))


def ilrsync_sync(config: Config) -> int:
    command = [sys.executable, "-m", "ilrsync", "sync", "--config", str(config.path)]
    return subprocess.run(command, check=False, capture_output=True).returncode


def export_of(config: Config, source: str) -> tuple[ExportState, int]:
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        export = ledger.newest_export(source)
    assert export is not None
    return export.state, export.attempts


def test_a_file_that_ends_the_process_twice_is_set_aside_and_the_return_is_built(
    tmp_path: Path,
) -> None:
    config = prepared(tmp_path)
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(3)))
    deliver(config.folders.inbox / "second", "deadly.dat", DEADLY)

    assert [ilrsync_sync(config) for _ in range(3)] == [9, 9, 2]

    assert export_of(config, "second") == (ExportState.REFUSED, 0)
    assert export_of(config, "main") == (ExportState.ACCEPTED, 0)
    aside = tree(config.folders.quarantine)
    assert DEADLY in aside.values()
    assert any(b"tried it alone" in text for text in aside.values())
    (run,) = config.folders.outbox.glob("*/run-*")
    assert len(references(ilr_file(run))) == 3
    assert tree(config.folders.state / "building") == {}


def test_an_export_that_was_only_in_use_when_the_power_went_is_read(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(3)))
    with Ledger.open(config.ledger_place) as ledger:
        taken = one_step(config, host(), ledger, NOW, settled=lambda *_: {}, build=False)
        (export,) = taken.looks[0].new
        for _ in range(2):
            ledger.exports_begun([export.id])

    assert ilrsync_sync(config) == 0

    assert export_of(config, "main") == (ExportState.ACCEPTED, 0)
