"""What formats noted while reading, as findings for people and changes for the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.place import place_of, subject_of
from ilrsync.errors import sentence
from ilrsync.model.finding import Change, Finding, Grade, HeldOut, Outcome, Severity
from ilrsync.model.record import Note, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.contracts import FileRemark
    from ilrsync.model.records import Learner

REPAIR = "repair"
REFUSAL = "refusal"
WITHHELD = "ILRSYNC_withheld"


def note_findings(learner: Learner, position: int, *, repairs: bool = False) -> list[Finding]:
    """A finding for every refusal and remark of the learner; with *repairs* also for every repair.

    A repair is a change in the ledger of a run; only a check, which changes nothing, reports it as
    a warning.
    """
    return [
        _finding(note, learner, position)
        for note in learner.notes or ()
        if repairs or note.kind != REPAIR
    ]


def note_changes(learner: Learner, position: int) -> list[Change]:
    """A change for every repair of the learner, in the order of reading."""
    return [
        Change(
            rule=note.rule,
            grade=Grade.SAFE,
            outcome=Outcome.APPLIED,
            LearnRefNumber=learner.LearnRefNumber,
            path=place_of(note.record, learner, position).path,
            field=note.field,
            old=note.got,
            new=note.value,
            why=note.remedy or "read as the field needs it",
            origin=note.origin or place_of(note.record, learner, position).origin,
        )
        for note in learner.notes or ()
        if note.kind == REPAIR
    ]


def remark_findings(remarks: Iterable[FileRemark]) -> list[Finding]:
    """A finding about the file as a whole for every remark."""
    return [
        Finding(
            rule=remark.rule,
            severity=remark.severity,
            message=remark.message,
            origin=Origin(remark.file, remark.line),
            fields={"heading": remark.heading} if remark.heading else {},
            LearnRefNumber=remark.LearnRefNumber,
        )
        for remark in remarks
    ]


def withheld_by(remarks: Iterable[FileRemark]) -> list[HeldOut]:
    """Everybody whom the site keeps back by their status, as *remarks* say."""
    return [
        HeldOut(one.LearnRefNumber, "", one.message, Origin(one.file, one.line))
        for one in remarks
        if one.rule == WITHHELD
    ]


def _finding(note: Note, learner: Learner, position: int) -> Finding:
    place = place_of(note.record, learner, position)
    return Finding(
        rule=note.rule,
        severity=Severity.ERROR if note.kind == REFUSAL else Severity.WARNING,
        message=note_message(note),
        path=place.path,
        LearnRefNumber=learner.LearnRefNumber,
        AimSeqNumber=place.aim.AimSeqNumber if place.aim else None,
        fields={note.field: note.got} if note.field else {},
        origin=note.origin or place.origin,
        correction=Grade.SAFE if note.kind == REPAIR else None,
        subject=subject_of(learner, place.aim),
    )


def note_message(note: Note) -> str:
    """What a note says, in one line."""
    if note.kind == REPAIR:
        return sentence(f'"{note.got}" is read as "{note.value}"', remedy=note.remedy)
    return sentence("", heading=note.field, got=note.got, wanted=note.wanted, remedy=note.remedy)
