"""``ilrsync doctor``: what keeps an installation from its work, and the remedy."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.cli.options import FILE_NAME, add_config, add_format
from ilrsync.cli.terminal import say, say_json
from ilrsync.errors import ConfigError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ilrsync.doctor import Check

NAME = "doctor"
SUMMARY = "look at folders, disk, ledger, clock, plugins, schedules and the rest; tell remedies"
EXAMPLES = """\
  ilrsync doctor
  ilrsync doctor --reach
  ilrsync doctor --config /srv/ilrsync/ilrsync.toml --format json
"""

_UNWELL = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to look at."""
    parser.add_argument(
        "--reach",
        action="store_true",
        help="also connect to the mail server and web addresses of [[notify]], sending nothing",
    )
    add_config(parser, absent="ilrsync.toml in this folder")
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Everything looked at is printed; 2 when something keeps ilrsync from its work, else 0."""
    from ilrsync.doctor import Result

    checks = _examined(args)
    ill = [one for one in checks if one.result is Result.PROBLEM]
    if args.format == "json":
        say_json({"ok": not ill, "checks": [dataclasses.asdict(one) for one in checks]})
    else:
        _tell(checks)
        doubts = sum(one.result is Result.WARNING for one in checks)
        say()
        say(f"{_count(len(ill), 'problem')}, {_count(doubts, 'warning')}")
    return _UNWELL if ill else 0


def _examined(args: argparse.Namespace) -> Sequence[Check]:
    from ilrsync.config import load
    from ilrsync.doctor import Check, Result, examine
    from ilrsync.pipeline.plan import uk_now

    try:
        config = load(args.config or Path(FILE_NAME))
    except ConfigError as error:
        return [Check("configuration", Result.PROBLEM, str(error), "nothing else was looked at")]
    return examine(config, uk_now(), reach_out=args.reach)


def _tell(checks: Sequence[Check]) -> None:
    marks = {"ok": "  ok     ", "warning": "  WARNING", "problem": "  PROBLEM"}
    for one in checks:
        say(f"{marks[one.result.value]}  {one.area}: {one.message}")
        if one.remedy:
            say(f"             {_arrow()} {one.remedy}")


def _arrow() -> str:
    """An arrow, where the console has one."""
    try:
        "→".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return "->"
    return "→"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
