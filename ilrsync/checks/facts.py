"""What a rule has asked of a record beyond its signature, and how another record would answer.

Four things can be asked: the codes of the members of a list, the value of a field that has few
values, whether a date, or the days between two, is below some bound, and whether a number, or the
sum of some, is. Records that agree in all that a rule asked of one of them take the same way
through the rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

Steps = tuple[tuple[str, int], ...]
"""From a record to one that stands in it: names of lists and places in them."""

Path = tuple[Steps, str]
"""A field of a record that stands in another, or of that one itself."""

OWNER: Final[Steps] = (("learner", 0),)
"""From an aim to the learner whom it belongs to."""


@dataclass
class Facts:
    """What was asked; ``days`` has the bounds by date, or by date and the date taken from it.

    A bound on a date is an ordinal, one on a difference a number of days. An entry without bounds
    asks only whether the field is there. ``sums`` has the bounds by the numbers that are added up.

    What is ``sure`` need not be asked: a field that is there, a list as long as the one seen.
    """

    rows: set[Path] = slot(default_factory=set)
    values: set[Path] = slot(default_factory=set)
    days: dict[tuple[Path, Path | None], set[int]] = slot(default_factory=dict)
    sums: dict[tuple[Path, ...], set[int]] = slot(default_factory=dict)
    sure: set[Path] = slot(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.rows or self.values or self.days or self.sums)

    def names(self) -> frozenset[str]:
        """The fields whose values are asked, the aims' own numbers aside, which are 1, 2, 3."""
        return frozenset(name for _, name in self.values) - {"AimSeqNumber"}

    def covers(self, other: Facts) -> bool:
        """Whether all that *other* asks is asked here."""
        return (
            other.rows <= self.rows
            and other.values <= self.values
            and _has(self.days, other.days)
            and _has(self.sums, other.sums)
        )

    def add(self, other: Facts) -> None:
        """All that *other* asks is asked here too."""
        self.rows |= other.rows
        self.values |= other.values
        for pair, bounds in other.days.items():
            self.days.setdefault(pair, set()).update(bounds)
        for added, bounds in other.sums.items():
            self.sums.setdefault(added, set()).update(bounds)
        self.sure |= other.sure


def _has(all_bounds: Mapping[T, set[int]], some: Mapping[T, set[int]]) -> bool:
    return all(
        asked in all_bounds and bounds <= all_bounds[asked] for asked, bounds in some.items()
    )
