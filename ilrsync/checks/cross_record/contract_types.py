"""Apprenticeship contract types (ACT): one, from the first day to the last, without a gap."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START, apprenticeship, case, closed, fam, learner
from ilrsync.checks.cases import aim as an_aim
from ilrsync.checks.derived import NEVER, fam_rows
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import CompStatus, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.model.records import LearningDeliveryFAM

APPRENTICESHIP = {"FundModel": FundModel.APPRENTICESHIP, "ProgType": ProgType.APPRENTICESHIP}


@rule("R_101", over=LearningDelivery, fields="")
def contract_types_overlap(aim: LearningDelivery) -> Iterator[Hit]:
    """A contract type of an aim must have ended before the next one of the aim begins.

    The last day of one and the first of the next must not be the same day.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_101.
    """
    rows = _contracts(aim)
    for index, row in enumerate(rows):
        if any(_starts(row) <= _ends(earlier) for earlier in rows[:index]):
            yield _hit(row)


@rule("R_102", over=LearningDelivery, fields="LearnStartDate")
def no_contract_type_from_the_start(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with contract types needs one that begins on its first day.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_102.
    """
    rows = _contracts(aim)
    if rows and not any(row.LearnDelFAMDateFrom == aim.LearnStartDate for row in rows):
        yield Hit(aim, LearnDelFAMType="ACT", LearnDelFAMDateFrom=rows[0].LearnDelFAMDateFrom)


@rule("R_104", over=LearningDelivery, fields="")
def gap_between_contract_types(aim: LearningDelivery) -> Iterator[Hit]:
    """A later contract type of an aim begins the day after the one before it ended.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_104.
    """
    for earlier, row in pairwise(_contracts(aim)):
        ended = earlier.LearnDelFAMDateTo
        if ended is None or _starts(row) != ended + dt.timedelta(days=1):
            yield _hit(row)


@rule("R_105", over=Learner, fields="")
def two_contract_types_at_once(learner: Learner) -> Iterator[Hit]:
    """A learner must not have two different contract types on one day, over all aims.

    Every pair is compared, where the DfE's code of 2020-21 compares neighbours only. The one that
    began later is reported.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_105.
    """
    rows = sorted((row for one in learner.LearningDelivery for row in _contracts(one)), key=_starts)
    for index, row in enumerate(rows):
        if any(
            earlier.LearnDelFAMCode != row.LearnDelFAMCode and _starts(row) <= _ends(earlier)
            for earlier in rows[:index]
        ):
            yield _hit(row)


@rule("R_121", over=LearningDelivery, fields="AchDate", when=APPRENTICESHIP)
def contract_type_does_not_end_with_achievement(aim: LearningDelivery) -> Iterator[Hit]:
    """The latest contract type of an achieved apprenticeship ends on the achievement date.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_121.
    """
    rows = _contracts(aim)
    if rows and aim.AchDate and rows[-1].LearnDelFAMDateTo != aim.AchDate:
        yield _hit(rows[-1])


@rule("R_122", over=LearningDelivery, fields="LearnActEndDate", when=APPRENTICESHIP)
def contract_type_does_not_end_with_aim(aim: LearningDelivery) -> Iterator[Hit]:
    """The latest contract type of an ended apprenticeship aim ends on its actual end date.

    Where there is an achievement date, R_121 applies instead.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_122.
    """
    rows = _contracts(aim)
    if not rows or aim.AchDate or aim.CompStatus == CompStatus.CONTINUING:
        return
    if rows[-1].LearnDelFAMDateTo != aim.LearnActEndDate:
        yield _hit(rows[-1])


@rule("R_123", over=LearningDelivery, fields="CompStatus", when=APPRENTICESHIP)
def contract_type_ends_while_continuing(aim: LearningDelivery) -> Iterator[Hit]:
    """The latest contract type of an apprenticeship aim that continues has no end.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_123.
    """
    rows = _contracts(aim)
    if rows and aim.CompStatus == CompStatus.CONTINUING and rows[-1].LearnDelFAMDateTo:
        yield _hit(rows[-1])


