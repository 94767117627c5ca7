"""Findings, changes and held-out learners as rows, and back without loss.

Columns stand in the order of `tables`; every row begins with its number (given by the database),
run, position and origin.

An `Origin` shares its headings with every other row of its file; so does the ledger, which keeps
them once and gives each row their number.
"""

from __future__ import annotations

import json
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Any

from ilrsync.model.finding import Change, Finding, Grade, HeldOut, Outcome, Severity, Subject
from ilrsync.model.record import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Number = Callable[[Mapping[str, str]], int]
    Headings = Callable[[int], Mapping[str, str]]
    Columns = tuple[Any, ...]

# Faster than json.dumps and json.loads for the small flat texts that rows hold, of which a run may
# have some hundred thousand.
_quoted = encode_basestring_ascii
_quoted_name = lru_cache(maxsize=1_024)(encode_basestring_ascii)  # names come again and again
_read = json.JSONDecoder().raw_decode

_SEVERITIES = {severity.value: severity for severity in Severity}
_GRADES: dict[str | None, Grade] = {grade.value: grade for grade in Grade}
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def finding_row(run: int, position: int, finding: Finding, number: Number) -> Columns:
    """The row of *finding*; *number* gives the number of some headings."""
    fields, subject, correction = finding.fields, finding.subject, finding.correction
    # `_value_` is what `value` gives by way of a function, and there may be 100,000 rows.
    return (
        run,
        position,
        *_origin_columns(finding.origin, number),
        finding.rule,
        finding.severity._value_,
        finding.message,
        finding.path,
        finding.LearnRefNumber,
        finding.AimSeqNumber,
        _object(fields) if fields else None,
        None if correction is None else correction._value_,
        None if subject is None else _subject_text(subject),
    )


def finding_of(row: Sequence[Any], headings: Headings) -> Finding:
    """The finding that *row* was made of."""
    _, _, _, file, line, number, rule, severity, message, path, *more = row
    reference, aim, fields, grade, subject = more
    return Finding(
        rule=rule,
        severity=_SEVERITIES[severity],
        message=message,
        path=path,
        LearnRefNumber=reference,
        AimSeqNumber=aim,
        fields={} if fields is None else _read(fields)[0],
        origin=_origin_of(file, line, number, headings),
        correction=_GRADES.get(grade),
        subject=None if subject is None else Subject(*_read(subject)[0]),
    )


def change_row(run: int, position: int, change: Change, number: Number) -> Columns:
    """The row of *change*; *number* gives the number of some headings."""
    return (
        run,
        position,
        *_origin_columns(change.origin, number),
        change.rule,
        change.grade.value,
        change.outcome.value,
        change.LearnRefNumber,
        change.path,
        change.field,
        change.old,
        change.new,
        change.why,
        change.group,
    )


def change_of(row: Sequence[Any], headings: Headings) -> Change:
    """The change that *row* was made of."""
    _, _, _, file, line, number, rule, grade, outcome, reference, path, *more = row
    field, old, new, why, group = more
    return Change(
        rule=rule,
        grade=_GRADES[grade],
        outcome=_OUTCOMES[outcome],
        LearnRefNumber=reference,
        path=path,
        field=field,
        old=old,
        new=new,
        why=why,
        group=group,
        origin=_origin_of(file, line, number, headings),
    )


def held_out_row(run: int, position: int, held: HeldOut, number: Number) -> Columns:
    """The row of *held*; *number* gives the number of some headings."""
    origin = _origin_columns(held.origin, number)
    return (run, position, *origin, held.LearnRefNumber, held.path, held.reason)


def held_out_of(row: Sequence[Any], headings: Headings) -> HeldOut:
    """The held-out learner that *row* was made of."""
    _, _, _, file, line, number, reference, path, reason = row
    return HeldOut(reference, path, reason, _origin_of(file, line, number, headings))


def _origin_columns(origin: Origin | None, number: Number) -> Columns:
    if origin is None:
        return (None, None, None)
    headings = origin.headings
    return (origin.file, origin.line, None if headings is None else number(headings))


def _origin_of(
    file: str | None, line: int | None, number: int | None, headings: Headings
) -> Origin | None:
    if file is None:
        return None
    return Origin(file, line, None if number is None else headings(number))


def _subject_text(subject: Subject) -> str:
    texts = (
        subject.ULN,
        subject.FamilyName,
        subject.GivenNames,
        subject.LearnAimRef,
        subject.SWSupAimId,
        subject.FundModel,
        subject.PartnerUKPRN,
    )
    learner, aim = _object(subject.learner_monitoring), _object(subject.aim_monitoring)
    return f"[{','.join(map(_quoted, texts))},{learner},{aim}]"


def _object(texts: Mapping[str, str]) -> str:
    pairs = [f"{_quoted_name(name)}:{_quoted(text)}" for name, text in texts.items()]
    return f"{{{','.join(pairs)}}}"
