"""How many rules a run answered: one way of counting, and one wording, for every report.

A rule that was checked in part counts as checked. Field definitions and what reading an ILR file
answers are no rules over records; they are counted by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilrsync.model.facts import answered
from ilrsync.model.file_rules import ANSWERED

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ilrsync.contracts import Result
    from ilrsync.model.finding import NotChecked
    from ilrsync.model.table import Table


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """``in_part`` are those of ``checked`` of which something had to be left; ``of_form`` besides.

    ``checked``, ``of_form`` and ``not_checked`` together are every published rule of the year and
    every rule of ilrsync and of plugins over records.
    """

    checked: int
    in_part: int
    of_form: int
    not_checked: int

    @property
    def text(self) -> str:
        """All of them in words."""
        part = f" ({self.in_part:,} of them in part)" if self.in_part else ""
        return (
            f"Rules checked: {self.checked:,}{part}, besides {self.of_form:,} about the form of"
            f" fields and files; not checked: {self.not_checked:,}"
        )


def counts_of(result: Result) -> RuleCounts:
    """The rules of the return that *result* is of."""
    absent, partly = parted(result.rules_run, result.not_checked)
    of_form = len(rules_of_form(result.table) - set(result.rules_run))
    return RuleCounts(len(result.rules_run), len(partly), of_form, len(absent))


def parted(
    run: Collection[str], not_checked: Sequence[NotChecked]
) -> tuple[list[NotChecked], list[NotChecked]]:
    """Those of *not_checked* that did not run at all, and those that did in part."""
    ran = frozenset(run)
    return (
        [one for one in not_checked if one.rule not in ran],
        [one for one in not_checked if one.rule in ran],
    )


def rules_of_form(table: Table) -> frozenset[str]:
    """Published rules that the schema, or reading, answers: about fields and whole files."""
    return frozenset((answered(table) | ANSWERED) & table.rules.keys())
