"""Whether an aim started after the provider's contract stopped taking new starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, case
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import day
from ilrsync.checks.learning_delivery.apprenticeship_contracts import LEVY, NON_LEVY
from ilrsync.checks.learning_delivery.contracts import (
    NEEDS,
    PROCURED_2017,
    PROCURED_2017_STREAMS,
    PROCURED_2021,
    PROCURED_2021_STREAMS,
    PROCURED_2023,
    adult_streams,
    contract,
    contracts,
    is_procured,
    streams_of_2023,
)
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import SOF_ADULT, AimType, FundModel, LearnDelFAMType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

LDM, ACT = LearnDelFAMType.LDM, LearnDelFAMType.ACT
LEVY_PROGRAMME = {"FundModel": FundModel.APPRENTICESHIP, "AimType": AimType.PROGRAMME}


@rule("UKPRN_16", over=LearningDelivery, fields="LearnStartDate", needs=NEEDS, when=LEVY_PROGRAMME)
def non_levy_after_last_start(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A non-levy apprenticeship, ACT 2, started before its contract stopped new starts.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_16.
    """
    if has_fam(aim, ACT, "2"):
        yield from _too_late(aim, context, *NON_LEVY)


@rule(
    "UKPRN_18", over=LearningDelivery, fields="LearnStartDate", needs=NEEDS, when={"FundModel": 35}
)
def adult_skills_after_last_start(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim of FundModel 35 and SOF 105 started before its contract stopped new starts.

    Not with LDM 357 nor for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_18.
    """
    if has_fam(aim, LearnDelFAMType.SOF, SOF_ADULT) and not has_fam(aim, LDM, PROCURED_2017):
        yield from _too_late(aim, context, *adult_streams(context))


@rule(
    "UKPRN_19", over=LearningDelivery, fields="LearnStartDate", needs=NEEDS, when={"FundModel": 35}
)
def procured_2017_after_last_start(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim of FundModel 35, SOF 105 and LDM 357 started before its contract stopped new starts.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_19.
    """
    if is_procured(aim, PROCURED_2017):
        yield from _too_late(aim, context, *PROCURED_2017_STREAMS)


@rule("UKPRN_21", over=LearningDelivery, fields="LearnStartDate", needs=NEEDS, when=LEVY_PROGRAMME)
def levy_after_last_start(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An apprenticeship with ACT 1 started before its contract stopped new starts.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_21.
    """
    if has_fam(aim, ACT, "1"):
        yield from _too_late(aim, context, *LEVY)


@rule(
    "UKPRN_24", over=LearningDelivery, fields="LearnStartDate", needs=NEEDS, when={"FundModel": 35}
)
def procured_2021_after_last_start(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim of FundModel 35, SOF 105 and LDM 379 started before its contract stopped new starts.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_24.
    """
    if is_procured(aim, PROCURED_2021):
        yield from _too_late(aim, context, *PROCURED_2021_STREAMS)


@rule(
    "UKPRN_28",
    over=LearningDelivery,
    fields="LearnStartDate",
    needs=NEEDS,
    when={"FundModel": {35, 38}},
)
def procured_2023_after_last_start(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim of FundModel 35 or 38, SOF 105 and LDM 388 started before new starts stopped.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_28.
    """
    if is_procured(aim, PROCURED_2023):
        yield from _too_late(aim, context, *streams_of_2023(context))


@rule(
    "UKPRN_30", over=LearningDelivery, fields="LearnStartDate", needs=NEEDS, when={"FundModel": 38}
)
def adult_fund_after_last_start(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim of FundModel 38 and SOF 105 started before its contract stopped new starts.

    Not with LDM 388 nor for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, UKPRN_30.
    """
    if has_fam(aim, LearnDelFAMType.SOF, SOF_ADULT) and not has_fam(aim, LDM, PROCURED_2023):
        yield from _too_late(aim, context, *adult_streams(context))


def _too_late(aim: LearningDelivery, context: Context, *streams: str) -> Iterator[Hit]:
    """The aim, where it started when the latest contract of *streams* took no new starts."""
    if aim.LearnStartDate is None or has_fam(aim, LearnDelFAMType.RES):
        return
    for latest in contracts(context, *streams)[-1:]:
        stops = day(latest.get("StopNewStartsFromDate"))
        if stops is not None and aim.LearnStartDate >= stops:
            yield Hit(aim, f"The contract took no new starts from {stops:%d/%m/%Y}.")


STOP, LATER = "2025-09-08", "2027-08-01"
SOURCE = ("SOF", "105")
PROGRAMME: dict[str, Any] = {"fund": 36, "AimType": 1}

CASES = [
    case(
        "UKPRN_16",
        "in time",
        aim_with(("ACT", "2"), **PROGRAMME),
        [],
        lookups=contract("ANLAP2018", StopNewStartsFromDate=LATER),
    ),
    case(
        "UKPRN_16",
        "too late",
        aim_with(("ACT", "2"), **PROGRAMME),
        AIM,
        lookups=contract("ANLAP2018", StopNewStartsFromDate=STOP),
    ),
    case(
        "UKPRN_16",
        "a restart",
        aim_with(("ACT", "2"), ("RES", "1"), **PROGRAMME),
        [],
        lookups=contract("ANLAP2018", StopNewStartsFromDate=STOP),
    ),
    *(
        case(
            "UKPRN_18",
            title,
            aim_with(SOURCE, fund=35),
            said,
            year=year,
            lookups=contract(f"STFIG{year}", StopNewStartsFromDate=on),
        )
        for year in ("2526", "2627")
        for title, on, said in (("in time", LATER, []), ("too late", STOP, AIM))
    ),
    case(
        "UKPRN_19",
        "in time",
        aim_with(SOURCE, ("LDM", "357"), fund=35),
        [],
        lookups=contract("AEB-AS2021", StopNewStartsFromDate=""),
    ),
    case(
        "UKPRN_19",
        "too late",
        aim_with(SOURCE, ("LDM", "357"), fund=35),
        AIM,
        lookups=contract("AEB-AS2021", StopNewStartsFromDate=STOP),
    ),
    case(
        "UKPRN_21", "in time", aim_with(("ACT", "1"), **PROGRAMME), [], lookups=contract("LEVY1799")
    ),
    case(
        "UKPRN_21",
        "too late",
        aim_with(("ACT", "1"), **PROGRAMME),
        AIM,
        lookups=contract("LEVY1799", StopNewStartsFromDate=STOP),
    ),
    case(
        "UKPRN_24",
        "in time",
        aim_with(SOURCE, ("LDM", "379"), fund=35),
        [],
        lookups=contract("AEB-AS2324"),
    ),
    case(
        "UKPRN_24",
        "too late",
        aim_with(SOURCE, ("LDM", "379"), fund=35),
        AIM,
        lookups=contract("AEB-AS2324", StopNewStartsFromDate=STOP),
    ),
    *(
        case(
            "UKPRN_28",
            title,
            aim_with(SOURCE, ("LDM", "388"), fund=38),
            said,
            year=year,
            lookups=contract(f"ASF2023-AS{year}", StopNewStartsFromDate=on),
        )
        for year in ("2526", "2627")
        for title, on, said in (("in time", LATER, []), ("too late", STOP, AIM))
    ),
    *(
        case(
            "UKPRN_30",
            title,
            aim_with(SOURCE, fund=38),
            said,
            year=year,
            lookups=contract(f"ASFC-ASCL{year}", StopNewStartsFromDate=on),
        )
        for year in ("2526", "2627")
        for title, on, said in (("in time", LATER, []), ("too late", STOP, AIM))
    ),
]
