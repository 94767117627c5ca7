"""Courses of higher education for the cases of the rules about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import aim, fam
from ilrsync.model.records import LearningDeliveryHE

if TYPE_CHECKING:
    from ilrsync.model.records import LearningDelivery

COURSE = ["Learner[0]/LearningDelivery[0]/LearningDeliveryHE[0]"]
OF_THE_AIM = frozenset(
    {"AimType", "PartnerUKPRN", "LearnStartDate", "LearnActEndDate", "LearningDeliveryFAM"}
)


def course_with(**fields: Any) -> LearningDelivery:
    """A course of which enough is said, apart from *fields*."""
    told: dict[str, Any] = {
        "TYPEYR": 1,
        "MODESTUD": 1,
        "MSTUFEE": 1,
        "SPECFEE": 0,
        "PERMADDCOUNTRY": "XF",
        "QUALENT3": "P50",
        "ELQ": 3,
        **fields,
    }
    own = {name: told.pop(name) for name in list(told) if name in OF_THE_AIM}
    values = {"FundModel": 99, "LearningDeliveryFAM": [fam("SOF", "1")], "AimType": 4, **own}
    return aim("60100001", LearningDeliveryHE=LearningDeliveryHE(**told), **values)
