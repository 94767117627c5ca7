"""An aim from its start to its achievement: dates, completion, outcome, restarts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, learner
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.checks.validity import listed_as
from tests.checks.edges import A_DAY, AIM_TYPES, MODELS, PROGRAMMES, days, edges, only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.checks.cases import Case
    from ilrsync.model.records import LearningDelivery

Code = tuple[str, str]
Kind = tuple[int, int | None]
KINDS: set[Kind] = {(fund, kind) for fund in MODELS for kind in PROGRAMMES}
BOOTCAMP: Kind = (37, 32)
STANDARDS: set[Kind] = {(36, 25), (99, 25)}
ENDS = {"2526": dt.date(2026, 7, 31), "2627": dt.date(2027, 7, 31)}
DAY = dt.date(2026, 2, 27)
PREPARED = dt.date(2027, 2, 1)


def _aim(*codes: Code, kind: Kind = (38, None), **fields: Any) -> LearningDelivery:
    fund, programme = kind
    return aim_with(*codes, fund=fund, ProgType=programme, **fields)


def _planned(end: dt.date, kind: Kind = (38, None), **fields: Any) -> LearningDelivery:
    return _aim(kind=kind, LearnPlanEndDate=end, **fields)


def _kinds(rule: str, spared: Iterable[Kind], **fields: Any) -> list[Case]:
    """The rule speaks about an aim with *fields*, unless it is of one of these kinds."""
    return only(rule, lambda kind: _aim(kind=kind, **fields), KINDS - set(spared), KINDS)


DATES = [
    *(
        edge
        for year, last in ENDS.items()
        for edge in (
            *days(
                "LearnStartDate_02",
                lambda day: _aim(LearnStartDate=day),
                last=dt.date(int(f"20{year[:2]}") - 10, 7, 31),
                year=year,
            ),
            *days(
                "LearnStartDate_03",
                lambda day: _aim(LearnStartDate=day),
                first=last + A_DAY,
                year=year,
            ),
            *days(
                "LearnStartDate_12",
                lambda day: _aim(kind=(36, 25), LearnStartDate=day),
                first=dt.date(last.year + 1, 8, 1),
                year=year,
            ),
            *days("AchDate_02", lambda day: _aim(AchDate=day), first=last + A_DAY, year=year),
        )
    ),
    *only(
        "LearnStartDate_03",
        lambda kind: _aim(kind=kind, LearnStartDate=dt.date(2028, 1, 1)),
        {kind for kind in KINDS if kind[0] not in {36, 37} and kind[1] != 31},
        KINDS,
    ),
    *only(
        "LearnStartDate_12",
        lambda kind: _aim(kind=kind, LearnStartDate=dt.date(2029, 1, 1)),
        {kind for kind in KINDS if kind[1] == 25},
        KINDS,
    ),
    *days("LearnStartDate_05", lambda born: learner("A1", _aim(), DateOfBirth=born), first=START),
    *days(
        "LearnStartDate_21",
        lambda day: _aim(kind=BOOTCAMP, LearnStartDate=day),
        last=dt.date(2022, 7, 31),
    ),
    *only(
        "LearnStartDate_21",
        lambda fund: _aim(kind=(fund, 32), LearnStartDate=dt.date(2022, 1, 1)),
        {37},
        MODELS,
    ),
    *days("LearnPlanEndDate_02", _planned, last=START - A_DAY),
    *days("LearnPlanEndDate_03", _planned, first=dt.date(2035, 9, 8)),
    *days(
        "LearnPlanEndDate_04",
        lambda end: _planned(end, (39, 34), AimType=1),
        first=START + dt.timedelta(weeks=16) + A_DAY,
    ),
    *only(
        "LearnPlanEndDate_04",
        lambda kind: _planned(dt.date(2027, 1, 1), (39, kind), AimType=1),
        {34},
        PROGRAMMES,
    ),
    *only(
        "LearnPlanEndDate_04",
        lambda kind: _planned(dt.date(2027, 1, 1), (39, 34), AimType=kind),
        {1},
        AIM_TYPES,
    ),
    *days("LearnActEndDate_01", lambda end: _aim(LearnActEndDate=end), last=START - A_DAY),
    *edges(
        "LearnActEndDate_01", silent={"no start": _aim(LearnStartDate=None, LearnActEndDate=DAY)}
    ),
    *days(
        "LearnActEndDate_04",
        lambda end: _aim(LearnActEndDate=end),
        first=PREPARED + A_DAY,
        prepared=PREPARED,
    ),
    *days("AchDate_07", lambda on: _aim(AchDate=on), first=PREPARED + A_DAY, prepared=PREPARED),
]

STATUSES = [None, 1, 2, 3, 6]
OUTCOMES = [None, 1, 2, 3, 8]
PAST = dt.date(2019, 8, 1)
EVENTS = {"Z0059747", "Z0059748", "Z0059749"}


def _event(reference: str, status: int | None = 1) -> LearningDelivery:
    one = _aim(kind=BOOTCAMP, CompStatus=status)
    one.LearnAimRef = reference
    return one


def _standard(**fields: Any) -> LearningDelivery:
    """The programme aim of an apprenticeship."""
    return _aim(**{"kind": (36, 25), "AimType": 1, **fields})


def _programme(rule: str, kind: Kind, **fields: Any) -> list[Case]:
    """The rule speaks about programme aims of one kind only."""
    return [
        *only(rule, lambda one: _aim(kind=one, AimType=1, **fields), {kind}, KINDS),
        *only(rule, lambda one: _aim(kind=kind, AimType=one, **fields), {1}, AIM_TYPES),
    ]


COMPLETION = [
    *_kinds("CompStatus_02", STANDARDS, CompStatus=1, LearnActEndDate=DAY, AimType=1),
    *_kinds("CompStatus_02", [], CompStatus=1, LearnActEndDate=DAY, AimType=3),
    *only("CompStatus_02", lambda s: _aim(CompStatus=s, LearnActEndDate=DAY), [1], STATUSES),
    *only("CompStatus_02", lambda s: _aim(CompStatus=s), [], STATUSES),
    *only("CompStatus_03", lambda s: _aim(CompStatus=s), [2, 3, 6], STATUSES),
    *only("CompStatus_03", lambda s: _aim(CompStatus=s, LearnActEndDate=DAY), [], STATUSES),
    *only("CompStatus_04", lambda s: _aim(CompStatus=s), [2, 3, 6], STATUSES),
    *only("CompStatus_04", lambda s: _aim(CompStatus=s, Outcome=3), [], STATUSES),
    *_kinds("CompStatus_05", {*STANDARDS, BOOTCAMP}, CompStatus=1, Outcome=8),
    *only("CompStatus_05", lambda s: _aim(CompStatus=s, Outcome=8), [1], STATUSES),
    *only("CompStatus_05", lambda o: _aim(CompStatus=1, Outcome=o), [1, 2, 3, 8], OUTCOMES),
    *_kinds("CompStatus_06", {BOOTCAMP}, CompStatus=3, Outcome=1),
    *only("CompStatus_06", lambda s: _aim(CompStatus=s, Outcome=1), [3, 6], STATUSES),
    *only("CompStatus_06", lambda o: _aim(CompStatus=3, Outcome=o), [1, 8], OUTCOMES),
    *_programme("CompStatus_07", (36, 25), CompStatus=1, AchDate=DAY, LearnActEndDate=DAY),
    *days(
        "CompStatus_07",
        lambda end: _standard(CompStatus=1, AchDate=DAY, LearnActEndDate=end),
        first=PAST,
    ),
    *only(
        "CompStatus_07",
        lambda s: _standard(CompStatus=s, AchDate=DAY, LearnActEndDate=DAY),
        [None, 1, 3, 6],
        STATUSES,
    ),
    *edges(
        "CompStatus_07",
        silent={
            "not achieved": _standard(CompStatus=1, LearnActEndDate=DAY),
            "not ended": _standard(CompStatus=1, AchDate=DAY),
        },
    ),
    *_programme("CompStatus_08", BOOTCAMP, CompStatus=1, AchDate=DAY),
    *only(
        "CompStatus_08",
        lambda s: _standard(kind=BOOTCAMP, CompStatus=s, AchDate=DAY),
        [None, 1, 3, 6],
        STATUSES,
    ),
    *edges("CompStatus_08", silent={"not achieved": _standard(kind=BOOTCAMP, CompStatus=1)}),
    *only("CompStatus_09", _event, EVENTS, {*EVENTS, "Z0059746", "Z0059750", "ZPROG001"}),
    *only("CompStatus_09", lambda s: _event("Z0059747", s), [None, 1, 3, 6], STATUSES),
    *only(
        "CompStatus_10",
        lambda kind: _aim(kind=kind, CompStatus=1, Outcome=1),
        {(36, 25)},
        KINDS,
    ),
    *only("CompStatus_10", lambda s: _standard(CompStatus=s, Outcome=1), [1], STATUSES),
    *only("CompStatus_10", lambda o: _standard(CompStatus=1, Outcome=o), [1], OUTCOMES),
    *only("CompStatus_11", lambda k: _aim(kind=(39, k), CompStatus=6), {34}, PROGRAMMES),
    *only("CompStatus_11", lambda s: _aim(kind=(39, 34), CompStatus=s), [6], STATUSES),
    *only("WithdrawReason_03", lambda s: _aim(CompStatus=s), [3], STATUSES),
    *edges("WithdrawReason_03", silent={"told": _aim(CompStatus=3, WithdrawReason=2)}),
    *only("WithdrawReason_04", lambda s: _aim(CompStatus=s, WithdrawReason=2), [1, 2, 6], STATUSES),
    *only("WithdrawReason_04", lambda s: _aim(CompStatus=s), [], STATUSES),
    *only("WithdrawReason_05", lambda why: _aim(WithdrawReason=why), [28], [None, 2, 27, 28, 29]),
    *only(
        "WithdrawReason_05",
        lambda code: _aim(("LDM", code), WithdrawReason=28),
        {"033", "035"},
        {"033", "034", "035"},
    ),
]

GRADES = ["FL", "U", "N", "X", "Y", "fl", "PA", "DS", "A", None]
FAILING = ["FL", "U", "N", "X", "Y", "fl"]
OUTCOME = [
    *_kinds("Outcome_04", {(36, 25)}, AchDate=DAY, Outcome=3),
    *only("Outcome_04", lambda o: _aim(AchDate=DAY, Outcome=o), [None, 2, 3, 8], OUTCOMES),
    *only("Outcome_04", lambda o: _aim(Outcome=o), [], OUTCOMES),
    *_kinds("Outcome_05", {BOOTCAMP}, Outcome=1),
    *only("Outcome_05", lambda o: _aim(Outcome=o), [1], OUTCOMES),
    *edges("Outcome_05", silent={"ended": _aim(Outcome=1, LearnActEndDate=DAY)}),
    *_kinds("Outcome_09", {*STANDARDS, BOOTCAMP}, Outcome=8, CompStatus=1, AimType=1),
    *_kinds("Outcome_09", {BOOTCAMP}, Outcome=8, CompStatus=1, AimType=3),
    *only("Outcome_09", lambda s: _aim(Outcome=8, CompStatus=s), [None, 1, 3, 6], STATUSES),
    *only("Outcome_09", lambda o: _aim(Outcome=o, CompStatus=1), [8], OUTCOMES),
    *only("Outcome_10", lambda s: _aim(Outcome=3, CompStatus=s), [1], STATUSES),
    *only("Outcome_10", lambda o: _aim(Outcome=o, CompStatus=1), [3], OUTCOMES),
    *_kinds("Outcome_11", {BOOTCAMP}, Outcome=8),
    *only("Outcome_11", lambda o: _aim(Outcome=o), [1, 2, 3, 8], OUTCOMES),
    *edges("Outcome_11", silent={"ended": _aim(Outcome=8, LearnActEndDate=DAY)}),
    *only("Outcome_12", lambda o: _aim(Outcome=o, LearnActEndDate=DAY), [None], OUTCOMES),
    *edges("Outcome_12", silent={"not ended": _aim()}),
    *only("Outcome_13", lambda k: _standard(kind=(39, k), Outcome=1), {34}, PROGRAMMES),
    *only("Outcome_13", lambda k: _aim(kind=(39, 34), AimType=k, Outcome=1), {1}, AIM_TYPES),
    *only("Outcome_13", lambda o: _standard(kind=(39, 34), Outcome=o), [1], OUTCOMES),
    *only(
        "Outcome_13",
        lambda code: (
            _standard(kind=(39, 34), Outcome=1)
            if code is None
            else _aim(code, kind=(39, 34), AimType=1, Outcome=1)
        ),
        [None, ("LDM", "403"), ("DAM", "404")],
        [None, ("LDM", "403"), ("DAM", "404"), ("LDM", "404")],
    ),
    *only("OutGrade_04", lambda o: _aim(Outcome=o, OutGrade="PA"), [None, 8], OUTCOMES),
    *only("OutGrade_04", lambda o: _aim(Outcome=o), [], OUTCOMES),
    *only("OutGrade_05", lambda grade: _aim(Outcome=1, OutGrade=grade), FAILING, GRADES),
    *only("OutGrade_05", lambda o: _aim(Outcome=o, OutGrade="FL"), [1], OUTCOMES),
    *only("OutGrade_06", lambda grade: _aim(Outcome=3, OutGrade=grade), ["PA", "DS", "A"], GRADES),
    *only("OutGrade_06", lambda o: _aim(Outcome=o, OutGrade="PA"), [3], OUTCOMES),
    *only("Tlout_01", lambda f: _aim(kind=(f, None), CompStatus=2), {11}, MODELS),
    *only("Tlout_01", lambda s: _aim(kind=(11, None), CompStatus=s), [2, 3], STATUSES),
    *edges("Tlout_01", silent={"told": _aim(kind=(11, None), CompStatus=2, TLOut="1")}),
]


def _achieved(on: dt.date | None, kind: Kind = (38, None), **fields: Any) -> LearningDelivery:
    return _aim(kind=kind, AchDate=on, **fields)


EARLY = START - A_DAY
SINCE_2021 = dt.date(2021, 8, 1)
ACHIEVEMENT = [
    *_kinds("AchDate_03", {BOOTCAMP}, AchDate=EARLY),
    *days("AchDate_03", _achieved, last=EARLY),
    *_kinds("AchDate_04", {BOOTCAMP}, AchDate=DAY),
    *edges(
        "AchDate_04", silent={"not achieved": _aim(), "ended": _achieved(DAY, LearnActEndDate=DAY)}
    ),
    *_kinds("AchDate_05", {BOOTCAMP}, AchDate=EARLY, LearnActEndDate=START),
    *days("AchDate_05", lambda on: _achieved(on, LearnActEndDate=DAY), last=DAY - A_DAY),
    *edges("AchDate_05", silent={"not ended": _achieved(EARLY)}),
    *_programme("AchDate_08", (81, 25), Outcome=1),
    *only("AchDate_08", lambda o: _standard(kind=(81, 25), Outcome=o), [1], OUTCOMES),
    *edges("AchDate_08", silent={"told": _standard(kind=(81, 25), Outcome=1, AchDate=DAY)}),
    *_kinds("AchDate_09", {(81, 25), (36, 25), BOOTCAMP}, AchDate=DAY),
    *days(
        "AchDate_09",
        lambda day: _achieved(DAY, LearnStartDate=day),
        first=dt.date(2015, 8, 1),
    ),
    *edges("AchDate_09", silent={"not achieved": _aim()}),
    *_programme("AchDate_12", (36, 25), CompStatus=2, LearnActEndDate=DAY),
    *days("AchDate_12", lambda end: _standard(CompStatus=2, LearnActEndDate=end), first=SINCE_2021),
    *only("AchDate_12", lambda s: _standard(CompStatus=s, LearnActEndDate=DAY), [2], STATUSES),
    *edges(
        "AchDate_12",
        silent={
            "told": _standard(CompStatus=2, LearnActEndDate=DAY, AchDate=DAY),
            "not ended": _standard(CompStatus=2),
        },
    ),
    *only(
        "AchDate_13",
        lambda k: _standard(kind=(37, k), AchDate=dt.date(2026, 9, 1), LearnActEndDate=DAY),
        {32},
        PROGRAMMES,
    ),
    *only(
        "AchDate_13",
        lambda k: _achieved(dt.date(2026, 9, 1), BOOTCAMP, AimType=k, LearnActEndDate=DAY),
        {1},
        AIM_TYPES,
    ),
    *days(
        "AchDate_13",
        lambda on: _achieved(on, BOOTCAMP, AimType=1, LearnActEndDate=DAY),
        first=dt.date(2026, 8, 28),
    ),
    *edges("AchDate_13", silent={"not ended": _achieved(DAY, BOOTCAMP, AimType=1)}),
    *only("AchDate_14", lambda k: _achieved(DAY, AimType=k), {3, 4, 5}, AIM_TYPES),
    *edges("AchDate_14", silent={"not achieved": _aim(AimType=3)}),
    *days("AchDate_15", lambda on: _achieved(on, BOOTCAMP), last=EARLY),
    *only("AchDate_15", lambda k: _achieved(EARLY, (37, k)), {32}, PROGRAMMES),
]

SINCE_2024 = dt.date(2024, 8, 1)
RESTART = ("RES", "1")


def _first(on: dt.date | None, *codes: Code, fund: int = 36, **fields: Any) -> LearningDelivery:
    """An aim first begun on a day, before which it is listed no more, nor after the next."""
    told = {"kind": (fund, None), **fields}
    return _aim(*codes, OrigLearnStartDate=on, **told)


RESTARTS = [
    *days("OrigLearnStartDate_01", _first, last=dt.date(2015, 9, 7)),
    *days("OrigLearnStartDate_02", _first, first=START),
    *only(
        "OrigLearnStartDate_03", lambda f: _first(DAY, fund=f), {10, 25, 82}, MODELS, year="2526"
    ),
    *only("OrigLearnStartDate_03", lambda f: _first(DAY, fund=f), {25, 82}, MODELS, year="2627"),
    *edges("OrigLearnStartDate_03", silent={"none": _first(None, fund=25)}),
    *only(
        "OrigLearnStartDate_04",
        lambda code: _first(DAY, code),
        {("LDM", "1"), ("ACT", "1")},
        {("LDM", "1"), ("ACT", "1"), RESTART, ("RES", "2")},
    ),
    *edges("OrigLearnStartDate_04", silent={"none": _first(None)}),
    *days("OrigLearnStartDate_09", _first, last=dt.date(2017, 4, 30)),
    *only("OrigLearnStartDate_09", lambda f: _first(dt.date(2017, 1, 9), fund=f), {36}, MODELS),
    *days("FundModel_17", lambda day: _aim(kind=(35, None), LearnStartDate=day), first=SINCE_2024),
    *only("FundModel_17", lambda f: _aim(kind=(f, None)), {35}, MODELS),
    *edges(
        "FundModel_17",
        silent={"a restart": _aim(RESTART, kind=(35, None))},
        speaks={"another code": _aim(("LDM", "1"), kind=(35, None))},
    ),
    *only("FundModel_21", lambda f: _first(dt.date(2024, 1, 8), fund=f), {38}, MODELS),
    *days("FundModel_21", lambda on: _first(on, fund=38), last=SINCE_2024 - A_DAY),
    *days(
        "FundModel_21",
        lambda day: _first(dt.date(2024, 1, 8), fund=38, LearnStartDate=day),
        first=SINCE_2024,
    ),
    *edges("FundModel_21", silent={"none": _first(None, fund=38)}),
]

FREE, LOAN = ("LDM", "378"), ("ADL", "1")
LISTED, OVER = dt.date(2023, 9, 4), dt.date(2024, 6, 28)
CATEGORIES = {"ADULT_SKILLS", "UNEMPLOYED", "OLASS_ADULT", "ANY", "ADV_LEARN_LOAN", "1619_EFA"}


def _outside(rule: str, fund: int, wanted: set[str], *codes: Code, **fields: Any) -> list[Case]:
    """An aim first begun when LARS had it in none of these categories."""

    def of(day: dt.date | None) -> LearningDelivery:
        return _first(day, *codes, fund=fund, **fields)

    found: list[Case] = []
    for category in sorted(CATEGORIES):
        lookups = listed_as(category, LISTED, OVER)
        on_list, later = of(LISTED), of(OVER + A_DAY)
        if category in wanted:
            found += edges(
                rule,
                silent={"first day": on_list, "last day": of(OVER), "not told": of(None)},
                speaks={"before": of(LISTED - A_DAY), "after": later},
                lookups=lookups,
            )
        else:
            found += edges(rule, speaks={category: on_list}, lookups=lookups)
    return found


OPEN = listed_as("ANY", dt.date(2025, 8, 1))
FIRST_LISTED = [
    *_outside("OrigLearnStartDate_06", 35, {"ADULT_SKILLS", "UNEMPLOYED", "OLASS_ADULT"}),
    *_outside("OrigLearnStartDate_07", 81, {"ANY"}),
    *_outside("OrigLearnStartDate_08", 99, {"ADV_LEARN_LOAN"}, LOAN),
    *_outside("OrigLearnStartDate_10", 37, {"ANY"}),
    *_outside("OrigLearnStartDate_11", 38, {"ADULT_SKILLS"}),
    *only(
        "OrigLearnStartDate_07",
        lambda kind: _first(LISTED, kind=kind),
        {kind for kind in KINDS if kind[0] == 81} | {(36, 25)},
        KINDS,
        lookups=OPEN,
    ),
    *only(
        "OrigLearnStartDate_06",
        lambda kind: _first(LISTED, kind=kind),
        {kind for kind in KINDS if kind[0] == 35 and kind[1] != 25},
        KINDS,
        lookups=OPEN,
    ),
    *only(
        "OrigLearnStartDate_08", lambda f: _first(LISTED, LOAN, fund=f), {99}, MODELS, lookups=OPEN
    ),
    *only("OrigLearnStartDate_10", lambda f: _first(LISTED, fund=f), {37}, MODELS, lookups=OPEN),
    *only("OrigLearnStartDate_11", lambda f: _first(LISTED, fund=f), {38}, MODELS, lookups=OPEN),
    *edges(
        "OrigLearnStartDate_06",
        silent={"free courses": _first(LISTED, FREE, fund=35)},
        speaks={"another code": _first(LISTED, ("LDM", "377"), fund=35)},
        lookups=OPEN,
    ),
    *edges(
        "OrigLearnStartDate_08",
        silent={"no loan": _first(LISTED, RESTART, fund=99)},
        lookups=OPEN,
    ),
    *edges(
        "OrigLearnStartDate_11",
        silent={"free courses": _first(LISTED, FREE, fund=38)},
        speaks={"another code": _first(LISTED, ("LDM", "377"), fund=38)},
        lookups=OPEN,
    ),
]

EDGES = [*DATES, *COMPLETION, *OUTCOME, *ACHIEVEMENT, *RESTARTS, *FIRST_LISTED]
