"""What ``ilrsync status`` says of the service."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 10
"""Waiting files that are named; of the rest only how many there are."""


def service_lines(service: dict[str, Any] | None) -> Iterator[str]:
    """How the service stands, for a person; it is as `ilrsync.daemon.health.read` gives it."""
    if service is None:
        yield "Service: has never run here; `ilrsync run` starts it"
        return
    if not service["running"]:
        yield f"Service: not running; its last sign of life was {_local(service['at'])}"
        return
    doing = service["doing"] or (f"quiet ({service['quiet']})" if service["quiet"] else "idle")
    yield (
        f"Service: running since {_local(service['started'])}, process {service['process']}, "
        f"{doing}; looked into the inboxes {_local(service['last_scan'])}"
    )
    if service["trouble"]:
        yield f"  Tried again soon: {service['trouble']}"
    for name, moment in sorted(service["next_runs"].items(), key=lambda item: str(item[1])):
        yield f"  Next: {name} {_local(moment)}"
    for name, source in service["sources"].items():
        yield from _source(name, source)


def _source(name: str, source: dict[str, Any]) -> Iterator[str]:
    why = f" ({source['why']})" if source["why"] else ""
    yield f"  {name}: noticed by {source['watch']}{why}"
    if source["unavailable"]:
        yield f"    cannot be looked into: {source['unavailable']}"
    waiting = list(source["waiting"].items())
    for file, reason in waiting[:_MOST]:
        yield f"    waiting: {file}: {reason}"
    if len(waiting) > _MOST:
        yield f"    and {len(waiting) - _MOST} more files are waiting"


def _local(moment: str | None) -> str:
    """A moment in the time of England, to the minute."""
    from ilrsync.model.calendar import LONDON

    if moment is None:
        return "never"
    return f"{dt.datetime.fromisoformat(moment).astimezone(LONDON):%Y-%m-%d %H:%M}"
