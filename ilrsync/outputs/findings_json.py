"""Findings, changes and held-out learners for programs: one JSON object."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any

import ilrsync
from ilrsync.contracts import Output, Result
from ilrsync.durable import whole_text
from ilrsync.outputs.rule_counts import counts_of, parted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ilrsync.contracts import InputFile
    from ilrsync.model.finding import Change, Finding, HeldOut
    from ilrsync.model.record import Origin

FILE_NAME = "findings.json"


class FindingsJson(Output):
    """What ``ilrsync check --format json`` says, and what was changed and held out as well."""

    name = "findings_json"

    def write(
        self, result: Result, kept: Sequence[object], folder: Path, options: Mapping[str, Any]
    ) -> list[Path]:
        """The one file."""
        path = folder / FILE_NAME
        with whole_text(path) as file:
            file.writelines(document(result))
        return [path]


def document(result: Result) -> Iterator[str]:
    """The object in pieces, one record a line, so that a large return needs little memory."""
    head = {
        "ilrsync": ilrsync.__version__,
        "year": result.table.year,
        "ukprn": result.ukprn,
        "run": result.run,
        "started": result.started.isoformat(),
        "learners": result.learners,
        "written": result.written,
        "counts": dict(result.counts()),
        "files": [file_row(file) for file in result.inputs],
        "rules": rules_row(result),
    }
    yield "{\n"
    for key, value in head.items():
        yield f"{_text(key)}: {_text(value)},\n"
    yield from _array("findings", map(finding_row, result.findings()))
    yield ",\n"
    yield from _array("changes", map(change_row, result.changes()))
    yield ",\n"
    yield from _array("held_out", map(held_out_row, result.held_out))
    yield "\n}\n"


def file_row(file: InputFile) -> dict[str, object]:
    """An input as the documents of ilrsync show it."""
    return {
        "path": file.name,
        "source": file.source,
        "format": file.format,
        "sha256": file.sha256,
        "learners": file.learners,
    }


def rules_row(result: Result) -> dict[str, object]:
    """How many rules were answered, and which were only in part or not, and why."""
    absent, partly = parted(result.rules_run, result.not_checked)
    counts = counts_of(result)
    return {
        "checked": counts.checked,
        "of_form": counts.of_form,
        "checked_in_part": [{"rule": rule.rule, "reason": rule.reason} for rule in partly],
        "not_checked": [{"rule": rule.rule, "reason": rule.reason} for rule in absent],
    }


def finding_row(finding: Finding) -> dict[str, object]:
    """A finding as the documents of ilrsync and ``check --format json`` show it."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "LearnRefNumber": finding.LearnRefNumber,
        "AimSeqNumber": finding.AimSeqNumber,
        "path": finding.path,
        "fields": dict(finding.fields),
        "message": finding.message,
        "source": _source(finding.origin, finding.fields),
        "correction": finding.correction,
    }


def change_row(change: Change) -> dict[str, object]:
    """A change as the documents of ilrsync show it."""
    return {
        "rule": change.rule,
        "grade": change.grade,
        "outcome": change.outcome,
        "LearnRefNumber": change.LearnRefNumber,
        "path": change.path,
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "why": change.why,
        "source": _source(change.origin, (change.field,) if change.field else ()),
    }


def held_out_row(held: HeldOut) -> dict[str, object]:
    """A held-out learner as the documents of ilrsync show it."""
    return {
        "LearnRefNumber": held.LearnRefNumber,
        "path": held.path,
        "reason": held.reason,
        "source": _source(held.origin, ()),
    }


def _source(origin: Origin | None, fields: Iterable[str]) -> dict[str, object] | None:
    if origin is None:
        return None
    source: dict[str, object] = {"file": origin.file, "line": origin.line}
    if origin.headings is not None:
        source["headings"] = {name: origin.heading(name) for name in fields}
    return source


def _array(key: str, rows: Iterable[dict[str, object]]) -> Iterator[str]:
    yield f"{_text(key)}: ["
    for before, row in zip(chain(["\n"], _commas()), rows, strict=False):
        yield f"{before}{_text(row)}"
    yield "]"


def _commas() -> Iterator[str]:
    while True:
        yield ",\n"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
