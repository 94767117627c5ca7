"""The plugins of one process behind typed methods; nobody else asks a plugin anything.

A broken plugin is skipped and reported. A required one that is missing or broken stops the start:
a return checked with fewer rules than agreed is worse than none.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ilrsync.contracts import Format, LookupTable, Output, Reference
from ilrsync.errors import ConfigError, PluginError, ReadError, nearest
from ilrsync.host import faults
from ilrsync.host.discovery import Candidate, MappedFormat, built_in, in_folders, installed
from ilrsync.host.plugin import Plugin, PluginInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from ilrsync.contracts import Correction, IntakeFile, Rule, RunReport

__all__ = ["Host", "PluginInfo"]

log = logging.getLogger(__name__)
T = TypeVar("T")


class ForYears(Protocol):
    """A rule or a correction: known by its id, and present in some collection years."""

    id: str

    def in_year(self, year: str) -> bool: ...


class Host:
    """The loaded plugins: built-in ones first, then packages, then the site's folders.

    ``again`` loads the same in another process; None where nobody has said how.
    """

    again: Callable[[], Host] | None = None

    def __init__(self, plugins: Sequence[Plugin]) -> None:
        self._plugins = tuple(plugins)
        self._formats: dict[str, tuple[Plugin, Format]] = self._named("ilrsync_formats", Format)
        self._outputs: dict[str, tuple[Plugin, Output]] = self._named("ilrsync_outputs", Output)
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._corrections: dict[str, tuple[Correction, ...]] = {}

    @classmethod
    def load(
        cls,
        *,
        builtin: Sequence[object] = (),
        folders: Sequence[Path] = (),
        disabled: Sequence[str] = (),
        required: Sequence[str] = (),
        mapped: MappedFormat | None = None,
    ) -> Host:
        """Every plugin found is loaded, or switched off, or recorded with its problem.

        *mapped* makes the format of a folder that has only a ``mapping.toml``.

        Raises:
            ConfigError: A required plugin is missing or broken, a name is unknown, or two plugins
                have one name or supply things of one name.
        """
        candidates = [*built_in(builtin), *installed(), *in_folders(folders, mapped)]
        _check_names(candidates, disabled, required)
        host = cls([_loaded(candidate, disabled, required) for candidate in candidates])
        host._insist()
        return host

    def plugins(self) -> tuple[PluginInfo, ...]:
        """Every plugin found, working or not."""
        return tuple(plugin.info for plugin in self._plugins)

    def formats(self) -> tuple[Format, ...]:
        """Every format, in the order of the plugins."""
        return tuple(supplied for _, supplied in self._formats.values())

    def format(self, name: str) -> Format:
        """The format called *name*.

        Raises:
            ConfigError: No plugin supplies it; names the nearest.
        """
        if name in self._formats:
            return self._formats[name][1]
        raise ConfigError(
            f'no plugin supplies a format "{name}"; {nearest(name, self._formats)}; '
            "`ilrsync plugins` lists what is loaded"
        )

    def recognise(self, file: IntakeFile) -> Format:
        """The one format that *file* is in.

        Raises:
            ReadError: No format claims the file, or more than one does.
        """
        claims: list[tuple[Plugin, Format]] = []
        refusals: list[ReadError] = []
        for plugin, supplied in self._formats.values():
            try:
                if supplied.matches(file):
                    claims.append((plugin, supplied))
            except ReadError as refusal:
                refusals.append(refusal)
            except faults.ANY as error:
                log.warning("%s failed to look at a file: %s", plugin, faults.place(error))
                refusals.append(faults.failed_to_look(str(plugin), file.name, error))
        if len(claims) == 1:
            return claims[0][1]
        if claims:
            raise faults.contested(file.name, [(kind.name, str(owner)) for owner, kind in claims])
        raise refusals[0] if refusals else faults.unrecognised(file.name, self._formats, file.head)

    def supplier(self, name: str) -> PluginInfo:
        """The plugin that supplies the format or output called *name*."""
        found = self._formats.get(name) or self._outputs[name]
        return found[0].info

    def rules(self, year: str) -> tuple[Rule, ...]:
        """The rules of a collection year, in the order of the plugins.

        Raises:
            ConfigError: Two plugins supply one rule, or a required plugin fails.
        """
        if year not in self._rules:
            self._rules[year] = self._identified("ilrsync_rules", year)
        return self._rules[year]

    def corrections(self, year: str) -> tuple[Correction, ...]:
        """The corrections of a collection year, in the order of the plugins.

        Raises:
            ConfigError: Two plugins supply one correction, or a required plugin fails.
        """
        if year not in self._corrections:
            self._corrections[year] = self._identified("ilrsync_corrections", year)
        return self._corrections[year]

    def outputs(self) -> tuple[Output, ...]:
        """Every kind of output, in the order of the plugins."""
        return tuple(supplied for _, supplied in self._outputs.values())

    def lookup(self, table: str, year: str) -> LookupTable | None:
        """Reference data called *table*; a site's own plugin is asked before a built-in one."""
        for plugin in reversed(self._plugins):
            answer = self._ask(plugin, "ilrsync_lookup", _a_lookup, table=table, year=year)
            if answer is not None:
                return answer
        return None

    def references(self, year: str) -> list[Reference]:
        """What the plugins say of the reference data that they have, in the order of `lookup`."""
        return [
            one
            for plugin in reversed(self._plugins)
            for one in self._ask(plugin, "ilrsync_references", _references, year=year) or []
        ]

    def run_finished(self, report: RunReport) -> list[str]:
        """Every plugin has been told; the answer is what went wrong in the telling.

        The run is done by now, so a failed notice breaks nothing, not even its plugin.
        """
        problems = []
        for plugin in self._plugins:
            if plugin.works:
                try:
                    plugin.ask("ilrsync_run_finished", report=report)
                except faults.ANY as error:
                    problems.append(f"{plugin} failed when told of the run: {faults.place(error)}")
                    log.warning("%s", problems[-1])
        return problems

    def _named(self, hook: str, kind: type[Any]) -> dict[str, tuple[Plugin, Any]]:
        """What the plugins supply through *hook*, by name."""
        found: dict[str, tuple[Plugin, Any]] = {}
        for plugin in self._plugins:
            for item in self._ask(plugin, hook, partial(_list_of, kind, "name")) or []:
                if item.name in found:
                    raise faults.supplied_twice(item.name, str(found[item.name][0]), str(plugin))
                found[item.name] = (plugin, item)
                plugin.supplies.append(item.name)
        return found

    def _identified(self, hook: str, year: str) -> tuple[Any, ...]:
        """What the plugins supply through *hook* for *year*.

        One plugin may give several things of one id, say for two kinds of record; two may not.
        """
        found: list[ForYears] = []
        owners: dict[str, Plugin] = {}
        for plugin in self._plugins:
            items = self._ask(plugin, hook, partial(_list_of, object, "id"), year=year) or []
            for item in items:
                owner = owners.setdefault(item.id, plugin)
                if owner is not plugin:
                    raise faults.supplied_twice(item.id, str(owner), str(plugin))
            found.extend(item for item in items if item.in_year(year))
        self._insist()
        return tuple(found)

    def _ask(
        self, plugin: Plugin, hook: str, shape: Callable[[Any], T], **arguments: object
    ) -> T | None:
        """The plugin's answer in the *shape* wanted; one that raises is broken from then on."""
        if not plugin.works:
            return None
        try:
            answer = plugin.ask(hook, **arguments)
            return None if answer is None else shape(answer)
        except faults.ANY as error:
            plugin.fail(f"{hook}: {faults.cause(error)}")
            return None

    def _insist(self) -> None:
        """No required plugin is broken.

        Raises:
            ConfigError: One or more are; names each with its problem.
        """
        broken = [plugin for plugin in self._plugins if plugin.required and plugin.problem]
        if broken:
            told = "; ".join(f"{plugin}: {plugin.problem}" for plugin in broken)
            raise ConfigError(
                f"a required plugin is broken: {told}; mend it, or take it out of "
                "[plugins] required to work without it"
            )


