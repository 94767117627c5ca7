"""Every plugin of a process: the built-in ones, installed packages and the site's own folders."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ilrsync.host.manager import Host

if TYPE_CHECKING:
    from ilrsync.config import Config, PluginSettings
    from ilrsync.reference.shelf import Shelf


def host_of(config: Config) -> Host:
    """The plugins that *config* asks for, its folder of reference data among them.

    Raises:
        ConfigError: a required plugin is missing or broken, or two plugins collide.
    """
    from ilrsync.pipeline.reference import shelf_of

    return load_host(config.plugins, shelf_of(config))


def load_host(settings: PluginSettings | None = None, shelf: Shelf | None = None) -> Host:
    """The plugins that *settings* ask for; without settings, all that are installed.

    *shelf* is the reference data that rules may ask; without it they have none but what the
    plugins bring.

    Raises:
        ConfigError: a required plugin is missing or broken, or two plugins collide.
    """
    from ilrsync.checks import plugin as checks
    from ilrsync.corrections import plugin as corrections
    from ilrsync.formats.mapped import MappedFormat
    from ilrsync.outputs import plugin as outputs

    builtin = (checks, corrections, outputs, *((shelf,) if shelf else ()))
    if settings is None:
        host = Host.load(builtin=builtin, mapped=MappedFormat)
    else:
        host = Host.load(
            builtin=builtin,
            folders=settings.folders,
            disabled=settings.disabled,
            required=settings.required,
            mapped=MappedFormat,
        )
    host.again = partial(load_host, settings, shelf)
    return host
