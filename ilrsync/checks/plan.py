"""What is to be done with the records of one signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ilrsync.checks.memory import NOTHING
from ilrsync.checks.questions import test

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ilrsync.checks.memory import Answer, Memory
    from ilrsync.checks.naive import Bound
    from ilrsync.checks.questions import Test
    from ilrsync.checks.rule import Hit
    from ilrsync.model.record import Record

UNKNOWN: Final = -1
"""The family of an aim whose signature is not known."""


class Plan:
    """What to do with a record: rules to call, hits known already, guards on aims that it meets.

    ``alone`` are the rules that take the record only; they are most, and cheaper to call. Those in
    ``memories`` are called only where what they ask is answered as never before. Where
    ``is_silent``, these have nothing to say of a record, and if nothing ``speaks`` either, nothing
    has.

    While it ``waits``, the plan is not made yet and the ``wider`` one is what there is. ``family``
    is a number for what a learner's plan tells of an aim.
    """

    __slots__ = (
        "_grown",
        "alone",
        "answers",
        "calls",
        "enables",
        "family",
        "is_silent",
        "knows_aims",
        "memories",
        "speaks",
        "waits",
        "wider",
    )

    def __init__(self, enables: int, family: int = UNKNOWN, *, knows_aims: bool = False) -> None:
        self.enables = enables
        self.family = family
        self.knows_aims = knows_aims
        self.wider: Plan | None = None
        self.become((), (), ())

    @classmethod
    def to_be(
        cls, wider: Plan, patience: int, family: int = UNKNOWN, *, knows_aims: bool = False
    ) -> Plan:
        """The plan of a signature that has to come more than *patience* times before it is made."""
        plan = cls(wider.enables, family, knows_aims=knows_aims)
        plan.wider = wider
        plan.waits = patience + 1
        plan.is_silent = _never
        return plan

    def become(
        self, rules: Iterable[Bound], answers: Iterable[Answer], memories: Iterable[Memory]
    ) -> None:
        """The plan is made."""
        every = tuple(rules)
        self.alone: tuple[tuple[Callable[[Record], Iterator[Hit]], Bound], ...] = tuple(
            (bound.alone, bound) for bound in every if bound.alone
        )
        self.calls = tuple(bound for bound in every if not bound.alone)
        self.answers = tuple(answers)
        self.memories = tuple(memories)
        self.speaks = bool(every or self.answers)
        self.waits = 0
        self._grown = -1
        self.renew()

    def renew(self) -> None:
        """What is asked of a record is what the memories now ask."""
        grown = sum(memory.extensions for memory in self.memories)
        if grown != self._grown and not self.waits:
            self._grown = grown
            asked = [(memory.facts, memory.answered.get) for memory in self.memories]
            self.is_silent: Test = test(asked, NOTHING) if asked else _always

    @property
    def rules(self) -> tuple[Bound, ...]:
        """Every rule that is to be called."""
        return (*(bound for _, bound in self.alone), *self.calls)


def _always(record: Record, learner: Record) -> bool:
    return True


def _never(record: Record, learner: Record) -> bool:
    return False
