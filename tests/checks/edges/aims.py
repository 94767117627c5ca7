"""What kind of aim and programme goes with which funding, and from where that comes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, learner
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from tests.checks.edges import A_DAY, AIM_TYPES, MODELS, PROGRAMMES, days, edges, only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner, LearningDelivery

Code = tuple[str, str]
Kind = tuple[int, int | None]
KINDS: set[Kind] = {(fund, kind) for fund in MODELS for kind in PROGRAMMES}
TYPED: set[Kind] = {(aim, kind) for aim in AIM_TYPES for kind in PROGRAMMES}
LEVY, BEFORE_LEVY = dt.date(2017, 5, 1), dt.date(2017, 4, 30)
IN_2024, BEFORE_2024 = dt.date(2024, 8, 1), dt.date(2024, 7, 31)
LONG_AGO = dt.date(2015, 9, 7)
OLD = dt.date(2023, 9, 8)


def aim_of(
    *codes: Code, kind: Kind = (38, None), reference: str = "", **fields: Any
) -> LearningDelivery:
    """An aim with those codes, of that model and programme."""
    fund, programme = kind
    one = aim_with(*codes, fund=fund, ProgType=programme, **fields)
    one.LearnAimRef = reference or one.LearnAimRef
    return one


def _kinds(rule: str, wanted: Any, **fields: Any) -> list[Case]:
    """The rule speaks about the models and programmes of which *wanted* is true."""
    speaks = {kind for kind in KINDS if wanted(*kind)}
    return only(rule, lambda kind: aim_of(kind=kind, **fields), speaks, KINDS)


def _types(rule: str, wanted: Iterable[int], kind: Kind, **fields: Any) -> list[Case]:
    return only(rule, lambda aim: aim_of(kind=kind, AimType=aim, **fields), wanted, AIM_TYPES)


def _typed(rule: str, wanted: Any) -> list[Case]:
    """The rule speaks about the types of aim and programmes of which *wanted* is true."""
    return only(
        rule,
        lambda one: aim_of(kind=(38, one[1]), AimType=one[0]),
        {one for one in TYPED if wanted(*one)},
        TYPED,
    )


def _started(
    rule: str, kind: Kind, first: dt.date | None, last: dt.date | None, **fields: Any
) -> Any:
    return days(
        rule, lambda day: aim_of(kind=kind, LearnStartDate=day, **fields), first=first, last=last
    )


PROGRAMME_RULES = [
    *_kinds("AimType_05", lambda fund, _: fund not in {25, 82}, AimType=5),
    *_types("AimType_05", {5}, (38, None)),
    *only(
        "AimType_07",
        lambda code: aim_of(code, AimType=5),
        {("SOF", "105")},
        {("SOF", "105"), ("SOF", "107"), ("LDM", "105")},
    ),
    *only("AimType_07", lambda kind: aim_of(("SOF", "105"), AimType=kind), {5}, AIM_TYPES),
    *days(
        "AimType_07",
        lambda day: aim_of(("SOF", "105"), AimType=5, LearnStartDate=day),
        first=dt.date(2017, 8, 1),
    ),
    *_typed("ProgType_01", lambda aim, kind: aim in {1, 3} and kind is None),
    *_typed("ProgType_02", lambda aim, kind: aim == 4 and kind is not None),
    *_types("LearnAimRef_30", AIM_TYPES - {1}, (38, None), reference="ZPROG001"),
    *_types("LearnAimRef_30", {1}, (38, None), reference="60148955"),
    *_kinds("ProgType_06", lambda fund, kind: kind == 25 and fund not in {36, 81, 99}),
    *_kinds("ProgType_21", lambda fund, kind: kind == 32 and fund != 37),
    *_kinds("ProgType_25", lambda fund, kind: kind == 34 and fund != 39),
    *_kinds("FundModel_22", lambda fund, kind: fund == 39 and kind != 34),
    *_kinds("FundModel_16", lambda fund, kind: fund == 37 and kind != 32),
    *_kinds("FundModel_04", lambda fund, kind: kind == 25 and fund in {25, 82}),
    *_kinds("FundModel_06", lambda fund, kind: fund == 36 and kind != 25),
    *_kinds("FundModel_05", lambda fund, _: fund == 36, LearnStartDate=LONG_AGO),
    *_started("FundModel_05", (36, 25), None, BEFORE_LEVY),
    *_kinds("FundModel_07", lambda fund, kind: kind == 25 and fund not in {36, 99}, AimType=1),
    *_types("FundModel_07", {1}, (81, 25)),
    *_started("FundModel_07", (81, 25), LEVY, None, AimType=1),
    *only(
        "FundModel_07",
        lambda code: aim_of(code, kind=(81, 25), AimType=1),
        {("LDM", "352"), ("LDM", "354"), ("ACT", "1")},
        {*(("LDM", code) for code in ("352", "353", "354", "355")), ("RES", "1"), ("ACT", "1")},
    ),
    *_kinds(
        "FundModel_09",
        lambda fund, kind: kind == 25 and fund not in {81, 99},
        AimType=1,
        LearnStartDate=LONG_AGO,
    ),
    *_types("FundModel_09", {1}, (35, 25), LearnStartDate=LONG_AGO),
    *_started("FundModel_09", (35, 25), None, BEFORE_LEVY, AimType=1),
    *_kinds("StdCode_01", lambda _, kind: kind == 25),
    *edges("StdCode_01", silent={"told": aim_of(kind=(36, 25), StdCode=274)}),
    *_kinds("StdCode_03", lambda _, kind: kind != 25, StdCode=274),
    *edges("StdCode_03", silent={"none": aim_of()}),
    *only(
        "FundModel_03", lambda fund: aim_of(("ADL", "1"), kind=(fund, None)), MODELS - {99}, MODELS
    ),
    *edges("FundModel_03", silent={"no loan": aim_of(("LDM", "1"))}),
    *_kinds("FundModel_19", lambda fund, _: fund == 38, LearnStartDate=OLD),
    *_kinds("FundModel_20", lambda fund, _: fund == 11, LearnStartDate=OLD),
    *_started("FundModel_19", (38, None), None, BEFORE_2024),
    *_started("FundModel_20", (11, None), None, BEFORE_2024),
    *_types("PartnerUKPRN_02", {1}, (38, None), PartnerUKPRN=10000009),
    *_types("PartnerUKPRN_02", set(), (38, None)),
]

DATES: dict[str, Any] = {
    "LearnStartDate": START,
    "LearnPlanEndDate": dt.date(2025, 12, 5),
    "LearnActEndDate": dt.date(2025, 11, 3),
}


def _unit(
    *changes: dict[str, Any], kind: int | None = 34, component: int = 3, whole: int | None = 34
) -> Learner:
    """An apprenticeship unit with one component, and one more that differs by *changes*."""
    programme = aim_of(kind=(39, whole), AimType=1, **DATES)
    first = aim_of(kind=(39, 34), AimType=3, **DATES)
    others = [
        aim_of(kind=(39, kind), AimType=component, **{**DATES, **change}) for change in changes
    ]
    return learner("A1", programme, first, *others)


UNITS = [
    *only("AimType_10", lambda kind: _unit({}, kind=kind), {34}, PROGRAMMES),
    *only("AimType_10", lambda kind: _unit({}, whole=kind), {34}, PROGRAMMES),
    *only("AimType_10", lambda kind: _unit({}, component=kind), {3}, AIM_TYPES),
    *edges(
        "AimType_10",
        silent={
            **{f"another {name}": _unit({name: day + A_DAY}) for name, day in DATES.items()},
            "one": _unit(),
        },
    ),
]

NEEDS = {10, 11, 25, 35, 36, 37, 38, 81, 82}
ONCE = {"SOF", "FFI", "EEF", "RES", "ADL", "ACL", "AFL", "ASL", "FLN"}
TYPES = {*ONCE, "LDM", "DAM", "ACT", "HHS", "LSF", "ALB"}
YOUNG_PROGRAMMES = {2, 3, 20, 21, 22, 23, 24, 25, 30, 31}
AUTHORITIES = {"2526": set(range(110, 121)), "2627": set(range(110, 131))}


def _from(source: object, kind: Kind = (38, 25)) -> LearningDelivery:
    return aim_of(("SOF", str(source)), kind=kind)


SOURCES = [
    *only("LearnDelFAMType_01", lambda fund: aim_of(kind=(fund, None)), NEEDS, MODELS, year="2526"),
    *only(
        "LearnDelFAMType_01",
        lambda fund: aim_of(kind=(fund, None)),
        NEEDS | {39},
        MODELS,
        year="2627",
    ),
    *edges(
        "LearnDelFAMType_01", silent={"told": _from(105)}, speaks={"another": aim_of(("LDM", "1"))}
    ),
    *only("LearnDelFAMType_07", lambda fund: _from(108, (fund, None)), {25, 82}, MODELS),
    *only("LearnDelFAMType_07", lambda code: _from(code, (25, None)), {1, 108}, {1, 105, 107, 108}),
    *edges("LearnDelFAMType_07", silent={"none": aim_of(("LDM", "108"), kind=(25, None))}),
    *only("LearnDelFAMType_08", lambda fund: _from(105, (fund, None)), {99}, MODELS),
    *only(
        "LearnDelFAMType_08", lambda code: _from(code, (99, None)), {105, 107}, {1, 105, 107, 108}
    ),
    *edges("LearnDelFAMType_08", silent={"none": aim_of(("LDM", "105"), kind=(99, None))}),
    *only("LearnDelFAMType_18", lambda one: aim_of((one, "1"), (one, "2")), ONCE, TYPES),
    *only("LearnDelFAMType_31", lambda one: aim_of(*[(one, "1")] * 7), {"LDM"}, TYPES),
    *only("LearnDelFAMType_77", lambda one: aim_of(*[(one, "1")] * 7), {"DAM"}, TYPES),
    *edges(
        "LearnDelFAMType_18",
        speaks={
            "small": aim_of(("res", "1"), ("res", "1")),
            "small and large": aim_of(("res", "1"), ("RES", "1")),
        },
        silent={"once each": aim_of(*((one, "1") for one in ONCE))},
    ),
    *edges("LearnDelFAMType_31", silent={"six": aim_of(*[("LDM", "1")] * 6)}),
    *edges("LearnDelFAMType_77", silent={"six": aim_of(*[("DAM", "1")] * 6)}),
    *only("LearnDelFAMType_109", lambda kind: _from(110, (38, kind)), YOUNG_PROGRAMMES, PROGRAMMES),
    *(
        edge
        for year, codes in AUTHORITIES.items()
        for edge in (
            *only("LearnDelFAMType_109", _from, codes, range(108, 133), year=year),
            *only(
                "ProgType_22",
                lambda code: _from(code, (38, 33)),
                set(range(108, 133)) - codes,
                range(108, 133),
                year=year,
            ),
        )
    ),
    *edges("LearnDelFAMType_109", silent={"no source": aim_of(("LDM", "110"), kind=(38, 25))}),
    *only("ProgType_22", lambda kind: _from(105, (38, kind)), {33}, PROGRAMMES),
    *only(
        "LearnDelFAMType_113",
        lambda fund: aim_of(("LDM", "384"), kind=(fund, None)),
        MODELS - {81},
        MODELS,
    ),
    *edges("LearnDelFAMType_113", silent={"another code": aim_of(("LDM", "383"))}),
    *edges(
        "LearnDelFAMType_115",
        speaks={"both": aim_of(("LDM", "388"), ("LDM", "379"))},
        silent={
            "one": aim_of(("LDM", "379")),
            "the other": aim_of(("LDM", "388"), ("LDM", "380")),
            "of another type": aim_of(("LDM", "388"), ("DAM", "379")),
        },
    ),
]

EDGES = [*PROGRAMME_RULES, *UNITS, *SOURCES]
