"""Funding and monitoring of an aim: with which funding model, programme, source and day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, closed, learner
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from tests.checks.edges import AIM_TYPES, MODELS, PROGRAMMES, ages, days, edges, only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner

YOUNG = dt.date(2013, 1, 2)
NATIONAL = ("SOF", "105")
LOAN = ("ADL", "1")
SOURCES = ["1", "105", "107", "108", "109", "110", "112", "120", "121", "130", "131"]
DEVOLVED = {
    "2526": {"110", "112", "120"},
    "2627": {"110", "112", "120", "121", "130"},
}
BEFORE = {"LearnStartDate": dt.date(2024, 7, 31)}
NEW_FUND = dt.date(2024, 8, 1)
LAST_OLD = dt.date(2024, 7, 31)


def _models(rule: str, *codes: tuple[str, str], of: Iterable[int], **terms: Any) -> list[Case]:
    """The rule speaks about an aim with *codes* of these funding models."""
    fields = terms.pop("fields", {})
    return only(rule, lambda fund: aim_with(*codes, fund=fund, **fields), of, MODELS, **terms)


def _programmes(
    rule: str, *codes: tuple[str, str], of: Iterable[int | None], **terms: Any
) -> list[Case]:
    fields = terms.pop("fields", {})
    return only(
        rule, lambda kind: aim_with(*codes, ProgType=kind, **fields), of, PROGRAMMES, **terms
    )


def _codes(
    rule: str,
    kind: str,
    *beside: tuple[str, str],
    of: Iterable[str],
    among: Iterable[str],
    **x: Any,
) -> list[Case]:
    """The rule speaks about an aim with one of these codes of *kind*."""
    fields = x.pop("fields", {})
    return only(
        rule, lambda code: aim_with(*beside, (kind, code), **fields), of, {*of, *among}, **x
    )


def _starts(rule: str, *codes: tuple[str, str], **terms: Any) -> list[Case]:
    fields = terms.pop("fields", {})
    return days(rule, lambda day: aim_with(*codes, **{**fields, "LearnStartDate": day}), **terms)


TYPES = [
    *_models("LearnDelFAMType_02", NATIONAL, of={35, 38}),
    *_models("LearnDelFAMType_09", ("SOF", "107"), of={10, 11, 35, 36, 38, 81}, year="2526"),
    *_models("LearnDelFAMType_09", ("SOF", "107"), of={11, 35, 36, 38, 39, 81}, year="2627"),
    *edges("LearnDelFAMType_09", silent={"no source": aim_with(fund=38)}),
    *_models("LearnDelFAMType_14", ("EEF", "2"), of=MODELS - {35, 36, 81}, fields={"ProgType": 25}),
    *_programmes("LearnDelFAMType_14", ("EEF", "2"), of=PROGRAMMES - {25}, fields={"fund": 36}),
    *_models("LearnDelFAMType_22", ("FFI", "1"), of=MODELS - {10, 11, 35, 37, 38, 81}, year="2526"),
    *_models("LearnDelFAMType_22", ("FFI", "1"), of=MODELS - {35, 37, 38, 81}, year="2627"),
    *_models("LearnDelFAMType_39", NATIONAL, of={81, 82}),
    *_programmes("LearnDelFAMType_39", NATIONAL, of=PROGRAMMES - {25}, fields={"fund": 81}),
    *_starts("LearnDelFAMType_39", NATIONAL, first=dt.date(2013, 8, 1), fields={"fund": 82}),
    *_models("LearnDelFAMType_46", ("FLN", "1"), of=MODELS - {35, 38}),
    *_models("LearnDelFAMType_50", ("LSF", "1"), of={10, 25, 82, 99}, year="2526"),
    *_models("LearnDelFAMType_50", ("LSF", "1"), of={25, 82, 99}, year="2627"),
    *_models("LearnDelFAMType_54", ("EEF", "2"), ("FFI", "2"), of=MODELS - {36}),
    *_programmes(
        "LearnDelFAMType_54",
        ("EEF", "2"),
        ("FFI", "2"),
        of=PROGRAMMES - {25},
        fields={"fund": 35},
    ),
    *_codes("LearnDelFAMType_54", "EEF", ("FFI", "2"), of=["2"], among="1234", fields={"fund": 35}),
    *_codes("LearnDelFAMType_54", "FFI", ("EEF", "2"), of=["2"], among="12", fields={"fund": 35}),
    *_models("LearnDelFAMType_78", ("DAM", "001"), of=MODELS - {10, 11, 35, 38}, year="2526"),
    *_models("LearnDelFAMType_78", ("DAM", "001"), of=MODELS - {11, 35, 38}, year="2627"),
    *_programmes("LearnDelFAMType_111", NATIONAL, of={32}),
    *_programmes("LearnDelFAMType_112", of={32}),
    *_codes(
        "LearnDelFAMType_112",
        "SOF",
        of=[code for code in SOURCES if code != "105"],
        among=SOURCES,
        fields={"ProgType": 32},
    ),
    *_models("LearnDelFAMType_119", NATIONAL, of={10}),
    *_starts("LearnDelFAMType_119", first=dt.date(2023, 8, 1), fields={"fund": 10}),
    *_models("LearnDelFAMType_126", NATIONAL, of={11}),
    *_starts("LearnDelFAMType_126", first=NEW_FUND, fields={"fund": 11}),
]

LOANS = [
    *_models("LearnDelFAMType_35", LOAN, of=MODELS - {99}),
    *_models("LearnDelFAMType_38", ("ALB", "1"), of=MODELS - {99}),
    *_models("LearnDelFAMType_40", LOAN, of={99}, fields={"ProgType": 25}),
    *_programmes("LearnDelFAMType_40", LOAN, of={25}),
    *_models("LearnDelFAMType_91", LOAN, NATIONAL, of={99}),
    *edges("LearnDelFAMType_91", silent={"a source": aim_with(NATIONAL)}),
    *only(
        "DateOfBirth_23",
        lambda fund: learner("A1", aim_with(LOAN, fund=fund), DateOfBirth=None),
        {99},
        MODELS,
    ),
    *_models("DateOfBirth_26", LOAN, of={99}),
    *edges("DateOfBirth_26", silent={"no loan": aim_with()}),
    *ages(
        "DateOfBirth_26",
        lambda born: learner("A1", aim_with(LOAN), DateOfBirth=born),
        on=START,
        oldest=18,
    ),
]


def _procured(rule: str, code: str, of: set[int]) -> list[Case]:
    ldm = ("LDM", code)
    return [
        *_models(rule, ldm, NATIONAL, of=MODELS - of),
        *_models(rule, ldm, of=MODELS - of),
        *_programmes(rule, ldm, NATIONAL, of=PROGRAMMES - {None}, fields={"fund": 35}),
        *_codes(
            rule,
            "SOF",
            ldm,
            of=[one for one in SOURCES if one != "105"],
            among=SOURCES,
            fields={"fund": 35},
        ),
        *edges(rule, silent={"another code": aim_with(("LDM", "001"), fund=25)}),
    ]


MONITORING = [
    *edges("LearnDelFAMType_15", silent={"no proxy": aim_with(("LDM", "119"), **closed(START))}),
    *edges(
        "LearnDelFAMType_68",
        silent={
            "a component of the levy": aim_with(("LDM", "356"), fund=36, AimType=3),
            "another programme aim": aim_with(("LDM", "356"), fund=35, AimType=1),
        },
    ),
    *_models("LearnDelFAMType_69", ("LDM", "357"), of=MODELS - {10, 35}, year="2526"),
    *_models("LearnDelFAMType_69", ("LDM", "357"), of=MODELS - {35}, year="2627"),
    *_starts("LearnDelFAMType_69", ("LDM", "357"), last=dt.date(2017, 10, 31), fields={"fund": 35}),
    *_starts("LearnDelFAMType_70", ("LDM", "358"), last=dt.date(2017, 12, 31)),
    *_codes("LearnDelFAMType_71", "ACT", ("LDM", "358"), of=["1"], among="12"),
    *_codes(
        "LearnDelFAMType_76",
        "SOF",
        ("LDM", "034"),
        of=[code for code in SOURCES if code != "105"],
        among=SOURCES,
    ),
    *_codes("LearnDelFAMType_76", "LDM", ("SOF", "107"), of=["034"], among=["035", "328"]),
    *_starts("LearnDelFAMType_92", ("ACT", "2"), first=dt.date(2021, 4, 1), fields={"AimType": 1}),
    *only("LearnDelFAMType_92", lambda kind: aim_with(("ACT", "2"), AimType=kind), {1}, AIM_TYPES),
    *_procured("LearnDelFAMType_105", "379", {10, 35}),
    *_procured("LearnDelFAMType_116", "388", {10, 11, 35, 38}),
    *only(
        "LearnDelFAMType_106",
        lambda code: learner("A1", aim_with(("LDM", code), fund=25), DateOfBirth=YOUNG),
        ["320", "321"],
        ["320", "321", "381"],
    ),
    *_models("LearnDelFAMType_107", ("LDM", "320"), of=MODELS - {25, 82}),
    *_codes("LearnDelFAMType_107", "LDM", of=["320", "321", "381"], among=["322", "382"]),
    *_models("LearnDelFAMType_127", ("LDM", "395"), of=MODELS - {38}),
    *_models("LearnDelFAMType_128", ("LDM", "396"), of=MODELS - {81}),
    *_models("LearnDelFAMType_131", of={11}),
    *_starts("LearnDelFAMType_131", first=dt.date(2025, 8, 1), fields={"fund": 11}),
    *_codes(
        "LearnDelFAMType_131",
        "LDM",
        of=["398", "402"],
        among=["399", "400", "401"],
        fields={"fund": 11},
    ),
]

UNIT, MILESTONE = ("LDM", "403"), ("LDM", "404")


def _unit_learner(born: dt.date) -> Learner:
    return learner("A1", aim_with(UNIT), DateOfBirth=born)


UNITS = [
    *_models("LearnDelFAMType_135", UNIT, of=MODELS - {99}),
    *_models("LearnDelFAMType_135", UNIT, of=MODELS - {39, 99}, fields={"ProgType": 34}),
    *ages("LearnDelFAMType_136", _unit_learner, on=START, oldest=18),
    *edges("LearnDelFAMType_136", silent={"no unit": aim_with(MILESTONE)}),
    *_starts("LearnDelFAMType_137", UNIT, last=dt.date(2026, 3, 31)),
    *edges("LearnDelFAMType_137", silent={"no unit": aim_with(MILESTONE)}),
    *_models("LearnDelFAMType_138", MILESTONE, of=MODELS - {39}, fields={"ProgType": 34}),
    *_programmes("LearnDelFAMType_138", MILESTONE, of=PROGRAMMES - {34}, fields={"fund": 39}),
    *only(
        "LearnDelFAMType_139", lambda told: aim_with(UNIT, Outcome=told), {1}, {1, 2, 3, 8, None}
    ),
    *_programmes("LearnDelFamType_141", MILESTONE, of=PROGRAMMES - {34}),
    *_programmes("LearnDelFamType_141", MILESTONE, UNIT, of=[]),
    *only(
        "LearnDelFamType_142", lambda kind: aim_with(MILESTONE, AimType=kind), {3, 4, 5}, AIM_TYPES
    ),
    *only(
        "LearnDelFamType_142", lambda kind: aim_with(MILESTONE, UNIT, AimType=kind), [], AIM_TYPES
    ),
    *only("EmpStat_23", lambda kind: aim_with(UNIT, AimType=kind), {4}, AIM_TYPES),
    *edges("EmpStat_23", silent={"no unit": aim_with(MILESTONE, AimType=4)}),
]

AUTHORITY = ("SOF", "112")
DEVOLUTION = [
    *_models("FundModel_10", AUTHORITY, of=MODELS - {10, 35}, year="2526", fields=BEFORE),
    *_models("FundModel_10", AUTHORITY, of=MODELS - {35}, year="2627", fields=BEFORE),
    *_starts("FundModel_10", AUTHORITY, last=LAST_OLD),
    *_models("FundModel_18", AUTHORITY, of=MODELS - {11, 38}),
    *_starts("FundModel_18", AUTHORITY, first=NEW_FUND),
    *(
        edge
        for year, codes in DEVOLVED.items()
        for edge in (
            *_codes("FundModel_10", "SOF", of=codes, among=SOURCES, fields=BEFORE, year=year),
            *_codes("FundModel_18", "SOF", of=codes, among=SOURCES, year=year),
            *_codes(
                "LearnDelFAMType_75", "SOF", ("LDM", "034"), of=codes, among=SOURCES, year=year
            ),
            *_codes(
                "LearnDelFAMType_09",
                "SOF",
                of=set(SOURCES) - codes - {"105"},
                among=SOURCES,
                fields={"fund": 38},
                year=year,
            ),
        )
    ),
    *_codes(
        "LearnDelFAMType_75",
        "LDM",
        AUTHORITY,
        of=["034", "357", "363", "379", "388"],
        among=["035", "378", "395"],
    ),
    *_models("LearnDelFAMType_97", NATIONAL, ("DAM", "002"), of={35}),
    *_codes("LearnDelFAMType_97", "DAM", NATIONAL, of=["002"], among=["001"], fields={"fund": 35}),
    *_models("LearnDelFamType_134", ("SOF", "121"), of={10, 35}, year="2526"),
    *_models("LearnDelFamType_134", ("SOF", "121"), of={35}, year="2627"),
    *_codes(
        "LearnDelFamType_134",
        "SOF",
        of=["121", "122", "123"],
        among=["120", "124"],
        fields={"fund": 35},
    ),
]


def _event(on: dt.date, **fields: Any) -> Learner:
    told = {"AimType": 1, "ProgType": 32, "LearnStartDate": dt.date(2025, 8, 4), **fields}
    one = aim_with(("EVI", "4"), fund=37, **told)
    one.LearningDeliveryFAM[0].LearnDelFAMDateFrom = on
    return learner("A1", one)


OTHER_ROWS = aim_with(("LDM", "034"), fund=99, AimType=1)
ENDED = closed(dt.date(2025, 11, 28))

EVENTS = [
    *days("LearnDelFAMDateFrom_06", _event, last=dt.date(2025, 7, 31)),
    *days("LearnDelFAMDateFrom_07", _event, last=dt.date(2025, 8, 3)),
    *days("LearnDelFAMDateFrom_07", lambda on: _event(on, **ENDED), first=dt.date(2025, 11, 29)),
    *(
        edge
        for rule in (
            "LearnDelFAMDateFrom_05",
            "LearnDelFAMDateFrom_06",
            "LearnDelFAMDateFrom_07",
            "LearnDelFAMType_132",
            "LearnDelFAMType_133",
        )
        for edge in edges(rule, silent={"another type": OTHER_ROWS})
    ),
    *only(
        "LearnDelFAMType_132",
        lambda kind: _event(START, ProgType=kind),
        PROGRAMMES - {32},
        PROGRAMMES,
    ),
    *only("LearnDelFAMType_133", lambda kind: _event(START, AimType=kind), {3, 4, 5}, AIM_TYPES),
]

EDGES = [*TYPES, *LOANS, *MONITORING, *UNITS, *DEVOLUTION, *EVENTS]
