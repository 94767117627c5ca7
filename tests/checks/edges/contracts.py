"""Contracts of the provider: which stream for which aim, from when and until when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import UKPRN, Rows
from ilrsync.checks.learning_delivery.contracts import contract
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.checks.lists import ALLOCATIONS
from tests.checks.edges import AIM_TYPES, MODELS, PROGRAMMES, days, edges, only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.checks.cases import Case

Code = tuple[str, str]

NATIONAL, AUTHORITY = ("SOF", "105"), ("SOF", "112")
NONE = contract("LSF9999")
STOPPED = dt.date(2025, 9, 8)
BEGINS = {"2526": dt.date(2025, 8, 1), "2627": dt.date(2026, 8, 1)}


def _streams(
    rule: str, *codes: Code, of: Iterable[str], year: str = "", **fields: Any
) -> list[Case]:
    """Each of these streams will do, and no other."""
    streams = {*of, "APPS2526", "LEVY1799", "ANLAP2018", "ALLB2526", "ALLB2627", "STFI2021"}
    streams |= {"AEB-AS2021", "AEB-AS2324", "ASFC-ASCL2526", "ASFC-ASCL2627"}
    return [
        edge
        for stream in sorted(streams)
        for edge in edges(
            rule,
            **{"silent" if stream in of else "speaks": {stream: aim_with(*codes, **fields)}},
            lookups=contract(stream),
            year=year,
        )
    ]


def _asked(
    rule: str, *codes: Code, models: set[int] | None = None, year: str = "", **fields: Any
) -> list[Case]:
    """Without a contract the rule speaks: of these models, and of aims that have not ended."""
    given = {"fund": max(models), **fields} if models else fields
    found = edges(rule, speaks={"asked": aim_with(*codes, **given)}, lookups=NONE, year=year)
    if models:
        found += only(
            rule,
            lambda fund: aim_with(*codes, **{**fields, "fund": fund}),
            models,
            MODELS,
            lookups=NONE,
            year=year,
        )
    for one, begins in BEGINS.items():
        if one in (year or one):
            found += days(
                rule,
                lambda day: aim_with(*codes, **given, LearnActEndDate=day),
                first=begins,
                lookups=NONE,
                year=one,
            )
    return found


def _spared(rule: str, *beside: Code, by: Iterable[Code], **fields: Any) -> list[Case]:
    return edges(
        rule,
        silent={f"{kind} {code}": aim_with(*beside, (kind, code), **fields) for kind, code in by},
        speaks={"LDM 001": aim_with(*beside, ("LDM", "001"), **fields)},
        lookups=NONE,
    )


def _since(rule: str, *codes: Code, first: dt.date, **fields: Any) -> list[Case]:
    return days(
        rule,
        lambda day: aim_with(*codes, **fields, LearnStartDate=day),
        first=first,
        lookups=NONE,
    )


def _needed(rule: str, *codes: Code, **fields: Any) -> list[Case]:
    """The rule asks nothing of an aim that lacks one of *codes*."""
    return edges(
        rule,
        silent={
            f"without {code}": aim_with(*(one for one in codes if one != code), **fields)
            for code in codes
        },
        lookups=NONE,
    )


PROCURED = [("LDM", code) for code in ("357", "377", "379", "388")]

ADULT = [
    *(
        edge
        for year in ("2526", "2627")
        for rule, fund in (("UKPRN_06", 35), ("UKPRN_29", 38))
        for edge in _streams(
            rule,
            NATIONAL,
            of=[f"ASFC-ASCL{year}", f"STFIG{year}", f"ASFC-FCFJ{year}"],
            year=year,
            fund=fund,
        )
    ),
    *_asked("UKPRN_06", NATIONAL, models={35}),
    *only(
        "UKPRN_06",
        lambda kind: aim_with(NATIONAL, fund=35, ProgType=kind),
        PROGRAMMES - {25},
        PROGRAMMES,
        lookups=NONE,
    ),
    *_spared("UKPRN_06", by=[("LDM", "034"), *PROCURED, AUTHORITY], fund=35),
    *_asked("UKPRN_29", NATIONAL, models={38}),
    *_spared("UKPRN_29", by=[("LDM", "388"), AUTHORITY], fund=38),
]

BURSARIES = [
    edge
    for year in ("2526", "2627")
    for edge in (
        *_streams("UKPRN_08", ("ALB", "2"), of=[f"ALLB{year}", f"ALLBC{year}"], year=year),
        *_streams("LearnDelFAMType_53", ("ALB", "3"), of=[f"ALLBC{year}"], year=year),
        *_asked("UKPRN_08", ("ALB", "2"), year=year),
        *only(
            "LearnDelFAMType_53",
            lambda code: aim_with(("ALB", code)),
            ["1", "3"],
            ["1", "2", "3"],
            lookups=NONE,
            year=year,
        ),
    )
]

PROCUREMENTS = [
    *_streams("UKPRN_12", ("LDM", "357"), of=["AEB-19TRN2021", "AEB-AS2021", "STFI2021"], fund=35),
    *_asked("UKPRN_12", ("LDM", "357")),
    *_since("UKPRN_12", ("LDM", "357"), first=dt.date(2017, 11, 1)),
    *_needed("UKPRN_12", ("LDM", "357")),
    *_streams("UKPRN_23", NATIONAL, ("LDM", "379"), of=["AEB-AS2324", "AEB-NSF2324"], fund=35),
    *_asked("UKPRN_23", NATIONAL, ("LDM", "379"), models={35}),
    *_since("UKPRN_23", NATIONAL, ("LDM", "379"), first=dt.date(2021, 8, 1), fund=35),
    *_needed("UKPRN_23", NATIONAL, ("LDM", "379"), fund=35),
    *(
        edge
        for year in ("2526", "2627")
        for edge in _streams(
            "UKPRN_27",
            NATIONAL,
            ("LDM", "388"),
            of=[f"ASF2023-AS{year}", f"ASF2023-FCFJ{year}", f"ASF2023-STFI{year}"],
            year=year,
            fund=38,
        )
    ),
    *_asked("UKPRN_27", NATIONAL, ("LDM", "388"), models={35, 38}),
    *_since("UKPRN_27", NATIONAL, ("LDM", "388"), first=dt.date(2023, 8, 1), fund=35),
    *_needed("UKPRN_27", NATIONAL, ("LDM", "388"), fund=38),
]

RESTART = ("RES", "1")
APPRENTICESHIPS = [
    *_streams("UKPRN_09", of=["APPS2526"], fund=81, ProgType=25),
    *_asked("UKPRN_09", models=set(MODELS - {36, 99}), ProgType=25),
    *only(
        "UKPRN_09",
        lambda kind: aim_with(fund=81, ProgType=kind),
        {25},
        PROGRAMMES,
        lookups=NONE,
    ),
    *_spared(
        "UKPRN_09", by=[("LDM", code) for code in ("034", "353", "355")], fund=81, ProgType=25
    ),
    *_streams("UKPRN_10", ("ACT", "1"), of=["LEVY1799", "NONLEVY2019"], fund=36),
    *_asked("UKPRN_10", ("ACT", "1"), models={36}),
    *_since("UKPRN_10", ("ACT", "1"), first=dt.date(2017, 5, 1), fund=36),
    *edges("UKPRN_10", silent={"ACT 2": aim_with(("ACT", "2"), fund=36)}, lookups=NONE),
    *_streams("UKPRN_11", ("ACT", "2"), of=["APPS2526", "16-18NLAP2018", "ANLAP2018"], fund=36),
    *_asked("UKPRN_11", ("ACT", "2"), models={36}),
    *_since("UKPRN_11", ("ACT", "2"), first=dt.date(2017, 5, 1), fund=36),
    *edges("UKPRN_11", silent={"ACT 1": aim_with(("ACT", "1"), fund=36)}, lookups=NONE),
    *_streams("UKPRN_13", ("ACT", "2"), of=["16-18NLAP2018", "ANLAP2018"], AimType=1),
    *_asked("UKPRN_13", ("ACT", "2"), AimType=1),
    *_since("UKPRN_13", ("ACT", "2"), first=dt.date(2018, 1, 1), AimType=1),
    *_spared("UKPRN_13", ("ACT", "2"), by=[("LDM", "358"), RESTART], AimType=1),
    *_needed("UKPRN_13", ("ACT", "2"), AimType=1),
    *only(
        "UKPRN_13",
        lambda kind: aim_with(("ACT", "2"), AimType=kind),
        {1},
        AIM_TYPES,
        lookups=NONE,
    ),
    *_streams("UKPRN_14", ("ACT", "2"), ("LDM", "358"), of=["APPS2526"]),
    *_asked("UKPRN_14", ("ACT", "2"), ("LDM", "358"), year="2526"),
    *_needed("UKPRN_14", ("ACT", "2"), ("LDM", "358")),
]


def _stop(
    rule: str, *codes: Code, streams: Iterable[str], models: set[int], year: str = "", **fields: Any
) -> list[Case]:
    """The rule speaks from the day on which the contract of a stream takes no new starts."""
    found: list[Case] = []
    given = {"fund": max(models), **fields}
    for stream in streams:
        ended = contract(stream, StopNewStartsFromDate=f"{STOPPED:%Y-%m-%d}")
        found += days(
            rule,
            lambda day: aim_with(*codes, **given, LearnStartDate=day),
            first=STOPPED,
            lookups=ended,
            year=year,
        )
        found += only(
            rule,
            lambda fund: aim_with(*codes, **{**fields, "fund": fund}),
            models,
            MODELS,
            lookups=ended,
            year=year,
        )
        found += edges(
            rule,
            silent={
                "a restart": aim_with(*codes, RESTART, **given),
                **{
                    f"without {code}": aim_with(*(one for one in codes if one != code), **given)
                    for code in codes
                },
            },
            lookups=ended,
            year=year,
        )
    return found


def _of_the_year(rule: str, *codes: Code, names: Iterable[str], models: set[int]) -> list[Case]:
    return [
        edge
        for year in ("2526", "2627")
        for edge in _stop(
            rule, *codes, streams=[f"{name}{year}" for name in names], models=models, year=year
        )
    ]


def _on_programme_aims(rule: str, code: Code, stream: str) -> list[Case]:
    return only(
        rule,
        lambda kind: aim_with(code, fund=36, AimType=kind),
        {1},
        AIM_TYPES,
        lookups=contract(stream, StopNewStartsFromDate="2025-09-08"),
    )


FUND = ["ASFC-ASCL", "STFIG", "ASFC-FCFJ"]
OF_2023 = ["ASF2023-AS", "ASF2023-FCFJ", "ASF2023-STFI"]
AGAIN = {
    ALLOCATIONS: Rows(
        {
            ("Allocation", str(UKPRN)): [
                {"FundingStreamPeriodCode": "LEVY1799", "StartDate": "2024-08-01"},
                {
                    "FundingStreamPeriodCode": "NONLEVY2019",
                    "StartDate": "2019-08-01",
                    "StopNewStartsFromDate": "2020-08-01",
                },
            ]
        }
    )
}

STARTS = [
    *_stop(
        "UKPRN_16", ("ACT", "2"), streams=["16-18NLAP2018", "ANLAP2018"], models={36}, AimType=1
    ),
    *_stop("UKPRN_21", ("ACT", "1"), streams=["LEVY1799", "NONLEVY2019"], models={36}, AimType=1),
    *_on_programme_aims("UKPRN_16", ("ACT", "2"), "ANLAP2018"),
    *_on_programme_aims("UKPRN_21", ("ACT", "1"), "LEVY1799"),
    *edges(
        "UKPRN_21",
        silent={"the latest contract goes on": aim_with(("ACT", "1"), fund=36, AimType=1)},
        lookups=AGAIN,
    ),
    *_of_the_year("UKPRN_18", NATIONAL, names=FUND, models={35}),
    *edges(
        "UKPRN_18",
        silent={"LDM 357": aim_with(NATIONAL, ("LDM", "357"), fund=35)},
        lookups=contract("STFIG2526", StopNewStartsFromDate="2025-09-08"),
        year="2526",
    ),
    *_stop(
        "UKPRN_19",
        NATIONAL,
        ("LDM", "357"),
        streams=["AEB-19TRN2021", "AEB-AS2021"],
        models={35},
    ),
    *_stop(
        "UKPRN_24",
        NATIONAL,
        ("LDM", "379"),
        streams=["AEB-AS2324", "AEB-NSF2324"],
        models={35},
    ),
    *_of_the_year("UKPRN_28", NATIONAL, ("LDM", "388"), names=OF_2023, models={35, 38}),
    *_of_the_year("UKPRN_30", NATIONAL, names=FUND, models={38}),
    *edges(
        "UKPRN_30",
        silent={"LDM 388": aim_with(NATIONAL, ("LDM", "388"), fund=38)},
        lookups=contract("STFIG2526", StopNewStartsFromDate="2025-09-08"),
        year="2526",
    ),
]

EDGES = [*ADULT, *BURSARIES, *PROCUREMENTS, *APPRENTICESHIPS, *STARTS]
