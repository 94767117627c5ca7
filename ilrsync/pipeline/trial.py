"""An export that was in use when the process was killed, tried in a process of its own.

A power cut, an operator or another program may have ended ilrsync, or the export did: a fault in a
parser written in C, or memory without end. Only in the last two cases does it happen again to a
process that does nothing else, and then the export is refused, so that the return gets built.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilrsync.config import Config

DEATHS = 2
"""How often the process must have ended while an export was in use before that is tried alone."""

_INCONCLUSIVE = 1
_LONGEST = 3600.0


def ends_the_process(config: Config, export: int, room: Path) -> bool:
    """Whether building a return of *export* alone, in *room*, ends the process that does it.

    A process that has not ended after an hour counts as ended.
    """
    if not config.path.is_file():  # a configuration made in code cannot be had in another process
        return False
    command = [sys.executable, "-m", __spec__.name, str(config.path), str(export), str(room)]
    quiet = subprocess.DEVNULL
    # What it leaves behind when it is ended holds people's data, and goes with *room*.
    own = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(room))}
    try:
        tried = subprocess.run(  # noqa: S603 - our own module; paths as arguments of their own
            command, check=False, env=own, stdin=quiet, stdout=quiet, stderr=quiet, timeout=_LONGEST
        )
    except subprocess.TimeoutExpired:
        return True
    return tried.returncode not in (0, _INCONCLUSIVE)


def refusal(name: str, format_name: str) -> str:
    """What to tell people of the file *name*, which ends the process."""
    reason = ReadError(
        f"ilrsync ended {DEATHS} times while it used the file, and again when it tried it alone",
        file=name,
        remedy=f'tell the author of the format "{format_name}"; the file is kept',
    )
    return str(reason)


def main(arguments: Sequence[str]) -> int:
    """The trial, in the process that may end; 1 when it could not be made, else 0."""
    from ilrsync.config import load
    from ilrsync.pipeline.plugins import host_of
    from ilrsync.pipeline.sync import build_alone

    path, export, room = arguments
    try:
        config = load(Path(path))
        host = host_of(config)
    except Exception:  # noqa: BLE001 - nobody reads what this process says
        return _INCONCLUSIVE
    with suppress(Exception):  # what can be caught is told where the return is built
        build_alone(config, host, int(export), Path(room))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
