"""The rule set compiled, so that most rules need not be called for most records.

Three things spare calls, and none changes an answer.

A rule's guard (``when``) is looked up, not tested: which guards a record meets follows from a few
of its codes.

An answer is remembered by signature: a record's codes, which optional fields it has, which of its
lists are empty, the type and code of its funding and monitoring; for a learner also much the same
of every aim. When a signature has come a few times, each rule is run once on a copy that notes what
is read. A rule that read nothing beyond the signature answers the same for every record that has it
(a rule has no other input), so it is not called for those again. A rule that asked a little more,
such as whether the aim ended before it started, is remembered by signature and the answers to just
that. Any other rule is called. Nobody has to declare this, and a rule that returns early for most
records is spared for those. Only of a field that a rule asks for being there and no more, the rule
has to say so (``DateOfBirth?``).

What such rules ask is asked in one go, and for most records that is the end of it. A rule over
what stands in an aim or a learner is run as one over the aim or learner.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ilrsync.checks.facts import Facts
from ilrsync.checks.lifted import WAYS, Lifted, one_by_one
from ilrsync.checks.memory import NOTHING, Answer, Memory, Room, recalled
from ilrsync.checks.naive import Raised, guards, holds, naive
from ilrsync.checks.plan import UNKNOWN, Plan
from ilrsync.checks.rule import Hit
from ilrsync.checks.signature import Signature
from ilrsync.checks.watch import Watch
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from ilrsync.checks.naive import Bound
    from ilrsync.checks.rule import Guard
    from ilrsync.model.record import Record

SEEN_BEFORE_COMPILING = 5
"""Watching a rule costs some ten calls of it, which a signature seldom seen does not repay."""

FEW_RULES = 8
"""With fewer rules than this, working out signatures costs more than it spares."""

MOST_SIGNATURES = 10_000
"""Signatures known for a kind of record; those that come later are not remembered."""

Bits = dict[tuple[tuple[str, frozenset[object]], ...], int]
"""A bit for each distinct guard on aims that rules over other records have."""


class Dispatch:
    """The rules over a learner and all that stands in it, compiled."""

    def __init__(self, rules: Sequence[Bound], *, seen_before: int = SEEN_BEFORE_COMPILING) -> None:
        """*seen_before* is how often a signature has to come before its plan is compiled."""
        self._rules = rules
        bits: Bits = {}
        of_kind: dict[type[Record], list[Admitted]] = {LearningDelivery: [], Learner: []}
        declared: set[str] = set()
        for bound in rules:
            own, of_aim = guards(bound.rule)
            root, way = WAYS.get(bound.rule.over, (bound.rule.over, ()))
            if root not in of_kind:
                continue  # nothing of that kind stands in a learner
            declared |= {*bound.rule.fields, *way}
            if way:
                own, of_aim = ({}, of_aim) if root is Learner else (of_aim, {})
                bound = Lifted(bound, way).bound()
            of_kind[root].append((bound, own, of_aim))
            if of_aim:
                bits.setdefault(_items(of_aim), 1 << len(bits))
        patience = seen_before if len(rules) >= FEW_RULES else None
        self._aims = Kind(LearningDelivery, of_kind[LearningDelivery], bits, declared, patience)
        self._learners = Kind(Learner, of_kind[Learner], bits, declared, patience, self._aims)

    def __call__(self, learner: Learner) -> list[Raised]:
        """What the rules say of *learner*, in the order of the rules, then of the records."""
        try:
            return self.by_signature(learner)
        except (TypeError, AttributeError):
            # A field has what none of its type has: a stranger's format may give that.
            return naive(self._rules, learner)

    def by_signature(self, learner: Learner) -> list[Raised]:
        """The same, with rules left out that are known to be silent.

        Raises:
            TypeError: A value cannot be asked what rules ask of values of its field.
            AttributeError: Likewise.
        """
        found: list[Raised] = []
        enabled = 0
        shape: list[int] = []
        aims = self._aims
        of, plans = aims.of, aims.plans
        for aim in learner.LearningDelivery:
            signature = of(aim)
            plan = plans.get(signature) or aims.met(signature, aim)
            enabled |= plan.enables
            shape.append(plan.family)
            if plan.is_silent(aim, learner):
                if plan.speaks:
                    run(plan, (), (), aim, learner, aim, found)
            else:
                aims.ask(plan, aim, learner, aim, found)
        self._learners.whole(learner, enabled, tuple(shape), found)
        if found:
            found.sort(key=_order)
        return found


Admitted = tuple["Bound", "Guard", "Guard"]
"""A rule, the guard on the record itself and the guard on some aim."""


class Kind:
    """The rules over aims or over learners, and the plans made for them so far.

    ``plans`` has the plan of an aim by its signature, that of a learner by the signature and the
    families of the aims.
    """

    def __init__(
        self,
        kind: type[Record],
        rules: Sequence[Admitted],
        bits: Bits,
        declared: set[str],
        patience: int | None,
        aims: Kind | None = None,
    ) -> None:
        """Without *patience* nothing is remembered, and only guards are looked up."""
        self._rules = rules
        self._bits = bits
        self._guards = dict(bits) if kind is LearningDelivery else {}
        self._patience = patience
        self._signature = Signature(kind, self._named(), declared)
        self._aim_signature = aims._signature if aims else None
        self._room = Room((patience or 0) // 2)
        self._families: dict[Hashable, int] = {}
        self._signatures: dict[Hashable, Hashable] = {}
        self._admitted: dict[Hashable, Plan] = {}
        self.plans: dict[Hashable, Plan] = {}
        self.of: Callable[[Record], Hashable] = (
            _nothing_known if patience is None else self._signature.of
        )

    def met(self, signature: Hashable, aim: Record) -> Plan:
        """The plan for an aim whose signature has no plan yet."""
        admits = self._admits(aim, 0)
        if self._patience is None or len(self.plans) >= MOST_SIGNATURES:
            return admits
        family = self._families.setdefault(self._signature.family(aim), len(self._families))
        plan = self.plans[signature] = Plan.to_be(admits, self._patience, family)
        return plan

    def whole(
        self, learner: Learner, enabled: int, shape: tuple[int, ...], found: list[Raised]
    ) -> None:
        """Adds to *found* what the rules say of a learner whose aims are of families *shape*.

        *enabled* are the bits of guards on aims that are met.
        """
        signature = self.of(learner)
        plan = self.plans.get((signature, shape)) or self._met(learner, signature, enabled, shape)
        if plan.is_silent(learner, learner):
            if plan.speaks:
                run(plan, (), (), learner, learner, None, found)
        else:
            self.ask(plan, learner, learner, None, found)

    def _met(
        self, learner: Learner, signature: Hashable, enabled: int, shape: tuple[int, ...]
    ) -> Plan:
        """The plan for a learner who has none yet.

        Until it is compiled, what is known whatever the aims are is all that is known.
        """
        patience, plans = self._patience, self.plans
        plan = plans.get((signature, enabled)) or self._admits(learner, enabled)
        if patience is None:
            return plan
        if plan.wider is None and len(plans) < MOST_SIGNATURES:
            plan = plans[signature, enabled] = Plan.to_be(plan, patience)
        if UNKNOWN in shape or len(plans) >= MOST_SIGNATURES:
            return plan
        signature = self._signatures.setdefault(signature, signature)
        plan = plans[signature, shape] = Plan.to_be(plan, patience, knows_aims=True)
        return plan

    def ask(
        self,
        plan: Plan,
        record: Record,
        learner: Learner,
        aim: LearningDelivery | None,
        found: list[Raised],
    ) -> None:
        """Adds to *found* what the rules say of a record of which they may say something."""
        while plan.waits and plan.wider:
            plan.waits -= 1
            if not plan.waits:
                self._compile(plan, plan.wider, record, learner)
                break
            plan = plan.wider
        asked: tuple[Bound, ...] = ()
        answers: tuple[Answer, ...] = ()
        for memory in plan.memories:
            known = memory.known(record, learner)
            if known is not NOTHING:
                asked += known.calls
                answers += known.answers
        plan.renew()
        run(plan, asked, answers, record, learner, aim, found)

    def _admits(self, record: Record, enabled: int) -> Plan:
        """Every rule whose guard *record* meets."""
        guard = (self._signature.guard(record), enabled)
        plan = self._admitted.get(guard)
        if plan is None:
            calls = [
                bound
                for bound, own, of_aim in self._rules
                if holds(own, record) and (not of_aim or enabled & self._bits[_items(of_aim)])
            ]
            enables = sum(bit for guard, bit in self._guards.items() if holds(dict(guard), record))
            plan = self._admitted[guard] = Plan(enables)
            plan.become(calls, (), ())
        return plan

    def _compile(self, plan: Plan, wider: Plan, record: Record, learner: Learner) -> None:
        """The plan is that for all that are like *record*, of whom *wider* is true already."""
        if wider.waits and wider.wider:
            wider.waits = 0
            self._compile(wider, wider.wider, record, learner)
        calls: list[Bound] = []
        answers = list(wider.answers)
        groups: dict[frozenset[str], tuple[list[Bound], Facts, list[Answer]]] = {}
        watched = partial(self._watched, knows_aims=plan.knows_aims)
        watch = watched(record, learner)
        for bound in wider.rules:
            told = recalled(bound, watch)
            if told is None:
                calls.append(bound)
            elif told.facts:
                rules, facts, said = groups.setdefault(told.facts.names(), ([], Facts(), []))
                rules.append(bound)
                facts.add(told.facts)
                said += told.answers
            else:
                answers += told.answers
        memories = list(wider.memories)
        for rules, facts, said in groups.values():
            memories.append(Memory(rules, facts, watched, self._room))
            memories[-1].keep(said, record, learner)
        plan.become(calls, answers, memories)

    def _watched(self, record: Record, learner: Learner, *, knows_aims: bool) -> Watch:
        return Watch(record, learner, self._signature, self._aim_signature if knows_aims else None)

    def _named(self) -> dict[str, frozenset[object]]:
        """The fields in guards on this kind of record, with every value that a guard names."""
        named: dict[str, frozenset[object]] = {}
        of_rules = [own for _, own, _ in self._rules]
        for guard in (*of_rules, *map(dict, self._guards)):
            for name, values in guard.items():
                named[name] = named.get(name, frozenset()) | values
        return dict(sorted(named.items()))


def run(
    plan: Plan,
    asked: tuple[Bound, ...],
    answers: tuple[Answer, ...],
    record: Record,
    learner: Learner,
    aim: LearningDelivery | None,
    found: list[Raised],
) -> None:
    """Adds to *found* what the plan says of *record*, and *asked* and *answers* beside it."""
    before = len(found)
    try:
        for function, bound in plan.alone:
            for hit in function(record):
                found.append(Raised(bound.order, bound.rule, hit))
        for bound in plan.calls + asked:
            for hit in bound.call(record, learner, aim):
                found.append(Raised(bound.order, bound.rule, hit))
    except Exception:  # noqa: BLE001 - all run again one by one, and the crash becomes a finding
        del found[before:]
        for bound in plan.rules + asked:
            found += one_by_one(bound, record, learner, aim)
    for answer in plan.answers + answers:
        found.append(_recalled(answer, record))


def _recalled(answer: Answer, record: Record) -> Raised:
    """The remembered hit, on this record or what stands in it."""
    for name, index in answer.steps:
        record = getattr(record, name)[index]
    bound, hit = answer.bound, answer.hit
    return Raised(bound.order, bound.rule, Hit(record, hit.detail, **hit.values))


def _nothing_known(record: Record) -> None:
    """Stands for every signature where signatures are not worked out."""


def _order(raised: Raised) -> int:
    return raised.order


def _items(guard: Guard) -> tuple[tuple[str, frozenset[object]], ...]:
    return tuple(sorted(guard.items(), key=lambda item: item[0]))
