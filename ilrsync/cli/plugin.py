"""``ilrsync plugin``: the plugin author's kit: draft a format, accept its answers, test it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.cli.options import year_or_now
from ilrsync.cli.terminal import say
from ilrsync.errors import ConfigError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

NAME = "plugin"
SUMMARY = "write a format of your own: draft it from a sample, accept its answers, test it"
EXAMPLES = """\
  ilrsync plugin new acme-aims --sample Aims.csv
  ilrsync plugin accept plugins/acme-aims
  ilrsync plugin test plugins/acme-aims
"""

_PLUGIN_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SHOWN = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is to be done, and to which plugin."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    new = actions.add_parser(
        "new",
        help="make a folder with a mapping.toml, drafted from the headings of a sample",
        description="Make a folder with a mapping.toml, drafted from the headings of a sample. "
        "The sample itself is not copied.",
    )
    new.add_argument("name", metavar="NAME", help="lower-case words joined by hyphens")
    new.add_argument("--sample", type=Path, metavar="FILE", help="an export, CSV or XLSX")
    new.add_argument(
        "--folder",
        type=Path,
        default=Path("plugins"),
        metavar="DIR",
        help="the folder that holds plugins (plugins)",
    )
    new.set_defaults(action=make)
    accept = actions.add_parser(
        "accept",
        help="write the expected answer beside every sample of a plugin",
        description="Write the expected answer beside every sample in the plugin's cases folder: "
        "look through them, for from now on they are what is right.",
    )
    accept.add_argument("folder", type=Path, metavar="FOLDER", help="the plugin's folder")
    accept.set_defaults(action=accept_cases)
    test = actions.add_parser(
        "test",
        help="test a plugin against its cases, the samples of others and nasty inputs",
        description="Test a plugin against its cases, the samples of others and nasty inputs.",
    )
    test.add_argument("folder", type=Path, metavar="FOLDER", help="the plugin's folder")
    test.set_defaults(action=run_cases)


def run(args: argparse.Namespace) -> int:
    """The action has been done; returns its exit code."""
    code: int = args.action(args)
    return code


def make(args: argparse.Namespace) -> int:
    """A folder called after the plugin holds a mapping that loads.

    Raises:
        ConfigError: The name cannot be one, the folder exists, or the sample has no headings.
        ReadError: The sample cannot be read.
    """
    from ilrsync import durable
    from ilrsync.cli.plugin_draft import TYPICAL, draft
    from ilrsync.formats.mapping import Mapping

    if not _PLUGIN_NAME.fullmatch(args.name):
        raise ConfigError(
            f'the name "{args.name}" cannot be used, want lower-case letters, digits and hyphens, '
            "as in acme-aims"
        )
    place = args.folder / args.name
    if place.exists():
        raise ConfigError(f"{place} exists already; edit it, or choose another name")
    headings = TYPICAL if args.sample is None else _headings(args.sample)
    drafted = draft(args.name, headings, year_or_now(None))
    if not drafted.used:
        raise ConfigError(
            f"{args.sample}: none of its headings is known; check that it has a heading row, or "
            "leave out --sample and fill in the draft"
        )
    path = place / "mapping.toml"
    with durable.translated(f"{place} cannot be made"):
        durable.make_folders(place / "cases")
    durable.write_text(path, drafted.text)
    Mapping.load(path)
    say(f"made {path}")
    if args.sample is None:
        say("its headings are placeholders: put the vendor's in their place")
    else:
        _tell(drafted.used, drafted.unknown)
    say(f"next: put a sample with invented people into {place / 'cases'}")
    say(f"then: ilrsync plugin accept {place}")
    return 0


def accept_cases(args: argparse.Namespace) -> int:
    """The expected answer stands beside every sample."""
    from ilrsync.sdk.testing import accept

    for path in accept(_existing(args.folder)):
        say(f"wrote {path}")
    say("look through them: from now on they are what is right")
    return 0


def run_cases(args: argparse.Namespace) -> int:
    """The plugin's cases have been run; 1 when one fails."""
    from ilrsync.sdk.testing import run_cases as failures_of

    failures = failures_of(_existing(args.folder))
    for failure in failures:
        say(str(failure))
    say(f"{len(failures)} failed" if failures else "all passed")
    return 1 if failures else 0


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise ConfigError(f"{folder} is not a folder; name the plugin's own folder")
    return folder


def _headings(sample: Path) -> Sequence[str]:
    from ilrsync.formats.tables import open_table

    with sample.open("rb"):  # an absent or locked file is told as such, not as a strange format
        pass
    return open_table(sample, sample.name, lambda remark: None).headings


def _tell(used: int, unknown: Sequence[str]) -> None:
    say(f"{used} of {used + len(unknown)} headings understood")
    if unknown:
        told = ", ".join(f'"{heading}"' for heading in unknown[:_SHOWN])
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        say(f"not understood: {told}{more}; they are listed at the end of the mapping")
