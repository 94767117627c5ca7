"""Arguments that several commands share, and what they come to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ilrsync.cli import logs

if TYPE_CHECKING:
    import argparse

    from ilrsync.config import Config, PluginSettings

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


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """``--quiet``."""
    parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")


def plugins_of(args: argparse.Namespace) -> PluginSettings | None:
    """The plugin settings of the configuration that was named; None when none was.

    Raises:
        ConfigError: The one named is absent or wrong.
    """
    return None if args.config is None else config_here(args).plugins


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
