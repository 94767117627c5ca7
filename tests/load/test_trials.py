"""The heavy days in short; ``python -m tests.load`` has them whole, with figures."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.load.trials import (
    a_delivery_every_minute,
    a_large_file,
    many_builds,
    many_sources,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_a_source_that_keeps_its_originals_may_deliver_every_minute(tmp_path: Path) -> None:
    figures = a_delivery_every_minute(tmp_path, 24)
    assert figures["builds"] <= 4
    first = figures["questions for one of the first deliveries"]
    assert figures["questions for one of the last deliveries"] <= first + 3


def test_every_build_of_many_in_one_process_comes_to_its_end(tmp_path: Path) -> None:
    assert many_builds(tmp_path, 3)["builds"] == 3


@pytest.mark.skipif(sys.platform == "win32", reason="asks by a signal of POSIX to stop")
def test_what_comes_while_the_service_builds_is_not_missed(tmp_path: Path) -> None:
    figures = a_large_file(tmp_path, 400, every=0.3)
    assert figures["files that came meanwhile"] > 1


@pytest.mark.skipif(sys.platform == "win32", reason="asks by a signal of POSIX to stop")
def test_exports_that_come_at_once_into_many_sources_are_all_taken(tmp_path: Path) -> None:
    figures = many_sources(tmp_path, 60, idle=2)
    assert figures["exports"] == 60
