"""The table formats against damaged files: ``python -m tests.fuzz.fuzz_tables 60`` (seconds).

Ends with 1 and keeps the file in the temporary folder when anything but an error of ours came out.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
import traceback
from pathlib import Path
from random import Random

from ilrsync.errors import IlrsyncError
from tests.formats.table_garbage import damaged, formats, read_all


def main(seconds: float) -> int:
    """Files are made and read until *seconds* have passed; gives the exit code."""
    seed = secrets.randbelow(2**32)
    random = Random(seed)  # noqa: S311 - repeatable from the seed that is printed
    until = time.monotonic() + seconds
    read = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.dat"
        while time.monotonic() < until:
            content = damaged(random)
            path.write_bytes(content)
            for known in formats():
                try:
                    read_all(known, path, random.choice(["2526", "2627"]))
                    read += 1
                except IlrsyncError:
                    refused += 1
                except Exception:  # noqa: BLE001 - finding these is what this is for
                    traceback.print_exc()
                    print(f"{known.name} failed, seed {seed}: {_kept(content)}")  # noqa: T201 - a command
                    return 1
    print(f"seed {seed}: {read} files read, {refused} refused, nothing else")  # noqa: T201 - a command
    return 0


def _kept(content: bytes) -> Path:
    with tempfile.NamedTemporaryFile("wb", suffix=".dat", delete=False) as file:
        file.write(content)
    return Path(file.name)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60))
