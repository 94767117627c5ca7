"""Every rule of a year in plain words, for the reports that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.contracts import RulePage
from ilrsync.model.facts import answered
from ilrsync.model.file_rules import ANSWERED, FILE_RULES
from ilrsync.model.finding import Grade
from ilrsync.model.own_rules import own_rules

if TYPE_CHECKING:
    from ilrsync.host.manager import Host
    from ilrsync.model.table import Table

_FIELD = "The field has the type, length, range and characters that the year's specification gives."
_WHEN = {
    Grade.SAFE: "done by itself",
    Grade.OPT_IN: "done once you agree",
    Grade.SUGGEST: "a person decides",
}
_BY_HAND = "Nothing by itself: put it right in the MIS and export again."


def rule_pages(host: Host, table: Table) -> dict[str, RulePage]:
    """The page of every rule that can be found wanting in the year of *table*, by id."""
    remedies = _remedies(host, table.year)
    pages = {
        rule: RulePage(_FIELD, remedy=remedies.get(rule, _BY_HAND), source=_specification(table))
        for rule in answered(table)
    }
    pages |= {
        rule: RulePage(FILE_RULES[rule].summary, remedy=_BY_HAND, source=_specification(table))
        for rule in ANSWERED & table.rules.keys()
    }
    for own in own_rules().values():
        pages[own.id] = RulePage(own.summary, remedy=own.remedy)
    for rule in host.rules(table.year):
        why = _one_line(rule.explanation)
        remedy = remedies.get(rule.id, _BY_HAND)
        pages[rule.id] = RulePage(rule.summary, why, remedy, _one_line(rule.source))
    for correction in host.corrections(table.year):
        said = _one_line(correction.explanation)
        pages.setdefault(correction.id, RulePage(correction.summary, said, remedies[correction.id]))
    return pages


def _remedies(host: Host, year: str) -> dict[str, str]:
    """What ilrsync can do about each rule, the safest first."""
    found: dict[str, list[str]] = {}
    order = list(Grade)
    for one in sorted(host.corrections(year), key=lambda one: order.index(one.grade)):
        text = f"{one.summary} ({_WHEN[one.grade]})"
        if text not in found.setdefault(one.id, []):
            found[one.id].append(text)
    return {rule: "\n".join(texts) for rule, texts in found.items()}


def _specification(table: Table) -> str:
    return f"ILR specification {table.label}"


def _one_line(text: str) -> str:
    """*text* with its paragraphs kept and the line breaks within them gone."""
    return "\n".join(" ".join(part.split()) for part in text.split("\n\n"))
