"""Troubles of a machine other than a kill, each got over and compared with an undisturbed pass."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from ilrsync.errors import IlrsyncError, TransientError
from tests.crash.campaign import used
from tests.crash.scenario import deliveries, one_pass, working_folder
from tests.crash.standing import faults_of, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ilrsync.config import Config
    from tests.crash.standing import Standing

_MEGABYTE = 1 << 20
_NOBODY = 65534
_OTHER_HOLDS = 35
"""Seconds: longer than ilrsync waits for its database."""


class SkippedError(Exception):
    """This machine cannot make that trouble; says why."""


def full_disk(folder: Path, wanted: Standing, seed: int) -> str:
    """A small disk fills up to another point each time, and is emptied."""
    with _small_disk(folder / "small") as disk:
        told = 0
        for number in range(30):
            config = _delivered(disk / str(number))
            ballast = disk / "ballast"
            free = shutil.disk_usage(disk).free
            room = random.Random(seed + number).randrange(0, 3 * _MEGABYTE // 4)  # noqa: S311 - repeatable
            ballast.write_bytes(b"\0" * max(0, free - room))
            told += _fails(config)
            ballast.unlink()
            _same(config, wanted)
            shutil.rmtree(disk / str(number))
        return f"30 fillings, {told} passes that it stopped"


def read_only(folder: Path, wanted: Standing, seed: int) -> str:
    """Each folder in turn may not be written to."""
    done = []
    for name in ("archive", "outbox", "quarantine", "state", "inbox"):
        config = _delivered(folder / name)
        place = folder / name / name
        for room in (place, *place.glob("**/")):
            room.mkdir(exist_ok=True)
            room.chmod(0o500)
        ended = _as_nobody(folder / name, config)
        for room in (place, *place.glob("**/")):
            room.chmod(0o700)
        done.append(f"{name}: {ended}")
        _same(config, wanted)
    return ", ".join(done)


def locked_database(folder: Path, wanted: Standing, seed: int) -> str:
    """Another program holds the database for longer than ilrsync waits."""
    config = _delivered(folder)
    stays = deliveries_held_back(config)
    one_pass(config)
    stays()
    with closing(sqlite3.connect(config.ledger_place, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        stopped = _fails(config)
        other.execute("ROLLBACK")
    assert stopped, "a pass went on without its database"
    _same(config, wanted)
    return f"stopped after {time.monotonic() - began:.0f} s, then went on"


def folders_away(folder: Path, wanted: Standing, seed: int) -> str:
    """Each folder in turn is away for a pass, and comes back."""
    stopped = []
    for name in ("inbox", "archive", "outbox"):
        config = _delivered(folder / name)
        stays = deliveries_held_back(config)
        one_pass(config)
        stays()
        place = folder / name / name
        place.rename(folder / "away")
        stopped.append(f"{name}: {'stopped' if _fails(config) else 'told'}")
        if place.exists():
            shutil.rmtree(place)
        (folder / "away").rename(place)
        _same(config, wanted)
    return ", ".join(stopped)


def paused(folder: Path, wanted: Standing, seed: int) -> str:
    """A process is stopped at random moments for longer than another one waits for it."""
    refused = 0
    for number in range(20):
        config = _delivered(folder / str(number))
        child = os.fork()
        if not child:
            with suppress(IlrsyncError):
                one_pass(config)
            os._exit(0)
        time.sleep(random.Random(seed + number).uniform(0.02, 0.5))  # noqa: S311 - repeatable
        os.kill(child, signal.SIGSTOP)
        refused += _fails(config)
        time.sleep(0.5)
        os.kill(child, signal.SIGCONT)
        os.waitpid(child, 0)
        _same(config, wanted)
    return f"20 pauses, {refused} passes refused meanwhile"


ROUNDS: dict[str, Callable[[Path, Standing, int], str]] = {
    "full disk": full_disk,
    "read-only folders": read_only,
    "database locked": locked_database,
    "folders away": folders_away,
    "paused process": paused,
}


def deliveries_held_back(config: Config) -> Callable[[], None]:
    """Half of the deliveries are not there yet; the answer brings them."""
    inbox = config.folders.inbox
    held = inbox.with_name("held back")
    (inbox / "second").rename(held)
    (inbox / "second").mkdir()

    def bring() -> None:
        for path in sorted(held.iterdir()):
            path.rename(inbox / "second" / path.name)
        held.rmdir()

    return bring


def _delivered(folder: Path) -> Config:
    config = working_folder(folder)
    deliveries(config)
    return config


def _fails(config: Config) -> bool:
    """Whether a pass is stopped, in the one way in which it may be."""
    try:
        one_pass(config)
    except TransientError:
        return True
    return False


def _same(config: Config, wanted: Standing) -> None:
    for _ in range(2):
        one_pass(config)
    wrong = faults_of(config) + used(standing(config)).differences(used(wanted))
    assert not wrong, "\n".join(wrong)


def _as_nobody(folder: Path, config: Config) -> str:
    """How a pass in *folder* ends for somebody whom rights bind."""
    child = os.fork()
    if not child:
        code = 3
        try:
            if os.geteuid() == 0:
                _give(folder, _NOBODY)
                os.setgid(_NOBODY)
                os.setuid(_NOBODY)
            one_pass(config)
            code = 0
        except TransientError:
            code = 2
        finally:
            os._exit(code)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if os.geteuid() == 0:
        _give(folder, 0)
    assert ended in (0, 2), f"the pass ended with {ended}"
    return "stopped" if ended else "told"


def _give(folder: Path, owner: int) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner, owner, follow_symlinks=False)


@contextmanager
def _small_disk(place: Path) -> Iterator[Path]:
    place.mkdir(parents=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(place)],  # noqa: S607 - wherever it is
        check=False,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise SkippedError(f"no small disk can be mounted: {made.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)  # noqa: S607 - as above
