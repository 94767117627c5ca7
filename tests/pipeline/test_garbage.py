from __future__ import annotations

import gc
import platform
from pathlib import Path

import pytest

from ilrsync.pipeline.garbage import few_cycles


class _Knot:
    """An object that only the collector can free."""

    alive = 0

    def __init__(self) -> None:
        self.itself = self
        self.ballast = [[] for _ in range(100)]  # type: ignore[var-annotated] # only has to be many
        _Knot.alive += 1

    def __del__(self) -> None:
        _Knot.alive -= 1


def test_cycles_made_in_the_block_do_not_pile_up() -> None:
    with few_cycles():
        for _ in range(10_000):
            _Knot()
        most = _Knot.alive
    gc.collect()
    assert most < 5_000
    assert _Knot.alive == 0


def test_the_collector_is_as_it_was_even_after_an_error() -> None:
    before = gc.get_threshold(), gc.get_freeze_count()
    with pytest.raises(ZeroDivisionError), few_cycles():
        1 / 0  # noqa: B018 - only has to fail
    assert (gc.get_threshold(), gc.get_freeze_count()) == before


def test_in_the_block_the_collector_looks_seldom_and_not_at_what_was_there() -> None:
    looks = 0

    def count(phase: str, told: dict[str, int]) -> None:
        nonlocal looks
        looks += phase == "start"

    gc.collect()
    gc.callbacks.append(count)
    try:
        with few_cycles():
            assert gc.get_freeze_count() > 1_000
            kept = [[] for _ in range(40_000)]  # type: ignore[var-annotated] # only has to be many
            while_busy = looks
    finally:
        gc.callbacks.remove(count)
    assert (while_busy, len(kept)) == (0, 40_000)


def test_block_after_block_leaves_nothing_behind() -> None:
    for _ in range(3):
        with few_cycles():
            _Knot()
    assert _Knot.alive == 0


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="other C libraries have their own way"
)
def test_memory_that_was_let_go_goes_back_to_the_system() -> None:
    def resident() -> int:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * 4096

    with few_cycles():
        texts = [bytes([number % 256]) * 4_000 for number in range(10_000)]
        last = texts[-1]  # the C library by itself only lets go of what stands at the end
        del texts
        before = resident()
    assert resident() < before - 20_000_000
    assert len(last) == 4_000
