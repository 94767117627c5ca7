"""Every T Level as a fact: core code, specialisms, awarding organisation, placement hours."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

USUAL_PLACEMENT_HOURS = 315
"""The least hours of an industry placement unless a specialism asks for more."""

CORE_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class AwardingOrganisation:
    """Who registers the learners of a T Level, enters them and reports their grades."""

    name: str
    ukprn: int


@dataclass(frozen=True, slots=True)
class Specialism:
    """An occupational specialism; ``pair_only`` ones are never registered without their partner."""

    code: str
    name: str
    pair_only: bool = False
    placement_hours: int = USUAL_PLACEMENT_HOURS


@dataclass(frozen=True, slots=True)
class DualSpecialism:
    """Two specialisms taken together; ``code`` is theirs in the ILR and in overall results."""

    code: str
    name: str
    components: tuple[str, str]


@dataclass(frozen=True, slots=True)
class FormerSpecialism:
    """A specialism that the results service no longer offers."""

    code: str
    name: str
    replaced_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TLevel:
    """One T Level; ``core_code`` is the LearnAimRef of its technical qualification.

    ``earlier_core_code`` is set for a second-generation T Level of the same subject.
    """

    core_code: str
    title: str
    pathway: str
    route: str
    first_start_year: int
    awarding_organisation: AwardingOrganisation
    specialisms: Mapping[str, Specialism]
    dual_specialisms: Mapping[str, DualSpecialism]
    former: Mapping[str, FormerSpecialism]
    earlier_core_code: str | None = None

    def offers(self, specialism: str) -> bool:
        """Whether the ILR may return *specialism* with this T Level, former ones included."""
        return (
            specialism in self.specialisms
            or specialism in self.dual_specialisms
            or specialism in self.former
        )


@cache
def t_levels() -> Mapping[str, TLevel]:
    """Every T Level by its core code."""
    data = _load("t_levels")
    awarding = {
        row["name"]: AwardingOrganisation(row["name"], row["ukprn"])
        for row in data["awarding_organisation"]
    }
    return {row["core_code"]: _t_level(row, awarding) for row in data["t_level"]}


@cache
def generations() -> Mapping[str, str]:
    """The other core code of the same subject: the earlier for the later and the later for it."""
    pairs: dict[str, str] = {}
    for t_level in t_levels().values():
        if t_level.earlier_core_code:
            pairs[t_level.core_code] = t_level.earlier_core_code
            pairs[t_level.earlier_core_code] = t_level.core_code
    return pairs


def placement_hours(specialisms: Iterable[str]) -> int:
    """The least placement hours that a learner with these specialism codes needs."""
    return max((_hours().get(code, 0) for code in specialisms), default=0) or USUAL_PLACEMENT_HOURS


def components(specialisms: Iterable[str]) -> frozenset[str]:
    """The codes as the results service registers them: a dual code gives its two components."""
    found: set[str] = set()
    for code in specialisms:
        found.update(_duals().get(code, (code,)))
    return frozenset(found)


@cache
def _hours() -> Mapping[str, int]:
    return {
        specialism.code: specialism.placement_hours
        for t_level in t_levels().values()
        for specialism in t_level.specialisms.values()
    }


@cache
def _duals() -> Mapping[str, tuple[str, str]]:
    return {
        dual.code: dual.components
        for t_level in t_levels().values()
        for dual in t_level.dual_specialisms.values()
    }


def _t_level(row: dict[str, Any], awarding: Mapping[str, AwardingOrganisation]) -> TLevel:
    specialisms = [Specialism(**entry) for entry in row["specialisms"]]
    duals = [
        DualSpecialism(
            entry["code"], entry["name"], (entry["components"][0], entry["components"][1])
        )
        for entry in row.get("dual_specialisms", ())
    ]
    former = [
        FormerSpecialism(entry["code"], entry["name"], tuple(entry["replaced_by"]))
        for entry in row.get("former", ())
    ]
    return TLevel(
        row["core_code"],
        row["title"],
        row["pathway"],
        row["route"],
        row["first_start_year"],
        awarding[row["awarding_organisation"]],
        {specialism.code: specialism for specialism in specialisms},
        {dual.code: dual for dual in duals},
        {entry.code: entry for entry in former},
        row.get("earlier_core_code"),
    )


def _load(name: str) -> dict[str, Any]:
    text = files("ilrsync.model").joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)
