"""``ilrsync demo``: the main job on the bundled example, in a folder to look around in."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.cli.options import FILE_NAME, add_quiet
from ilrsync.cli.sync import tell
from ilrsync.cli.terminal import Progress, say
from ilrsync.errors import ConfigError

if TYPE_CHECKING:
    import argparse

NAME = "demo"
SUMMARY = "do the main job on a bundled example: an invented college with two sources"
EXAMPLES = """\
  ilrsync demo
  ilrsync demo --folder demo
"""

README = "README.md"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the example is worked on."""
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="a folder to make and work in (without it: a temporary one, which is left there)",
    )
    add_quiet(parser)


def run(args: argparse.Namespace) -> int:
    """The example's return is built; the code is 0 although faults are planted in the example.

    Raises:
        ConfigError: The folder exists already, or this installation has no example.
    """
    from ilrsync.config import load
    from ilrsync.pipeline.plugins import host_of
    from ilrsync.pipeline.sync import sync

    place = copied(args.folder)
    config = load(place / FILE_NAME)
    with Progress(quiet=args.quiet) as progress:
        report = sync(config, host_of(config), progress=progress)
    tell(report, quiet=args.quiet)
    say(f"The example is in {place}")
    if (place / README).is_file():
        say(f"What is planted in it, and what becomes of it: {place / README}")
    for each in report.returns:
        if each.folder is not None:
            say(f"What came out: {each.folder}")
    return 2 if report.exit_code == 2 else 0


def copied(folder: Path | None) -> Path:
    """The example stands in *folder*, or in a new temporary folder; returns where."""
    import shutil
    import tempfile

    with as_file(files("ilrsync_examples")) as bundled:
        found = sorted(bundled.glob(f"*/{FILE_NAME}"))
        if not found:
            raise ConfigError("this installation has no example; install ilrsync again")
        example = found[0].parent
        if folder is None:
            folder = Path(tempfile.mkdtemp(prefix="ilrsync-demo-")) / example.name
        elif folder.exists():
            raise ConfigError(f"{folder} exists already; name a folder that does not")
        # Times are not copied: the files of a set are to look as if they were dropped together.
        shutil.copytree(example, folder, copy_function=shutil.copyfile)
    return folder
