"""A vendor format as data: which heading fills which ILR element, read from ``mapping.toml``.

``[Learner]``, ``[LearningDelivery]`` and ``[[any other entity]]`` give for an ILR element a
heading, or a table: ``{ column = "DOB", date = "%d/%m/%Y" }``, ``{ const = "SOF" }``,
``{ column = "Role", codes = { Core = 5 } }``. ``{n}`` in a heading numbers the aims (or other
records) of a wide row.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping as Table_
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ilrsync.contracts import FileRemark, Reading
from ilrsync.errors import ConfigError, ReadError
from ilrsync.formats.bind import bound_by_names, distinct, index_of
from ilrsync.formats.entries import NUMBER, Entry, entries_of, known_key
from ilrsync.formats.headings import AIM, LEARNER, Names, names, nearest, plain
from ilrsync.formats.plan import ABSENT, PARENTS, Column
from ilrsync.model.table import YEARS

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.model.table import Table

_ALIKE = 0.85
"""How alike a heading and a name have to be: one letter of six may differ."""

_TEXTS = ("name", "encoding", "separator", "sheet", "group_by", "records")
_FORMAT_KEYS = frozenset({*_TEXTS, "version", "ilr_names", "ignore"})


@dataclass(frozen=True)
class Mapping:
    """How the headings of one vendor's table fill ILR elements.

    ``group_by`` is the heading whose rows make one learner; without it every row is a learner.
    ``ilr_names`` lets headings be ILR names and their aliases, besides those the mapping lists.
    ``records`` is the element that is a row, where the table is XML.
    """

    name: str
    entries: Sequence[Entry] = ()
    version: str = "1"
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    group_by: str | None = None
    ilr_names: bool = False
    ignore: frozenset[str] = field(default_factory=frozenset)
    records: str | None = None

    @classmethod
    def load(cls, path: Path) -> Mapping:
        """The mapping in the file at *path*.

        Raises:
            ConfigError: It is not TOML, or names a key or an ILR element that does not exist.
        """
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ConfigError(f"{path}: the mapping cannot be read: {error}") from error
        return cls.of(data, str(path))

    @classmethod
    def of(cls, data: Table_[str, Any], where: str = "mapping") -> Mapping:
        """The mapping that *data* describes; *where* is named in errors."""
        about = data.get("format", {})
        if not isinstance(about, dict):
            raise ConfigError(f"{where}: format must be a table, as in [format]")
        about = dict(about)
        for key in about:
            known_key(key, _FORMAT_KEYS, f"{where} [format]")
        for key in _TEXTS:
            if key in about and not isinstance(about[key], str):
                raise ConfigError(f"{where} [format] {key}: want a text in quotes")
        if not about.get("name"):
            raise ConfigError(f'{where} [format]: a mapping needs name = "…", a name of its own')
        entries = [
            entry
            for key, value in data.items()
            if key != "format"
            for entry in entries_of(key, value, where)
        ]
        ignored = about.get("ignore", [])
        if not isinstance(ignored, list) or not all(isinstance(one, str) for one in ignored):
            raise ConfigError(f"{where} [format] ignore: want a list of headings")
        about["ignore"] = frozenset(map(plain, ignored))
        about["version"] = str(about.get("version", "1"))
        if not entries and not about.get("ilr_names"):
            raise ConfigError(f"{where}: the mapping fills no ILR element; add a [Learner] table")
        return cls(entries=tuple(entries), **about)

    @property
    def headings(self) -> frozenset[str]:
        """The normalised headings that an export must have, numbered ones for number 1."""
        needed = {
            e.heading.replace(NUMBER, "1") for e in self.entries if e.heading and not e.optional
        }
        if self.group_by:
            needed.add(self.group_by)
        return frozenset(map(plain, needed))

    def hits(self, cells: Sequence[str]) -> int:
        """How many of *cells* are headings that this mapping knows."""
        found = {plain(cell) for cell in cells if cell and len(cell) < 200}
        known = len(found & self.headings)
        return known + (names(YEARS[-1]).hits(cells) if self.ilr_names else 0)

    def fits(self, headings: Sequence[str]) -> bool:
        """Whether a table with *headings* has all that this mapping needs."""
        return bool(self.headings) and self.headings <= {plain(heading) for heading in headings}

    def bind(
        self, headings: Sequence[str], file: str, reading: Reading, line: int = 1
    ) -> list[Column]:
        """The columns of a table with *headings*; what none of them fills is told as a remark.

        Raises:
            ReadError: A heading that is needed is missing, or two headings fill one element.
            ConfigError: The site's aliases name no ILR element.
        """
        known = names(reading.table.year)
        if reading.aliases:
            known = Names(reading.table, reading.aliases)
        columns = self._listed(headings, file, reading, known)
        taken = {column.index for column in columns}
        if self.ilr_names:
            listed = {(c.entity, c.name) for c in columns}
            columns += [
                column
                for column in bound_by_names(headings, known)
                if column.index not in taken and (column.entity, column.name) not in listed
            ]
        used = {column.index for column in columns}
        if self.group_by:
            used.add(index_of(self.group_by, headings, file, line))
        filled = {column.name for column in columns}
        self._tell_unused(headings, used, filled, file, reading, line)
        return _of_year(distinct(columns, headings, file, reading, line), file, reading, line)

    def _listed(
        self, headings: Sequence[str], file: str, reading: Reading, known: Names
    ) -> list[Column]:
        """The columns that the mapping lists, under the vendor's heading or a site's alias."""
        columns: list[Column] = []
        for entry in self.entries:
            fixed = self._fixed(entry)
            if entry.const is not None:
                if entry.entity not in (LEARNER, AIM) and self._only_const(entry):
                    columns.append(Column(entry.entity, entry.name, ABSENT, "", None, None, fixed))
                continue
            places = _places(entry, headings, reading, known)
            if not places and not entry.optional:
                raise ReadError(
                    f"the heading for {entry.name} is missing",
                    file=file,
                    heading=entry.heading,
                    wanted=nearest(entry.heading, headings),
                    remedy=f"correct the export, or add the heading under aliases.{entry.name}",
                )
            in_aim = entry.entity == AIM or (
                entry.entity != LEARNER and PARENTS[entry.entity].name == AIM
            )
            columns += [
                Column(
                    entry.entity,
                    entry.name,
                    at,
                    headings[at],
                    number if in_aim else None,
                    None if in_aim else number,
                    fixed,
                    entry.block,
                    entry.given,
                )
                for at, number in places
            ]
        return columns

    def _only_const(self, entry: Entry) -> bool:
        """Whether *entry* is the first of a table that holds nothing but constants."""
        same = [e for e in self.entries if (e.entity, e.block) == (entry.entity, entry.block)]
        return same[0] is entry and all(other.const is not None for other in same)

    def _fixed(self, entry: Entry) -> tuple[tuple[str, str], ...]:
        return tuple(
            (other.name, other.const)
            for other in self.entries
            if other.const is not None
            and (other.entity, other.block) == (entry.entity, entry.block)
        )

    def _tell_unused(
        self,
        headings: Sequence[str],
        used: set[int],
        filled: set[str],
        file: str,
        reading: Reading,
        line: int,
    ) -> None:
        for at, heading in enumerate(headings):
            if at in used or not heading.strip() or plain(heading) in self.ignore:
                continue
            said = f'"{heading.strip()}" fills no ILR field and was not read'
            if near := _misspelt(heading, filled, reading.table):
                said = f"{said}; did you mean {near}?"
            reading.remark(FileRemark("ILRSYNC_unknown_column", said, file, line, heading.strip()))


def _misspelt(heading: str, filled: set[str], table: Table) -> str:
    """The ILR field that *heading* is all but the name of, if none of *filled*; else empty."""
    free = {
        plain(name): name
        for entity in table.entities.values()
        for name in entity.fields
        if name not in filled
    }
    near = difflib.get_close_matches(plain(heading), free, 1, _ALIKE)
    return free[near[0]] if near else ""


def _of_year(columns: Sequence[Column], file: str, reading: Reading, line: int) -> list[Column]:
    """*columns* less those of another year's elements; hours are kept, to be converted."""
    kept: list[Column] = []
    for column in columns:
        hours = column.entity == "HRSRecord" or column.name in {"PHours", "OTJActHours", "AddHours"}
        if hours or reading.table.field(column.entity, column.name):
            kept.append(column)
            continue
        reading.remark(
            FileRemark(
                "ILRSYNC_column_of_other_year",
                f"{column.name} is not part of the ILR {reading.table.label} and was not read",
                file,
                line,
                column.heading.strip(),
            )
        )
    return kept


def _places(
    entry: Entry, headings: Sequence[str], reading: Reading, known: Names
) -> list[tuple[int, int | None]]:
    """Where the entry's heading stands, or an alias that the site gives it; and which n."""
    found = [
        (at, int(match[1]) if entry.numbered else None)
        for at, heading in enumerate(headings)
        if (match := entry.form.fullmatch(plain(heading)))
    ]
    if found or entry.name not in reading.aliases:
        return found
    hits = [(at, known.find(heading)) for at, heading in enumerate(headings)]
    return [
        (at, hit.aim or hit.number)
        for at, hit in hits
        if hit and hit.target[:2] == (entry.entity, entry.name)
    ]
