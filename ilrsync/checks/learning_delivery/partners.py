"""The subcontractor who delivers an aim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, case
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context


@rule("PartnerUKPRN_02", over=LearningDelivery, fields="PartnerUKPRN?", when={"AimType": 1})
def subcontracted_programme(aim: LearningDelivery) -> Iterator[Hit]:
    """A programme aim, AimType 1, has no subcontractor.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, PartnerUKPRN_02.
    """
    if aim.PartnerUKPRN is not None:
        yield Hit(aim)


@rule("PartnerUKPRN_03", over=LearningDelivery, fields="PartnerUKPRN")
def subcontracted_to_oneself(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The subcontractor is not the provider itself.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, PartnerUKPRN_03.
    """
    if aim.PartnerUKPRN is not None and aim.PartnerUKPRN == context.ukprn:
        yield Hit(aim)


CASES = [
    case("PartnerUKPRN_02", "a subcontracted aim", aim(PartnerUKPRN=10000009), []),
    case(
        "PartnerUKPRN_02", "a subcontracted programme", aim(AimType=1, PartnerUKPRN=10000009), AIM
    ),
    case("PartnerUKPRN_03", "another provider", aim(PartnerUKPRN=10000009), []),
    case("PartnerUKPRN_03", "the provider itself", aim(PartnerUKPRN=10000001), AIM),
]
