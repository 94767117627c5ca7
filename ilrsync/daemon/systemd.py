"""Telling systemd how the service stands: one datagram, without a library.

Source: sd_notify(3), sd_watchdog_enabled(3).
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress

READY = "READY=1"
STOPPING = "STOPPING=1"
ALIVE = "WATCHDOG=1"


def notify(*states: str) -> bool:
    """Systemd is told *states*; false where the service does not run under systemd."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return False
    if address.startswith("@"):  # a name that is in no folder begins with a NUL
        address = f"\0{address[1:]}"
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as room:
        room.settimeout(0)  # a systemd that does not read must not hold the service up
        room.sendto("\n".join(states).encode(), address)
        return True
    return False


def watchdog_seconds() -> float | None:
    """How often systemd wants a sign of life; None when it does not ask this process."""
    asked, process = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", "")
    if not asked.isdigit() or process not in ("", str(os.getpid())):
        return None
    return int(asked) / 1_000_000 / 2
