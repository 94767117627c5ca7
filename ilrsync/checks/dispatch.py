"""The rule set compiled, so that most rules need not be called for most records.

Two things spare calls, and neither changes an answer.

A rule's guard (``when``) is looked up, not tested: which guards a record meets follows from a few
of its codes.

An answer is remembered by signature: a record's codes, which optional fields it has, which of its
lists are empty, the type and code of its funding and monitoring; for a learner also the signature
of every aim. When a signature has come a few times, each rule is run once on a copy that notes what
is read. A rule that read nothing beyond the signature answers the same for every record that has it
(a rule has no other input), so it is not called for those again; any other rule is. Nobody has to
declare this, and a rule that returns early for most records is spared for those. Only of a field
that a rule asks for being there and no more, the rule has to say so (``DateOfBirth?``).
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final, NamedTuple

from ilrsync.checks.naive import Raised, guards, holds, run
from ilrsync.checks.rule import Hit
from ilrsync.checks.signature import Signature, Steps, Watch
from ilrsync.model.records import RECORDS, Learner, LearningDelivery

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


Key = tuple[int, int, tuple[int, ...]]
"""What plans are kept by: a number for the record's own signature, the guards on aims that are met,
and the numbers of the aims of a learner. A plain tuple, because one is made for every record."""


class Answer(NamedTuple):
    """A remembered hit, and how to get from the record to what it is about."""

    bound: Bound
    hit: Hit
    steps: Steps


class Plan(NamedTuple):
    """What to do with a record: rules to call, hits known already, guards on aims that it meets.

    ``alone`` are the rules that take the record only; they are most, and cheaper to call.
    """

    alone: tuple[tuple[Callable[[Record], Iterator[Hit]], Bound], ...]
    calls: tuple[Bound, ...]
    answers: tuple[Answer, ...]
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
        by_kind: dict[type[Record], list[Bound]] = {LearningDelivery: [], Learner: []}
        for bound in rules:
            by_kind.setdefault(bound.rule.over, []).append(bound)
            of_aim = guards(bound.rule)[1]
            if of_aim:
                bits.setdefault(_items(of_aim), 1 << len(bits))
        patience = seen_before if len(rules) >= FEW_RULES else None
        self._aims = Kind(LearningDelivery, by_kind.pop(LearningDelivery), bits, patience)
        self._kinds = {
            kind: Kind(kind, bounds, bits, patience, self._aims) for kind, bounds in by_kind.items()
        }
        wanted = {kind for kind in by_kind if kind is not Learner}
        self._below = {
            kind: [name for name, child in children if _reaches(child, wanted)]
            for kind, children in CHILDREN.items()
        }

    def __call__(self, learner: Learner) -> list[Raised]:
        """What the rules say of *learner*, in the order of the rules, then of the records."""
        found: list[Raised] = []
        enabled = 0
        shape: list[int] = []
        aims = self._aims
        below = bool(self._below[LearningDelivery])
        for aim in learner.LearningDelivery:
            key = aims.key(aim)
            plan = aims.plan(key, aim)
            aims.run(plan, aim, learner, aim, found)
            enabled |= plan.enables
            shape.append(key[0])
            if below:
                self._run_below(aim, learner, aim, plan.enables, found)
        own = self._kinds[Learner]
        plan = own.plan(own.key(learner, enabled, tuple(shape)), learner)
        own.run(plan, learner, learner, None, found)
        self._run_below(learner, learner, None, enabled, found)
        found.sort(key=_order)
        return found

    def _run_below(
        self,
        record: Record,
        learner: Learner,
        aim: LearningDelivery | None,
        enabled: int,
        found: list[Raised],
    ) -> None:
        """Runs the rules over the records in *record*, aims excepted."""
        for name in self._below[type(record)]:
            value = getattr(record, name)
            if not value:
                continue
            for child in value if isinstance(value, list) else (value,):
                kind = self._kinds.get(type(child))
                if kind:
                    plan = kind.plan(kind.key(child, enabled), child)
                    kind.run(plan, child, learner, aim, found)
                if self._below[type(child)]:
                    self._run_below(child, learner, aim, enabled, found)


class Kind:
    """The rules over one kind of record, and the plans made for it so far."""

    def __init__(
        self,
        kind: type[Record],
        rules: Sequence[Bound],
        bits: Bits,
        patience: int | None,
        aims: Kind | None = None,
    ) -> None:
        """Without *patience* nothing is remembered, and only guards are looked up."""
        self._rules = [(bound, *guards(bound.rule)) for bound in rules]
        self._bits = bits
        self._guards = dict(bits) if kind is LearningDelivery else {}
        self._patience = patience
        self.signature = Signature(kind, self._named())
        self._aim_signature = aims.signature if aims else self.signature
        self._numbers: dict[tuple[object, ...], int] = {}
        self._plans: dict[Key, Plan] = {}
        self._seen: dict[Key, int] = {}
        self._admitted: dict[tuple[object, ...], Plan] = {}

    def key(self, record: Record, enabled: int = 0, shape: tuple[int, ...] = ()) -> Key:
        """The key of *record*; nothing is remembered where a signature in it is not known."""
        if self._patience is None:
            return UNKNOWN, enabled, ()
        own = self.signature.of(record)
        number = self._numbers.get(own)
        if number is None:
            number = len(self._numbers) if len(self._numbers) < MOST_SIGNATURES else UNKNOWN
            if number != UNKNOWN:
                self._numbers[own] = number
        return number, enabled, shape

    def plan(self, key: Key, record: Record) -> Plan:
        """The plan for *key*; compiled and kept once the key has come a few times."""
        plan = self._plans.get(key)
        if plan is not None:
            return plan
        number, enabled, shape = key
        admitted = self._admits(record, enabled)
        known = number != UNKNOWN and UNKNOWN not in shape
        if self._patience is None or not known or len(self._seen) >= MOST_SIGNATURES:
            return admitted
        seen = self._seen[key] = self._seen.get(key, 0) + 1
        if seen <= self._patience:
            return admitted
        plan = self._plans[key] = self._compiled(admitted, record)
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
        try:
            for function, bound in plan.alone:
                for hit in function(record):
                    found.append(Raised(bound.order, bound.rule, hit))
            for bound in plan.calls:
                for hit in bound.call(record, learner, aim):
                    found.append(Raised(bound.order, bound.rule, hit))
        except Exception:  # noqa: BLE001 - all run again one by one, and the crash becomes a finding
            del found[before:]
            for bound in plan.rules:
                found += run(bound, record, learner, aim)
        for answer in plan.answers:
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
            plan = self._admitted[guard] = _plan(calls, (), enables)
        return plan

    def _compiled(self, admitted: Plan, record: Record) -> Plan:
        calls: list[Bound] = []
        answers: list[Answer] = []
        watch = Watch(record, self.signature, self._aim_signature)
        for bound in admitted.rules:
            known = _known(bound, watch)
            if known is None:
                calls.append(bound)
            else:
                answers += known
        return _plan(calls, answers, admitted.enables)

    def _named(self) -> dict[str, frozenset[object]]:
        """The fields in guards on this kind of record, with every value that a guard names."""
        named: dict[str, frozenset[object]] = {}
        of_rules = [own for _, own, _ in self._rules]
        for guard in (*of_rules, *map(dict, self._guards)):
            for name, values in guard.items():
                named[name] = named.get(name, frozenset()) | values
        return dict(sorted(named.items()))


def _known(bound: Bound, watch: Watch) -> list[Answer] | None:
    """The rule's answer to every record of that signature; None when they may differ."""
    watch.forget()
    learner = watch.record if watch.kind is Learner else watch.outside
    aim = watch.record if watch.kind is LearningDelivery else watch.outside
    try:
        hits = [*bound.call(watch.record, learner, aim)]
    except Exception:  # noqa: BLE001 - a crash is told of each real record, never remembered
        return None
    if not watch.kept_within(bound.rule.presence):
        return None
    places = [watch.where(hit.record) for hit in hits]
    known = [
        Answer(bound, hit, steps)
        for hit, steps in zip(hits, places, strict=True)
        if steps is not None
    ]
    return known if len(known) == len(hits) else None


