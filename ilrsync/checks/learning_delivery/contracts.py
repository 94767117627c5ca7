"""Whether the provider has a contract for what it returns, by the list that the site supplies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, UKPRN, case, supplied
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import day
from ilrsync.checks.learning_delivery.fam_rows import aim_with, started_since
from ilrsync.checks.learning_delivery.funding_source import is_devolved
from ilrsync.checks.lists import ALLOCATIONS
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import SOF_ADULT, LearnDelFAMType, ProgType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ilrsync.checks.cases import Rows
    from ilrsync.checks.rule import Context

LDM, ACT = LearnDelFAMType.LDM, LearnDelFAMType.ACT
NEEDS = [ALLOCATIONS]
PROCURED_2017, PROCURED_2021, PROCURED_2023, TRAINEESHIPS = "357", "379", "388", "377"
PROCURED_2017_STREAMS = ("AEB-19TRN2021", "AEB-AS2021")
PROCURED_2021_STREAMS = ("AEB-AS2324", "AEB-NSF2324")


def adult_streams(context: Context) -> tuple[str, ...]:
    """The funding streams of the Adult Skills Fund in the collection year."""
    year = context.year
    return f"ASFC-ASCL{year}", f"STFIG{year}", f"ASFC-FCFJ{year}"


def streams_of_2023(context: Context) -> tuple[str, ...]:
    """The funding streams of what was procured in 2023, in the collection year."""
    year = context.year
    return f"ASF2023-AS{year}", f"ASF2023-FCFJ{year}", f"ASF2023-STFI{year}"


@rule("UKPRN_06", over=LearningDelivery, fields="FundModel", needs=NEEDS, when={"FundModel": 35})
def adult_skills_without_contract(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Aims of FundModel 35 need a contract of the stream ASFC-ASCL, STFIG or ASFC-FCFJ of the year.

    Not for apprenticeships, custody (LDM 034), procured aims (LDM 357, 377, 379, 388), devolved
    funding, nor for aims that ended in an earlier year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_06; derived data DD35.
    """
    procured = (PROCURED_2017, TRAINEESHIPS, PROCURED_2021, PROCURED_2023)
    if aim.ProgType == ProgType.APPRENTICESHIP or has_fam(aim, LDM, "034", *procured):
        return
    if not is_devolved(aim, context):
        yield from without_contract(aim, context, *adult_streams(context))


