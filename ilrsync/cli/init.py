"""``ilrsync init``: a working folder with a commented configuration."""

from __future__ import annotations

import dataclasses
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.cli.options import FILE_NAME
from ilrsync.cli.terminal import say
from ilrsync.errors import ConfigError

if TYPE_CHECKING:
    import argparse

    from ilrsync.config import Config

NAME = "init"
SUMMARY = "make a working folder: configuration, inbox, outbox and the rest"
EXAMPLES = """\
  ilrsync init /srv/ilrsync --ukprn 10000001 --name "Anytown College"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder, and whose it is."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder to make")
    parser.add_argument("--ukprn", type=int, metavar="N", help="the provider's UKPRN")
    parser.add_argument("--name", metavar="TEXT", help="the provider's name, for reports")


def run(args: argparse.Namespace) -> int:
    """The folder holds a configuration that loads, and every folder that it names.

    Raises:
        ConfigError: The folder has a configuration already, or the UKPRN is none.
    """
    from ilrsync import durable
    from ilrsync.config import load

    path = args.folder / FILE_NAME
    if path.exists():
        raise ConfigError(f"{path} exists already; edit it, or choose another folder")
    with durable.translated(f"{args.folder} cannot be made"):
        durable.make_folders(args.folder)
    durable.write_text(path, template(args.ukprn, args.name))
    try:
        config = load(path)
    except ConfigError:
        path.unlink()
        raise
    with durable.translated(f"a folder in {args.folder} cannot be made"):
        for folder in folders_of(config):
            durable.make_folders(folder)
    say(f"made {path}")
    if args.ukprn is None:
        say("next: put your UKPRN and sources into it, then drop an export into an inbox folder")
    else:
        say("next: put your sources into it, then drop an export into an inbox folder")
    say(f"then: ilrsync sync --config {path}")
    return 0


def template(ukprn: int | None, name: str | None) -> str:
    """The commented configuration, with *ukprn* and *name* in place of the invented ones."""
    text = files("ilrsync_config").joinpath(FILE_NAME).read_text("utf-8")
    if ukprn is not None:
        text = re.sub(r"(?m)^ukprn = \d+", f"ukprn = {ukprn}", text, count=1)
    if name is not None:
        quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        text = re.sub(r'(?m)^name = "Anytown College"', lambda _: f"name = {quoted}", text, count=1)
    return text


def folders_of(config: Config) -> list[Path]:
    """Every folder that *config* names."""
    rooms = [getattr(config.folders, each.name) for each in dataclasses.fields(config.folders)]
    return [*rooms, *(source.place[0] for source in config.source), *config.plugins.folders]
