"""What the rules found: by learner for whoever puts records right, by rule for whoever asks why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.model.finding import Severity
from ilrsync.outputs.review import words
from ilrsync.outputs.summary import causes
from ilrsync.outputs.workbook import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.contracts import Result
    from ilrsync.model.finding import Finding

BY_LEARNER = "Findings by learner"
BY_RULE = "Findings by rule"

_TONES = {
    "Severity": {
        Severity.FAIL.value: "C00000",
        Severity.ERROR.value: "C00000",
        Severity.WARNING.value: "9C5700",
    }
}


def by_learner(result: Result) -> Sheet:
    """A row for each finding, learner by learner, those about a whole file first."""
    return Sheet(
        BY_LEARNER,
        (
            "Learner ref",
            "ULN",
            "Family name",
            "Given names",
            "Severity",
            "Rule",
            "What is wanted, or was found",
            "Where",
            "Aim reference",
            "Values",
            "File",
            "Row",
            "Heading",
            "ilrsync can",
        ),
        map(_row, result.findings_by_learner()),
        widest={
            "What is wanted, or was found": 60,
            "Values": 34,
            "File": 24,
            "Heading": 22,
            "Where": 18,
        },
        tones=_TONES,
        frozen=1,
    )


def by_rule(result: Result) -> Sheet:
    """A row for each rule that found something, worst first, in plain words."""
    return Sheet(
        BY_RULE,
        (
            "Rule",
            "Severity",
            "Findings",
            "Learners",
            "What the rule wants",
            "Why",
            "For example",
            "What is said of the first",
            "What ilrsync can do",
            "Source",
        ),
        _rules(result),
        widest={
            "What the rule wants": 44,
            "Why": 50,
            "For example": 24,
            "What is said of the first": 44,
            "What ilrsync can do": 44,
            "Source": 34,
        },
        tones=_TONES,
        frozen=1,
    )


def _row(finding: Finding) -> tuple[str, ...]:
    subject = finding.subject
    fields = finding.fields
    return (
        finding.LearnRefNumber or "",
        subject.ULN if subject else "",
        subject.FamilyName if subject else "",
        subject.GivenNames if subject else "",
        finding.severity.value,
        finding.rule,
        finding.message,
        _where(finding),
        subject.LearnAimRef if subject else "",
        "\n".join(f"{name}: {said}" for name, said in fields.items()),
        *(words.source(finding.origin, list(fields)) if finding.path else _of_file(finding)),
        "" if finding.correction is None else _CAN[finding.correction.value],
    )


def _where(finding: Finding) -> str:
    if finding.path:
        return words.place(finding.path) or "learner"
    return "file" if finding.origin else "return"


def _of_file(finding: Finding) -> tuple[str, str, str]:
    file, line, _ = words.source(finding.origin)
    return file, line, finding.fields.get("heading", "")


_CAN = {
    "safe": "correct it",
    "opt-in": "correct it once you agree",
    "suggest": "suggest what to do",
}


def _rules(result: Result) -> Iterator[tuple[str, ...]]:
    for cause in causes(result.findings()):
        page = result.about(cause.rule)
        yield (
            cause.rule,
            cause.severity.value,
            str(cause.findings),
            str(cause.learners),
            page.what,
            page.why,
            ", ".join(cause.examples),
            cause.message,
            page.remedy,
            page.source,
        )
