"""A return beside the one built before it: who is gone, new or changed, and which aims went."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING

from ilrsync.contracts import Difference
from ilrsync.ledger import Ledger
from ilrsync.model.finding import Finding, Severity
from ilrsync.model.returned import GOING_ON, Returned, aims_lost

if TYPE_CHECKING:
    from ilrsync.config import CompareSettings

LEARNERS_LOST = "ILRSYNC_learners_lost"
AIMS_LOST = "ILRSYNC_continuing_aims_lost"

LOST, GONE, CHANGED, ADDED = "learners lost", "aims lost", "learners changed", "learners added"
CONTINUING = "continuing aims lost"

Sources = Sequence[tuple[int, str]]
"""The position from which on learners are of a source, rising."""


@dataclass
class LastReturn:
    """How run ``now`` differs from ``run``; satisfies `ilrsync.contracts.Comparison`.

    ``of_before`` and ``of_now`` say which learners each source delivered.
    """

    run: int
    started: dt.datetime
    learners: int
    going_on: int
    counts: Mapping[str, int]
    now: int
    of_before: Sources
    of_now: Sources
    ledger: Ledger = slot(repr=False)

    def differences(self) -> Iterator[Difference]:
        """Every difference: learners lost first, then aims lost, changed and added."""
        for place, one in self.ledger.lost(self.run, self.now):
            what = f"had {len(one.aims.splitlines())} aims, {one.going_on} going on"
            source = _source(self.of_before, place)
            yield Difference(LOST, one.LearnRefNumber, one.ULN, source, what)
        for place, was, is_ in self.ledger.changed(self.run, self.now):
            gone = aims_lost(was, is_)
            if gone:
                source = _source(self.of_before, place)
                yield Difference(GONE, is_.LearnRefNumber, is_.ULN, source, "\n".join(gone))
        for place, was, is_ in self.ledger.changed(self.run, self.now):
            source = _source(self.of_before, place)
            yield Difference(CHANGED, is_.LearnRefNumber, is_.ULN, source, _changed(was, is_))
        for place, one in self.ledger.lost(self.now, self.run):
            source = _source(self.of_now, place)
            yield Difference(ADDED, one.LearnRefNumber, one.ULN, source)

    def source(self, position: int, *, now: bool) -> str:
        """The source that delivered the record at *position*, in this run or in the one before."""
        return _source(self.of_now if now else self.of_before, position)

    def within(self, settings: CompareSettings) -> bool:
        """Whether no more is lost than *settings* allow."""
        return not any(self.findings(settings))

    def findings(self, settings: CompareSettings) -> Iterator[Finding]:
        """An error where more is lost than *settings* allow."""
        yield from self._lost(
            LEARNERS_LOST, "learners", self.counts[LOST], self.learners, settings.most_learners_lost
        )
        yield from self._lost(
            AIMS_LOST,
            "aims that were going on",
            self.counts[CONTINUING],
            self.going_on,
            settings.most_continuing_aims_lost,
        )

    def _lost(self, rule: str, what: str, lost: int, had: int, most: float) -> Iterator[Finding]:
        if not lost or lost * 100 <= most * had:
            return
        names = Counter(one.source for one in self.differences() if one.kind in (LOST, GONE))
        sources = ", ".join(sorted(name for name in names if name))
        yield Finding(
            rule,
            Severity.ERROR,
            f"{lost:,} of the {had:,} {what} in run {self.run} are not in this return, more than"
            f" the {most:g} percent that [compare] allows; look whether each export is whole"
            f" ({sources}), and at the sheet of the review workbook that names them",
            fields={"lost": str(lost), "before": str(had)},
        )


def compared(ledger: Ledger, before: int, now: int, of_now: Sources) -> LastReturn | None:
    """How run *now* differs from run *before*; None where that is not on record any more."""
    learners, going_on = ledger.returned_counts(before)
    if not learners:
        return None
    counts = Counter(dict.fromkeys((LOST, GONE, CONTINUING, CHANGED, ADDED), 0))
    for _, was, is_ in ledger.changed(before, now):
        gone = aims_lost(was, is_)
        counts[CHANGED] += 1
        counts[GONE] += len(gone)
        counts[CONTINUING] += sum(line.endswith(GOING_ON) for line in gone)
    counts[LOST] = ledger.lost_count(before, now)
    counts[ADDED] = ledger.lost_count(now, before)
    return LastReturn(
        before,
        ledger.run(before).started,
        learners,
        going_on,
        dict(counts),
        now,
        _sources(ledger, before),
        of_now,
        ledger,
    )


def _sources(ledger: Ledger, run: int) -> Sources:
    found, first = [], 0
    for file in ledger.inputs(run):
        found.append((first, file.source))
        first += file.learners
    return found


def _source(sources: Sources, position: int) -> str:
    place = bisect_right(sources, position, key=lambda one: one[0])
    return sources[place - 1][1] if place else ""


def _changed(was: Returned, is_: Returned) -> str:
    found = [f"new: {line}" for line in aims_lost(is_, was)]
    if was.LearnRefNumber != is_.LearnRefNumber:
        found.append(f"was returned as {was.LearnRefNumber}")
    return "\n".join(found)
