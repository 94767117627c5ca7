"""The configuration: one TOML file, read to frozen dataclasses before anything starts.

An unknown key is an error. All problems are told at once, each with its remedy.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import itertools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from ilrsync.config.operations import LogSettings, Mail, MonitorSettings, Notify, Retention
from ilrsync.config.sections import (
    BuildSettings,
    CompareSettings,
    Folders,
    LedgerSettings,
    OutputSettings,
    PluginSettings,
    Provider,
    RuleSettings,
    SchemaSettings,
    Source,
    calendar_problems,
)
from ilrsync.config.service import Quiet, Schedule, Service, Watching
from ilrsync.config.toml import INTERNAL, Reader
from ilrsync.errors import ConfigError, nearest
from ilrsync.model.finding import Mode
from ilrsync.model.rule_ids import known_as
from ilrsync.model.table import YEARS, table

__all__ = [
    "FILE_NAME",
    "BuildSettings",
    "CompareSettings",
    "Config",
    "Folders",
    "LedgerSettings",
    "LogSettings",
    "Mail",
    "MonitorSettings",
    "Notify",
    "OutputSettings",
    "PluginSettings",
    "Provider",
    "Quiet",
    "Retention",
    "RuleSettings",
    "Schedule",
    "SchemaSettings",
    "Service",
    "Source",
    "Watching",
    "load",
]

FILE_NAME = "ilrsync.toml"
ON_INVALID = ("hold-out", "stop")
_FIND_ONE = "remove the line; `ilrsync rules` lists which rules have a correction"
_REMEDIES = {
    Mode.APPLY: _FIND_ONE,
    Mode.SUGGEST: _FIND_ONE,
    Mode.OFF: "remove the line, or name the rule in [rules] off to have it not checked",
}


@dataclass(frozen=True)
class Config:
    """Everything a site has decided. Fields bear the names of the TOML sections.

    ``path`` is the file it was read from and ``digest`` the SHA-256 of its text, both empty for a
    configuration made in code.
    """

    provider: Provider
    folders: Folders = field(default_factory=Folders)
    source: tuple[Source, ...] = ()
    schedule: tuple[Schedule, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    watching: Watching = field(default_factory=Watching)
    service: Service = field(default_factory=Service)
    corrections: Mapping[str, Mode] = field(default_factory=dict)
    template: tuple[Mapping[str, Any], ...] = ()
    compare: CompareSettings = field(default_factory=CompareSettings)
    outputs: Mapping[str, OutputSettings] = field(default_factory=dict)
    plugins: PluginSettings = field(default_factory=PluginSettings)
    build: BuildSettings = field(default_factory=BuildSettings)
    schema: SchemaSettings = field(default_factory=SchemaSettings)
    rules: RuleSettings = field(default_factory=RuleSettings)
    calendar: Mapping[str, Mapping[str, dt.datetime]] = field(default_factory=dict)
    ledger: LedgerSettings = field(default_factory=LedgerSettings)
    logging: LogSettings = field(default_factory=LogSettings)
    retention: Retention = field(default_factory=Retention)
    mail: Mail = field(default_factory=Mail)
    notify: tuple[Notify, ...] = ()
    monitor: MonitorSettings = field(default_factory=MonitorSettings)
    path: Path = field(default=Path(), metadata=INTERNAL)
    digest: str = field(default="", metadata=INTERNAL)

    @property
    def ledger_place(self) -> str | Path:
        """The database URL, or the path of the SQLite file."""
        return self.ledger.url or self.folders.state / "ilrsync.sqlite"

    @property
    def on_invalid(self) -> str:
        """What becomes of a learner who would make the ILR file invalid: "hold-out" or "stop"."""
        return str(self.options("ilr_xml").get("on_invalid", ON_INVALID[0]))

    def wants(self, output: str, *, default: bool) -> bool:
        """Whether *output* is written; *default* is what the output itself prefers."""
        enabled = self.outputs.get(output, OutputSettings()).enabled
        return default if enabled is None else enabled

    def options(self, output: str) -> Mapping[str, Any]:
        """What the configuration hands to *output*."""
        return self.outputs.get(output, OutputSettings()).options

    def modes(self, known: Iterable[str], corrected: Iterable[str]) -> dict[str, Mode]:
        """``[corrections]`` by the published spelling of each rule id.

        *known* are the ids of the plugins; the published ones of every year are known besides,
        because one configuration serves the years that are open at once. *corrected* are the ids
        that have a correction in any year.

        Raises:
            ConfigError: An id is not known, and the nearest is named; or it has no correction.
        """
        corrections = frozenset(corrected)
        ids = _resolved("[corrections]", self.corrections, corrections.union(known))
        idle = [
            f'[corrections] {name} = "{mode}": there is no correction for {ids[name]}, so this '
            f"does nothing; {_REMEDIES[mode]}"
            for name, mode in self.corrections.items()
            if ids[name] not in corrections
        ]
        if idle:
            raise ConfigError("\n  ".join(idle))
        return {ids[name]: mode for name, mode in self.corrections.items()}

    def rules_off(self, known: Iterable[str]) -> frozenset[str]:
        """``[rules] off`` by the published spelling of each rule id; *known* as for `modes`.

        Raises:
            ConfigError: An id is not known; names the nearest.
        """
        return frozenset(_resolved("[rules] off", self.rules.off, known).values())

    def conflicts(self) -> Iterator[str]:
        """What is wrong with the sections taken together."""
        yield from _repeated("source", [each.name for each in self.source])
        yield from _repeated("schedule", [each.name for each in self.schedule])
        yield from _repeated("notify", [each.name for each in self.notify])
        yield from _repeated("quiet", [each.name for each in self.quiet])
        yield from self._folder_problems()
        yield from calendar_problems(self.calendar)
        if not self.mail.server and any(each.mail_to for each in self.notify):
            yield "[mail] server: is missing, want the mail server that notices go through; add it"
        if self.on_invalid not in ON_INVALID:
            wanted = " or ".join(f'"{each}"' for each in ON_INVALID)
            yield f'[outputs.ilr_xml] on_invalid: got "{self.on_invalid}", want {wanted}'

    def _folder_problems(self) -> Iterator[str]:
        """Folders that would make ilrsync read back what it wrote, or read one file twice."""
        rooms = {
            each.name: getattr(self.folders, each.name) for each in dataclasses.fields(Folders)
        }
        for (one, first), (other, second) in itertools.combinations(rooms.items(), 2):
            if first == second:
                yield f"[folders] {one}, {other}: are one folder, want two; rename one"
        written = {name: path for name, path in rooms.items() if name != "inbox"}
        for source in self.source:
            folder, _ = source.place
            for name, path in written.items():
                if folder == path or folder in path.parents or path in folder.parents:
                    yield (
                        f'[[source]] "{source.name}": its folder {folder} overlaps [folders] {name}'
                        ", so ilrsync would read its own files; give the source a folder of its own"
                    )
        for one_source, other_source in itertools.combinations(self.source, 2):
            if one_source.place == other_source.place:
                yield (
                    f'[[source]] "{one_source.name}", "{other_source.name}": both read '
                    f"{one_source.place[0]}, so every file would count twice; separate them"
                )


def load(path: Path) -> Config:
    """The configuration in the file *path*; its relative paths start at the file's folder.

    Raises:
        ConfigError: There is no such file, it is not TOML in UTF-8, or something in it is wrong;
            tells every problem, a line each.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); make one with `ilrsync init`, "
            "or name it with --config"
        ) from error
    reader = Reader(path.resolve().parent)
    config = reader.section(Config, _parsed(path, content))
    if not reader.problems:
        config = dataclasses.replace(
            config,
            source=tuple(_placed(each, config.folders.inbox) for each in config.source),
            path=path.resolve(),
            digest=hashlib.sha256(content).hexdigest(),
        )
        reader.problems.extend(config.conflicts())
    if reader.problems:
        raise ConfigError(_told(path, reader.problems))
    return cast("Config", config)


