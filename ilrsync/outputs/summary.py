"""What a run amounts to, for the person who reads it at eight in the morning."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilrsync.model.decision import Standing
from ilrsync.model.finding import Severity
from ilrsync.outputs.deadlines import deadlines
from ilrsync.outputs.moments import day, uk_time
from ilrsync.outputs.rule_counts import counts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from ilrsync.contracts import Comparison, Result
    from ilrsync.model.decision import Answer
    from ilrsync.model.finding import Finding, HeldOut, NotChecked
    from ilrsync.outputs.deadlines import Deadline

NOTICE = "Checked by ilrsync. Only the DfE's own service decides whether a return is valid."

_SHOWN = 10
_ONE = re.compile(r"s\b(?= )")  # "learners lost" of one is "learner lost"
_EXAMPLES = 5


@dataclass(slots=True)
class Cause:
    """One rule and everything that it found; ``examples`` are a few learners, or files."""

    rule: str
    severity: Severity
    message: str
    findings: int = 0
    learners: int = 0
    examples: tuple[str, ...] = ()


def causes(findings: Iterable[Finding]) -> list[Cause]:
    """*findings* by rule, worst first: by severity, then by the number of learners.

    What concerns the return as a whole, such as that it lost many learners, comes before what
    concerns some of them. *findings* come sorted by rule and place, so a learner is counted when
    the place moves on; a set of learners a rule would grow with the return. A learner who is in no
    export has no place, only a reference.
    """
    found: dict[tuple[Severity, str], Cause] = {}
    last: dict[tuple[Severity, str], str] = {}
    for finding in findings:
        key = finding.severity, finding.rule
        cause = found.setdefault(key, Cause(finding.rule, finding.severity, finding.message))
        cause.findings += 1
        learner = finding.path.partition("/")[0] or finding.LearnRefNumber
        if learner:
            if last.get(key) == learner:
                continue
            last[key] = learner
            cause.learners += 1
            example = finding.LearnRefNumber
        else:
            example = finding.origin.file if finding.origin else None
        if example and example not in cause.examples and len(cause.examples) < _EXAMPLES:
            cause.examples += (example,)
    return sorted(found.values(), key=_badness)


def _badness(cause: Cause) -> tuple[int, bool, int, str]:
    somewhere = bool(cause.examples)
    return list(Severity).index(cause.severity), somewhere, -cause.learners, cause.rule


def reasons(not_checked: Iterable[NotChecked]) -> list[tuple[str, int]]:
    """Why rules were not checked, or in part, and how many each reason concerns, most first."""
    counted = Counter(rule.reason for rule in not_checked)
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def summary_text(result: Result, outputs: Sequence[Path] = ()) -> str:
    """The run for a terminal, in plain words; *outputs* are the files that it wrote."""
    lines = [*headline(result), ""]
    found = causes(result.findings())
    lines += _section("What was found, worst first", [cause_line(cause) for cause in found])
    lines += _section("Held out of the ILR file", [held_out_line(held) for held in result.held_out])
    if refused := [one for one in result.answers if one.standing is Standing.REFUSED]:
        lines += _section("Answers that could not be followed", list(map(answer_line, refused)))
    lines += _section(
        counts_of(result).text,
        [f"{_count(number, 'rule')}: {reason}" for reason, number in reasons(result.not_checked)],
    )
    lines += _section("Reference data", reference_lines(result), shown=len(result.references))
    due = deadlines(result.table, uk_time(result.started), result.calendar)
    lines += _section("Next dates", [deadline_line(deadline) for deadline in due])
    lines += _section("Files", [str(path) for path in outputs], shown=len(outputs))
    lines.append(NOTICE)
    return "\n".join(lines) + "\n"


def headline(result: Result) -> list[str]:
    """Who, when, how many learners and how much was found and changed, a line each."""
    counts = result.counts()
    errors, warnings = counts["errors"], counts["warnings"]
    return [
        f"{_named(result)}, ILR {result.table.label}, run {result.run}"
        f" of {day(uk_time(result.started))} {uk_time(result.started):%H:%M}",
        f"{_count(result.learners, 'learner record')} read: {result.written:,} in the ILR file,"
        f" {len(result.held_out):,} held out, {result.gathered:,} gathered into another record of"
        " the same person",
        f"{_count(errors, 'error')} on {_count(counts['learners_with_errors'], 'learner')},"
        f" {_count(warnings, 'warning')}",
        f"{_count(counts['applied'], 'correction')} made, {counts['suggested']} offered,"
        f" {counts['undone']} undone",
        *_on_top(result),
    ]


def _named(result: Result) -> str:
    # Only a configuration knows the provider's name.
    return f"{result.provider} ({result.ukprn})" if result.provider else str(result.ukprn)


def since_line(comparison: Comparison) -> str:
    """What differs from the return before, in one line."""
    said = [
        f"{number:,} {kind if number > 1 else _ONE.sub('', kind)}"
        for kind, number in comparison.counts.items()
        if number
    ]
    before = f"{day(uk_time(comparison.started))} {uk_time(comparison.started):%H:%M}"
    return (
        f"since run {comparison.run} of {before} with {_count(comparison.learners, 'learner')}:"
        f" {', '.join(said) or 'nothing differs'}"
    )


def _on_top(result: Result) -> Iterator[str]:
    """What only some runs have: learners kept back, people's answers, a return before."""
    if result.withheld:
        yield (
            f"{_count(len(result.withheld), 'learner')} withheld, whose record the MIS does not"
            " call ready"
        )
    if result.answers:
        became = Counter(answer.standing.value for answer in result.answers)
        said = ", ".join(f"{number} {standing}" for standing, number in sorted(became.items()))
        yield f"{_count(len(result.answers), 'answer')} to suggestions: {said}"
    if result.comparison is not None:
        yield since_line(result.comparison)


