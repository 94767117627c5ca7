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
    aims = [_line(aim) for aim in learner.LearningDelivery]
    digest = hashlib.blake2b(xml.encode("utf-8", "xmlcharrefreplace"), digest_size=8).digest()
    return Returned(
        learner.LearnRefNumber,
        learner.ULN,
        sum(aim.LearnActEndDate is None for aim in learner.LearningDelivery),
        "\n".join(aims),
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
    """What tells an aim from the learner's others, and whether it is going on."""
    programme = f" of programme {aim.ProgType}" if aim.ProgType is not None else ""
    standard = f" standard {aim.StdCode}" if aim.StdCode is not None else ""
    line = f"{aim.LearnAimRef} from {aim.LearnStartDate}{programme}{standard}"
    return line + GOING_ON if aim.LearnActEndDate is None else line


def _aim(line: str) -> str:
    return line.removesuffix(GOING_ON)
