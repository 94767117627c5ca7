"""What each output wants to remember of the learners, until the return is settled."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ilrsync import durable
from ilrsync.contracts import Output
from ilrsync.pipeline.packed import Packed

if TYPE_CHECKING:
    from ilrsync.model.records import Learner
    from ilrsync.model.table import Table

Wanted = Sequence[tuple[Output, Mapping[str, Any]]]


class StumbledError(Exception):
    """An output raised when it was shown a learner; ``kind`` is the name of what it raised."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class _Stumble(NamedTuple):
    """Stands where an output was to keep something and raised."""

    kind: str


class Kept:
    """By output, what it kept of which learner."""

    def __init__(self, outputs: Wanted, table: Table) -> None:
        self._table = table
        self._rooms: list[tuple[Output, Mapping[str, Any], Packed]] = [
            (output, options, Packed())
            for output, options in outputs
            if type(output).keep is not Output.keep
        ]

    def take(self, position: int, learner: Learner) -> None:
        """Every output has seen the learner at *position*; a second time replaces the first.

        That one raises is told when it is asked for what it kept, and stops no other.
        """
        for output, options, room in self._rooms:
            try:
                thing = output.keep(learner, self._table, options)
            except Exception as error:
                if durable.trouble(error) is not None:
                    raise
                thing = _Stumble(type(error).__name__)
            room.put(position, thing)

    def rooms(self) -> list[Packed]:
        """What was kept, for each output that keeps anything, in their order."""
        return [room for _, _, room in self._rooms]

    def join(self, rooms: Sequence[Packed]) -> None:
        """*rooms*, which `rooms` gave elsewhere for the learners that follow, are kept as well."""
        for (_, _, room), more in zip(self._rooms, rooms, strict=True):
            room.join(more)

    def placed(self, output: Output, without: Collection[int]) -> list[tuple[int, object]]:
        """What *output* kept, in the order of the return, each with the position of its learner.

        Learners at *without* are left out. Made anew at every call.

        Raises:
            StumbledError: it could not keep what it wanted of a learner.
        """
        room = next((room for one, _, room in self._rooms if one is output), ())
        placed = [(position, kept) for position, kept in room if position not in without]
        for _, kept in placed:
            if isinstance(kept, _Stumble):
                raise StumbledError(kept.kind)
        return placed
