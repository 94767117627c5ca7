"""The rule violation report: the DfE's twenty columns in its order, then ours.

Colleges have scripts that read the DfE's file, so headings and order are kept to the letter.

Source: Submit Learner Data and FIS, Rule Violation Report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.contracts import Output, Result
from ilrsync.durable import whole_text
from ilrsync.errors import OutputError
from ilrsync.model.finding import Severity, Subject
from ilrsync.outputs import people_csv
from ilrsync.outputs.moments import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ilrsync.model.finding import Finding

HEADER = (
    "Error\\Warning",
    "Learner Ref",
    "Unique Learner Number",
    "Family Name",
    "Given Names",
    "Rule Name",
    "Field Values",
    "Error Message",
    "Aim Sequence Number",
    "Aim Reference Number",
    "Software Supplier Aim ID",
    "Funding Model",
    "Subcontracted UKPRN",
    "Provider Specified Learner Monitoring A",
    "Provider Specified Learner Monitoring B",
    "Provider Specified Learning Delivery Monitoring A",
    "Provider Specified Learning Delivery Monitoring B",
    "Provider Specified Learning Delivery Monitoring C",
    "Provider Specified Learning Delivery Monitoring D",
    "OFFICIAL - SENSITIVE",
)
OUR_HEADER = ("Source File", "Source Line", "Source Heading", "Record", "Correction")

_LETTERS = {Severity.FAIL: "F", Severity.ERROR: "E", Severity.WARNING: "W"}
_NOBODY = Subject()


class ViolationReport(Output):
    """Every finding of the run, one a row.

    Options: ``readers``: "people" (the default) gives a file for spreadsheets, with a byte order
    mark and an apostrophe before a cell that would run as a formula, because the report holds other
    people's input; "scripts" gives plain UTF-8 and every value as it stands.
    """

    name = "violation_report"

    def write(
        self, result: Result, kept: Sequence[object], folder: Path, options: Mapping[str, Any]
    ) -> list[Path]:
        """The report, written also when it has no rows: then it says that nothing was found."""
        readers = str(options.get("readers", "people"))
        if readers not in ("people", "scripts"):
            raise OutputError(
                f'[outputs.violation_report] readers: got "{readers}", want "people" or "scripts"'
            )
        people = readers == "people"
        path = folder / f"Rule Violation Report {stamp(result.started)}.csv"
        encoding = people_csv.ENCODING if people else "utf-8"
        with whole_text(path, encoding=encoding) as file:
            people_csv.write_rows(file, rows(result.findings()), neutralise=people)
        return [path]


def rows(findings: Iterator[Finding]) -> Iterator[tuple[str, ...]]:
    """The heading row and a row for each finding, in the order given."""
    yield HEADER + OUR_HEADER
    for finding in findings:
        yield _row(finding)


def _row(finding: Finding) -> tuple[str, ...]:
    subject = finding.subject or _NOBODY
    origin = finding.origin
    return (
        _LETTERS[finding.severity],
        finding.LearnRefNumber or "",
        subject.ULN,
        subject.FamilyName,
        subject.GivenNames,
        finding.rule,
        # One finding is one line, also for programs that know no quoted line breaks.
        "".join(f"{name}={value}|" for name, value in finding.fields.items()).replace("\n", "; "),
        finding.message,
        "" if finding.AimSeqNumber is None else str(finding.AimSeqNumber),
        subject.LearnAimRef,
        subject.SWSupAimId,
        subject.FundModel,
        subject.PartnerUKPRN,
        *(subject.learner_monitoring.get(occurrence, "") for occurrence in "AB"),
        *(subject.aim_monitoring.get(occurrence, "") for occurrence in "ABCD"),
        "",
        origin.file if origin else "",
        str(origin.line) if origin and origin.line is not None else "",
        "; ".join(origin.heading(name) for name in finding.fields) if origin else "",
        finding.path,
        finding.correction or "",
    )
