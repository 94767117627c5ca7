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

    def rooms(self) -> list[dict[int, object]]:
        """What was kept, for each output that keeps anything, in their order."""
        return [room for _, _, room in self._rooms]

    def join(self, rooms: Sequence[dict[int, object]]) -> None:
        """*rooms*, as `rooms` gave them for the same outputs elsewhere, are kept as well."""
        for (_, _, room), more in zip(self._rooms, rooms, strict=True):
            room |= more

    def of(self, output: Output, without: Collection[int]) -> list[object]:
        """What *output* kept, in the order of the return, learners at *without* left out."""
        return [kept for _, kept in self.placed(output, without)]

    def placed(self, output: Output, without: Collection[int]) -> list[tuple[int, object]]:
        """As `of`, each with the position of its learner."""
        room = next((room for one, _, room in self._rooms if one is output), {})
        return [(position, room[position]) for position in sorted(room) if position not in without]
