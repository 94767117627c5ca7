"""The loop that is plainly right: every rule over every record that its guard admits.

The dispatch table has to give hit for hit what this gives.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from typing import NamedTuple

from ilrsync.checks.place import places
from ilrsync.checks.rule import ERROR, Context, Guard, Hit, Rule
from ilrsync.model.record import Record
from ilrsync.model.records import Learner, LearningDelivery

logger = logging.getLogger(__name__)

Call = Callable[[Record, Learner, LearningDelivery | None], Iterator[Hit]]


class Bound(NamedTuple):
    """A rule ready to run: its place in the rule set, and its function with the context given.

    ``alone`` is the function itself where it takes nothing but the record. ``crashed`` holds the
    first learner that it crashed on, so that a broken rule does not fill the log.
    """

    order: int
    rule: Rule
    call: Call
    alone: Callable[[Record], Iterator[Hit]] | None
    crashed: list[str | None]


class Raised(NamedTuple):
    """A hit, with the rule that raised it and that rule's place in the rule set."""

    order: int
    rule: Rule
    hit: Hit


def bind(order: int, rule: Rule, context: Context) -> Bound:
    """*rule* in the shape that a loop calls: record, learner, aim."""
    function, asks = rule.function, rule.asks

    def call(record: Record, learner: Learner, aim: LearningDelivery | None) -> Iterator[Hit]:
        extras = {"learner": learner, "aim": aim, "context": context}
        return function(record, **{name: extras[name] for name in asks})

    shapes: dict[tuple[str, ...], Call] = {  # the usual ones, without the cost of naming arguments
        (): lambda record, learner, aim: function(record),
        ("learner",): lambda record, learner, aim: function(record, learner),
        ("context",): lambda record, learner, aim: function(record, context),
    }
    return Bound(order, rule, shapes.get(asks, call), None if asks else function, [])


def naive(rules: Sequence[Bound], learner: Learner) -> list[Raised]:
    """What *rules* say of *learner*, in the order of the rules, then of the records."""
    found: list[Raised] = []
    every = list(places(learner, 0))
    for bound in rules:
        for place in every:
            if type(place.record) is bound.rule.over and admits(
                bound.rule, place.record, learner, place.aim
            ):
                found += run(bound, place.record, learner, place.aim)
    return found


def admits(rule: Rule, record: Record, learner: Learner, aim: LearningDelivery | None) -> bool:
    """Whether the rule's guard holds for *record*."""
    own, of_aim = guards(rule)
    if not holds(own, record):
        return False
    if not of_aim:
        return True
    aims = learner.LearningDelivery if aim is None else [aim]
    return any(holds(of_aim, one) for one in aims)


@cache
def guards(rule: Rule) -> tuple[Guard, Guard]:
    """The rule's guard in two parts: on the record itself, and on its aim or on some aim."""
    names = {field.name for field in fields(rule.over)}
    own = {name: codes for name, codes in rule.when.items() if name in names}
    return own, {name: codes for name, codes in rule.when.items() if name not in names}


def run(
    bound: Bound, record: Record, learner: Learner, aim: LearningDelivery | None
) -> list[Raised]:
    """The hits of one call; a rule that crashes gives one hit that says so, and nothing else."""
    order, rule = bound.order, bound.rule
    try:
        return [Raised(order, rule, hit) for hit in bound.call(record, learner, aim)]
    except Exception as error:  # noqa: BLE001 - a stranger's rule may raise anything; the run goes on
        return [Raised(order, RULE_FAILED, failure(bound, record, error, learner.LearnRefNumber))]


def failure(bound: Bound, record: Record, error: Exception, reference: str | None) -> Hit:
    """The hit that stands for a crash; the first of each rule is logged."""
    rule, kind = bound.rule, type(error).__name__
    if not bound.crashed:
        log_failure(rule, error, reference)
        bound.crashed.append(reference)
    return Hit(
        record,
        f"Rule {rule.id} stopped with {kind}. Its answer for this learner is not known; "
        "tell whoever supplies the rule.",
        Rule=rule.id,
    )


def log_failure(rule: Rule, error: Exception, reference: str | None) -> None:
    """The log has the place in the code and the learner's reference; never the error's own text.

    That text may quote a value, as a KeyError does.
    """
    frame = traceback.extract_tb(error.__traceback__)[-1]
    logger.error(
        "rule %s stopped with %s in %s line %s, LearnRefNumber %s",
        rule.id,
        type(error).__name__,
        frame.filename,
        frame.lineno,
        reference,
    )


def holds(guard: Guard, record: Record) -> bool:
    """Whether each field of *guard* has one of its codes on *record*."""
    return all(guarded(getattr(record, name)) in codes for name, codes in guard.items())


def guarded(value: object) -> object:
    """A field's value as guards compare it: text trimmed and in capitals."""
    return value.strip().upper() if isinstance(value, str) else value


def _no_hits(record: Record) -> Iterator[Hit]:
    yield from ()


RULE_FAILED = Rule(
    id="ILRSYNC_rule_failed",
    over=Learner,
    severity=ERROR,
    fields=(),
    function=_no_hits,
    summary="A rule could not be finished for this learner.",
    explanation="The rule is at fault, not the data. The other rules have run.",
    source="ilrsync",
)
"""Names a crash in findings; the engine raises it, it never runs."""
