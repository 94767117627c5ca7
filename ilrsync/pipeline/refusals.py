"""Why the schema refuses a learner, field by field, told once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ilrsync.checks.place import places, subject_of
from ilrsync.model.facts import SCHEMA_RULE, field_findings
from ilrsync.model.finding import Finding, Severity
from ilrsync.pipeline.notes import REFUSAL, note_message

if TYPE_CHECKING:
    from ilrsync.model.record import Origin
    from ilrsync.model.records import Learner
    from ilrsync.model.table import Table
    from ilrsync.outputs.schema import Invalid


class Reason(NamedTuple):
    """Why a learner is held out, in words, and where what is wrong was read."""

    text: str
    origin: Origin | None


def refusal_findings(
    learner: Learner, table: Table, position: int, refusal: Invalid
) -> tuple[list[Finding], Reason]:
    """What is said of a learner whom the schema refuses, and the first reason.

    A field that the format has refused already is not complained about a second time: the note
    says more than the schema can. Where no field definition says why, the schema's own reason does.
    """
    every = {place.path: place for place in places(learner, position)}
    told = {
        (id(note.record), note.field): note for note in learner.notes or () if note.kind == REFUSAL
    }
    found = field_findings(learner, table, f"Learner[{position}]")
    reasons: list[Reason] = []
    findings: list[Finding] = []
    for finding in found:
        place = every.get(finding.path)
        record = place.record if place else learner
        known = [told[id(record), name] for name in finding.fields if (id(record), name) in told]
        where = record.origin or learner.origin
        reasons += [Reason(note_message(note), note.origin or where) for note in known]
        reasons.append(Reason(finding.message, where))
        if not (known and finding.rule == SCHEMA_RULE):
            subject = subject_of(learner, place.aim if place else None)
            findings.append(replace(finding, subject=subject))
    if not found:
        reasons.append(Reason(refusal.message, learner.origin))
        findings.append(_by_schema(learner, position, refusal))
    return findings, reasons[0]


def _by_schema(learner: Learner, position: int, refusal: Invalid) -> Finding:
    return Finding(
        rule=SCHEMA_RULE,
        severity=Severity.ERROR,
        message=refusal.message,
        path=f"Learner[{position}]",
        LearnRefNumber=learner.LearnRefNumber,
        fields={"element": refusal.element} if refusal.element else {},
        origin=learner.origin,
        subject=subject_of(learner, None),
    )
