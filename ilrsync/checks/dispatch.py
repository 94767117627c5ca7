"""The rule set compiled, so that most rules need not be called for most records.

Two things spare calls, and neither changes an answer.

A rule's guard (``when``) is looked up, not tested: which guards a record meets follows from a few
of its codes.

An answer is remembered by signature: a record's codes, which optional fields it has, which of its
lists are empty, the type and code of its funding and monitoring. When a signature has come a few
times, each rule is run once on a copy that notes what is read. A rule that read nothing beyond the
signature answers the same for every record that has it (a rule has no other input), so it is not
called for those again; any other rule is. Nobody has to declare this, and a rule that returns early
for most records is spared for those.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple

from ilrsync.checks.naive import Raised, guards, holds, run
from ilrsync.checks.rule import Hit
from ilrsync.checks.signature import Signature, Watch, getter
from ilrsync.model.records import RECORDS, Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ilrsync.checks.naive import Bound
    from ilrsync.checks.rule import Guard
    from ilrsync.model.record import Record

SEEN_BEFORE_COMPILING = 4
"""Watching a rule costs several calls of it; a signature seen once or twice does not repay that."""

FEW_RULES = 8
"""Below this many rules for a kind of record, working out signatures costs more than it spares."""

MOST_PLANS = 50_000
"""Plans kept for a kind of record; beyond it they are forgotten and made again as needed."""

Bits = dict[tuple[tuple[str, frozenset[object]], ...], int]
"""A bit for each distinct guard on aims that rules over other records have."""


class Answer(NamedTuple):
    """A remembered hit: on the record itself (-1), or on that member of its watched list."""

    bound: Bound
    hit: Hit
    child: int


class Plan(NamedTuple):
    """What to do with a record: rules to call, hits known already, guards on aims that it meets.

    ``alone`` are the rules that take the record only; they are most, and cheaper to call.
    """

    alone: tuple[tuple[Callable[[Record], Iterator[Hit]], Bound], ...]
    calls: tuple[Bound, ...]
    answers: tuple[Answer, ...]
    enables: int


class Dispatch:
    """The rules over a learner and all that stands in it, compiled."""

    def __init__(self, rules: Sequence[Bound]) -> None:
        bits: Bits = {}
        by_kind: dict[type[Record], list[Bound]] = {LearningDelivery: []}
        for bound in rules:
            by_kind.setdefault(bound.rule.over, []).append(bound)
            of_aim = guards(bound.rule)[1]
            if of_aim:
                bits.setdefault(_items(of_aim), 1 << len(bits))
        self._kinds = {kind: Kind(kind, bounds, bits) for kind, bounds in by_kind.items()}
        self._below = {
            kind: [
                name
                for name, child in _children(kind)
                if child is not LearningDelivery and _reaches(child, set(by_kind))
            ]
            for kind in RECORDS.values()
        }

    def __call__(self, learner: Learner) -> list[Raised]:
        """What the rules say of *learner*, in the order of the rules, then of the records."""
        found: list[Raised] = []
        enabled = 0
        aims = self._kinds[LearningDelivery]
        below = bool(self._below[LearningDelivery])
        for aim in learner.LearningDelivery:
            enables = aims.run(aim, learner, aim, 0, found)
            enabled |= enables
            if below:
                self._run_below(aim, learner, aim, enables, found)
        if Learner in self._kinds:
            self._kinds[Learner].run(learner, learner, None, enabled, found)
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
                    kind.run(child, learner, aim, enabled, found)
                if self._below[type(child)]:
                    self._run_below(child, learner, aim, enabled, found)


class Kind:
    """The rules over one kind of record, and the plans made for it so far."""

    def __init__(self, kind: type[Record], rules: Sequence[Bound], bits: Bits) -> None:
        self._rules = [(bound, *guards(bound.rule)) for bound in rules]
        self._bits = bits
        self._guards = dict(bits) if kind is LearningDelivery else {}
        asked = {name for _, own, _ in self._rules for name in own}
        asked |= {name for guard in self._guards for name, _ in guard}
        self._guarded = getter(sorted(asked))
        self._signature = Signature(kind, also=sorted(asked))
        self._remembers = len(rules) >= FEW_RULES
        self._plans: dict[tuple[object, int], Plan] = {}
        self._seen: dict[tuple[object, int], int] = {}
        self._admitted: dict[tuple[object, int], Plan] = {}

    def run(
        self,
        record: Record,
        learner: Learner,
        aim: LearningDelivery | None,
        enabled: int,
        found: list[Raised],
    ) -> int:
        """Adds what the rules say of *record* to *found*; gives the aim guards that it meets."""
        if self._remembers:
            key = (self._signature.of(record), enabled)
            plan = self._plans.get(key) or self._planned(key, record)
        else:
            plan = self._admits(record, enabled)
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
            for bound in (*(bound for _, bound in plan.alone), *plan.calls):
                found += run(bound, record, learner, aim)
        for answer in plan.answers:
            found.append(self._recalled(answer, record))
        return plan.enables

    def _planned(self, key: tuple[object, int], record: Record) -> Plan:
        """The plan for a signature without one; compiled and kept once it has come a few times."""
        admitted = self._admits(record, key[1])
        seen = self._seen[key] = self._seen.get(key, 0) + 1
        if seen <= SEEN_BEFORE_COMPILING:
            return admitted
        if len(self._plans) >= MOST_PLANS:
            self._plans.clear()
            self._seen.clear()
        plan = self._plans[key] = self._compiled(admitted, record)
        return plan

    def _admits(self, record: Record, enabled: int) -> Plan:
        """Every rule whose guard *record* meets."""
        key = (self._guarded(record), enabled)
        plan = self._admitted.get(key)
        if plan is None:
            calls = [
                bound
                for bound, own, of_aim in self._rules
                if holds(own, record) and (not of_aim or enabled & self._bits[_items(of_aim)])
            ]
            enables = sum(bit for guard, bit in self._guards.items() if holds(dict(guard), record))
            plan = self._admitted[key] = _plan(calls, (), enables)
        return plan

    def _compiled(self, admitted: Plan, record: Record) -> Plan:
        calls: list[Bound] = []
        answers: list[Answer] = []
        for bound in (*(bound for _, bound in admitted.alone), *admitted.calls):
            known = self._known(bound, record)
            if known is None:
                calls.append(bound)
            else:
                answers += known
        return _plan(calls, answers, admitted.enables)

    def _known(self, bound: Bound, record: Record) -> list[Answer] | None:
        """The rule's answer to every record of this one's signature; None when they may differ."""
        watch = Watch(record, self._signature)
        itself = type(record)
        learner = watch.record if itself is Learner else watch.outside
        aim = watch.record if itself is LearningDelivery else watch.outside
        try:
            hits = [*bound.call(watch.record, learner, aim)]
        except Exception:  # noqa: BLE001 - a crash is told of each real record, never remembered
            return None
        children = [watch.where(hit.record) for hit in hits]
        if not watch.within_signature:
            return None
        known = [
            Answer(bound, hit, child)
            for hit, child in zip(hits, children, strict=True)
            if child is not None
        ]
        return known if len(known) == len(hits) else None

    def _recalled(self, answer: Answer, record: Record) -> Raised:
        """The remembered hit, on this record."""
        if answer.child >= 0 and self._signature.pairs:
            record = getattr(record, self._signature.pairs[0])[answer.child]
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
    """The entities that stand in *kind*; a field that holds one has its name."""
    for field in fields(kind):
        child = RECORDS.get(field.name)
        if child is not None and field.name in str(field.type):
            yield field.name, child


def _reaches(kind: type[Record], wanted: Iterable[type[Record]]) -> bool:
    """Whether *kind* or anything that stands in it is wanted."""
    return kind in wanted or any(_reaches(child, wanted) for _, child in _children(kind))
