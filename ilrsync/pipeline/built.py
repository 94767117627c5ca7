"""A built return, as outputs see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from ilrsync.contracts import InputFile, PlacementRow, Reference
from ilrsync.ledger import Ledger
from ilrsync.model.finding import Change, Finding, HeldOut, NotChecked
from ilrsync.model.records import Header, SourceFile
from ilrsync.model.table import Table
from ilrsync.pipeline.kept import Kept
from ilrsync.pipeline.spool import Spool


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

    def findings(self) -> Iterator[Finding]:
        """Every finding: by severity (worst first), rule, then place."""
        return self.ledger.findings(self.run)

    def changes(self) -> Iterator[Change]:
        """Every correction made, offered or undone, in the order of the learners."""
        return self.ledger.changes(self.run)

    def counts(self) -> Mapping[str, int]:
        """Findings and changes counted by kind."""
        return self.ledger.counts(self.run)

    def learner_xml(self) -> Iterator[bytes]:
        """The Learner elements of the return as UTF-8, held-out learners left out."""
        return self.spool.blocks()
