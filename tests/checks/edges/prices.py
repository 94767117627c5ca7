"""Prices, payments and contract types of apprenticeships, by their dates."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import aim, closed, fam, learner
from ilrsync.model.records import AppFinRecord
from tests.checks.edges import A_DAY, AIM_TYPES, MODELS, PROGRAMMES, days, edges, only

if TYPE_CHECKING:
    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner, LearningDelivery

BEGAN, NOVEMBER = dt.date(2025, 9, 8), dt.date(2025, 11, 1)
MARCH, APRIL = dt.date(2026, 3, 31), dt.date(2026, 4, 1)
STANDARD: dict[str, Any] = {"AimType": 1, "FundModel": 36, "ProgType": 25, "StdCode": 105}
Price = tuple[int | None, dt.date | None]
Period = tuple[str, dt.date | None, dt.date | None]


def _priced(*prices: Price, kind: str | None = "TNP", **fields: Any) -> LearningDelivery:
    rows = [AppFinRecord(kind, code, day, 100 + place) for place, (code, day) in enumerate(prices)]
    return aim(AppFinRecord=rows, **{**STANDARD, **fields})


def _with(*rows: tuple[str, int, dt.date], **fields: Any) -> LearningDelivery:
    told = [AppFinRecord(*row, 100) for row in rows]
    return aim(AppFinRecord=told, **{**STANDARD, **fields})


def _twice(**fields: Any) -> LearningDelivery:
    return _priced((1, BEGAN), (1, BEGAN), **fields)


def _again(**fields: Any) -> Learner:
    """The same price on the programme aim and on another."""
    return learner("A1", _priced((1, BEGAN)), _priced((1, BEGAN), **fields))


def _left(
    day: dt.date | None,
    *,
    status: int = 3,
    starts: tuple[dt.date, ...] = (NOVEMBER,),
    kind: str = "TNP",
    resumed: dict[str, Any] | None = None,
    **fields: Any,
) -> Learner:
    """A price of a programme that was left, dated on *day*, and others begun on *starts*."""
    told = {**closed(BEGAN + A_DAY, 3, status), **fields}
    old = _priced((1, day), kind=kind, **told)
    new = [_priced(LearnStartDate=start, **(resumed or {})) for start in starts]
    return learner("A1", old, *new)


SINCE = dt.date(2022, 8, 1)
PRICES = [
    *only("R_68", lambda fund: _twice(FundModel=fund), {36}, MODELS),
    *only("R_68", lambda kind: _twice(ProgType=kind), {25}, PROGRAMMES),
    *only("R_68", lambda kind: _twice(AimType=kind), {1}, AIM_TYPES),
    *only("R_68", lambda fund: _again(FundModel=fund), {36}, MODELS),
    *only("R_68", lambda kind: _again(ProgType=kind), {25}, PROGRAMMES),
    *only("R_68", lambda kind: _again(AimType=kind), {1}, AIM_TYPES),
    *only("R_68", lambda code: _again(StdCode=code), {105}, {None, 105, 106}),
    *edges(
        "R_68",
        speaks={
            "without a standard": learner("A1", _twice(StdCode=None)),
            "payments": _with(("PMR", 1, BEGAN), ("PMR", 1, BEGAN)),
        },
        silent={
            "another type": _with(("TNP", 1, BEGAN), ("PMR", 1, BEGAN)),
            "another code": _priced((1, BEGAN), (2, BEGAN)),
            "another day": _priced((1, BEGAN), (1, NOVEMBER)),
            "another type of two days": _with(
                ("TNP", 1, BEGAN), ("TNP", 1, NOVEMBER), ("PMR", 1, BEGAN)
            ),
            "another code of two days": _priced((1, BEGAN), (1, NOVEMBER), (2, BEGAN)),
        },
    ),
    *days("R_142", _left, first=NOVEMBER),
    *days(
        "R_142",
        lambda day: _left(NOVEMBER, starts=(day,), LearnStartDate=dt.date(2019, 9, 2)),
        first=SINCE,
    ),
    *only("R_142", lambda status: _left(NOVEMBER, status=status), {3, 6}, {1, 2, 3, 6}),
    *only("R_142", lambda kind: _left(NOVEMBER, ProgType=kind), {25}, PROGRAMMES),
    *only("R_142", lambda kind: _left(NOVEMBER, AimType=kind), {1}, AIM_TYPES),
    *only("R_142", lambda kind: _left(NOVEMBER, resumed={"ProgType": kind}), {25}, PROGRAMMES),
    *only("R_142", lambda kind: _left(NOVEMBER, resumed={"AimType": kind}), {1}, AIM_TYPES),
    *only("R_142", lambda kind: _left(NOVEMBER, kind=kind), {"TNP", "tnp"}, {"TNP", "tnp", "PMR"}),
    *edges(
        "R_142",
        speaks={"the earlier of two": _left(NOVEMBER, starts=(APRIL, NOVEMBER))},
        silent={
            "none resumed": _left(NOVEMBER, starts=()),
            "resumed, and over": _left(NOVEMBER, resumed=closed(MARCH)),
        },
    ),
    *only("R_100", lambda code: _priced((code, BEGAN), **closed(MARCH)), {1, 3}, {1, 2, 3, 4}),
    *only("R_100", lambda status: _priced(CompStatus=status), {2}, {1, 2, 3, 6}),
    *only("R_100", lambda fund: _priced(CompStatus=2, FundModel=fund), MODELS - {99}, MODELS),
    *only("R_100", lambda kind: _priced(CompStatus=2, ProgType=kind), {25}, PROGRAMMES),
    *only("R_100", lambda kind: _priced(CompStatus=2, AimType=kind), {1}, AIM_TYPES),
    *edges(
        "R_100",
        speaks={"a payment": _priced((2, BEGAN), kind="PMR", CompStatus=2)},
        silent={"among others": _priced((1, BEGAN), (2, BEGAN), CompStatus=2)},
    ),
    *days("R_119", lambda day: _priced((1, day)), last=BEGAN - A_DAY),
    *days(
        "R_119",
        lambda day: _priced((1, day - A_DAY), LearnStartDate=day),
        first=dt.date(2019, 2, 1),
    ),
    *only("R_119", lambda code: _priced((code, SINCE)), {1, 2, 3, 4}, {None, 1, 2, 3, 4}),
    *only(
        "R_119", lambda kind: _priced((1, SINCE), kind=kind), {"TNP", "tnp"}, {"TNP", "tnp", "PMR"}
    ),
    *edges(
        "R_119",
        speaks={"whatever it is": aim(AppFinRecord=[AppFinRecord("TNP", 1, SINCE, 1)])},
        silent={"no price": _priced(), "no day": _priced((1, None))},
    ),
]


def _residual(total: int, residual: int, later: str, same: str) -> list[Case]:
    """The total price is not dated after the residual one, and not on its day."""
    return [
        *days(
            later, lambda day: _priced((total, day), (residual, NOVEMBER)), first=NOVEMBER + A_DAY
        ),
        *edges(
            later,
            speaks={
                "after one of two": _priced((total, NOVEMBER), (residual, APRIL), (residual, BEGAN))
            },
            silent={
                "no day": _priced((total, None), (residual, NOVEMBER)),
                "no day of the residual": _priced((total, NOVEMBER), (residual, None)),
                "no residual": _priced((total, NOVEMBER)),
                "other prices": _priced(
                    (3 - total, APRIL), (7 - residual, APRIL), (residual, BEGAN)
                ),
                "payments": _priced((total, APRIL), (residual, BEGAN), kind="PMR"),
            },
        ),
        *days(
            same,
            lambda day: _priced((total, day), (residual, NOVEMBER)),
            first=NOVEMBER,
            last=NOVEMBER,
        ),
        *edges(
            same,
            speaks={"one of two": _priced((total, APRIL), (residual, APRIL), (residual, BEGAN))},
            silent={
                "neither has a day": _priced((total, None), (residual, None)),
                "other prices": _priced((3 - total, APRIL), (residual, APRIL)),
                "payments": _priced((total, APRIL), (residual, APRIL), kind="PMR"),
            },
        ),
    ]


RESIDUAL = [
    *_residual(1, 3, "AFinDate_05", "AFinDate_07"),
    *_residual(2, 4, "AFinDate_06", "AFinDate_08"),
]


def _on(*rows: Period, kind: str = "ACT", **fields: Any) -> LearningDelivery:
    """A programme aim with these contract types, each with its first and last day."""
    told = [fam(kind, *row) for row in rows]
    return aim(**{"LearningDeliveryFAM": told, **STANDARD, **fields})


def _then(starts: dt.date, kind: str = "ACT", code: str = "1") -> LearningDelivery:
    return _on(("2", BEGAN, MARCH), (code, starts, None), kind=kind)


def _across(starts: dt.date, code: str = "1", until: dt.date | None = MARCH) -> Learner:
    """A contract type of one aim, and one of another aim from *starts*."""
    return learner("A1", _on(("2", BEGAN, until)), _on((code, starts, None)))


def _achieved(until: dt.date | None, **fields: Any) -> LearningDelivery:
    return _on(("1", BEGAN, until), **{"AchDate": MARCH, **fields})


def _over(until: dt.date | None, status: int = 2, **fields: Any) -> LearningDelivery:
    told = {**closed(MARCH), "CompStatus": status, **fields}
    return _on(("1", BEGAN, until), **told)


def _of_standards(rule: str, build: Any, wrong: dt.date | None) -> list[Case]:
    return [
        *only(rule, lambda fund: build(wrong, FundModel=fund), {36}, MODELS),
        *only(rule, lambda kind: build(wrong, ProgType=kind), {25}, PROGRAMMES),
        *edges(rule, silent={"no contract type": build(wrong, LearningDeliveryFAM=[])}),
    ]


def _latest(rule: str, right: dt.date | None, wrong: dt.date | None, **fields: Any) -> list[Case]:
    """What counts is the contract type that began last, wherever it stands."""
    return edges(
        rule,
        speaks={
            "the last": _on(("2", BEGAN, right), ("1", APRIL, wrong), **fields),
            "the last stands first": _on(("1", APRIL, wrong), ("2", BEGAN, right), **fields),
        },
        silent={
            "an earlier": _on(("2", BEGAN, wrong), ("1", APRIL, right), **fields),
            "an earlier stands last": _on(("1", APRIL, right), ("2", BEGAN, wrong), **fields),
        },
    )


CONTRACTS = [
    *days("R_101", _then, last=MARCH),
    *only("R_101", lambda kind: _then(MARCH, kind), {"ACT", "act"}, {"ACT", "act", "LSF"}),
    *edges(
        "R_101",
        speaks={
            "the first has no end": _on(("2", BEGAN, None), ("1", APRIL, None)),
            "the same type": _then(MARCH, code="2"),
            "within the first of three": _on(
                ("2", BEGAN, APRIL), ("1", NOVEMBER, NOVEMBER), ("2", MARCH, None)
            ),
        },
        silent={
            "one": _on(("2", BEGAN, None)),
            "standing the other way": _on(("1", APRIL, None), ("2", BEGAN, MARCH)),
        },
    ),
    *days("R_102", lambda day: _on(("1", day, None)), last=BEGAN - A_DAY),
    *days("R_102", lambda day: _on(("1", day, None)), first=BEGAN + A_DAY),
    *edges(
        "R_102",
        speaks={"not dated": _on(("1", None, None))},
        silent={
            "none": _on(),
            "one of two": _then(APRIL),
            "another type": _on(("1", APRIL, None), kind="LSF"),
        },
    ),
    *days("R_104", _then, last=MARCH),
    *days("R_104", _then, first=APRIL + A_DAY),
    *edges(
        "R_104",
        speaks={
            "the first has no end": _on(("2", BEGAN, None), ("1", APRIL, None)),
            "the same type": _then(APRIL + A_DAY, code="2"),
        },
        silent={
            "standing the other way": _on(("1", APRIL, None), ("2", BEGAN, MARCH)),
            "another type": _then(NOVEMBER, "LSF"),
        },
    ),
    *days("R_105", _across, last=MARCH),
    *only("R_105", lambda code: _across(MARCH, code), {"1"}, {"1", "2"}),
    *edges(
        "R_105",
        speaks={
            "the first has no end": _across(APRIL, until=None),
            "another model": _on(("1", BEGAN, None), ("2", APRIL, None), FundModel=99),
        },
        silent={"another type": _on(("1", BEGAN, None), ("2", APRIL, None), kind="LSF")},
    ),
    *days("R_121", _achieved, last=MARCH - A_DAY),
    *days("R_121", _achieved, first=APRIL),
    *edges(
        "R_121",
        speaks={"no end": _achieved(None)},
        silent={"not achieved": _achieved(APRIL, AchDate=None)},
    ),
    *_of_standards("R_121", _achieved, APRIL),
    *_latest("R_121", MARCH, NOVEMBER, AchDate=MARCH),
    *days("R_122", _over, last=MARCH - A_DAY),
    *days("R_122", _over, first=APRIL),
    *only("R_122", lambda status: _over(None, status), {2, 3, 6}, {1, 2, 3, 6}),
    *edges("R_122", silent={"achieved": _over(APRIL, AchDate=APRIL)}),
    *_of_standards("R_122", _over, None),
    *_latest("R_122", MARCH, NOVEMBER, **closed(MARCH)),
    *only("R_123", lambda status: _over(MARCH, status), {1}, {1, 2, 3, 6}),
    *edges("R_123", silent={"no end": _over(None, 1)}),
    *_of_standards("R_123", lambda until, **more: _over(until, 1, **more), MARCH),
    *_latest("R_123", None, MARCH),
]

EDGES = [*PRICES, *RESIDUAL, *CONTRACTS]
