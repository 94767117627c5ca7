"""Whatever bytes arrive, the XML formats read them or say in our own words why not."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ilrsync.errors import IlrsyncError
from plugins.generic_xml import GenericXml
from plugins.ilr_xml import IlrXml
from tests.formats.ilr_files import as_file
from tests.formats.xml_garbage import GOOD, PIECES, mutated, read_all

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.contracts import Format

FORMATS = pytest.mark.parametrize("plugin", [IlrXml(), GenericXml()], ids=lambda each: each.name)
FEW = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def tried(plugin: Format, folder: Path, content: bytes) -> None:
    with suppress(IlrsyncError):
        read_all(plugin, as_file(folder, content))


@FORMATS
@FEW
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path: Path, plugin: Format, content: bytes) -> None:
    tried(plugin, tmp_path, content)


@FORMATS
@FEW
@given(st.lists(st.sampled_from([*PIECES, GOOD[:300], GOOD[300:600]]), max_size=12))
def test_any_pieces_of_xml(tmp_path: Path, plugin: Format, content: list[bytes]) -> None:
    tried(plugin, tmp_path, b"<Message>" + b"".join(content))


@FORMATS
def test_a_good_file_that_something_happened_to(tmp_path: Path, plugin: Format) -> None:
    for seed in range(300):
        tried(plugin, tmp_path, mutated(Random(seed)))  # noqa: S311 - repeatable, not secret
