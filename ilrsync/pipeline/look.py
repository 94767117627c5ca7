"""What one look at a source's folder came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ilrsync.intake.archive import delivery_of
from ilrsync.ledger import Export

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilrsync.intake.archive import Taken


@dataclass
class Look:
    """What one look at a source's folder came to, in words for people.

    ``problems`` may quote what stands in a file; ``named`` says of each only which file, for
    whoever may not see people's data. ``again`` says that something could not be taken for a reason
    that may pass.
    """

    source: str
    new: list[Export] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    again: bool = False
    _held: set[str] = field(default_factory=set, repr=False)

    def problem(self, reason: str, name: str = "") -> None:
        """The file *name* is not used for *reason*; without a name *reason* may be told to all."""
        self.problems.append(f"{self.source}: {reason}")
        told = f"{name} could not be used; `ilrsync status` says why" if name else reason
        self.named.append(f"{self.source}: {told}")

    def hold(self, name: str) -> None:
        """The file *name* could not be taken now, so what came with it may not be whole."""
        self.again = True
        self._held |= {delivery_of(name), name}  # the name, where it is a zip

    def holds(self, taken: Sequence[Taken]) -> bool:
        """Whether one of *taken* was delivered together with a file that could not be taken."""
        return not self._held.isdisjoint(one.delivery for one in taken)
