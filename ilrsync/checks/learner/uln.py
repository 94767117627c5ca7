"""The Unique Learner Number: its check digit, and how long 9999999999 may stand for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, HERE, apprenticeship, case, fam, learner, standalone
from ilrsync.checks.cases import aim as an_aim
from ilrsync.checks.derived import has_any_fam, has_fam
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.check_digits import uln_is_valid
from ilrsync.model.codes import TEMPORARY_ULN, FundModel, LearnDelFAMType, ProgType
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ilrsync.checks.rule import Context

WAITING = {"ULN": TEMPORARY_ULN}
LONG_ENOUGH = 5
"""Days that an aim lasts, as planned or in fact, before a ULN is asked for."""

DAYS_OF_GRACE = 60
IN_CUSTODY = "034"
OFFICE_FOR_STUDENTS = "1"
FUNDED = frozenset(
    {
        FundModel.YOUNG,
        FundModel.OTHER_YOUNG,
        FundModel.ADULT_SKILLS_CONTINUING,
        FundModel.SKILLS_BOOTCAMP,
        FundModel.ADULT_SKILLS,
        FundModel.APPRENTICESHIP,
        FundModel.OTHER_ADULT,
    }
)
SHORT_COURSE_SINCE = "2627"


@rule("ULN_04", over=Learner, fields="ULN")
def wrong_check_digit(learner: Learner) -> Iterator[Hit]:
    """A ULN has ten digits, and its last digit must agree with the nine before it.

    The temporary ULN 9999999999 passes. Every slip of one digit and every swap of two is caught,
    but the right number cannot be worked out from a wrong one: look it up in the learner register.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ULN_04; derived data DD01.
    """
    if learner.ULN not in {None, TEMPORARY_ULN} and not uln_is_valid(learner.ULN or 0):
        yield Hit(learner)


@rule("ULN_02", over=Learner, severity=WARNING, fields="ULN", when=WAITING)
def temporary_without_funding(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner on a non-funded or Tailored Learning aim should have a ULN, not 9999999999.

    In 2025-26 also for community learning, FundModel 10. Not for aims funded by the Office for
    Students (SOF 1).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ULN_02.
    """
    models = {FundModel.NON_FUNDED, FundModel.TAILORED_LEARNING}
    if context.year < SHORT_COURSE_SINCE:
        models.add(FundModel.COMMUNITY_LEARNING)
    yield from _temporary(
        learner,
        lambda aim: (
            aim.FundModel in models and not has_fam(aim, LearnDelFAMType.SOF, OFFICE_FOR_STUDENTS)
        ),
    )


