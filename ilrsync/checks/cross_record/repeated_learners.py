"""One person must be one Learner record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import case, learner, message
from ilrsync.checks.derived import reference, repeated
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import TEMPORARY_ULN
from ilrsync.model.records import Learner, Message

if TYPE_CHECKING:
    from collections.abc import Iterator


def by_reference(learner: Learner) -> Iterator[str]:
    """The learner reference, as compared."""
    found = reference(learner)
    if found is not None:
        yield found


def by_uln(learner: Learner) -> Iterator[int]:
    """The ULN, unless it is the temporary one."""
    if learner.ULN is not None and learner.ULN != TEMPORARY_ULN:
        yield learner.ULN


@rule("R_06", over=Message, key=by_reference, fields="LearnRefNumber")
def repeated_learner_reference(message: Message) -> Iterator[Hit]:
    """Two learner records must not share a learner reference number.

    Case and outer spaces are ignored, as the DfE's service does. Every record of the group is
    reported, because the remedy is to gather their aims under one of them.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_06.
    """
    for same in repeated(message.Learner, key=reference):
        for one in same:
            yield Hit(one, f"{len(same)} records have it.")


@rule("R_59", over=Message, key=by_uln, fields="ULN LearnRefNumber")
def repeated_uln(message: Message) -> Iterator[Hit]:
    """Two learner records must not share a ULN.

    The temporary ULN 9999999999 says nothing about identity and may repeat. Every record of the
    group is reported. A learner who moves from one programme to the next stays on one record.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_59.
    """
    for same in repeated(message.Learner, key=lambda one: next(by_uln(one), None)):
        for one in same:
            others = ", ".join(
                other.LearnRefNumber or "a record without reference"
                for other in same
                if other is not one
            )
            yield Hit(one, f"It is also on {others}.")


CASES = [
    case("R_06", "references differ", message(learner("A1"), learner("A2")), []),
    case(
        "R_06",
        "same reference, any case",
        message(learner("a1"), learner("B2"), learner("A1 ")),
        ["Learner[0]", "Learner[2]"],
    ),
    case("R_06", "no reference at all", message(learner(None), learner(None)), []),
    case("R_59", "ULNs differ", message(learner("A1"), learner("A2")), []),
    case(
        "R_59",
        "one ULN under two references",
        message(learner("A1"), learner("B2"), learner("C3", ULN=learner("A1").ULN)),
        ["Learner[0]", "Learner[2]"],
    ),
    case(
        "R_59",
        "two learners wait for their ULN",
        message(learner("A1", ULN=TEMPORARY_ULN), learner("A2", ULN=TEMPORARY_ULN)),
        [],
    ),
]
