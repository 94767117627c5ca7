"""Fields of an aim that go with some funding models only, and references in their own form."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, START, aim, apprenticeship, case, fam, learner, standalone
from ilrsync.checks.derived import has_fam
from ilrsync.checks.learner.particulars import POSTCODE
from ilrsync.checks.learning_delivery.courses import COURSE, course_with
from ilrsync.checks.learning_delivery.funding_source import is_of_the_year
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.codes import LearnDelFAMType
from ilrsync.model.records import AppFinRecord, Learner, LearningDelivery, LearningDeliveryHE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

ADJUSTED = frozenset({10, 25, 39, 82, 99})
NO_CONTRACT = frozenset({10, 11, 25, 35, 38, 81, 82, 99})
ASSESSMENT_PRICES = frozenset({2, 4})
UUID = re.compile(r"[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}", re.IGNORECASE | re.ASCII).fullmatch


@rule(
    "PriorLearnFundAdj_01",
    over=LearningDelivery,
    fields="PriorLearnFundAdj? FundModel",
    when={"FundModel": ADJUSTED},
)
def prior_learning_adjusted(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Funding is not adjusted for prior learning on 16-19 and non-funded aims.

    That is FundModel 25, 82 and 99, in 2025-26 also 10, from 2026-27 also 39. Not for advanced
    learner loans (ADL).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, PriorLearnFundAdj_01.
    """
    if aim.PriorLearnFundAdj is None or not is_of_the_year(aim, context):
        return
    if not has_fam(aim, LearnDelFAMType.ADL):
        yield Hit(aim)


