"""``ilrsync plugin``: the plugin author's kit: draft a format, accept its answers, test it."""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.cli.options import year_or_now
from ilrsync.cli.terminal import say
from ilrsync.errors import ConfigError, IlrsyncError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

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
    tests = actions.add_parser(
        "test",
        help="test a plugin against its cases, the samples of others and nasty inputs",
        description="Test a plugin against its cases, the samples of others and nasty inputs.",
    )
    tests.add_argument("folder", type=Path, metavar="FOLDER", help="the plugin's folder")
    tests.set_defaults(action=test)


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


def test(args: argparse.Namespace) -> int:
    """Every test of the kit has been run and told; 1 when one fails.

    Raises:
        PluginError: There is no plugin in the folder.
    """
    from ilrsync.sdk.testing import plugin_tests

    tests = plugin_tests(_existing(args.folder))()
    names = [name for name in dir(tests) if name.startswith("test_")]
    failed = 0
    for name in names:
        problem = _problem(getattr(tests, name))
        failed += bool(problem)
        say(f"{'FAILED' if problem else 'ok':6}  {name.removeprefix('test_').replace('_', ' ')}")
        for line in problem.splitlines():
            say(f"          {line}")
    say(f"{failed} of {len(names)} failed" if failed else "all passed")
    return 1 if failed else 0


def _problem(check: Callable[[], None]) -> str:
    """Why *check* failed; empty when it did not."""
    try:
        check()
    except AssertionError as error:
        return str(error)
    except IlrsyncError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the plugin raised is the finding
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({Path(frame.filename).name} line {frame.lineno})"
    return ""


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise ConfigError(f"{folder} is not a folder; name the plugin's own folder")
    return folder


def _headings(sample: Path) -> Sequence[str]:
    from ilrsync.formats.tables import open_table

    with sample.open("rb") as file:
        if file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            raise ConfigError(
                f"{sample}: is XML, and a mapping is drafted from the headings of CSV or XLSX; "
                'leave out --sample, and give [format] records = "the element that is a record"'
            )
    return open_table(sample, sample.name, lambda remark: None).headings


def _tell(used: int, unknown: Sequence[str]) -> None:
    say(f"{used} of {used + len(unknown)} headings understood")
    if unknown:
        told = ", ".join(f'"{heading}"' for heading in unknown[:_SHOWN])
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        say(f"not understood: {told}{more}; they are listed at the end of the mapping")
