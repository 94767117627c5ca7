"""How the service stands: what monitors, ``ilrsync status`` and a watchdog ask for."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ilrsync import durable
from ilrsync.errors import IlrsyncError

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "service.json"
"""The file in the state folder that says how the service stands."""

FRESH = dt.timedelta(minutes=3)
"""A service that lives has written its file within this time."""


@dataclass(frozen=True)
class SourceHealth:
    """How one source is watched: ``watch`` is "events" or "polling", ``why`` what for.

    ``last_scan`` is when its folder was last looked into with success, ``unavailable`` why it
    cannot be now, ``waiting`` why each file that is not taken yet has to wait, by name.
    """

    watch: str
    why: str = ""
    last_scan: dt.datetime | None = None
    unavailable: str = ""
    waiting: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Health:
    """The service at one moment; it holds no personal data but names of files.

    ``at`` is when it last gave a sign of life. ``doing`` is the step that it is at, empty when
    idle, and ``doing_since`` when that began. ``last_scan`` is when all folders that can be had
    were last looked into, ``queue`` how many files wait to be taken. ``last_build`` is when a
    return was last built, and ``last_exit_code`` what that came to. ``trouble`` is what has to be
    tried again. ``quiet`` is the name of the quiet time that it keeps.
    """

    started: dt.datetime
    at: dt.datetime
    process: int = field(default_factory=os.getpid)
    running: bool = True
    doing: str = ""
    doing_since: dt.datetime | None = None
    last_scan: dt.datetime | None = None
    last_build: dt.datetime | None = None
    last_exit_code: int | None = None
    queue: int = 0
    quiet: str = ""
    trouble: str = ""
    next_runs: Mapping[str, dt.datetime] = field(default_factory=dict)
    sources: Mapping[str, SourceHealth] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing is in its way: every folder can be looked into and no step failed."""
        away = any(source.unavailable for source in self.sources.values())
        return self.running and not self.trouble and not away

    def plain(self) -> dict[str, Any]:
        """Everything in values that JSON has; times in ISO 8601 with their offset."""
        text = json.dumps(dataclasses.asdict(self), default=dt.datetime.isoformat)
        plain: dict[str, Any] = json.loads(text)
        return {**plain, "ok": self.ok}


def write(health: Health, state: Path) -> None:
    """The state folder says how the service stands; a disk that refuses is left to later."""
    try:
        durable.write_text(state / FILE_NAME, json.dumps(health.plain(), indent=1) + "\n")
    except IlrsyncError:
        return


def read(state: Path, now: dt.datetime) -> dict[str, Any] | None:
    """What the service last wrote; ``running`` false when it has gone silent. None: never ran."""
    try:
        found: dict[str, Any] = json.loads((state / FILE_NAME).read_text("utf-8"))
        silent = now - dt.datetime.fromisoformat(found["at"]) > FRESH
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return {**found, "running": found["running"] and not silent}


def differs(one: Health, other: Health) -> bool:
    """Whether somebody who asks how the service stands would see another answer."""

    def seen(health: Health) -> tuple[object, ...]:
        sources = tuple(
            (name, each.watch, each.unavailable, tuple(each.waiting.items()))
            for name, each in health.sources.items()
        )
        return (sources, health.doing, health.quiet, health.trouble, health.last_build)

    return seen(one) != seen(other)