def _contracts(aim: LearningDelivery) -> list[LearningDeliveryFAM]:
    """The aim's contract types, earliest first."""
    rows = fam_rows(aim, LearnDelFAMType.ACT)
    return sorted(rows, key=_starts) if len(rows) > 1 else rows


def _starts(row: LearningDeliveryFAM) -> dt.date:
    return row.LearnDelFAMDateFrom or dt.date.min


def _ends(row: LearningDeliveryFAM) -> dt.date:
    return row.LearnDelFAMDateTo or NEVER


def _hit(row: LearningDeliveryFAM) -> Hit:
    return Hit(
        row,
        LearnDelFAMType=row.LearnDelFAMType,
        LearnDelFAMCode=row.LearnDelFAMCode,
        LearnDelFAMDateFrom=row.LearnDelFAMDateFrom,
        LearnDelFAMDateTo=row.LearnDelFAMDateTo,
    )


MARCH = dt.date(2026, 3, 31)
APRIL = dt.date(2026, 4, 1)
MAY = dt.date(2026, 5, 1)
FIRST = "Learner[0]/LearningDelivery[0]/LearningDeliveryFAM[0]"
SECOND = "Learner[0]/LearningDelivery[0]/LearningDeliveryFAM[1]"


def _on(*rows: LearningDeliveryFAM, **fields: Any) -> LearningDelivery:
    """An apprenticeship programme aim with these contract types."""
    return an_aim(
        "ZPROG001",
        AimType=1,
        ProgType=25,
        StdCode=105,
        LearningDeliveryFAM=list(rows),
        **{"FundModel": 36, **fields},
    )


ONE_AFTER_ANOTHER = _on(fam("ACT", "2", START, MARCH), fam("ACT", "1", APRIL))
WITH_A_GAP = _on(fam("ACT", "2", START, MARCH), fam("ACT", "1", MAY))
NEVER_CLOSED = _on(fam("ACT", "2", START), fam("ACT", "1", APRIL))

CASES = [
    case("R_101", "one after another", ONE_AFTER_ANOTHER, []),
    case("R_101", "the first was not closed", NEVER_CLOSED, [SECOND]),
    case(
        "R_101", "in small letters", _on(fam("act", "2", START), fam("ACT", "1", APRIL)), [SECOND]
    ),
    case(
        "R_101",
        "one day in both",
        _on(fam("ACT", "2", START, APRIL), fam("ACT", "1", APRIL)),
        [SECOND],
    ),
    case("R_102", "from the first day", _on(fam("ACT", "1", START)), []),
    case(
        "R_102", "a day late", _on(fam("ACT", "1", dt.date(2025, 9, 9))), [FIRST.rpartition("/")[0]]
    ),
    case("R_104", "one after another", ONE_AFTER_ANOTHER, []),
    case("R_104", "a month between", WITH_A_GAP, [SECOND]),
    case("R_105", "one type", learner("A1", *apprenticeship()), []),
    case(
        "R_105",
        "two types on two aims",
        learner("A1", _on(fam("ACT", "1", START)), _on(fam("ACT", "2", APRIL))),
        ["Learner[0]/LearningDelivery[1]/LearningDeliveryFAM[0]"],
    ),
    case(
        "R_105",
        "two types, whoever funds",
        learner("A1", _on(fam("ACT", "1", START), fam("ACT", "2", APRIL), FundModel=99)),
        [SECOND],
    ),
    case(
        "R_121",
        "on that day",
        _on(fam("ACT", "1", START, APRIL), **closed(MARCH), AchDate=APRIL),
        [],
    ),
    case(
        "R_121",
        "on another",
        _on(fam("ACT", "1", START, MARCH), **closed(MARCH), AchDate=APRIL),
        [FIRST],
    ),
    case("R_122", "on that day", _on(fam("ACT", "1", START, MARCH), **closed(MARCH)), []),
    case("R_122", "left open", _on(fam("ACT", "1", START), **closed(MARCH)), [FIRST]),
    case("R_123", "open", _on(fam("ACT", "1", START)), []),
    case("R_123", "ended", _on(fam("ACT", "1", START, MARCH)), [FIRST]),
]
