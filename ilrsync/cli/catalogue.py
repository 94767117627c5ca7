"""Every rule known for a year: the DfE's published ones, built or not, and ilrsync's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilrsync.model.facts import answered
from ilrsync.model.file_rules import ANSWERED, FILE_RULES, not_built
from ilrsync.model.finding import Grade
from ilrsync.model.own_rules import own_rules
from ilrsync.model.table import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ilrsync.contracts import Rule
    from ilrsync.host.manager import Host


@dataclass(frozen=True)
class Entry:
    """One rule of a year.

    ``needs`` names reference data that the site has to supply before the rule can be checked, and
    ``better_with`` what it has to supply before the whole rule can. ``why_not`` is empty for a rule
    that is implemented; ``correction`` is the most that ilrsync can do about its findings, or None.
    """

    id: str
    severity: str
    about: str
    needs: tuple[str, ...]
    better_with: tuple[str, ...]
    implemented: bool
    why_not: str
    correction: str | None
    published: bool
    summary: str


def entries(year: str, host: Host) -> list[Entry]:
    """Every rule of *year*, by id."""
    terms = table(year)
    rules: dict[str, Rule] = {}
    for rule in host.rules(year):
        rules.setdefault(rule.id, rule)
    grades = grades_of(year, host)
    fields = answered(terms)
    found = [
        *_published(year, rules, grades, fields),
        *_said_outside_the_rules(),
        *(
            Entry(
                id=rule.id,
                severity=rule.severity.value,
                about=rule.over.__name__,
                needs=tables(rule.needs),
                better_with=better_with(rule),
                implemented=True,
                why_not="",
                correction=grades.get(rule.id),
                published=False,
                summary=rule.summary,
            )
            for rule in rules.values()
            if rule.id not in terms.rules
        ),
    ]
    return sorted(found, key=lambda entry: entry.id.casefold())


def grades_of(year: str, host: Host) -> dict[str, str]:
    """By rule id, the grade of its safest correction in *year*."""
    order = list(Grade)
    best: dict[str, Grade] = {}
    for correction in host.corrections(year):
        known = best.setdefault(correction.id, correction.grade)
        best[correction.id] = min(known, correction.grade, key=order.index)
    return {rule: grade.value for rule, grade in best.items()}


def _said_outside_the_rules() -> Iterator[Entry]:
    """What is said while reading, validating and correcting."""
    for own in own_rules().values():
        yield Entry(
            id=own.id,
            severity=own.severity,
            about="Reading and writing",
            needs=(),
            better_with=(),
            implemented=True,
            why_not="",
            correction=Grade.SAFE.value if own.does == "repair" else None,
            published=False,
            summary=own.summary,
        )


def better_with(rule: Rule) -> tuple[str, ...]:
    """Reference data without which *rule* decides only in part; a plugin's rule may have none."""
    return tables(getattr(rule, "better_with", ()))


def tables(names: Iterable[str]) -> tuple[str, ...]:
    """The tables of reference data that *names* are of or are parts of, such as LARS/Validity."""
    return tuple(dict.fromkeys(name.partition("/")[0] for name in names))


def _published(
    year: str, rules: dict[str, Rule], grades: dict[str, str], fields: frozenset[str]
) -> Iterator[Entry]:
    for published in table(year).rules.values():
        rule = rules.get(published.id)
        implemented = rule is not None or published.id in fields | ANSWERED
        needs = () if published.needs == "none" else (published.needs,)
        of_file = FILE_RULES.get(published.id)
        why_not = not_built(published.id, *needs)
        yield Entry(
            id=published.id,
            severity=rule.severity.value if rule else published.severity,
            about=published.about,
            needs=tables(rule.needs) if rule else needs,
            better_with=better_with(rule) if rule else (),
            implemented=implemented,
            why_not="" if implemented else why_not,
            correction=grades.get(published.id),
            published=True,
            summary=rule.summary if rule else of_file.summary if of_file else "",
        )
