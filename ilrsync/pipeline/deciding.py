"""People's answers on their way from the decisions folder into a build, and what became of them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.errors import ReadError
from ilrsync.ledger import GivenAnswer, Problem
from ilrsync.model.decision import Answer, Decision, Standing
from ilrsync.model.finding import Outcome
from ilrsync.outputs.placements.declaration_files import SHEET as PLACEMENTS
from ilrsync.outputs.placements.declaration_files import has_declarations
from ilrsync.outputs.review.answers import read_answers
from ilrsync.outputs.review.suggestions import LEARNER, RULE, TITLE, cells_of
from ilrsync.outputs.workbook_reading import last_saved_by, sheet_titles
from ilrsync.pipeline.site import ANSWERS, decision_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.ledger import KnownDecision, Ledger
    from ilrsync.outputs.review.answers import Answered

_SOURCE = "decisions"


def take_decisions(config: Config, ledger: Ledger, years: Iterable[str]) -> list[str]:
    """New review workbooks in the decisions folder are on record; returns what could not be read.

    Each file is taken once, known by its content, and stays where it is. An answer that cannot
    count is on record with the reason, in the return of its suggestion or, where that is not
    known, of the last of *years*.

    Raises:
        TransientError: a file cannot be read at the moment.
    """
    year = max(years, default=config.provider.year)
    problems = []
    for path in decision_files(config):
        with durable.translated(f"{path.name}: cannot be read"):
            data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        if ledger.decision_file_taken(sha256):
            continue
        try:
            if path.suffix.lower() != ANSWERS:
                _declares(path, data)
                continue
            answers = _answers(path, data, ledger, config.provider.ukprn, year)
        except ReadError as error:
            problems.append(f"{_SOURCE}: {error}")
            ledger.add_problem(Problem(_SOURCE, path.name, str(error), ""))
            answers = []
        ledger.take_answers(sha256, path.name, answers)
    return problems


def in_force(ledger: Ledger, ukprn: int, year: str) -> dict[str, Decision]:
    """The answers that a build goes by, by the name of the suggestion."""
    return {one.decision.suggestion: one.decision for one in ledger.decisions(ukprn, year)}


def answers_in(ledger: Ledger, run: int, ukprn: int, year: str) -> list[tuple[int, Answer]]:
    """What became of every answer in *run*, each with its number in the ledger.

    Answers that were refused when they were taken are among them until a run has told of them.
    """
    standing = ledger.decisions(ukprn, year)
    outcomes = ledger.outcomes(run, [one.decision.suggestion for one in standing])
    found = [(one.number, _became(ledger, run, one, outcomes)) for one in standing]
    found += [
        (one.number, Answer(one.decision, Standing.REFUSED, one.why, one.rule, one.LearnRefNumber))
        for one in ledger.refused_answers(ukprn, year)
    ]
    return found


def _declares(path: Path, data: bytes) -> None:
    """The file at *path* is none of answers but one of declarations, which the outputs read.

    Raises:
        ReadError: it is neither, so nothing would come of it.
    """
    if not has_declarations(data):
        raise ReadError(
            "this file is not read",
            file=path.name,
            wanted="review.xlsx or placements.xlsx as ilrsync wrote it and a person filled it in, "
            "or a CSV of placement declarations",
            remedy="answer in the workbook of the last run, and take this file away",
        )


def _answers(path: Path, data: bytes, ledger: Ledger, ukprn: int, year: str) -> list[GivenAnswer]:
    titles = sheet_titles(path.name, data)
    if TITLE not in titles:
        if PLACEMENTS in titles:
            return []
        raise ReadError(
            f'there is neither a sheet "{TITLE}" nor one "{PLACEMENTS}"',
            file=path.name,
            remedy="put the workbook there that ilrsync wrote",
        )
    by = last_saved_by(path.name, data)
    found = []
    for one in read_answers(path.name, data):
        decision = Decision(one.suggestion, one.accepted, path.name, one.row, by, said=one.said)
        unknown = GivenAnswer(
            ukprn,
            year,
            decision,
            one.cells.get(RULE, ""),
            one.cells.get(LEARNER) or None,
            one.refused or "nothing was ever offered under that name; take the newest workbook",
        )
        found.append(_judged(one, decision, ledger) or unknown)
    return found


def _judged(one: Answered, decision: Decision, ledger: Ledger) -> GivenAnswer | None:
    """The answer in terms of its suggestion; None where that is not known."""
    known = None if one.refused else ledger.suggestion(one.suggestion)
    if known is None:
        return None
    ukprn, year, changes = known
    cells = cells_of(changes)
    altered = one.altered(cells)
    refused = ""
    if altered:
        refused = (
            f'the cell "{altered}" was altered, and only the answer can be given here; to have '
            "another value, put it right in the MIS"
        )
    return GivenAnswer(ukprn, year, decision, cells[RULE], cells[LEARNER] or None, refused)


def _became(
    ledger: Ledger, run: int, known: KnownDecision, outcomes: Mapping[str, Outcome]
) -> Answer:
    decision = known.decision
    outcome = outcomes.get(decision.suggestion)
    answer = Answer(decision, Standing.REFUSED, "", known.rule, known.LearnRefNumber)
    if outcome is Outcome.APPLIED:
        return replace(answer, standing=Standing.APPLIED, why="done as agreed")
    if outcome is Outcome.SUGGESTED and not decision.accepted:
        return replace(answer, standing=Standing.DECLINED, why="left as it is")
    if outcome is Outcome.SUGGESTED:
        why = "another answer has changed the same record first; look at the suggestion again"
        return replace(answer, why=why)
    if ledger.offered_to(run, known.rule, known.LearnRefNumber):
        why = "the data has changed since, and something else is offered now; answer that"
        return replace(answer, why=why)
    return replace(answer, why="the data has changed since, and there is nothing to decide now")
