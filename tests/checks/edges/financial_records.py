"""Financial records of apprenticeships: which there must be, and when they may be dated."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.model.records import AppFinRecord, HRSRecord
from tests.checks.edges import A_DAY, AIM_TYPES, MODELS, PROGRAMMES, days, edges, only

if TYPE_CHECKING:
    from ilrsync.checks.cases import Case
    from ilrsync.model.records import LearningDelivery

Row = tuple[str, int]
ROWS: set[Row] = {(kind, code) for kind in ("TNP", "PMR", "RIP") for code in range(1, 5)}
DAY, PREPARED = dt.date(2026, 2, 27), dt.date(2027, 2, 1)
LATER = dt.date(2029, 9, 3)
Kind = tuple[int, int | None, int]
ALL: set[Kind] = {(fund, kind, aim) for fund in MODELS for kind in (24, 25) for aim in AIM_TYPES}
ALL |= {(fund, kind, 1) for fund in (36, 81) for kind in PROGRAMMES}


def _with(
    *rows: Row,
    on: dt.date | None = START,
    amount: int | None = 100,
    fund: int = 36,
    kind: int | None = 25,
    aim: int = 1,
    hours: int | None = None,
    **fields: Any,
) -> LearningDelivery:
    """The programme aim of an apprenticeship with such records, all of one day."""
    records = [AppFinRecord(row[0], row[1], on, amount) for row in rows]
    told = [] if hours is None else [HRSRecord("HRS", hours, 40)]
    return aim_with(
        fund=fund, ProgType=kind, AimType=aim, AppFinRecord=records, HRSRecord=told, **fields
    )


def _of(rule: str, wanted: Any, *rows: Row, **fields: Any) -> list[Case]:
    """The rule speaks about aims of which *wanted*, told model, programme and type, is true."""
    return only(
        rule,
        lambda one: _with(*rows, fund=one[0], kind=one[1], aim=one[2], **fields),
        {one for one in ALL if wanted(*one)},
        ALL,
    )


TRAINING, ASSESSMENT, PAID, PAID_ASSESSMENT = ("TNP", 1), ("TNP", 2), ("PMR", 1), ("PMR", 2)
DATED = [
    *days("AFinDate_03", lambda on: _with(PAID, on=on), first=PREPARED + A_DAY, prepared=PREPARED),
    *only("AFinDate_03", lambda row: _with(row, on=LATER), ROWS, ROWS),
    *days("AFinDate_14", lambda on: _with(PAID, on=on), first=PREPARED + A_DAY, prepared=PREPARED),
    *only(
        "AFinDate_14",
        lambda row: _with(row, on=LATER),
        {row for row in ROWS if row[0] == "PMR"},
        ROWS,
    ),
    *days("AFinDate_09", lambda on: _with(PAID, on=on), last=dt.date(2024, 9, 7)),
    *_of("AFinDate_09", lambda _, kind, aim: (kind, aim) == (25, 1), PAID, on=dt.date(2024, 1, 1)),
    *days(
        "AFinDate_12",
        lambda on: _with(PAID, on=on, LearnActEndDate=DAY),
        first=dt.date(2028, 2, 28),
    ),
    *_of(
        "AFinDate_12",
        lambda _, kind, aim: (kind, aim) == (25, 1),
        PAID,
        on=LATER,
        LearnActEndDate=DAY,
    ),
    *edges(
        "AFinDate_12",
        silent={
            "not ended": _with(PAID, on=LATER),
            "within two years": _with(PAID, on=dt.date(2027, 9, 1), LearnActEndDate=DAY),
        },
    ),
    *days("AFinDate_13", lambda on: _with(TRAINING, on=on, AchDate=DAY), first=DAY + A_DAY),
    *days(
        "AFinDate_13",
        lambda on: _with(TRAINING, on=on, LearnActEndDate=DAY, WithdrawReason=2),
        first=DAY + A_DAY,
    ),
    *only(
        "AFinDate_13",
        lambda kind: _with(TRAINING, on=LATER, AchDate=DAY, kind=kind),
        {25},
        PROGRAMMES,
    ),
    *only(
        "AFinDate_13",
        lambda row: _with(row, on=LATER, AchDate=DAY),
        {row for row in ROWS if row[0] == "TNP"},
        ROWS,
    ),
    *edges(
        "AFinDate_13",
        silent={
            "ended, not left": _with(TRAINING, on=LATER, LearnActEndDate=DAY),
            "achieved after the end": _with(
                TRAINING, on=DAY, AchDate=DAY, LearnActEndDate=START, WithdrawReason=2
            ),
        },
    ),
]

NEEDED = [
    *_of("AFinType_01", lambda *one: one == (81, 25, 1)),
    *only("AFinType_01", lambda row: _with(row, fund=81), ROWS - {TRAINING}, ROWS),
    *_of(
        "AFinType_04",
        lambda fund, kind, aim: aim != 1 or not (fund == 36 or (fund, kind) == (81, 25)),
        TRAINING,
    ),
    *edges("AFinType_04", silent={"none": _with(fund=38, kind=None)}),
    *_of("AFinType_07", lambda _, kind, aim: (kind, aim) == (25, 1), PAID_ASSESSMENT),
    *only("AFinType_07", _with, {PAID_ASSESSMENT}, ROWS),
    *only(
        "AFinType_07",
        lambda row: _with(PAID_ASSESSMENT, row),
        ROWS - {("TNP", 2), ("TNP", 4)},
        ROWS,
    ),
    *only("AFinType_08", lambda row: _with(row, fund=81), {("TNP", 3), ("TNP", 4)}, ROWS),
    *only("AFinType_08", lambda fund: _with(("TNP", 3), fund=fund), MODELS - {36}, MODELS),
    *edges("AFinType_08", speaks={"small": _with(("tnp", 3), fund=81)}),
    *_of("AFinType_10", lambda _, kind, aim: (kind, aim) == (25, 1)),
    *only("AFinType_10", _with, ROWS - {("TNP", 2), ("TNP", 4)}, ROWS),
    *_of("AFinType_12", lambda fund, _, aim: (fund, aim) == (36, 1)),
    *only("AFinType_12", _with, {row for row in ROWS if row[0] != "TNP"}, ROWS),
    *_of("AFinType_13", lambda fund, _, aim: (fund, aim) == (36, 1)),
    *only("AFinType_13", _with, {row for row in ROWS if row[0] != "TNP"}, ROWS),
    *only(
        "AFinType_13",
        lambda on: _with(TRAINING, on=on),
        {START - A_DAY, START + A_DAY},
        {START - A_DAY, START, START + A_DAY},
    ),
    *_of("AFinType_14", lambda _, __, aim: aim == 1, PAID),
    *only("AFinType_14", _with, {PAID}, ROWS),
    *only("AFinType_14", lambda row: _with(PAID, row), ROWS - {("TNP", 1), ("TNP", 3)}, ROWS),
]

REDUCTION = ("RIP", 1)
REDUCED = [
    *only("AFinType_15", lambda row: _with(row, amount=99999), {REDUCTION}, ROWS),
    *only("AFinType_15", lambda sum_: _with(REDUCTION, amount=sum_), {18001}, {None, 18000, 18001}),
    *only("AFinType_16", lambda row: _with(row, amount=1), {REDUCTION}, ROWS),
    *only("AFinType_16", lambda sum_: _with(REDUCTION, amount=sum_), {0, 4}, {None, 0, 4, 5}),
    *only("R_161", lambda code: _with(hours=code), {4}, range(1, 7)),
    *only("R_161", lambda row: _with(row, hours=4), ROWS - {REDUCTION}, ROWS),
    *only("R_162", lambda code: _with(REDUCTION, hours=code), {1, 2, 3, 5, 6}, range(1, 7)),
    *only("R_162", _with, {REDUCTION}, ROWS),
]

EDGES = [*DATED, *NEEDED, *REDUCED]
