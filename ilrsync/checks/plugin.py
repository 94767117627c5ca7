"""The DfE's rules and ilrsync's own, supplied through the hook that strangers use."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from ilrsync.checks import cross_record, learner, learning_delivery, t_level
from ilrsync.checks.rule import Rule, rules_of
from ilrsync.host.hookspecs import hookimpl

if TYPE_CHECKING:
    from types import ModuleType

FAMILIES = (learner, learning_delivery, t_level, cross_record)


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module that holds rules, by family and name."""
    return tuple(
        importlib.import_module(f"{family.__name__}.{found.name}")
        for family in FAMILIES
        for found in sorted(pkgutil.iter_modules(family.__path__), key=lambda one: one.name)
    )


@hookimpl
def ilrsync_rules(year: str) -> list[Rule]:
    """Every rule of *year*, with the severity it has in that year."""
    return [rule.of(year) for rule in rules_of(*modules()) if rule.in_year(year)]
