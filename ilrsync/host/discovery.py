"""Where plugins are found: what ilrsync brings, installed packages, and folders of the site.

Nothing is imported here. Each candidate carries the call that loads it, so that the manager can
load them one by one and a broken one costs nobody else anything.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync import __version__
from ilrsync.errors import ConfigError, PluginError
from ilrsync.host.hookspecs import PROJECT, hookimpl

if TYPE_CHECKING:
    from types import ModuleType

    from ilrsync.contracts import Format

MAPPING = "mapping.toml"
CODE = "__init__.py"

MappedFormat = Callable[[Path], "Format"]
"""Makes the format of a folder that holds a ``mapping.toml`` and no Python."""


@dataclass(frozen=True)
class Candidate:
    """A plugin that may be loaded: ``origin`` says in words where it was found."""

    name: str
    version: str
    origin: str
    load: Callable[[], object]
    builtin: bool = False


class MappingPlugin:
    """A folder with only a ``mapping.toml``, as a plugin that supplies one format."""

    def __init__(self, supplied: Format) -> None:
        self._format = supplied

    @property
    def __version__(self) -> str:  # a mapping states its version as a module does
        return self._format.version

    @hookimpl
    def ilrsync_formats(self) -> list[Format]:
        """The one format."""
        return [self._format]


def built_in(things: Sequence[object]) -> Iterator[Candidate]:
    """The stages of ilrsync that speak through hooks: ``ilrsync.checks.plugin`` is "checks"."""
    for thing in things:
        name = getattr(thing, "__name__", type(thing).__name__)
        name = name.removeprefix("ilrsync.").removesuffix(".plugin")
        yield Candidate(name, __version__, "built in", partial(_same, thing), builtin=True)


def installed() -> Iterator[Candidate]:
    """The entry points of group ``ilrsync``, each listed once, by name."""
    seen = set()
    for point in sorted(entry_points(group=PROJECT), key=lambda point: point.name):
        package = point.dist.name if point.dist else "unknown package"
        version = point.dist.version if point.dist else ""
        key = (point.name, point.value, package)
        if key in seen:  # an editable install and its build folder both list the same one
            continue
        seen.add(key)
        yield Candidate(point.name, version, f"package {package}", point.load)


def in_folders(folders: Sequence[Path], mapped: MappedFormat | None) -> Iterator[Candidate]:
    """The plugins in the sub-folders of each plugin folder, by name.

    Raises:
        ConfigError: A plugin folder is absent or is itself a plugin.
    """
    for folder in folders:
        if not folder.is_dir():
            raise ConfigError(
                f"[plugins] folders: {folder} is not a folder; make it or remove it from the list"
            )
        if (folder / MAPPING).exists() or (folder / CODE).exists():
            raise ConfigError(
                f"[plugins] folders: {folder} is itself a plugin; name the folder that holds it"
            )
        for place in sorted(folder.iterdir()):
            if place.is_dir() and not place.name.startswith((".", "_")):
                yield Candidate(
                    place.name,
                    f"sha256:{_content(place)[:8]}",
                    f"folder {place}",
                    partial(load_folder, place, mapped),
                )


def load_folder(folder: Path, mapped: MappedFormat | None) -> object:
    """The plugin in *folder*: its Python when it has any, else the format its mapping describes.

    Raises:
        PluginError: The folder holds neither, or only a mapping where no mappings are read.
    """
    if (folder / CODE).exists():
        return _imported(folder)
    if mapped is not None and (folder / MAPPING).exists():
        return MappingPlugin(mapped(folder))
    raise PluginError(f"{folder} holds neither {CODE} nor {MAPPING}; add one or remove the folder")


def _same(thing: object) -> object:
    return thing


def _imported(folder: Path) -> ModuleType:
    """The package in *folder*, imported afresh under a name that no other package can have.

    ``sys.path`` stays as it is, so a plugin's ``csv.py`` hides nobody's; its relative imports work.
    """
    place = folder.resolve()
    name = f"_ilrsync_plugin_{hashlib.sha256(str(place).encode()).hexdigest()[:12]}"
    _forget(name)
    spec = importlib.util.spec_from_file_location(
        name, place / CODE, submodule_search_locations=[str(place)]
    )
    if spec is None or spec.loader is None:
        raise PluginError(f"{folder} cannot be imported; check that {CODE} is a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        _forget(name)
        raise
    return module


def _forget(name: str) -> None:
    for known in [key for key in sys.modules if key == name or key.startswith(f"{name}.")]:
        del sys.modules[known]


def _content(folder: Path) -> str:
    """A hash of the plugin's own files, which stands for its version in the run manifest."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.py"), *folder.glob("*.toml")]):
        digest.update(path.name.encode())
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()