def _loaded(candidate: Candidate, disabled: Sequence[str], required: Sequence[str]) -> Plugin:
    plugin = Plugin(
        candidate.name,
        candidate.version,
        candidate.origin,
        required=candidate.builtin or candidate.name in required,
    )
    plugin.enabled = candidate.name not in disabled
    if plugin.enabled:
        try:
            thing = candidate.load()
            plugin.version = str(getattr(thing, "__version__", candidate.version))
            plugin.admit(thing)
        except faults.ANY as error:
            plugin.fail(f"cannot be loaded: {faults.cause(error)}")
    return plugin


def _check_names(
    candidates: Sequence[Candidate], disabled: Sequence[str], required: Sequence[str]
) -> None:
    """Every name is held by one plugin, and the configuration names only plugins there are.

    Raises:
        ConfigError: Tells every problem found.
    """
    problems = []
    owners: dict[str, Candidate] = {}
    for candidate in candidates:
        owner = owners.setdefault(candidate.name, candidate)
        if owner is not candidate:
            problems.append(
                f'two plugins are called "{candidate.name}" ({owner.origin} and '
                f"{candidate.origin}); rename or remove one"
            )
    for key, names in (("required", required), ("disabled", disabled)):
        problems += [
            f'[plugins] {key}: no plugin "{name}" is installed; {nearest(name, owners)}'
            for name in names
            if name not in owners
        ]
    for name in disabled:
        if name in required or (name in owners and owners[name].builtin):
            problems.append(f'[plugins] disabled: "{name}" is required; take it out of the list')
    if problems:
        raise ConfigError("; ".join(problems))


def _list_of(kind: type[Any], key: str, answer: Iterable[Any]) -> list[Any]:
    """*answer* as a list in which everything is a *kind* and has a *key*.

    Raises:
        PluginError: Something is not.
    """
    items = list(answer)
    for item in items:
        if not isinstance(item, kind) or not getattr(item, key, ""):
            wanted = f"objects with a non-empty {key}"
            wanted = wanted if kind is object else f"{kind.__name__} {wanted}"
            raise PluginError(f"gave {type(item).__name__}, want {wanted}")
    return items


def _references(answer: Iterable[object]) -> list[Reference]:
    items = list(answer)
    if not all(isinstance(item, Reference) for item in items):
        raise PluginError("want Reference objects")
    return [item for item in items if isinstance(item, Reference)]


def _a_lookup(answer: object) -> LookupTable:
    if not isinstance(answer, LookupTable):
        raise PluginError(f"gave {type(answer).__name__}, want one with name, version and get")
    return answer
