"""``ilrsync run``: the service, which watches, takes and builds until it is stopped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ilrsync.cli import logs
from ilrsync.cli.options import add_config, config_here

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ilrsync.config import Config
    from ilrsync.daemon.process import Monitor

NAME = "run"
SUMMARY = "watch the inboxes and build on schedule, until stopped"
EXAMPLES = """\
  ilrsync run
  ilrsync run --config /srv/ilrsync/ilrsync.toml
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The working folder's configuration."""
    add_config(parser, absent="ilrsync.toml in this folder")


def run(args: argparse.Namespace) -> int:
    """The service has run and was stopped; 0 unless it could not go on."""
    from ilrsync.daemon.process import serve
    from ilrsync.operations.purging import purge_daily
    from ilrsync.pipeline.plugins import host_of

    config = config_here(args)
    logs.follow(config.logging, service=True)
    return serve(
        config,
        host_of(config),
        chores={"purge": partial(purge_daily, config)},
        monitors=list(_monitors(config)),
    )


def _monitors(config: Config) -> Iterator[Monitor]:
    """What runs beside the service, as far as the configuration asks for it."""
    from ilrsync.operations.notices import Courier

    yield Courier(config)
    if config.monitor.port or config.monitor.heartbeat:
        from ilrsync.operations.monitor import HealthServer, Heartbeat

        if config.monitor.port:
            yield HealthServer(config.monitor.port)
        if config.monitor.heartbeat:
            yield Heartbeat(config.monitor.heartbeat)
