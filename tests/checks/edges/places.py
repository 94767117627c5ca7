"""Where an aim is delivered and where its learner lived when it began."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, Rows, supplied
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.checks.lists import DEVOLVED_POSTCODES, POSTCODES
from tests.checks.edges import AIM_TYPES, MODELS, PROGRAMMES, days, edges, only

if TYPE_CHECKING:
    from ilrsync.checks.cases import Case
    from ilrsync.model.records import LearningDelivery

Code = tuple[str, str]
OLD, IN_2019 = dt.date(2023, 9, 8), dt.date(2019, 8, 1)
IN_2021, IN_2024, BEFORE_2024 = dt.date(2021, 8, 1), dt.date(2024, 8, 1), dt.date(2024, 7, 31)
NATIONAL = ("SOF", "105")
LISTED = supplied(POSTCODES, "Postcode", "AB1 2DE")
AREA = {
    DEVOLVED_POSTCODES: Rows(
        {("DevolvedPostcode", "AB1 2DE"): [{"SourceOfFunding": "110", "EffectiveFrom": ""}]}
    )
}


def _lived(
    postcode: str | None = None,
    *codes: Code,
    fund: int = 38,
    start: dt.date = START,
    **fields: Any,
) -> LearningDelivery:
    told = {"LSDPostcode": postcode, "LearnStartDate": start, **fields}
    return aim_with(*codes, fund=fund, **told)


def _needed(rule: str, fund: int, start: dt.date) -> list[Case]:
    """A postcode that exists, or ZZ99 9ZZ, on all but components."""

    def of(postcode: str | None = None, **fields: Any) -> LearningDelivery:
        return _lived(postcode, **{"fund": fund, "start": start, **fields})

    return [
        *only(
            rule,
            of,
            {None, "", "AB1 2DF"},
            {None, "", "AB1 2DF", "AB1 2DE", "ab12de", "ZZ99 9ZZ", "zz999zz"},
            lookups=LISTED,
        ),
        *only(rule, lambda kind: of(AimType=kind), AIM_TYPES - {3}, AIM_TYPES, lookups=LISTED),
    ]


def _funded(rule: str, fund: int, start: dt.date) -> list[Case]:
    """A source of funding that goes with where the learner lived."""

    def of(postcode: str | None, *codes: Code) -> LearningDelivery:
        return _lived(postcode, *codes, fund=fund, start=start)

    return [
        *edges(
            rule,
            speaks={
                "by none of the area": of("AB1 2DE", NATIONAL),
                "by another area": of("AB1 2DE", ("SOF", "111")),
                "by an area": of("AB1 2DF", ("SOF", "111")),
                "another code": of("AB1 2DE", NATIONAL, ("DAM", "002")),
                "another type": of("AB1 2DE", NATIONAL, ("LDM", "001")),
            },
            silent={
                "by the area": of("ab12de", ("SOF", "110")),
                "of no area": of("AB1 2DF", NATIONAL),
                "unknown": of("ZZ99 9ZZ", ("SOF", "110")),
                "not told": of(None, ("SOF", "110")),
                "no source": of("AB1 2DE", ("LDM", "110")),
                "excused": of("AB1 2DE", NATIONAL, ("DAM", "001")),
                "a restart": of("AB1 2DE", NATIONAL, ("RES", "1")),
            },
            lookups=AREA,
        ),
    ]


def _asked(
    rule: str, models: set[int], *, start: dt.date, year: str = "", lived: str | None = None
) -> list[Case]:
    """The rule asks of aims of these models, which an area is to fund, or none says which."""
    return only(
        rule,
        lambda fund: _lived(lived, NATIONAL, fund=fund, start=start),
        models,
        MODELS,
        lookups={**LISTED, **AREA},
        year=year,
    )


def _began(
    rule: str, fund: int, first: dt.date, last: dt.date | None, lived: str | None = None
) -> list[Case]:
    return days(
        rule,
        lambda day: _lived(lived, NATIONAL, fund=fund, start=day),
        first=first,
        last=last,
        lookups={**LISTED, **AREA},
    )


THERE = "AB1 2DE"
NOWHERE: dict[str, Any] = {"DelLocPostCode": "AB1 2DF"}
EDGES = [
    *_needed("LSDPostcode_01", 35, OLD),
    *_needed("LSDPostcode_05", 38, START),
    *_asked("LSDPostcode_01", {10, 35}, start=OLD, year="2526"),
    *_asked("LSDPostcode_01", {35}, start=OLD, year="2627"),
    *_asked("LSDPostcode_05", {11, 38}, start=START),
    *_began("LSDPostcode_01", 35, IN_2019, BEFORE_2024),
    *_began("LSDPostcode_05", 38, IN_2024, None),
    *only(
        "LSDPostcode_01",
        lambda kind: _lived(fund=35, start=OLD, ProgType=kind),
        PROGRAMMES - {24, 25},
        PROGRAMMES,
        lookups=LISTED,
        year="2526",
    ),
    *only(
        "LSDPostcode_01",
        lambda kind: _lived(fund=35, start=OLD, ProgType=kind),
        PROGRAMMES,
        PROGRAMMES,
        lookups=LISTED,
        year="2627",
    ),
    *_funded("LSDPostcode_04", 35, OLD),
    *_funded("LSDPostcode_06", 38, START),
    *_asked("LSDPostcode_04", {10, 35}, start=OLD, year="2526", lived=THERE),
    *_asked("LSDPostcode_04", {35}, start=OLD, year="2627", lived=THERE),
    *_asked("LSDPostcode_06", {11, 38}, start=START, lived=THERE),
    *_began("LSDPostcode_04", 35, IN_2021, BEFORE_2024, THERE),
    *_began("LSDPostcode_06", 38, IN_2024, None, THERE),
    *only(
        "DelLocPostCode_03",
        lambda code: aim_with(code, **NOWHERE),
        {("LDM", "035"), ("DAM", "034")},
        {("LDM", "034"), ("LDM", "035"), ("DAM", "034")},
        lookups=LISTED,
    ),
]
