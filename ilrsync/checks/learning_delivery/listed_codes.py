"""Codes of an aim that must be on their list, and in use on the first day of the aim."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, START, aim, case, standalone, supplied
from ilrsync.checks.code_lists import SCHOOL_TYPES, is_not_listed, is_wrong_pair, listed_as, span
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import AIMS, LARS, rows
from ilrsync.checks.learning_delivery.fam_rows import FIRST, SECOND, aim_with
from ilrsync.checks.lists import CODE_LISTS
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import LearnDelFAMType, Outcome
from ilrsync.model.records import (
    AppFinRecord,
    LearningDelivery,
    ProviderSpecDeliveryMonitoring,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context
    from ilrsync.model.records import LearningDeliveryFAM

OCCURRENCES = frozenset("ABCD")
GRADED_SINCE = dt.date(2014, 8, 1)
NO_START_ASKED = frozenset({"368", "369"})


@rule(
    "LearnDelFAMType_04",
    over=LearningDelivery,
    fields="",
    better_with=[listed_as("LearnDelFAMType or LearnDelFAM.*")],
)
def unknown_monitoring(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """LearnDelFAMType is a code of the published list, and LearnDelFAMCode one of that type.

    Without the site's code lists only codes of SOF, FFI and ACT are judged.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_04.
    """
    for row in aim.LearningDeliveryFAM:
        if is_wrong_pair(
            "LearnDelFAMType", "LearnDelFAM", row.LearnDelFAMType, row.LearnDelFAMCode, context
        ):
            yield _shown(row)


@rule(
    "LearnDelFAMType_06",
    over=LearningDelivery,
    fields="LearnStartDate",
    better_with=[listed_as("LearnDelFAM.*")],
)
def monitoring_out_of_date(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Funding and monitoring was still in use when the aim started.

    Not for restarts (RES). Without the site's code lists only the last days that ilrsync knows are
    asked.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_06.
    """
    for row in aim.LearningDeliveryFAM:
        last = _span(row, context)[1]
        restart = last is not None and has_fam(aim, LearnDelFAMType.RES)
        start = aim.LearnStartDate
        if last is not None and not restart and start is not None and start > last:
            yield _shown(row)