@rule(
    "OtherFundAdj_01",
    over=LearningDelivery,
    fields="OtherFundAdj? FundModel",
    when={"FundModel": ADJUSTED - {99}},
)
def otherwise_adjusted(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Funding is not otherwise adjusted on 16-19 aims.

    That is FundModel 25 and 82, in 2025-26 also 10, from 2026-27 also 39.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OtherFundAdj_01.
    """
    if aim.OtherFundAdj is not None and is_of_the_year(aim, context):
        yield Hit(aim)


@rule(
    "ConRefNumber_03",
    over=LearningDelivery,
    fields="ConRefNumber? FundModel",
    when={"FundModel": NO_CONTRACT},
)
def contract_elsewhere(aim: LearningDelivery) -> Iterator[Hit]:
    """A contract reference stands on aims of FundModel 36, 37 and 39 only.

    The published sentence names apprenticeships among those without; its condition does not.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, ConRefNumber_03.
    """
    if aim.ConRefNumber is not None:
        yield Hit(aim)


@rule("EPAOrgID_02", over=LearningDelivery, fields="EPAOrgID?")
def assessor_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with a price of end-point assessment, TNP 2 or 4, needs an assessment organisation.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, EPAOrgID_02.
    """
    if aim.EPAOrgID is None and _has_assessment_price(aim):
        yield Hit(aim, AFinType="TNP")


@rule("EPAOrgID_03", over=LearningDelivery, fields="EPAOrgID?")
def assessment_price_missing(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with an end-point assessment organisation needs a price of it, TNP 2 or 4.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, EPAOrgID_03.
    """
    if aim.EPAOrgID is not None and not _has_assessment_price(aim):
        yield Hit(aim, AFinType="TNP")


@rule("SWSupAimId_01", over=Learner, severity=WARNING, fields="SWSupAimId")
def strange_identifier(learner: Learner) -> Iterator[Hit]:
    """The software supplier's aim identifier should be a UUID.

    That is 32 hexadecimal digits as 8-4-4-4-12.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, SWSupAimId_01.
    """
    for one in learner.LearningDelivery:  # asked once a learner, for no two aims answer alike
        if one.SWSupAimId is not None and not UUID(one.SWSupAimId):
            yield Hit(one)


@rule("DelLocPostCode_11", over=Learner, fields="DelLocPostCode")
def malformed_delivery_postcode(learner: Learner) -> Iterator[Hit]:
    """DelLocPostCode has the shape of a postcode, in capitals.

    Not for offenders in custody (LDM 034).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, DelLocPostCode_11.
    """
    for one in learner.LearningDelivery:
        wrong = one.DelLocPostCode is not None and not _is_postcode(one.DelLocPostCode)
        if wrong and not has_fam(one, LearnDelFAMType.LDM, "034"):
            yield Hit(one)


@rule("LSDPostcode_03", over=LearningDelivery, fields="LSDPostcode")
def malformed_start_postcode(aim: LearningDelivery) -> Iterator[Hit]:
    """LSDPostcode has the shape of a postcode, in capitals.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LSDPostcode_03.
    """
    if aim.LSDPostcode is not None and not _is_postcode(aim.LSDPostcode):
        yield Hit(aim)


@rule("HEPostCode_02", over=LearningDeliveryHE, fields="HEPostCode")
def malformed_course_postcode(course: LearningDeliveryHE) -> Iterator[Hit]:
    """HEPostCode has the shape of a postcode, in capitals.

    Source: validation rules 2025-26 v3 and 2026-27 v4, HE Rules, HEPostCode_02.
    """
    if course.HEPostCode is not None and not _is_postcode(course.HEPostCode):
        yield Hit(course)


def _has_assessment_price(aim: LearningDelivery) -> bool:
    return any(
        (row.AFinType or "").upper() == "TNP" and row.AFinCode in ASSESSMENT_PRICES
        for row in aim.AppFinRecord
    )


@lru_cache(maxsize=8192)  # a return has few places of delivery
def _is_postcode(text: str) -> bool:
    return POSTCODE.fullmatch(text) is not None


def _assessed(*, price: bool = False, assessor: str | None = "EPA0001") -> LearningDelivery:
    rows = [AppFinRecord("TNP", 2, START, 100)] if price else []
    return apprenticeship(AppFinRecord=rows, EPAOrgID=assessor)[0]


NUMBER = "0f4c2a9e-3b1d-4c55-9a77-0c1d2e3f4a5b"
LOAN: dict[str, Any] = {"FundModel": 99, "LearningDeliveryFAM": [fam("ADL", "1")]}
PRISON: dict[str, Any] = {"LearningDeliveryFAM": [fam("LDM", "034")]}

CASES = [
    case("PriorLearnFundAdj_01", "adult skills", standalone(PriorLearnFundAdj=50), []),
    case("PriorLearnFundAdj_01", "16-19", aim(PriorLearnFundAdj=50), AIM),
    case("PriorLearnFundAdj_01", "a loan", aim(PriorLearnFundAdj=50, **LOAN), []),
    case(
        "PriorLearnFundAdj_01", "a unit", aim(PriorLearnFundAdj=50, FundModel=39), AIM, year="2627"
    ),
    case("OtherFundAdj_01", "adult skills", standalone(OtherFundAdj=50), []),
    case("OtherFundAdj_01", "16-19", aim(OtherFundAdj=50), AIM),
    case("ConRefNumber_03", "a Skills Bootcamp", aim(ConRefNumber="SB-1", FundModel=37), []),
    case("ConRefNumber_03", "16-19", aim(ConRefNumber="SB-1"), AIM),
    case("EPAOrgID_02", "both", _assessed(price=True), []),
    case("EPAOrgID_02", "no assessor", _assessed(price=True, assessor=None), AIM),
    case("EPAOrgID_03", "both", _assessed(price=True), []),
    case("EPAOrgID_03", "no price", _assessed(), AIM),
    case("SWSupAimId_01", "a UUID", aim(SWSupAimId=NUMBER), []),
    case("SWSupAimId_01", "a number", aim(SWSupAimId="1234"), AIM),
    case("DelLocPostCode_11", "a postcode", aim(), []),
    case("DelLocPostCode_11", "no postcode", aim(DelLocPostCode="A B1 2DE"), AIM),
    case("DelLocPostCode_11", "in custody", aim(DelLocPostCode="PRISON", **PRISON), []),
    case("LSDPostcode_03", "a postcode", aim(LSDPostcode="AB1 2DE"), []),
    case("LSDPostcode_03", "no postcode", aim(LSDPostcode="12DE AB"), AIM),
    case("HEPostCode_02", "a postcode", course_with(HEPostCode="AB1 2DE"), []),
    case("HEPostCode_02", "no postcode", course_with(HEPostCode="12DE AB"), COURSE),
    case("ConRefNumber_03", "none", learner("A1", aim()), []),
]
