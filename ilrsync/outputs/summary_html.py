"""The run's summary as a page: one file, no scripts, nothing loaded from elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ilrsync.contracts import Output, Result
from ilrsync.durable import write_text
from ilrsync.model.finding import Severity
from ilrsync.outputs.deadlines import deadlines
from ilrsync.outputs.moments import day, uk_time
from ilrsync.outputs.rule_counts import counts_of
from ilrsync.outputs.summary import (
    NOTICE,
    causes,
    deadline_line,
    headline,
    reasons,
    reference_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from ilrsync.model.finding import HeldOut
    from ilrsync.outputs.summary import Cause

FILE_NAME = "summary.html"

_WORDS = {
    Severity.FAIL: "The whole file would be refused",
    Severity.ERROR: "Errors: the learner would not be funded",
    Severity.WARNING: "Warnings",
}
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1b1b; background: #fff; }
h1 { font-size: 1.5rem; margin-bottom: 0; }
h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 2px solid #1b1b1b; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0;
  border-bottom: 1px solid #ccc; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.notice { margin-top: 2rem; border-left: 4px solid #1b1b1b; padding-left: 0.8rem; }
.marking { font-size: 0.85rem; letter-spacing: 0.05em; }
@media print { body { margin: 0; max-width: none; } }
"""


class SummaryHtml(Output):
    """The page to open first: what was found and why, who is held out, what was not checked."""

    name = "summary"

    def write(
        self, result: Result, kept: Sequence[object], folder: Path, options: Mapping[str, Any]
    ) -> list[Path]:
        """The one page."""
        path = folder / FILE_NAME
        write_text(path, page(result))
        return [path]


def page(result: Result) -> str:
    """The page as HTML; every value from the data is escaped."""
    title, *facts = headline(result)
    due = deadlines(result.table, uk_time(result.started), result.calendar)
    body = [
        '<p class="marking">OFFICIAL - SENSITIVE</p>',
        f"<h1>{escape(title)}</h1>",
        _list(facts),
        *_cause_tables(causes(result.findings())),
        "<h2>Held out of the ILR file</h2>",
        _held_out(result.held_out),
        "<h2>Not checked</h2>",
        f"<p>{counts_of(result).text} (published list: {escape(result.rules_version)})</p>",
        _table(("Why", "Rules"), reasons(result.not_checked)),
        "<h2>Reference data</h2>",
        _list(reference_lines(result) or ["None; rules that need it are not checked."]),
        "<h2>Next dates</h2>",
        _list([deadline_line(deadline) for deadline in due]),
        "<h2>What went in</h2>",
        _table(
            ("File", "Source", "Format", "Learners"),
            [(file.name, file.source, file.format, file.learners) for file in result.inputs],
        ),
        f'<p class="notice">{escape(NOTICE)}</p>',
    ]
    heading = f"ILR {result.table.label}, {result.provider}, {day(uk_time(result.started))}"
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(heading)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _cause_tables(found: Sequence[Cause]) -> list[str]:
    parts = []
    for severity, words in _WORDS.items():
        mine = [cause for cause in found if cause.severity is severity]
        if mine or severity is Severity.ERROR:
            parts += [f"<h2>{escape(words)}</h2>", _causes(mine)]
    return parts


def _causes(found: Sequence[Cause]) -> str:
    return _table(
        ("Rule", "What is wanted, or was found", "Findings", "Learners", "For example"),
        [
            (cause.rule, cause.message, cause.findings, cause.learners, ", ".join(cause.examples))
            for cause in found
        ],
    )


def _held_out(held_out: Sequence[HeldOut]) -> str:
    rows = [
        (
            held.LearnRefNumber or held.path,
            held.reason,
            held.origin.file if held.origin else "",
            "" if held.origin is None or held.origin.line is None else str(held.origin.line),
        )
        for held in held_out
    ]
    return _table(("Learner", "Why", "File", "Line"), rows)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    lines = "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in rows)
    if not lines:
        return "<p>None.</p>"
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table>"


def _cell(value: str | int) -> str:
    if isinstance(value, int):
        return f'<td class="number">{value:,}</td>'
    return f"<td>{escape(value)}</td>"


def _list(lines: Iterable[str]) -> str:
    return "<ul>\n" + "".join(f"<li>{escape(line)}</li>\n" for line in lines) + "</ul>"
