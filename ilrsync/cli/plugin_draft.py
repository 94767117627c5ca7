"""A first ``mapping.toml`` for a vendor's export, drafted from the headings of a sample."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ilrsync.formats.bind import bound_by_names
from ilrsync.formats.headings import AIM, LEARNER, names
from ilrsync.formats.plan import PARENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ilrsync.formats.plan import Column

HEAD = """\
# Which column of the export is which ILR field. The README says how a mapping is written;
# `ilrsync plugin test` tells whether it works.
"""

HINTS = """\
# A column may also be a table:
#   DateOfBirth = { column = "DOB", date = "%d/%m/%Y" }
#   AimType = { column = "Role", codes = { Programme = 1, Component = 3, Core = 5 } }
#   FundModel = { const = "25" }
"""

TYPICAL = (
    "LearnRefNumber", "ULN", "FamilyName", "GivenNames", "DateOfBirth", "Sex", "Ethnicity",
    "LLDDHealthProb", "Postcode", "PostcodePrior", "LearnAimRef", "AimType", "FundModel",
    "ProgType", "LearnStartDate", "LearnPlanEndDate", "LearnActEndDate", "CompStatus", "Outcome",
    "DelLocPostCode", "SOF",
)  # fmt: skip
"""Headings of a draft without a sample, to be replaced by the vendor's."""


@dataclass
class _Block:
    """One table of the mapping: an entity, what its headings fix, and its fields."""

    entity: str
    fixed: tuple[tuple[str, str], ...]
    fields: dict[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        single = self.entity in {LEARNER, AIM} or not PARENTS[self.entity].repeats
        yield f"[{self.entity}]" if single else f"[[{self.entity}]]"
        for name, value in self.fixed:
            yield f"{name} = {{ const = {_quoted(value)} }}"
        for name, heading in self.fields.items():
            yield f"{name} = {_quoted(heading)}"


@dataclass(frozen=True)
class Draft:
    """A mapping's text, and the headings of the sample that it does not use."""

    text: str
    used: int
    unknown: tuple[str, ...]


def draft(name: str, headings: Sequence[str], year: str) -> Draft:
    """A mapping called *name* that reads what is understood of *headings*."""
    columns = bound_by_names(headings, names(year))
    used = {column.index for column in columns}
    unknown = tuple(
        heading for at, heading in enumerate(headings) if at not in used and heading.strip()
    )
    lines = [HEAD.rstrip(), "", "[format]", f"name = {_quoted(name)}"]
    group = _group_by(columns)
    if group:
        lines.append(f"group_by = {_quoted(group)}  # rows sharing it are one learner")
    lines += ["", HINTS.rstrip()]
    for block in _blocks(columns):
        lines += ["", *block.lines()]
    if unknown:
        lines += ["", "# Not understood yet; give each its ILR field above, or leave it out:"]
        lines += [f"#   {_quoted(heading)}" for heading in unknown]
    return Draft("\n".join(lines) + "\n", len(used), unknown)


def _blocks(columns: Sequence[Column]) -> list[_Block]:
    """The tables of the mapping; columns that differ only in the aim they name are one line."""
    found: dict[tuple[object, ...], _Block] = {}
    for column in columns:
        key = (column.entity, column.number, column.fixed)
        block = found.setdefault(key, _Block(column.entity, column.fixed))
        block.fields.setdefault(column.name, _numbered(column))
    order = [LEARNER, AIM, *PARENTS]
    return sorted(found.values(), key=lambda block: order.index(block.entity))


def _numbered(column: Column) -> str:
    if column.aim is None:
        return column.heading
    return re.sub(rf"(?<!\d){column.aim}(?!\d)", "{n}", column.heading, count=1)


def _group_by(columns: Sequence[Column]) -> str:
    """The heading that tells whose a row is, where every row is one aim."""
    if any(column.aim is not None for column in columns):
        return ""
    if not any(column.entity == AIM for column in columns):
        return ""
    return next((column.heading for column in columns if column.name == "LearnRefNumber"), "")


def _quoted(text: str) -> str:
    """*text* as TOML; a JSON text is one, apart from the character that JSON leaves alone."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
