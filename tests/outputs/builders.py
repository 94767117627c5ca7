"""An in-memory result and invented T Level learners, for tests of outputs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ilrsync.contracts import Comparison, InputFile, PlacementRow, Reference, RulePage
from ilrsync.model.check_digits import uln_from
from ilrsync.model.decision import Answer
from ilrsync.model.finding import Change, Finding, HeldOut, NotChecked, Outcome, Severity
from ilrsync.model.record import Origin
from ilrsync.model.records import (
    CollectionDetails,
    Header,
    Learner,
    LearningDelivery,
    LearningDeliveryWorkPlacement,
    Source,
    SourceFile,
)
from ilrsync.model.table import Table, table
from ilrsync.outputs.learner_xml import writer

STARTED = dt.datetime(2026, 5, 20, 1, 0, 0, tzinfo=dt.UTC)
"""Two in the morning on the United Kingdom's clock."""

UKPRN = 10000001


@dataclass
class MemoryResult:
    """A result that is held in memory; the counts come from what it holds."""

    all_findings: Sequence[Finding] = ()
    all_changes: Sequence[Change] = ()
    records: Sequence[Learner] = ()
    held_out: Sequence[HeldOut] = ()
    not_checked: Sequence[NotChecked] = ()
    rules_run: Sequence[str] = ("R_06", "R_59")
    inputs: Sequence[InputFile] = ()
    source_files: Sequence[SourceFile] = ()
    started: dt.datetime = STARTED
    run: int = 7
    ukprn: int = UKPRN
    provider: str = "Anytown College"
    gathered: int = 0
    rules_version: str = "3"
    placements: Sequence[PlacementRow] = ()
    calendar: Mapping[str, dt.datetime] = field(default_factory=dict)
    references: Sequence[Reference] = ()
    withheld: Sequence[HeldOut] = ()
    answers: Sequence[Answer] = ()
    comparison: Comparison | None = None
    pages: Mapping[str, RulePage] = field(default_factory=dict)
    table: Table = field(default_factory=lambda: table("2526"))

    header: Header = field(init=False)
    learners: int = field(init=False)
    written: int = field(init=False)

    def __post_init__(self) -> None:
        self.header = header(self.table, self.ukprn)
        self.learners = len(self.records) + len(self.held_out)
        self.written = len(self.records)

    def findings(self) -> Iterator[Finding]:
        order = list(Severity)
        yield from sorted(
            self.all_findings, key=lambda one: (order.index(one.severity), one.rule, one.path)
        )

    def findings_by_learner(self) -> Iterator[Finding]:
        yield from sorted(self.all_findings, key=lambda one: one.path)

    def about(self, rule: str) -> RulePage:
        return self.pages.get(rule, RulePage(""))

    def changes(self) -> Iterator[Change]:
        yield from self.all_changes

    def counts(self) -> Mapping[str, int]:
        errors = [one for one in self.all_findings if one.severity is not Severity.WARNING]
        outcomes = Counter(change.outcome for change in self.all_changes)
        return {
            "errors": len(errors),
            "warnings": len(self.all_findings) - len(errors),
            "learners_with_errors": len({one.path.partition("/")[0] for one in errors}),
            "applied": outcomes[Outcome.APPLIED],
            "suggested": outcomes[Outcome.SUGGESTED],
            "undone": outcomes[Outcome.UNDONE],
        }

    def learner_xml(self) -> Iterator[bytes]:
        write = writer(self.table)
        return (write(learner).encode() for learner in self.records)


def header(year: Table, ukprn: int = UKPRN) -> Header:
    """A header that the schema of *year* takes."""
    return Header(
        CollectionDetails=CollectionDetails(
            Collection="ILR", Year=year.year, FilePreparationDate=STARTED.date()
        ),
        Source=Source(
            ProtectiveMarking=year.protective_marking,
            UKPRN=ukprn,
            SerialNo="01",
            DateTime=dt.datetime(2026, 5, 20, 2, 0, 0),  # noqa: DTZ001  xs:dateTime without a zone
        ),
    )


def input_file(name: str = "Learners.csv", learners: int = 2) -> InputFile:
    return InputFile("main-mis", name, "ab" * 32, 1234, "aptem-set", "1", learners)


def uln(number: int) -> int:
    """The *number*-th ULN of invented learners, with a valid check digit."""
    found = (uln_from(stem) for stem in range(123_000_000 + number * 3, 123_000_010 + number * 3))
    return next(value for value in found if value is not None)


def aim(reference: str, kind: int, **fields: Any) -> LearningDelivery:
    """An aim of a T Level that began in September 2024 and is planned to end in July 2026."""
    given: dict[str, Any] = {
        "LearnAimRef": reference,
        "AimType": kind,
        "LearnStartDate": dt.date(2024, 9, 2),
        "LearnPlanEndDate": dt.date(2026, 7, 3),
        "FundModel": 25,
        "ProgType": 31,
        "CompStatus": 1,
        "DelLocPostCode": "AB1 2CD",
    }
    return LearningDelivery(**(given | fields))


def ended(outcome: int | None = 1, status: int = 2, **fields: Any) -> dict[str, Any]:
    """Fields of an aim that has ended in May 2026."""
    given = {"CompStatus": status, "LearnActEndDate": dt.date(2026, 5, 1), "Outcome": outcome}
    return given | fields


def work(hours: int | None = 315, **fields: Any) -> LearningDeliveryWorkPlacement:
    """One placement record with an employer, from January to April 2026."""
    given: dict[str, Any] = {
        "WorkPlaceStartDate": dt.date(2026, 1, 12),
        "WorkPlaceEndDate": dt.date(2026, 4, 30),
        "WorkPlaceHours": hours,
        "WorkPlaceMode": 2,
        "WorkPlaceEmpId": 999999999,
    }
    return LearningDeliveryWorkPlacement(**(given | fields))


def placement(
    records: Iterable[LearningDeliveryWorkPlacement] = (), **fields: Any
) -> LearningDelivery:
    """The placement aim with these records."""
    return aim("ZWRKX003", 3, LearningDeliveryWorkPlacement=list(records), **fields)


def t_level(
    number: int = 1,
    *placements: LearningDelivery,
    core: str = "60358300",
    specialism: str | None = "ZTLOS001",
    programme: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Learner:
    """An invented second-year T Level learner with these placement aims."""
    every = programme or {}
    aims = [aim("ZPROG001", 1, **every), aim(core, 5, **every)]
    if specialism:
        aims.append(aim(specialism, 3, **every))
    aims += placements
    for position, one in enumerate(aims, 1):
        one.AimSeqNumber = position
    given: dict[str, Any] = {
        "LearnRefNumber": f"TL{number:04}",
        "ULN": uln(number),
        "FamilyName": "Okonkwo-Bérenger",
        "GivenNames": f"Ada {'I' * (number % 4 + 1)}",
        "DateOfBirth": dt.date(2008, 2, 5),
        "Ethnicity": 31,
        "Sex": "F",
        "LLDDHealthProb": 2,
        "PostcodePrior": "AB1 2CD",
        "Postcode": "AB1 2CD",
        "origin": Origin("Aims.csv", number + 1),
    }
    return Learner(LearningDelivery=aims, **(given | fields))


def declare(
    uln: str, status: str, hours: str = "", reasons: str = "", *, core_code: str = ""
) -> PlacementRow:
    """What a person declares about the placement of the learner with this ULN."""
    return PlacementRow(uln, core_code, status, hours, reasons)
