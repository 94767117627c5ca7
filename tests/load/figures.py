"""What a process costs: memory now and at its peak, and questions to the ledger."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROC = Path("/proc")


def resident(process: int | None = None) -> float:
    """The megabytes that *process*, or this one, has in memory; 0 where the system does not say."""
    try:
        text = (_PROC / str(process or os.getpid()) / "statm").read_text("ascii")
    except OSError:
        return 0.0
    return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor_seconds(process: int) -> float:
    """What *process* has used of a processor, in all its threads; 0 where the system is silent."""
    try:
        text = (_PROC / str(process) / "stat").read_text("ascii")
    except OSError:
        return 0.0
    used = text.rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def family(process: int) -> list[int]:
    """*process* and all that it has started, and so on."""
    found = [process]
    for one in found:
        for task in (_PROC / str(one) / "task").glob("*/children"):
            try:
                found += map(int, task.read_text("ascii").split())
            except OSError:  # it has ended meanwhile
                continue
    return found


class Questions:
    """How many statements the ledgers of this process were sent."""

    def __init__(self) -> None:
        self.count = 0

    def asked(self, *_: Any) -> None:
        """One more."""
        self.count += 1


@contextmanager
def counted() -> Iterator[Questions]:
    """Every statement to a ledger in the block is counted."""
    questions = Questions()
    event.listen(Engine, "before_cursor_execute", questions.asked)
    try:
        yield questions
    finally:
        event.remove(Engine, "before_cursor_execute", questions.asked)