def cause_line(cause: Cause) -> str:
    """A cause as one line."""
    who = f", {_count(cause.learners, 'learner')}" if cause.learners else ""
    examples = f" ({', '.join(cause.examples)})" if cause.examples else ""
    return (
        f"{cause.severity} {cause.rule}: {_count(cause.findings, 'finding')}{who}{examples}:"
        f" {cause.message}"
    )


def held_out_line(held: HeldOut) -> str:
    """A held-out learner as one line: who, why and where the record stood."""
    return f"{held.LearnRefNumber or held.path}{_where(held)}: {held.reason}"


def answer_line(answer: Answer) -> str:
    """An answer as one line: where it was given, about whom and what, and what is the matter."""
    decision = answer.decision
    row = "" if decision.row is None else f" row {decision.row}"
    about = ", ".join(part for part in (answer.LearnRefNumber, answer.rule) if part)
    return f"{decision.file}{row}{f' ({about})' if about else ''}: {answer.why}"


def reference_lines(result: Result) -> list[str]:
    """The reference data that rules could ask, a line each: which, and how old it was."""
    today = uk_time(result.started).date()
    lines = []
    for table in result.references:
        if table.name:
            age = f", {_count((today - table.dated).days, 'day')} old" if table.dated else ""
            lines.append(f"{table.name}: {table.version}{age}")
    return lines


def deadline_line(deadline: Deadline) -> str:
    """A deadline as one line, which says so when it was not published."""
    time = f" {deadline.closes:%H:%M}" if deadline.closes else ""
    doubt = "" if deadline.published else f" ({deadline.standing})"
    return f"{day(deadline.on)}{time}: {deadline.what}{doubt}"


def _where(held: HeldOut) -> str:
    if held.origin is None:
        return ""
    line = "" if held.origin.line is None else f" line {held.origin.line}"
    return f" ({held.origin.file}{line})"


def _section(title: str, entries: Sequence[str], shown: int = _SHOWN) -> list[str]:
    lines = [f"{title}:" if entries else f"{title}: none" if ":" not in title else title]
    lines += [f"  {entry}" for entry in entries[:shown]]
    if len(entries) > shown:
        lines.append(f"  and {len(entries) - shown} more")
    return [*lines, ""]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
