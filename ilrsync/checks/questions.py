"""Functions that ask a record for facts.

They are asked of every record there is, and so are made for their facts, as text. In the text stand
names of the ILR's own lists and fields, never anything that was read.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Hashable
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from ilrsync.checks.facts import OWNER
from ilrsync.checks.signature import CODES
from ilrsync.model.record import Record
from ilrsync.model.records import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ilrsync.checks.facts import Facts, Path, Steps

Question = Callable[[Record, Record], Hashable]
"""What a record, and the learner whom it belongs to, say to a number of facts at once."""

Test = Callable[[Record, Record], bool]
"""Whether something holds of a record and the learner whom it belongs to."""

ABSENT: Final = -1
"""Stands among numbers of bounds passed for a date that is not there."""

FEW: Final = 2
"""Bounds that are sooner held against a date one by one than searched."""


def question(facts: Facts) -> Question:
    """Gives what a record answers to each of the facts; the answer itself where it is only one."""
    text = _Text(facts.sure)
    asked: Question = text.function(text.answers(facts))
    return asked


def test(asked: Iterable[tuple[Facts, Callable[[Hashable], object]]], wanted: object) -> Test:
    """Whether each of the functions gives *wanted* for what a record answers to its facts."""
    asked = list(asked)
    text = _Text(set().union(*(facts.sure for facts, _ in asked)))
    answers = [(text.name(look_up), text.answers(facts)) for facts, look_up in asked]
    name = text.name(wanted)
    is_so: Test = text.function(" and ".join(f"{one}({said}) is {name}" for one, said in answers))
    return is_so


class _Text:
    """What a function does before it returns: each value that it needs is worked out once."""

    def __init__(self, sure: set[Path]) -> None:
        self._sure = sure
        self._lines: list[str] = []
        self._made: dict[object, str] = {(): "record", OWNER: "learner"}
        self._things: list[object] = []

    def function(self, result: str) -> Any:
        """The function that returns *result*."""
        names = "".join(f"n{number}, " for number in range(len(self._things)))
        return _maker(names, "\n    ".join([*self._lines, f"return {result}"]))(*self._things)

    def answers(self, facts: Facts) -> str:
        """What a record answers to *facts*."""
        asks = [self._codes(path) for path in sorted(facts.rows)]
        asks += [self._value(path) for path in sorted(facts.values)]
        asks += [
            self._passed(to, bounds) if since is None else self._apart(to, since, bounds)
            for (to, since), bounds in sorted(facts.days.items(), key=_pair)
        ]
        asks += [self._added(paths, bounds) for paths, bounds in sorted(facts.sums.items())]
        return asks[0] if len(asks) == 1 else f"({', '.join(asks)})"

    def name(self, thing: object) -> str:
        """The name under which the function knows *thing*."""
        self._things.append(thing)
        return f"n{len(self._things) - 1}"

    def _codes(self, path: Path) -> str:
        """The codes of each member of a list; their number where they have none."""
        rows, names = self._list(path), CODES.get(RECORDS[path[1]], ())
        return f"tuple(map({self.name(attrgetter(*names))}, {rows}))" if names else f"len({rows})"

    def _value(self, path: Path) -> str:
        """The value of a field; that of a member that the list does not have is None."""
        return self._variable(path, self._field(path, "None"))

    def _passed(self, to: Path, bounds: set[int]) -> str:
        """How many of *bounds* a date has reached; without bounds, whether it is absent."""
        value = self._value(to)
        if not bounds:
            return f"{value} is None"
        days = [dt.date.fromordinal(bound) for bound in sorted(bounds)]
        return self._there([to], self._reached(value, days))

    def _apart(self, to: Path, since: Path, bounds: set[int]) -> str:
        """How many of *bounds* the days from one date to another have reached."""
        last, first = self._value(to), self._value(since)
        if bounds <= {0, 1}:
            reached = " + ".join(f"({last} {'>' if bound else '>='} {first})" for bound in bounds)
        else:
            reached = self._reached(f"({last} - {first}).days", sorted(bounds))
        return self._there([to, since], reached)

    def _added(self, paths: Iterable[Path], bounds: set[int]) -> str:
        """How many of *bounds* the sum of some numbers has reached."""
        total = " + ".join(self._value(path) for path in paths)
        return self._there(paths, self._reached(total, sorted(bounds)))

    def _reached(self, value: str, bounds: Sequence[object]) -> str:
        """How many of *bounds*, the lowest first, *value* has reached."""
        if len(bounds) == 1:
            return f"{value} >= {self.name(bounds[0])}"
        if len(bounds) <= FEW and value.isidentifier():
            return " + ".join(f"({value} >= {self.name(bound)})" for bound in bounds)
        return f"{self.name(bisect_right)}({self.name(list(bounds))}, {value})"

    def _there(self, paths: Iterable[Path], answer: str) -> str:
        """The answer, where none of the fields that it is about may be absent."""
        unsure = [f"{self._value(path)} is None" for path in paths if not self._is_sure(path)]
        return f"{ABSENT} if {' or '.join(unsure)} else {answer}" if unsure else answer

    def _record(self, steps: Steps) -> str:
        """The record to which *steps* lead; None where the list is shorter."""
        if steps in self._made:
            return self._made[steps]
        name, index = steps[-1]
        rows = self._list((steps[:-1], name))
        if self._is_there(steps):
            return self._variable(steps, f"{rows}[{index}]")
        return self._variable(steps, f"{rows}[{index}] if len({rows}) > {index} else None")

    def _list(self, path: Path) -> str:
        return self._variable(path, self._field(path, "()"))

    def _field(self, path: Path, otherwise: str) -> str:
        """A field of a record that may not be there."""
        record = self._record(path[0])
        if self._is_there(path[0]):
            return f"{record}.{path[1]}"
        return f"{record}.{path[1]} if {record} is not None else {otherwise}"

    def _is_there(self, steps: Steps) -> bool:
        """Whether every record to which *steps* lead is there for sure."""
        return steps in {(), OWNER} or all(
            (steps[:count], name) in self._sure for count, (name, _) in enumerate(steps)
        )

    def _is_sure(self, path: Path) -> bool:
        return path in self._sure and self._is_there(path[0])

    def _variable(self, made_for: object, text: str) -> str:
        """The variable that holds *text*."""
        if made_for not in self._made:
            self._made[made_for] = f"v{len(self._made)}"
            self._lines.append(f"{self._made[made_for]} = {text}")
        return self._made[made_for]


@lru_cache(maxsize=1024)  # facts about other dates and codes are asked in the same words
def _maker(names: str, body: str) -> Callable[..., Any]:
    """Makes the function with this *body* out of the things that it knows by *names*."""
    text = f"def make({names}):\n  def ask(record, learner):\n    {body}\n  return ask"
    made: dict[str, Any] = {}
    exec(text, made)  # noqa: S102 - made from field names, as dataclasses are
    maker: Callable[..., Any] = made["make"]
    return maker


def _pair(entry: tuple[tuple[Path, Path | None], set[int]]) -> tuple[Path, Path]:
    """By what the days of facts are put in order."""
    (to, since), _ = entry
    return to, since or ((), "")
