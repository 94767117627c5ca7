"""Hours of apprenticeships, Tailored Learning and adult skills, both years' way."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import START
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.model.records import HRSRecord
from tests.checks.edges import A_DAY, AIM_TYPES, MODELS, days, edges, only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.checks.cases import Case
    from ilrsync.model.records import LearningDelivery

RESTART = ("RES", "1")
IN_2019, IN_2022, IN_2025 = dt.date(2019, 8, 1), dt.date(2022, 8, 1), dt.date(2025, 8, 1)
AUTUMN_2024 = dt.date(2024, 9, 9)
STATUSES = [1, 2, 3, 6]
CODES = range(1, 7)


def _hours(
    planned: int | None = None,
    actual: int | None = None,
    *codes: tuple[str, str],
    fund: int = 36,
    aim: int = 1,
    start: dt.date = START,
    **fields: Any,
) -> LearningDelivery:
    """A programme aim with hours, both years' way."""
    rows = [HRSRecord("HRS", 1, planned), HRSRecord("HRS", 3, actual)]
    return aim_with(
        *codes,
        fund=fund,
        ProgType=25,
        AimType=aim,
        LearnStartDate=start,
        PHours=planned,
        OTJActHours=actual,
        HRSRecord=[row for row in rows if row.HRSAmount is not None],
        **fields,
    )


def _of_programmes(rule: str, **fields: Any) -> list[Case]:
    """The rule speaks about the programme aim of funded apprenticeships."""
    return [
        *only(rule, lambda fund: _hours(fund=fund, **fields), {36}, MODELS),
        *only(rule, lambda kind: _hours(aim=kind, **fields), {1}, AIM_TYPES),
    ]


def _planned(rule: str) -> list[Case]:
    return [
        *_of_programmes(rule),
        *days(rule, lambda day: _hours(start=day), first=IN_2019),
        *edges(rule, silent={"told": _hours(1)}, speaks={"a restart": _hours(None, 1, RESTART)}),
    ]


def _completed(rule: str) -> list[Case]:
    return [
        *_of_programmes(rule, CompStatus=2),
        *days(rule, lambda day: _hours(start=day, CompStatus=2), first=IN_2019),
        *only(rule, lambda status: _hours(CompStatus=status), {2}, STATUSES),
        *edges(
            rule,
            silent={
                "told": _hours(None, 0, CompStatus=2),
                "a restart": _hours(None, None, RESTART, CompStatus=2),
            },
        ),
    ]


def _left(rule: str) -> list[Case]:
    return [
        *_of_programmes(rule, CompStatus=3),
        *days(rule, lambda day: _hours(start=day, CompStatus=3), first=IN_2022),
        *only(rule, lambda status: _hours(CompStatus=status), {3}, STATUSES),
        *edges(
            rule,
            silent={"told": _hours(None, 0, CompStatus=3)},
            speaks={"a restart": _hours(None, None, RESTART, CompStatus=3)},
        ),
    ]


def _least(
    rule: str, least: int, start: dt.date, first: dt.date, last: dt.date | None
) -> list[Case]:
    """So many hours are planned at least, for starts of a time; not for restarts."""
    return [
        *only(
            rule,
            lambda hours: _hours(hours, start=start),
            {0, least - 1},
            {None, 0, least - 1, least},
        ),
        *only(rule, lambda fund: _hours(9, fund=fund, start=start), {36}, MODELS),
        *only(rule, lambda kind: _hours(9, aim=kind, start=start), AIM_TYPES, AIM_TYPES),
        *days(rule, lambda day: _hours(9, start=day), first=first, last=last),
        *edges(rule, silent={"a restart": _hours(9, None, RESTART, start=start)}),
    ]


