"""``ilrsync decisions``: people's answers from review workbooks, and taking one back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ilrsync.cli.options import add_config, add_format, config_here
from ilrsync.cli.terminal import say, say_json, table
from ilrsync.errors import ConfigError

if TYPE_CHECKING:
    import argparse

    from ilrsync.ledger import KnownDecision

NAME = "decisions"
SUMMARY = "list people's answers to suggestions, or take one back"
EXAMPLES = """\
  ilrsync decisions list
  ilrsync decisions list --all --format json
  ilrsync decisions revoke 12
"""

_WAIT = 60.0
"""Seconds to wait for a build that is going on."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is to be done."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list",
        help="list the answers that count, with what became of each in the last build",
        description="List the answers that count, with what became of each in the last build.",
    )
    listing.add_argument(
        "--all", action="store_true", dest="ended", help="those as well that count no more"
    )
    add_config(listing, absent="ilrsync.toml in this folder")
    add_format(listing)
    listing.set_defaults(action=show)
    revoking = actions.add_parser(
        "revoke",
        help="take an answer back: the next build asks again",
        description="Take an answer back: the next build does not go by it and asks again.",
    )
    revoking.add_argument("number", type=int, metavar="N", help="its number in the list")
    add_config(revoking, absent="ilrsync.toml in this folder")
    revoking.set_defaults(action=revoke)


def run(args: argparse.Namespace) -> int:
    """The action has been done; returns its exit code."""
    code: int = args.action(args)
    return code


def show(args: argparse.Namespace) -> int:
    """The answers are printed, in the order in which they were given."""
    from ilrsync.ledger import Ledger

    place = config_here(args).ledger_place
    found: list[KnownDecision] = []
    if not isinstance(place, Path) or place.exists():
        with Ledger.open(place, readonly=True) as ledger:
            found = ledger.decisions(ended=args.ended)
    if args.format == "json":
        say_json([row(one) for one in found])
        return 0
    for line in table(_HEADINGS, [_cells(one) for one in found]) if found else ():
        say(line)
    if not found:
        say("nobody has answered a suggestion yet: see review.xlsx of the last run")
    return 0


def revoke(args: argparse.Namespace) -> int:
    """The answer of that number counts no more.

    Raises:
        ConfigError: there is no answer of that number that counts.
        TransientError: a build goes on and does not end.
    """
    from ilrsync.ledger import Ledger, Lock
    from ilrsync.pipeline.plan import uk_now
    from ilrsync.pipeline.sync import LOCK

    config = config_here(args)
    place = config.ledger_place
    done = False
    if not isinstance(place, Path) or place.exists():
        with (
            Lock(config.folders.state / LOCK, now=uk_now(), wait=_WAIT),
            Ledger.open(place) as ledger,
        ):
            done = ledger.revoke(args.number)
    if not done:
        raise ConfigError(
            f"there is no answer {args.number} that counts; `ilrsync decisions list` has them"
        )
    say(f"Answer {args.number} is taken back; the next build asks again.")
    return 0


def row(known: KnownDecision) -> dict[str, Any]:
    """One answer in plain values."""
    decision = known.decision
    return {
        "number": known.number,
        "ukprn": known.ukprn,
        "year": known.year,
        "suggestion": decision.suggestion,
        "answer": _said(known),
        "rule": known.rule,
        "LearnRefNumber": known.LearnRefNumber,
        "file": decision.file,
        "row": decision.row,
        "by": decision.by,
        "taken": decision.at,
        "ended": known.ended,
        "standing": known.standing,
        "why": known.why,
        "run": known.run,
    }


_HEADINGS = ("No.", "Answer", "Rule", "Learner ref", "Given in", "Standing", "Why")


def _cells(known: KnownDecision) -> tuple[str, ...]:
    standing = known.standing or "waits for the next build"
    return (
        str(known.number),
        _said(known),
        known.rule,
        known.LearnRefNumber or "",
        known.decision.where,
        f"{standing}, ended" if known.ended and known.standing != "refused" else standing,
        known.why,
    )


def _said(known: KnownDecision) -> str:
    decision = known.decision
    return "yes" if decision.accepted else decision.said or "no"
