"""A learner as the next return is compared with: who, which aims, and a hash of all the rest."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ilrsync.model.records import Learner, LearningDelivery

GOING_ON = ", going on"
"""What ends the line of an aim that has not ended."""


class Returned(NamedTuple):
    """A learner as returned: ``aims`` has a line for each aim, ``sha`` stands for all of them."""

    LearnRefNumber: str | None
    ULN: int | None
    going_on: int
    aims: str
    sha: int


def returned(learner: Learner, xml: str) -> Returned:
    """The learner in short; *xml* is what is written of them."""
    lines = []
    going_on = 0
    for aim in learner.LearningDelivery:
        line = _line(aim)
        if aim.LearnActEndDate is None:
            going_on += 1
            line += GOING_ON
        lines.append(line)
    digest = hashlib.blake2b(xml.encode("utf-8", "xmlcharrefreplace"), digest_size=8).digest()
    return Returned(
        learner.LearnRefNumber,
        learner.ULN,
        going_on,
        "\n".join(lines),
        int.from_bytes(digest, "big", signed=True),
    )


def aims_lost(was: Returned, now: Returned) -> list[str]:
    """The lines of the aims of *was* that *now* lacks; an aim that has ended is still there."""
    gone = Counter(map(_aim, was.aims.splitlines())) - Counter(map(_aim, now.aims.splitlines()))
    found = []
    for line in was.aims.splitlines():
        if gone[_aim(line)] > 0:
            gone[_aim(line)] -= 1
            found.append(line)
    return found


def _line(aim: LearningDelivery) -> str:
    """What tells an aim from the learner's others."""
    start = aim.LearnStartDate
    line = f"{aim.LearnAimRef} from {start.isoformat() if start else '?'}"
    if aim.ProgType is not None:
        line = f"{line} of programme {aim.ProgType}"
    return line if aim.StdCode is None else f"{line} standard {aim.StdCode}"


def _aim(line: str) -> str:
    return line.removesuffix(GOING_ON)
