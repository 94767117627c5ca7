"""The sections of ``ilrsync.toml``: every key, what it takes and what an absent one means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ilrsync.config.service import NAME, is_name
from ilrsync.config.toml import option, rest
from ilrsync.model.results_calendar import SERVICE, service_dates
from ilrsync.model.table import YEARS, table, year_on

if TYPE_CHECKING:
    import datetime as dt

_WILDCARDS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Provider:
    """Whose return it is. ``year`` is a collection year such as ``"2627"``, or "auto"."""

    ukprn: int = option(
        wanted="the eight digits of the provider's UKPRN",
        accepts=lambda ukprn: 10000000 <= ukprn <= 99999999,
    )
    name: str = ""
    year: str = option("auto", one_of=("auto", *YEARS))

    def year_on(self, day: dt.date) -> str:
        """The collection year of a return built on *day*."""
        return year_on(day) if self.year == "auto" else self.year


@dataclass(frozen=True, slots=True)
class Folders:
    """The rooms of the working folder."""

    inbox: Path = Path("inbox")
    outbox: Path = Path("outbox")
    archive: Path = Path("archive")
    quarantine: Path = Path("quarantine")
    decisions: Path = Path("decisions")
    state: Path = Path("state")
    reference: Path = Path("reference")


@dataclass(frozen=True, slots=True)
class Source:
    """One feed of exports: where it arrives, what it is, and who wins when sources disagree.

    Without ``folder`` and ``glob`` it arrives in the inbox, in a folder of its own name.
    ``watch`` is how the service notices files, ``settle`` the seconds that they must have been
    still (None: as in ``[watching]``). With a ``marker`` a file is taken when its marker lies
    beside it: the file's name with that ending or, when the marker is a whole name, one for the
    folder. ``ignore`` has patterns of names that are no exports.

    ``precedence`` 1 wins over 2. ``aliases`` gives further headings for an ILR field, ``words``
    further words for its codes. ``migrate_year`` lets last year's exports be read into this
    year's return. ``options`` go to the format as they are.
    """

    name: str = option(wanted=NAME, accepts=is_name)
    folder: Path | None = None
    glob: Path | None = None
    format: str = "auto"
    watch: str = option("auto", one_of=("auto", "events", "polling"))
    settle: int | None = option(
        None, wanted="seconds from 0 to 86400", accepts=lambda n: n is None or 0 <= n <= 86_400
    )
    marker: str = option(
        "",
        wanted='an ending such as ".done", or the name of a file such as "ready.txt"',
        accepts=lambda text: not _WILDCARDS & set(text) and not {"/", "\\"} & set(text),
    )
    ignore: tuple[str, ...] = ()
    precedence: int = option(1, wanted="1 or more", accepts=lambda rank: rank >= 1)
    originals: str = option("keep", one_of=("keep", "remove"))
    migrate_year: bool = False
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> tuple[Path, str]:
        """The folder to look in, and the pattern of the names below it, ``**`` for any depth."""
        if self.glob is None:
            return self.folder or Path(self.name), "*"
        parts = self.glob.parts
        fixed = next(
            (number for number, part in enumerate(parts) if _WILDCARDS & set(part)), len(parts) - 1
        )
        pattern = parts[fixed:] if parts[-1] != "**" else (*parts[fixed:], "*")
        return Path(*parts[:fixed]), "/".join(pattern)

    def problems(self) -> Iterator[str]:
        """What is wrong with the keys taken together."""
        if self.folder is not None and self.glob is not None:
            yield "folder, glob: both are given, want one; remove the other"


@dataclass(frozen=True, slots=True)
class OutputSettings:
    """Whether an output is written (None: as the output itself prefers) and its own options."""

    enabled: bool | None = None
    options: Mapping[str, Any] = rest()


@dataclass(frozen=True, slots=True)
class PluginSettings:
    """Where the site's own plugins lie, and which plugins must or must not be used."""

    folders: tuple[Path, ...] = ()
    disabled: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """How a return is built. ``workers`` processes read a large ILR file; 0 suits the machine."""

    workers: int = option(0, wanted="0 to 64", accepts=lambda count: 0 <= count <= 64)


@dataclass(frozen=True, slots=True)
class SchemaSettings:
    """The official schema file, when output is to be validated against that as well."""

    xsd: Path | None = None

    def problems(self) -> Iterator[str]:
        """What is wrong on disk."""
        if self.xsd is not None and not self.xsd.is_file():
            yield f"xsd: there is no file {self.xsd}; correct the path or leave it empty"


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """Rules that this site does not run."""

    off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """When a return that has lost learners since the last one is an error; shares in percent."""

    most_learners_lost: float = option(
        5.0, wanted="a share in percent, 0.0 to 100.0", accepts=lambda share: 0 <= share <= 100
    )
    most_continuing_aims_lost: float = option(
        5.0, wanted="a share in percent, 0.0 to 100.0", accepts=lambda share: 0 <= share <= 100
    )


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """The database of what was done; empty means SQLite in the state folder."""

    url: str = ""


def _service_problems(dates: Iterable[str]) -> Iterator[str]:
    known = [date.key for date in service_dates()]
    for name in dates:
        if name not in known:
            wanted = ", ".join(known)
            yield f'[calendar.{SERVICE}]: unknown date "{name}", want {wanted}; correct it'


def calendar_problems(calendar: Mapping[str, Mapping[str, dt.datetime]]) -> Iterator[str]:
    """What is wrong with ``[calendar.<year>]``: closing times by return, in Europe/London.

    ``[calendar.t-levels]`` has dates of the T Level results service by their names.
    """
    for year, closes in calendar.items():
        if year == SERVICE:
            yield from _service_problems(closes)
            continue
        if year not in YEARS:
            yield f"[calendar.{year}]: unknown year, want {' or '.join(YEARS)}; correct it"
            continue
        names = [row.name for row in table(year).calendar]
        for name in closes:
            if name not in names:
                yield f'[calendar.{year}]: unknown return "{name}", want R01 to R14; correct it'
