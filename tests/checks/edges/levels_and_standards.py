"""What LARS says of an aim or standard: levels, categories, basic skills, days of standards."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, Rows, learner, supplied
from ilrsync.checks.lars import LARS
from ilrsync.model.records import HRSRecord
from tests.checks.edges import A_DAY, AIM_TYPES, MODELS, PROGRAMMES, days, edges, only
from tests.checks.edges.aims import aim_of
from tests.checks.edges.by_lars import DIGITAL, OTHER_SKILLS, SKILLS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner, LearningDelivery

Code = tuple[str, str]
Kind = tuple[int, int | None]
KINDS: set[Kind] = {(fund, kind) for fund in MODELS for kind in PROGRAMMES}
IN_2024, BEFORE_2024 = dt.date(2024, 8, 1), dt.date(2024, 7, 31)
OLD = dt.date(2023, 9, 8)


AIM = "60148955"
LEVELS, CATEGORIES = set("E12345678H"), {"1", "61", "62", "63", "67", "68", "76", "77", "90", "91"}
ESOL = {"36", "37", "38", "39", "40", "41", "42"}
BASIC_SKILLS = {*SKILLS, *DIGITAL, *OTHER_SKILLS, *ESOL, "35", "43"}


def _known() -> dict[str, Rows]:
    """A LARS whose aims have the level, category or basic skills that they are called by."""
    told = {
        ("LearningDelivery", "NotionalNVQLevelv2"): LEVELS,
        ("LearningDeliveryCategory", "CategoryRef"): CATEGORIES,
        ("AnnualValue", "BasicSkillsType"): BASIC_SKILLS,
    }
    return {
        LARS: Rows(
            {(kind, one): [{name: one}] for (kind, name), named in told.items() for one in named}
        )
    }


KNOWN = _known()


def _level(number: str) -> dict[str, Rows]:
    return supplied(LARS, "LearningDelivery", AIM, NotionalNVQLevelv2=number)


def _category(number: str) -> dict[str, Rows]:
    return supplied(LARS, "LearningDeliveryCategory", AIM, CategoryRef=number)


def _named(
    rule: str, wanted: Iterable[str], among: Iterable[str], *codes: Code, **fields: Any
) -> list[Case]:
    """The rule speaks about aims of *wanted* levels, categories or skills only."""
    return only(
        rule,
        lambda name: aim_of(*codes, reference=name, **fields),
        wanted,
        among,
        lookups=KNOWN,
    )


def _unnamed() -> LearningDelivery:
    one = aim_of()
    one.LearnAimRef = None
    return one


FOUR = _level("4")
BEGUN: dict[str, Any] = {"kind": (35, None), "LearnStartDate": OLD}
CUSTODY, RESTART, FULL = ("LDM", "034"), ("RES", "1"), ("DAM", "023")
OTHER_CODES = {("LDM", "035"), ("DAM", "024"), ("DAM", "034"), ("ACT", "1")}
BOOTCAMP_SUBJECT = _category("62")
ON_DAY = dt.date(2026, 10, 5)
CARD: dict[str, Any] = {
    "LearnStartDate": ON_DAY,
    "LearnPlanEndDate": ON_DAY,
    "LearnActEndDate": ON_DAY,
}
OF_LARS = [
    *_named("LearnAimRef_79", "4", LEVELS, **BEGUN),
    *_named("LearnAimRef_135", "4", LEVELS),
    *only(
        "LearnAimRef_79",
        lambda kind: aim_of(kind=kind, LearnStartDate=OLD),
        {kind for kind in KINDS if kind[0] == 35 and kind[1] != 25},
        KINDS,
        lookups=FOUR,
    ),
    *days(
        "LearnAimRef_79",
        lambda day: aim_of(kind=(35, None), LearnStartDate=day),
        first=dt.date(2016, 8, 1),
        last=BEFORE_2024,
        lookups=FOUR,
    ),
    *only(
        "LearnAimRef_79",
        lambda code: aim_of(code, **BEGUN),
        OTHER_CODES,
        {*OTHER_CODES, CUSTODY, RESTART, FULL},
        lookups=FOUR,
    ),
    *only("LearnAimRef_135", lambda f: aim_of(kind=(f, None)), {38}, MODELS, lookups=FOUR),
    *days("LearnAimRef_135", lambda day: aim_of(LearnStartDate=day), first=IN_2024, lookups=FOUR),
    *only(
        "LearnAimRef_135",
        lambda code: aim_of(code),
        {*OTHER_CODES, CUSTODY, RESTART},
        {*OTHER_CODES, CUSTODY, RESTART, FULL},
        lookups=FOUR,
    ),
    *_named("LearnAimRef_153", {"67"}, CATEGORIES, **BEGUN),
    *only(
        "LearnAimRef_153", lambda f: aim_of(kind=(f, None)), {35}, MODELS, lookups=_category("67")
    ),
    *_named("LearnAimRef_155", {"76"}, CATEGORIES, **{**CARD, "LearnStartDate": START}),
    *edges(
        "LearnAimRef_155",
        speaks={
            "planned later": aim_of(**{**CARD, "LearnPlanEndDate": ON_DAY + A_DAY}),
            "ended later": aim_of(**{**CARD, "LearnActEndDate": ON_DAY + A_DAY}),
            "not ended": aim_of(**{**CARD, "LearnActEndDate": None, "LearnStartDate": START}),
        },
        silent={
            "one day": aim_of(**CARD),
            "that has not ended": aim_of(**{**CARD, "LearnActEndDate": None}),
        },
        lookups=_category("76"),
    ),
    *(
        edge
        for rule in ("ProgType_23", "ProgType_24")
        for edge in (
            *_named(rule, {"62"}, CATEGORIES),
            *only(
                rule,
                lambda kind: aim_of(kind=(38, kind)),
                PROGRAMMES - {32},
                PROGRAMMES,
                lookups=BOOTCAMP_SUBJECT,
            ),
            *only(
                rule,
                lambda code: aim_of(("LDM", code)),
                {"394", "397"},
                {"394", "395", "396", "397"},
                lookups=BOOTCAMP_SUBJECT,
            ),
        )
    ),
    *_named("LearnDelFAMType_140", CATEGORIES - {"91"}, CATEGORIES, ("LDM", "403")),
    *only(
        "LearnDelFAMType_140",
        lambda code: aim_of(("LDM", code)),
        {"403"},
        {"402", "403", "404"},
        lookups=_category("90"),
    ),
    *_named("AddHours_03", BASIC_SKILLS - ESOL, BASIC_SKILLS, AddHours=10),
    *_named("HRSType_11", BASIC_SKILLS - ESOL, BASIC_SKILLS, HRSRecord=[HRSRecord("HRS", 6, 10)]),
    *only(
        "HRSType_11",
        lambda code: aim_of(HRSRecord=[HRSRecord("HRS", code, 10)]),
        {6},
        range(1, 7),
        lookups=supplied(LARS, "AnnualValue", AIM, BasicSkillsType="01"),
    ),
    *edges(
        "AddHours_03",
        silent={"none": aim_of()},
        lookups=supplied(LARS, "AnnualValue", AIM, BasicSkillsType="01"),
    ),
    *edges(
        "LearnAimRef_01",
        silent={"small, with blanks": aim_of(reference=" zprog001 "), "none": _unnamed()},
        speaks={"another": aim_of(reference="ZPROG002")},
        lookups=supplied(LARS, "LearningDelivery", "ZPROG001"),
    ),
]


def _standard(*codes: Code, kind: Kind = (36, 25), **fields: Any) -> LearningDelivery:
    told = {"AimType": 1, "StdCode": 274, **fields}
    return aim_of(*codes, kind=kind, **told)


def _apprentice(
    *codes: Code,
    start: dt.date = START,
    standard: int = 274,
    whole: int = 1,
    kind: int | None = 25,
    part: int = 3,
    more: Iterable[LearningDelivery] = (),
) -> Learner:
    """A component with *codes*, of a programme begun on a day."""
    component = _standard(*codes, kind=(36, kind), AimType=part, LearnStartDate=dt.date(2024, 9, 9))
    programme = _standard(AimType=whole, StdCode=standard, LearnStartDate=start)
    return learner("A1", component, programme, *more)


def _versions(*rows: dict[str, str]) -> dict[str, Rows]:
    return {LARS: Rows({("Standard", "274"): list(rows)})}


def _programmes(rule: str, lookups: dict[str, Rows]) -> list[Case]:
    """Asked of the programme aim of a standard that is no restart."""
    return [
        *only(rule, lambda kind: _standard(kind=(36, kind)), {25}, PROGRAMMES, lookups=lookups),
        *only(rule, lambda kind: _standard(AimType=kind), {1}, AIM_TYPES, lookups=lookups),
        *only(
            rule,
            lambda code: _standard(code),
            {("LDM", "1"), ("ACT", "1")},
            {("LDM", "1"), ("ACT", "1"), RESTART},
            lookups=lookups,
        ),
        *edges(rule, silent={"another": _standard(StdCode=275)}, lookups=lookups),
    ]


LAST, FIRST = dt.date(2024, 12, 31), dt.date(2026, 1, 1)
ENDED, BEGINS = _versions({"EffectiveTo": "2024-12-31"}), _versions({"EffectiveFrom": "2026-01-01"})
NO_STARTS = _versions({"LastDateStarts": "2024-12-31"})
LONG_WITHOUT = _versions({"LastDateStarts": "2019-12-31"})
STANDARDS = [
    *_programmes("LearnStartDate_13", ENDED),
    *_programmes("LearnStartDate_17", BEGINS),
    *_programmes("LearnStartDate_18", NO_STARTS),
    *days(
        "LearnStartDate_13",
        lambda day: _standard(LearnStartDate=day),
        first=LAST + A_DAY,
        lookups=ENDED,
    ),
    *days(
        "LearnStartDate_17",
        lambda day: _standard(LearnStartDate=day),
        last=FIRST - A_DAY,
        lookups=BEGINS,
    ),
    *days(
        "LearnStartDate_18",
        lambda day: _standard(LearnStartDate=day),
        first=LAST + A_DAY,
        lookups=NO_STARTS,
    ),
    *days(
        "LearnStartDate_18",
        lambda day: _standard(LearnStartDate=day),
        first=dt.date(2020, 8, 1),
        lookups=LONG_WITHOUT,
    ),
    *days(
        "LearnStartDate_14", lambda day: _apprentice(start=day), first=LAST + A_DAY, lookups=ENDED
    ),
    *only("LearnStartDate_14", lambda kind: _apprentice(part=kind), {3}, AIM_TYPES, lookups=ENDED),
    *only(
        "LearnStartDate_14", lambda kind: _apprentice(kind=kind), {25}, PROGRAMMES, lookups=ENDED
    ),
    *only("LearnStartDate_14", lambda kind: _apprentice(whole=kind), {1}, AIM_TYPES, lookups=ENDED),
    *edges(
        "LearnStartDate_14",
        silent={
            "a restart": _apprentice(RESTART),
            "of another standard": _apprentice(standard=275),
            "the earlier of two": _apprentice(more=[_standard(LearnStartDate=LAST)]),
        },
        speaks={
            "an earlier one of another standard": _apprentice(
                more=[_standard(LearnStartDate=LAST, StdCode=275)]
            ),
        },
        lookups=ENDED,
    ),
    *edges(
        "LearnStartDate_13",
        silent={"a version goes on": _standard()},
        lookups=_versions({"EffectiveTo": "2024-12-31"}, {"EffectiveTo": ""}),
    ),
    *edges(
        "LearnStartDate_13",
        silent={"a later version": _standard()},
        lookups=_versions({"EffectiveTo": "2024-12-31"}, {"EffectiveTo": "2025-12-31"}),
    ),
    *edges(
        "LearnStartDate_17",
        silent={"an earlier version": _standard()},
        lookups=_versions({"EffectiveFrom": "2026-01-01"}, {"EffectiveFrom": "2020-01-01"}),
    ),
    *edges(
        "LearnStartDate_18",
        silent={"a version takes starts": _standard()},
        lookups=_versions({"LastDateStarts": "2024-12-31"}, {"LastDateStarts": ""}),
    ),
    *edges("StdCode_02", silent={"none": aim_of()}, lookups=ENDED),
]

EDGES = [*OF_LARS, *STANDARDS]
