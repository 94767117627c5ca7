"""What adults of 24 and over may be funded for, by level, skills, benefits and day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import Rows, employment, learner
from ilrsync.checks.lars import LARS
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.model.records import EmploymentStatusMonitoring
from tests.checks.edges import MODELS, PROGRAMMES, ages, days, edges, only
from tests.checks.edges.by_lars import DIGITAL, OTHER_SKILLS, SKILLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner

FULL = ("FFI", "1")
OLD, NEW = dt.date(2023, 9, 8), dt.date(2025, 9, 8)
BEFORE_2024, SINCE_2024 = dt.date(2024, 7, 31), dt.date(2024, 8, 1)
LEVELS = {"E", "1", "2", "3", "4", "5", "6", "7", "8", "H", "M"}
LOW, HIGH = {"E", "1", "2"}, {"3", "4", "5", "6", "7", "8", "H"}
A_LEVELS = {"0002", "1413", "1430", "1431", "1453"}
BASIC = SKILLS | DIGITAL


def _aims() -> Iterator[tuple[str, str, str, str]]:
    """Reference, level, skills and kind of the aims that LARS has here; "2" is one of level 2."""
    for level in LEVELS:
        yield level, level, "-2", "0006"
    for skills in {*BASIC, *OTHER_SKILLS}:
        yield f"skills {skills}", "2", skills, "0006"
    for kind in {*A_LEVELS, "1401"}:
        yield f"kind {kind}", "3", "-2", kind


def _lars() -> dict[str, Rows]:
    rows = {}
    for name, level, skills, kind in _aims():
        key = name.upper()
        rows["LearningDelivery", key] = [{"NotionalNVQLevelv2": level, "LearnAimRefType": kind}]
        rows["AnnualValue", key] = [{"BasicSkillsType": skills}]
    for category in ("2", "3", "4"):
        rows["LearningDelivery", f"IN {category}"] = rows["LearningDelivery", "2"]
        rows["LearningDeliveryCategory", f"IN {category}"] = [{"CategoryRef": category}]
    return {LARS: Rows(rows)}


GIVEN = _lars()


def _adult(
    *codes: tuple[str, str],
    fund: int = 38,
    start: dt.date = NEW,
    born: dt.date = dt.date(1990, 5, 1),
    aim: str = "",
    kind: int | None = None,
    **fields: Any,
) -> Learner:
    one = aim_with(*codes, fund=fund, LearnStartDate=start, ProgType=kind)
    one.LearnAimRef = aim or ("2" if FULL in codes else "3")
    return learner("A1", one, DateOfBirth=born, **fields)


def _old(*codes: tuple[str, str], start: dt.date = OLD, **fields: Any) -> Learner:
    return _adult(*codes, **{"fund": 35, **fields}, start=start)


def _on(*told: tuple[str, int], status: int = 11, start: dt.date = OLD) -> Learner:
    """A learner with full funding and a status that says *told*, from the first day."""
    monitoring = [EmploymentStatusMonitoring(*row) for row in told]
    row = employment(start, status, EmploymentStatusMonitoring=monitoring)
    return _old(FULL, LearnerEmploymentStatus=[row])


def _of_lars(rule: str, build: Callable[[str], Learner]) -> list[Case]:
    """What all four ask: the level, then that it is no A level, or no English, maths or digital."""
    low = rule.startswith("LearnDelFAMType")
    skills, kinds = {f"skills {one}" for one in BASIC}, {f"kind {one}" for one in A_LEVELS}
    spared = skills if low else kinds
    others = {f"skills {one}" for one in OTHER_SKILLS} if low else {"kind 1401"}
    return [
        *only(rule, build, LOW if low else HIGH, LEVELS, lookups=GIVEN),
        *only(rule, build, others, others | spared, lookups=GIVEN),
    ]


LDM = {("LDM", code) for code in ("034", "328", "363", "378", "391", "395")}
SPARING = {("RES", "1"), ("DAM", "023")}
CODES = {*LDM, *SPARING, ("DAM", "024"), ("ACT", "034"), ("LDM", "023")}
EDGES = [
    *_of_lars("LearnDelFAMType_81", lambda aim: _old(FULL, aim=aim)),
    *_of_lars("LearnDelFAMType_124", lambda aim: _adult(FULL, aim=aim)),
    *_of_lars("DateOfBirth_55", lambda aim: _old(aim=aim)),
    *_of_lars("DateOfBirth_56", lambda aim: _adult(aim=aim)),
    *only(
        "LearnDelFAMType_81",
        lambda code: _old(FULL, code),
        CODES - SPARING - {("LDM", "034"), ("LDM", "328"), ("LDM", "363")},
        CODES,
        lookups=GIVEN,
    ),
    *only(
        "LearnDelFAMType_124",
        lambda code: _adult(FULL, code),
        CODES - SPARING - {("LDM", "391")},
        CODES,
        lookups=GIVEN,
    ),
    *only(
        "DateOfBirth_55",
        _old,
        CODES - SPARING - {("LDM", "034"), ("LDM", "378")},
        CODES,
        lookups=GIVEN,
    ),
    *only(
        "DateOfBirth_56",
        _adult,
        CODES - SPARING - {("LDM", "378"), ("LDM", "395")},
        CODES,
        lookups=GIVEN,
    ),
    *edges(
        "LearnDelFAMType_81",
        silent={"part": _old(("FFI", "2"), aim="2"), "neither": _old(aim="2")},
        lookups=GIVEN,
    ),
    *edges(
        "LearnDelFAMType_124",
        silent={"part": _adult(("FFI", "2"), aim="2"), "neither": _adult(aim="2")},
        lookups=GIVEN,
    ),
    *days(
        "LearnDelFAMType_81",
        lambda day: _old(FULL, start=day),
        first=dt.date(2020, 8, 1),
        last=BEFORE_2024,
        lookups=GIVEN,
    ),
    *days(
        "DateOfBirth_55",
        lambda day: _old(start=day),
        first=dt.date(2017, 8, 1),
        last=BEFORE_2024,
        lookups=GIVEN,
    ),
    *days(
        "LearnDelFAMType_124",
        lambda day: _adult(FULL, start=day),
        first=SINCE_2024,
        lookups=GIVEN,
    ),
    *days("DateOfBirth_56", lambda day: _adult(start=day), first=SINCE_2024, lookups=GIVEN),
    *ages("LearnDelFAMType_81", lambda b: _old(FULL, born=b), on=OLD, youngest=24, lookups=GIVEN),
    *ages(
        "LearnDelFAMType_124", lambda b: _adult(FULL, born=b), on=NEW, youngest=24, lookups=GIVEN
    ),
    *ages("DateOfBirth_55", lambda b: _old(born=b), on=OLD, youngest=24, lookups=GIVEN),
    *ages("DateOfBirth_56", lambda b: _adult(born=b), on=NEW, youngest=24, lookups=GIVEN),
    *only("LearnDelFAMType_81", lambda fund: _old(FULL, fund=fund), {35}, MODELS, lookups=GIVEN),
    *only("LearnDelFAMType_124", lambda fund: _adult(FULL, fund=fund), {38}, MODELS, lookups=GIVEN),
    *only("DateOfBirth_55", lambda fund: _old(fund=fund), {35}, MODELS, lookups=GIVEN),
    *only("DateOfBirth_56", lambda fund: _adult(fund=fund), {38}, MODELS, lookups=GIVEN),
    *only(
        "DateOfBirth_55",
        lambda kind: _old(kind=kind),
        PROGRAMMES - {25},
        PROGRAMMES,
        lookups=GIVEN,
    ),
    *only(
        "LearnDelFAMType_81",
        lambda kind: _old(FULL, kind=kind),
        PROGRAMMES - {25},
        PROGRAMMES,
        lookups=GIVEN,
    ),
    *only(
        "LearnDelFAMType_81",
        lambda kind: _old(FULL, kind=kind, aim="IN 2"),
        PROGRAMMES - {24, 25},
        PROGRAMMES,
        lookups=GIVEN,
    ),
    *only(
        "LearnDelFAMType_81",
        lambda category: _old(FULL, kind=24, aim=f"IN {category}"),
        "3",
        "234",
        lookups=GIVEN,
    ),
    *only(
        "LearnDelFAMType_81",
        lambda code: _on(("BSI", code)),
        {2, 3, 7},
        range(1, 8),
        lookups=GIVEN,
    ),
    *only(
        "LearnDelFAMType_81",
        lambda status: _on(("BSI", 4), status=status),
        {10, 98},
        {10, 11, 12, 98},
        lookups=GIVEN,
    ),
    *only(
        "LearnDelFAMType_81",
        lambda code: _on(("BSI", 4), ("EII", code), status=10),
        {1, 3, 4, 7, 8},
        range(1, 9),
        lookups=GIVEN,
    ),
    *edges(
        "LearnDelFAMType_81",
        speaks={
            "few hours alone": _on(("EII", 5), status=10),
            "looking for work alone": _on(),
            "another type": _on(("LOU", 4)),
            "not of hours": _on(("BSI", 4), ("LOE", 2), status=10),
            "unknown with few hours": _on(("BSI", 4), ("EII", 2), status=98),
            "later": _on(("BSI", 1), start=dt.date(2023, 9, 9)),
        },
        silent={"allowance at work": _on(("BSI", 1), status=10)},
        lookups=GIVEN,
    ),
]
