"""Learners to correct: small builders, and arbitrary ones from the year tables."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from ilrsync.corrections.tree import copied
from ilrsync.model.check_digits import uln_from
from ilrsync.model.record import Origin, Record
from ilrsync.model.records import RECORDS, Learner, LearningDelivery
from ilrsync.model.table import YEARS, Field, table

ULN, OTHER_ULN = [uln for stem in (100000001, 200000003) if (uln := uln_from(stem))]
BORN = dt.date(2008, 11, 20)


def person(reference: str | None = "A1", *aims: LearningDelivery, **fields: Any) -> Learner:
    """A learner with the fields that evidence looks at."""
    values: dict[str, Any] = {
        "ULN": ULN,
        "FamilyName": "Example",
        "GivenNames": "Robin",
        "DateOfBirth": BORN,
        "Postcode": "AB1 2CD",
        "PostcodePrior": "AB1 2CD",
        **fields,
    }
    learner = Learner(LearnRefNumber=reference, LearningDelivery=list(aims), **values)
    learner.origin = Origin("learners.csv", 2)
    return learner


def aim(reference: str = "60148955", number: int = 1, **fields: Any) -> LearningDelivery:
    """An aim that begins in September 2025."""
    values: dict[str, Any] = {
        "AimType": 4,
        "LearnStartDate": dt.date(2025, 9, 8),
        "LearnPlanEndDate": dt.date(2026, 7, 30),
        "FundModel": 25,
        "CompStatus": 1,
        **fields,
    }
    return LearningDelivery(LearnAimRef=reference, AimSeqNumber=number, **values)


_FEW: dict[str, list[Any]] = {
    "LearnRefNumber": ["A1", "a1", "B2", "C3"],
    "PrevLearnRefNumber": [None, None, "A1", "Z9"],
    "ULN": [ULN, OTHER_ULN, 9999999999, 1000000000],
    "FamilyName": ["Example", "EXAMPLE", "Sample", "Núñez"],
    "GivenNames": ["Robin", "Rob", "Alex"],
    "DateOfBirth": [BORN, BORN, dt.date(2007, 1, 1)],
    "Postcode": ["ab12cd", "AB1 2CD", "ZZ99 9ZZ", "nowhere", "A B1 2 CD"],
    "PostcodePrior": ["ab12cd", "AB1 2CD", "ZZ99 9ZZ"],
    "NINumber": ["AB123456C", "ab 12 34 56 c", None],
    "AimSeqNumber": [1, 1, 2, 3, 40],
    "LearnAimRef": ["ZPROG001", "60148955", "ZTLOS006"],
    "LearnFAMType": ["EHC", "ehc", "NLM"],
    "LearnDelFAMType": ["SOF", "sof", "LDM", "ACT"],
    "LearnDelFAMCode": ["1", "105"],
    "DateEmpStatApp": [dt.date(2025, 8, 1), dt.date(2025, 9, 1)],
    "DateLevelApp": [dt.date(2025, 8, 1), dt.date(2025, 9, 1)],
}
_SOME: dict[str, list[Any]] = {
    "int": [1, 2, 3, 98],
    "long": [1000000007, 9999999999],
    "decimal": [Decimal("0.5"), Decimal("100")],
    "date": [dt.date(2025, 8, 1), dt.date(2025, 9, 8), dt.date(2026, 7, 31)],
    "dateTime": [dt.datetime(2025, 8, 1, 9, 30)],  # noqa: DTZ001 - the ILR's times have no zone
    "string": ["Example", "O'Hara|\u0000", "Zoë"],
    "restricted": ["A", "B", "x" * 30, "£€"],
}
_OTHERWISE = {"int": "007", "long": " 12", "decimal": "1,5", "date": "01/09/2025"}


def arbitrary(rng: random.Random, year: str, entity: str = "Learner") -> Any:
    """A record with all that the year's table lets stand in it, sensible or not."""
    record = RECORDS[entity]()
    for field in table(year).entities[entity].fields.values():
        if not field.entity:
            _fill(rng, record, field)
        elif field.repeats:
            children = [arbitrary(rng, year, field.entity) for _ in range(rng.choice((0, 1, 2, 3)))]
            repeated = [child for child in children for _ in range(rng.choice((1, 1, 2)))]
            setattr(record, field.name, [copied(child) for child in repeated])
        elif rng.random() < 0.3:
            setattr(record, field.name, arbitrary(rng, year, field.entity))
    return record


def learners() -> st.SearchStrategy[Learner]:
    """Arbitrary learners of any year."""
    return st.builds(
        lambda seed, year: arbitrary(random.Random(seed), year),  # noqa: S311 - not a secret
        st.integers(0, 2**32),
        st.sampled_from(YEARS),
    )


def _fill(rng: random.Random, record: Record, field: Field) -> None:
    if rng.random() < (0.1 if field.name in _FEW else 0.5):
        return
    setattr(record, field.name, rng.choice(_FEW.get(field.name) or _SOME[field.type]))
    if rng.random() < 0.05:
        record.raw = {**(record.raw or {}), field.name: _OTHERWISE.get(field.type, "\x0bother")}
        if rng.random() < 0.5:
            setattr(record, field.name, None)
