"""Learners had once more, by position: for the few that share something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.formats.ilr_reader import IlrReader
from ilrsync.pipeline.inputs import Input, learners, only_file, opened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import Any

    from ilrsync.model.records import Learner
    from ilrsync.model.table import Table
    from ilrsync.pipeline.remembered import Remembered
    from ilrsync.pipeline.spool import Spool


def again(
    inputs: Sequence[tuple[int, int, Input]],
    table: Table,
    wanted: Collection[int],
    remembered: Remembered,
    spool: Spool[Any],
) -> Iterator[tuple[int, Input, Learner]]:
    """The learners at the *wanted* positions with their input, in order of position.

    *inputs* say, for each input, the position of its first learner and how many it gave. What is
    *remembered* comes from *spool*; only for the others is the export read again.

    Raises:
        RefusedInputError: an export that was readable before is not any more.
    """
    reader = IlrReader(table)
    for first, count, given in inputs:
        here = sorted(position for position in wanted if first <= position < first + count)
        written = [position for position in here if position in remembered]
        unknown = {position for position in here if position not in remembered}
        found = dict(_read(given, table, first, unknown)) if unknown else {}
        for position, xml in spool.elements(written):
            found[position] = remembered.again(position, xml, reader, only_file(given).name)
        for position in here:
            yield position, given, found[position]


def _read(
    given: Input, table: Table, first: int, wanted: Collection[int]
) -> Iterator[tuple[int, Learner]]:
    last = max(wanted)
    delivery = opened(given, table)
    for position, learner in enumerate(learners(given, delivery, table), first):
        if position in wanted:
            yield position, learner
        if position >= last:
            break
