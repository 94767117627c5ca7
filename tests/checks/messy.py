"""Learners that nobody would return: fields there or not at random, codes from few values."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ilrsync.model.records import RECORDS, Learner

if TYPE_CHECKING:
    import random

    from ilrsync.model.record import Record

VALUES: dict[str, list[Any]] = {
    "AimType": [1, 3, 4, 5],
    "ProgType": [25, 30, 31, 32, None],
    "FundModel": [10, 25, 35, 36, 38, 99],
    "CompStatus": [1, 2, 3, 6],
    "Outcome": [1, 2, 3, 8, None],
    "LearnAimRef": ["ZPROG001", "60358294", "ZTLOS006", "ZWRKX003", "60148955", "ZTPR0004"],
    "LearnDelFAMType": ["SOF", "FFI", "LDM", "ACT", "LSF", "RES"],
    "LearnDelFAMCode": ["1", "105", "107", "034"],
    "LearnFAMType": ["EHC", "SEN", "LSR", "NLM"],
    "HRSType": ["HRS"],
    "ULN": [1000000007, 9999999999, 1000000015],
    "LearnRefNumber": ["A1", "a1", "B2", "C3"],
}


def messy(rng: random.Random, kind: type[Record] = Learner) -> Any:
    """A record of *kind* with all that may stand in it."""
    given: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in {"origin", "raw", "notes"}:
            continue
        child = RECORDS.get(field.name) if field.name in str(field.type) else None
        if child is None:
            given[field.name] = _value(rng, field.name, str(field.type))
        elif str(field.type).startswith("list"):
            given[field.name] = [messy(rng, child) for _ in range(rng.choice((0, 0, 1, 2, 3)))]
        else:
            given[field.name] = messy(rng, child) if rng.random() < 0.3 else None
    return kind(**given)


def another(rng: random.Random, kind: type[Record], name: str) -> object:
    """A value that field *name* may have, never None."""
    types = {field.name: str(field.type) for field in fields(kind)}
    while True:
        value = _value(rng, name, types[name])
        if value is not None:
            return value


def _value(rng: random.Random, name: str, kind: str) -> object:
    if name in VALUES:
        return rng.choice(VALUES[name])
    if rng.random() < 0.4:
        return None
    if kind.startswith("int"):
        return rng.choice((0, 1, 2, 3, 10, 40, 97, 98, 400, 1300))
    if kind.startswith("Decimal"):
        return Decimal(rng.choice((0, 50, 100)))
    if kind.startswith("dt."):
        return dt.date(2025, 8, 1) + dt.timedelta(days=rng.choice((-400, -30, 0, 1, 100, 400)))
    return rng.choice(("1", "X", "PA", "AB1 2CD"))