@rule("ULN_03", over=Learner, severity=WARNING, fields="ULN", when=WAITING)
def temporary_before_january(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner should have a ULN, not 9999999999, also in a file prepared before January.

    One aim under an employer's contract for services (ACT 1) excuses the learner; ULN_12 asks for
    the ULN of those.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ULN_03; the excuse is at learner
    level as in the DfE's published code of 2020-21.
    """
    early = context.prepared < _january(context)
    if early and not has_any_fam(learner, LearnDelFAMType.ACT, "1"):
        yield Hit(learner)


@rule("ULN_06", over=Learner, severity=WARNING, fields="ULN", when=WAITING)
def temporary_on_recent_funded_aim(learner: Learner, context: Context) -> Iterator[Hit]:
    """From January, a learner on a funded aim should have a ULN, not 9999999999.

    For aims of five days and more that started up to 60 days before the file was prepared. Not for
    learners in custody (LDM 034) nor under an employer's contract for services (ACT 1).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ULN_06.
    """
    if context.prepared >= _january(context):
        yield from _temporary(
            learner, lambda aim: _is_funded(aim, context) and _is_recent(aim, context)
        )


@rule("ULN_07", over=Learner, fields="ULN", when=WAITING)
def temporary_on_older_funded_aim(learner: Learner, context: Context) -> Iterator[Hit]:
    """From January, a learner on a funded aim for more than 60 days must have a ULN.

    For aims of five days and more. Not for learners in custody (LDM 034) nor under an employer's
    contract for services (ACT 1). The published text also names FundModel 70, which has ended.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ULN_07.
    """
    if context.prepared >= _january(context):
        yield from _temporary(
            learner, lambda aim: _is_funded(aim, context) and _is_older(aim, context)
        )


@rule("ULN_09", over=Learner, severity=WARNING, fields="ULN", when=WAITING)
def temporary_in_custody(learner: Learner, context: Context) -> Iterator[Hit]:
    """From January, a learner in custody (LDM 034) should have a ULN, not 9999999999.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ULN_09.
    """
    if context.prepared >= _january(context):
        yield from _temporary(learner, lambda aim: has_fam(aim, LearnDelFAMType.LDM, IN_CUSTODY))


@rule("ULN_10", over=Learner, severity=WARNING, fields="ULN", when=WAITING)
def temporary_on_recent_higher_education(learner: Learner, context: Context) -> Iterator[Hit]:
    """From January, a learner on an aim of the Office for Students should have a ULN.

    For non-funded aims with SOF 1 of five days and more that started up to 60 days before the file
    was prepared, as the list says; the DfE's code of 2020-21 has more than 60. Not in custody.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ULN_10.
    """
    if context.prepared >= _january(context):
        yield from _temporary(learner, lambda aim: _is_higher(aim) and _is_recent(aim, context))


@rule("ULN_11", over=Learner, fields="ULN", when=WAITING)
def temporary_on_older_higher_education(learner: Learner, context: Context) -> Iterator[Hit]:
    """From January, a learner on an aim of the Office for Students for 60 days must have a ULN.

    For non-funded aims with SOF 1 of five days and more that started more than 60 days before the
    file was prepared. Not for learners in custody (LDM 034).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ULN_11.
    """
    if context.prepared >= _january(context):
        yield from _temporary(learner, lambda aim: _is_higher(aim) and _is_older(aim, context))


@rule("ULN_12", over=Learner, fields="ULN", when=WAITING)
def temporary_on_levy_apprenticeship(learner: Learner) -> Iterator[Hit]:
    """An apprentice under an employer's contract for services (ACT 1) must have a ULN.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ULN_12.
    """
    yield from _temporary(learner, lambda aim: has_fam(aim, LearnDelFAMType.ACT, "1"))


@rule("ULN_13", over=Learner, fields="ULN", when=WAITING, since="2627")
def temporary_on_apprenticeship_unit(learner: Learner) -> Iterator[Hit]:
    """A learner on an apprenticeship unit, ProgType 34, must have a ULN.

    Source: validation rules 2026-27 v4, Learner, ULN_13.
    """
    yield from _temporary(learner, lambda aim: aim.ProgType == ProgType.APPRENTICESHIP_UNIT)


def _temporary(learner: Learner, owes: Callable[[LearningDelivery], bool]) -> Iterator[Hit]:
    """The aims that owe a ULN, of a learner who has none."""
    yield from map(Hit, filter(owes, learner.LearningDelivery))


def _january(context: Context) -> dt.date:
    return dt.date(context.table.ends.year, 1, 1)


def _is_funded(aim: LearningDelivery, context: Context) -> bool:
    if has_fam(aim, LearnDelFAMType.LDM, IN_CUSTODY) or has_fam(aim, LearnDelFAMType.ACT, "1"):
        return False
    if aim.FundModel == FundModel.NON_FUNDED:
        return has_fam(aim, LearnDelFAMType.ADL, "1")
    if aim.FundModel == FundModel.SHORT_COURSE:
        return context.year >= SHORT_COURSE_SINCE
    return aim.FundModel in FUNDED


def _is_higher(aim: LearningDelivery) -> bool:
    return (
        aim.FundModel == FundModel.NON_FUNDED
        and has_fam(aim, LearnDelFAMType.SOF, OFFICE_FOR_STUDENTS)
        and not has_fam(aim, LearnDelFAMType.LDM, IN_CUSTODY)
    )


def _is_recent(aim: LearningDelivery, context: Context) -> bool:
    return _lasts(aim) and _age(aim, context) <= DAYS_OF_GRACE


def _is_older(aim: LearningDelivery, context: Context) -> bool:
    return _lasts(aim) and _age(aim, context) > DAYS_OF_GRACE


def _age(aim: LearningDelivery, context: Context) -> int:
    """Days from the start of the aim to the preparation of the file."""
    return (context.prepared - (aim.LearnStartDate or context.prepared)).days


def _lasts(aim: LearningDelivery) -> bool:
    start = aim.LearnStartDate
    ends = (aim.LearnPlanEndDate, aim.LearnActEndDate)
    return start is not None and any(end and (end - start).days >= LONG_ENOUGH for end in ends)


def _waiting(*aims: LearningDelivery) -> Learner:
    return learner("A1", *aims, ULN=TEMPORARY_ULN)


def _higher() -> LearningDelivery:
    return standalone(FundModel=99, LearningDeliveryFAM=[fam("SOF", "1")])


FEBRUARY = dt.date(2027, 2, 1)
OCTOBER = dt.date(2025, 10, 1)
RECENT: dict[str, Any] = {"LearnStartDate": dt.date(2026, 12, 10)}

CASES = [
    case("ULN_04", "a right check digit", learner("A1"), []),
    case("ULN_04", "two digits swapped", learner("A1", ULN=1000000916), HERE),
    case("ULN_04", "nine digits", learner("A1", ULN=100000091), HERE),
    case("ULN_04", "the temporary ULN", learner("A1", ULN=TEMPORARY_ULN), []),
    case("ULN_02", "a real ULN", standalone(FundModel=99), []),
    case("ULN_02", "non-funded aim", _waiting(standalone(FundModel=99)), AIM),
    case("ULN_02", "Office for Students", _waiting(_higher()), []),
    case("ULN_02", "community learning", _waiting(standalone(FundModel=10)), AIM, year="2526"),
    case("ULN_02", "community learning", _waiting(standalone(FundModel=10)), [], year="2627"),
    case("ULN_03", "a real ULN", learner("A1"), [], prepared=OCTOBER),
    case("ULN_03", "waiting in October", _waiting(an_aim()), HERE, prepared=OCTOBER),
    case("ULN_03", "levy apprentice", _waiting(*apprenticeship()), [], prepared=OCTOBER),
    case("ULN_06", "started long ago", _waiting(an_aim()), [], prepared=FEBRUARY),
    case("ULN_06", "started recently", _waiting(an_aim(**RECENT)), AIM, prepared=FEBRUARY),
    case("ULN_06", "before January", _waiting(an_aim(**RECENT)), [], prepared=OCTOBER),
    case("ULN_07", "started long ago", _waiting(an_aim()), AIM, prepared=FEBRUARY),
    case("ULN_07", "started recently", _waiting(an_aim(**RECENT)), [], prepared=FEBRUARY),
    case("ULN_07", "levy apprentice", _waiting(*apprenticeship()), [], prepared=FEBRUARY),
    case(
        "ULN_07",
        "three days only",
        _waiting(an_aim(LearnPlanEndDate=dt.date(2025, 9, 11))),
        [],
        prepared=FEBRUARY,
    ),
    case(
        "ULN_09",
        "in custody",
        _waiting(standalone(LearningDeliveryFAM=[fam("LDM", "034")])),
        AIM,
        prepared=FEBRUARY,
    ),
    case("ULN_09", "not in custody", _waiting(standalone()), [], prepared=FEBRUARY),
    case("ULN_10", "started long ago", _waiting(_higher()), [], prepared=FEBRUARY),
    case(
        "ULN_10",
        "started recently",
        _waiting(standalone(FundModel=99, LearningDeliveryFAM=[fam("SOF", "1")], **RECENT)),
        AIM,
        prepared=FEBRUARY,
    ),
    case("ULN_11", "started long ago", _waiting(_higher()), AIM, prepared=FEBRUARY),
    case("ULN_11", "non-funded otherwise", _waiting(an_aim(FundModel=99)), [], prepared=FEBRUARY),
    case("ULN_12", "a real ULN", learner("A1", *apprenticeship()), []),
    case(
        "ULN_12",
        "levy apprentice",
        _waiting(*apprenticeship()),
        ["Learner[0]/LearningDelivery[0]", "Learner[0]/LearningDelivery[1]"],
    ),
    case("ULN_13", "a study programme", _waiting(an_aim()), []),
    case("ULN_13", "an apprenticeship unit", _waiting(an_aim(ProgType=34)), AIM),
]
