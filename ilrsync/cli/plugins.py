"""``ilrsync plugins``: what is loaded, and from where."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from ilrsync.cli.options import add_config, add_format, config_if_any
from ilrsync.cli.terminal import say, say_json, table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ilrsync.host.manager import PluginInfo

NAME = "plugins"
SUMMARY = "list the plugins: name, version, origin, hooks, what they supply and what is wrong"
EXAMPLES = """\
  ilrsync plugins
  ilrsync plugins --config /srv/ilrsync/ilrsync.toml --format json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The configuration whose plugin folders are looked into."""
    add_config(parser, absent="the one in this folder, or installed plugins only")
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Every plugin found is listed, working or not."""
    from ilrsync.pipeline.plugins import host_of, load_host

    config = config_if_any(args)
    found = (host_of(config) if config else load_host()).plugins()
    if args.format == "json":
        say_json([dataclasses.asdict(plugin) for plugin in found])
        return 0
    for line in lines(found):
        say(line)
    return 0


def lines(found: Sequence[PluginInfo]) -> list[str]:
    """The listing: a table of all, then the problems, because they are long."""
    rows = [
        (
            plugin.name,
            plugin.version,
            standing(plugin),
            plugin.origin,
            ", ".join(hook.removeprefix("ilrsync_") for hook in plugin.hooks),
            ", ".join(plugin.supplies),
        )
        for plugin in found
    ]
    told = table(("Plugin", "Version", "State", "Origin", "Hooks", "Supplies"), rows)
    broken = [plugin for plugin in found if plugin.problem]
    if broken:
        told += ["", "Skipped because they are broken:"]
        told += [f"  {plugin.name}: {plugin.problem}" for plugin in broken]
    return told


def standing(plugin: PluginInfo) -> str:
    """Whether the plugin is used."""
    if not plugin.enabled:
        return "off"
    return "broken" if plugin.problem else "on"
