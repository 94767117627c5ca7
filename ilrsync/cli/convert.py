"""``ilrsync convert``: files in, a corrected return out, without a configuration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.cli.options import (
    add_config,
    add_quiet,
    add_reference,
    add_year,
    host_for,
    year_or_now,
)
from ilrsync.cli.terminal import Progress, complain, say

if TYPE_CHECKING:
    import argparse

NAME = "convert"
SUMMARY = "make a corrected ILR file, sheets and reports of files, without a configuration"
MOST_WORKERS = 64
EXAMPLES = """\
  ilrsync convert Learners.csv Aims.csv --out return --ukprn 10001234 --year 2627
  ilrsync convert ILR-10001234-2627-20261020-120000-01.xml --out return --apply R_59
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The files, where to write, whose return it is and what may be corrected."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="an export; all of them together are one return",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write into"
    )
    parser.add_argument(
        "--ukprn", type=_ukprn, metavar="N", help="the provider (without it: as the files say)"
    )
    add_year(parser, absent="what the first file says, else the current one")
    parser.add_argument(
        "--apply",
        action="append",
        default=[],
        metavar="RULE",
        help="make the corrections of this rule that are otherwise only offered; may be repeated",
    )
    add_config(parser, absent="installed plugins only")
    add_reference(parser)
    parser.add_argument(
        "--workers",
        type=_workers,
        default=0,
        metavar="N",
        help="how many processes read an ILR file (without it: as its size and the machine ask)",
    )
    add_quiet(parser)


def run(args: argparse.Namespace) -> int:
    """The files are written and the summary is printed; exit codes as for ``sync``."""
    from ilrsync.model.finding import Mode
    from ilrsync.pipeline.convert import convert_files, modes_for
    from ilrsync.pipeline.plan import Workers

    with host_for(args) as host, Progress(quiet=args.quiet) as progress:
        modes = modes_for(args.apply, host, year_or_now(args.year), Mode.APPLY)
        done = convert_files(
            args.files,
            args.out,
            host,
            ukprn=args.ukprn,
            year=args.year,
            modes=modes,
            progress=progress,
            workers=Workers(args.workers),
        )
    if not args.quiet:
        say(done.summary)
    for problem in done.problems:
        complain(problem)
    return done.exit_code


def _ukprn(text: str) -> int:
    """A UKPRN as a number; argparse tells the user when it is none."""
    if len(text) != 8 or not text.isascii() or not text.isdigit() or text.startswith("0"):
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f'got "{text}", want the eight digits of a UKPRN')
    return int(text)


def _workers(text: str) -> int:
    """A number of processes; argparse tells the user when it is none."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_WORKERS:
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f'got "{text}", want a number from 1 to {MOST_WORKERS}')
    return int(text)
