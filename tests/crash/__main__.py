"""``python -m tests.crash``: what ilrsync does when machines fail, over and over, with figures.

Ends with 0 only if nothing was lost, torn or doubled. A seed gives the same campaign again, as far
as a machine can.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.campaign import Campaign, accounted, undisturbed, used
from tests.crash.every_call import every_call
from tests.crash.every_call import undisturbed as one_undisturbed
from tests.crash.rounds import ROUNDS, SkippedError
from tests.crash.standing import faults_of, standing
from tests.crash.vendors import script

_MEMORY = Path("/dev/shm")  # noqa: S108 - a disk without waiting, made private by mkdtemp


def main() -> int:
    """The campaign has run; 0 if everything was as it should be."""
    if not hasattr(os, "fork"):
        _tell("skipped: the campaign kills processes that it forks, which this system cannot do")
        return 0
    args = _arguments()
    place = args.folder or (_MEMORY if _MEMORY.is_dir() else None)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="ilrsync-crash-", dir=place) as name:
        folder = Path(name)
        folder.chmod(0o711)  # so that another account can be the one who may not write
        _tell(f"seed {args.seed}, in {folder}")
        if args.kills:
            wrong += _kills(folder / "kills", args.kills, args.seed)
        if not args.kills_only:
            wrong += _rounds(folder / "rounds", args.seed)
            began = time.monotonic()
            tried, found = every_call(folder / "calls", step=args.step, told=_tell)
            wrong += found
            _tell(f"trouble at every call: {tried} passes, {time.monotonic() - began:.0f} s")
    for one in wrong:
        _tell(f"WRONG: {one[:2000]}")
    _tell(f"{len(wrong)} things wrong" if wrong else "nothing lost, torn or doubled")
    return 1 if wrong else 0


def _kills(folder: Path, kills: int, seed: int) -> list[str]:
    began = time.monotonic()
    files = script(seed, max(20, kills // 2))
    wanted = undisturbed(folder / "undisturbed", files)
    campaign = Campaign(folder / "killed", kills, seed, files, _tell)
    campaign.run()
    became, wrong = accounted(campaign.config, files)
    wrong += [*campaign.wrong, *faults_of(campaign.config)]
    wrong += used(standing(campaign.config)).differences(wanted)
    for title, figures in (("", campaign.figures), ("became ", became), ("at ", campaign.stages)):
        for name, figure in sorted(figures.items()):
            _tell(f"{title}{name}: {figure}")
    _tell(f"kills: {time.monotonic() - began:.0f} s")
    return wrong


def _rounds(folder: Path, seed: int) -> list[str]:
    wanted, _ = one_undisturbed(folder / "undisturbed")
    wrong = []
    for name, trouble in ROUNDS.items():
        began = time.monotonic()
        try:
            said = trouble(folder / name, wanted, seed)
        except SkippedError as reason:
            said = f"skipped: {reason}"
        except AssertionError as error:
            said = "WRONG"
            wrong.append(f"{name}: {error}")
        _tell(f"{name}: {said} ({time.monotonic() - began:.0f} s)")
    return wrong


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--step", type=int, default=1, help="try every so manieth call")
    parser.add_argument("--folder", type=Path, help="where to work; the default is in memory")
    parser.add_argument("--kills-only", action="store_true", help="no other trouble than kills")
    return parser.parse_args()


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
