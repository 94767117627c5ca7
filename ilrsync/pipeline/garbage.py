"""The cycle collector, told what a build is like."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_YOUNG = 50_000
"""New objects before the collector looks; by default it looks several times a learner."""


@contextmanager
def few_cycles() -> Iterator[None]:
    """Collections are rare, and do not look at what was there before the block.

    Nearly all that a build makes is records, hits and texts, which hold no cycles and go when their
    last user goes; looking for cycles in them would take a quarter of its time. A learner with
    notes is one (a note names its record), so the collector is never switched off.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
        # What comes out of the freezer counts as old, which the collector by itself looks at only
        # when much has grown old the usual way: a service would grow with every build.
        gc.collect()
        _give_back()


def _give_back() -> None:
    """What the C library holds for nobody is the system's again, where the library can do that.

    Parsed documents leave some 20 MB so, mostly in the arena of a thread that has ended, where
    nothing that comes after a build would use it.
    """
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # glibc has it, others do not
            ctypes.CDLL(None).malloc_trim(0)
