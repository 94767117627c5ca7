"""Stand-ins for a number, and for the sum of some, that note how they are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.checks.watched_days import Compared

if TYPE_CHECKING:
    from ilrsync.checks.facts import Path
    from ilrsync.checks.watched_days import Notes


class WatchedNumber(Compared):
    """Stands for the sum of the numbers at *paths*, and *offset*.

    It can be compared with a whole number and added to one or to another stand-in. Anything else
    is noted as a use of the number itself, or fails; then nothing is remembered.
    """

    __slots__ = ("_offset", "_paths")

    def __init__(self, notes: Notes, paths: tuple[Path, ...], number: int, offset: int = 0) -> None:
        super().__init__(notes, number, number)
        self._paths = paths
        self._offset = offset

    def __add__(self, more: object) -> Any:
        if type(more) is WatchedNumber:
            paths, offset = self._paths + more._paths, self._offset + more._offset
            return WatchedNumber(self._notes, paths, self._number + more._number, offset)
        if type(more) is int:
            offset = self._offset + more
            return WatchedNumber(self._notes, self._paths, self._number + more, offset)
        return super().__add__(more)

    __radd__ = __add__

    def __bool__(self) -> bool:
        return bool(self != 0)

    def _other(self, other: object) -> int | None:
        if type(other) is WatchedNumber:
            self._notes.is_whole = False
            return other._number
        return other if type(other) is int else None

    def _note(self, other: object, bound: int) -> None:
        self._notes.total(self._paths, bound - self._offset)
