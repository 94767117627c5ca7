"""Financial records of an apprenticeship: which there must be, and when they may be dated."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, START, aim, apprenticeship, case, closed, withdrawn
from ilrsync.checks.derived import has_hours, is_years_on, years_after
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.codes import FundModel, HRSCode, ProgType
from ilrsync.model.records import AppFinRecord, HRSRecord, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

LEVY = {"FundModel": FundModel.APPRENTICESHIP, "AimType": 1}
STANDARD = {"ProgType": ProgType.APPRENTICESHIP, "AimType": 1}
SHOWN = "AFinType AFinCode AFinDate"


@rule("AFinDate_03", over=AppFinRecord, fields=SHOWN, until="2526")
def in_the_future(row: AppFinRecord, context: Context) -> Iterator[Hit]:
    """A financial record is not dated after the day the file is prepared.

    Source: validation rules 2025-26 v3, Learning delivery, AFinDate_03.
    """
    if row.AFinDate and row.AFinDate > context.prepared:
        yield Hit(row)


@rule("AFinDate_04", over=AppFinRecord, fields=SHOWN, until="2526")
def price_after_the_end(row: AppFinRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """A price (TNP) is not dated after the actual end of its aim.

    Not for apprenticeship standards, ProgType 25.

    Source: validation rules 2025-26 v3, Learning delivery, AFinDate_04.
    """
    if not _is(row, "TNP") or aim.ProgType == ProgType.APPRENTICESHIP:
        return
    ended = aim.LearnActEndDate
    if row.AFinDate is not None and ended is not None and row.AFinDate > ended:
        yield Hit(row, LearnActEndDate=ended)


@rule("AFinDate_14", over=AppFinRecord, fields=SHOWN)
def payment_in_the_future(row: AppFinRecord, context: Context) -> Iterator[Hit]:
    """A payment (PMR) is not dated after the day the file is prepared.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinDate_14.
    """
    if _is(row, "PMR") and row.AFinDate and row.AFinDate > context.prepared:
        yield Hit(row)


@rule("AFinDate_09", over=AppFinRecord, fields=SHOWN, when=STANDARD)
def a_year_before_start(row: AppFinRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """A financial record is dated at most a year before its programme starts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinDate_09.
    """
    paid, start = row.AFinDate, aim.LearnStartDate
    if paid and start and not is_years_on(paid, start, -1):
        yield Hit(row)


@rule("AFinDate_12", over=AppFinRecord, fields=SHOWN, when=STANDARD)
def two_years_after_end(row: AppFinRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """A financial record is dated at most two years after its programme ends.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinDate_12.
    """
    paid, ended = row.AFinDate, aim.LearnActEndDate
    if paid and ended and is_years_on(paid, ended, 2) and paid != years_after(ended, 2):
        yield Hit(row)


@rule("AFinDate_13", over=AppFinRecord, fields=SHOWN, when={"ProgType": 25})
def price_after_the_programme(row: AppFinRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """A price (TNP) is not dated after the achievement, nor after the end of what was left.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinDate_13.
    """
    last = aim.AchDate or (aim.LearnActEndDate if aim.WithdrawReason is not None else None)
    if _is(row, "TNP") and row.AFinDate and last and row.AFinDate > last:
        yield Hit(row)


@rule("AFinType_01", over=LearningDelivery, fields="FundModel", when={**STANDARD, "FundModel": 81})
def trailblazer_without_training_price(aim: LearningDelivery) -> Iterator[Hit]:
    """A trailblazer apprenticeship, FundModel 81, needs a training price, TNP 1.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinType_01.
    """
    if not has_record(aim, "TNP", 1):
        yield Hit(aim, AFinType="TNP", AFinCode=1)


@rule("AFinType_04", over=LearningDelivery, fields="FundModel ProgType AimType")
def record_elsewhere(aim: LearningDelivery) -> Iterator[Hit]:
    """Only an apprenticeship programme aim has financial records.

    That is AimType 1 with FundModel 36, or with FundModel 81 and ProgType 25. The published
    condition lacks the "unless" that its message has.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinType_04.
    """
    trailblazer = (aim.FundModel, aim.ProgType) == (81, ProgType.APPRENTICESHIP)
    allowed = aim.AimType == 1 and (aim.FundModel == FundModel.APPRENTICESHIP or trailblazer)
    if aim.AppFinRecord and not allowed:
        yield Hit(aim)


@rule("AFinType_07", over=LearningDelivery, fields="", when=STANDARD)
def assessment_payment_without_price(aim: LearningDelivery) -> Iterator[Hit]:
    """An assessment payment, PMR 2, goes with an assessment price, TNP 2 or 4.

    The published condition names the price twice; its message shows that the payment is meant.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinType_07.
    """
    if has_record(aim, "PMR", 2) and not has_record(aim, "TNP", 2, 4):
        yield Hit(aim, AFinType="PMR", AFinCode=2)


@rule("AFinType_08", over=AppFinRecord, fields=SHOWN)
def residual_price_elsewhere(row: AppFinRecord, aim: LearningDelivery) -> Iterator[Hit]:
    """A residual price, TNP 3 or 4, stands on FundModel 36 only.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinType_08.
    """
    if _is(row, "TNP") and row.AFinCode in {3, 4} and aim.FundModel != FundModel.APPRENTICESHIP:
        yield Hit(row, FundModel=aim.FundModel)


@rule("AFinType_10", over=LearningDelivery, severity=WARNING, fields="", when=STANDARD)
def assessment_price_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship should have an assessment price, TNP 2 or 4.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinType_10.
    """
    if not has_record(aim, "TNP", 2, 4):
        yield Hit(aim, AFinType="TNP", AFinCode=2)


