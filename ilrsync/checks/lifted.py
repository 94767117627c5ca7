"""A rule over what stands in an aim or a learner, as one over that aim or learner.

So it shares their signature and what is remembered by it, and no record below them need be visited
where its rules are known to be silent.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from ilrsync.checks.naive import Bound, guards, holds, run
from ilrsync.model.records import RECORDS, Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ilrsync.checks.naive import Raised
    from ilrsync.checks.rule import Hit
    from ilrsync.model.record import Record

Way = tuple[str, ...]
"""Names of the lists that lead from a record to those that stand in it."""


class Lifted:
    """A rule over records that stand in an aim or in a learner."""

    def __init__(self, bound: Bound, way: Way) -> None:
        self._bound = bound
        self._way = way
        self._guard = guards(bound.rule)[0]

    def bound(self) -> Bound:
        """The rule, to be called with the aim or learner."""
        return self._bound._replace(call=self, alone=None)

    def __call__(
        self, root: Record, learner: Learner, aim: LearningDelivery | None
    ) -> Iterator[Hit]:
        """What the rule says of each record that its own guard admits."""
        for record in self._records(root):
            yield from self._bound.call(record, learner, aim)

    def one_by_one(
        self, root: Record, learner: Learner, aim: LearningDelivery | None
    ) -> list[Raised]:
        """The same, where a crash costs the answer for that record only."""
        found: list[Raised] = []
        for record in self._records(root):
            found += run(self._bound, record, learner, aim)
        return found

    def _records(self, root: Record) -> Iterable[Record]:
        records: list[Any] = [root]
        for name in self._way:
            records = [child for record in records for child in _standing(record, name)]
        if self._guard:
            return [record for record in records if holds(self._guard, record)]
        return records


def one_by_one(
    bound: Bound, record: Record, learner: Learner, aim: LearningDelivery | None
) -> list[Raised]:
    """The hits of a rule, lifted or not; a crash gives one hit that says so."""
    if isinstance(bound.call, Lifted):
        return bound.call.one_by_one(record, learner, aim)
    return run(bound, record, learner, aim)


def _standing(record: Any, name: str) -> list[Any]:
    """The records in field *name*, which holds a list or one record or none."""
    value = getattr(record, name)
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _ways(root: type[Record], way: Way = ()) -> Iterator[tuple[type[Record], Way]]:
    """Each kind of record that stands in *root*, aims excepted; its field has its name."""
    for field in fields(root):
        child = RECORDS.get(field.name)
        if child not in {None, LearningDelivery} and field.name in str(field.type):
            yield RECORDS[field.name], (*way, field.name)
            yield from _ways(RECORDS[field.name], (*way, field.name))


WAYS: Final[dict[type[Record], tuple[type[Record], Way]]] = {
    kind: (root, way) for root in (Learner, LearningDelivery) for kind, way in _ways(root)
}
"""For each kind of record that stands in a learner or an aim, in which, and how to get there."""
