"""A disk and a ledger on which one chosen call fails, or at which the process or the power goes.

`Faults` counts every call of `ilrsync.durable.Files` and every beginning and end of a transaction
of the ledger, and lets one of them be the last, or the one that fails.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

from ilrsync.durable import FILES, Files
from ilrsync.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from tests.crash.lost_writes import LostWrites

CALLS = tuple(
    name for name in vars(Files) if not name.startswith("_") and name not in ("held", "pause")
)
CHANGING = frozenset(
    {"create", "sync", "sync_path", "sync_folder", "replace", "move", "make_folder", "remove"}
    | {"remove_folder", "begin", "commit"}
)
"""Calls that change something, or make a change last."""

REFUSALS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EBUSY, errno.EROFS)
KILLED = 77
"""What a process ends with that `Faults` has ended."""


class Faults:
    """Call number *at* fails with *code*, or ends the process; 0 for neither.

    With *power* the power goes as well: what was not forced to disk in those folders is lost.
    With *on* everything fails from that call on. *ending* ends the process in another way.
    With *within*, a file and a function in it, only calls made from there are counted.
    """

    def __init__(
        self,
        at: int = 0,
        *,
        code: int = 0,
        on: bool = False,
        power: LostWrites | None = None,
        ending: Callable[[], object] = lambda: os._exit(KILLED),
        within: tuple[str, str] | None = None,
    ) -> None:
        self.at = at
        self.calls: list[str] = []
        self._code = code
        self._on = on
        self._power = power
        self._ending = ending
        self._within = within

    @property
    def fired(self) -> bool:
        """Whether the chosen call was reached."""
        return 0 < self.at <= len(self.calls)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Every call in the block is counted."""
        for name in CALLS:
            setattr(FILES, name, self._watched(name))
        event.listen(Engine, "begin", self._begin)
        event.listen(Engine, "commit", self._commit)
        try:
            yield
        finally:
            for name in CALLS:
                delattr(FILES, name)
            event.remove(Engine, "begin", self._begin)
            event.remove(Engine, "commit", self._commit)

    def _watched(self, name: str) -> Callable[..., Any]:
        real = getattr(FILES, name)

        def made(*given: Any) -> Any:
            if self._now(name):
                raise OSError(self._code, os.strerror(self._code), *map(str, given[:1]))
            if self._power is None:
                return real(*given)
            return self._power.made(name, real, given)

        return made

    def _begin(self, connection: Any) -> None:
        if not connection.get_execution_options().get("ilrsync_reading"):
            self._ledger("begin")

    def _commit(self, connection: Any) -> None:
        if not connection.get_execution_options().get("ilrsync_reading"):
            self._ledger("commit")

    def _ledger(self, name: str) -> None:
        if self._now(name):
            said = "database is locked" if name == "begin" else "database or disk is full"
            raise TransientError(f"the ledger cannot be used: {said}")

    def _now(self, name: str) -> bool:
        if self._within is not None and not _called_from(*self._within):
            return False
        self.calls.append(name)
        if not self.fired or (len(self.calls) > self.at and not self._on):
            return False
        if not self._code:
            if self._power is not None:
                self._power.cut()
            self._ending()
        return True


def _called_from(file: str, function: str) -> bool:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_name == function and Path(code.co_filename).name == file:
            return True
        frame = frame.f_back
    return False


def killed(work: Callable[[], object]) -> bool:
    """Whether *work*, done in a process of its own, was ended by `Faults` before its end.

    Raises:
        AssertionError: it failed in another way.
    """
    child = os.fork()
    if not child:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    assert ended in (0, KILLED), f"the pass ended with {ended}"
    return ended == KILLED
