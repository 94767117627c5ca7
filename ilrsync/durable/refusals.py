"""What to say and do when the disk refuses."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ilrsync.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator

_REMEDIES = {
    errno.ENOSPC: "free some disk space",
    errno.EDQUOT: "free some disk space or raise the quota",
    errno.EACCES: "give the account that runs ilrsync access to it",
    errno.EPERM: "give the account that runs ilrsync access to it",
    errno.EROFS: "make the disk writable or choose another folder",
    errno.ENOENT: "check that the folder exists and its drive is connected",
    errno.ENOTDIR: "a file stands where a folder is wanted; move it away",
    errno.EISDIR: "a folder stands where a file is wanted; move it away",
    errno.ENAMETOOLONG: "use a shorter name or a folder nearer to the root",
    errno.EIO: "check the disk",
}


@contextmanager
def translated(problem: str) -> Iterator[None]:
    """An `OSError` of the block is a `TransientError` that begins with *problem*.

    Raises:
        TransientError: names the file, the system's reason and what to do.
    """
    try:
        yield
    except OSError as error:
        raise TransientError(f"{problem}: {reason(error)}") from error


def reason(error: OSError) -> str:
    """What the system said and what to do about it, in one phrase."""
    said = error.strerror or type(error).__name__
    about = f" ({error.filename})" if error.filename else ""
    remedy = _REMEDIES.get(error.errno or 0, "it is tried again at the next run")
    return f"{said}{about}; {remedy}"
