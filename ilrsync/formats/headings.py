"""Headings as vendors write them, brought to one form and to the ILR element they stand for."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from ilrsync.errors import ConfigError
from ilrsync.model.table import Table, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TOKENS = re.compile(r"[^\W\d_]+|\d+")

LEARNER = "Learner"
AIM = "LearningDelivery"

TYPED: Mapping[str, tuple[str, str, str]] = {
    "LearningDeliveryFAM": ("LearnDelFAMType", "LearnDelFAMCode", "LearnDelFAMType"),
    "LearnerFAM": ("LearnFAMType", "LearnFAMCode", "LearnFAMType"),
    "EmploymentStatusMonitoring": ("ESMType", "ESMCode", "ESMType"),
}
"""Entities that a wide export gives one column a type: type field, code field, list of types."""


_REMEMBERED = 20_000


class Target(NamedTuple):
    """The ILR element that a heading stands for; ``fixed`` is what the heading itself says."""

    entity: str
    field: str
    fixed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that was understood: its target, the aim it names and its own number."""

    target: Target
    aim: int | None
    number: int | None


def tokens(heading: str) -> list[str]:
    """Words and numbers of *heading*, case folded; punctuation and white space separate them."""
    return _TOKENS.findall(heading.casefold())


def plain(heading: str) -> str:
    """*heading* in the form in which headings are compared: letters and digits, case folded."""
    return "".join(tokens(heading))


class Names:
    """Every heading that reaches an ILR element in a year, with the site's own additions.

    Raises:
        ConfigError: An addition names no ILR element; the message lists near names.
    """

    def __init__(self, year: Table, aliases: Mapping[str, Sequence[str]] | None = None) -> None:
        self._targets = dict(_known(year.year))
        self._found: dict[str, Heading | None] = {}
        for name, headings in (aliases or {}).items():
            target = self._targets.get(plain(name))
            if target is None:
                raise ConfigError(
                    f'aliases: "{name}" is no ILR element; {nearest(name, ilr_names())}'
                )
            for heading in [headings] if isinstance(headings, str) else headings:
                self._targets[plain(heading)] = target

    def find(self, heading: str) -> Heading | None:
        """What *heading* stands for: as it is, else less the aim it names, else less one number."""
        if heading not in self._found:
            self._found[heading] = self._searched(heading)
        return self._found[heading]

    def _searched(self, heading: str) -> Heading | None:
        words = tokens(heading)
        found = self._targets.get("".join(words))
        if found:
            return Heading(found, None, None)
        rest, aim = _without_aim(words)
        if aim is not None:
            found = self._targets.get("".join(rest))
            if found:
                return Heading(found, aim, None)
        for choice in (rest, words) if aim is not None else (words,):
            for at in range(len(choice) - 1, -1, -1):
                if not choice[at].isdigit():
                    continue
                found = self._targets.get("".join(choice[:at] + choice[at + 1 :]))
                if found:
                    return Heading(found, aim if choice is rest else None, int(choice[at]))
        return None

    def hits(self, cells: Iterable[str]) -> int:
        """How many of *cells* are headings that are known."""
        if len(self._found) > _REMEMBERED:  # rows of data are asked about too
            self._found.clear()
        return sum(1 for cell in cells if len(cell) < 100 and self.find(cell))


def _without_aim(words: list[str]) -> tuple[list[str], int | None]:
    """*words* less the first "aim n", and that n."""
    for at, word in enumerate(words[:-1]):
        if word == "aim" and words[at + 1].isdigit():
            return words[:at] + words[at + 2 :], int(words[at + 1])
    return words, None


@cache
def names(year: str) -> Names:
    """The built-in headings of a year."""
    return Names(table(year))


@cache
def ilr_names() -> frozenset[str]:
    """Every simple field of every year, by the ILR's own name."""
    return frozenset(
        field.name
        for year in ("2526", "2627")
        for entity in table(year).entities.values()
        for field in entity.simple
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that names what *name* may have been meant to be."""
    by_plain = {plain(choice): choice for choice in sorted(known)}
    close = difflib.get_close_matches(plain(name), by_plain, n=3, cutoff=0.6)
    if not close:
        return "see the list of names in the README"
    return "did you mean " + " or ".join(f'"{by_plain[choice]}"' for choice in close) + "?"


@cache
def _known(year: str) -> Mapping[str, Target]:
    """Normalised heading to target: ILR names, typed columns, then the built-in aliases."""
    both = (table(year), *(table(other) for other in ("2526", "2627") if other != year))
    found: dict[str, Target] = {}
    for (
        known
    ) in both:  # a column of the other year is understood too, and then converted or reported
        for entity in _reached(known):
            for field in known.entities[entity].simple:
                found.setdefault(plain(field.name), Target(entity, field.name))
        for name, target in _typed(known):
            found.setdefault(plain(name), target)
    data = tomllib.loads(files("ilrsync.formats").joinpath("aliases.toml").read_text("utf-8"))
    for name, headings in data["headings"].items():
        for heading in headings:
            found.setdefault(plain(heading), found[plain(name)])
    return found


def _reached(known: Table) -> list[str]:
    """Learner and every entity below it, in file order."""
    found = [LEARNER]
    for entity in found:
        found.extend(child.entity for child in known.entities[entity].children)
    return found


def _typed(known: Table) -> Iterable[tuple[str, Target]]:
    """Columns such as "SOF", "ACT From", "TNP1 Date" and "HRS 1", whose heading holds a code."""
    for entity, (kind, code, codes) in TYPED.items():
        for type_ in known.codes[codes].codes:
            fixed = ((kind, type_),)
            yield type_, Target(entity, code, fixed)
            yield f"{entity} {type_}", Target(entity, code, fixed)
            if entity == "LearningDeliveryFAM":
                for end in ("From", "To"):
                    dated = Target(entity, f"LearnDelFAMDate{end}", fixed)
                    yield f"{type_} {end}", dated
                    yield f"{type_} Date {end}", dated
    yield from _amounts(known)
    for entity, kind, value, marks in (
        ("ProviderSpecLearnerMonitoring", "ProvSpecLearnMonOccur", "ProvSpecLearnMon", "AB"),
        ("ProviderSpecDeliveryMonitoring", "ProvSpecDelMonOccur", "ProvSpecDelMon", "ABCD"),
    ):
        for mark in marks:
            yield f"{value} {mark}", Target(entity, value, ((kind, mark),))


def _amounts(known: Table) -> Iterable[tuple[str, Target]]:
    """Columns of prices and hours, whose heading holds type and code."""
    for type_ in known.codes["AFinType"].codes:
        for code in known.codes[f"AppFin.{type_}"].codes:
            fixed = (("AFinType", type_), ("AFinCode", code))
            yield f"{type_}{code}", Target("AppFinRecord", "AFinAmount", fixed)
            yield f"{type_}{code} Amount", Target("AppFinRecord", "AFinAmount", fixed)
            yield f"{type_}{code} Date", Target("AppFinRecord", "AFinDate", fixed)
    if "HRSRecord" in known.entities:
        for code in known.codes["HRSCode"].codes:
            hours = Target("HRSRecord", "HRSAmount", (("HRSType", "HRS"), ("HRSCode", code)))
            yield f"HRS{code}", hours
            yield f"HRS{code} Amount", hours
