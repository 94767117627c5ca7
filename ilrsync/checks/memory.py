"""Rules whose answer follows from a signature and a few facts beside it, and what they answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ilrsync.checks.hiding import hides
from ilrsync.checks.questions import question

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from ilrsync.checks.facts import Facts, Steps
    from ilrsync.checks.naive import Bound
    from ilrsync.checks.rule import Hit
    from ilrsync.checks.watch import Watch
    from ilrsync.model.record import Record
    from ilrsync.model.records import Learner

MOST_ANSWERS: Final = 20_000
"""Answers to questions about one kind of record that are told apart; with those that come later
all rules are called."""

MOST_EXTENSIONS: Final = 12
"""How often a question may grow; a rule that then asks for more is called instead."""


class Answer(NamedTuple):
    """A remembered hit, and how to get from the record to what it is about."""

    bound: Bound
    hit: Hit
    steps: Steps


class Known(NamedTuple):
    """What is left to do: rules to call, and hits known already."""

    calls: tuple[Bound, ...]
    answers: tuple[Answer, ...]


NOTHING: Final = Known((), ())
"""What is left to do most of the time."""


class Recalled(NamedTuple):
    """What a rule says of every record with the same signature, and of which it asked *facts*."""

    answers: list[Answer]
    facts: Facts


class Room:
    """How many more answers to questions may be told apart.

    Each has to come more than *patience* times before the rules are watched with it.
    """

    def __init__(self, patience: int) -> None:
        self.left = MOST_ANSWERS
        self.patience = patience


class Memory:
    """Rules that ask the same few things of a record of one signature.

    ``answered`` says what is left to do, by what a record says to the question; where it does not
    say it, `known` finds out. When the question grows, ``answered`` is another dictionary, and the
    one before has nothing any more.
    """

    def __init__(
        self,
        rules: Sequence[Bound],
        facts: Facts,
        watched: Callable[[Record, Learner], Watch],
        room: Room,
    ) -> None:
        self.facts = facts
        self.answered: dict[Hashable, Known] = {}
        self.extensions = 0
        self._rules = tuple(rules)
        self._watched = watched
        self._room = room
        self._all = Known(self._rules, ())
        self._question = question(facts)
        self._seen: dict[Hashable, int] = {}

    def known(self, record: Record, learner: Learner) -> Known:
        """What is left to do for *record* of *learner*."""
        said = self._question(record, learner)
        known = self.answered.get(said)
        if known is not None:
            return known
        seen, room = self._seen.get(said, 0), self._room
        if not seen:
            if room.left <= 0:
                return self._all
            room.left -= 1
        if seen < room.patience:
            self._seen[said] = seen + 1
            return self._all
        self._seen.pop(said, None)
        return self._learnt(said, record, learner)

    def keep(self, answers: Sequence[Answer], record: Record, learner: Learner) -> None:
        """The rules gave *answers* for a record that says what *record* says."""
        self.answered[self._question(record, learner)] = _known((), answers)
        self._room.left -= 1

    def _learnt(self, said: Hashable, record: Record, learner: Learner) -> Known:
        """Watches the rules; when they ask for more than is asked, the question grows."""
        watch = self._watched(record, learner)
        calls: list[Bound] = []
        found: list[Answer] = []
        grown = False
        for bound in self._rules:
            told = recalled(bound, watch)
            if told is not None and not self.facts.covers(told.facts):
                if self.extensions < MOST_EXTENSIONS:
                    self.facts.add(told.facts)
                    grown = True
                else:
                    told = None
            if told is None:
                calls.append(bound)
            else:
                found += told.answers
        if grown:
            self._grow()
            said = self._question(record, learner)
        known = self.answered[said] = _known(calls, found)
        return known

    def _grow(self) -> None:
        """The question asks all that the facts now have; what was answered was less."""
        self.extensions += 1
        self._room.left += len(self.answered) + len(self._seen)
        self.answered.clear()
        self.answered = {}
        self._seen.clear()
        self._question = question(self.facts)


def _known(calls: Sequence[Bound], answers: Sequence[Answer]) -> Known:
    return Known(tuple(calls), tuple(answers)) if calls or answers else NOTHING


def recalled(bound: Bound, watch: Watch) -> Recalled | None:
    """What the rule answers and what it asked for that; None when that cannot be told in facts."""
    rule = bound.rule
    if hides(rule.function):
        return None
    watch.start(rule.presence)
    aim = watch.record if watch.record is not watch.learner else None
    try:
        hits = [*bound.call(watch.record, watch.learner, aim)]
    except Exception:  # noqa: BLE001 - a crash is told of each real record, never remembered
        return None
    facts = watch.asked()
    places = [watch.where(hit) for hit in hits]
    answers = [
        Answer(bound, hit, steps)
        for hit, steps in zip(hits, places, strict=True)
        if steps is not None
    ]
    return Recalled(answers, facts) if facts is not None and len(answers) == len(hits) else None