def _parsed(path: Path, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))  # Notepad writes a byte order mark
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        remedy = "correct the line"
        if any(sign in str(error) for sign in ("escape", "hex value", "\\")):
            remedy = "write Windows paths in single quotes: 'C:\\exports'"
        raise ConfigError(f"{path}: is not TOML: {error}; {remedy}") from error


def _placed(source: Source, inbox: Path) -> Source:
    if source.folder is None and source.glob is None:
        return dataclasses.replace(source, folder=inbox / source.name)
    return source


def _told(path: Path, problems: list[str]) -> str:
    if len(problems) == 1:
        return f"{path}: {problems[0]}"
    return "\n  ".join([f"{path}: {len(problems)} problems", *problems])


def _repeated(section: str, names: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:  # names become folders, and Windows ignores their case
            yield f'[[{section}]] "{name}": is named twice; rename one'
        seen.add(name.casefold())


def _resolved(where: str, names: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """The published spelling of each of *names*."""
    ids = frozenset(known).union(*(table(year).rules for year in YEARS))
    found = {name: known_as(name, ids) for name in names}
    unknown = [
        f'{where}: no rule "{name}"; {nearest(name, ids)}' for name, it in found.items() if not it
    ]
    if unknown:
        raise ConfigError("\n  ".join(unknown))
    return {name: it for name, it in found.items() if it}
