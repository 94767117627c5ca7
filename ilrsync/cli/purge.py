"""``ilrsync purge``: remove what is older than the configuration wants it kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.cli.options import add_config, add_format, config_here
from ilrsync.cli.terminal import complain, say, say_json
from ilrsync.errors import ConfigError

if TYPE_CHECKING:
    import argparse
    import datetime as dt
    from collections.abc import Iterable

    from ilrsync.config import Config
    from ilrsync.ledger import Ledger
    from ilrsync.operations.purging import Item

NAME = "purge"
SUMMARY = "remove what [retention] wants kept no longer, or forget one learner"
EXAMPLES = """\
  ilrsync purge --dry-run
  ilrsync purge
  ilrsync purge --learner A260017
  ilrsync purge --history
"""

_WAIT = 60.0
_FILES_STAY = """\
The ledger holds nothing about this learner any more. Files hold many people at once and stay until
retention removes them: exports in the archive, folders of runs in the outbox, what is in quarantine
and in decisions. As long as the MIS exports the learner, the next run will speak of them again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to remove."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--dry-run", action="store_true", help="list what would be removed, and remove nothing"
    )
    which.add_argument(
        "--learner", metavar="REF", help="remove what the ledger says of this LearnRefNumber only"
    )
    which.add_argument("--history", action="store_true", help="show what was removed, newest first")
    add_config(parser, absent="ilrsync.toml in this folder")
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """What was asked for is removed, or listed; 2 when something could not be removed.

    Raises:
        ConfigError: There is no ledger yet, or the learner's reference is empty.
        TransientError: Another ilrsync works in the folder and does not end in a minute.
    """
    from pathlib import Path

    from ilrsync.ledger import Ledger, Lock
    from ilrsync.pipeline.plan import uk_now
    from ilrsync.pipeline.sync import LOCK

    config, now = config_here(args), uk_now()
    place = config.ledger_place
    if isinstance(place, Path) and not place.exists():
        raise ConfigError("nothing has been built yet, so there is nothing to remove")
    if args.dry_run or args.history:
        with Ledger.open(place, readonly=True) as ledger:
            return _history(ledger, args) if args.history else _listed(config, ledger, now, args)
    with Lock(config.folders.state / LOCK, now=now, wait=_WAIT), Ledger.open(place) as ledger:
        if args.learner is not None:
            return _forget(config, ledger, args)
        return _purge(config, ledger, now, args)


def _listed(config: Config, ledger: Ledger, now: dt.datetime, args: argparse.Namespace) -> int:
    from ilrsync.operations.purging import items

    found = list(items(config, ledger, now))
    if args.format == "json":
        say_json({"removed": False, "items": _rows(found), "problems": []})
        return 0
    _tell(found)
    say(f"would remove {_sum(found)}; nothing was removed")
    return 0


def _purge(config: Config, ledger: Ledger, now: dt.datetime, args: argparse.Namespace) -> int:
    from ilrsync.operations.purging import purge

    purged = purge(config, ledger, now)
    if args.format == "json":
        say_json({"removed": True, "items": _rows(purged.items), "problems": purged.problems})
    else:
        _tell(purged.items)
        say(f"removed {_sum(purged.items)}")
    for problem in purged.problems:
        complain(problem)
    return 2 if purged.problems else 0


def _forget(config: Config, ledger: Ledger, args: argparse.Namespace) -> int:
    from ilrsync.operations.purging import forget_learner

    reference = args.learner.strip()
    if not reference:
        raise ConfigError("--learner: got nothing, want a LearnRefNumber")
    gone = forget_learner(config, ledger, reference)
    if args.format == "json":
        say_json({"removed": gone})
        return 0
    for name, rows in gone.items():
        say(f"  {rows} {'row' if rows == 1 else 'rows'} of {name}")
    say(_FILES_STAY if gone else "the ledger says nothing about that learner")
    return 0


def _history(ledger: Ledger, args: argparse.Namespace) -> int:
    rows = [
        {
            "at": f"{one.at:%Y-%m-%d %H:%M}" if one.at else "",
            "kind": one.kind,
            "what": one.what,
            "items": one.items,
            "size": one.size,
        }
        for one in ledger.removals()
    ]
    if args.format == "json":
        say_json(rows)
        return 0
    for row in rows:
        say(f"{row['at']} UTC  {row['kind']:<10}  {row['what']}")
    if not rows:
        say("nothing was ever removed")
    return 0


def _tell(items: Iterable[Item]) -> None:
    for item in items:
        say(f"{item.kind:<10}  {item.what}  ({item.why})")


def _rows(items: Iterable[Item]) -> list[dict[str, Any]]:
    return [
        {"kind": item.kind, "what": item.what, "why": item.why, "size": item.size} for item in items
    ]


def _sum(items: list[Item]) -> str:
    size = sum(item.size for item in items)
    return f"{len(items)} {'item' if len(items) == 1 else 'items'}, {size / 1_000_000:,.1f} MB"
