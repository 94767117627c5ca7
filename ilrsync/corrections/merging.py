"""Records of one person told together into one, with every value that gave way on record.

Nothing here decides whether they are one person, nor whether the result may stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING, NamedTuple, cast

from ilrsync.corrections.policy import ADDRESS, DECIDE, KINDS, Kind, compared, limit
from ilrsync.corrections.replay import Step, copy_field, copy_step
from ilrsync.corrections.tree import copied, shape
from ilrsync.model.check_digits import uln_is_valid
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Hashable

    from ilrsync.corrections.policy import Field
    from ilrsync.model.record import Record

_APART = frozenset({"LearnRefNumber", "PrevLearnRefNumber", *ADDRESS})
_AIMS = "LearningDelivery"


class Holder(NamedTuple):
    """A record that says something, where it stands, and who it came from, in words."""

    record: Record
    path: str
    source: str


class Disagreement(NamedTuple):
    """Two values between which only a person can decide; without a field, words only."""

    path: str
    field: str
    old: str | None
    new: str | None
    why: str


@dataclass
class Merging:
    """Several records of one person becoming one.

    The holders come in order of precedence, their records are copies that may be changed. After
    `merged`, ``steps`` says which values were brought into line and ``disagreements`` what stands
    in the way of gathering; both are in order.
    """

    holders: Sequence[Holder]
    survivor: Holder
    steps: list[Step] = slot(default_factory=list)
    disagreements: list[Disagreement] = slot(default_factory=list)

    def merged(self) -> Learner:
        """The learner that all holders make together, without aims; a new record."""
        home = self._home()
        learner = cast("Learner", self._record(self.holders))
        survivor = self.survivor.record
        learner.origin = survivor.origin
        for name in _APART:
            if name not in ADDRESS:
                copy_field(learner, name, survivor)
        self._previous_reference(learner)
        self._address(learner, home)
        return learner

    def _record(self, holders: Sequence[Holder]) -> Record:
        """What the holders, all of one entity, say together."""
        first = holders[0].record
        form, kind = shape(type(first)), KINDS[type(first).__name__]
        result = type(first)()
        result.origin = first.origin
        for name in form.simple:
            if not (isinstance(first, Learner) and name in _APART):
                self._field(result, name, holders, kind.fields.get(name, DECIDE))
        for name in form.single:
            below = [_child(one, name, 0) for one in holders if getattr(one.record, name)]
            setattr(result, name, self._record(below) if below else None)
        for name in form.lists:
            if name != _AIMS:
                setattr(result, name, self._children(holders, name))
        return result

    def _field(self, result: Record, name: str, holders: Sequence[Holder], field: Field) -> None:
        """The field of *result* says what stands; whoever said otherwise is brought into line."""
        chosen = min(holders, key=lambda one: _rank(one.record, name, field))
        copy_field(result, name, chosen.record)
        if chosen.record.text(name) is None:
            return
        for one in holders:
            if _disagrees(one.record, chosen.record, name, field):
                self.disagreements.append(_disagreement(one, chosen, name))
        for one in holders:
            self._bring_into_line(one, name, chosen)

    def _bring_into_line(self, one: Holder, name: str, chosen: Holder) -> None:
        said, stands = one.record.text(name), chosen.record.text(name)
        gains = said is None and one is self.survivor
        if said == stands or (said is None and not gains):
            return
        verb = "taken" if gains else "gave way to the value"
        self.steps += copy_step(
            one.record, one.path, name, chosen.record, f"{verb} from {chosen.source}"
        )

    def _children(self, holders: Sequence[Holder], name: str) -> list[Record]:
        kind = KINDS[name]
        groups: dict[Hashable, list[Holder]] = {}
        for one in holders:
            times: Counter[Hashable] = Counter()
            for place, child in enumerate(getattr(one.record, name)):
                key = kind.key(child)
                groups.setdefault((key, times[key]), []).append(_child(one, name, place))
                times[key] += 1
        found = [self._record(group) for group in groups.values()]
        self._limits(holders, name, kind, found)
        return sorted(found, key=kind.order) if kind.order else found

    def _limits(
        self, holders: Sequence[Holder], name: str, kind: Kind, found: Sequence[Record]
    ) -> None:
        """Too many children together are something that a person must sort out."""
        parent = type(holders[0].record).__name__
        most = limit(parent, name)
        over = [f"more than {most} {name}"] if len(found) > most else []
        types = Counter(str(getattr(child, kind.type_field, "")).upper() for child in found)
        over += [
            f"more than {times} {kind.type_field} {type_}"
            for type_, times in kind.most.items()
            if types[type_] > times
        ]
        if sum(getattr(child, "PrimaryLLDD", None) == 1 for child in found) > 1:
            over.append("more than one PrimaryLLDD of 1")
        for problem in over:
            self.disagreements.append(too_much(self.survivor.path, problem))

    def _previous_reference(self, learner: Learner) -> None:
        """A reference used last year is kept; the one given up now is never put there."""
        holders = [
            one
            for one in self.holders
            if compared(one.record.text("PrevLearnRefNumber")) != compared(learner.LearnRefNumber)
            or one is self.survivor
        ]
        self._field(learner, "PrevLearnRefNumber", holders, DECIDE)

    def _home(self) -> Holder:
        """Whose address stands: the first that has any line, at the postcode that will stand."""
        field = KINDS["Learner"].fields["Postcode"]
        stands = min(self.holders, key=lambda one: _rank(one.record, "Postcode", field))
        at_home = [
            one
            for one in self.holders
            if any(one.record.text(name) for name in ADDRESS)
            and compared(one.record.text("Postcode")) == compared(stands.record.text("Postcode"))
        ]
        return at_home[0] if at_home else self.survivor

    def _address(self, learner: Learner, chosen: Holder) -> None:
        """All lines are those of one record; the others are brought into line."""
        for name in ADDRESS:
            copy_field(learner, name, chosen.record)
            for one in self.holders:
                said = one.record.text(name)
                differs = said != chosen.record.text(name)
                if differs and (said is not None or one is self.survivor):
                    why = f"the address is that of {chosen.source}"
                    self.steps += copy_step(one.record, one.path, name, chosen.record, why)


def too_much(path: str, problem: str) -> Disagreement:
    """What keeps records apart that have more together than one record may have."""
    why = f"together the records would have {problem}; take out what does not apply"
    return Disagreement(path, "", None, None, why)


def with_copies(holders: Sequence[Holder]) -> list[Holder]:
    """The same holders with records that may be changed."""
    return [one._replace(record=copied(one.record)) for one in holders]


def _child(parent: Holder, name: str, place: int) -> Holder:
    child = getattr(parent.record, name)
    record: Record = child[place] if isinstance(child, list) else child
    return Holder(record, f"{parent.path}/{name}[{place}]", parent.source)


def _rank(record: Record, name: str, field: Field) -> int:
    """Known before not known before unreadable before absent; the first of equals is taken."""
    value = getattr(record, name)
    if value is None:
        return 3 if record.text(name) is None else 2
    return 1 if compared(value) in field.unknown else 0


def _disagrees(one: Record, chosen: Record, name: str, field: Field) -> bool:
    """Whether a value that is known differs from the chosen one, in a field that needs a person."""
    return (
        not field.free
        and _rank(one, name, field) == 0
        and compared(getattr(one, name)) != compared(getattr(chosen, name))
    )


def _disagreement(one: Holder, chosen: Holder, name: str) -> Disagreement:
    why = (
        f"{one.source} and {chosen.source} disagree about {name}; the records can be gathered once "
        "a person has said which is right"
    )
    if name != "ULN":
        return Disagreement(one.path, name, one.record.text(name), chosen.record.text(name), why)
    valid = [holder for holder in (one, chosen) if _has_valid_uln(holder.record)]
    if len(valid) != 1:
        return Disagreement(one.path, "", None, None, why)
    wrong = chosen if valid[0] is one else one
    why = f"{why}; only the ULN of {valid[0].source} has a valid check digit"
    return Disagreement(wrong.path, name, wrong.record.text(name), valid[0].record.text(name), why)


def _has_valid_uln(record: Record) -> bool:
    uln = getattr(record, "ULN", None)
    return uln is not None and uln_is_valid(uln)
