"""The name of what a correction wants: the same from run to run while its data is the same.

A person's answer in the review workbook refers to it. It stands for the rule, the learner, what the
record says before, every step, and what the person was warned of; if any of that changes, the name
does, and an old answer fits no more. The learner's place in the return is no part of it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from ilrsync.corrections.tree import shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ilrsync.corrections.replay import Step
    from ilrsync.model.decision import Decision
    from ilrsync.model.record import Record
    from ilrsync.model.records import Learner

_BYTES = 8


def name_of_trial(
    rule: str, learner: Learner, target: Record, steps: Iterable[Step], problem: str
) -> str:
    """The name of the *steps* that a correction wants at *target*, before they are made."""
    said = {name: target.text(name) for name in shape(type(target)).simple}
    whose = [learner.text("LearnRefNumber"), learner.text("ULN")]
    inside = [(step.path.partition("/")[2], step.field, step.old, step.new) for step in steps]
    return _name([rule, *whose, said, inside, problem])


def name_of_gathering(
    texts: Sequence[tuple[int, str]], steps: Iterable[Step], raised: Sequence[str]
) -> str:
    """The name of gathering records, each given as its place in the return and its JSON."""
    ranks = {f"Learner[{position}]": rank for rank, (position, _) in enumerate(texts)}
    inside = []
    for step in steps:
        first, _, rest = step.path.partition("/")
        inside.append((ranks[first], rest, step.field, step.old, step.new))
    return _name([[text for _, text in texts], inside, list(raised)])


def accepted_by(decision: Decision) -> str:
    """That a person wanted it, and where they said so."""
    return f"accepted in {decision.where}"


def _name(parts: list[object]) -> str:
    text = json.dumps(parts, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=_BYTES).hexdigest()
