"""Arguments that several commands share, and what they come to."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ilrsync.cli import logs
from ilrsync.errors import ConfigError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ilrsync.config import Config
    from ilrsync.host.manager import Host

FILE_NAME = "ilrsync.toml"
YEARS_HELP = "collection year, such as 2526 for 2025 to 2026"


def add_config(parser: argparse.ArgumentParser, *, absent: str) -> None:
    """``--config F``; *absent* says what happens without it."""
    parser.add_argument(
        "--config", type=Path, metavar="F", help=f"the configuration file (without it: {absent})"
    )


def add_year(parser: argparse.ArgumentParser, *, absent: str = "the current one") -> None:
    """``--year Y``."""
    from ilrsync.model.table import YEARS

    parser.add_argument(
        "--year", choices=YEARS, metavar="Y", help=f"{YEARS_HELP} (without it: {absent})"
    )


def add_format(
    parser: argparse.ArgumentParser, choices: tuple[str, ...] = ("text", "json")
) -> None:
    """``--format text|json``; text when it is not given."""
    parser.add_argument(
        "--format", choices=choices, default="text", help="how to print the answer (text)"
    )


def add_reference(parser: argparse.ArgumentParser) -> None:
    """``--reference DIR``."""
    parser.add_argument(
        "--reference",
        type=Path,
        metavar="DIR",
        help="the folder of LARS and other published tables (without it: that of --config)",
    )


@contextmanager
def host_for(args: argparse.Namespace) -> Iterator[Host]:
    """The plugins and the reference data that ``--config`` and ``--reference`` name.

    Tables of a folder that is named on the command line are loaded for this one time.

    Raises:
        ConfigError: the configuration is absent or wrong, or there is no such folder.
    """
    from ilrsync.pipeline.plugins import load_host
    from ilrsync.pipeline.reference import shelf_in, shelf_of

    config = None if args.config is None else config_here(args)
    settings = config.plugins if config else None
    if args.reference is None:
        yield load_host(settings, shelf_of(config) if config else None)
        return
    if not args.reference.is_dir():
        raise ConfigError(f"--reference: there is no folder {args.reference}; correct the path")
    with shelf_in(args.reference) as shelf:
        yield load_host(settings, shelf)


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """``--quiet``."""
    parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")


def config_here(args: argparse.Namespace) -> Config:
    """The configuration named, else the one in the current folder.

    Raises:
        ConfigError: There is none, or it is wrong.
    """
    from ilrsync.config import load

    config = load(args.config or Path(FILE_NAME))
    logs.follow(config.logging)
    return config


def config_if_any(args: argparse.Namespace) -> Config | None:
    """The configuration named, else the one in the current folder when there is one.

    Raises:
        ConfigError: The one named is absent, or it is wrong.
    """
    if args.config is None and not Path(FILE_NAME).is_file():
        return None
    return config_here(args)


def year_or_now(year: str | None) -> str:
    """*year*, else the collection year of today in England."""
    from ilrsync.model.table import year_on

    return year or year_on(dt.datetime.now(ZoneInfo("Europe/London")).date())
