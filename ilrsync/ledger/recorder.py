"""Recording learner by learner without waiting for the disk at every one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from ilrsync.ledger.ledger import Ledger
    from ilrsync.model.finding import Change, Finding, HeldOut
    from ilrsync.model.returned import Returned

_ROWS_HELD = 5_000


class Recorder:
    """Collects what a run says and gives it to the ledger some thousand rows at a time.

    A context manager: everything is on record when the block ends, nothing more when it raises.
    """

    def __init__(self, ledger: Ledger, run: int) -> None:
        self._ledger = ledger
        self._run = run
        self._findings: list[tuple[int, Finding]] = []
        self._changes: list[tuple[int, Change]] = []
        self._held_out: list[tuple[int, HeldOut]] = []
        self._returned: list[tuple[int, Returned]] = []
        self._rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.flush()

    def findings(self, position: int, findings: Iterable[Finding]) -> None:
        """*findings* are of the learner at *position*."""
        told = [(position, finding) for finding in findings]
        self._findings += told
        self._told(len(told))

    def changes(self, position: int, changes: Iterable[Change]) -> None:
        """*changes* are of the learner at *position*."""
        told = [(position, change) for change in changes]
        self._changes += told
        self._told(len(told))

    def held_out(self, position: int, held_out: HeldOut) -> None:
        """The learner at *position* is held out."""
        self._held_out.append((position, held_out))
        self._told(1)

    def returned(self, position: int, returned: Returned) -> None:
        """The learner at *position* goes into the return as *returned*."""
        self._returned.append((position, returned))
        self._told(1)

    def forget_learners(self, positions: Iterable[int]) -> None:
        """Nothing is on record of the learners at *positions*."""
        self.flush()
        self._ledger.forget_learners(self._run, positions)

    def flush(self) -> None:
        """Everything recorded so far is in the ledger."""
        if self._findings:
            self._ledger.add_findings(self._run, self._findings)
            self._findings = []
        if self._changes:
            self._ledger.add_changes(self._run, self._changes)
            self._changes = []
        if self._held_out:
            self._ledger.add_held_out(self._run, self._held_out)
            self._held_out = []
        if self._returned:
            self._ledger.add_returned(self._run, self._returned)
            self._returned = []
        self._rows = 0

    def _told(self, rows: int) -> None:
        """So many more rows are held; when they are many the ledger has them."""
        self._rows += rows
        if self._rows >= _ROWS_HELD:
            self.flush()
