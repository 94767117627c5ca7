from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync.ledger import Ledger
from tests.ledger.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "state" / "ledger.sqlite", clock=FakeClock()) as opened:
        yield opened
