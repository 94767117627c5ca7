"""No rule stumbles over a record of which a field could not be read or was never given."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields
from typing import TYPE_CHECKING

from ilrsync.checks.engine import Checker
from ilrsync.checks.plugin import ilrsync_rules
from ilrsync.model.record import Record
from ilrsync.model.table import YEARS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Rule

KEPT = {"origin", "raw", "notes"}


LATEST = {rule.id: (rule, year) for year in YEARS for rule in ilrsync_rules(year)}


def test_no_rule_stumbles_over_a_field_that_is_not_there() -> None:
    assert [line for rule, year in LATEST.values() for line in _stumbles(rule, year)] == []


def _stumbles(rule: Rule, year: str) -> Iterator[str]:
    """Rule and field, for each field without which the rule crashes on its first speaking case."""
    case = next(one for one in rule.cases if one.expected and one.year in {"", year})
    checker = Checker([rule], case.context(year))
    learners = list(enumerate(deepcopy(case.message.Learner)))
    for place, learner in learners:
        for record, name in _given(learner):
            value = getattr(record, name)
            setattr(record, name, None)
            found = list(checker.learner(learner, place))
            found += [one for _, one in checker.message(learners)]
            setattr(record, name, value)
            if any(one.rule != rule.id for one in found):
                yield f"{rule.id} without {name}"


def _given(record: Record) -> Iterator[tuple[Record, str]]:
    """Each simple field that has a value, of the record and of all that stand in it."""
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name in KEPT or value is None:
            continue
        children = value if isinstance(value, list) else [value]
        if all(isinstance(child, Record) for child in children):
            for child in children:
                yield from _given(child)
        else:
            yield record, field.name
