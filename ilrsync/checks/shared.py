"""Rules across learners: what two learners must share, and the rules over those who do."""

from __future__ import annotations

import hashlib
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from ilrsync.checks.naive import RULE_FAILED, Bound, Raised, failure
from ilrsync.checks.place import places
from ilrsync.model.records import Learner, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ilrsync.checks.rule import KeyFunction, Rule


class SharedRules:
    """The rules over Message of a rule set."""

    def __init__(self, rules: Sequence[Bound]) -> None:
        self._rules = rules
        kinds: dict[KeyFunction, Rule] = {}
        for bound in rules:
            if bound.rule.key is not None:
                kinds.setdefault(bound.rule.key, bound.rule)
        self._kinds = [(rule, _of_text(rule.id), key) for key, rule in kinds.items()]

    def keys(
        self, learner: Learner, lost: Callable[[Rule, Exception, Learner], None]
    ) -> tuple[int, ...]:
        """Every key of *learner*, of every kind, as 64-bit numbers that differ between kinds.

        *lost* is told of a rule whose key function fails.
        """
        found: list[int] = []
        for rule, kind, keys in self._kinds:
            try:
                found += [kind ^ _number(key) for key in dict.fromkeys(keys(learner))]
            except Exception as error:  # noqa: BLE001 - a stranger's key may raise anything
                lost(rule, error, learner)
        return tuple(found)

    def raised(self, learners: Sequence[Learner]) -> Iterator[tuple[Learner, Raised]]:
        """What the rules say, each hit with the learner it is about."""
        for bound in self._rules:
            sharing = _sharing(bound, learners)
            if sharing:
                owners = {
                    id(place.record): learner for learner in sharing for place in places(learner, 0)
                }
                for raised in _run(bound, sharing):
                    yield owners[id(raised.hit.record)], raised


def _run(bound: Bound, learners: list[Learner]) -> list[Raised]:
    """One rule over those who share a key; a crash is told of each, for none has an answer."""
    message = Message(Learner=learners)
    try:
        hits = list(bound.call(message, learners[0], None))
    except Exception as error:  # noqa: BLE001 - a stranger's rule may raise anything; the run goes on
        return [
            Raised(bound.order, RULE_FAILED, failure(bound, one, error, one.LearnRefNumber))
            for one in learners
        ]
    return [Raised(bound.order, bound.rule, hit) for hit in hits]


def _sharing(bound: Bound, learners: Sequence[Learner]) -> list[Learner]:
    """Those who share a key of the rule with another, in the order given."""
    if bound.rule.key is None:
        return []
    keys = [set(bound.rule.key(learner)) for learner in learners]
    counts = Counter(key for own in keys for key in own)
    return [
        learner
        for learner, own in zip(learners, keys, strict=True)
        if any(counts[key] > 1 for key in own)
    ]


def _number(key: object) -> int:
    """A number for *key* that is the same in every process; a number in range stands for itself."""
    if type(key) is int and 0 <= key < 1 << 63:
        return key
    return _of_text(repr(key))


@lru_cache(maxsize=16)  # the same learner's reference is a key of several kinds
def _of_text(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
