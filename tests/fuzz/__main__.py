"""``make fuzz``: damaged files of every kind; only ilrsync's own errors may come out."""

from __future__ import annotations

import argparse
import sys

from tests.fuzz import fuzz_tables, fuzz_xml


def main() -> int:
    """Half of the time each for tables and for XML; the exit code is 0 when nothing else came."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0, help="how long (default 300)")
    half = parser.parse_args().seconds / 2
    return max(fuzz_tables.main(half), fuzz_xml.main(half))


if __name__ == "__main__":
    sys.exit(main())
