"""Whatever goes wrong at whichever call, the next healthy pass ends where an undisturbed one does.

``python -m tests.crash`` tries every call; here some are tried, others for each kind of trouble.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.crash.every_call import KINDS, undisturbed, wrong_after
from tests.crash.faults import CHANGING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.standing import Standing

TRIED = 5


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> tuple[Standing, list[str]]:
    return undisturbed(tmp_path_factory.mktemp("undisturbed"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that can be forked")
@pytest.mark.parametrize("kind", KINDS)
def test_trouble_at_any_call_loses_and_doubles_nothing(
    tmp_path: Path, calm: tuple[Standing, list[str]], kind: str
) -> None:
    wanted, calls = calm
    changing = [at for at, name in enumerate(calls, 1) if name in CHANGING]
    step = len(changing) // TRIED
    for at in changing[KINDS.index(kind) * 2 :: step]:
        assert wrong_after(kind, at, tmp_path / str(at), wanted) == [], (at, calls[at - 1])
