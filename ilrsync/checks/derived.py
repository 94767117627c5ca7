"""Ideas that several rules share, the DfE's derived data (DDnn) among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ilrsync.model.codes import HRS, HRSCode

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from ilrsync.model.records import Learner, LearningDelivery

T = TypeVar("T")


def grouped(items: Iterable[T], *, key: Callable[[T], Hashable]) -> list[list[T]]:
    """*items* in groups of equal key, in the order in which each key was first seen.

    Those whose key is None stand for nothing and are left out.
    """
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        found = key(item)
        if found is not None:
            groups.setdefault(found, []).append(item)
    return list(groups.values())


def repeated(items: Iterable[T], *, key: Callable[[T], Hashable]) -> list[list[T]]:
    """Only the groups of two and more."""
    return [group for group in grouped(items, key=key) if len(group) > 1]


def reference(learner: Learner) -> str | None:
    """LearnRefNumber as the service compares it: trimmed, case ignored; None when blank."""
    return (learner.LearnRefNumber or "").strip().casefold() or None


def aim_reference(aim: LearningDelivery) -> str:
    """LearnAimRef as the service compares it: trimmed, in capitals; empty when absent."""
    return (aim.LearnAimRef or "").strip().upper()


def hours_of(aim: LearningDelivery, code: HRSCode) -> int | None:
    """HRSAmount of the first HRSRecord with *code*; None when the aim has none."""
    for row in aim.HRSRecord:
        if row.HRSCode == code and (row.HRSType or HRS).upper() == HRS:
            return row.HRSAmount
    return None
