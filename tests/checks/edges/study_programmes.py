"""Study programmes: age and source of funding, planned hours, maths and English."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import Rows, closed, learner, learner_fam, t_level
from ilrsync.checks.lars import LARS
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from tests.checks.edges import AUGUST, MODELS, PROGRAMMES, ages, days, edges, only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner, LearningDelivery

Code = tuple[str, str]
YOUNG, ADULT, NO_SOURCE = ("SOF", "107"), ("SOF", "105"), ("LDM", "107")
AGED_18, AGED_21 = dt.date(2008, 2, 1), dt.date(2005, 2, 1)
AGED_30 = dt.date(1996, 2, 1)
AGENCY = {25, 35, 38, 81, 82}


def _born(
    day: dt.date,
    *codes: Code,
    fund: int = 25,
    plan: str = "",
    kind: int | None = None,
    more: Iterable[LearningDelivery] = (),
) -> Learner:
    rows = [learner_fam(one, 1) for one in plan.split()]
    one = aim_with(*codes, fund=fund, ProgType=kind)
    return learner("A1", one, *more, DateOfBirth=day, LearnerFAM=rows)


def _of_ages() -> list[Case]:
    found: list[Case] = []
    for year, day in AUGUST.items():
        found += ages("DateOfBirth_07", lambda b: _born(b, YOUNG), on=day, youngest=25, year=year)
        found += ages("DateOfBirth_20", lambda b: _born(b, ADULT), on=day, oldest=18, year=year)
        found += ages(
            "DateOfBirth_30",
            lambda b: _born(b, ADULT, plan="EHC"),
            on=day,
            youngest=19,
            oldest=24,
            year=year,
        )
        found += ages(
            "DateOfBirth_34",
            lambda b: _born(b, plan="HNS"),
            on=day,
            youngest=19,
            oldest=24,
            year=year,
        )
    return found


AGES = [
    *_of_ages(),
    *only("DateOfBirth_07", lambda f: _born(AGED_30, YOUNG, fund=f), {25, 82}, MODELS),
    *only("DateOfBirth_20", lambda f: _born(AGED_18, ADULT, fund=f), {25, 82}, MODELS),
    *only("DateOfBirth_30", lambda f: _born(AGED_21, ADULT, fund=f, plan="EHC"), AGENCY, MODELS),
    *only("DateOfBirth_34", lambda f: _born(AGED_21, fund=f, plan="HNS"), {25}, MODELS),
    *edges(
        "DateOfBirth_07",
        silent={
            "another source": _born(AGED_30, ADULT),
            "no source": _born(AGED_30, NO_SOURCE),
            "that source on another model": _born(AGED_30, ADULT, more=[aim_with(YOUNG, fund=38)]),
        },
    ),
    *edges(
        "DateOfBirth_20",
        silent={
            "that source": _born(AGED_18, YOUNG),
            "no source": _born(AGED_18, NO_SOURCE),
            "another source on another model": _born(
                AGED_18, YOUNG, more=[aim_with(ADULT, fund=38)]
            ),
        },
    ),
    *edges(
        "DateOfBirth_30",
        speaks={"another LDM": _born(AGED_21, ADULT, ("LDM", "035"), plan="EHC")},
        silent={
            "no plan": _born(AGED_21, ADULT),
            "another record": _born(AGED_21, ADULT, plan="HNS"),
            "in custody": _born(AGED_21, ADULT, ("LDM", "034"), plan="EHC"),
            "no source": _born(AGED_21, NO_SOURCE, plan="EHC"),
            "on another model": _born(AGED_21, YOUNG, plan="EHC", more=[aim_with(ADULT, fund=99)]),
        },
    ),
    *only(
        "DateOfBirth_30",
        lambda kind: _born(AGED_21, ADULT, plan="EHC", kind=kind),
        PROGRAMMES - {25},
        PROGRAMMES,
    ),
    *edges(
        "DateOfBirth_34",
        silent={"no high needs": _born(AGED_21), "both": _born(AGED_21, plan="HNS EHC")},
    ),
]


def _planned(
    hours: int | None,
    enrichment: int | None = None,
    fund: int = 25,
    kind: int | None = None,
    more: Iterable[LearningDelivery] = (),
    **fields: Any,
) -> Learner:
    one = aim_with(fund=fund, ProgType=kind, **fields)
    return learner("A1", one, *more, PlanLearnHours=hours, PlanEEPHours=enrichment)


ENDED = closed(dt.date(2026, 6, 30))
MORE = [aim_with(fund=38)]
HOURS = [
    *only("PlanLearnHours_01", lambda f: _planned(None, fund=f), MODELS - {82}, MODELS),
    *only("PlanLearnHours_01", lambda k: _planned(None, kind=k), PROGRAMMES - {25, 31}, PROGRAMMES),
    *edges(
        "PlanLearnHours_01",
        speaks={
            "a T Level of another model": _planned(None, fund=38, kind=31),
            "an apprentice with another aim": _planned(None, fund=36, kind=25, more=MORE),
            "one of two has ended": _planned(None, more=MORE, **ENDED),
        },
        silent={"none": _planned(0), "ended": _planned(None, **ENDED)},
    ),
    *only("PlanEEPHours_01", lambda f: _planned(9, fund=f), {25}, MODELS),
    *only("PlanEEPHours_01", lambda k: _planned(9, kind=k), PROGRAMMES - {25, 31}, PROGRAMMES),
    *edges(
        "PlanEEPHours_01",
        speaks={"one of two has ended": _planned(9, more=MORE, **ENDED)},
        silent={
            "none": _planned(9, 0),
            "ended": _planned(9, **ENDED),
            "a T Level beside an adult aim": _planned(9, kind=31, more=MORE),
        },
    ),
    *(
        edge
        for year, models in (("2526", {10}), ("2627", {39}))
        for edge in only(
            "PlanLearnHours_02",
            lambda f: _planned(0, fund=f),
            {25, 35, 37, 38, 81, 99} | models,
            MODELS,
            year=year,
        )
    ),
    *only("PlanLearnHours_02", lambda k: _planned(0, kind=k), PROGRAMMES - {31}, PROGRAMMES),
    *edges(
        "PlanLearnHours_02",
        speaks={"a T Level beside another aim": _planned(0, kind=31, more=MORE)},
        silent={"one": _planned(1), "not told": _planned(None)},
    ),
    *only("PlanLearnHours_03", lambda f: _planned(0, 0, fund=f), {25}, MODELS),
    *only("PlanLearnHours_03", lambda k: _planned(0, 0, kind=k), PROGRAMMES - {25, 31}, PROGRAMMES),
    *edges(
        "PlanLearnHours_03",
        speaks={"no enrichment told": _planned(0), "ended": _planned(0, 0, **ENDED)},
        silent={"one": _planned(1, 0), "enrichment": _planned(0, 1), "not told": _planned(None, 0)},
    ),
    *(
        edge
        for rule, most in (("PlanLearnHours_04", 1000), ("PlanLearnHours_05", 4000))
        for edge in (
            *only(rule, lambda f: _planned(9999, fund=f), MODELS - {82}, MODELS),
            *only(rule, lambda k: _planned(9999, kind=k), PROGRAMMES - {31}, PROGRAMMES),
            *only(rule, lambda hours: _planned(hours), {most + 1}, {most, most + 1}),
            *edges(
                rule,
                speaks={"together": _planned(most, 1), "of another model": _planned(9999, kind=24)},
                silent={
                    "as many together": _planned(1, most - 1),
                    "enrichment alone": _planned(None, 9999),
                    "a T Level beside another aim": _planned(9999, kind=31, more=MORE),
                },
            ),
        )
    ),
    *edges(
        "PlanLearnHours_05", speaks={"a T Level of another model": _planned(9999, fund=38, kind=31)}
    ),
]

GRADES = {"A*", "A", "B", "C", "D", "DD", "DE", "E", "EE", "EF", "F", "FF", "FG", "G", "GG"}
GRADES |= {"N", "U", "X", "NONE", *map(str, range(1, 10)), "43", "44", "33", "ZZ"}
BELOW_4 = {"D", "DD", "DE", "E", "EE", "EF", "F", "FF", "FG", "G", "GG", "N", "U", "3", "2", "1"}
OF_MINIMUM = {"3", "2", "1", "U", "D", "E", "F", "G", "X", "NONE"}


def _graded(
    grade: str | None,
    *rows: tuple[str, int],
    hours: int | None = 540,
    enrichment: int | None = None,
    born: dt.date = AGED_18,
    aims: list[LearningDelivery] | None = None,
) -> Learner:
    return learner(
        "A1",
        *(aims or [aim_with(YOUNG, fund=25)]),
        DateOfBirth=born,
        MathGrade=grade,
        EngGrade=grade,
        PlanLearnHours=hours,
        PlanEEPHours=enrichment,
        LearnerFAM=[learner_fam(*row) for row in rows],
    )


def _of_grades(subject: str, kind: str, code: int) -> list[Case]:
    """What is asked of both subjects, which differ in their exemption and disadvantage funding."""
    rule = f"{subject}Grade_0"
    return [
        *only(f"{rule}3", _graded, BELOW_4, GRADES),
        *edges(
            f"{rule}3",
            speaks={
                "small": _graded("dd"),
                "between blanks": _graded(" 3 "),
                "of the other": _graded("3", ("EDF", 3 - code)),
            },
            silent={"told": _graded("3", ("EDF", code)), "no grade": _graded(None)},
        ),
        *only(f"{rule}4", lambda one: _graded("4", (kind, one)), {2, 3, 4}, range(1, 7)),
        *edges(
            f"{rule}4",
            speaks={"no grade": _graded(None, (kind, 2))},
            silent={"none": _graded(" none ", (kind, 2)), "not exempt": _graded("4")},
        ),
        *edges(
            f"{rule}1",
            silent={"on another model": _graded(None, aims=[aim_with(fund=38)])},
            speaks={"on two": _graded(None, aims=[aim_with(fund=38), aim_with(fund=25)])},
        ),
    ]


ONCE = {"HNS", "EHC", "DLA", "SEN", "MCF", "ECF", "FME", "EMH", "MMH"}
KINDS = {*ONCE, "LSR", "NLM", "EDF", "PPE", "HNR"}
GRADED = [
    *_of_grades("Math", "MCF", 1),
    *_of_grades("Eng", "ECF", 2),
    *edges(
        "LearnFAMType_15",
        silent={"no exemption": _graded("4"), "another exemption": _graded("4", ("MCF", 2))},
        speaks={"SEN": _graded("4", ("MCF", 1), ("SEN", 1))},
    ),
    *edges(
        "LearnFAMType_16",
        silent={"no exemption": _graded("4"), "another exemption": _graded("4", ("ECF", 2))},
        speaks={"SEN": _graded("4", ("ECF", 1), ("SEN", 1))},
    ),
    *only("LearnFAMType_09", lambda one: _graded("4", (one, 1), (one, 2)), ONCE, KINDS),
    *only("LearnFAMType_10", lambda one: _graded("4", *[(one, 1)] * 5), {"LSR"}, KINDS),
    *only("LearnFAMType_11", lambda one: _graded("4", *[(one, 1)] * 3), {"NLM", "EDF"}, KINDS),
    *edges(
        "LearnFAMType_09",
        speaks={
            "small": _graded("4", ("hns", 1), ("hns", 2)),
            "small and large": _graded("4", ("hns", 1), ("HNS", 2)),
        },
        silent={"once each": _graded("4", *((one, 1) for one in ONCE))},
    ),
    *edges("LearnFAMType_10", silent={"four": _graded("4", *[("LSR", 1)] * 4)}),
    *edges("LearnFAMType_11", silent={"two": _graded("4", *[("NLM", 1), ("EDF", 1)] * 2)}),
    *edges(
        "LearnFAMType_14",
        silent={
            "SEN alone": _graded("4", ("SEN", 1)),
            "EHC alone": _graded("4", ("EHC", 1)),
            "no SEN": _graded("4", ("SEN", 2), ("EHC", 1)),
            "no EHC": _graded("4", ("SEN", 1), ("EHC", 2)),
        },
    ),
    *edges(
        "LearnFAMType_17",
        speaks={"both": _graded("4", ("NLM", 22), ("NLM", 21))},
        silent={
            "22 alone": _graded("4", ("NLM", 22)),
            "21 alone": _graded("4", ("NLM", 21)),
            "others": _graded("4", ("NLM", 22), ("NLM", 17)),
            "of another type": _graded("4", ("NLM", 22), ("LSR", 21)),
        },
    ),
]

TEAM = {"60023995", "60027307", "60027629", "60032121", "60033344"}
LISTED = {
    LARS: Rows(
        {
            ("Validity", "60148955"): [
                {"ValidityCategory": "EFAConFundEnglish", "StartDate": "2014-08-01"},
                {"ValidityCategory": "EFAConFundMaths", "StartDate": "2014-08-01"},
            ]
        }
    )
}


def _team(*codes: Code, reference: str, fund: int = 25) -> list[LearningDelivery]:
    one = aim_with(*codes, fund=fund)
    one.LearnAimRef = reference
    return [one]


def _on_t_level(
    hours: int | None, *, start: dt.date = dt.date(2025, 9, 8), kind: int = 31
) -> list[LearningDelivery]:
    """The programme aim of so many hours, and an aim that counts."""
    programme = t_level(hours=hours, LearnStartDate=start, ProgType=kind)[0]
    return [programme, aim_with(YOUNG, fund=25)]


def _minimum(rule: str, exemption: str, told: str) -> list[Case]:
    found = only(rule, _graded, OF_MINIMUM, GRADES, lookups=LISTED)
    for year, day in AUGUST.items():
        found += ages(
            rule, lambda b: _graded("3", born=b), on=day, youngest=16, year=year, lookups=LISTED
        )
    found += only(
        rule, lambda code: _graded("3", (exemption, code)), {5, 6}, range(1, 7), lookups=LISTED
    )
    found += only(
        rule,
        lambda grade: _graded(grade, (exemption, 5)),
        {"3", "D"},
        OF_MINIMUM,
        lookups=LISTED,
    )
    found += only(
        rule, lambda hours: _graded("3", hours=hours), {150}, {None, 0, 149, 150}, lookups=LISTED
    )
    found += only(
        rule,
        lambda hours: _graded("3", hours=0, aims=_on_t_level(hours)),
        {150},
        {None, 0, 149, 150},
        lookups=LISTED,
    )
    found += days(
        rule,
        lambda start: _graded("3", aims=_on_t_level(500, start=start)),
        first=dt.date(2022, 8, 1),
        lookups=LISTED,
    )
    found += only(
        rule,
        lambda f: _graded("3", aims=[aim_with(YOUNG, fund=f), aim_with(fund=25)]),
        {25},
        MODELS,
        lookups=LISTED,
    )
    found += only(
        rule,
        lambda ref: _graded("3", aims=_team(YOUNG, ("LDM", "331"), reference=ref)),
        TEAM,
        {*TEAM, "60023996", "ZPROG001"},
        lookups=LISTED,
    )
    found += edges(
        rule,
        speaks={
            "with enrichment": _graded("3", hours=100, enrichment=50),
            "enrichment alone": _graded("3", hours=None, enrichment=150),
            "an old programme before": _graded(
                "3",
                hours=0,
                aims=[*_on_t_level(9, start=dt.date(2021, 9, 6)), *_on_t_level(500)],
            ),
            "another programme long ago": _graded(
                "3", aims=_on_t_level(None, start=dt.date(2021, 9, 6), kind=24)
            ),
            "small, between blanks": _graded(" none "),
        },
        silent={
            "told": _graded("3", (told, 1)),
            "just too few": _graded("3", hours=100, enrichment=49),
            "too little enrichment alone": _graded("3", hours=None, enrichment=149),
            "hours of an earlier programme": _graded(
                "3",
                hours=0,
                aims=[*_on_t_level(500, start=dt.date(2024, 9, 6)), *_on_t_level(9)],
            ),
            "hours of another programme": _graded("3", hours=0, aims=_on_t_level(500, kind=24)),
            "no grade": _graded(None),
            "another source": _graded("3", aims=[aim_with(ADULT, fund=25)]),
            "a team without the code": _graded("3", aims=_team(YOUNG, reference="60023995")),
            "a team with another code": _graded(
                "3", aims=_team(YOUNG, ("LDM", "332"), reference="60023995")
            ),
            "not listed": _graded("3", aims=_team(YOUNG, reference="60100001")),
        },
        lookups=LISTED,
    )
    return found


EDGES = [
    *AGES,
    *HOURS,
    *GRADED,
    *_minimum("R_155", "ECF", "EMH"),
    *_minimum("R_156", "MCF", "MMH"),
]
