"""``python -m tests.load``: a service on its heaviest days, with figures.

Ends with 0 only if nothing was missed.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from tests.load.trials import TRIALS

SIZES = {
    "a delivery every minute": 1440,
    "a delivery every minute, removed": 1440,
    "many builds": 300,
    "a large file": 130_000,
    "many sources": 500,
}


def main() -> int:
    """The trials that were asked for have been made; 1 if one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--only", choices=sorted(TRIALS), help="no other trial")
    parser.add_argument("--size", type=int, help="in place of the usual one")
    parser.add_argument("--folder", type=Path, help="where to work; the default is a temporary one")
    args = parser.parse_args()
    logging.disable(logging.WARNING)  # a figure each is enough to read
    failed = 0
    for name in TRIALS:
        if args.only in (None, name):
            failed += _tried(name, args.size or SIZES[name], args.folder)
    return 1 if failed else 0


def _tried(name: str, size: int, place: Path | None) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ilrsync-load-", dir=place) as folder:
        try:
            figures = TRIALS[name](Path(folder) / "site", size)
        except AssertionError as error:
            sys.stdout.write(f"{name}: WRONG: {error}\n")
            return 1
    sys.stdout.write(f"{name} ({time.monotonic() - began:.0f} s)\n")
    sys.stdout.writelines(f"  {what}: {figure:,.1f}\n" for what, figure in figures.items())
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
