"""Where an aim is delivered and where its learner lived when it began."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, Rows, aim, case, fam, supplied
from ilrsync.checks.derived import fam_codes, has_fam
from ilrsync.checks.learning_delivery.funding_source import is_devolved, is_of_the_year
from ilrsync.checks.lists import (
    DEVOLVED_POSTCODES,
    POSTCODES,
    as_listed,
    devolved_to,
    is_wrong_postcode,
)
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.codes import UNKNOWN_POSTCODE, AimType, LearnDelFAMType, ProgType
from ilrsync.model.records import LearningDelivery, LearningDeliveryHE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

CUSTODY = "034"
POSTCODE_EXCUSED = "001"
TRAINEESHIP = 24
FIRST = dt.date(2019, 8, 1)
FIRST_DEVOLVED = dt.date(2021, 8, 1)
NEW_FUND = dt.date(2024, 8, 1)
OLD_FUNDS = frozenset({10, 35})
NEW_FUNDS = frozenset({11, 38})


@rule(
    "DelLocPostCode_03",
    over=LearningDelivery,
    fields="DelLocPostCode",
    warning_in=["2627"],
    needs=[POSTCODES],
)
def delivered_nowhere(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The postcode where the aim is delivered exists, or is ZZ99 9ZZ.

    Not for offenders in custody (LDM 034). An error in 2025-26, a warning in 2026-27.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, DelLocPostCode_03.
    """
    if not has_fam(aim, LearnDelFAMType.LDM, CUSTODY) and is_wrong_postcode(
        aim.DelLocPostCode, context
    ):
        yield Hit(aim)


@rule(
    "HEPostCode_01",
    over=LearningDeliveryHE,
    fields="HEPostCode",
    severity=WARNING,
    needs=[POSTCODES],
)
def higher_education_nowhere(he: LearningDeliveryHE, context: Context) -> Iterator[Hit]:
    """The postcode of the higher education centre exists, or is ZZ99 9ZZ.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery HE, HEPostCode_01.
    """
    if is_wrong_postcode(he.HEPostCode, context):
        yield Hit(he)


