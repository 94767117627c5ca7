"""What to say of a step that failed, in a log that holds nobody's data."""

from __future__ import annotations

import traceback
from pathlib import PurePath

from ilrsync.errors import IlrsyncError, ReadError


def reason(error: Exception) -> str:
    """What to log of *error*: no text that may hold what stands in a file."""
    if isinstance(error, IlrsyncError) and not isinstance(error, ReadError):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{PurePath(frame.filename).name} line {frame.lineno}"
    return f"a fault in ilrsync itself: {type(error).__name__} at {place}"
