"""What the host says when a plugin or a file is not as it should be.

Sentences only. What a plugin raised while it held a file is told by type and place alone, because
its message may quote the file.
"""

from __future__ import annotations

import traceback
from pathlib import PurePath
from typing import TYPE_CHECKING

from ilrsync.errors import ConfigError, IlrsyncError, ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PACKED = b"PK"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""UTF-16 that says so holds NULs by right."""
_MOSTLY = 4
"""Of UTF-16 in our letters every second byte is NUL; a quarter of all is not chance."""

ANY = (Exception, SystemExit)
"""What a stranger's code may raise without ending the process; Ctrl-C still ends it."""


def cause(error: BaseException) -> str:
    """What went wrong where no data was at hand; our own errors speak for themselves."""
    if isinstance(error, IlrsyncError):
        return str(error)
    said = f": {error}" if str(error) else ""
    return f"{type(error).__name__}{said}{_line(error)}"


def place(error: BaseException) -> str:
    """The type of *error* and the line that raised it, without its message."""
    return f"{type(error).__name__}{_line(error)}"


def supplied_twice(name: str, first: str, second: str) -> ConfigError:
    """Two plugins supply one name, so nobody can say which would be used."""
    return ConfigError(
        f'"{name}" is supplied by {first} and by {second}; name one of them in [plugins] disabled'
    )


def contested(file: str, claims: Sequence[tuple[str, str]]) -> ReadError:
    """More than one format claims *file*; *claims* are format and plugin."""
    told = " and ".join(f'format "{name}" of {owner}' for name, owner in claims)
    return ReadError(
        f"claimed by {told}",
        file=file,
        wanted="exactly one",
        remedy="name the right format in the [[source]] or disable one of the plugins",
    )


def unrecognised(file: str, formats: Iterable[str], head: bytes) -> ReadError:
    """No format claims *file*, which begins with *head*."""
    return _no_text(file, head) or ReadError(
        "no format recognises this file",
        file=file,
        wanted=f"one of {', '.join(sorted(formats)) or 'no formats, because no plugin is loaded'}",
        remedy="check that it is the right export, or describe its headings in a mapping.toml "
        "(`ilrsync plugin new`)",
    )


def _no_text(file: str, head: bytes) -> ReadError | None:
    """What to say of a file whose *head* is not that of a text; None for that of one."""
    if b"\0" not in head or head.startswith((_PACKED, *_WIDE_MARKS)):
        return None
    if max(head[0::2].count(0), head[1::2].count(0)) > len(head) // _MOSTLY:
        return ReadError(
            "the file holds NUL characters and looks like UTF-16 text without its mark",
            file=file,
            wanted="UTF-8 text",
            remedy='export it again as "CSV UTF-8"',
        )
    line = head[: head.index(0)].count(b"\n") + 1
    return ReadError(
        "the file holds NUL characters, so it is damaged or no text at all",
        file=file,
        line=line,
        wanted="a CSV, XML or XLSX file",
        remedy="export it again",
    )


def failed_to_look(plugin: str, file: str, error: BaseException) -> ReadError:
    """*plugin* raised when it was shown *file*, and no other claims the file."""
    return ReadError(
        f"{plugin} failed to look at this file: {place(error)}",
        file=file,
        remedy="report this to the plugin's author, or name another format in the [[source]]",
    )


def _line(error: BaseException) -> str:
    """Where it was raised, in brackets; nothing for what the import system itself raised."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if not frame.filename.startswith("<frozen"):
            return f" ({PurePath(frame.filename).name} line {frame.lineno})"
    return ""
