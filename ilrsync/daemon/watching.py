"""Events about new files, where the disk gives them: the one module that knows watchdog.

Events are hints. They make a file be noticed in a second and not at the next look round, and every
way of losing them costs time only. Handlers do nothing but say whose folder it was.

Source: github.com/gorakhargosh/watchdog issues 409 (no events from shares), 663, 829 (a watcher
that dies in silence), 1019 (lost events).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from ilrsync import durable

if TYPE_CHECKING:
    from ilrsync.config import Source

log = logging.getLogger(__name__)

# Not the opening and closing of files that are only read, which our own looks would cause.
_EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]

Wake = Callable[[str], None]
"""Told the name of a source in whose folder something has happened."""


@dataclass(frozen=True)
class Mode:
    """How a source is noticed, "events" or "polling", and why not otherwise."""

    watch: str
    why: str = ""


@dataclass
class _Watched:
    """One source that is to give events; ``identity`` is that of the folder being watched."""

    folder: Path
    deep: bool
    mode: Mode
    watch: ObservedWatch | None = None
    identity: tuple[int, int] | None = None


class _Handler(FileSystemEventHandler):
    def __init__(self, name: str, wake: Wake) -> None:
        self._name = name
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Whose folder it was is told; nothing that could fail, for that would end all events."""
        self._wake(self._name)


@dataclass
class Watcher:
    """Gives a sign whenever something happens in the folder of a source that can be watched."""

    wake: Wake
    _watched: dict[str, _Watched] = field(default_factory=dict)
    _observer: BaseObserver | None = None

    def add(self, source: Source) -> None:
        """*source* is watched from the next `tend` on, if its disk gives events."""
        folder, pattern = source.place
        self._watched[source.name] = _Watched(folder, "/" in pattern, usual_mode(source))

    def modes(self) -> dict[str, Mode]:
        """How each source is noticed now."""
        return {name: one.mode for name, one in self._watched.items()}

    def tend(self) -> list[str]:
        """Every watch is on the folder that stands there now; those set up anew are returned.

        What came into their folders meanwhile was not seen, so they have to be looked into.
        """
        return [name for name, one in self._watched.items() if self._tended(name, one)]

    def stop(self) -> None:
        """No sign is given any more."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None

    def _tended(self, name: str, one: _Watched) -> bool:
        if one.mode.watch != "events":
            return False
        identity = _identity(one.folder)
        if one.watch is not None and identity == one.identity and self._alive(one.watch):
            return False
        if one.watch is not None:
            log.warning("source %s: its folder was replaced or its watch ended; set up anew", name)
            self._drop(one)
        if identity is None:
            return False
        try:
            self._set_up(name, one)
        except OSError as error:
            # The system has a limit on watches, which other programs use up as well.
            one.mode = Mode("polling", f"events cannot be had: {durable.reason(error)}")
            log.warning("source %s: %s; its folder is polled", name, one.mode.why)
            return True
        one.identity = identity
        return True

    def _set_up(self, name: str, one: _Watched) -> None:
        if self._observer is None:
            self._observer = Observer()
            self._observer.start()
        one.watch = self._observer.schedule(
            _Handler(name, self.wake), str(one.folder), recursive=one.deep, event_filter=_EVENTS
        )

    def _drop(self, one: _Watched) -> None:
        assert self._observer is not None  # noqa: S101 - it gave the watch
        assert one.watch is not None  # noqa: S101 - asked by the caller
        for other in self._watched.values():
            if other is not one and other.watch == one.watch:
                other.watch = None
        self._observer.unschedule(one.watch)
        one.watch = None

    def _alive(self, watch: ObservedWatch) -> bool:
        emitters = self._observer.emitters if self._observer is not None else ()
        return any(each.watch == watch and each.is_alive() for each in emitters)


def usual_mode(source: Source) -> Mode:
    """How *source* is noticed by its configuration and its disk."""
    if source.watch != "auto":
        return Mode(source.watch, "set in the configuration")
    kind = durable.network(source.place[0])
    return Mode("polling", f"{kind} gives no events") if kind else Mode("events")


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        about = folder.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino
