"""The XML formats against damaged files for as long as asked: ``python -m tests.fuzz.fuzz_xml 60``.

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
from plugins.generic_xml import GenericXml
from plugins.ilr_xml import IlrXml
from tests.formats.ilr_files import as_file
from tests.formats.xml_garbage import mutated, read_all


def main(seconds: float) -> int:
    """Files are made and read until *seconds* have passed; gives the exit code."""
    seed = secrets.randbelow(2**32)
    random = Random(seed)  # noqa: S311 - repeatable from the seed that is printed
    until = time.monotonic() + seconds
    read = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until:
            content = mutated(random)
            for plugin in (IlrXml(), GenericXml()):
                try:
                    read_all(plugin, as_file(Path(folder), content))
                    read += 1
                except IlrsyncError:
                    refused += 1
                except Exception:  # noqa: BLE001 - finding these is what this is for
                    traceback.print_exc()
                    print(  # noqa: T201 - a command
                        f"{plugin.name} failed, seed {seed}: {_kept(content)}"
                    )
                    return 1
    print(  # noqa: T201 - a command
        f"seed {seed}: {read} files read, {refused} refused, nothing else"
    )
    return 0


def _kept(content: bytes) -> Path:
    with tempfile.NamedTemporaryFile("wb", suffix=".xml", delete=False) as file:
        file.write(content)
    return Path(file.name)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60))
