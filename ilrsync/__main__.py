"""``python -m ilrsync`` is the command ``ilrsync``."""

import sys

from ilrsync.cli import main

if __name__ == "__main__":
    sys.exit(main())
