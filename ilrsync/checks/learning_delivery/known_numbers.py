"""Whether those that an aim names exist: subcontractor, placement employer, assessor."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, apprenticeship, case, learner, placement, supplied
from ilrsync.checks.lists import (
    ASSESSORS,
    EMPLOYERS,
    ORGANISATIONS,
    in_force,
    is_employer,
    is_provider,
)
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.records import Learner, LearningDelivery, LearningDeliveryWorkPlacement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context


@rule("PartnerUKPRN_01", over=LearningDelivery, fields="PartnerUKPRN", needs=[ORGANISATIONS])
def unknown_subcontractor(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The subcontractor is one that exists.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, PartnerUKPRN_01.
    """
    if aim.PartnerUKPRN is not None and not is_provider(aim.PartnerUKPRN, context):
        yield Hit(aim)


@rule(
    "WorkPlaceEmpId_01",
    over=LearningDeliveryWorkPlacement,
    fields="WorkPlaceEmpId",
    needs=[EMPLOYERS],
)
def unknown_placement_employer(
    placement: LearningDeliveryWorkPlacement, context: Context
) -> Iterator[Hit]:
    """The employer of a placement is on the list of employers, or is 999999999.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WorkPlaceEmpId_01.
    """
    number = placement.WorkPlaceEmpId
    if number is not None and not is_employer(number, context):
        yield Hit(placement)


@rule(
    "EPAOrgID_01",
    over=LearningDelivery,
    fields="EPAOrgID StdCode LearnPlanEndDate",
    severity=WARNING,
    needs=[ASSESSORS],
)
def assessor_of_another_standard(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The end-point assessment organisation may assess the standard on the planned end date.

    The list of 2026-27 calls it an error; the service treats it as a warning in both years.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, EPAOrgID_01.
    """
    day = aim.LearnPlanEndDate
    if not aim.EPAOrgID or day is None:
        return
    rows = context.lookup(ASSESSORS).get("EPAOrganisation", aim.EPAOrgID.strip().upper())
    if not any(row.get("StandardCode") == str(aim.StdCode) for row in in_force(rows, day)):
        yield Hit(aim)


def _placed(employer: int) -> LearningDelivery:
    return aim(LearningDeliveryWorkPlacement=[placement(WorkPlaceEmpId=employer)])


def _assessed(standard: int) -> Learner:
    fields = {"EPAOrgID": "EPA0001", "LearnPlanEndDate": dt.date(2027, 7, 30)}
    return learner("A1", apprenticeship(standard, **fields)[0])


PROVIDERS = supplied(ORGANISATIONS, "Organisation", "10000009")
EMPLOYER = supplied(EMPLOYERS, "Employer", "154549452")
ASSESSOR = supplied(
    ASSESSORS, "EPAOrganisation", "EPA0001", StandardCode="274", EffectiveFrom="2019-08-01"
)
ROW = [f"{AIM[0]}/LearningDeliveryWorkPlacement[0]"]

CASES = [
    case("PartnerUKPRN_01", "listed", aim(PartnerUKPRN=10000009), [], lookups=PROVIDERS),
    case("PartnerUKPRN_01", "not listed", aim(PartnerUKPRN=10000008), AIM, lookups=PROVIDERS),
    case("WorkPlaceEmpId_01", "listed", _placed(154549452), [], lookups=EMPLOYER),
    case("WorkPlaceEmpId_01", "not listed", _placed(154549453), ROW, lookups=EMPLOYER),
    case("EPAOrgID_01", "of the standard", _assessed(274), [], lookups=ASSESSOR),
    case("EPAOrgID_01", "of another standard", _assessed(91), AIM, lookups=ASSESSOR),
]