@rule("AFinType_12", over=LearningDelivery, fields="FundModel", when=LEVY)
def price_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """A funded apprenticeship programme needs a price, TNP.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinType_12.
    """
    if not has_record(aim, "TNP"):
        yield Hit(aim, AFinType="TNP")


@rule("AFinType_13", over=LearningDelivery, fields="LearnStartDate", when=LEVY)
def price_not_from_the_start(aim: LearningDelivery) -> Iterator[Hit]:
    """A funded apprenticeship programme needs a price, TNP, dated on its first day.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinType_13.
    """
    if not any(_is(row, "TNP") and row.AFinDate == aim.LearnStartDate for row in aim.AppFinRecord):
        yield Hit(aim, AFinType="TNP")


@rule("AFinType_14", over=LearningDelivery, fields="", when={"AimType": 1})
def training_payment_without_price(aim: LearningDelivery) -> Iterator[Hit]:
    """A training payment, PMR 1, goes with a training price, TNP 1 or 3.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinType_14.
    """
    if has_record(aim, "PMR", 1) and not has_record(aim, "TNP", 1, 3):
        yield Hit(aim, AFinType="PMR", AFinCode=1)


@rule("AFinType_15", over=AppFinRecord, fields=f"{SHOWN} AFinAmount", since="2627")
def reduction_too_high(row: AppFinRecord) -> Iterator[Hit]:
    """A reduction for prior learning, RIP 1, is at most 18,000.

    Source: validation rules 2026-27 v4, Learning delivery, AFinType_15.
    """
    amount = _reduction(row)
    if amount is not None and amount > 18000:
        yield Hit(row)


@rule("AFinType_16", over=AppFinRecord, fields=f"{SHOWN} AFinAmount", since="2627")
def reduction_too_low(row: AppFinRecord) -> Iterator[Hit]:
    """A reduction for prior learning, RIP 1, is at least 5.

    Source: validation rules 2026-27 v4, Learning delivery, AFinType_16.
    """
    amount = _reduction(row)
    if amount is not None and amount < 5:
        yield Hit(row)


@rule("R_161", over=LearningDelivery, fields="", since="2627")
def prior_learning_without_reduction(aim: LearningDelivery) -> Iterator[Hit]:
    """Hours of prior learning, hours record 4, go with a reduction, RIP 1.

    Source: validation rules 2026-27 v4, Cross Record, R_161.
    """
    if has_hours(aim, HRSCode.PRIOR_LEARNING) and not has_record(aim, "RIP", 1):
        yield Hit(aim, HRSCode=HRSCode.PRIOR_LEARNING.value)


@rule("R_162", over=LearningDelivery, fields="", since="2627")
def reduction_without_prior_learning(aim: LearningDelivery) -> Iterator[Hit]:
    """A reduction for prior learning, RIP 1, goes with its hours, hours record 4.

    Source: validation rules 2026-27 v4, Cross Record, R_162.
    """
    if has_record(aim, "RIP", 1) and not has_hours(aim, HRSCode.PRIOR_LEARNING):
        yield Hit(aim, AFinType="RIP", AFinCode=1)


def has_record(aim: LearningDelivery, kind: str, *codes: int) -> bool:
    """Whether the aim has a financial record of that type, with one of *codes* if any are given."""
    return any(_is(row, kind) and (not codes or row.AFinCode in codes) for row in aim.AppFinRecord)


def _reduction(row: AppFinRecord) -> int | None:
    """The amount of a reduction for prior learning; None where it is not told, or not one."""
    return row.AFinAmount if _is(row, "RIP") and row.AFinCode == 1 else None


