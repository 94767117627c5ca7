"""Courses of higher education: since when what is asked, and of whom."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import learner, supplied
from ilrsync.checks.lars import LARS
from ilrsync.checks.learning_delivery.courses import course_with
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.checks.learning_delivery.higher_education_codes import listed
from ilrsync.model.records import LearnerHE
from tests.checks.edges import AIM_TYPES, MODELS, days, edges, only

if TYPE_CHECKING:
    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner, LearningDelivery

IN_2009, IN_2010, IN_2012 = (dt.date(year, 8, 1) for year in (2009, 2010, 2012))
IN_2013, IN_2014, IN_2021, IN_2025 = (dt.date(year, 8, 1) for year in (2013, 2014, 2021, 2025))
FEES = {"NETFEE": 9000, "GROSSFEE": 9250}
NUMBER = {"SSN": "AAAA00000001X"}
UCAS = {"UCASSCHEMECODE": "UC01"}
SOURCES = ["1", "105", "107", "108"]
COUNTRIES = {"XF", "XG", "XH", "XI", "XK", "XL", "FR", None}
OLD = {"LearnStartDate": dt.date(2023, 9, 18)}


def _since(rule: str, first: dt.date, **fields: Any) -> list[Case]:
    return days(rule, lambda day: course_with(**fields, LearnStartDate=day), first=first)


def _student(**fields: Any) -> Learner:
    return learner("A1", course_with(**fields), LearnerHE=LearnerHE("1234567890"))


def _office(fund: int = 99, source: str = "1", **fields: Any) -> LearningDelivery:
    return aim_with(("SOF", source), fund=fund, **fields)


STARTS = [
    *_since("LearningDeliveryHE_10", IN_2025, AimType=1),
    *_since("MODESTUD_03", IN_2009, SPECFEE=5),
    *_since("SPECFEE_02", IN_2009, MODESTUD=2),
    *_since("QUALENT3_01", IN_2010, QUALENT3=None),
    *_since("PCOLAB_01", IN_2013, PartnerUKPRN=10000009),
    *_since("PERMADDCOUNTRY_01", IN_2013, PERMADDCOUNTRY=None),
    *_since("SEC_02", IN_2013, **UCAS),
    *_since("SOC_02", IN_2013, **UCAS),
    *_since("STULOAD_04", IN_2013),
    *_since("NETFEE_01", IN_2012),
    *_since("SSN_03", IN_2021),
    *_since("MSTUFEE_07", IN_2025, MSTUFEE=3),
    *_since("TTACCOM_04", IN_2013),
    *_since("UCASSCHEMECODE_02", IN_2025, UCASSCHEMECODE="U001"),
    *days("UCASSCHEMECODE_01", lambda day: _student(LearnStartDate=day), first=IN_2013),
    *days(
        "MSTUFEE_06",
        lambda day: course_with(MSTUFEE=2, LearnStartDate=day),
        first=IN_2021,
        last=dt.date(2025, 7, 31),
    ),
    *days(
        "SOC_04",
        lambda day: course_with(SOC=9998, LearnStartDate=day),
        first=IN_2014,
        lookups=listed("SOC", "2111"),
    ),
    *(
        edge
        for rule, name, code in (
            ("MSTUFEE_02", "MSTUFEE", "1"),
            ("QUALENT3_03", "QUALENT3", "P50"),
        )
        for edge in days(
            rule,
            lambda day: course_with(LearnStartDate=day),
            first=dt.date(2025, 8, 1),
            lookups=listed(name, code, "2025-07-31"),
        )
    ),
    *days(
        "TTACCOM_02",
        lambda day: learner("A1", course_with(LearnStartDate=day), LearnerHE=LearnerHE(None, 1)),
        first=dt.date(2025, 8, 1),
        lookups=listed("TTACCOM", "1", "2025-07-31"),
    ),
]

WHOM = [
    *only("LearningDeliveryHE_02", lambda fund: _office(fund), {99}, MODELS),
    *only("LearningDeliveryHE_02", lambda code: _office(source=code), ["1"], SOURCES),
    *only("ELQ_01", lambda fund: _office(fund), {99}, MODELS),
    *only("ELQ_01", lambda code: _office(source=code), ["1"], SOURCES),
    *only("LearningDeliveryHE_10", lambda kind: course_with(AimType=kind), {1}, AIM_TYPES),
    *only("MODESTUD_03", lambda fee: course_with(SPECFEE=fee), {4, 5}, {0, 1, 2, 3, 4, 5, 9}),
    *only("SPECFEE_02", lambda mode: course_with(MODESTUD=mode), {2}, {1, 2, 3, 99}),
    *edges("PCOLAB_01", silent={"told": course_with(PartnerUKPRN=10000009, PCOLAB=50)}),
    *(
        edge
        for rule in ("SEC_02", "SOC_02")
        for edge in (
            *only(
                rule,
                lambda country: course_with(PERMADDCOUNTRY=country, **UCAS),
                {"XF", "XG", "XH", "XI", "XK"},
                COUNTRIES,
            ),
            *edges(rule, silent={"not by UCAS": course_with()}),
        )
    ),
    *edges("SSN_02", silent={"none": course_with()}),
    *edges("UCASSCHEMECODE_01", silent={"no personal id": course_with(), "told": _student(**UCAS)}),
    *only(
        "UCASSCHEMECODE_02",
        lambda code: course_with(UCASSCHEMECODE=code),
        ["U001", "UC0", "UC011", "UCA1", "0101", "ÜC01", "UC0A"],
        ["UC01", None, "uc01"],
    ),
    *only("TTACCOM_04", lambda mode: course_with(MODESTUD=mode), {1}, {1, 2, 3, 31, 99}),
]


def _paid(one: tuple[str | None, int]) -> LearningDelivery:
    return course_with(PERMADDCOUNTRY=one[0], MSTUFEE=one[1])


PAYERS = {1, 2, 3, 4, 5, 10, 52, 53, 54, 99}
MONEY = [
    *edges("GROSSFEE_02", silent={"equal": course_with(NETFEE=9000, GROSSFEE=9000)}),
    *edges(
        "SSN_03",
        speaks={"no net fee": course_with(GROSSFEE=9250), "neither": course_with()},
        silent={"both": course_with(**FEES)},
    ),
    *(
        edge
        for rule, countries, payers in (
            ("MSTUFEE_03", {"XH"}, {2, 4}),
            ("MSTUFEE_04", {"XG"}, {2, 3}),
            ("MSTUFEE_05", {"XF", "XI"}, {3, 4}),
        )
        for edge in only(rule, _paid, product(countries, payers), product(COUNTRIES, PAYERS))
    ),
    *only(
        "MSTUFEE_06",
        lambda payer: course_with(MSTUFEE=payer, **OLD),
        {2, 3, 4, 52, 53, 54},
        PAYERS,
    ),
    *only("MSTUFEE_07", lambda payer: course_with(MSTUFEE=payer), {3, 10}, PAYERS),
    *edges("MSTUFEE_07", silent={"a number": course_with(MSTUFEE=3, **NUMBER)}),
]

UNDERGRADUATE = {"0394", "1406", "1407", "1408", "9000", "9002", "9107", "E007"}
UNDERGRADUATE |= {"9110", "9111", "9112", "9113"}
POSTGRADUATE = {"0393", "1410", "2001", "9100", "9101", "9109", "E008", "1411", "1412", "9103"}
OTHER_TYPES = {"0003", "1468"}
STEPS = {10, 11, 20, 21, 30, 31, 99, None}


def _of(kind: str) -> Any:
    return supplied(LARS, "LearningDelivery", "60100001", LearnAimRefType=kind)


def _levels(rule: str, kinds: set[str], wrong: int, right: set[int | None]) -> list[Case]:
    """The rule speaks of other levels than *right*, for aims of *kinds* begun since 2009."""
    one = _of(min(kinds))
    found = [
        *only(rule, lambda level: course_with(FUNDLEV=level), STEPS - right, STEPS, lookups=one),
        *days(
            rule,
            lambda day: course_with(FUNDLEV=wrong, LearnStartDate=day),
            first=IN_2009,
            lookups=one,
        ),
    ]
    for kind in sorted(UNDERGRADUATE | POSTGRADUATE | OTHER_TYPES):
        told = {kind: course_with(FUNDLEV=wrong)}
        found += edges(rule, **{"speaks" if kind in kinds else "silent": told}, lookups=_of(kind))
    return found


LEVELS = [
    *_levels("FUNDLEV_02", UNDERGRADUATE, 20, {10, 11, 99, None}),
    *_levels("FUNDLEV_03", POSTGRADUATE, 10, {20, 21, 30, 31, 99, None}),
]

EDGES = [*STARTS, *WHOM, *MONEY, *LEVELS]
