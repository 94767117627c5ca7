"""Processes of ilrsync that are killed, and where each of them was at that moment.

A process leaves its stack in a file right before it dies: by `faulthandler`, which writes from
within the signal, so that it makes no difference what the process is at.
"""

from __future__ import annotations

import faulthandler
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from tests.crash.faults import Faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MODULES = (
    ("trial.py", "trying an export alone"),
    ("published.py", "ending a run"),
    ("publish.py", "writing outputs"),
    ("choosing.py", "choosing"),
    ("deciding.py", "taking answers"),
    ("archive.py", "archiving"),
    ("leaving.py", "removing originals"),
    ("half_way.py", "removing originals"),
    ("quarantine.py", "setting aside"),
    ("aside.py", "setting aside"),
    ("build.py", "building"),
    ("taking.py", "taking"),
    ("agenda.py", "the schedule"),
    ("inbox.py", "looking into folders"),
    ("chores.py", "daily chores"),
    ("courier.py", "notices"),
    ("manager.py", "loading plugins"),
    ("migrations.py", "opening the ledger"),
)
_FUNCTIONS = {
    ("taking.py", "clear"): "removing originals",
    ("archive.py", "release"): "removing originals",
    ("database.py", "connect"): "opening the ledger",
    ("database.py", "check"): "opening the ledger",
    ("sync.py", "_clean_up"): "clearing up",
    ("published.py", "end_what_was_cut_off"): "ending what was cut off",
    ("making.py", "_publish"): "publishing",
    ("service.py", "run"): "idle or between steps",
    ("process.py", "run"): "idle or between steps",
}
_FRAME = re.compile(r'File "([^"]*)", line \d+ in (\S+)')
_A_WHILE = 5.0
_ELSEWHERE = "starting and ending"


@dataclass(frozen=True)
class Death:
    """How a process ended, and the stage of the work it was at when it was killed."""

    code: int
    stage: str = ""

    @property
    def killed(self) -> bool:
        """Whether it was, rather than coming to its end before."""
        return self.code == -signal.SIGKILL


def at_a_moment(arguments: list[str], wait: Callable[[], None], stack: Path) -> Death:
    """The command *arguments*, in a process that costs no start, is killed after *wait*."""
    stack.write_bytes(b"")
    child = os.fork()
    if not child:
        with stack.open("w", encoding="utf-8") as file:
            faulthandler.register(signal.SIGUSR1, file=file, all_threads=True)
            _be_the_command(arguments)
    wait()
    return _killed(child, stack)


def at_a_call(
    arguments: list[str],
    call: int,
    longest: float,
    stack: Path,
    within: tuple[str, str] | None = None,
) -> Death:
    """The command kills itself at the *call* of the disk or the ledger, or dies after *longest*.

    *within* says from where it has to be made, to be counted.
    """
    stack.write_bytes(b"")
    child = os.fork()
    if not child:
        with stack.open("w", encoding="utf-8") as file:
            faulthandler.register(signal.SIGUSR1, file=file, all_threads=True)
            with Faults(call, ending=lambda: _end(file), within=within).installed():
                _be_the_command(arguments)
    end = time.monotonic() + longest
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return Death(os.waitstatus_to_exitcode(status), _stage(stack))
        time.sleep(0.01)
    return _killed(child, stack)


def from_the_start(arguments: list[str], wait: Callable[[], None], stack: Path) -> Death:
    """The command, started as a shell starts it, is killed after *wait*."""
    stack.write_bytes(b"")
    program = (
        "import faulthandler, runpy, signal, sys\n"
        f"file = open({str(stack)!r}, 'w')\n"
        "faulthandler.register(signal.SIGUSR1, file=file, all_threads=True)\n"
        "runpy.run_module('ilrsync', run_name='__main__', alter_sys=True)\n"
    )
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-c", program, *arguments]
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        wait()
        if (code := process.poll()) is None:
            _say_where(process.pid, stack)
            process.kill()
            code = _by_us(process.wait())
        return Death(code, _stage(stack))


def ends_well(arguments: list[str], says_who: Callable[[], int]) -> bool:
    """Whether the service, left alone for a while and asked to stop, ends as it should.

    *says_who* gives the process that told last how it stands.
    """
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-m", "ilrsync", *arguments]
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        while says_who() != process.pid:
            if process.poll() is not None:
                return False
            time.sleep(0.1)
        time.sleep(_A_WHILE)
        process.terminate()
        return process.wait() == 0


def _killed(child: int, stack: Path) -> Death:
    ended, status = os.waitpid(child, os.WNOHANG)
    if ended:
        return Death(os.waitstatus_to_exitcode(status))
    _say_where(child, stack)
    os.kill(child, signal.SIGKILL)
    code = _by_us(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    return Death(code, _stage(stack))


def _by_us(code: int) -> int:
    """*code*, where a process that died of being asked where it is died by our hand as well.

    One that is still starting knows nothing of that signal, and looking at the stack of a thread
    that is at work is not safe for the process, only for us.
    """
    return -signal.SIGKILL if code in (-signal.SIGUSR1, -signal.SIGSEGV) else code


def _say_where(child: int, stack: Path) -> None:
    os.kill(child, signal.SIGUSR1)
    end = time.monotonic() + 0.02
    while not stack.stat().st_size and time.monotonic() < end:
        time.sleep(0.0005)


def _be_the_command(arguments: list[str]) -> None:
    from ilrsync.cli import main

    code = 99
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nowhere, number)
        code = main(arguments)
    finally:
        os._exit(code)


def _end(file: TextIO) -> None:
    faulthandler.dump_traceback(file, all_threads=False)
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


def _stage(stack: Path) -> str:
    """What the process was at by its *stack*, of several threads the one that does the work."""
    threads = stack.read_text("utf-8", "replace").split("\n\n")
    working = next((one for one in threads if "service.py" in one), threads[0])
    frames = [(path.rpartition("/")[2], name) for path, name in _FRAME.findall(working)]
    for frame in frames:
        if stage := _FUNCTIONS.get(frame) or dict(_MODULES).get(frame[0]):
            return stage
    return _ELSEWHERE