OF_APPRENTICES = [
    *_planned("PHours_01"),
    *_planned("HRSType_01"),
    *_completed("OTJActHours_02"),
    *_completed("HRSType_08"),
    *_left("OTJActHours_03"),
    *_left("HRSType_09"),
    *_least("PHours_06", 278, AUTUMN_2024, IN_2022, IN_2025 - A_DAY),
    *_least("HRSAmount_02", 278, AUTUMN_2024, IN_2022, IN_2025 - A_DAY),
    *_least("PHours_08", 187, START, IN_2025, None),
    *_least("HRSAmount_03", 187, START, IN_2025, None),
    *only("OTJActHours_01", lambda kind: _hours(None, 5, aim=kind), {3, 4, 5}, AIM_TYPES),
    *edges("OTJActHours_01", silent={"none": _hours(aim=3)}),
    *only("PHours_07", lambda fund: _hours(fund=fund), {11}, MODELS),
    *edges("PHours_07", silent={"told": _hours(0, fund=11)}),
]


def _recorded(
    code: int, fund: int = 36, amount: int | None = 50, **fields: Any
) -> LearningDelivery:
    return aim_with(fund=fund, HRSRecord=[HRSRecord("HRS", code, amount)], **fields)


def _over_days(count: int, amount: int | None, code: int = 6) -> LearningDelivery:
    """Hours of an aim that is planned for so many days."""
    end = START + (count - 1) * A_DAY
    return _recorded(code, 38, amount, LearnPlanEndDate=end)


def _codes(rule: str, fund: int, codes: set[int]) -> list[Case]:
    return only(rule, lambda code: _recorded(code, fund), codes, CODES)


def _models(rule: str, code: int, models: Iterable[int]) -> list[Case]:
    return only(rule, lambda fund: _recorded(code, fund), models, MODELS)


ADULTS = {35, 38, 81}
OF_RECORDS = [
    *only("HRSType_06", lambda fund: aim_with(fund=fund), {11}, MODELS),
    *_codes("HRSType_06", 11, {1, 2, 3, 4, 6}),
    *only("HRSType_07", lambda kind: _recorded(3, AimType=kind), {3, 4, 5}, AIM_TYPES),
    *_codes("HRSType_07", 36, {3}),
    *_codes("HRSType_10", 36, {6}),
    *_models("HRSType_10", 6, MODELS - ADULTS),
    *_codes("HRSType_13", 38, {1, 3, 4}),
    *(edge for code in (1, 3, 4) for edge in _models("HRSType_13", code, MODELS - {36})),
    *_codes("HRSType_14", 36, {2, 5, 6}),
    *(edge for code in (2, 5, 6) for edge in _models("HRSType_14", code, {36})),
    *_codes("HRSType_15", 36, {5}),
    *_models("HRSType_15", 5, MODELS - {11}),
    *_codes("HRSType_16", 11, {1, 2, 3, 4, 6}),
    *_models("HRSType_16", 1, {11}),
    *_codes("HRSType_17", 38, {1, 2, 3, 4, 5}),
    *_models("HRSType_17", 1, ADULTS),
    *only("HRSAmount_04", lambda hours: _over_days(3, hours), {73}, {None, 72, 73}),
    *only("HRSAmount_04", lambda hours: _over_days(2, hours), {61}, {49, 60, 61}),
    *only("HRSAmount_04", lambda code: _over_days(2, 99, code), {6}, CODES),
]


def _without_amount(code: int, **fields: Any) -> LearningDelivery:
    return _recorded(code, amount=None, ProgType=25, AimType=1, LearnStartDate=START, **fields)


# A record without its amount is there; that the amount is missing is a matter of its form.
WITHOUT_AMOUNT = [
    *edges("HRSType_01", silent={"no amount": _without_amount(1)}),
    *edges("HRSType_06", silent={"no amount": _recorded(5, 11, None)}),
    *edges("HRSType_08", silent={"no amount": _without_amount(3, CompStatus=2)}),
    *edges("HRSType_09", silent={"no amount": _without_amount(3, CompStatus=3)}),
    *edges("R_161", speaks={"no amount": _recorded(4, amount=None)}),
]

EDGES = [*OF_APPRENTICES, *OF_RECORDS, *WITHOUT_AMOUNT]
