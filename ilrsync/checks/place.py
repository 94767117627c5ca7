"""Where a record stands in its learner, and what a report shows of that learner and aim."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final, NamedTuple

from ilrsync.model.finding import Subject
from ilrsync.model.record import Origin, Record
from ilrsync.model.records import RECORDS, Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator


class Place(NamedTuple):
    """A record of a learner: its path, and the records it stands in, itself first."""

    path: str
    chain: tuple[Record, ...]

    @property
    def record(self) -> Record:
        """The record itself."""
        return self.chain[0]

    @property
    def aim(self) -> LearningDelivery | None:
        """The aim that the record is or stands in; None for what belongs to the learner."""
        return next((one for one in self.chain if isinstance(one, LearningDelivery)), None)

    @property
    def origin(self) -> Origin | None:
        """Where the record came from; a child without its own has its parent's."""
        return next((one.origin for one in self.chain if one.origin is not None), None)


def places(learner: Learner, position: int) -> Iterator[Place]:
    """Every record of *learner*, the learner first, depth first in file order."""
    return _below(Place(f"Learner[{position}]", (learner,)))


def place_of(record: Record, learner: Learner, position: int) -> Place:
    """Where *record* stands in *learner*; a record that is not theirs stands for the learner."""
    whole = Place(f"Learner[{position}]", (learner,))
    return next((place for place in _below(whole) if place.record is record), whole)


def subject_of(learner: Learner, aim: LearningDelivery | None) -> Subject:
    """What the violation report shows, taken from the records themselves."""
    return Subject(
        ULN=learner.text("ULN") or "",
        FamilyName=learner.text("FamilyName") or "",
        GivenNames=learner.text("GivenNames") or "",
        LearnAimRef=_text(aim, "LearnAimRef"),
        SWSupAimId=_text(aim, "SWSupAimId"),
        FundModel=_text(aim, "FundModel"),
        PartnerUKPRN=_text(aim, "PartnerUKPRN"),
        learner_monitoring={
            row.ProvSpecLearnMonOccur: row.ProvSpecLearnMon or ""
            for row in learner.ProviderSpecLearnerMonitoring
            if row.ProvSpecLearnMonOccur
        },
        aim_monitoring={
            row.ProvSpecDelMonOccur: row.ProvSpecDelMon or ""
            for row in (aim.ProviderSpecDeliveryMonitoring if aim else ())
            if row.ProvSpecDelMonOccur
        },
    )


def value_text(chain: tuple[Record, ...], name: str) -> str | None:
    """Field *name* as text, from the nearest record of *chain* that has such a field."""
    for record in chain:
        if name in _names(type(record)):
            return record.text(name)
    return None


def _below(place: Place) -> Iterator[Place]:
    yield place
    for name in _names(type(place.record)):
        value = getattr(place.record, name)
        if isinstance(value, Record):
            yield from _below(Place(f"{place.path}/{name}[0]", (value, *place.chain)))
        elif isinstance(value, list):
            for index, child in enumerate(value):
                if isinstance(child, Record):
                    yield from _below(Place(f"{place.path}/{name}[{index}]", (child, *place.chain)))


_NAMES: Final = {kind: tuple(field.name for field in fields(kind)) for kind in RECORDS.values()}


def _names(kind: type[Record]) -> tuple[str, ...]:
    return _NAMES.get(kind) or tuple(field.name for field in fields(kind))


def _text(record: Record | None, name: str) -> str:
    return "" if record is None else record.text(name) or ""
