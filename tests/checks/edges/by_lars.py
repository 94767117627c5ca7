"""What LARS says of an aim: categories, levels, basic skills and kinds of qualification."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import Rows, closed, learner, supplied
from ilrsync.checks.cross_record.bootcamps import a_component, a_programme
from ilrsync.checks.lars import LARS
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.checks.lists import CODE_LISTS
from ilrsync.model.records import PriorAttain
from tests.checks.edges import AIM_TYPES, LEVELS, MODELS, PROGRAMMES, ages, days, edges, only

if TYPE_CHECKING:
    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner

AIM = "60148955"
FREE, NATIONAL, AUTHORITY, RESTART = ("LDM", "378"), ("SOF", "105"), ("SOF", "112"), ("RES", "1")
START, OLD = dt.date(2025, 9, 8), dt.date(2023, 9, 4)
NEW_FUND, LAST_OLD = dt.date(2024, 8, 1), dt.date(2024, 7, 31)
CATEGORIES = {"19", "37", "38", "45", "46", "48", "49", "56", "62", "65"}
SKILLS = {"01", "02", "11", "12", "13", "14", "19", "20", "21", "23", "24", "25", "29"}
SKILLS |= {"30", "31", "32", "33", "34", "35"}
DIGITAL = {"43", "44"}
OTHER_SKILLS = {"-2", "10", "22", "36"}


def _lars(
    level: str = "",
    *categories: str,
    skills: str = "-2",
    genre: str = "",
    begins: str = "",
    until: str = "",
) -> dict[str, Rows]:
    listed = [
        {"CategoryRef": one, "EffectiveFrom": begins, "EffectiveTo": until} for one in categories
    ]
    row = {"NotionalNVQLevelv2": level, "LearningDeliveryGenre": genre}
    return {
        LARS: Rows(
            {
                ("LearningDelivery", AIM): [row],
                ("LearningDeliveryCategory", AIM): listed,
                ("AnnualValue", AIM): [{"BasicSkillsType": skills}],
            }
        )
    }


def _categories(rule: str, *codes: tuple[str, str], of: set[str], **fields: Any) -> list[Case]:
    """The rule speaks about an aim in one of these categories, and in no other."""
    return [
        edge
        for name in sorted(CATEGORIES)
        for edge in edges(
            rule,
            **{"speaks" if name in of else "silent": {name: aim_with(*codes, **fields)}},
            lookups=_lars("", name),
        )
    ]


def _models(rule: str, *codes: tuple[str, str], of: set[int], **terms: Any) -> list[Case]:
    fields = terms.pop("fields", {})
    return only(rule, lambda fund: aim_with(*codes, fund=fund, **fields), of, MODELS, **terms)


def _course(*codes: tuple[str, str], start: dt.date = START, fund: int = 38) -> Learner:
    return learner("A1", aim_with(*codes, fund=fund, LearnStartDate=start))


def _outside(rule: str, code: tuple[str, str], category: str) -> list[Case]:
    """The rule speaks before the first day on which LARS has the category, and after the last."""
    begins = _lars("", category, begins="2023-09-01")
    ends = _lars("", category, until="2023-08-31")

    def build(day: dt.date) -> Learner:
        return _course(FREE, code, start=day)

    return [
        *days(rule, build, last=dt.date(2023, 8, 31), lookups=begins),
        *days(rule, build, first=dt.date(2023, 9, 1), lookups=ends),
    ]


OLD_COURSE: dict[str, Any] = {"LearnStartDate": OLD, "fund": 35}
OFFERED_ONLY = _lars("", "48")
OVER = _lars("", "45", until="2022-07-31")
OVER_DEVOLVED = _lars("", "56", until="2022-07-31")

COURSES = [
    *_categories(
        "LearnDelFAMType_98", FREE, of=CATEGORIES - {"45", "46", "48", "49", "56"}, **OLD_COURSE
    ),
    *_models("LearnDelFAMType_98", FREE, of={35}, fields={"LearnStartDate": OLD}, lookups=_lars()),
    *days(
        "LearnDelFAMType_98",
        lambda day: _course(FREE, start=day, fund=35),
        last=LAST_OLD,
        lookups=_lars(),
    ),
    *edges(
        "LearnDelFAMType_98", silent={"no free course": aim_with(**OLD_COURSE)}, lookups=_lars()
    ),
    *_categories("LearnDelFAMType_121", FREE, of=CATEGORIES - {"45", "46", "49", "56"}, fund=38),
    *_models("LearnDelFAMType_121", FREE, of={38}, lookups=_lars()),
    *days(
        "LearnDelFAMType_121",
        lambda day: _course(FREE, start=day),
        first=NEW_FUND,
        lookups=_lars(),
    ),
    *edges(
        "LearnDelFAMType_121",
        silent={"no free course": aim_with(fund=38), "LDM 395": _course(FREE, ("LDM", "395"))},
        speaks={"LDM 394": _course(FREE, ("LDM", "394"))},
        lookups=_lars(),
    ),
    *_categories("LearnDelFAMType_99", NATIONAL, of={"48"}, **OLD_COURSE),
    *_models(
        "LearnDelFAMType_99",
        NATIONAL,
        of={35},
        fields={"LearnStartDate": OLD},
        lookups=OFFERED_ONLY,
    ),
    *days(
        "LearnDelFAMType_99",
        lambda day: _course(NATIONAL, start=day, fund=35),
        last=LAST_OLD,
        lookups=OFFERED_ONLY,
    ),
    *edges(
        "LearnDelFAMType_99",
        silent={"an authority": aim_with(AUTHORITY, **OLD_COURSE)},
        lookups=OFFERED_ONLY,
    ),
    *_categories("LearnDelFAMType_110", FREE, NATIONAL, of={"56"}),
    *edges(
        "LearnDelFAMType_110",
        silent={
            "a restart": aim_with(FREE, NATIONAL, RESTART),
            "no free course": aim_with(NATIONAL),
            "an authority": aim_with(FREE, AUTHORITY),
        },
        lookups=_lars("", "56"),
    ),
    *edges(
        "LearnDelFAMType_110",
        silent={"no longer": aim_with(FREE, NATIONAL)},
        lookups=OVER_DEVOLVED,
    ),
    *days(
        "LearnDelFAMType_114",
        lambda day: _course(FREE, start=day),
        last=LAST_OLD,
        lookups=OVER,
    ),
    *edges(
        "LearnDelFAMType_114",
        silent={
            "a restart": _course(FREE, RESTART, start=OLD),
            "no free course": _course(start=OLD),
            "an authority": _course(FREE, AUTHORITY, start=OLD),
        },
        speaks={"of any model": _course(FREE, start=OLD, fund=99)},
        lookups=OVER,
    ),
    *(
        edge
        for name, said in (("45", "speaks"), ("46", "speaks"), ("49", "silent"), ("56", "silent"))
        for edge in edges(
            "LearnDelFAMType_114",
            **{said: {name: _course(FREE, start=OLD)}},
            lookups=_lars("", name, until="2022-07-31"),
        )
    ),
    *edges(
        "LearnDelFAMType_129",
        silent={
            "a restart": _course(FREE, AUTHORITY, RESTART),
            "no free course": _course(AUTHORITY),
            "the department": _course(FREE, NATIONAL),
        },
        speaks={"an authority": _course(FREE, AUTHORITY)},
        lookups=OVER_DEVOLVED,
    ),
    *(
        edge
        for name in ("45", "46")
        for edge in edges(
            "LearnDelFAMType_129",
            silent={name: _course(FREE, AUTHORITY)},
            lookups=_lars("", "56", name, until="2022-07-31"),
        )
    ),
    *(
        edge
        for rule, code, category in (
            ("LearnDelFAMType_114", NATIONAL, "45"),
            ("LearnDelFAMType_129", AUTHORITY, "56"),
        )
        for edge in _outside(rule, code, category)
    ),
    *(
        edge
        for genre, said in (("EOQ", 0), ("EOU", 0), ("EQQ", 0), ("XXX", 1))
        for edge in edges(
            "LearnDelFAMType_117",
            **{"speaks" if said else "silent": {genre: _course(("LDM", "388"))}},
            lookups=_lars(genre=genre),
        )
    ),
    *edges(
        "LearnDelFAMType_117",
        silent={"category 65": _course(("LDM", "388"))},
        lookups=_lars("", "65", genre="XXX"),
    ),
    *edges("LearnDelFAMType_117", silent={"not procured": _course()}, lookups=_lars(genre="XXX")),
]

FULL, POOR, DELIVERED = ("FFI", "1"), ("LDM", "391"), ("DAM", "023")


def _adult(
    *codes: tuple[str, str],
    born: dt.date = dt.date(2004, 5, 1),
    attained: int = 4,
    when: dt.date = dt.date(2024, 9, 2),
    start: dt.date = START,
    fund: int = 38,
) -> Learner:
    one = aim_with(*codes, fund=fund, LearnStartDate=start)
    return learner("A1", one, DateOfBirth=born, PriorAttain=[PriorAttain(attained, when)])


LEVEL_CODES = {"E", "1", "2", "3", "4", "5", "6", "7", "8", "H", "X", ""}


def _levels(rule: str, *codes: tuple[str, str], of: set[str], **terms: Any) -> list[Case]:
    category, fields = terms.pop("category", ()), terms
    return [
        edge
        for level in sorted(LEVEL_CODES)
        for edge in edges(
            rule,
            **{"speaks" if level in of else "silent": {f"level {level}": _adult(*codes, **fields)}},
            lookups=_lars(level, *category),
        )
    ]


def _skills(rule: str, *codes: tuple[str, str], spared: set[str], lookup: Any) -> list[Case]:
    return [
        edge
        for kind in sorted(SKILLS | DIGITAL | OTHER_SKILLS)
        for edge in edges(
            rule,
            **{"silent" if kind in spared else "speaks": {f"skills {kind}": _adult(*codes)}},
            lookups=lookup(kind),
        )
    ]


def _full(rule: str, lookups: dict[str, Rows]) -> list[Case]:
    """What the rules about full funding share."""
    return [
        *only(rule, lambda fund: _adult(FULL, fund=fund), {38}, MODELS, lookups=lookups),
        *ages(
            rule,
            lambda b: _adult(FULL, born=b),
            on=START,
            youngest=19,
            oldest=23,
            lookups=lookups,
        ),
        *days(
            rule,
            lambda day: _adult(FULL, start=day, when=dt.date(2020, 7, 31)),
            first=NEW_FUND,
            lookups=lookups,
        ),
        *edges(
            rule,
            silent={
                "co-funded": _adult(("FFI", "2")),
                "a restart": _adult(FULL, RESTART),
                "low earnings": _adult(FULL, POOR),
            },
            speaks={"another code": _adult(FULL, ("LDM", "390"))},
            lookups=lookups,
        ),
    ]


ADULT = dt.date(1990, 1, 1)
FUND = [
    *_full("LearnDelFAMType_122", _lars("2")),
    *_full("LearnDelFAMType_123", _lars("1")),
    *_full("LearnDelFAMType_130", _lars("2", "37")),
    *_levels("LearnDelFAMType_122", FULL, of={"2"}),
    *_levels("LearnDelFAMType_123", FULL, of={"E", "1", "2"}),
    *_skills("LearnDelFAMType_122", FULL, spared=SKILLS, lookup=lambda k: _lars("2", skills=k)),
    *_skills(
        "LearnDelFAMType_123",
        FULL,
        spared=SKILLS | DIGITAL,
        lookup=lambda k: _lars("2", skills=k),
    ),
    *_skills(
        "LearnDelFAMType_130",
        FULL,
        spared=SKILLS | DIGITAL,
        lookup=lambda k: _lars("2", "37", skills=k),
    ),
    *(
        edge
        for rule in ("LearnDelFAMType_122", "LearnDelFAMType_123")
        for edge in edges(rule, silent={"entitled": _adult(FULL)}, lookups=_lars("2", "37"))
    ),
    *edges(
        "LearnDelFAMType_122",
        silent={"DAM 023": _adult(FULL, DELIVERED)},
        speaks={"DAM 001": _adult(FULL, ("DAM", "001")), "an authority": _adult(FULL, AUTHORITY)},
        lookups=_lars("2"),
    ),
    *edges(
        "LearnDelFAMType_123",
        silent={"an authority": _adult(FULL, AUTHORITY)},
        speaks={"DAM 023": _adult(FULL, DELIVERED)},
        lookups=_lars("2"),
    ),
    *edges(
        "LearnDelFAMType_130",
        silent={"an authority": _adult(FULL, AUTHORITY)},
        lookups=_lars("2", "37"),
    ),
    *edges("LearnDelFAMType_130", silent={"not entitled": _adult(FULL)}, lookups=_lars("2", "38")),
    *only(
        "LearnDelFAMType_130",
        lambda level: _adult(FULL, attained=level),
        {4, 6, 7, 8, 9, 10, 97, 98},
        LEVELS,
        lookups=_lars("2", "37"),
    ),
    *days(
        "LearnDelFAMType_130",
        lambda day: _adult(FULL, when=day),
        last=START,
        lookups=_lars("2", "37"),
    ),
    *_levels("LearnDelFAMType_125", of={"3"}, category=["38"], born=ADULT),
    *_levels("LearnAimRef_136", of={"3"}),
    *_levels("LearnAimRef_137", of={"3"}, attained=10),
    *(
        edge
        for rule, category in (
            ("LearnDelFAMType_125", ["38"]),
            ("LearnAimRef_136", []),
            ("LearnAimRef_137", []),
        )
        for edge in (
            *only(
                rule,
                lambda fund: _adult(born=ADULT, attained=10, fund=fund),
                {38},
                MODELS,
                lookups=_lars("3", *category),
            ),
            *days(
                rule,
                lambda day: _adult(born=ADULT, attained=10, start=day, when=dt.date(2020, 1, 1)),
                first=NEW_FUND,
                lookups=_lars("3", *category),
            ),
            *edges(
                rule,
                silent={
                    "a restart": _adult(RESTART, born=ADULT, attained=10),
                    "DAM 023": _adult(DELIVERED, born=ADULT, attained=10),
                },
                speaks={"DAM 001": _adult(("DAM", "001"), born=ADULT, attained=10)},
                lookups=_lars("3", *category),
            ),
            *only(
                rule,
                lambda code: _adult(("LDM", code), born=ADULT, attained=10),
                ["378", "395"] if rule == "LearnAimRef_137" else ["391"],
                ["378", "391", "395"],
                lookups=_lars("3", *category),
            ),
        )
    ),
    *edges("LearnDelFAMType_125", silent={"not entitled": _adult(born=ADULT)}, lookups=_lars("3")),
    *ages(
        "LearnDelFAMType_125",
        lambda born: _adult(born=born),
        on=START,
        youngest=24,
        lookups=_lars("3", "38"),
    ),
    *edges(
        "LearnAimRef_136",
        speaks={"no longer": _adult()},
        lookups=_lars("3", "38", until="2025-09-07"),
    ),
    *edges(
        "LearnAimRef_136",
        silent={"on the last day": _adult()},
        lookups=_lars("3", "38", until="2025-09-08"),
    ),
    *only(
        "LearnAimRef_137",
        lambda level: _adult(attained=level),
        {6, 7, 8, 9, 10, 97, 98},
        LEVELS,
        lookups=_lars("3"),
    ),
    *days(
        "LearnAimRef_137",
        lambda day: _adult(attained=10, when=day),
        last=START,
        lookups=_lars("3"),
    ),
]

MATHS, OTHER = _lars(skills="12"), _lars()


def _levy(*kinds: str, fund: int = 36, kind: int = 3) -> Learner:
    rows = [(one, "1") for one in kinds]
    return learner("A1", aim_with(*rows, fund=fund, AimType=kind))


LEVY = [
    *only("LearnDelFAMType_63", lambda f: _levy("ACT", fund=f, kind=1), MODELS - {36}, MODELS),
    *only("LearnDelFAMType_63", lambda f: _levy("ACT", fund=f), MODELS - {36}, MODELS),
    *only("LearnDelFAMType_63", lambda k: _levy("ACT", kind=k), {4, 5}, AIM_TYPES, lookups=MATHS),
    *only(
        "LearnDelFAMType_63", lambda k: _levy("ACT", kind=k), {3, 4, 5}, AIM_TYPES, lookups=OTHER
    ),
    *edges("LearnDelFAMType_63", silent={"no ACT": _levy()}, lookups=OTHER),
    *only("LearnDelFAMType_64", lambda fund: _levy(fund=fund, kind=1), {36}, MODELS),
    *only("LearnDelFAMType_64", lambda kind: _levy(kind=kind), {1}, AIM_TYPES),
    *only("LearnDelFAMType_64", lambda k: _levy(kind=k), {1, 3}, AIM_TYPES, lookups=MATHS),
    *only("LearnDelFAMType_67", lambda f: _levy("LSF", fund=f), {36}, MODELS, lookups=OTHER),
    *only("LearnDelFAMType_67", lambda k: _levy("LSF", kind=k), {3}, AIM_TYPES, lookups=OTHER),
    *edges("LearnDelFAMType_67", silent={"no support": _levy()}, lookups=OTHER),
    *(
        edge
        for kind in sorted(SKILLS | DIGITAL | OTHER_SKILLS)
        for edge in edges(
            "LearnDelFAMType_67",
            **{"silent" if kind in SKILLS else "speaks": {kind: _levy("LSF")}},
            lookups=_lars(skills=kind),
        )
    ),
]

SCHOOL = {"0001", "0002", "0003", "1413", "1422", "1430", "1433", "1434", "1435", "1453", "2999"}


def _graded(on: dt.date = dt.date(2026, 6, 30), grade: str | None = "M", told: int = 1) -> Learner:
    one = aim_with(OutGrade=grade, Outcome=told, LearnActEndDate=on)
    return learner("A1", one)


def _of_type(kind: str) -> dict[str, Rows]:
    return {
        **supplied(LARS, "LearningDelivery", AIM, LearnAimRefType=kind),
        **supplied(CODE_LISTS, "Code", "OUTGRADE.0003", f"OUTGRADE.{kind}", Code="9"),
    }


GRADES = [
    *(
        edge
        for kind in sorted(SCHOOL | {"0004", "1468", "1412"})
        for edge in edges(
            "OutGrade_07",
            **{"speaks" if kind in SCHOOL else "silent": {kind: _graded()}},
            lookups=_of_type(kind),
        )
    ),
    *days("OutGrade_07", _graded, first=dt.date(2014, 8, 1), lookups=_of_type("0003")),
    *only("OutGrade_07", lambda t: _graded(told=t), {1}, {1, 2, 3, 8}, lookups=_of_type("0003")),
    *edges(
        "OutGrade_07",
        silent={"no grade": _graded(grade=None), "a right one": _graded(grade="9")},
        lookups=_of_type("0003"),
    ),
]

SUBJECT = supplied(LARS, "LearningDeliveryCategory", "Z0009876", CategoryRef="62")
ENDED = dt.date(2026, 3, 27)
LEFT = {**closed(ENDED), "CompStatus": 3}


def _camp(start: dt.date, subject: dt.date, **fields: Any) -> Learner:
    return learner(
        "A1",
        a_programme(start, **fields),
        a_component(LearnStartDate=subject, **fields),
    )


BOOTCAMPS = [
    *edges(
        "R_139",
        silent={"going on": learner("A1", a_programme(), a_component())},
        speaks={
            "under another contract": learner(
                "A1", a_programme(**closed(ENDED)), a_component(ConRefNumber="Z", **closed(ENDED))
            )
        },
        lookups=SUBJECT,
    ),
    *edges(
        "R_139", silent={"left": learner("A1", a_programme(**LEFT), a_component())}, lookups=SUBJECT
    ),
    *edges(
        "R_141",
        silent={"ended": learner("A1", a_programme(**closed(ENDED)))},
        speaks={
            "under another contract": learner("A1", a_programme(), a_component(ConRefNumber="Z"))
        },
        lookups=SUBJECT,
    ),
    *days(
        "R_149",
        lambda start: _camp(start, dt.date(2024, 7, 1)),
        first=NEW_FUND,
        lookups=SUBJECT,
    ),
    *days("R_149", lambda day: _camp(START, day), last=dt.date(2025, 9, 7), lookups=SUBJECT),
    *edges(
        "R_149",
        silent={"no subject": _camp(START, dt.date(2025, 9, 1))},
        lookups=supplied(LARS, "LearningDeliveryCategory", "Z0009876", CategoryRef="61"),
    ),
    *only(
        "R_141",
        lambda kind: learner("A1", a_programme(ProgType=kind)),
        {32},
        PROGRAMMES,
        lookups=SUBJECT,
    ),
]

EDGES = [*COURSES, *FUND, *LEVY, *GRADES, *BOOTCAMPS]
