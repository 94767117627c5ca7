"""What a rule is: one short generator that decides, and a decorator that says all else.

A rule function takes the record it is *over* first and may ask, by parameter name, for ``learner``
(whom the record belongs to), ``aim`` (which aim it stands in) and ``context`` (year, dates,
reference data). It yields a `Hit` for each place that it complains about. It never has to look up
paths, source lines or learner references: the engine adds them.
"""

from __future__ import annotations

import datetime as dt
import inspect
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as slot
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ilrsync.checks.code_lists import missing_lists
from ilrsync.checks.lists import CODE_LISTS
from ilrsync.contracts import LookupTable
from ilrsync.errors import PluginError
from ilrsync.model.finding import Grade, Severity
from ilrsync.model.record import Record
from ilrsync.model.records import Learner, Message
from ilrsync.model.table import Table, table

if TYPE_CHECKING:
    from types import ModuleType

    from ilrsync.checks.cases import Case

ERROR: Final = Severity.ERROR
WARNING: Final = Severity.WARNING

EXTRAS = ("learner", "aim", "context")
"""What a rule function may ask for besides its record."""


class Hit:
    """One place that a rule complains about, told in as few words as will do.

    ``detail`` adds to the rule's summary what is particular to this place; it goes to reports only.
    ``values`` are fields worth showing that are not the record's own, or not declared by the rule.
    """

    __slots__ = ("detail", "record", "values")

    def __init__(self, record: Record, detail: str = "", **values: object) -> None:
        self.record = record
        self.detail = detail
        self.values = values


@dataclass(frozen=True)
class Context:
    """In what terms a return is checked; everything a rule may know that is not in the return.

    ``prepared`` is the FilePreparationDate of what is being built, the "now" of every rule that
    tests for the future, so that a run can be repeated. ``today`` is the date of the run. ``known``
    is what rules have worked out of reference data, for other aims that ask the same of it.
    """

    table: Table
    prepared: dt.date
    today: dt.date
    period: str = ""
    ukprn: int | None = None
    find: Callable[[str], LookupTable | None] = slot(default=lambda name: None, repr=False)
    known: dict[Hashable, Any] = slot(default_factory=dict, repr=False, compare=False)

    @property
    def year(self) -> str:
        """The collection year, as in ``"2627"``."""
        return self.table.year

    def lists(self, name: str, code: object) -> bool:
        """Whether the year's published list *name* has *code*."""
        return code in _published(self.year, name)

    def has(self, name: str) -> bool:
        """Whether the reference data *name* was supplied; ``table/kind`` asks for a part of it."""
        return self.find(name) is not None

    def missing(self, names: Iterable[str], *, every: bool = False) -> list[str]:
        """Those of *names* that were not supplied, in words; of a table that is absent, only it.

        Of several code lists in one name all are wanted with *every*, else any will do.
        """
        words = []
        for name in names:
            whole, _, kind = name.partition("/")
            if not self.has(whole):
                words.append(whole)
            elif whole == CODE_LISTS and kind:
                words.append(missing_lists(name, self, every=every))
            elif not self.has(name):
                words.append(f"{kind} of {whole}")
        return [word for word in dict.fromkeys(words) if word]

    def lookup(self, name: str) -> LookupTable:
        """The reference data *name*.

        Raises:
            LookupError: it was not supplied; a rule that declares ``needs`` is not run then.
        """
        found = self.find(name)
        if found is None:
            raise LookupError(f"{name} was not supplied; the rule has to declare that it needs it")
        return found


KeyFunction = Callable[[Learner], Iterable[Hashable]]
Guard = Mapping[str, frozenset[object]]


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule of one or more years; satisfies `ilrsync.contracts.Rule`.

    ``fields`` are what the rule reads of its record, shown with a finding. Those in ``presence``
    are read only for being there or not. ``when`` must hold before the function is called: each
    field has one of the codes; for a rule over Learner, fields of LearningDelivery must hold
    together on at least one aim. ``key`` gives, for a rule over Message, what a learner must share
    with another for the rule to be able to fire.
    """

    id: str
    over: type[Record]
    severity: Severity
    fields: tuple[str, ...]
    function: Callable[..., Iterator[Hit]] = slot(repr=False)
    summary: str = slot(repr=False)
    explanation: str = slot(repr=False)
    source: str = slot(repr=False)
    asks: tuple[str, ...] = ()
    presence: frozenset[str] = frozenset()
    since: str | None = None
    until: str | None = None
    warning_in: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    better_with: tuple[str, ...] = ()
    when: Guard = slot(default_factory=dict, repr=False)
    key: KeyFunction | None = slot(default=None, repr=False)
    correction: Grade | None = None

    def in_year(self, year: str) -> bool:
        """Whether the rule exists in that collection year."""
        return (self.since is None or self.since <= year) and (
            self.until is None or year <= self.until
        )

    def of(self, year: str) -> Rule:
        """The rule with the severity it has in *year*."""
        return replace(self, severity=WARNING) if year in self.warning_in else self

    @property
    def cases(self) -> tuple[Case, ...]:
        """The rule's cases, from the list ``CASES`` of the module that the rule is in."""
        module = sys.modules.get(self.function.__module__)
        return tuple(case for case in getattr(module, "CASES", ()) if case.rule == self.id)

    def __call__(self, *given: object, **extras: object) -> Iterator[Hit]:
        """What the rule's function yields; for tests and for rules built on other rules."""
        return self.function(*given, **extras)


