"""The check engine: rules in, findings out, one learner at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.dispatch import Dispatch
from ilrsync.checks.naive import bind, log_failure
from ilrsync.checks.place import place_of, subject_of, value_text
from ilrsync.checks.shared import SharedRules
from ilrsync.model.facts import answered
from ilrsync.model.file_rules import ANSWERED, not_built
from ilrsync.model.finding import Finding, Grade, NotChecked
from ilrsync.model.records import Learner, Message

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ilrsync.checks.naive import Raised
    from ilrsync.checks.rule import Context, Rule
    from ilrsync.model.record import Record
    from ilrsync.model.table import PublishedRule


class Checker:
    """Runs a rule set over learners.

    Rules of other years do not run, nor do those switched off in *off* and those whose reference
    data is absent; ``not_checked`` names the latter two and every published rule that no rule given
    here answers. Not named are field definitions, which the schema answers, and what reading
    answers of the file as a whole. *grades* says which correction is known for a rule id.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        context: Context,
        off: Collection[str] = (),
        grades: Mapping[str, Grade] | None = None,
    ) -> None:
        self.context = context
        self.grades = grades or {}
        self.not_checked: list[NotChecked] = []
        running = [rule for rule in rules if self._runs(rule, {one.casefold() for one in off})]
        self.rules_run = tuple(dict.fromkeys(rule.id for rule in running))
        self.not_checked += self._unanswered()
        bound = [bind(order, rule, context) for order, rule in enumerate(running)]
        self._raised = Dispatch([one for one in bound if one.rule.over is not Message])
        self._shared = SharedRules([one for one in bound if one.rule.over is Message])

    def learner(self, learner: Learner, position: int) -> list[Finding]:
        """What the rules over one learner say; in the order of the rules, then of the records."""
        return [self._finding(raised, learner, position) for raised in self._raised(learner)]

    def keys(self, learner: Learner) -> tuple[int, ...]:
        """What *learner* may share with another: 64-bit numbers, equal in every process.

        Learners without a number in common with any other need not be given to `message`. A rule
        that cannot name its keys is told of in ``not_checked``.
        """
        return self._shared.keys(learner, self._lost)

    def message(self, learners: Sequence[tuple[int, Learner]]) -> list[tuple[int, Finding]]:
        """What the rules across learners say of these, each with its position in the return."""
        positions = {id(learner): position for position, learner in learners}
        found = []
        for learner, raised in self._shared.raised([learner for _, learner in learners]):
            position = positions[id(learner)]
            found.append((position, self._finding(raised, learner, position)))
        return found

    def _lost(self, rule: Rule, error: Exception, learner: Learner) -> None:
        """A rule across learners could not compare one of them, so it has no answer in this run."""
        entry = NotChecked(rule.id, f"stopped with {type(error).__name__} while comparing learners")
        if entry not in self.not_checked:
            log_failure(rule, error, learner.LearnRefNumber)
            self.not_checked.append(entry)

    def _runs(self, rule: Rule, off: Collection[str]) -> bool:
        if not rule.in_year(self.context.year):
            return False
        if rule.id.casefold() in off:
            self.not_checked.append(NotChecked(rule.id, "switched off in the configuration"))
            return False
        absent = self.context.missing(rule.needs)
        missed = self.context.missing(rule.better_with, every=True)
        if absent:
            self.not_checked.append(NotChecked(rule.id, f"needs {' and '.join(absent)}"))
        elif missed:
            reason = f"checked in part: the rest needs {' and '.join(missed)}"
            self.not_checked.append(NotChecked(rule.id, reason))
        return not absent

    def _unanswered(self) -> list[NotChecked]:
        """Published rules of the year that nobody supplied."""
        table = self.context.table
        named = {*self.rules_run, *(one.rule for one in self.not_checked), *ANSWERED}
        named |= answered(table)
        return [
            NotChecked(one.id, _not_built(one, self.context))
            for one in table.rules.values()
            if one.id not in named
        ]

    def _finding(self, raised: Raised, learner: Learner, position: int) -> Finding:
        rule, hit = raised.rule, raised.hit
        place = place_of(hit.record, learner, position)
        aim = place.aim
        return Finding(
            rule=rule.id,
            severity=rule.severity,
            message=f"{rule.summary} {hit.detail}".rstrip(),
            path=place.path,
            LearnRefNumber=learner.LearnRefNumber,
            AimSeqNumber=aim.AimSeqNumber if aim else None,
            fields=_values(raised, place.chain),
            origin=place.origin,
            correction=self.grades.get(rule.id, rule.correction),
            subject=subject_of(learner, aim),
        )


def _not_built(rule: PublishedRule, context: Context) -> str:
    there = rule.needs == "none" or context.has(rule.needs)
    return not_built(rule.id, "" if there else rule.needs)


def _values(raised: Raised, chain: tuple[Record, ...]) -> dict[str, str]:
    """The values that made the rule fire, as text; what is absent is left out."""
    own = {name: value_text(chain, name) for name in raised.rule.fields}
    told = {
        name: None if value is None else str(value) for name, value in raised.hit.values.items()
    }
    return {name: text for name, text in {**own, **told}.items() if text is not None}
