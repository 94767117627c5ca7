"""The rule set compiled, so that most rules need not be called for most records.

Three things spare calls, and none changes an answer.

A rule's guard (``when``) is looked up, not tested: which guards a record meets follows from a few
of its codes.

An answer is remembered by signature: a record's codes, which optional fields it has, which of its
lists are empty, the type and code of its funding and monitoring; for a learner also the signature
of every aim. When a signature has come a few times, each rule is run once on a copy that notes what
is read. A rule that read nothing beyond the signature answers the same for every record that has it
(a rule has no other input), so it is not called for those again. A rule that asked a little more,
such as whether the aim ended before it started, is remembered by signature and the answers to just
that. Any other rule is called. Nobody has to declare this, and a rule that returns early for most
records is spared for those. Only of a field that a rule asks for being there and no more, the rule
has to say so (``DateOfBirth?``).

A rule over what stands in an aim or a learner is run as one over the aim or learner.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ilrsync.checks.facts import Facts
from ilrsync.checks.lifted import WAYS, Lifted, one_by_one
from ilrsync.checks.memory import NOTHING, Answer, Memory, Room, recalled
from ilrsync.checks.naive import Raised, guards, holds
from ilrsync.checks.rule import Hit
from ilrsync.checks.signature import Signature
from ilrsync.checks.watch import Watch
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ilrsync.checks.naive import Bound
    from ilrsync.checks.rule import Guard
    from ilrsync.model.record import Record

SEEN_BEFORE_COMPILING = 12
"""Watching a rule costs some ten calls of it, which a signature seldom seen does not repay."""

FEW_RULES = 8
"""With fewer rules than this, working out signatures costs more than it spares."""

MOST_SIGNATURES = 10_000
"""Signatures known for a kind of record; those that come later are not remembered."""

UNKNOWN = -1
"""Stands for a signature beyond those."""

Bits = dict[tuple[tuple[str, frozenset[object]], ...], int]
"""A bit for each distinct guard on aims that rules over other records have."""


Key = tuple[int, int, "tuple[int, ...] | None"]
"""What plans are kept by: a number for the record's own signature, the guards on aims that are met,
and the numbers of the aims of a learner; None for what is known whatever they are. A plain tuple,
because one is made for every record."""


class Plan(NamedTuple):
    """What to do with a record: rules to call, hits known already, guards on aims that it meets.

    ``alone`` are the rules that take the record only; they are most, and cheaper to call. Those in
    ``memories`` are called only where what they ask is answered as never before.
    """

    alone: tuple[tuple[Callable[[Record], Iterator[Hit]], Bound], ...]
    calls: tuple[Bound, ...]
    answers: tuple[Answer, ...]
    memories: tuple[Memory, ...]
    enables: int

    @property
    def rules(self) -> tuple[Bound, ...]:
        """Every rule that is to be called."""
        return (*(bound for _, bound in self.alone), *self.calls)


class Dispatch:
    """The rules over a learner and all that stands in it, compiled."""

    def __init__(self, rules: Sequence[Bound], *, seen_before: int = SEEN_BEFORE_COMPILING) -> None:
        """*seen_before* is how often a signature has to come before its plan is compiled."""
        bits: Bits = {}
        of_kind: dict[type[Record], list[Admitted]] = {LearningDelivery: [], Learner: []}
        for bound in rules:
            own, of_aim = guards(bound.rule)
            root, way = WAYS.get(bound.rule.over, (bound.rule.over, ()))
            if root not in of_kind:
                continue  # nothing of that kind stands in a learner
            if way:
                own, of_aim = ({}, of_aim) if root is Learner else (of_aim, {})
                bound = Lifted(bound, way).bound()
            of_kind[root].append((bound, own, of_aim))
            if of_aim:
                bits.setdefault(_items(of_aim), 1 << len(bits))
        patience = seen_before if len(rules) >= FEW_RULES else None
        self._aims = Kind(LearningDelivery, of_kind[LearningDelivery], bits, patience)
        self._learners = Kind(Learner, of_kind[Learner], bits, patience, self._aims)

    def __call__(self, learner: Learner) -> list[Raised]:
        """What the rules say of *learner*, in the order of the rules, then of the records."""
        found: list[Raised] = []
        enabled = 0
        shape: list[int] = []
        aims = self._aims
        for aim in learner.LearningDelivery:
            key = aims.key(aim)
            plan = aims.plan(key, aim, learner)
            aims.run(plan, aim, learner, aim, found)
            enabled |= plan.enables
            shape.append(key[0])
        own = self._learners
        plan = own.plan(own.key(learner, enabled, tuple(shape)), learner, learner)
        own.run(plan, learner, learner, None, found)
        if found:
            found.sort(key=_order)
        return found


Admitted = tuple["Bound", "Guard", "Guard"]
"""A rule, the guard on the record itself and the guard on some aim."""


class Kind:
    """The rules over aims or over learners, and the plans made for them so far."""

    def __init__(
        self,
        kind: type[Record],
        rules: Sequence[Admitted],
        bits: Bits,
        patience: int | None,
        aims: Kind | None = None,
    ) -> None:
        """Without *patience* nothing is remembered, and only guards are looked up."""
        self._rules = rules
        self._bits = bits
        self._guards = dict(bits) if kind is LearningDelivery else {}
        self._patience = patience
        self.signature = Signature(kind, self._named())
        self._aim_signature = aims.signature if aims else None
        self._room = Room((patience or 0) // 2)
        self._numbers: dict[tuple[object, ...], int] = {}
        self._plans: dict[Key, Plan] = {}
        self._seen: dict[Key, int] = {}
        self._admitted: dict[tuple[object, ...], Plan] = {}

    def key(self, record: Record, enabled: int = 0, shape: tuple[int, ...] | None = None) -> Key:
        """The key of *record*; nothing is remembered where a signature in it is not known."""
        if self._patience is None:
            return UNKNOWN, enabled, shape
        own = self.signature.of(record)
        number = self._numbers.get(own)
        if number is None:
            number = len(self._numbers) if len(self._numbers) < MOST_SIGNATURES else UNKNOWN
            if number != UNKNOWN:
                self._numbers[own] = number
        return number, enabled, shape

    def plan(self, key: Key, record: Record, learner: Learner) -> Plan:
        """The plan for *key*; compiled and kept once the key has come a few times.

        Until then a learner has what is known whatever the aims are.
        """
        plan = self._plans.get(key)
        if plan is not None:
            return plan
        number, enabled, shape = key
        if shape is None:
            wider = self._admits(record, enabled)
        else:
            wider = self.plan((number, enabled, None), record, learner)
        if self._patience is None or number == UNKNOWN or UNKNOWN in (shape or ()):
            return wider
        if len(self._seen) >= MOST_SIGNATURES:
            return wider
        seen = self._seen[key] = self._seen.get(key, 0) + 1
        if seen <= self._patience:
            return wider
        plan = self._plans[key] = self._compiled(
            wider, record, learner, knows_aims=shape is not None
        )
        return plan

    def run(
        self,
        plan: Plan,
        record: Record,
        learner: Learner,
        aim: LearningDelivery | None,
        found: list[Raised],
    ) -> None:
        """Adds what the rules say of *record* to *found*."""
        before = len(found)
        asked = plan.calls
        answers = plan.answers
        for memory in plan.memories:
            said = memory.question(record, learner)
            known = memory.answered.get(said)
            if known is NOTHING:
                continue
            calls, recalled = known or memory.known(said, record, learner)
            asked += calls
            answers += recalled
        try:
            for function, bound in plan.alone:
                for hit in function(record):
                    found.append(Raised(bound.order, bound.rule, hit))
            for bound in asked:
                for hit in bound.call(record, learner, aim):
                    found.append(Raised(bound.order, bound.rule, hit))
        except Exception:  # noqa: BLE001 - all run again one by one, and the crash becomes a finding
            del found[before:]
            for bound in (*(bound for _, bound in plan.alone), *asked):
                found += one_by_one(bound, record, learner, aim)
        for answer in answers:
            found.append(_recalled(answer, record))

    def _admits(self, record: Record, enabled: int) -> Plan:
        """Every rule whose guard *record* meets."""
        guard = (self.signature.guard(record), enabled)
        plan = self._admitted.get(guard)
        if plan is None:
            calls = [
                bound
                for bound, own, of_aim in self._rules
                if holds(own, record) and (not of_aim or enabled & self._bits[_items(of_aim)])
            ]
            enables = sum(bit for guard, bit in self._guards.items() if holds(dict(guard), record))
            plan = self._admitted[guard] = _plan(calls, (), (), enables)
        return plan

    def _compiled(self, wider: Plan, record: Record, learner: Learner, *, knows_aims: bool) -> Plan:
        """The plan for all that are like *record*, of whom *wider* is true already."""
        calls: list[Bound] = []
        answers = list(wider.answers)
        groups: dict[frozenset[str], tuple[list[Bound], Facts]] = {}
        watched = partial(self._watched, knows_aims=knows_aims)
        watch = watched(record, learner)
        for bound in wider.rules:
            told = recalled(bound, watch)
            if told is None:
                calls.append(bound)
            elif told.facts:
                names = told.facts.names()
                rules, facts = groups.setdefault(names, ([], Facts()))
                rules.append(bound)
                facts.add(told.facts)
            else:
                answers += told.answers
        memories = [Memory(rules, facts, watched, self._room) for rules, facts in groups.values()]
        return _plan(calls, answers, (*wider.memories, *memories), wider.enables)

    def _watched(self, record: Record, learner: Learner, *, knows_aims: bool) -> Watch:
        return Watch(record, learner, self.signature, self._aim_signature if knows_aims else None)

    def _named(self) -> dict[str, frozenset[object]]:
        """The fields in guards on this kind of record, with every value that a guard names."""
        named: dict[str, frozenset[object]] = {}
        of_rules = [own for _, own, _ in self._rules]
        for guard in (*of_rules, *map(dict, self._guards)):
            for name, values in guard.items():
                named[name] = named.get(name, frozenset()) | values
        return dict(sorted(named.items()))


def _recalled(answer: Answer, record: Record) -> Raised:
    """The remembered hit, on this record or what stands in it."""
    for name, index in answer.steps:
        record = getattr(record, name)[index]
    bound, hit = answer.bound, answer.hit
    return Raised(bound.order, bound.rule, Hit(record, hit.detail, **hit.values))


def _plan(
    calls: Iterable[Bound], answers: Iterable[Answer], memories: Iterable[Memory], enables: int
) -> Plan:
    every = tuple(calls)
    return Plan(
        tuple((bound.alone, bound) for bound in every if bound.alone),
        tuple(bound for bound in every if not bound.alone),
        tuple(answers),
        tuple(memories),
        enables,
    )


def _order(raised: Raised) -> int:
    return raised.order


def _items(guard: Guard) -> tuple[tuple[str, frozenset[object]], ...]:
    return tuple(sorted(guard.items(), key=lambda item: item[0]))
