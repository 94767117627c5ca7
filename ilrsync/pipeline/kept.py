"""What each output wants to remember of the learners, until the return is settled."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ilrsync.contracts import Output

if TYPE_CHECKING:
    from ilrsync.model.records import Learner
    from ilrsync.model.table import Table

Wanted = Sequence[tuple[Output, Mapping[str, Any]]]


class Kept:
    """By output, what it kept of which learner."""

    def __init__(self, outputs: Wanted, table: Table) -> None:
        self._table = table
        self._rooms: list[tuple[Output, Mapping[str, Any], dict[int, object]]] = [
            (output, options, {})
            for output, options in outputs
            if type(output).keep is not Output.keep
        ]

    def take(self, position: int, learner: Learner) -> None:
        """Every output has seen the learner at *position*; a second time replaces the first."""
        for output, options, room in self._rooms:
            wanted = output.keep(learner, self._table, options)
            if wanted is not None:
                room[position] = wanted
            elif position in room:
                del room[position]

    def of(self, output: Output, without: Collection[int]) -> list[object]:
        """What *output* kept, in the order of the return, learners at *without* left out."""
        room = next((room for one, _, room in self._rooms if one is output), {})
        return [room[position] for position in sorted(room) if position not in without]
