"""Every plugin of a process: the built-in ones, installed packages and the site's own folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.host.manager import Host

if TYPE_CHECKING:
    from ilrsync.config import PluginSettings


def load_host(settings: PluginSettings | None = None) -> Host:
    """The plugins that *settings* ask for; without settings, all that are installed.

    Raises:
        ConfigError: a required plugin is missing or broken, or two plugins collide.
    """
    from ilrsync.checks import plugin as checks
    from ilrsync.corrections import plugin as corrections
    from ilrsync.formats.mapped import MappedFormat
    from ilrsync.outputs import plugin as outputs

    builtin = (checks, corrections, outputs)
    if settings is None:
        return Host.load(builtin=builtin, mapped=MappedFormat)
    return Host.load(
        builtin=builtin,
        folders=settings.folders,
        disabled=settings.disabled,
        required=settings.required,
        mapped=MappedFormat,
    )
