"""A working folder with a service in it whose clock a test moves."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ilrsync.config import load
from ilrsync.daemon.service import Service
from ilrsync.ledger import Ledger
from tests.daemon.clocks import FakeClock, london
from tests.pipeline.returns import host, site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.daemon.chores import Chore
    from ilrsync.ledger import Run

POLLING = "[watching]\nsettle = 5\nsettle_network = 5\npoll = 10\n"
ARRIVING = '[[schedule]]\nname = "arriving"\non_arrival = true\nnot_more_often_than = "1 minute"\n'
NIGHT = '[[schedule]]\nname = "night"\ncron = "30 2 * * *"\n'


class Living:
    """A service, its folder and its clock."""

    def __init__(self, config: Config, clock: FakeClock, service: Service) -> None:
        self.config = config
        self.clock = clock
        self.service = service

    def live(self, seconds: float, step: float = 0.0) -> None:
        """Time goes by and the service makes its turns, idle ones no closer than *step*."""
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end:
            pause = self.service.turn()
            self.clock.pass_by(max(pause, step) if pause else 0.05)

    def inbox(self, source: str = "main") -> Path:
        return self.config.folders.inbox / source

    def runs(self) -> list[Run]:
        """Every run, oldest first."""
        with Ledger.open(self.config.ledger_place, readonly=True) as ledger:
            return ledger.history(1000)[::-1]


@contextmanager
def living(
    folder: Path,
    text: str,
    *,
    sources: Sequence[str] = ("main",),
    start: str = "2026-11-20 12:00",
    watch: str = "polling",
    originals: str = "keep",
    chores: Mapping[str, Chore] | None = None,
) -> Iterator[Living]:
    """A service in *folder*, configured by *text*, that a test lets live."""
    config = site(folder, text, sources)
    path = folder / "ilrsync.toml"
    own = f'[[source]]\nwatch = "{watch}"\noriginals = "{originals}"'
    path.write_text(path.read_text("utf-8").replace("[[source]]", own), encoding="utf-8")
    config = load(path)
    clock = FakeClock(london(start))
    service = Service(config, host(), clock=clock, chores=chores)
    try:
        yield Living(config, clock, service)
    finally:
        service.close()


@contextmanager
def again(one: Living) -> Iterator[Living]:
    """The service of *one*, started anew as after a restart of the machine."""
    service = Service(one.config, host(), clock=one.clock)
    try:
        yield Living(one.config, one.clock, service)
    finally:
        service.close()
