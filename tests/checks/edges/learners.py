"""Who learners are: names, birth dates, postcodes, health problems, prior attainment."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, learner, placement, supplied
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.checks.lists import ASSESSORS, CAMPUSES, EMPLOYERS, LEARNER_REGISTER, ORGANISATIONS
from ilrsync.model.records import (
    Learner,
    LearnerEmploymentStatus,
    LLDDandHealthProblem,
    PriorAttain,
)
from tests.checks.edges import A_DAY, MODELS, ages, days, edges, only

if TYPE_CHECKING:
    from collections.abc import Iterable


Code = tuple[str, str]
CUSTODY, LEVY, LOAN, STUDENTS = ("LDM", "034"), ("ACT", "1"), ("ADL", "1"), ("SOF", "1")
FUNDED = {25, 35, 36, 37, 38, 81, 82}


def _person(*codes: Code, fund: int = 38, more: Iterable[int] = (), **fields: Any) -> Learner:
    aims = [aim_with(*codes, fund=fund), *(aim_with(fund=one) for one in more)]
    return learner("A1", *aims, **fields)


def _unnamed(*codes: Code, fund: int = 99) -> Learner:
    return _person(*codes, fund=fund, FamilyName=None, GivenNames=" ")


def _undated(*codes: Code, fund: int = 99, more: Iterable[int] = ()) -> Learner:
    return _person(*codes, fund=fund, more=more, DateOfBirth=None)


NAMES = [
    edge
    for rule in ("FamilyName_01", "GivenNames_01")
    for edge in (
        *only(rule, lambda f: _unnamed(fund=f), MODELS - {10}, MODELS, year="2526"),
        *only(rule, lambda f: _unnamed(fund=f), MODELS, MODELS, year="2627"),
        *only(
            rule,
            lambda f: _unnamed(("SOF", "108"), fund=f),
            MODELS - {10, 99},
            MODELS,
            year="2526",
        ),
        *edges(rule, speaks={"another source": _unnamed(("SOF", "105"))}),
        *edges(rule, speaks={"community learning": _unnamed(("SOF", "108"))}, year="2627"),
    )
]
BIRTH_DATES = [
    *only("DateOfBirth_01", lambda f: _undated(fund=f), FUNDED, MODELS, year="2526"),
    *only("DateOfBirth_01", lambda f: _undated(fund=f), FUNDED | {39}, MODELS, year="2627"),
    *only("DateOfBirth_02", lambda f: _undated(fund=f), {10, 11, 99}, MODELS, year="2526"),
    *only("DateOfBirth_02", lambda f: _undated(fund=f), {11, 99}, MODELS, year="2627"),
    *edges(
        "DateOfBirth_01",
        speaks={"another aim": _undated(CUSTODY, fund=38, more=[25])},
        silent={"in custody": _undated(CUSTODY, fund=38), "told": _person()},
    ),
    *edges(
        "DateOfBirth_02",
        speaks={"in custody": _undated(CUSTODY), "another aim": _undated(LOAN, more=[99])},
        silent={
            "a loan": _undated(LOAN),
            "another loan": _undated(("ADL", "2")),
            "told": _person(fund=99),
        },
    ),
    *(
        edge
        for year, day in (("2526", dt.date(2025, 8, 1)), ("2627", dt.date(2026, 8, 1)))
        for edge in ages(
            "DateOfBirth_04", lambda b: _person(DateOfBirth=b), on=day, youngest=115, year=year
        )
    ),
]

FIRST = set("ABCEGHJKLMNOPRSTWXYZ")
SECOND = FIRST - {"O"}
LETTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _insured(number: str) -> Learner:
    return _person(NINumber=number)


def _lives(postcode: str) -> Learner:
    return _person(Postcode=postcode, PostcodePrior=postcode)


def _untold() -> Learner:
    """A learner whose records leave out every number and code that they may."""
    one = aim_with(LearningDeliveryWorkPlacement=[placement(WorkPlaceEmpId=None)])
    status = LearnerEmploymentStatus(None, START, None)
    return learner(
        "A1",
        one,
        ULN=None,
        LearnerEmploymentStatus=[status],
        PriorAttain=[PriorAttain(None, START)],
    )


WELL_FORMED = {"A1 1AA", "AB1 1AA", "A12 1AA", "AB12 1AA", "A1A 1AA", "AB1A 1AA", "ZZ99 9ZZ"}
MALFORMED = {"ABC1 1AA", "A 1AA", "AB123 1AA", "A1AB 1AA", "1A 1AA", "A1 AAA", "A1 11A", "a1 1AA"}
MALFORMED |= {"A1 1A", "A1 1AAA", "", "A1-1AA", "A1A1 1AA", "A1 11AA", "AA1 1aa"}
NUMBERS = [
    *only("NINumber_01", lambda one: _insured(f"{one}A123456C"), LETTERS - FIRST, LETTERS),
    *only("NINumber_01", lambda one: _insured(f"A{one}123456C"), LETTERS - SECOND, LETTERS),
    *only("NINumber_01", lambda one: _insured(f"AA123456{one}"), LETTERS - set("ABCD"), LETTERS),
    *edges(
        "NINumber_01",
        speaks={"too short": _insured("AA12345C"), "too long": _insured("AA1234567C")},
        silent={
            "a space": _insured("AA123456 "),
            "none": _person(),
            "small": _insured("aa123456c"),
        },
    ),
    *only("NINumber_02", lambda code: _person(("ACT", code), fund=36), "1", "12"),
    *edges(
        "NINumber_02",
        speaks={"of the second aim": learner("A1", aim_with(), aim_with(LEVY, fund=36))},
        silent={"told": _person(LEVY, fund=36, NINumber="AA123456C"), "no contract": _person()},
    ),
    *(
        edge
        for rule in ("Postcode_15", "PostcodePrior_02")
        for edge in (
            *only(rule, _lives, MALFORMED, MALFORMED | WELL_FORMED),
            *only(rule, lambda one: _lives(f"A1 1{one}A"), set("CIKMOV"), LETTERS),
            *only(rule, lambda one: _lives(f"A1 1A{one}"), set("CIKMOV"), LETTERS),
        )
    ),
    *(
        edge
        for rule, table in (
            ("PrevUKPRN_01", ORGANISATIONS),
            ("PMUKPRN_01", ORGANISATIONS),
            ("ULN_05", LEARNER_REGISTER),
            ("EmpId_01", EMPLOYERS),
            ("WorkPlaceEmpId_01", EMPLOYERS),
            ("PartnerUKPRN_01", ORGANISATIONS),
        )
        for edge in edges(rule, silent={"not told": _untold()}, lookups=supplied(table, "None"))
    ),
    *edges("EmpStat_05", silent={"not told": _untold()}),
    *edges(
        "EPAOrgID_01",
        silent={"small, with blanks": aim_with(EPAOrgID=" epa1 ", StdCode=274)},
        speaks={"of another standard": aim_with(EPAOrgID="EPA1", StdCode=275)},
        lookups=supplied(ASSESSORS, "EPAOrganisation", "EPA1", StandardCode="274"),
    ),
    *edges("PriorAttain_03", silent={"not told": _untold()}),
    *edges(
        "CampID_02",
        silent={"unknown": _person(CampId="CAMP2"), "none": _person()},
        speaks={"small, with blanks": _person(CampId=" camp1 ")},
        lookups=supplied(CAMPUSES, "Campus", "CAMP1", MasterUKPRN="10000009"),
    ),
]


def _unwell(
    answer: int | None,
    *primary: int | None,
    fund: int = 38,
    start: dt.date = START,
    more: Iterable[int] = (),
    **fields: Any,
) -> Learner:
    problems = [LLDDandHealthProblem(number, one) for number, one in enumerate(primary, 4)]
    told = {"LLDDHealthProb": answer, "LLDDandHealthProblem": problems, **fields}
    one = aim_with(fund=fund, LearnStartDate=start)
    return learner("A1", one, *(aim_with(fund=other) for other in more), **told)


SINCE_2015 = dt.date(2015, 8, 1)
HEALTH = [
    *only("LLDDHealthProb_04", lambda one: _unwell(one, 1), {2}, {None, 1, 2, 9}),
    *only("LLDDHealthProb_06", _unwell, {1}, {None, 1, 2, 9}),
    *only(
        "LLDDHealthProb_06", lambda f: _unwell(1, fund=f), MODELS - {10, 99}, MODELS, year="2526"
    ),
    *only("LLDDHealthProb_06", lambda f: _unwell(1, fund=f), MODELS - {99}, MODELS, year="2627"),
    *ages("LLDDHealthProb_06", lambda b: _unwell(1, DateOfBirth=b), on=START, oldest=24),
    *edges(
        "LLDDHealthProb_06",
        speaks={"of unknown age": _unwell(1, DateOfBirth=None)},
        silent={"a second aim": _unwell(1, more=[99])},
    ),
    *days("PrimaryLLDD_01", lambda day: _unwell(1, None, start=day), first=SINCE_2015),
    *edges(
        "PrimaryLLDD_01",
        speaks={"not 1": _unwell(1, 2, None)},
        silent={
            "the second": _unwell(1, None, 1),
            "begun before": learner(
                "A1",
                aim_with(),
                aim_with(LearnStartDate=SINCE_2015 - A_DAY),
                LLDDandHealthProblem=[LLDDandHealthProblem(4, None)],
            ),
        },
    ),
    *edges("PrimaryLLDD_04", silent={"of two": _unwell(1, None, None), "none": _unwell(1)}),
]

PREPARED = dt.date(2026, 12, 4)


def _attained(on: dt.date | None, fund: int = 38, *levels: int) -> Learner:
    rows = [PriorAttain(level, on) for level in levels or (3,)]
    return learner("A1", aim_with(fund=fund), PriorAttain=rows)


def _unattained(*models: int) -> Learner:
    return learner("A1", *(aim_with(fund=one) for one in models), PriorAttain=[])


def _on_framework(*levels: int) -> Learner:
    rows = [PriorAttain(level, START) for level in levels]
    return learner("A1", aim_with(fund=35, ProgType=2), PriorAttain=rows)


ATTAINED = {35, 36, 37, 38, 81, 99}
PRIOR = [
    *only("PriorAttain_01", _unattained, MODELS - {10, 11, 25, 82, 99}, MODELS, year="2526"),
    *only("PriorAttain_01", _unattained, MODELS - {11, 25, 82, 99}, MODELS, year="2627"),
    *edges(
        "PriorAttain_01",
        speaks={
            "another aim": _unattained(25, 38),
            "a record without level": learner("A1", aim_with(fund=38), PriorAttain=[PriorAttain()]),
        },
    ),
    *days("PriorAttain_09", _attained, first=PREPARED + A_DAY, prepared=PREPARED),
    *edges("PriorAttain_04", speaks={"one of two": _on_framework(3, 7)}),
    *only("R_131", _unattained, ATTAINED, MODELS, year="2526"),
    *only("R_131", _unattained, ATTAINED | {39}, MODELS, year="2627"),
    *days("R_131", _attained, first=START + A_DAY),
    *edges(
        "R_131",
        speaks={"no date": _attained(None)},
        silent={
            "before a second aim only": learner(
                "A1",
                aim_with(fund=25, LearnStartDate=dt.date(2024, 9, 9)),
                aim_with(fund=38),
                PriorAttain=[PriorAttain(3, START)],
            ),
            "one of two": learner(
                "A1",
                aim_with(fund=38),
                PriorAttain=[PriorAttain(3, START + A_DAY), PriorAttain(2, START)],
            ),
        },
    ),
]


EDGES = [*NAMES, *BIRTH_DATES, *NUMBERS, *HEALTH, *PRIOR]