def _recalled(answer: Answer, record: Record) -> Raised:
    """The remembered hit, on this record or what stands in it."""
    for name, index in answer.steps:
        record = getattr(record, name)[index]
    bound, hit = answer.bound, answer.hit
    return Raised(bound.order, bound.rule, Hit(record, hit.detail, **hit.values))


def _plan(calls: Iterable[Bound], answers: Iterable[Answer], enables: int) -> Plan:
    every = tuple(calls)
    return Plan(
        tuple((bound.alone, bound) for bound in every if bound.alone),
        tuple(bound for bound in every if not bound.alone),
        tuple(answers),
        enables,
    )


def _order(raised: Raised) -> int:
    return raised.order


def _items(guard: Guard) -> tuple[tuple[str, frozenset[object]], ...]:
    return tuple(sorted(guard.items(), key=lambda item: item[0]))


def _children(kind: type[Record]) -> Iterator[tuple[str, type[Record]]]:
    """The entities that stand in *kind*, aims excepted; a field that holds one has its name."""
    for field in fields(kind):
        child = RECORDS.get(field.name)
        if child not in {None, LearningDelivery} and field.name in str(field.type):
            yield field.name, RECORDS[field.name]


CHILDREN: Final = {kind: tuple(_children(kind)) for kind in RECORDS.values()}


def _reaches(kind: type[Record], wanted: Iterable[type[Record]]) -> bool:
    """Whether *kind* or anything that stands in it is wanted."""
    return kind in wanted or any(_reaches(child, wanted) for _, child in CHILDREN[kind])
