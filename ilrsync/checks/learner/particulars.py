"""Who the learner is: names, birth date, National Insurance number, postcodes."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import HERE, apprenticeship, case, fam, learner, standalone, study_aim
from ilrsync.checks.derived import has_any_fam, has_fam, is_aged
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.codes import FundModel, LearnDelFAMType
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context
    from ilrsync.model.records import LearningDelivery

DATED = frozenset({25, 82, 35, 36, 37, 38, 81})
NI_NUMBER = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D ]?", re.IGNORECASE)
POSTCODE = re.compile(r"[A-Z]{1,2}(?:[0-9]{1,2}|[0-9][A-Z]) ?[0-9][ABD-HJLNP-UW-Z]{2}")


@rule("FamilyName_01", over=Learner, fields="FamilyName")
def family_name_missing(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner needs a family name.

    In 2025-26 not asked of community learners (FundModel 10, or 99 with SOF 108).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, FamilyName_01.
    """
    if not (learner.FamilyName or "").strip() and not _is_community(learner, context):
        yield Hit(learner)


@rule("GivenNames_01", over=Learner, fields="GivenNames")
def given_names_missing(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner needs given names.

    In 2025-26 not asked of community learners (FundModel 10, or 99 with SOF 108).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, GivenNames_01.
    """
    if not (learner.GivenNames or "").strip() and not _is_community(learner, context):
        yield Hit(learner)


@rule("DateOfBirth_01", over=Learner, fields="DateOfBirth?")
def birth_date_missing(learner: Learner, context: Context) -> Iterator[Hit]:
    """A funded learner needs a date of birth.

    For FundModel 25, 35, 36, 37, 38, 81 and 82, from 2026-27 also 39. Not in custody (LDM 034).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_01.
    """
    models = DATED if context.year < "2627" else DATED | {39}
    if learner.DateOfBirth is None and any(
        one.FundModel in models and not has_fam(one, LearnDelFAMType.LDM, "034")
        for one in learner.LearningDelivery
    ):
        yield Hit(learner)


@rule("DateOfBirth_02", over=Learner, severity=WARNING, fields="DateOfBirth?")
def birth_date_missing_without_funding(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner on a non-funded or Tailored Learning aim should have a date of birth.

    In 2025-26 also for community learning, FundModel 10. Not with an advanced learner loan (ADL).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_02.
    """
    models = {99, 11, 10} if context.year < "2627" else {99, 11}
    if learner.DateOfBirth is None and any(
        one.FundModel in models and not has_fam(one, LearnDelFAMType.ADL)
        for one in learner.LearningDelivery
    ):
        yield Hit(learner)


@rule("DateOfBirth_04", over=Learner, fields="DateOfBirth")
def aged_115(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner is under 115 when the teaching year begins.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_04.
    """
    born = learner.DateOfBirth
    if born is not None and is_aged(born, context.table.starts, 115):
        yield Hit(learner)


@rule("NINumber_01", over=Learner, fields="NINumber")
def malformed_ni_number(learner: Learner) -> Iterator[Hit]:
    """A National Insurance number is two letters, six digits and A, B, C, D or a space.

    The first letter is none of D, F, I, Q, U and V, the second none of these and O.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, NINumber_01.
    """
    if learner.NINumber is not None and not NI_NUMBER.fullmatch(learner.NINumber):
        yield Hit(learner)


@rule("NINumber_02", over=Learner, fields="NINumber?")
def ni_number_missing(learner: Learner) -> Iterator[Hit]:
    """An apprentice under an employer's contract for services (ACT 1) needs an NI number.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, NINumber_02.
    """
    if learner.NINumber is None and has_any_fam(learner, LearnDelFAMType.ACT, "1"):
        yield Hit(learner)


@rule("Postcode_15", over=Learner, fields="Postcode")
def malformed_postcode(learner: Learner) -> Iterator[Hit]:
    """Postcode has the shape of a postcode, in capitals.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, Postcode_15.
    """
    if learner.Postcode is not None and not POSTCODE.fullmatch(learner.Postcode):
        yield Hit(learner)


@rule("PostcodePrior_02", over=Learner, fields="PostcodePrior")
def malformed_prior_postcode(learner: Learner) -> Iterator[Hit]:
    """PostcodePrior has the shape of a postcode, in capitals.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PostcodePrior_02.
    """
    if learner.PostcodePrior is not None and not POSTCODE.fullmatch(learner.PostcodePrior):
        yield Hit(learner)


def _is_community(learner: Learner, context: Context) -> bool:
    """Whether the year excuses the learner, who has a community learning aim, from names."""
    return context.year < "2627" and any(
        one.FundModel == FundModel.COMMUNITY_LEARNING
        or (one.FundModel == FundModel.NON_FUNDED and has_fam(one, LearnDelFAMType.SOF, "108"))
        for one in learner.LearningDelivery
    )


def _known(*aims: LearningDelivery, **fields: Any) -> Learner:
    return learner("A1", *aims, **fields)


COMMUNITY = standalone(FundModel=10)
IN_CUSTODY = study_aim(LearningDeliveryFAM=[fam("LDM", "034")])
OLD = dt.date(1910, 1, 1)

CASES = [
    case("FamilyName_01", "a name", _known(), []),
    case("FamilyName_01", "blank", _known(FamilyName=" "), HERE),
    case("FamilyName_01", "community", _known(COMMUNITY, FamilyName=None), [], year="2526"),
    case("FamilyName_01", "community", _known(COMMUNITY, FamilyName=None), HERE, year="2627"),
    case("GivenNames_01", "a name", _known(), []),
    case("GivenNames_01", "none", _known(GivenNames=None), HERE),
    case("DateOfBirth_01", "a date", _known(), []),
    case("DateOfBirth_01", "none", _known(DateOfBirth=None), HERE),
    case("DateOfBirth_01", "in custody", _known(IN_CUSTODY, DateOfBirth=None), []),
    case("DateOfBirth_02", "a date", _known(standalone(FundModel=99)), []),
    case("DateOfBirth_02", "none", _known(standalone(FundModel=99), DateOfBirth=None), HERE),
    case("DateOfBirth_04", "aged 17", _known(), []),
    case("DateOfBirth_04", "aged 115", _known(DateOfBirth=OLD), HERE),
    case("NINumber_01", "none", _known(), []),
    case("NINumber_01", "a right shape", _known(NINumber="AB123456C"), []),
    case("NINumber_01", "begins with D", _known(NINumber="DB123456C"), HERE),
    case("NINumber_01", "with spaces", _known(NINumber="AB 12 34 5"), HERE),
    case("NINumber_02", "a number", _known(*apprenticeship(), NINumber="AB123456C"), []),
    case("NINumber_02", "none", _known(*apprenticeship()), HERE),
    case("Postcode_15", "AB1 2DE", _known(), []),
    case("Postcode_15", "unknown", _known(Postcode="ZZ99 9ZZ"), []),
    case("Postcode_15", "small letters", _known(Postcode="ab1 2cd"), HERE),
    case("PostcodePrior_02", "AB1 2DE", _known(), []),
    case("PostcodePrior_02", "letter O for a nought", _known(PostcodePrior="AB1 ODE"), HERE),
]
