"""Where every rule that was given edges begins and stops to speak."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import pytest

from ilrsync.checks.engine import Checker
from ilrsync.checks.plugin import ilrsync_rules
from ilrsync.model.table import YEARS
from tests.checks import edges

if TYPE_CHECKING:
    import datetime as dt

    from ilrsync.checks.cases import Case
    from ilrsync.checks.rule import Rule

EDGES: dict[str, list[Case]] = {}
for module in iter_modules(edges.__path__):
    for edge in import_module(f"{edges.__name__}.{module.name}").EDGES:
        EDGES.setdefault(edge.rule, []).append(edge)

RUNS = [
    pytest.param(rule, year, id=f"{rule.id}-{year}")
    for year in YEARS
    for rule in ilrsync_rules(year)
    if rule.id in EDGES
]


@pytest.mark.parametrize(("rule", "year"), RUNS)
def test_rule_speaks_up_to_its_edges_and_not_beyond(rule: Rule, year: str) -> None:
    asked = [edge for edge in EDGES[rule.id] if edge.year in {"", year}]
    terms = {_terms(edge): edge for edge in asked}
    checkers = {key: Checker([rule], edge.context(year)) for key, edge in terms.items()}
    wrong = [
        f"{edge.title}: {'speaks' if edge.expected else 'silent'} wanted"
        for edge in asked
        if _speaks(checkers[_terms(edge)], edge) != bool(edge.expected)
    ]
    assert wrong == []
    assert {checker.rules_run for checker in checkers.values()} <= {(rule.id,)}


def test_every_edge_is_of_a_rule_that_exists() -> None:
    assert set(EDGES) <= {rule.id for year in YEARS for rule in ilrsync_rules(year)}


def _speaks(checker: Checker, edge: Case) -> bool:
    learners = list(enumerate(edge.message.Learner))
    found = [one for position, given in learners for one in checker.learner(given, position)]
    found += [finding for _, finding in checker.message(learners)]
    assert {one.rule for one in found} <= {edge.rule}, edge.title
    return bool(found)


def _terms(edge: Case) -> tuple[int, dt.date | None]:
    """What the edge is asked with, apart from the year: edges that share it share a checker."""
    return (id(edge.lookups) if edge.lookups else 0), edge.prepared
