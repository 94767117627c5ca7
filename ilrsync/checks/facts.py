"""What a rule has asked of a record beyond its signature, and how another record would answer.

Three things can be asked: the codes of the members of a list, the value of a field that has few
values, and whether a date, or the days between two, is below some bound. Records that agree in all
that a rule asked of one of them take the same way through the rule.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING, Any, Final

from ilrsync.checks.signature import CODES, getter
from ilrsync.model.record import Record
from ilrsync.model.records import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

Steps = tuple[tuple[str, int], ...]
"""From a record to one that stands in it: names of lists and places in them."""

Path = tuple[Steps, str]
"""A field of a record that stands in another, or of that one itself."""

OWNER: Final[Steps] = (("learner", 0),)
"""From an aim to the learner whom it belongs to."""

Question = Callable[[Record, Record], tuple[object, ...]]
"""What a record, and the learner whom it belongs to, say to a number of facts at once."""

ABSENT: Final = -1
"""Stands among numbers of bounds passed for a date that is not there."""


@dataclass
class Facts:
    """What was asked; ``days`` has the bounds by date, or by date and the date taken from it.

    A bound on a date is an ordinal, one on a difference a number of days. An entry without bounds
    asks only whether the field is there.
    """

    rows: set[Path] = slot(default_factory=set)
    values: set[Path] = slot(default_factory=set)
    days: dict[tuple[Path, Path | None], set[int]] = slot(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows or self.values or self.days)

    def names(self) -> frozenset[str]:
        """The fields whose values are asked, the aims' own numbers aside, which are 1, 2, 3."""
        return frozenset(name for _, name in self.values) - {"AimSeqNumber"}

    def covers(self, other: Facts) -> bool:
        """Whether all that *other* asks is asked here."""
        return (
            other.rows <= self.rows
            and other.values <= self.values
            and all(
                pair in self.days and bounds <= self.days[pair]
                for pair, bounds in other.days.items()
            )
        )

    def add(self, other: Facts) -> None:
        """All that *other* asks is asked here too."""
        self.rows |= other.rows
        self.values |= other.values
        for pair, bounds in other.days.items():
            self.days.setdefault(pair, set()).update(bounds)

    def question(self) -> Question:
        """Gives of a record and its learner, in one tuple, what it answers to each of the facts."""
        source = _Source()
        asks = [source.codes(path) for path in sorted(self.rows)]
        asks += [source.value(path) for path in sorted(self.values)]
        asks += [
            source.passed(to, bounds) if since is None else source.apart(to, since, bounds)
            for (to, since), bounds in self.days.items()
        ]
        return source.function(asks)


class _Source:
    """The text of a function that is asked of every record there is, and so is made for its facts.

    In the text stand names of the ILR's own lists and fields, never anything that was read.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._made: dict[object, str] = {(): "record", OWNER: "learner"}
        self._names: dict[str, Any] = {"bisect": bisect_right}

    def function(self, asks: Iterable[str]) -> Question:
        """The function whose answers are *asks*."""
        result = "".join(f"{ask}, " for ask in asks)
        text = "\n  ".join(["def question(record, learner):", *self._lines, f"return ({result})"])
        exec(text, self._names)  # noqa: S102 - made from field names, as dataclasses are
        question: Question = self._names["question"]
        return question

    def codes(self, path: Path) -> str:
        """The codes of each member of a list; their number where they have none."""
        rows, names = self._list(path), CODES.get(RECORDS[path[1]], ())
        return f"tuple(map({self._name(getter(names))}, {rows}))" if names else f"len({rows})"

    def value(self, path: Path) -> str:
        """The value of a field; that of a member that the list does not have is None."""
        return self._variable(path, _of(self._record(path[0]), path[1], "None"))

    def passed(self, path: Path, bounds: set[int]) -> str:
        """How many of *bounds* a date has reached; without bounds, whether it is absent."""
        value = self.value(path)
        if not bounds:
            return f"{value} is None"
        days = self._name([dt.date.fromordinal(bound) for bound in sorted(bounds)])
        return f"{ABSENT} if {value} is None else bisect({days}, {value})"

    def apart(self, to: Path, since: Path, bounds: set[int]) -> str:
        """How many of *bounds* the days from one date to another have reached."""
        last, first = self.value(to), self.value(since)
        if bounds == {0}:
            reached = f"{last} >= {first}"
        elif bounds == {1}:
            reached = f"{last} > {first}"
        else:
            reached = f"bisect({self._name(sorted(bounds))}, ({last} - {first}).days)"
        return f"{ABSENT} if {last} is None or {first} is None else {reached}"

    def _record(self, steps: Steps) -> str:
        """The record to which *steps* lead; None where the list is shorter."""
        if steps in self._made:
            return self._made[steps]
        name, index = steps[-1]
        rows = self._list((steps[:-1], name))
        return self._variable(steps, f"{rows}[{index}] if len({rows}) > {index} else None")

    def _list(self, path: Path) -> str:
        return self._variable(path, _of(self._record(path[0]), path[1], "()"))

    def _variable(self, made_for: object, text: str) -> str:
        """The variable that holds *text*, which is worked out once."""
        if made_for not in self._made:
            self._made[made_for] = f"v{len(self._made)}"
            self._lines.append(f"{self._made[made_for]} = {text}")
        return self._made[made_for]

    def _name(self, thing: object) -> str:
        """The name under which the function knows *thing*."""
        name = f"n{len(self._names)}"
        self._names[name] = thing
        return name


def _of(record: str, name: str, otherwise: str) -> str:
    """Field *name* of a record that may not be there."""
    if record in {"record", "learner"}:
        return f"{record}.{name}"
    return f"{record}.{name} if {record} is not None else {otherwise}"
