"""A built return, as outputs see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from ilrsync.contracts import Comparison, InputFile, PlacementRow, Reference, RulePage
from ilrsync.ledger import Ledger
from ilrsync.model.decision import Answer
from ilrsync.model.finding import Change, Finding, HeldOut, NotChecked
from ilrsync.model.records import Header, SourceFile
from ilrsync.model.table import Table
from ilrsync.pipeline.kept import Kept
from ilrsync.pipeline.spool import Spool

_UNKNOWN = RulePage("")


@dataclass
class Built:
    """One built return; satisfies `ilrsync.contracts.Result`."""

    run: int
    started: dt.datetime
    ukprn: int
    provider: str
    table: Table
    header: Header
    source_files: Sequence[SourceFile]
    inputs: Sequence[InputFile]
    learners: int
    gathered: int
    written: int
    held_out: Sequence[HeldOut]
    rules_run: Sequence[str]
    not_checked: Sequence[NotChecked]
    rules_version: str
    placements: Sequence[PlacementRow]
    calendar: Mapping[str, dt.datetime]
    references: Sequence[Reference]
    ledger: Ledger = field(repr=False)
    spool: Spool[Any] = field(repr=False)
    kept: Kept = field(repr=False)
    left_out: AbstractSet[int] = field(repr=False)
    pages: Mapping[str, RulePage] = field(default_factory=dict, repr=False)
    withheld: Sequence[HeldOut] = ()
    answers: Sequence[Answer] = ()
    comparison: Comparison | None = None

    def findings(self) -> Iterator[Finding]:
        """Every finding: by severity (worst first), rule, then place."""
        return self.ledger.findings(self.run)

    def findings_by_learner(self) -> Iterator[Finding]:
        """Every finding: those about the files first, then by learner, severity and rule."""
        return self.ledger.findings_by_learner(self.run)

    def about(self, rule: str) -> RulePage:
        """What there is to say of a rule; an unknown one has empty words."""
        return self.pages.get(rule, _UNKNOWN)

    def changes(self) -> Iterator[Change]:
        """Every correction made, offered or undone, in the order of the learners."""
        return self.ledger.changes(self.run)

    def counts(self) -> Mapping[str, int]:
        """Findings and changes counted by kind."""
        return self.ledger.counts(self.run)

    def learner_xml(self) -> Iterator[bytes]:
        """The Learner elements of the return as UTF-8, held-out learners left out."""
        return self.spool.blocks()
