"""How a file leaves an inbox: only as what was archived, whatever is written there meanwhile.

Between a last look at a file and its removal a newer export may take its name. So a file first
gets a name that nothing else has, is hashed under it, and only then is removed. A file that is not
what was expected gets its name back; so does one that a crash left half-way, at the next look.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.durable import FILES, Files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from ilrsync.intake.scan import Ignored

_LEAVING = re.compile(r"\.leaving\.[0-9a-f]{16}\.tmp$")


def leave(
    path: Path, sha256: str, *, files: Files = FILES, each: Callable[[], object] = int
) -> bool:
    """Whether the file at *path* held *sha256*, and is gone; any other stands as it stood.

    Raises:
        OSError: it cannot be renamed, and stands as it stood.
    """
    leaving = passing_name(path)
    files.replace(path, leaving)
    with suppress(OSError):
        if durable.sha256(leaving, files=files, each=each) == sha256:
            files.remove(leaving)
            return True
    with suppress(OSError):  # something newer has its name, or the disk is away: the next look
        files.move(leaving, path)
    return False


def passing_name(path: Path) -> Path:
    """A name beside *path* that nothing else has, from which a next look gives it its own back."""
    # The whole name is kept, for a crash may leave nothing but this; one too long for that is one
    # that cannot be renamed.
    return path.with_name(f"{path.name}.leaving.{secrets.token_hex(8)}.tmp")


def left_half_way(ignored: Iterable[Ignored]) -> list[str]:
    """The names among *ignored* of files whose leaving was cut off."""
    return [one.name for one in ignored if _LEAVING.search(one.name)]


def own_name(name: str) -> str:
    """The name that the file *name*, whose leaving was cut off, was delivered under."""
    return _LEAVING.sub("", name)


def come_back(leaving: Path, *, files: Files = FILES) -> Path | None:
    """The path that the file at *leaving* has again; None when something newer stands there.

    Raises:
        OSError: the disk refused.
    """
    path = leaving.with_name(own_name(leaving.name))
    try:
        files.move(leaving, path)
    except FileExistsError:
        if not files.same(leaving, path):
            return None
        files.remove(leaving)  # a second name of the same file, from a move that was cut off
    return path
