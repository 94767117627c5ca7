"""How long a learner may go without a ULN."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import closed, learner
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.model.codes import TEMPORARY_ULN
from tests.checks.edges import A_DAY, MODELS, PROGRAMMES, edges, only

if TYPE_CHECKING:
    from ilrsync.checks.cases import Case
    from ilrsync.model.records import (
        Learner,
    )

Code = tuple[str, str]
CUSTODY, LEVY, LOAN, STUDENTS = ("LDM", "034"), ("ACT", "1"), ("ADL", "1"), ("SOF", "1")
JANUARY = {"2526": dt.date(2026, 1, 1), "2627": dt.date(2027, 1, 1)}
FUNDED = {25, 35, 36, 37, 38, 81, 82}
MAY = {"2526": dt.date(2026, 5, 1), "2627": dt.date(2027, 5, 1)}
"""A day after January of each year, on which aims began."""


def _without_number(*codes: Code, fund: int = 38, **fields: Any) -> Learner:
    one = aim_with(*codes, fund=fund, **fields)
    return learner("A1", one, ULN=TEMPORARY_ULN)


def _in_january(rule: str, *codes: Code, fund: int) -> list[Case]:
    """The rule speaks from 1 January of the year, not the day before."""
    recent = rule in {"ULN_06", "ULN_10"}
    found: list[Case] = []
    for year, day in JANUARY.items():
        begun = day - (10 if recent else 90) * A_DAY
        given = _without_number(*codes, fund=fund, LearnStartDate=begun)
        found += edges(rule, speaks={"in January": given}, prepared=day, year=year)
        found += edges(rule, silent={"in December": given}, prepared=day - A_DAY, year=year)
    return found


def _asked(*, recent: bool, year: str) -> dict[str, Any]:
    """A file of that year, prepared when the aims of May count as recent, or as older."""
    return {"prepared": MAY[year] + (60 if recent else 61) * A_DAY, "year": year}


def _begun(*codes: Code, year: str, fund: int, planned: int = 5, actual: int = 0) -> Learner:
    """A learner on an aim of May that is planned for so many days, and lasted so many if any."""
    first = MAY[year]
    ended = closed(first + actual * A_DAY) if actual else {}
    told = {"LearnStartDate": first, "LearnPlanEndDate": first + planned * A_DAY, **ended}
    return _without_number(*codes, fund=fund, **told)


def _lasting(rule: str, *codes: Code, fund: int, recent: bool) -> list[Case]:
    """What is asked of recent or older aims: five days at least, and sixty days."""
    found: list[Case] = []
    for year in MAY:
        told: dict[str, Any] = {"fund": fund, "year": year}
        found += edges(
            rule,
            speaks={
                "5 days": _begun(*codes, **told),
                "5 in fact": _begun(*codes, planned=4, actual=5, **told),
                "planned for 5": _begun(*codes, actual=1, **told),
            },
            silent={
                "4 days": _begun(*codes, planned=4, actual=4, **told),
                "4 planned": _begun(*codes, planned=4, **told),
                "in custody": _begun(*codes, CUSTODY, **told),
            },
            **_asked(recent=recent, year=year),
        )
        other = _begun(*codes, **told)
        found += edges(rule, silent={"too late": other}, **_asked(recent=not recent, year=year))
    return found


def _sixty_days(rule: str, *, recent: bool, year: str, models: set[int]) -> list[Case]:
    """What is asked of funded aims, which are of these models, recent or older."""
    asked = _asked(recent=recent, year=year)
    levies = {("ACT", "2"), ("LDM", "035")}
    return [
        *only(rule, lambda f: _begun(year=year, fund=f), models, MODELS, **asked),
        *only(
            rule,
            lambda code: _begun(code, year=year, fund=99),
            {LOAN},
            {LOAN, ("ADL", "2"), STUDENTS},
            **asked,
        ),
        *only(
            rule,
            lambda code: _begun(code, year=year, fund=36),
            levies,
            {LEVY, CUSTODY, *levies},
            **asked,
        ),
    ]


def _of_students(rule: str, *, recent: bool) -> list[Case]:
    """What is asked of aims of the Office for Students, recent or older."""
    asked = _asked(recent=recent, year="2627")
    return [
        *_lasting(rule, STUDENTS, fund=99, recent=recent),
        *only(rule, lambda f: _begun(STUDENTS, year="2627", fund=f), {99}, MODELS, **asked),
        *only(
            rule,
            lambda code: _begun(code, year="2627", fund=99),
            {STUDENTS},
            {STUDENTS, ("SOF", "107"), LOAN},
            **asked,
        ),
    ]


EDGES = [
    *only("ULN_02", lambda f: _without_number(fund=f), {10, 11, 99}, MODELS, year="2526"),
    *only("ULN_02", lambda f: _without_number(fund=f), {11, 99}, MODELS, year="2627"),
    *only(
        "ULN_02",
        lambda code: _without_number(code, fund=99),
        {LOAN, ("SOF", "107")},
        {LOAN, ("SOF", "107"), STUDENTS},
    ),
    *(
        edge
        for year, day in JANUARY.items()
        for edge in (
            *edges(
                "ULN_03",
                speaks={"before January": _without_number()},
                silent={
                    "a contract": _without_number(LEVY, fund=36),
                    "a contract beside": learner(
                        "A1", aim_with(), aim_with(LEVY, fund=36), ULN=TEMPORARY_ULN
                    ),
                },
                prepared=day - A_DAY,
                year=year,
            ),
            *edges("ULN_03", silent={"in January": _without_number()}, prepared=day, year=year),
        )
    ),
    *_in_january("ULN_06", fund=38),
    *_in_january("ULN_07", fund=38),
    *_in_january("ULN_09", CUSTODY, fund=38),
    *_in_january("ULN_10", STUDENTS, fund=99),
    *_in_january("ULN_11", STUDENTS, fund=99),
    *_lasting("ULN_06", fund=38, recent=True),
    *_sixty_days("ULN_06", recent=True, year="2526", models=FUNDED),
    *_sixty_days("ULN_06", recent=True, year="2627", models=FUNDED | {39}),
    *_lasting("ULN_07", fund=38, recent=False),
    *_sixty_days("ULN_07", recent=False, year="2526", models=FUNDED),
    *_sixty_days("ULN_07", recent=False, year="2627", models=FUNDED | {39}),
    *_of_students("ULN_10", recent=True),
    *_of_students("ULN_11", recent=False),
    *edges("ULN_09", silent={"another LDM": _without_number(("LDM", "035"))}, prepared=MAY["2627"]),
    *only("ULN_12", lambda code: _without_number(("ACT", code), fund=36), "1", "12"),
    *edges("ULN_12", silent={"another type": _without_number(STUDENTS)}),
    *only("ULN_13", lambda k: _without_number(ProgType=k), {34}, PROGRAMMES),
    *edges("ULN_04", silent={"none": learner(ULN=None)}, speaks={"nought": learner(ULN=0)}),
]
