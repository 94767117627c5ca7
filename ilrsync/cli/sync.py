"""``ilrsync sync``: one pass over the inboxes: take, build, write, end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.cli.options import add_config, add_quiet, config_here
from ilrsync.cli.terminal import Progress, complain, say

if TYPE_CHECKING:
    import argparse

    from ilrsync.config import Config
    from ilrsync.pipeline.reports import SyncReport

NAME = "sync"
SUMMARY = "take what is in the inboxes, build every due return, write its files, end"
EXAMPLES = """\
  ilrsync sync
  ilrsync sync --config /srv/ilrsync/ilrsync.toml --dry-run
"""

PATIENCE = 60.0
_TOLD = 20
"""Problems that a terminal shows; a file that is set aside has its own in a text beside it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The working folder's configuration."""
    add_config(parser, absent="ilrsync.toml in this folder")
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="do it all in a temporary folder, and touch neither inbox, archive nor outbox",
    )
    parser.add_argument(
        "--wait",
        type=float,
        default=PATIENCE,
        metavar="SECONDS",
        help=f"how long to wait for another ilrsync that is at work on the folder ({PATIENCE:.0f})",
    )
    add_quiet(parser)


def run(args: argparse.Namespace) -> int:
    """The pass is done and its reports are printed; 0, 1 or 2 as in the table of exit codes."""
    from ilrsync.operations import notices
    from ilrsync.pipeline.plugins import host_of
    from ilrsync.pipeline.sync import sync

    config = config_here(args)
    if not args.dry_run:
        notices.prepare(config)
    with Progress(quiet=args.quiet) as progress:
        report = sync(
            config, host_of(config), dry_run=args.dry_run, progress=progress, wait=args.wait
        )
    tell(report, quiet=args.quiet, whole=args.dry_run)
    if not args.dry_run:
        _notify(config)
    elif not args.quiet:
        say("This was a dry run: no file was moved, and nothing was kept.")
    return report.exit_code


def _notify(config: Config) -> None:
    """Whoever is to be told of the pass has been, or will be at the next one."""
    from ilrsync.errors import IlrsyncError
    from ilrsync.operations import notices

    try:
        for problem in notices.deliver(config):
            complain(f"a notice has not arrived: {problem}")
    except IlrsyncError as error:
        complain(f"notices wait: {error}")


def tell(report: SyncReport, *, quiet: bool, whole: bool = False) -> None:
    """The report's returns on standard output, and what is wrong on standard error.

    Of many problems the first are told, unless *whole* asks for all, as where nothing is kept.
    """
    if not quiet:
        for each in report.returns:
            say(each.text.rstrip("\n"))
            say()
        for waiting in report.waiting:
            say(f"Waiting: {waiting}")
    shown = len(report.problems) if whole else _TOLD
    for problem in report.problems[:shown]:
        complain(problem)
    if more := len(report.problems[shown:]):
        complain(f"and {more:,} more; what is set aside has its reason beside it in quarantine")
