"""What is asked of community learners, of codes on lists, of hours, prices and events."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, closed, learner, learner_fam, supplied
from ilrsync.checks.learning_delivery.courses import course_with
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.checks.lists import CODE_LISTS
from ilrsync.model.codes import TEMPORARY_ULN
from ilrsync.model.records import (
    AppFinRecord,
    HRSRecord,
    Learner,
    LLDDandHealthProblem,
    PriorAttain,
)
from tests.checks.edges import AIM_TYPES, LEVELS, MODELS, PROGRAMMES, ages, days, edges, only

if TYPE_CHECKING:
    from ilrsync.checks.cases import Case
    from ilrsync.model.records import LearningDelivery

LOCAL, NATIONAL = ("SOF", "108"), ("SOF", "105")


def _local(
    hours: int | None = 20,
    fund: int = 10,
    *codes: tuple[str, str],
    start: dt.date = START,
    **fields: Any,
) -> Learner:
    """A learner of whom nothing that community learners must say is known."""
    told = {"FamilyName": None, "GivenNames": None, "LLDDHealthProb": 1, "AddLine1": None}
    one = aim_with(*codes, fund=fund, LearnStartDate=start)
    return learner("A1", one, PlanLearnHours=hours, **{**told, **fields})


def _named(hours: int, field: str, name: str) -> Learner:
    one = _local(hours)
    one.assign(field, name)
    return one


HOURS = {None, 0, 10, 11, 20}
LONG, SHORT = {11, 20}, {0, 10}


def _mixed(hours: int) -> Learner:
    one = _local(hours)
    one.LearningDelivery.append(aim_with(fund=38))
    return one


def _community(rule: str, hours: set[int], lengths: set[int | None]) -> list[Case]:
    """The rule speaks where every aim is community learning, for so many hours."""
    length = max(hours)
    wanted: set[int | None] = {one for one in lengths if one is not None and one in hours}
    return [
        *only(rule, _local, wanted, lengths),
        *only(rule, lambda fund: _local(length, fund), {10}, MODELS),
        *only(rule, lambda fund: _local(length, fund, LOCAL), {10, 99}, MODELS),
        *edges(
            rule,
            silent={
                "another source": _local(length, 99, NATIONAL),
                "another aim": _mixed(length),
            },
        ),
    ]


COMMUNITY = [
    *_community("FamilyName_02", LONG, HOURS),
    *_community("FamilyName_04", SHORT, HOURS),
    *_community("GivenNames_02", LONG, HOURS),
    *_community("GivenNames_04", SHORT, HOURS),
    *_community("LLDDHealthProb_07", LONG, HOURS),
    *(
        edge
        for rule, field in (("FamilyName_0", "FamilyName"), ("GivenNames_0", "GivenNames"))
        for edge in (
            *edges(f"{rule}2", silent={"told": _named(20, field, "Example")}),
            *edges(
                f"{rule}4",
                silent={
                    "told": _named(5, field, "Example"),
                    "temporary": _local(5, ULN=TEMPORARY_ULN),
                    "no ULN": _local(5, ULN=None),
                },
            ),
            *edges(f"{rule}2", speaks={"blanks": _named(20, field, "  ")}),
        )
    ),
    *only("LLDDHealthProb_07", lambda told: _local(LLDDHealthProb=told), {1}, {1, 2, 9, None}),
    *edges(
        "LLDDHealthProb_07",
        silent={"told": _local(LLDDandHealthProblem=[LLDDandHealthProblem(4, 1)])},
        speaks={"of unknown age": _local(DateOfBirth=None)},
    ),
    *ages("LLDDHealthProb_07", lambda born: _local(DateOfBirth=born), on=START, oldest=24),
    *only("AddLine1_03", _local, {None, 11, 20}, HOURS, year="2526"),
    *only("AddLine1_03", _local, HOURS, HOURS, year="2627"),
    *only("AddLine1_03", lambda fund: _local(5, fund), MODELS - {10}, MODELS, year="2526"),
    *edges(
        "AddLine1_03",
        silent={"local": _local(5, 99, LOCAL)},
        speaks={"another aim": _mixed(5), "another model": _local(5, 38, LOCAL)},
        year="2526",
    ),
]


def _until(name: str, code: str, day: str = "2025-07-31") -> Any:
    return supplied(CODE_LISTS, "Code", name, Code=code, EffectiveTo=day)


def _on_list(name: str, code: str) -> Any:
    return supplied(CODE_LISTS, "Code", name, Code=code)


def _of_learner(day: dt.date) -> Learner:
    return learner(
        "A1",
        aim_with(LearnStartDate=day),
        LearnerFAM=[learner_fam("LSR", 36)],
        LLDDandHealthProblem=[LLDDandHealthProblem(4, 1)],
    )


AUGUST = dt.date(2025, 8, 1)
LISTED = [
    *days("LearnFAMType_03", _of_learner, first=AUGUST, lookups=_until("LEARNFAM.LSR", "36")),
    *days("LLDDCat_02", _of_learner, first=AUGUST, lookups=_until("LLDDCAT", "4")),
    *edges(
        "LearnFAMType_01",
        speaks={"no such type": learner("A1", LearnerFAM=[learner_fam("XYZ", 1)])},
        lookups=_on_list("LEARNFAMTYPE", "LSR"),
    ),
    *edges(
        "LearnDelFAMType_04",
        speaks={"no such type": aim_with(("XYZ", "1"))},
        lookups=_on_list("LEARNDELFAMTYPE", "LDM"),
    ),
    *edges(
        "AFinType_02",
        speaks={"no such type": aim_with(AppFinRecord=[AppFinRecord("XYZ", 1, START, 1)])},
        lookups=_on_list("AFINTYPE", "TNP"),
    ),
    *only(
        "MathGrade_02",
        lambda grade: learner("A1", MathGrade=grade),
        ["12"],
        ["4", "12", "NONE", None],
        lookups=_on_list("MATHGRADE", "4"),
    ),
    *only(
        "EngGrade_02",
        lambda grade: learner("A1", EngGrade=grade),
        ["12"],
        ["4", "12", "NONE", None],
        lookups=_on_list("ENGGRADE", "4"),
    ),
    *days(
        "LearnDelFAMType_06",
        lambda day: aim_with(("LDM", "384"), LearnStartDate=day),
        first=AUGUST,
        lookups=_until("LEARNDELFAM.LDM", "384"),
    ),
    *(
        edge
        for code, said in (("384", True), ("368", False), ("369", False))
        for edge in edges(
            "LearnDelFAMType_104",
            **{"speaks" if said else "silent": {code: aim_with(("LDM", code))}},
            lookups=supplied(
                CODE_LISTS, "Code", "LEARNDELFAM.LDM", Code=code, EffectiveFrom="2025-09-09"
            ),
        )
    ),
    *edges(
        "LearnDelFAMType_104",
        silent={"on the first day": aim_with(("LDM", "384"))},
        lookups=supplied(
            CODE_LISTS, "Code", "LEARNDELFAM.LDM", Code="384", EffectiveFrom="2025-09-08"
        ),
    ),
    *edges(
        "LearnDelFAMType_104",
        silent={"another type": aim_with(("DAM", "001"))},
        lookups=supplied(
            CODE_LISTS, "Code", "LEARNDELFAM.DAM", Code="001", EffectiveFrom="2026-09-01"
        ),
    ),
    *days(
        "ProgType_03",
        lambda day: aim_with(ProgType=24, LearnStartDate=day),
        first=AUGUST,
        lookups=_until("PROGTYPE", "24"),
    ),
]


def _added(hours: int, days_: int, **fields: Any) -> Learner:
    start = fields.pop("LearnStartDate", START)
    told = {
        "AddHours": hours,
        "HRSRecord": [HRSRecord("HRS", fields.pop("code", 6), hours)],
        "LearnStartDate": start,
        "LearnPlanEndDate": start + dt.timedelta(days=days_ - 1),
    }
    return learner("A1", aim_with(fund=fields.pop("fund", 38), **{**told, **fields}))


EXTRA_HOURS = [
    *days("AddHours_01", lambda day: _added(5, 9, LearnStartDate=day), last=dt.date(2015, 7, 31)),
    *only("AddHours_02", lambda fund: _added(5, 9, fund=fund), {10, 25, 37, 82, 99}, MODELS),
    *edges("AddHours_02", silent={"none": aim_with(fund=25)}),
    *only("AddHours_04", lambda hours: _added(hours, 2), [61], [60, 48, 61]),
    *only("AddHours_05", lambda hours: _added(hours, 7), [61], [60, 36, 61]),
    *only("HRSAmount_05", lambda hours: _added(hours, 7), [61], [60, 36, 61]),
    *(
        edge
        for rule in ("AddHours_06", "HRSAmount_06")
        for edge in only(rule, lambda hours: _added(hours, 2), [19, 47], [18, 19, 47, 48])
    ),
    *only("HRSAmount_05", lambda code: _added(100, 7, code=code), {6}, range(1, 10)),
    *only("HRSAmount_06", lambda code: _added(100, 5, code=code), {6}, range(1, 10)),
    *(
        edge
        for rule in ("AddHours_04", "AddHours_05", "HRSAmount_05")
        for edge in edges(rule, silent={"ends before it starts": _added(100, -5)})
    ),
]

ADJUSTED = [
    *(
        edge
        for year, models in (("2526", {10, 25, 82}), ("2627", {25, 39, 82}))
        for edge in (
            *only(
                "PriorLearnFundAdj_01",
                lambda fund: aim_with(PriorLearnFundAdj=50, fund=fund),
                models | {99},
                MODELS,
                year=year,
            ),
            *only(
                "OtherFundAdj_01",
                lambda fund: aim_with(OtherFundAdj=50, fund=fund),
                models,
                MODELS,
                year=year,
            ),
        )
    ),
    *edges("PriorLearnFundAdj_01", silent={"none": aim_with(fund=25)}),
    *edges("OtherFundAdj_01", silent={"none": aim_with(fund=25)}),
    *only(
        "ConRefNumber_03",
        lambda fund: aim_with(ConRefNumber="C-1", fund=fund),
        MODELS - {36, 37, 39},
        MODELS,
    ),
]


def _priced(
    kind: str = "TNP", code: int = 2, assessor: str | None = None, **fields: Any
) -> Learner:
    rows = [AppFinRecord(kind, code, fields.pop("on", START), 100)]
    return learner("A1", aim_with(AppFinRecord=rows, EPAOrgID=assessor, **fields))


PRICES = [
    *only("EPAOrgID_02", lambda code: _priced(code=code), {2, 4}, {1, 2, 3, 4}),
    *edges("EPAOrgID_02", silent={"a payment": _priced("PMR"), "none": aim_with()}),
    *only("EPAOrgID_03", lambda code: _priced(code=code, assessor="EPA1"), {1, 3}, {1, 2, 3, 4}),
    *edges("EPAOrgID_03", speaks={"a payment": _priced("PMR", assessor="EPA1")}),
    *edges(
        "AFinDate_04", silent={"a payment": _priced("PMR", on=dt.date(2026, 9, 1), **closed(START))}
    ),
    *days("AFinDate_04", lambda on: _priced(on=on, **closed(START)), first=dt.date(2025, 9, 9)),
    *only(
        "AFinDate_04",
        lambda kind: _priced(on=dt.date(2026, 9, 1), ProgType=kind, **closed(START)),
        PROGRAMMES - {25},
        PROGRAMMES,
    ),
]

LORRIES = {"Z0009541", "Z0060439", "Z0060440", "Z0060441", "Z0060442", "Z0060443"}
OUTCOMES = {"Z0059747", "Z0059748", "Z0059749"}
REFERENCES = {*LORRIES, *OUTCOMES, "Z0059746", "Z0059750", "Z0060438", "Z0060444", "ZPROG001"}


def _event(reference: str, start: dt.date = START, **fields: Any) -> Learner:
    told = {"LearnPlanEndDate": start + dt.timedelta(days=1), "ProgType": 32, **fields}
    one = aim_with(fund=37, LearnStartDate=start, **told)
    one.LearnAimRef = reference
    return learner("A1", one)


EVENTS = [
    *only("LearnAimRef_126", _event, OUTCOMES, REFERENCES),
    *only("LearnAimRef_154", _event, LORRIES, REFERENCES),
    *only("LearnAimRef_154", lambda kind: _event("Z0060439", ProgType=kind), {32}, PROGRAMMES),
    *days("LearnAimRef_154", lambda day: _event("Z0060439", day), first=dt.date(2024, 8, 1)),
    *edges(
        "LearnAimRef_126",
        speaks={
            "ended later": _event(
                "Z0059747", LearnPlanEndDate=START, LearnActEndDate=dt.date(2025, 9, 9)
            ),
        },
        silent={"one day": _event("Z0059747", LearnPlanEndDate=START, LearnActEndDate=START)},
    ),
]


def _achieved(
    ended: dt.date = dt.date(2026, 6, 30), days_: int | None = 6, **fields: Any
) -> Learner:
    told = {"fund": 36, "ProgType": 25, "AimType": 1, **closed(ended), **fields}
    when = None if days_ is None else ended + dt.timedelta(days=days_)
    return learner("A1", aim_with(AchDate=when, **told))


def _attained(
    level: int = 7, fund: int = 35, kind: int | None = 2, beside: LearningDelivery | None = None
) -> Learner:
    one = aim_with(fund=fund, ProgType=kind)
    aims = [one, beside] if beside else [one]
    return learner("A1", *aims, PriorAttain=[PriorAttain(level, START)])


def _year(start: dt.date, ended: dt.date, **fields: Any) -> Any:
    told = {"TYPEYR": 2, "FUNDCOMP": 1, **fields}
    return course_with(LearnStartDate=start, LearnActEndDate=ended, **told)


JULY, AUGUST_2026 = dt.date(2026, 7, 31), dt.date(2026, 8, 1)
LAST_TIME = [
    *only("FundModel_14", lambda fund: aim_with(OTJActHours=1, fund=fund), MODELS - {36}, MODELS),
    *edges("FundModel_14", silent={"none": aim_with()}),
    *days("AchDate_11", _achieved, first=dt.date(2019, 8, 1)),
    *only("AchDate_11", lambda fund: _achieved(fund=fund), {36}, MODELS),
    *only("AchDate_11", lambda kind: _achieved(ProgType=kind), {25}, PROGRAMMES),
    *only("AchDate_11", lambda kind: _achieved(AimType=kind), {1}, AIM_TYPES),
    *edges(
        "AchDate_11", silent={"not achieved": _achieved(days_=None), "late": _achieved(days_=7)}
    ),
    *only("PriorAttain_04", _attained, {7, 8, 9, 10}, LEVELS),
    *only("PriorAttain_04", lambda fund: _attained(fund=fund), {35}, MODELS),
    *only("PriorAttain_04", lambda kind: _attained(kind=kind), {2, 3, 20}, PROGRAMMES),
    *edges(
        "PriorAttain_04",
        speaks={"one of two aims": _attained(beside=aim_with(fund=35))},
        silent={
            "neither aim is both": _attained(fund=36, beside=aim_with(fund=35)),
            "the other aim is of neither": _attained(
                kind=None, beside=aim_with(fund=36, ProgType=2)
            ),
        },
    ),
    *days("TYPEYR_02", lambda start: _year(start, JULY), first=dt.date(2025, 8, 1)),
    *days("TYPEYR_02", lambda ended: _year(START, ended), last=JULY),
    *days("TYPEYR_02", lambda day: _year(day, day), first=dt.date(2009, 8, 1)),
    *only("TYPEYR_02", lambda told: _year(START, START, FUNDCOMP=told), {1}, {1, 2, 3, 9}),
    *only("TYPEYR_02", lambda told: _year(START, START, TYPEYR=told), {2, 3, 4, 5}, range(1, 6)),
]

EDGES = [*COMMUNITY, *LISTED, *EXTRA_HOURS, *ADJUSTED, *PRICES, *EVENTS, *LAST_TIME]
