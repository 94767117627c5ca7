"""Learners of an export read once more, by position: for the few that share something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.pipeline.inputs import Input, learners, opened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ilrsync.model.records import Learner
    from ilrsync.model.table import Table


def again(
    inputs: Sequence[tuple[int, int, Input]], table: Table, wanted: Collection[int]
) -> Iterator[tuple[int, Input, Learner]]:
    """The learners at the *wanted* positions with their input, in order of position.

    *inputs* say, for each input, the position of its first learner and how many it gave.

    Raises:
        RefusedInputError: an export that was readable before is not any more.
    """
    for first, count, given in inputs:
        here = {position for position in wanted if first <= position < first + count}
        if not here:
            continue
        last = max(here)
        delivery = opened(given, table)
        for position, learner in enumerate(learners(given, delivery, table), first):
            if position in here:
                yield position, given, learner
            if position >= last:
                break