def _is(row: AppFinRecord, kind: str) -> bool:
    return (row.AFinType or "").upper() == kind


DAY = dt.date(2025, 11, 3)
NEXT_YEAR = dt.date(2027, 8, 1)
FIRST = ["Learner[0]/LearningDelivery[0]/AppFinRecord[0]"]

Record = tuple[str, int, dt.date] | tuple[str, int, dt.date, int]


def _with(*rows: Record, **fields: Any) -> LearningDelivery:
    """An apprenticeship programme aim with these records."""
    return apprenticeship(AppFinRecord=[AppFinRecord(*row) for row in rows], **fields)[0]


def _reduced(amount: int = 500, hours: int | None = 40) -> LearningDelivery:
    records = [HRSRecord("HRS", 4, hours)] if hours is not None else []
    return _with(("RIP", 1, START, amount), HRSRecord=records)


BOTH = [FIRST[0], FIRST[0].replace("AppFinRecord[0]", "AppFinRecord[1]")]
BEFORE = START - dt.timedelta(days=1)
OTHER: dict[str, Any] = {"ProgType": 24}
PRICED = (("TNP", 1, START), ("TNP", 2, START))

CASES = [
    case("AFinDate_03", "in the past", _with(*PRICED), []),
    case("AFinDate_03", "in the future", _with(("TNP", 1, NEXT_YEAR)), FIRST),
    case("AFinDate_04", "before the end", _with(*PRICED, **OTHER, **closed(START)), []),
    case("AFinDate_04", "after the end", _with(*PRICED, **OTHER, **closed(BEFORE)), BOTH),
    case("AFinDate_04", "a standard", _with(*PRICED, **closed(BEFORE)), []),
    case("AFinDate_14", "a price in the future", _with(("TNP", 1, NEXT_YEAR)), []),
    case("AFinDate_14", "a payment in the future", _with(("PMR", 1, NEXT_YEAR)), FIRST),
    case("AFinDate_09", "on the first day", _with(*PRICED), []),
    case("AFinDate_09", "more than a year before", _with(("PMR", 1, dt.date(2024, 9, 7))), FIRST),
    case("AFinDate_12", "before the end", _with(*PRICED, **closed(DAY)), []),
    case(
        "AFinDate_12",
        "more than two years after",
        _with(("PMR", 1, dt.date(2027, 11, 4)), **closed(DAY)),
        FIRST,
    ),
    case("AFinDate_13", "before it was left", _with(*PRICED, **withdrawn(DAY)), []),
    case("AFinDate_13", "after it was left", _with(("TNP", 1, NEXT_YEAR), **withdrawn(DAY)), FIRST),
    case("AFinType_01", "with a price", _with(*PRICED, FundModel=81), []),
    case("AFinType_01", "without", _with(FundModel=81), AIM),
    case("AFinType_04", "programme aim", _with(*PRICED), []),
    case("AFinType_04", "T Level", aim(AppFinRecord=[AppFinRecord("TNP", 1, START, 1)]), AIM),
    case("AFinType_07", "with a price", _with(*PRICED, ("PMR", 2, DAY)), []),
    case("AFinType_07", "without", _with(("PMR", 2, DAY)), AIM),
    case("AFinType_08", "the levy", _with(("TNP", 3, DAY)), []),
    case("AFinType_08", "trailblazer", _with(("TNP", 3, DAY), FundModel=81), FIRST),
    case("AFinType_10", "with a price", _with(*PRICED), []),
    case("AFinType_10", "without", _with(("TNP", 1, START)), AIM),
    case("AFinType_12", "with a price", _with(*PRICED), []),
    case("AFinType_12", "without", _with(), AIM),
    case("AFinType_13", "from the first day", _with(*PRICED), []),
    case("AFinType_13", "later", _with(("TNP", 1, DAY)), AIM),
    case("AFinType_14", "with a price", _with(*PRICED, ("PMR", 1, DAY)), []),
    case("AFinType_14", "without", _with(("PMR", 1, DAY)), AIM),
    case("AFinType_15", "18,000", _reduced(18000), []),
    case("AFinType_15", "18,001", _reduced(18001), FIRST),
    case("AFinType_16", "5", _reduced(5), []),
    case("AFinType_16", "4", _reduced(4), FIRST),
    case("R_161", "both", _reduced(), []),
    case("R_161", "only the hours", aim(HRSRecord=_reduced().HRSRecord), AIM),
    case("R_162", "both", _reduced(), []),
    case("R_162", "only the reduction", _reduced(hours=None), AIM),
]
