"""``ilrsync history``: past runs and the files they wrote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ilrsync.cli.options import add_config, add_format, config_here
from ilrsync.cli.status import run_line, run_row
from ilrsync.cli.terminal import say, say_json
from ilrsync.errors import ConfigError

if TYPE_CHECKING:
    import argparse

    from ilrsync.ledger import Ledger, Run

NAME = "history"
SUMMARY = "show past runs, newest first, with what went in and what came out"
EXAMPLES = """\
  ilrsync history
  ilrsync history --limit 3
  ilrsync history --run 12 --format json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which runs."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--limit", type=int, default=20, metavar="N", help="how many runs (20)")
    which.add_argument("--run", type=int, metavar="N", dest="number", help="this run only")
    add_config(parser, absent="ilrsync.toml in this folder")
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """The runs are printed; a folder in which nothing has run yet says so.

    Raises:
        ConfigError: There is no run of that number.
    """
    from ilrsync.ledger import Ledger

    place = config_here(args).ledger_place
    rows: list[dict[str, Any]] = []
    if not isinstance(place, Path) or place.exists():
        with Ledger.open(place, readonly=True) as ledger:
            rows = [row(ledger, each) for each in _chosen(ledger, args)]
    elif args.number is not None:
        raise ConfigError(f"there is no run {args.number}; nothing has been built yet")
    if args.format == "json":
        say_json(rows)
        return 0
    for each in rows:
        _tell(each)
    if not rows:
        say("nothing has been built yet: run `ilrsync sync`")
    return 0


def row(ledger: Ledger, found: Run) -> dict[str, Any]:
    """One run with its inputs and outputs, in plain values."""
    return {
        **run_row(found),
        "counts": ledger.counts(found.number),
        "inputs": [
            {"source": each.source, "name": each.name, "sha256": each.sha256}
            for each in ledger.inputs(found.number)
        ],
        "outputs": [
            {"path": each.path, "sha256": each.sha256, "size": each.size, "state": each.state}
            for each in ledger.outputs(found.number)
        ],
    }


def _chosen(ledger: Ledger, args: argparse.Namespace) -> list[Run]:
    if args.number is None:
        return ledger.history(args.limit)
    try:
        return [ledger.run(args.number)]
    except KeyError:
        raise ConfigError(f"there is no run {args.number}; `ilrsync history` lists them") from None


def _tell(found: dict[str, Any]) -> None:
    counts = found["counts"]
    say(run_line(found))
    say(
        f"  {counts['errors']} errors, {counts['warnings']} warnings, "
        f"{counts['applied']} corrections made, {counts['suggested']} offered"
    )
    for given in found["inputs"]:
        say(f"  in   {given['source']}: {given['name']}")
    for output in found["outputs"]:
        say(f"  out  {output['path']}")
