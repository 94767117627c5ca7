"""What a correction is: one short generator of edits, and a decorator that says all else.

A correction answers a finding. Its function gets the record that the correction is *over* (the
one that the finding names, the one it stands in, or those below it) and may ask, by parameter
name, for the ``learner``. It looks and yields edits; it never changes anything itself, and it never
makes up a value: what it writes was there before, elsewhere or otherwise written.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING, Final

from ilrsync.corrections.edits import Add, AnyEdit, Drop, Edit, Reorder
from ilrsync.errors import PluginError
from ilrsync.model.finding import Grade, Mode
from ilrsync.model.record import Record
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from types import ModuleType

__all__ = [
    "OPT_IN",
    "SAFE",
    "SUGGEST",
    "Add",
    "Correction",
    "Corrections",
    "Drop",
    "Edit",
    "Edits",
    "Reorder",
    "advice",
    "correction",
    "corrections_of",
    "mode_of",
]

SAFE: Final = Grade.SAFE
OPT_IN: Final = Grade.OPT_IN
SUGGEST: Final = Grade.SUGGEST

Edits = Iterator[AnyEdit]
"""What a correction's function yields."""

_DEFAULT = {SAFE: Mode.APPLY, OPT_IN: Mode.SUGGEST, SUGGEST: Mode.SUGGEST}


@dataclass(frozen=True, eq=False)
class Correction:
    """One answer to the findings of one rule; satisfies `ilrsync.contracts.Correction`.

    ``id`` is the rule's id. ``function`` is None where only words can help (the summary says what
    a person should do) or where the gathering of one person's records is the answer.
    """

    id: str
    grade: Grade
    summary: str = slot(repr=False)
    explanation: str = slot(repr=False)
    over: type[Record] = Learner
    function: Callable[..., Edits] | None = slot(default=None, repr=False)
    asks_learner: bool = False
    since: str | None = None
    until: str | None = None

    def in_year(self, year: str) -> bool:
        """Whether the correction may be used in that collection year."""
        return (self.since is None or self.since <= year) and (
            self.until is None or year <= self.until
        )

    def edits(self, record: Record, learner: Learner) -> list[AnyEdit]:
        """What the correction wants of *record*, which is *learner* or stands below them."""
        if self.function is None:
            return []
        extras = {"learner": learner} if self.asks_learner else {}
        return list(self.function(record, **extras))


class Corrections:
    """The corrections of one year by the rule that they answer, the safest first."""

    def __init__(self, corrections: Iterable[Correction], year: str) -> None:
        self._by_rule: dict[str, list[Correction]] = {}
        for one in corrections:
            if one.in_year(year):
                self._by_rule.setdefault(one.id, []).append(one)
        for answers in self._by_rule.values():
            answers.sort(key=lambda one: list(Grade).index(one.grade))
        self._editing = {
            rule: [one for one in answers if one.function is not None]
            for rule, answers in self._by_rule.items()
        }

    def answering(self, rule: str) -> list[Correction]:
        """The corrections that may edit something for a finding of *rule*."""
        return self._editing.get(rule, [])

    def __contains__(self, rule: object) -> bool:
        """Whether a finding of *rule* has a correction that edits something."""
        return bool(self._editing.get(str(rule)))

    def grades(self) -> dict[str, Grade]:
        """By rule id, how much the best correction of its findings may do by itself."""
        return {rule: answers[0].grade for rule, answers in self._by_rule.items()}


def correction(
    rule_ids: str,
    *,
    grade: Grade,
    over: type[Record] = Learner,
    since: str | None = None,
    until: str | None = None,
) -> Callable[[Callable[..., Edits]], tuple[Correction, ...]]:
    """Makes a correction of a generator, once for each of the rules, which are separated by spaces.

    The docstring's first line says what holds afterwards, the rest why that is safe; ``explain``
    prints both.

    Raises:
        PluginError: the docstring is missing, or a parameter is not known.
    """

    def make(function: Callable[..., Edits]) -> tuple[Correction, ...]:
        summary, explanation = _page(rule_ids, inspect.getdoc(function) or "")
        extras = tuple(inspect.signature(function).parameters)[1:]
        if extras not in {(), ("learner",)}:
            raise PluginError(
                f"correction {rule_ids}: parameters {', '.join(extras)} are not known; "
                "want the record and, if needed, learner"
            )
        return tuple(
            Correction(
                rule, grade, summary, explanation, over, function, bool(extras), since, until
            )
            for rule in rule_ids.split()
        )

    return make


def advice(
    rule_ids: str,
    text: str,
    *,
    grade: Grade = SUGGEST,
    since: str | None = None,
    until: str | None = None,
) -> tuple[Correction, ...]:
    """What a person should do about a finding that no edit can answer; once for each rule.

    Raises:
        PluginError: the text is empty.
    """
    summary, explanation = _page(rule_ids, inspect.cleandoc(text))
    return tuple(
        Correction(rule, grade, summary, explanation, since=since, until=until)
        for rule in rule_ids.split()
    )


def corrections_of(*modules: ModuleType) -> list[Correction]:
    """Every correction that these modules define, in the order of definition."""
    return [
        one
        for module in modules
        for found in vars(module).values()
        if isinstance(found, tuple)
        for one in found
        if isinstance(one, Correction)
    ]


def mode_of(rule: str, grade: Grade, modes: Mapping[str, Mode]) -> Mode:
    """What the provider lets a correction of that rule and grade do.

    *modes* holds what the provider said, by rule id; the grade decides where they said nothing:
    SAFE applies, the others are suggested. A SUGGEST is never applied, whatever was said.
    """
    mode = modes.get(rule, _DEFAULT[grade])
    return Mode.SUGGEST if mode is Mode.APPLY and grade is SUGGEST else mode


def _page(rule_ids: str, text: str) -> tuple[str, str]:
    summary, _, explanation = text.strip().partition("\n")
    if not summary:
        raise PluginError(f"correction {rule_ids}: a text has to say what it does and why it may")
    return summary, explanation.strip()
