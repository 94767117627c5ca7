"""Ages of learners, and their dates of birth."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, aim, learner
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from tests.checks.edges import AIM_TYPES, AUGUST, MODELS, PROGRAMMES, ages, days, edges, only

if TYPE_CHECKING:
    from ilrsync.model.records import Learner

YOUNG = dt.date(2023, 1, 2)
ENDS = {"2526": dt.date(2026, 7, 31), "2627": dt.date(2027, 7, 31)}
BEGINS = {"2526": dt.date(2025, 8, 1), "2627": dt.date(2026, 8, 1)}
LATE = dt.date(2026, 9, 7)
PRISON, CHANGE = ("LDM", "034"), dt.date(2026, 8, 1)
LDM = ["034", "035", "328"]


def _on(*codes: tuple[str, str], fund: int = 99, born: dt.date = YOUNG, **fields: Any) -> Learner:
    return learner("A1", aim_with(*codes, fund=fund, **fields), DateOfBirth=born)


def _late(born: dt.date = YOUNG, **fields: Any) -> Learner:
    return _on(born=born, **{"LearnStartDate": LATE, **fields})


def _beside_custody(**fields: Any) -> Learner:
    """A minor in custody on adult skills, who has a non-funded aim besides."""
    aims = [aim_with(PRISON, fund=38, **fields), aim_with(fund=99, **fields)]
    return learner("A1", *aims, DateOfBirth=YOUNG)


EDGES = [
    *edges("DateOfBirth_25", silent={"a non-funded aim besides": _beside_custody()}),
    *edges(
        "DateOfBirth_62", silent={"a non-funded aim besides": _beside_custody(LearnStartDate=LATE)}
    ),
    *only("DateOfBirth_05", lambda fund: _on(fund=fund), {10, 99}, MODELS),
    *ages("DateOfBirth_05", lambda born: _on(born=born), on=START, oldest=3),
    *only("DateOfBirth_06", lambda fund: _on(fund=fund), {25, 82}, MODELS),
    *only("DateOfBirth_12", lambda fund: _on(("ASL", "1"), fund=fund), {10}, MODELS),
    *only("DateOfBirth_12", lambda code: _on(("ASL", code), fund=10), ["1", "2"], "1234"),
    *ages("DateOfBirth_12", lambda b: _on(("ASL", "1"), fund=10, born=b), on=START, oldest=18),
    *only("DateOfBirth_13", lambda fund: _on(("SOF", "1"), fund=fund), {99}, MODELS),
    *only("DateOfBirth_13", lambda code: _on(("SOF", code)), ["1"], ["1", "105", "108"]),
    *only("DateOfBirth_14", lambda fund: _on(PRISON, fund=fund), {35, 81}, MODELS),
    *only("DateOfBirth_14", lambda code: _on(("LDM", code), fund=35), ["034"], LDM),
    *ages("DateOfBirth_14", lambda b: _on(PRISON, fund=35, born=b), on=START, oldest=17),
    *edges("DateOfBirth_24", silent={"neither": learner("A1", ULN=None, DateOfBirth=None)}),
    *only("DateOfBirth_25", lambda fund: _on(fund=fund), {35, 37, 38}, MODELS),
    *only(
        "DateOfBirth_25", lambda kind: _on(fund=35, ProgType=kind), PROGRAMMES - {25}, PROGRAMMES
    ),
    *edges("DateOfBirth_25", speaks={"another model": _on(fund=38, ProgType=25)}),
    *days(
        "DateOfBirth_25",
        lambda day: _on(fund=38, LearnStartDate=day),
        last=dt.date(2026, 7, 31),
        year="2627",
    ),
    *edges("DateOfBirth_25", speaks={"begun later": _late(fund=38)}, year="2526"),
    *only("DateOfBirth_62", lambda fund: _late(fund=fund), {35, 38}, MODELS),
    *only(
        "DateOfBirth_62", lambda kind: _late(fund=35, ProgType=kind), PROGRAMMES - {25}, PROGRAMMES
    ),
    *edges(
        "DateOfBirth_62",
        speaks={"another model": _late(fund=38, ProgType=25)},
        silent={"in custody": _on(PRISON, fund=38, LearnStartDate=LATE)},
    ),
    *days("DateOfBirth_62", lambda day: _on(fund=38, LearnStartDate=day), first=CHANGE),
    *only("DateOfBirth_63", lambda fund: _late(fund=fund, AimType=1), {37}, MODELS),
    *only("DateOfBirth_63", lambda kind: _late(fund=37, AimType=kind), {1}, AIM_TYPES),
    *days("DateOfBirth_63", lambda day: _on(fund=37, AimType=1, LearnStartDate=day), first=CHANGE),
    *ages("DateOfBirth_63", lambda b: _late(b, fund=37, AimType=1), on=LATE, oldest=18),
    *only("DateOfBirth_61", lambda kind: _on(fund=39, ProgType=kind), {34}, PROGRAMMES),
    *ages("DateOfBirth_61", lambda b: _late(b, fund=39, ProgType=34), on=LATE, oldest=18),
    *(
        edge
        for year, day in AUGUST.items()
        for edge in (
            *ages(
                "DateOfBirth_06",
                lambda born: learner("A1", aim(), DateOfBirth=born),
                on=day,
                oldest=12,
                year=year,
            ),
            *ages("DateOfBirth_25", lambda b: _on(fund=38, born=b), on=day, oldest=18, year=year),
            *ages("DateOfBirth_62", lambda b: _late(b, fund=38), on=day, oldest=18, year=year),
            *ages(
                "LearnDelFAMType_106",
                lambda born: _on(("LDM", "321"), fund=25, born=born),
                on=day,
                oldest=13,
                year=year,
            ),
            *ages(
                "DateOfBirth_13",
                lambda born: _on(("SOF", "1"), born=born),
                on=ENDS[year],
                oldest=15,
                year=year,
            ),
            *days(
                "DateOfBirth_27",
                lambda born: learner("A1", DateOfBirth=born),
                first=BEGINS[year],
                year=year,
            ),
        )
    ),
]
