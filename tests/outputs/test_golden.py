from __future__ import annotations

from typing import TYPE_CHECKING

from tests.outputs.golden import GOLDEN, write

if TYPE_CHECKING:
    from pathlib import Path


def test_every_output_is_what_was_looked_at_and_kept(tmp_path: Path) -> None:
    written = {path.name: path.read_bytes() for path in write(tmp_path)}
    kept = {path.name: path.read_bytes() for path in GOLDEN.glob("[!.]*")}
    assert sorted(written) == sorted(kept)
    differing = [name for name, data in written.items() if data != kept[name]]
    assert differing == []