@rule("UKPRN_08", over=LearningDelivery, fields="", needs=NEEDS)
def bursary_without_contract(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Aims with a loans bursary, ALB, need a contract of the stream ALLB or ALLBC of the year.

    Not for aims that ended in an earlier year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_08.
    """
    if has_fam(aim, LearnDelFAMType.ALB):
        year = context.year
        yield from without_contract(aim, context, f"ALLB{year}", f"ALLBC{year}")


@rule("LearnDelFAMType_53", over=LearningDelivery, fields="", needs=NEEDS)
def bursary_rate_without_contract(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A loans bursary of rate 1 or 3, ALB, needs a contract of the stream ALLBC of the year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_53.
    """
    asked = has_fam(aim, LearnDelFAMType.ALB, "1", "3") and context.ukprn is not None
    if asked and not contracts(context, f"ALLBC{context.year}"):
        yield Hit(aim, LearnDelFAMType="ALB")


@rule("UKPRN_12", over=LearningDelivery, fields="LearnStartDate", needs=NEEDS)
def procured_2017_without_contract(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Aims with LDM 357 since November 2017 need a contract for procured adult education.

    That is AEB-19TRN2021, AEB-AS2021 or STFI2021. Not for aims that ended in an earlier year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_12.
    """
    if has_fam(aim, LDM, PROCURED_2017) and started_since(aim, dt.date(2017, 11, 1)):
        yield from without_contract(aim, context, *PROCURED_2017_STREAMS, "STFI2021")


@rule(
    "UKPRN_23",
    over=LearningDelivery,
    fields="LearnStartDate",
    needs=NEEDS,
    when={"FundModel": 35},
)
def procured_2021_without_contract(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Aims of FundModel 35, SOF 105 and LDM 379 since August 2021 need a contract procured in 2021.

    That is AEB-AS2324 or AEB-NSF2324. Not for aims that ended in an earlier year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_23.
    """
    if is_procured(aim, PROCURED_2021) and started_since(aim, dt.date(2021, 8, 1)):
        yield from without_contract(aim, context, *PROCURED_2021_STREAMS)


@rule(
    "UKPRN_27",
    over=LearningDelivery,
    fields="LearnStartDate",
    needs=NEEDS,
    when={"FundModel": {35, 38}},
)
def procured_2023_without_contract(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Aims of FundModel 35 or 38, SOF 105 and LDM 388 need a contract procured in 2023.

    That is ASF2023-AS, ASF2023-FCFJ or ASF2023-STFI of the year, for starts since August 2023. Not
    for aims that ended in an earlier year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_27.
    """
    if is_procured(aim, PROCURED_2023) and started_since(aim, dt.date(2023, 8, 1)):
        yield from without_contract(aim, context, *streams_of_2023(context))


@rule("UKPRN_29", over=LearningDelivery, fields="FundModel", needs=NEEDS, when={"FundModel": 38})
def adult_fund_without_contract(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Aims of FundModel 38 need a contract of the stream ASFC-ASCL, STFIG or ASFC-FCFJ of the year.

    Not with LDM 388, devolved funding, nor for aims that ended in an earlier year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_29; derived data DD35.
    """
    if not has_fam(aim, LDM, PROCURED_2023) and not is_devolved(aim, context):
        yield from without_contract(aim, context, *adult_streams(context))


def is_procured(aim: LearningDelivery, code: str) -> bool:
    """Whether the aim is of the procurement *code* and funded by the department."""
    return has_fam(aim, LDM, code) and has_fam(aim, LearnDelFAMType.SOF, SOF_ADULT)


def contracts(context: Context, *streams: str) -> Sequence[Mapping[str, str]]:
    """The provider's contracts of one of *streams*, the one that began last at the end."""
    rows = context.lookup(ALLOCATIONS).get("Allocation", str(context.ukprn))
    found = [row for row in rows if row.get("FundingStreamPeriodCode", "").upper() in streams]
    return sorted(found, key=lambda row: day(row.get("StartDate")) or dt.date.min)


def without_contract(aim: LearningDelivery, context: Context, *streams: str) -> Iterator[Hit]:
    """The aim, unless the provider has a contract of *streams* or it ended in an earlier year."""
    ended = aim.LearnActEndDate
    if ended is not None and ended < context.table.starts:
        return
    if context.ukprn is not None and not contracts(context, *streams):
        yield Hit(aim, f"None of {', '.join(streams)} is among the contracts supplied.")


def contract(stream: str, **row: str) -> dict[str, Rows]:
    """For cases: the provider has a contract of *stream* and no other."""
    return supplied(ALLOCATIONS, "Allocation", str(UKPRN), FundingStreamPeriodCode=stream, **row)


NONE = contract("LSF9999")
ENDED: dict[str, Any] = {"LearnActEndDate": dt.date(2025, 7, 31)}
SOURCE = ("SOF", "105")

CASES = [
    case(
        "UKPRN_06",
        "a contract",
        aim_with(SOURCE, fund=35),
        [],
        lookups=contract("STFIG2526"),
        year="2526",
    ),
    case(
        "UKPRN_06",
        "a contract",
        aim_with(SOURCE, fund=35),
        [],
        lookups=contract("STFIG2627"),
        year="2627",
    ),
    case("UKPRN_06", "none", aim_with(SOURCE, fund=35), AIM, lookups=NONE),
    case("UKPRN_06", "ended before", aim_with(SOURCE, fund=35, **ENDED), [], lookups=NONE),
    case("UKPRN_08", "no bursary", aim_with(("ADL", "1")), [], lookups=NONE),
    case("UKPRN_08", "none", aim_with(("ALB", "2")), AIM, lookups=NONE),
    case("LearnDelFAMType_53", "rate 2", aim_with(("ALB", "2")), [], lookups=NONE),
    case("LearnDelFAMType_53", "rate 1", aim_with(("ALB", "1")), AIM, lookups=NONE),
    case("UKPRN_12", "a contract", aim_with(("LDM", "357")), [], lookups=contract("STFI2021")),
    case("UKPRN_12", "none", aim_with(("LDM", "357")), AIM, lookups=NONE),
    case(
        "UKPRN_23",
        "a contract",
        aim_with(SOURCE, ("LDM", "379"), fund=35),
        [],
        lookups=contract("AEB-AS2324"),
    ),
    case("UKPRN_23", "none", aim_with(SOURCE, ("LDM", "379"), fund=35), AIM, lookups=NONE),
    case("UKPRN_27", "not procured", aim_with(SOURCE, fund=38), [], lookups=NONE),
    case("UKPRN_27", "none", aim_with(SOURCE, ("LDM", "388"), fund=38), AIM, lookups=NONE),
    case("UKPRN_29", "procured", aim_with(SOURCE, ("LDM", "388"), fund=38), [], lookups=NONE),
    case("UKPRN_29", "none", aim_with(SOURCE, fund=38), AIM, lookups=NONE),
]
