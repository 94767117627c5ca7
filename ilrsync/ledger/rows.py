"""Findings, changes and held-out learners as rows, and back without loss.

An `Origin` shares its headings with every other row of its file; so does the ledger, which keeps
them once and gives each row their number.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ilrsync.model.finding import Change, Finding, Grade, HeldOut, Outcome, Severity, Subject
from ilrsync.model.record import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Row

    Number = Callable[[Mapping[str, str]], int]
    Headings = Callable[[int], Mapping[str, str]]

_text = json.JSONEncoder(separators=(",", ":")).encode

_NO_FIELDS = "{}"


def finding_row(run: int, position: int, finding: Finding, number: Number) -> dict[str, Any]:
    """The row of *finding*; *number* gives the number of some headings."""
    fields, subject = finding.fields, finding.subject
    return {
        "run": run,
        "position": position,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.path,
        "LearnRefNumber": finding.LearnRefNumber,
        "AimSeqNumber": finding.AimSeqNumber,
        "fields": _text(dict(fields)) if fields else _NO_FIELDS,
        "correction": None if finding.correction is None else finding.correction.value,
        "subject": None if subject is None else _subject_text(subject),
        **_origin_columns(finding.origin, number),
    }


def finding_of(row: Row[Any], headings: Headings) -> Finding:
    """The finding that *row* was made of."""
    return Finding(
        rule=row.rule,
        severity=Severity(row.severity),
        message=row.message,
        path=row.path,
        LearnRefNumber=row.LearnRefNumber,
        AimSeqNumber=row.AimSeqNumber,
        fields={} if row.fields == _NO_FIELDS else json.loads(row.fields),
        origin=_origin_of(row, headings),
        correction=None if row.correction is None else Grade(row.correction),
        subject=None if row.subject is None else Subject(*json.loads(row.subject)),
    )


def change_row(run: int, position: int, change: Change, number: Number) -> dict[str, Any]:
    """The row of *change*; *number* gives the number of some headings."""
    return {
        "run": run,
        "position": position,
        "rule": change.rule,
        "grade": change.grade.value,
        "outcome": change.outcome.value,
        "LearnRefNumber": change.LearnRefNumber,
        "path": change.path,
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "why": change.why,
        **_origin_columns(change.origin, number),
    }


def change_of(row: Row[Any], headings: Headings) -> Change:
    """The change that *row* was made of."""
    return Change(
        rule=row.rule,
        grade=Grade(row.grade),
        outcome=Outcome(row.outcome),
        LearnRefNumber=row.LearnRefNumber,
        path=row.path,
        field=row.field,
        old=row.old,
        new=row.new,
        why=row.why,
        origin=_origin_of(row, headings),
    )


def held_out_row(run: int, position: int, held: HeldOut, number: Number) -> dict[str, Any]:
    """The row of *held*; *number* gives the number of some headings."""
    return {
        "run": run,
        "position": position,
        "LearnRefNumber": held.LearnRefNumber,
        "path": held.path,
        "reason": held.reason,
        **_origin_columns(held.origin, number),
    }


def held_out_of(row: Row[Any], headings: Headings) -> HeldOut:
    """The held-out learner that *row* was made of."""
    return HeldOut(row.LearnRefNumber, row.path, row.reason, _origin_of(row, headings))


def _origin_columns(origin: Origin | None, number: Number) -> dict[str, Any]:
    if origin is None:
        return {"file": None, "line": None, "headings": None}
    headings = None if origin.headings is None else number(origin.headings)
    return {"file": origin.file, "line": origin.line, "headings": headings}


def _origin_of(row: Row[Any], headings: Headings) -> Origin | None:
    if row.file is None:
        return None
    return Origin(row.file, row.line, None if row.headings is None else headings(row.headings))


def _subject_text(subject: Subject) -> str:
    return _text(
        (
            subject.ULN,
            subject.FamilyName,
            subject.GivenNames,
            subject.LearnAimRef,
            subject.SWSupAimId,
            subject.FundModel,
            subject.PartnerUKPRN,
            dict(subject.learner_monitoring),
            dict(subject.aim_monitoring),
        )
    )
