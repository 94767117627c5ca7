"""The command line: one module a command, each a thin layer over what does the work.

Exit codes are a contract: 0 done and no error findings, 1 done with error findings, 2 something
could not be done. A module imports what it needs when it runs, so that ``--help`` is instant.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from ilrsync import __version__
from ilrsync.cli import (
    check,
    convert,
    decisions,
    demo,
    doctor,
    explain,
    history,
    init,
    logs,
    placements,
    plugin,
    plugins,
    purge,
    rules,
    run,
    status,
    sync,
)
from ilrsync.cli.terminal import complain, use_replacements
from ilrsync.errors import IlrsyncError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COMMANDS", "main", "parser"]

UNDONE = 2
STOPPED = 130
PIPE_CLOSED = 141
"""What a shell reports for a program that was stopped by Ctrl-C, and for one whose reader left."""


class Command(Protocol):
    """What a command's module holds."""

    NAME: str
    SUMMARY: str
    EXAMPLES: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The command's own arguments are in *parser*."""
        ...

    def run(self, args: argparse.Namespace) -> int:
        """The command is done; returns the exit code."""
        ...


COMMANDS: tuple[Command, ...] = (
    init,
    sync,
    run,
    check,
    convert,
    placements,
    explain,
    rules,
    status,
    history,
    decisions,
    doctor,
    purge,
    plugins,
    plugin,
    demo,
)

DESCRIPTION = """\
Exports of a college's MIS in, one corrected and checked ILR return out.
Files in, files out: nothing is sent anywhere.
"""

EXIT_CODES = """\
exit codes:
  0  done, and no error findings
  1  done, with error findings
  2  something could not be done (bad configuration, unreadable export)
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="ilrsync",
        description=DESCRIPTION,
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"ilrsync {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        own = commands.add_parser(
            command.NAME,
            help=command.SUMMARY,
            description=f"{command.SUMMARY[0].upper()}{command.SUMMARY[1:]}.",
            epilog=f"examples:\n{command.EXAMPLES}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.add_arguments(own)
        own.set_defaults(run=command.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """One command has run; returns its exit code. Errors are told on standard error."""
    use_replacements()
    args = parser().parse_args(argv)
    with logs.running():
        try:
            code: int = args.run(args)
            sys.stdout.flush()
        except IlrsyncError as error:
            complain(str(error))
        except KeyboardInterrupt:
            complain("stopped")
            return STOPPED
        except BrokenPipeError:
            _let_go_of_stdout()
            return PIPE_CLOSED
        except OSError as error:
            complain(f"{error.filename or 'a file'}: {error.strerror or type(error).__name__}")
        except Exception as error:  # noqa: BLE001 - a traceback could show personal data
            complain(_fault(error))
        else:
            return code
        return UNDONE


def _fault(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{PurePath(frame.filename).name} line {frame.lineno}"
    return f"a fault in ilrsync itself: {type(error).__name__} at {place}; please report this line"


def _let_go_of_stdout() -> None:
    """Python flushes standard output when it ends; into a closed pipe that would fail again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
