"""What the Manage T Level results service accepts in an industry placement upload.

Source: Manage T Level results, release of June 2026: industry placement upload, columns, statuses,
reasons and limits.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

HEADER: Final = (
    "ULN",
    "Core code",
    "Industry placement status",
    "Industry placement hours",
    "Reason for special consideration",
)
"""The five columns, in the order in which we write them; the service takes any order."""

RECORDS_A_FILE: Final = 1_000
TEXT_LINES_A_FILE: Final = RECORDS_A_FILE + 1
BYTES_A_FILE: Final = 2 * 1024 * 1024
NAME_LENGTH: Final = 150
"""Greatest length of a file name without its extension."""

LEAST_HOURS: Final = 1
MOST_HOURS: Final = 999


class Status(StrEnum):
    """The four statuses, spelt as the upload wants them."""

    COMPLETED = "Placement completed"
    SPECIAL = "Placement completed with special consideration"
    STILL = "Placement still to be completed"
    NEVER = "Placement will not be completed"

    @property
    def done(self) -> bool:
        """Whether the service counts the placement as met."""
        return self in (Status.COMPLETED, Status.SPECIAL)

    @property
    def downloaded(self) -> str:
        """How downloads of the service spell it; the upload refuses that spelling."""
        return _DOWNLOADED[self]


_DOWNLOADED: Final = {
    Status.COMPLETED: "Completed",
    Status.SPECIAL: "Completed with special consideration",
    Status.STILL: "Not completed",
    Status.NEVER: "Will not complete",
}

STATUS_OF_DOWNLOAD: Final = {text.casefold(): status for status, text in _DOWNLOADED.items()}
"""The status behind a text of a download, letter case folded."""

REASONS: Final = {
    "ML": "the learner's medical reasons",
    "MF": "medical reasons in the learner's family",
    "B": "bereavement",
    "D": "a crisis at home",
    "T": "trauma or a significant change of circumstances",
    "A": "other priorities: competitions in sport, training or elsewhere",
    "U": "an unsafe placement",
    "W": "a placement that was withdrawn",
    "C": "COVID-19",
}
"""The codes of special consideration and what they mean."""
