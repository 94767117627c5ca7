"""Stand-ins for a date, and for the days between two, that note how they are compared.

All that they can be compared with comes down to one form: a date, or the days from one to another,
is below a bound or is not. Whatever else is done with a stand-in is either noted as a use of the
date itself, or fails as it would not with the date; either way nothing is remembered then.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from ilrsync.checks.stand_in import StandIn

if TYPE_CHECKING:
    from ilrsync.checks.facts import Facts, Path

DAY: Final = dt.timedelta(days=1)
LAST: Final = dt.date.max.toordinal()


class Notes:
    """What a rule has asked; ``is_whole`` is false once that is more than facts can say."""

    __slots__ = ("facts", "is_whole")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.is_whole = True

    def bound(self, to: Path, since: Path | None, *bounds: int) -> None:
        """A date, or the days between two, was held against *bounds*."""
        self.facts.days.setdefault((to, since), set()).update(bounds)

    def total(self, numbers: tuple[Path, ...], bound: int) -> None:
        """A number, or the sum of some, was held against a bound."""
        self.facts.sums.setdefault(tuple(sorted(numbers)), set()).add(bound)


class Compared(StandIn):
    """A whole number that can be below another; for anything else the real value is taken."""

    __slots__ = ("_number",)

    def __init__(self, notes: Notes, number: int, real: object) -> None:
        super().__init__(notes, real)
        self._number = number

    def _other(self, other: object) -> int | None:
        """What *other* comes to as a number; None when it cannot be compared."""
        raise NotImplementedError

    def _note(self, other: object, bound: int) -> None:
        """It was asked whether this is below *bound*, which comes of *other*."""
        raise NotImplementedError

    def _below(self, other: object, more: int) -> bool | None:
        """Whether this is less than *other* and *more* days; None where only the value can tell."""
        number = self._other(other)
        if number is None:
            return None
        self._note(other, number + more)
        return self._number < number + more

    def __lt__(self, other: object) -> Any:
        below = self._below(other, 0)
        return super().__lt__(other) if below is None else below

    def __le__(self, other: object) -> Any:
        below = self._below(other, 1)
        return super().__le__(other) if below is None else below

    def __gt__(self, other: object) -> Any:
        below = self._below(other, 1)
        return super().__gt__(other) if below is None else not below

    def __ge__(self, other: object) -> Any:
        below = self._below(other, 0)
        return super().__ge__(other) if below is None else not below

    def __eq__(self, other: object) -> Any:
        if other is None:
            return False
        below = self._below(other, 0)
        if below is None:
            return super().__eq__(other)
        return not below and self._below(other, 1)

    __hash__ = None  # who defines what is equal defines this anew


class WatchedDate(Compared):
    """Stands for the date at *path*, and *offset* days."""

    __slots__ = ("_date", "_offset", "_path")

    def __init__(self, notes: Notes, path: Path, day: dt.date, offset: int = 0) -> None:
        super().__init__(notes, day.toordinal(), day)
        self._date = day
        self._path = path
        self._offset = offset

    def __add__(self, more: object) -> Any:
        days = _whole_days(more)
        if days is None:
            return super().__add__(more)
        offset = self._offset + days
        self._bound(1 - offset)  # a date so early or late that the sum is not a date
        self._bound(LAST - offset + 1)
        return WatchedDate(self._notes, self._path, self._date + days * DAY, offset)

    __radd__ = __add__

    def __sub__(self, other: object) -> Any:
        days = _whole_days(other)
        if days is not None:
            return self + -days * DAY
        between = WatchedDays.between(self, other, self._notes)
        return super().__sub__(other) if between is None else between

    def __rsub__(self, other: object) -> Any:
        between = WatchedDays.between(other, self, self._notes)
        return super().__rsub__(other) if between is None else between

    def __bool__(self) -> bool:
        return True

    def _other(self, other: object) -> int | None:
        if type(other) is WatchedDate:
            return other._number
        return other.toordinal() if type(other) is dt.date else None

    def _note(self, other: object, bound: int) -> None:
        if type(other) is WatchedDate:
            more = bound - other._number
            self._notes.bound(self._path, other._path, more + other._offset - self._offset)
        else:
            self._bound(bound - self._offset)

    def _bound(self, ordinal: int) -> None:
        """The date itself was held against a bound; every date is on one side of some."""
        if 1 < ordinal <= LAST:
            self._notes.bound(self._path, None, ordinal)


class WatchedDays(Compared):
    """Stands for the days between two dates, one of which may be known; as a number or a delta."""

    __slots__ = ("_is_delta", "_last", "_since")

    def __init__(
        self, notes: Notes, last: object, since: object, number: int, *, is_delta: bool
    ) -> None:
        super().__init__(notes, number, number * DAY if is_delta else number)
        self._last = last
        self._since = since
        self._is_delta = is_delta

    @classmethod
    def between(cls, last: object, since: object, notes: Notes) -> WatchedDays | None:
        """The days from *since* to *last*, one of which is a stand-in; None without two dates."""
        ends = [_ordinal(one) for one in (last, since)]
        if ends[0] is None or ends[1] is None:
            return None
        return cls(notes, last, since, ends[0] - ends[1], is_delta=True)

    @property
    def days(self) -> WatchedDays:
        """The same as a number, where this is a delta."""
        if not self._is_delta:
            raise AttributeError("days")
        return WatchedDays(self._notes, self._last, self._since, self._number, is_delta=False)

    def __bool__(self) -> bool:
        return bool(self != (0 * DAY if self._is_delta else 0))

    def _other(self, other: object) -> int | None:
        if self._is_delta:
            return _whole_days(other)
        return other if type(other) is int else None

    def _note(self, other: object, bound: int) -> None:
        """Below so many days is the last date below the first one and so many days."""
        last, since = self._last, self._since
        if type(last) is WatchedDate:
            last._note(since, last._number - self._number + bound)
        elif type(since) is WatchedDate and type(last) is dt.date:
            # last - since < bound is: not since < last - bound + 1
            since._bound(last.toordinal() - bound + 1 - since._offset)


def _ordinal(day: object) -> int | None:
    if type(day) is WatchedDate:
        return day._number
    return day.toordinal() if type(day) is dt.date else None


def _whole_days(delta: object) -> int | None:
    """The days of a delta that has nothing but days."""
    if type(delta) is dt.timedelta and not delta.seconds and not delta.microseconds:
        return delta.days
    return None