@rule(
    "LSDPostcode_01",
    over=LearningDelivery,
    fields="LSDPostcode LearnStartDate FundModel",
    when={"FundModel": OLD_FUNDS},
    needs=[POSTCODES],
)
def lived_nowhere(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An adult aim has the postcode where the learner lived when it began, and that exists.

    For starts from August 2019 to July 2024 of FundModel 35, in 2025-26 also 10. Not for components
    nor ZZ99 9ZZ, in 2025-26 nor for apprenticeships and traineeships.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LSDPostcode_01.
    """
    spared = context.year < "2627" and aim.ProgType in {ProgType.APPRENTICESHIP, TRAINEESHIP}
    if not spared and is_of_the_year(aim, context) and _began(aim, FIRST, NEW_FUND):
        yield from _lived(aim, context)


@rule(
    "LSDPostcode_05",
    over=LearningDelivery,
    fields="LSDPostcode LearnStartDate FundModel",
    when={"FundModel": NEW_FUNDS},
    needs=[POSTCODES],
)
def lived_nowhere_since_2024(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An adult aim has the postcode where the learner lived when it began, and that exists.

    For starts since August 2024. Not for components, nor for ZZ99 9ZZ.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LSDPostcode_05.
    """
    if _began(aim, NEW_FUND):
        yield from _lived(aim, context)


@rule(
    "LSDPostcode_04",
    over=LearningDelivery,
    fields="LSDPostcode LearnStartDate FundModel",
    when={"FundModel": OLD_FUNDS},
    needs=[DEVOLVED_POSTCODES],
)
def lived_elsewhere(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An adult aim is funded by who funds the place where the learner lived when it began.

    For starts from August 2021 to July 2024 of FundModel 35, in 2025-26 also 10. Not for restarts
    (RES), DAM 001 and ZZ99 9ZZ. A postcode that the list does not have is taken to lie outside
    every devolved area, so it is wrong only where a combined authority funds the aim.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LSDPostcode_04.
    """
    if is_of_the_year(aim, context) and _began(aim, FIRST_DEVOLVED, NEW_FUND):
        yield from _funded_elsewhere(aim, context)


@rule(
    "LSDPostcode_06",
    over=LearningDelivery,
    fields="LSDPostcode LearnStartDate FundModel",
    when={"FundModel": NEW_FUNDS},
    needs=[DEVOLVED_POSTCODES],
)
def lived_elsewhere_since_2024(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An adult aim is funded by who funds the place where the learner lived when it began.

    For starts since August 2024. Not for restarts (RES), DAM 001 and ZZ99 9ZZ. A postcode that the
    list does not have is taken to lie outside every devolved area, so it is wrong only where a
    combined authority funds the aim.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LSDPostcode_06.
    """
    if _began(aim, NEW_FUND):
        yield from _funded_elsewhere(aim, context)


def _lived(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The aim, unless it is a component or says where the learner lived."""
    missing = not aim.LSDPostcode
    if aim.AimType != AimType.COMPONENT and (
        missing or is_wrong_postcode(aim.LSDPostcode, context)
    ):
        yield Hit(aim)


def _funded_elsewhere(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The aim, unless its source of funding is that of its postcode on the day of its start."""
    sources = fam_codes(aim, LearnDelFAMType.SOF)
    text, start = aim.LSDPostcode, aim.LearnStartDate
    if not text or start is None or not sources or as_listed(text) == UNKNOWN_POSTCODE:
        return
    excused = has_fam(aim, LearnDelFAMType.DAM, POSTCODE_EXCUSED)
    if excused or has_fam(aim, LearnDelFAMType.RES):
        return
    there = devolved_to(text, start, context)
    if there.isdisjoint(sources) and (there or is_devolved(aim, context)):
        yield Hit(aim, LearnDelFAMType="SOF", LearnDelFAMCode=sources[0])


def _began(aim: LearningDelivery, first: dt.date, before: dt.date | None = None) -> bool:
    start = aim.LearnStartDate
    return start is not None and first <= start and (before is None or start < before)


def _adult(postcode: str | None, source: str = "110", fund: int = 38) -> LearningDelivery:
    start = dt.date(2025, 9, 8) if fund in NEW_FUNDS else dt.date(2023, 9, 8)
    return aim(
        AimType=AimType.STANDALONE,
        FundModel=fund,
        LearnStartDate=start,
        LSDPostcode=postcode,
        LearningDeliveryFAM=[fam("SOF", source)],
    )


LISTED = supplied(POSTCODES, "Postcode", "AB1 2DE")
OVER_THERE = {
    DEVOLVED_POSTCODES: Rows(
        {
            ("DevolvedPostcode", "AB1 2DE"): [
                {"SourceOfFunding": "110", "EffectiveFrom": "2019-08-01", "EffectiveTo": ""},
                {
                    "SourceOfFunding": "111",
                    "EffectiveFrom": "2019-08-01",
                    "EffectiveTo": "2020-07-31",
                },
            ]
        }
    )
}
HE = ["Learner[0]/LearningDelivery[0]/LearningDeliveryHE[0]"]
TRAINEE = _adult(None, fund=35)
TRAINEE.ProgType = TRAINEESHIP
COMMUNITY = _adult("AB1 2DE", "105", 10)

CASES = [
    case("DelLocPostCode_03", "listed", aim(DelLocPostCode="AB1 2DE"), [], lookups=LISTED),
    case("DelLocPostCode_03", "not listed", aim(DelLocPostCode="AB9 9ZZ"), AIM, lookups=LISTED),
    case(
        "HEPostCode_01",
        "listed",
        aim(LearningDeliveryHE=LearningDeliveryHE(HEPostCode="AB1 2DE")),
        [],
        lookups=LISTED,
    ),
    case(
        "HEPostCode_01",
        "not listed",
        aim(LearningDeliveryHE=LearningDeliveryHE(HEPostCode="AB9 9ZZ")),
        HE,
        lookups=LISTED,
    ),
    case("LSDPostcode_01", "listed", _adult("AB1 2DE", fund=35), [], lookups=LISTED),
    case("LSDPostcode_01", "absent", _adult(None, fund=35), AIM, lookups=LISTED),
    case("LSDPostcode_01", "a trainee", TRAINEE, [], year="2526", lookups=LISTED),
    case("LSDPostcode_01", "a trainee", TRAINEE, AIM, year="2627", lookups=LISTED),
    case("LSDPostcode_05", "listed", _adult("AB1 2DE"), [], lookups=LISTED),
    case("LSDPostcode_05", "not known", _adult("ZZ99 9ZZ"), [], lookups=LISTED),
    case("LSDPostcode_05", "not listed", _adult("AB9 9ZZ"), AIM, lookups=LISTED),
    case("LSDPostcode_04", "who funds it", _adult("AB1 2DE", fund=35), [], lookups=OVER_THERE),
    case(
        "LSDPostcode_04",
        "funded nationally",
        _adult("AB1 2DE", "105", 35),
        AIM,
        lookups=OVER_THERE,
    ),
    case("LSDPostcode_04", "another fund", COMMUNITY, AIM, year="2526", lookups=OVER_THERE),
    case("LSDPostcode_04", "a fund of the past", COMMUNITY, [], year="2627", lookups=OVER_THERE),
    case("LSDPostcode_06", "who funds it", _adult("AB1 2DE"), [], lookups=OVER_THERE),
    case("LSDPostcode_06", "who did", _adult("AB1 2DE", "111"), AIM, lookups=OVER_THERE),
    case("LSDPostcode_06", "elsewhere", _adult("CD1 2AB"), AIM, lookups=OVER_THERE),
    case(
        "LSDPostcode_06",
        "elsewhere, funded nationally",
        _adult("CD1 2AB", "105"),
        [],
        lookups=OVER_THERE,
    ),
]
