"""Every plugin there is, with other rules than all of the real ones."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ilrsync.host.manager import Host
from ilrsync.pipeline.plugins import load_host
from tests.benchmarks.synthetic_rules import synthetic_rules

if TYPE_CHECKING:
    from ilrsync.contracts import Rule

FIRST_RULES = frozenset(
    {
        *("R_06", "R_07", "R_59", "R_125", "R_126", "R_137"),
        *("ULN_04", "WorkPlacement_01", "HRSType_02", "PHours_03"),
    }
)
"""What a return is most often refused or paid wrongly for: repeated people, ULNs, placements."""


class SyntheticHost(Host):
    """The installed plugins and *count* synthetic rules."""

    def __init__(self, count: int) -> None:
        self.__dict__ |= load_host().__dict__
        self.again = partial(SyntheticHost, count)
        self._synthetic: list[Any] = list(synthetic_rules(count))

    def rules(self, year: str) -> tuple[Rule, ...]:
        """The synthetic rules, for any year."""
        return tuple(self._synthetic)


class FirstRulesHost(Host):
    """The installed plugins and, of the rules, only `FIRST_RULES`."""

    def __init__(self) -> None:
        self.__dict__ |= load_host().__dict__
        self.again = FirstRulesHost

    def rules(self, year: str) -> tuple[Rule, ...]:
        """The first rules, as far as *year* has them."""
        return tuple(rule for rule in super().rules(year) if rule.id in FIRST_RULES)