def rule(
    rule_id: str,
    *,
    over: type[Record],
    fields: str,
    severity: Severity = ERROR,
    since: str | None = None,
    until: str | None = None,
    warning_in: Iterable[str] = (),
    needs: Iterable[str] = (),
    better_with: Iterable[str] = (),
    when: Mapping[str, object] | None = None,
    key: KeyFunction | None = None,
    correction: Grade | None = None,
) -> Callable[[Callable[..., Iterator[Hit]]], Rule]:
    """Makes a rule of a generator; its docstring becomes the page that ``explain`` prints.

    ``fields`` are ILR names separated by spaces; ``LearnActEndDate?`` says that the rule only asks
    whether the field is there. A guard in ``when`` is one code or a collection of codes; text is
    compared trimmed and in capitals. Years are as in ``since="2627"``; ``warning_in`` names the
    years in which an error is only a warning. Without the reference data in ``needs`` a rule does
    not run (``LARS/Validity`` is that kind of rows of LARS, for a download may lack it, and
    ``code lists/OutGrade`` is that list of the site's); without that in ``better_with`` it runs and
    decides what it can, and the run says that it was checked in part.

    Raises:
        PluginError: the docstring, the parameters or the key do not fit a rule.
    """

    def make(function: Callable[..., Iterator[Hit]]) -> Rule:
        summary, explanation, source = _page(rule_id, function)
        if (over is Message) != (key is not None):
            raise PluginError(f"rule {rule_id}: a rule over Message needs a key, and no other does")
        return Rule(
            id=rule_id,
            over=over,
            severity=severity,
            fields=tuple(name.rstrip("?") for name in fields.split()),
            function=function,
            summary=summary,
            explanation=explanation,
            source=source,
            asks=_asks(rule_id, function),
            presence=frozenset(name[:-1] for name in fields.split() if name.endswith("?")),
            since=since,
            until=until,
            warning_in=tuple(warning_in),
            needs=tuple(needs),
            better_with=tuple(better_with),
            when={name: _codes(allowed) for name, allowed in (when or {}).items()},
            key=key,
            correction=correction,
        )

    return make


def rules_of(*modules: ModuleType) -> list[Rule]:
    """Every rule that these modules define, in the order of definition."""
    return [
        found
        for module in modules
        for found in vars(module).values()
        if isinstance(found, Rule) and found.function.__module__ == module.__name__
    ]


def _page(rule_id: str, function: Callable[..., object]) -> tuple[str, str, str]:
    """The docstring's first line, the paragraphs between, and what follows ``Source:``."""
    text = inspect.getdoc(function) or ""
    body, marked, source = text.partition("Source:")
    summary, _, explanation = body.strip().partition("\n")
    if not summary or not marked or not source.strip():
        raise PluginError(f'rule {rule_id}: its docstring needs a first line and a "Source:" line')
    return summary, explanation.strip(), " ".join(source.split())


def _asks(rule_id: str, function: Callable[..., object]) -> tuple[str, ...]:
    """Which extras the function takes after its record."""
    names = tuple(inspect.signature(function).parameters)[1:]
    strange = [name for name in names if name not in EXTRAS]
    if strange:
        raise PluginError(
            f"rule {rule_id}: parameter {strange[0]} is not known; want {', '.join(EXTRAS)}"
        )
    return names


@cache
def _published(year: str, name: str) -> frozenset[object]:
    """The codes of a list as text, and as numbers where they are such."""
    codes = table(year).codes[name].codes
    return frozenset({*codes, *(int(code) for code in codes if code.isdecimal())})


def _codes(allowed: Any) -> frozenset[object]:
    if isinstance(allowed, (set, frozenset, tuple, list)):
        return frozenset(allowed)
    return frozenset({allowed})
