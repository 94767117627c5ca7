"""A disk that refuses one chosen call, or dies at it."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

from ilrsync.durable import Files

if TYPE_CHECKING:
    from collections.abc import Callable

_CALLS = frozenset(name for name in vars(Files) if not name.startswith("_"))


class Died(BaseException):
    """The process is gone: nothing after this call happens, no cleaning up either."""


class FaultyFiles(Files):
    """The real disk, except that call number *at* (from 1) fails; ``calls`` lists those made."""

    def __init__(self, at: int = 0, *, code: int = errno.EIO, dies: bool = False) -> None:
        self.at = at
        self.calls: list[str] = []
        self._code = code
        self._dies = dies

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        return self._watched(name, found) if name in _CALLS else found

    @property
    def fired(self) -> bool:
        return 0 < self.at <= len(self.calls)

    def _watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def made(*args: Any) -> Any:
            self.calls.append(name)
            if self._dies and self.fired:
                raise Died
            if len(self.calls) == self.at:
                raise OSError(self._code, os.strerror(self._code), *map(str, args[:1]))
            return call(*args)

        return made


class BusyFiles(Files):
    """A Windows disk on which another program holds a file open for the first *times* renames."""

    def __init__(self, times: int, winerror: int = 32) -> None:
        self.times = times
        self.waited = 0.0
        self._winerror = winerror

    def replace(self, source: Any, target: Any) -> None:
        if self.times > 0:
            self.times -= 1
            error = PermissionError(errno.EACCES, "The file is in use")
            error.winerror = self._winerror  # type: ignore[attr-defined,unused-ignore] # Windows only
            raise error
        super().replace(source, target)

    def pause(self, seconds: float) -> None:
        self.waited += seconds
