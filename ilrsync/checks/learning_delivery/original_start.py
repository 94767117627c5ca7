"""Whether LARS let a restarted aim be funded when it was first begun."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, case, fam
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import VALIDITY, validities
from ilrsync.checks.rule import Hit, rule
from ilrsync.checks.validity import listed_as
from ilrsync.model.codes import FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

FIELDS = "LearnAimRef OrigLearnStartDate FundModel"
FREE_COURSES = "378"
ANY = "ANY"
ADULT = ("ADULT_SKILLS", "UNEMPLOYED", "OLASS_ADULT")
LOAN = "ADV_LEARN_LOAN"


@rule(
    "OrigLearnStartDate_06",
    over=LearningDelivery,
    fields=FIELDS,
    when={"FundModel": FundModel.ADULT_SKILLS_CONTINUING},
    needs=[VALIDITY],
)
def adult_first_begun_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An adult skills aim was first begun while LARS listed it for adult skills.

    A listing for the unemployed or for offenders will do. Not for apprenticeships and Free Courses
    for Jobs (LDM 378).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OrigLearnStartDate_06.
    """
    free = has_fam(aim, LearnDelFAMType.LDM, FREE_COURSES)
    spared = free or aim.ProgType == ProgType.APPRENTICESHIP
    if not spared and _began_outside(aim, context, *ADULT):
        yield Hit(aim)


@rule(
    "OrigLearnStartDate_07",
    over=LearningDelivery,
    fields=FIELDS,
    when={"FundModel": {FundModel.APPRENTICESHIP, FundModel.OTHER_ADULT}},
    needs=[VALIDITY],
)
def other_first_begun_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An apprenticeship or other adult aim was first begun while LARS listed it for any funding.

    For FundModel 81, and for FundModel 36 of a standard (ProgType 25).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OrigLearnStartDate_07.
    """
    of_standard = aim.ProgType == ProgType.APPRENTICESHIP
    if (aim.FundModel == FundModel.OTHER_ADULT or of_standard) and _began_outside(
        aim, context, ANY
    ):
        yield Hit(aim)


@rule(
    "OrigLearnStartDate_08",
    over=LearningDelivery,
    fields=FIELDS,
    when={"FundModel": FundModel.NON_FUNDED},
    needs=[VALIDITY],
)
def loan_first_begun_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An aim with an Advanced Learner Loan was first begun while LARS listed it for loans.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OrigLearnStartDate_08.
    """
    if has_fam(aim, LearnDelFAMType.ADL) and _began_outside(aim, context, LOAN):
        yield Hit(aim)


@rule(
    "OrigLearnStartDate_10",
    over=LearningDelivery,
    fields=FIELDS,
    when={"FundModel": FundModel.SKILLS_BOOTCAMP},
    needs=[VALIDITY],
)
def bootcamp_first_begun_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A Skills Bootcamp aim was first begun while LARS listed it for any funding.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OrigLearnStartDate_10.
    """
    if _began_outside(aim, context, ANY):
        yield Hit(aim)


@rule(
    "OrigLearnStartDate_11",
    over=LearningDelivery,
    fields=FIELDS,
    when={"FundModel": FundModel.ADULT_SKILLS},
    needs=[VALIDITY],
)
def fund_first_begun_outside(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """An Adult Skills Fund aim was first begun while LARS listed it for adult skills.

    Not for Free Courses for Jobs (LDM 378).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, OrigLearnStartDate_11.
    """
    free = has_fam(aim, LearnDelFAMType.LDM, FREE_COURSES)
    if not free and _began_outside(aim, context, ADULT[0]):
        yield Hit(aim)


def _began_outside(aim: LearningDelivery, context: Context, *categories: str) -> bool:
    """Whether an original start is given and the aim was not listed on it."""
    first = aim.OrigLearnStartDate
    return first is not None and not any(
        row.starts <= first <= row.ends
        for category in categories
        for row in validities(aim, context, category)
    )


def _restarted(fund: FundModel, kind: str = "RES", **fields: int) -> LearningDelivery:
    return aim(
        FundModel=fund,
        OrigLearnStartDate=FIRST,
        LearningDeliveryFAM=[fam(kind, "1")],
        **fields,
    )


FIRST = dt.date(2023, 9, 4)
LATER = dt.date(2023, 9, 5)
ADULT_AIM = _restarted(FundModel.ADULT_SKILLS_CONTINUING)
APPRENTICE_AIM = _restarted(FundModel.APPRENTICESHIP, ProgType=25)
LOAN_AIM = _restarted(FundModel.NON_FUNDED, "ADL")
FUND_AIM = _restarted(FundModel.ADULT_SKILLS)
BOOTCAMP_AIM = _restarted(FundModel.SKILLS_BOOTCAMP)

CASES = [
    case(f"OrigLearnStartDate_{rule_id}", title, given, expected, lookups=lookups)
    for rule_id, given, category in (
        ("06", ADULT_AIM, ADULT[0]),
        ("07", APPRENTICE_AIM, ANY),
        ("08", LOAN_AIM, LOAN),
        ("10", BOOTCAMP_AIM, ANY),
        ("11", FUND_AIM, ADULT[0]),
    )
    for title, expected, lookups in (
        ("listed then", [], listed_as(category)),
        ("listed from the next day", AIM, listed_as(category, LATER)),
    )
]
