"""Programme aims, what belongs to them, and what may not stand beside them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import CORE_CODE, Rows, aim, closed, employment, fam, learner
from ilrsync.model.records import EmploymentStatusMonitoring
from tests.checks.edges import A_DAY, AIM_TYPES, MODELS, PROGRAMMES, days, edges, only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner, LearningDelivery

STANDARD: dict[str, Any] = {"ProgType": 25, "StdCode": 274}
BEGAN, ENDED, LATER = dt.date(2025, 9, 8), dt.date(2026, 3, 31), dt.date(2026, 6, 30)
SKILLS = {"01", "02", "11", "12", "13", "14", "19", "20", "21", "23", "24", "25", "29", "30"}
SKILLS |= {"31", "32", "33", "34", "35"}
OTHER_SKILLS = {"-2", "10", "22", "36", "43"}


def _basic(skills: str) -> dict[str, Rows]:
    return {"LARS": Rows({("AnnualValue", "60148955"): [{"BasicSkillsType": skills}]})}


def _programme(**fields: Any) -> LearningDelivery:
    return aim("ZPROG001", **{"AimType": 1, "FundModel": 36, **STANDARD, **fields})


def _component(reference: str = "60148955", /, **fields: Any) -> LearningDelivery:
    return aim(reference, **{"AimType": 3, "FundModel": 36, **STANDARD, **fields})


def _pair(programme: dict[str, Any], component: dict[str, Any], *more: LearningDelivery) -> Learner:
    return learner("A1", _programme(**programme), _component(**component), *more)


MATCHED = [
    *only("R_30", lambda kind: _pair({}, {"ProgType": kind}), PROGRAMMES - {25}, PROGRAMMES),
    *only("R_30", lambda kind: _pair({}, {"StdCode": kind}), {None, 275}, {None, 274, 275}),
    *only("R_30", lambda kind: _component(AimType=kind), {3}, AIM_TYPES),
    *only("R_30", lambda kind: _pair({"AimType": kind}, {}), AIM_TYPES - {1}, AIM_TYPES),
    *only("R_31", lambda kind: _pair({}, {"ProgType": kind}), PROGRAMMES - {25}, PROGRAMMES),
    *only("R_31", lambda kind: _pair({}, {"StdCode": kind}), {None, 275}, {None, 274, 275}),
    *only("R_31", lambda kind: _pair({}, {"AimType": kind}), {1, 4}, AIM_TYPES),
    *only("R_31", lambda kind: _programme(AimType=kind), {1}, AIM_TYPES),
    *edges("R_31", silent={"ended": _programme(**closed(ENDED))}),
    *only("R_66", lambda kind: _pair({}, {"ProgType": kind}), PROGRAMMES - {25}, PROGRAMMES),
    *only("R_66", lambda kind: _pair({}, {"StdCode": kind}), {None, 275}, {None, 274, 275}),
    *only("R_66", lambda fund: _pair({}, {"FundModel": fund}), MODELS - {36, 99}, MODELS),
    *only("R_66", lambda fund: _component(FundModel=fund), MODELS - {99}, MODELS),
    *only("R_66", lambda kind: _component(AimType=kind), {3}, AIM_TYPES),
    *only("R_56", lambda fund: _pair({"FundModel": fund}, {}), {99}, MODELS),
    *only(
        "R_56", lambda fund: _pair({"FundModel": 99}, {"FundModel": fund}), MODELS - {99}, MODELS
    ),
    *only("R_56", lambda kind: _pair({"FundModel": 99}, {"ProgType": kind}), {25}, PROGRAMMES),
    *only("R_56", lambda std: _pair({"FundModel": 99}, {"StdCode": std}), {274}, {None, 274, 275}),
    *only("R_56", lambda kind: _pair({"FundModel": 99}, {"AimType": kind}), {3}, AIM_TYPES),
    *only("R_56", lambda kind: _pair({"FundModel": 99, "AimType": kind}, {}), {1}, AIM_TYPES),
    *edges(
        "R_56",
        silent={
            "ended": _pair({"FundModel": 99, **closed(ENDED)}, {}),
            "the funded programme beside it": _pair(
                {"FundModel": 99, "StdCode": 275}, {}, _programme()
            ),
        },
    ),
    *only("R_63", lambda fund: aim(AimType=3, FundModel=fund), {25}, MODELS),
    *only("R_63", lambda kind: aim(AimType=kind), AIM_TYPES - {5}, AIM_TYPES),
    *only(
        "R_63",
        lambda code: aim(AimType=4, LearningDeliveryFAM=[fam("SOF", code)]),
        {"104", "107"},
        {"104", "105", "107"},
    ),
    *edges(
        "R_63",
        speaks={
            "an adult aim besides": learner("A1", aim(AimType=4), aim(AimType=4, FundModel=38)),
            "an adult source besides": learner(
                "A1", aim(AimType=4), aim(AimType=4, LearningDeliveryFAM=[fam("SOF", "105")])
            ),
            "another type": aim(AimType=4, LearningDeliveryFAM=[fam("LDM", "105")]),
        },
        silent={
            "another aim besides": learner("A1", aim(), aim(AimType=4)),
            "an adult source, and another model besides": learner(
                "A1",
                aim(AimType=4, LearningDeliveryFAM=[fam("SOF", "105")]),
                aim(AimType=4, FundModel=38),
            ),
        },
    ),
]


def _ended(programme: dt.date | None, *components: dt.date | None, **fields: Any) -> Learner:
    """A programme aim and components, each with its end; those are no English and no maths."""
    return learner(
        "A1",
        _programme(**(closed(programme) if programme else {})),
        *(
            _component(name, **(closed(end) if end else {}), **fields)
            for name, end in zip(("ZTLOS001", CORE_CODE, "ztlos002"), components, strict=False)
        ),
    )


def _resumed(
    end: dt.date | None, last: dt.date | None, *, same_day: bool = False, latest_first: bool = False
) -> Learner:
    """A programme that was paused and resumed, with a component that ended on *end*."""
    first = _programme(**closed(dt.date(2025, 12, 1), 3, 6))
    start = BEGAN if same_day else dt.date(2026, 2, 1)
    second = _programme(LearnStartDate=start, **(closed(last) if last else {}))
    aims = [second, first] if latest_first else [first, second]
    return learner("A1", *aims, _component("ZTLOS001", **(closed(end) if end else {})))


def _any(end: dt.date | None) -> Learner:
    """A programme that ended, with a component that may be anything."""
    return learner("A1", _programme(**closed(ENDED)), _component(**(closed(end) if end else {})))


def _by_skills(rule: str, end: dt.date | None) -> list[Case]:
    """The rule spares English and maths; without LARS it does not speak of what may be such."""
    return [
        *(
            edge
            for one in OTHER_SKILLS
            for edge in edges(rule, speaks={one: _any(end)}, lookups=_basic(one))
        ),
        *(
            edge
            for one in SKILLS
            for edge in edges(rule, silent={one: _any(end)}, lookups=_basic(one))
        ),
        *edges(rule, silent={"without LARS": _any(end)}),
    ]


CLOSED = [
    *days("R_89", lambda day: _ended(ENDED, day), first=ENDED + A_DAY),
    *edges(
        "R_89",
        speaks={
            "one of two": _ended(ENDED, BEGAN, LATER),
            "the other of two": _ended(ENDED, LATER, BEGAN),
            "resumed, and over": _resumed(LATER, ENDED),
            "resumed on the very day": _resumed(LATER, ENDED, same_day=True),
        },
        silent={
            "open": _ended(None, LATER),
            "no component has ended": _ended(ENDED, None),
            "another programme's": _ended(ENDED, LATER, StdCode=275),
            "a later programme that goes on": _resumed(LATER, None),
            "a later programme that stands first": _resumed(LATER, None, latest_first=True),
            "resumed, and over later": _resumed(ENDED, LATER),
            "resumed on the very day, and over later": _resumed(ENDED, LATER, same_day=True),
        },
    ),
    *_by_skills("R_89", LATER),
    *edges(
        "R_90",
        speaks={
            "open": _ended(ENDED, None),
            "one of three": _ended(ENDED, BEGAN, BEGAN, None),
            "resumed, and over": _resumed(None, LATER),
        },
        silent={
            "ended": _ended(ENDED, LATER),
            "the programme goes on": _ended(None, None),
            "another programme's": learner(
                "A1",
                _programme(**closed(ENDED)),
                _programme(StdCode=275),
                _component("ZTLOS001", StdCode=275),
            ),
            "resumed": _resumed(None, None),
            "resumed by an aim that stands first": _resumed(None, None, latest_first=True),
            "resumed on the very day": _resumed(None, None, same_day=True),
        },
    ),
    *_by_skills("R_90", None),
]


def _follows(start: dt.date, kind: int = 1, programme: int | None = 24, **first: Any) -> Learner:
    """Two aims, the second of which starts on *start* and ends in July 2027."""
    told = {"AimType": kind, "ProgType": programme}
    return learner(
        "A1",
        aim(**told, **{**closed(ENDED), **first}),
        aim(**told, LearnStartDate=start, **closed(dt.date(2027, 7, 30))),
    )


NEXT = ENDED + A_DAY
OVERLAPS = [
    *days("R_124", _follows, last=ENDED),
    *days("R_58", lambda day: _follows(day, 5), last=ENDED),
    *only("R_124", lambda kind: _follows(ENDED, kind), {1}, AIM_TYPES),
    *only("R_58", lambda kind: _follows(ENDED, kind), {5}, AIM_TYPES),
    *only(
        "R_124", lambda kind: _follows(NEXT, programme=kind, AchDate=LATER), {25, 32}, PROGRAMMES
    ),
    *edges(
        "R_124",
        speaks={"the first is open": _follows(LATER, LearnActEndDate=None)},
        silent={"achieved before": _follows(NEXT, programme=25, AchDate=BEGAN)},
    ),
    *edges(
        "R_58",
        speaks={"the first is open": _follows(LATER, 5, LearnActEndDate=None)},
        silent={"achieved later": _follows(NEXT, 5, programme=25, AchDate=LATER)},
    ),
]


def _english(
    fund: int, start: dt.date, began: dt.date = dt.date(2023, 9, 4), **fields: Any
) -> Learner:
    """English of that model, started during an apprenticeship."""
    return learner(
        "A1",
        _programme(LearnStartDate=began, **fields),
        aim(AimType=4, FundModel=fund, LearnStartDate=start),
    )


def _beside_apprenticeship(rule: str, fund: int, start: dt.date) -> list[Case]:
    english = _basic("20")
    after = start + dt.timedelta(days=30)
    return [
        *only(rule, lambda one: _english(one, start), {fund}, MODELS, lookups=english),
        *only(
            rule, lambda one: _english(fund, start, FundModel=one), {36}, MODELS, lookups=english
        ),
        *only(
            rule, lambda one: _english(fund, start, AimType=one), {1}, AIM_TYPES, lookups=english
        ),
        *days(rule, lambda day: _english(fund, start, began=day), last=start, lookups=english),
        *edges(
            rule,
            silent={"ended": _english(fund, start, **closed(after))},
            speaks={
                "the first of two": learner(
                    "A1",
                    _programme(LearnStartDate=start),
                    _programme(LearnStartDate=after),
                    aim(AimType=4, FundModel=fund, LearnStartDate=start),
                )
            },
            lookups=english,
        ),
        *edges(
            rule,
            silent={
                "of the apprenticeship, beside another subject": learner(
                    "A1",
                    _programme(LearnStartDate=start),
                    _component(LearnStartDate=start),
                    aim("60100001", AimType=4, FundModel=fund, LearnStartDate=start),
                )
            },
            lookups=english,
        ),
        *edges(rule, silent={"another subject": _english(fund, start)}, lookups=_basic("-2")),
    ]


BESIDE = [
    *_beside_apprenticeship("R_114", 35, dt.date(2024, 1, 8)),
    *_beside_apprenticeship("R_146", 38, dt.date(2025, 1, 6)),
    *days("R_114", lambda day: _english(35, day), last=dt.date(2024, 7, 31), lookups=_basic("20")),
]


def _unit(kind: int = 1, **fields: Any) -> LearningDelivery:
    return aim(**{"AimType": kind, "FundModel": 39, "ProgType": 34, **fields})


def _worker(
    status: int | None = 10,
    on: dt.date = BEGAN,
    kinds: Iterable[str] = ("LOE",),
    agreement: str | None = "X1",
    **fields: Any,
) -> Learner:
    rows = [EmploymentStatusMonitoring(kind, 1) for kind in kinds]
    told = employment(on, status or 0, EmploymentStatusMonitoring=rows, AgreemId=agreement)
    return learner("A1", _unit(**fields), LearnerEmploymentStatus=[told] if status else [])


def _units(rule: str, kind: int, other: int) -> list[Case]:
    unlike: dict[str, dict[str, Any]] = {
        "FundModel": {"FundModel": 99},
        "start": {"LearnStartDate": BEGAN + A_DAY},
        "planned end": {"LearnPlanEndDate": LATER},
        "actual end": {"LearnActEndDate": LATER},
        "programme": {"ProgType": 25},
    }
    return [
        *edges(
            rule,
            speaks={
                name: learner("A1", _unit(kind), _unit(other, **fields))
                for name, fields in unlike.items()
            },
            silent={
                "ended together": learner(
                    "A1", _unit(kind, **closed(LATER)), _unit(other, **closed(LATER))
                ),
                "an aim of its own kind": learner(
                    "A1", _unit(kind), _unit(other), _unit(4, FundModel=99)
                ),
                "another programme": learner(
                    "A1", _unit(kind), _unit(other), _unit(kind, ProgType=25)
                ),
            },
        ),
        *only(rule, lambda one: _unit(one), {kind}, AIM_TYPES),
        *only(rule, lambda one: _unit(kind, ProgType=one), {34}, PROGRAMMES),
    ]


UNITS = [
    *_units("R_159", 3, 1),
    *_units("R_160", 1, 3),
    *only("EmpStat_24", _worker, {None, 11, 12, 98}, {None, 10, 11, 12, 98}),
    *days("EmpStat_24", lambda day: _worker(on=day), first=BEGAN + A_DAY),
    *only("EmpStat_24", lambda kind: _worker(11, ProgType=kind), {34}, PROGRAMMES),
    *only("EmpStat_24", lambda kind: _worker(11, kind=kind), {1}, AIM_TYPES),
    *only(
        "ESMType_21",
        lambda kind: _worker(kinds=[kind]),
        {"LOU", "SEI"},
        {"LOE", "loe", "LOU", "SEI"},
    ),
    *edges("ESMType_21", silent={"among others": _worker(kinds=["SEI", "LOE"])}),
    *days("ESMType_21", lambda day: _worker(on=day), first=BEGAN + A_DAY),
    *only("ESMType_21", lambda kind: _worker(kinds=(), ProgType=kind), {34}, PROGRAMMES),
    *only("ESMType_21", lambda kind: _worker(kinds=(), kind=kind), {1}, AIM_TYPES),
    *only(
        "AgreemId_01", lambda one: _worker(agreement=one), {None, "", " "}, {None, "", " ", "X1"}
    ),
    *days("AgreemId_01", lambda day: _worker(on=day), first=BEGAN + A_DAY),
    *only("AgreemId_01", lambda fund: _worker(None, FundModel=fund), {39}, MODELS),
    *only("AgreemId_01", lambda kind: _worker(None, kind=kind), {1}, AIM_TYPES),
    *edges(
        "AgreemId_01",
        speaks={"another programme": _worker(None, ProgType=None)},
        silent={"a restart": _worker(None, LearningDeliveryFAM=[fam("RES", "1")])},
    ),
]

EDGES = [*MATCHED, *CLOSED, *OVERLAPS, *BESIDE, *UNITS]
