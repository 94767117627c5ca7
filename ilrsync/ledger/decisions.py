"""People's answers to what was offered: taken from workbooks once, remembered until taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from ilrsync.ledger import tables
from ilrsync.ledger.entries import GivenAnswer, KnownDecision
from ilrsync.ledger.results import Results
from ilrsync.ledger.store import batches
from ilrsync.model.decision import Answer, Decision, Standing
from ilrsync.model.finding import Change, Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Row

_YES, _NO, _NEITHER = "yes", "no", ""
_WIDTH = 8
"""Of the column that an answer stands in."""

_decisions, _changes, _runs = tables.decisions.c, tables.changes.c, tables.runs.c


class Decisions(Results):
    """Answers by return; of several to one suggestion the last taken counts."""

    def decision_file_taken(self, sha256: str) -> bool:
        """Whether the answers of that file have been taken, or refused, before."""
        query = select(tables.decision_files.c.sha256)
        return self._one(query.where(tables.decision_files.c.sha256 == sha256)) is not None

    def take_answers(self, sha256: str, name: str, answers: Iterable[GivenAnswer]) -> None:
        """The *answers* of a file are on record, those that were refused as well, and the file is.

        An answer ends an earlier one to the same suggestion.
        """
        now = self._clock()
        with self._write() as connection:
            connection.execute(
                insert(tables.decision_files).values(sha256=sha256, name=name, taken=now)
            )
            for given in answers:
                decision = given.decision
                if not given.refused:
                    connection.execute(
                        update(tables.decisions)
                        .where(
                            _decisions.suggestion == decision.suggestion,
                            _decisions.ukprn == given.ukprn,
                            _decisions.year == given.year,
                            _decisions.ended.is_(None),
                        )
                        .values(ended=now)
                    )
                connection.execute(
                    insert(tables.decisions).values(
                        ukprn=given.ukprn,
                        year=given.year,
                        suggestion=decision.suggestion,
                        answer=_written(decision),
                        file=decision.file,
                        row=decision.row,
                        by=decision.by,
                        taken=now,
                        ended=now if given.refused else None,
                        rule=given.rule,
                        LearnRefNumber=given.LearnRefNumber,
                        standing=Standing.REFUSED.value if given.refused else _NEITHER,
                        why=given.refused,
                    )
                )

    def answered_by(self, sha256: str) -> set[tuple[int, str]]:
        """The returns, by UKPRN and year, that the answers of that file are about."""
        files = tables.decision_files.c
        query = select(_decisions.ukprn, _decisions.year).join_from(
            tables.decisions,
            tables.decision_files,
            (files.name == _decisions.file) & (files.taken == _decisions.taken),
        )
        found = self._all(query.where(files.sha256 == sha256).distinct())
        return {(row.ukprn, row.year) for row in found}

    def decisions(
        self, ukprn: int | None = None, year: str | None = None, *, ended: bool = False
    ) -> list[KnownDecision]:
        """The answers that stand, in the order they were taken; with *ended* the others too."""
        query = select(tables.decisions).order_by(_decisions.id)
        if ukprn is not None:
            query = query.where(_decisions.ukprn == ukprn)
        if year is not None:
            query = query.where(_decisions.year == year)
        if not ended:
            query = query.where(_decisions.ended.is_(None))
        return [_known(row) for row in self._all(query)]

    def refused_answers(self, ukprn: int, year: str) -> list[KnownDecision]:
        """Answers that were refused when they were taken and that no run has told of yet."""
        query = select(tables.decisions).where(
            _decisions.ukprn == ukprn,
            _decisions.year == year,
            _decisions.standing == Standing.REFUSED.value,
            _decisions.ended.is_not(None),
            _decisions.run.is_(None),
        )
        return [_known(row) for row in self._all(query.order_by(_decisions.id))]

    def years_answered(self, ukprn: int) -> set[str]:
        """The years of the returns with answers that no run has told of yet."""
        told_of = _decisions.ended.is_(None) | (_decisions.standing == Standing.REFUSED.value)
        query = select(_decisions.year).where(
            _decisions.ukprn == ukprn, _decisions.run.is_(None), told_of
        )
        return {row.year for row in self._all(query.distinct())}

    def revoke(self, number: int) -> bool:
        """The answer of that number counts no more; False when it did not count anyway."""
        with self._write() as connection:
            done = connection.execute(
                update(tables.decisions)
                .where(_decisions.id == number, _decisions.ended.is_(None))
                .values(ended=self._clock())
            )
        return bool(done.rowcount)

    def answers_stood(self, run: int, answers: Iterable[tuple[int, Answer]]) -> None:
        """What became in *run* of the answers, each given with its number, is on record."""
        with self._write() as connection:
            for number, answer in answers:
                connection.execute(
                    update(tables.decisions)
                    .where(_decisions.id == number)
                    .values(standing=answer.standing.value, why=answer.why, run=run)
                )

    def suggestion(self, name: str) -> tuple[int, str, list[Change]] | None:
        """The changes that were last offered or made under that name, and UKPRN and year.

        None where nothing was.
        """
        newest = select(func.max(_changes.run)).where(_changes.group == name)
        with self._read() as connection:
            run = connection.execute(newest).scalar()
        if run is None:
            return None
        found = self._one(select(_runs.ukprn, _runs.year).where(_runs.number == run))
        assert found is not None  # noqa: S101 - a change belongs to a run
        return found.ukprn, found.year, list(self.changes_of(run, [name]))

    def outcomes(self, run: int, names: Collection[str]) -> dict[str, Outcome]:
        """What became in *run* of the suggestions of those names, as far as they came up."""
        found: dict[str, Outcome] = {}
        query = select(_changes.group, _changes.outcome).where(
            _changes.run == run, _changes.outcome != Outcome.UNDONE.value
        )
        for batch in batches(sorted(names)):
            for row in self._all(query.where(_changes.group.in_(batch)).distinct()):
                found[row.group] = Outcome(row.outcome)
        return found

    def offered_to(self, run: int, rule: str, reference: str | None) -> bool:
        """Whether *run* offers anything for *rule* to the learner of that reference."""
        query = select(_changes.id).where(
            _changes.run == run,
            _changes.rule == rule,
            _changes.LearnRefNumber == reference,
            _changes.outcome == Outcome.SUGGESTED.value,
        )
        return self._one(query.limit(1)) is not None


def _written(decision: Decision) -> str:
    """The answer, as much of it as the column holds."""
    if decision.accepted or not decision.said:
        return _YES if decision.accepted else _NO
    return decision.said if len(decision.said) <= _WIDTH else f"{decision.said[: _WIDTH - 1]}…"


def _known(row: Row[Any]) -> KnownDecision:
    said = "" if row.answer in (_YES, _NO) else row.answer
    decision = Decision(
        row.suggestion, row.answer == _YES, row.file, row.row, row.by, row.taken, said
    )
    return KnownDecision(
        number=row.id,
        ukprn=row.ukprn,
        year=row.year,
        decision=decision,
        rule=row.rule,
        LearnRefNumber=row.LearnRefNumber,
        ended=row.ended,
        standing=row.standing,
        why=row.why,
        run=row.run,
    )
