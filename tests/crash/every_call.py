"""One pass with trouble at one call, then a healthy one, compared with an undisturbed one."""

from __future__ import annotations

import shutil
import traceback
from typing import TYPE_CHECKING

from ilrsync.errors import IlrsyncError
from tests.crash.faults import REFUSALS, Faults, killed
from tests.crash.lost_writes import LostWrites
from tests.crash.scenario import deliveries, one_pass, working_folder
from tests.crash.standing import faults_of, standing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ilrsync.config import Config
    from tests.crash.standing import Standing

KINDS = ("kill", "power, names lost", "power, names kept", "refusal", "refusals from then on")


def undisturbed(folder: Path) -> tuple[Standing, list[str]]:
    """How a pass without trouble leaves *folder*, and the calls that it makes.

    Raises:
        AssertionError: something is wrong with it by itself.
    """
    config = working_folder(folder)
    deliveries(config)
    faults = Faults()
    with faults.installed():
        one_pass(config)
    assert faults_of(config) == []
    return standing(config), faults.calls


def wrong_after(kind: str, at: int, folder: Path, wanted: Standing, *, code: int = 0) -> list[str]:
    """What is not as in *wanted* after trouble of *kind* at call *at* and a healthy pass.

    Without *code* the refusals take turns. *folder* is gone afterwards, unless something is wrong.
    """
    config = working_folder(folder)
    deliveries(config)
    faults = _faults(kind, at, config, code or REFUSALS[at % len(REFUSALS)])
    wrong = []
    with faults.installed():
        if kind.startswith("refusal"):
            try:
                one_pass(config)
            except IlrsyncError:
                pass
            except Exception as error:  # noqa: BLE001 - whatever else comes is what is wrong
                where = traceback.extract_tb(error.__traceback__)[-2]
                wrong.append(f"not an error of ours: {error!r} at {where.filename} {where.lineno}")
            if not faults.fired:
                wrong.append("the call was never reached")
        elif not killed(lambda: one_pass(config)):
            wrong.append("the process was not killed")
    one_pass(config)
    wrong += faults_of(config) + standing(config).differences(wanted)
    if not wrong:
        shutil.rmtree(folder)
    return wrong


def every_call(
    folder: Path, *, step: int = 1, told: Callable[[str], object] = print
) -> tuple[int, list[str]]:
    """How many calls were tried in how many ways, and what went wrong."""
    wanted, calls = undisturbed(folder / "undisturbed")
    tried, wrong = 0, []
    for kind in KINDS:
        codes = REFUSALS if kind.startswith("refusal") else (0,)
        for code in codes:
            for at in range(1, len(calls) + 1, step):
                tried += 1
                place = folder / f"{kind}-{code}-{at}"
                found = wrong_after(kind, at, place, wanted, code=code)
                name = f"{kind} {code or ''} at call {at}, {calls[at - 1]}"
                wrong += [f"{name}: {one}" for one in found]
                for one in found:
                    told(f"WRONG {name}: {one[:600]}")
        told(f"{kind}: {len(calls)} calls, {tried} tried so far, {len(wrong)} wrong")
    return tried, wrong


def _faults(kind: str, at: int, config: Config, code: int) -> Faults:
    folders = config.folders
    rooms = [folders.inbox, folders.archive, folders.outbox, folders.quarantine]
    if kind == "kill":
        return Faults(at)
    if kind.startswith("power"):
        return Faults(at, power=LostWrites(rooms, names_kept="kept" in kind))
    return Faults(at, code=code, on="from" in kind)