@rule(
    "LearnDelFAMType_104",
    over=LearningDelivery,
    fields="LearnStartDate",
    better_with=[listed_as("LearnDelFAM.LDM")],
)
def monitoring_before_its_time(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Learning delivery monitoring (LDM) was already in use when the aim started.

    Not LDM 368 and 369. Without the site's code lists only the first days that ilrsync knows are
    asked.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_104.
    """
    for row in aim.LearningDeliveryFAM:
        kind = (row.LearnDelFAMType or "").upper()
        if kind != LearnDelFAMType.LDM or row.LearnDelFAMCode in NO_START_ASKED:
            continue
        first = _span(row, context)[0]
        if first is not None and aim.LearnStartDate is not None and aim.LearnStartDate < first:
            yield _shown(row)


@rule("ProgType_03", over=LearningDelivery, fields="ProgType LearnStartDate")
def unknown_programme_type(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """ProgType is a code of the published list that was still in use when the aim started.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProgType_03.
    """
    if aim.ProgType is None:
        return
    last = span("ProgType", aim.ProgType, context)[1]
    ended = last is not None and aim.LearnStartDate is not None and aim.LearnStartDate > last
    if ended or is_not_listed("ProgType", aim.ProgType, context):
        yield Hit(aim)


@rule("Tlout_02", over=LearningDelivery, fields="TLOut")
def unknown_tailored_outcome(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """TLOut is a code of the published list.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, Tlout_02.
    """
    if is_not_listed("TLOut", aim.TLOut, context):
        yield Hit(aim)


@rule(
    "AFinType_02",
    over=AppFinRecord,
    fields="AFinType AFinCode",
    needs=[listed_as("AFinType or AppFin.*")],
    better_with=[listed_as("AFinType or AppFin.*")],
)
def unknown_financial_record(row: AppFinRecord, context: Context) -> Iterator[Hit]:
    """AFinType is a code of the published list, and AFinCode one of that type.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AFinType_02.
    """
    if is_wrong_pair("AFinType", "AppFin", row.AFinType, row.AFinCode, context):
        yield Hit(row)


@rule("OutGrade_01", over=LearningDelivery, fields="OutGrade", needs=[listed_as("OutGrade")])
def unknown_grade(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """OutGrade is a code of the published list, Appendix Q.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OutGrade_01.
    """
    if is_not_listed("OutGrade", aim.OutGrade, context):
        yield Hit(aim)


@rule(
    "OutGrade_07",
    over=LearningDelivery,
    fields="OutGrade LearnActEndDate",
    needs=[AIMS, listed_as("OutGrade.*")],
    better_with=[listed_as("OutGrade.*")],
    when={"Outcome": Outcome.ACHIEVED},
)
def grade_of_another_qualification(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The grade of a GCSE or A level that was achieved is one that such a qualification has.

    For ends since August 2014 and LARS types 0001 to 0003, 1413, 1422, 1430, 1433 to 1435, 1453
    and 2999. The grades of a type are the list OutGrade.TYPE of the site's code lists, as in
    OutGrade.0003.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OutGrade_07.
    """
    ended = aim.LearnActEndDate
    if aim.OutGrade is None or ended is None or ended < GRADED_SINCE:
        return
    for row in rows(context, "LearningDelivery", aim):
        kind = row.get("LearnAimRefType", "")
        if kind in SCHOOL_TYPES and is_not_listed(f"OutGrade.{kind}", aim.OutGrade, context):
            yield Hit(aim)
            return


@rule("ProvSpecDelMonOccur_01", over=ProviderSpecDeliveryMonitoring, fields="ProvSpecDelMonOccur")
def unknown_occurrence(row: ProviderSpecDeliveryMonitoring) -> Iterator[Hit]:
    """Provider specified delivery monitoring stands under A, B, C or D.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ProvSpecDelMonOccur_01.
    """
    letter = row.ProvSpecDelMonOccur
    if letter is not None and letter.strip().upper() not in OCCURRENCES:
        yield Hit(row)


def _span(row: LearningDeliveryFAM, context: Context) -> tuple[dt.date | None, dt.date | None]:
    kind = (row.LearnDelFAMType or "").upper()
    return span(f"LearnDelFAM.{kind}", row.LearnDelFAMCode, context)


def _shown(row: LearningDeliveryFAM) -> Hit:
    return Hit(row, LearnDelFAMType=row.LearnDelFAMType, LearnDelFAMCode=row.LearnDelFAMCode)


def _paid(code: int) -> LearningDelivery:
    return aim(AppFinRecord=[AppFinRecord("TNP", code, START, 1)])


def _graded(grade: str) -> LearningDelivery:
    return aim("60300001", OutGrade=grade, Outcome=1, LearnActEndDate=dt.date(2026, 6, 30))


def _marked(letter: str) -> LearningDelivery:
    return aim(ProviderSpecDeliveryMonitoring=[ProviderSpecDeliveryMonitoring(letter, "B7")])


MONITORING = supplied(CODE_LISTS, "Code", "LEARNDELFAM.LDM", Code="034")
PRICES = supplied(CODE_LISTS, "Code", "APPFIN.TNP", Code="1")
GRADES = supplied(CODE_LISTS, "Code", "OUTGRADE", Code="PA")
GCSE = supplied(LARS, "LearningDelivery", "60300001", LearnAimRefType="0003")
GCSE_GRADES = supplied(CODE_LISTS, "Code", "OUTGRADE.0003", Code="9")
BOTH = {**GCSE, **GCSE_GRADES}
PRICE = ["Learner[0]/LearningDelivery[0]/AppFinRecord[0]"]
LETTER = ["Learner[0]/LearningDelivery[0]/ProviderSpecDeliveryMonitoring[0]"]
SOURCE, PILOT, THRESHOLD = ("SOF", "105"), ("LDM", "384"), ("LDM", "391")
EARLY: dict[str, Any] = {"LearnStartDate": dt.date(2024, 7, 31)}

CASES = [
    case("LearnDelFAMType_04", "SOF 105", standalone(), []),
    case("LearnDelFAMType_04", "SOF 999", aim_with(("SOF", "999")), FIRST),
    case("LearnDelFAMType_04", "LDM 34", aim_with(("LDM", "34")), [], lookups=MONITORING),
    case("LearnDelFAMType_04", "LDM 999", aim_with(("LDM", "999")), FIRST, lookups=MONITORING),
    case("LearnDelFAMType_06", "in use", standalone(), []),
    case("LearnDelFAMType_06", "ended", aim_with(SOURCE, PILOT), SECOND),
    case("LearnDelFAMType_06", "a restart", aim_with(("RES", "1"), PILOT), []),
    case("LearnDelFAMType_104", "in use", aim_with(THRESHOLD), []),
    case("LearnDelFAMType_104", "too early", aim_with(THRESHOLD, **EARLY), FIRST),
    case("ProgType_03", "T Level", aim(ProgType=31), []),
    case("ProgType_03", "2, which has ended", aim(ProgType=2), AIM),
    case("Tlout_02", "none", aim(), []),
    case("Tlout_02", "99", aim(FundModel=11, TLOut=99), AIM),
    case("AFinType_02", "TNP 1", _paid(1), [], lookups=PRICES),
    case("AFinType_02", "TNP 9", _paid(9), PRICE, lookups=PRICES),
    case("OutGrade_01", "PA", _graded("PA"), [], lookups=GRADES),
    case("OutGrade_01", "ZZ", _graded("ZZ"), AIM, lookups=GRADES),
    case("OutGrade_07", "9", _graded("9"), [], lookups=BOTH),
    case("OutGrade_07", "M", _graded("M"), AIM, lookups=BOTH),
    case("ProvSpecDelMonOccur_01", "D", _marked("D"), []),
    case("ProvSpecDelMonOccur_01", "E", _marked("E"), LETTER),
]
