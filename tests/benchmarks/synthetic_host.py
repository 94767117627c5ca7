"""Every plugin there is, with synthetic rules in place of the real ones."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ilrsync.host.manager import Host
from ilrsync.pipeline.plugins import load_host
from tests.benchmarks.synthetic_rules import synthetic_rules

if TYPE_CHECKING:
    from ilrsync.contracts import Rule


class SyntheticHost(Host):
    """The installed plugins and *count* synthetic rules."""

    def __init__(self, count: int) -> None:
        self.__dict__ |= load_host().__dict__
        self.again = partial(SyntheticHost, count)
        self._synthetic: list[Any] = list(synthetic_rules(count))

    def rules(self, year: str) -> tuple[Rule, ...]:
        """The synthetic rules, for any year."""
        return tuple(self._synthetic)
