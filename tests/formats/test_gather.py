from __future__ import annotations

from random import Random

import pytest

from ilrsync.formats.gather import Gathered


@pytest.mark.parametrize("in_memory", [10**9, 500, 3])
def test_rows_come_back_by_learner_and_line_from_memory_and_disk(in_memory: int) -> None:
    rows = [(place % 97, line, [f"{place}", f"{line}"]) for line, place in enumerate(range(1000))]
    Random(7).shuffle(rows)  # noqa: S311 - repeatable
    gathered = Gathered(in_memory)
    for place, line, cells in rows:
        gathered.add(place, line, cells)
    groups = list(gathered.groups())
    assert [place for place, _ in groups] == list(range(97))
    assert [(place, line, cells) for place, found in groups for line, cells in found] == sorted(
        rows
    )


def test_no_rows_give_no_groups() -> None:
    assert list(Gathered().groups()) == []
