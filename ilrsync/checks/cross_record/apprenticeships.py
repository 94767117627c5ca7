"""Apprenticeship prices and payments, within one programme and across its restarts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, START, apprenticeship, case, closed, learner, withdrawn
from ilrsync.checks.derived import grouped, programme_aims, repeated
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import CompStatus, FundModel, ProgType
from ilrsync.model.records import AppFinRecord, Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD = {"ProgType": ProgType.APPRENTICESHIP, "AimType": 1}
PRICE = "TNP"
TRAINING, ASSESSMENT, RESIDUAL_TRAINING, RESIDUAL_ASSESSMENT = 1, 2, 3, 4


@rule("R_68", over=Learner, fields="", when={**STANDARD, "FundModel": FundModel.APPRENTICESHIP})
def repeated_financial_record(learner: Learner) -> Iterator[Hit]:
    """A financial record stands once in the programme aims of one standard, restarts included.

    The same AFinType, AFinCode and AFinDate must not occur twice, whatever the amounts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_68.
    """
    funded = [
        one
        for one in programme_aims(learner)
        if one.FundModel == FundModel.APPRENTICESHIP and one.ProgType == ProgType.APPRENTICESHIP
    ]
    for same in grouped(funded, key=lambda one: (one.StdCode,)):
        rows = [row for one in same for row in one.AppFinRecord]
        if not repeated(rows, key=lambda row: (row.AFinType, row.AFinCode)):
            continue
        for twice in repeated(rows, key=lambda row: (row.AFinType, row.AFinCode, row.AFinDate)):
            for row in twice[1:]:
                yield _row(row)


@rule("R_142", over=Learner, fields="", when=STANDARD)
def price_of_left_programme_after_new_start(learner: Learner) -> Iterator[Hit]:
    """A price of a programme that was left or paused is dated before the new start.

    For an open apprenticeship programme started since August 2022 beside a closed one with
    CompStatus 3 or 6.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_142.
    """
    aims = [one for one in programme_aims(learner) if one.ProgType == ProgType.APPRENTICESHIP]
    starts = [
        one.LearnStartDate
        for one in aims
        if one.LearnActEndDate is None
        and one.LearnStartDate
        and one.LearnStartDate >= dt.date(2022, 8, 1)
    ]
    for one in aims:
        left = one.LearnActEndDate and one.CompStatus in {CompStatus.WITHDRAWN, CompStatus.BREAK}
        if starts and left:
            for row in _of(one, PRICE):
                if row.AFinDate and row.AFinDate >= min(starts):
                    yield _row(row)


@rule("R_100", over=LearningDelivery, fields="CompStatus", when=STANDARD)
def completed_without_assessment_price(aim: LearningDelivery) -> Iterator[Hit]:
    """A completed apprenticeship needs an assessment price, TNP 2 or 4.

    Not for non-funded apprenticeships.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_100.
    """
    if (
        aim.CompStatus == CompStatus.COMPLETED
        and aim.FundModel != FundModel.NON_FUNDED
        and not _has(aim, ASSESSMENT, RESIDUAL_ASSESSMENT)
    ):
        yield Hit(aim)


@rule("R_119", over=LearningDelivery, fields="LearnStartDate")
def price_before_start(aim: LearningDelivery) -> Iterator[Hit]:
    """A price (TNP) of an aim is dated on its start or later.

    For starts since February 2019.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_119.
    """
    if not aim.AppFinRecord or not aim.LearnStartDate:
        return
    for row in _of(aim, PRICE):
        early = row.AFinDate is not None and row.AFinDate < aim.LearnStartDate
        if early and row.AFinCode is not None and aim.LearnStartDate >= dt.date(2019, 2, 1):
            yield _row(row)


@rule("AFinDate_05", over=LearningDelivery, fields="")
def training_price_after_residual(aim: LearningDelivery) -> Iterator[Hit]:
    """A total training price, TNP 1, is not dated after a residual one, TNP 3.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinDate_05.
    """
    yield from _dated(aim, TRAINING, RESIDUAL_TRAINING, same_day=False)


@rule("AFinDate_06", over=LearningDelivery, fields="")
def assessment_price_after_residual(aim: LearningDelivery) -> Iterator[Hit]:
    """A total assessment price, TNP 2, is not dated after a residual one, TNP 4.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinDate_06.
    """
    yield from _dated(aim, ASSESSMENT, RESIDUAL_ASSESSMENT, same_day=False)


@rule("AFinDate_07", over=LearningDelivery, fields="")
def two_training_prices_on_one_day(aim: LearningDelivery) -> Iterator[Hit]:
    """A total and a residual training price, TNP 1 and 3, are not dated on one day.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinDate_07.
    """
    yield from _dated(aim, TRAINING, RESIDUAL_TRAINING, same_day=True)


@rule("AFinDate_08", over=LearningDelivery, fields="")
def two_assessment_prices_on_one_day(aim: LearningDelivery) -> Iterator[Hit]:
    """A total and a residual assessment price, TNP 2 and 4, are not dated on one day.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinDate_08.
    """
    yield from _dated(aim, ASSESSMENT, RESIDUAL_ASSESSMENT, same_day=True)


def _of(aim: LearningDelivery, kind: str) -> list[AppFinRecord]:
    return [row for row in aim.AppFinRecord if (row.AFinType or "").upper() == kind]


def _has(aim: LearningDelivery, *codes: int) -> bool:
    return any(row.AFinCode in codes for row in _of(aim, PRICE))


def _dated(aim: LearningDelivery, total: int, residual: int, *, same_day: bool) -> Iterator[Hit]:
    """The total prices dated after a residual one, or on its very day."""
    rows = _of(aim, PRICE)
    days = [row.AFinDate for row in rows if row.AFinCode == residual and row.AFinDate]
    for row in rows:
        if row.AFinCode != total or not row.AFinDate or not days:
            continue
        if row.AFinDate in days if same_day else row.AFinDate > min(days):
            yield _row(row)


def _row(row: AppFinRecord) -> Hit:
    return Hit(
        row,
        AFinType=row.AFinType,
        AFinCode=row.AFinCode,
        AFinDate=row.AFinDate,
        AFinAmount=row.AFinAmount,
    )


OCTOBER = dt.date(2025, 10, 1)
NOVEMBER = dt.date(2025, 11, 1)
FIRST = "Learner[0]/LearningDelivery[0]/AppFinRecord[0]"
SECOND = "Learner[0]/LearningDelivery[0]/AppFinRecord[1]"


def _priced(*prices: tuple[int, dt.date], **fields: Any) -> LearningDelivery:
    rows = [AppFinRecord(PRICE, code, day, 5000) for code, day in prices]
    return apprenticeship(AppFinRecord=rows, **fields)[0]


CASES = [
    case("R_68", "two dates", _priced((1, START), (1, OCTOBER)), []),
    case("R_68", "twice the same", _priced((1, START), (1, START)), [SECOND]),
    case(
        "R_68",
        "again on the restart",
        learner("A1", _priced((1, START)), _priced((1, START))),
        ["Learner[0]/LearningDelivery[1]/AppFinRecord[0]"],
    ),
    case(
        "R_142",
        "dated before the restart",
        learner("A1", _priced((1, START), **withdrawn(OCTOBER)), _priced(LearnStartDate=NOVEMBER)),
        [],
    ),
    case(
        "R_142",
        "dated after the restart",
        learner(
            "A1", _priced((1, NOVEMBER), **withdrawn(OCTOBER)), _priced(LearnStartDate=NOVEMBER)
        ),
        [FIRST],
    ),
    case("R_142", "left, but without its end", _priced((1, START), CompStatus=6), []),
    case("R_100", "with a price", _priced((2, START), **closed(NOVEMBER)), []),
    case("R_100", "without", _priced((1, START), **closed(NOVEMBER)), AIM),
    case("R_119", "on the first day", _priced((1, START)), []),
    case("R_119", "a week before", _priced((1, dt.date(2025, 9, 1))), [FIRST]),
    case("AFinDate_05", "residual later", _priced((1, START), (3, OCTOBER)), []),
    case("AFinDate_05", "residual earlier", _priced((1, OCTOBER), (3, START)), [FIRST]),
    case("AFinDate_06", "residual later", _priced((2, START), (4, OCTOBER)), []),
    case("AFinDate_06", "residual earlier", _priced((2, OCTOBER), (4, START)), [FIRST]),
    case("AFinDate_07", "two days", _priced((1, START), (3, OCTOBER)), []),
    case("AFinDate_07", "one day", _priced((1, START), (3, START)), [FIRST]),
    case("AFinDate_08", "two days", _priced((2, START), (4, OCTOBER)), []),
    case("AFinDate_08", "one day", _priced((2, START), (4, START)), [FIRST]),
]
