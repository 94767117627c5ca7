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


_MAY_PASS = frozenset(
    {
        errno.EACCES,  # on Windows also said of a file that another program holds open
        errno.EBUSY,
        errno.EDQUOT,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
        errno.EIO,
        errno.EMFILE,
        errno.ENETDOWN,
        errno.ENETUNREACH,
        errno.ENFILE,
        errno.ENODEV,
        errno.ENOLCK,
        errno.ENOMEM,
        errno.ENOSPC,
        errno.ENOTCONN,
        errno.ENXIO,
        errno.EPERM,
        errno.EROFS,
        errno.ESTALE,
        errno.ETIMEDOUT,
    }
)
# Drive not ready, sharing or lock violation, path or name on the network not found, network busy,
# share gone, name deleted, disk full, semaphore timeout, device error, no network.
_MAY_PASS_ON_WINDOWS = frozenset({21, 32, 33, 53, 54, 55, 59, 64, 67, 112, 121, 1117, 1167, 1231})


def trouble(error: BaseException) -> OSError | None:
    """What a disk, a share or the machine said that led to *error*, if it may pass.

    None when *error* is about the data, or about a file that simply is not there.
    """
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError):
            windows = getattr(seen, "winerror", None)
            if windows in _MAY_PASS_ON_WINDOWS or seen.errno in _MAY_PASS:
                return seen
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return None


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
