"""One ilrsync at a time on one working folder.

A lock of the operating system, which ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from ilrsync import durable
from ilrsync.errors import TransientError

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path
    from types import TracebackType

# Windows forbids reading a locked byte; one far behind the text leaves the text readable.
_LOCKED_BYTE = 1 << 30
_LOOK_AGAIN = 0.2


class Lock:
    """The right to write in the working folder whose lock file is *path*.

    A context manager: held inside the block. The file itself stays, because removing it would
    let two processes hold two files of one name.
    """

    def __init__(self, path: Path, *, now: dt.datetime, wait: float = 0.0) -> None:
        self.path = path
        self._now = now
        self._wait = wait
        self._handle: int | None = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def acquire(self) -> None:
        """The lock is held by this process, at the latest after the seconds of *wait*.

        Raises:
            TransientError: another process holds it; says which, or the file cannot be opened.
        """
        with durable.translated(f"the lock {self.path} cannot be opened"):
            durable.make_folders(self.path.parent)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            deadline = time.monotonic() + self._wait
            while not _try_lock(handle):
                if time.monotonic() >= deadline:
                    raise TransientError(self._refusal())
                time.sleep(_LOOK_AGAIN)
            with suppress(OSError):  # a full disk; the signature only tells people who it is
                self._sign(handle)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    def release(self) -> None:
        """The lock is free; a lock that is not held stays as it is."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            _unlock(self._handle)
            os.close(self._handle)
            self._handle = None

    def holder(self) -> str:
        """Who signed the lock file last, in words; empty when nobody did."""
        try:
            by = json.loads(self.path.read_text(encoding="utf-8"))
            return f"process {by['process']} on {by['machine']} since {by['since']}"
        except (OSError, ValueError, KeyError, TypeError):  # being written at this moment
            return ""

    def _sign(self, handle: int) -> None:
        signature = {
            "process": os.getpid(),
            "machine": socket.gethostname(),
            "since": self._now.isoformat(timespec="seconds"),
        }
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(signature).encode("utf-8"))

    def _refusal(self) -> str:
        holder = self.holder() or "another process"
        return (
            f"another ilrsync works in {self.path.parent} ({holder}); wait until it has ended,"
            " or stop it"
        )


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
