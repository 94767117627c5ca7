"""``ilrsync run``: the service, which watches, takes and builds until it is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.cli.options import add_config, config_here

if TYPE_CHECKING:
    import argparse

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
    from ilrsync.pipeline.plugins import load_host

    config = config_here(args)
    return serve(config, load_host(config.plugins))
