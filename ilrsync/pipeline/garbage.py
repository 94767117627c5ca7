"""The cycle collector, told what a build is like."""

from __future__ import annotations

import gc
from contextlib import contextmanager
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
