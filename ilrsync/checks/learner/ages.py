"""The learner's age against what they learn, and the date of birth itself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, HERE, aim, case, fam, learner, standalone
from ilrsync.checks.derived import end_of_august, has_fam, is_aged, started_aged
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.codes import (
    TEMPORARY_ULN,
    AimType,
    FundModel,
    LearnDelFAMType,
    ProgType,
)
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

CUSTODY = "034"
NEW_RULES = dt.date(2026, 8, 1)


@rule(
    "DateOfBirth_05",
    over=LearningDelivery,
    severity=WARNING,
    fields="LearnStartDate FundModel",
    until="2526",
    when={"FundModel": {10, 99}},
)
def infant(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A learner in community learning or on a non-funded aim should be 4 when it starts.

    Source: validation rules 2025-26 v3, Learner, DateOfBirth_05.
    """
    yield from _younger(aim, learner, 4)


@rule(
    "DateOfBirth_06",
    over=Learner,
    severity=WARNING,
    fields="DateOfBirth",
    when={"FundModel": {FundModel.YOUNG, FundModel.OTHER_YOUNG}},
)
def child(learner: Learner, context: Context) -> Iterator[Hit]:
    """A 16-19 funded learner should be 13 on 31 August of the teaching year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_06.
    """
    born = learner.DateOfBirth
    if born is not None and not is_aged(born, end_of_august(context), 13):
        yield Hit(learner)


@rule(
    "DateOfBirth_12",
    over=LearningDelivery,
    fields="LearnStartDate FundModel",
    until="2526",
    when={"FundModel": FundModel.COMMUNITY_LEARNING},
)
def too_young_for_adult_community(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A learner with community learning for adults, ASL 1 or 2, is 19 when the aim starts.

    Source: validation rules 2025-26 v3, Learner, DateOfBirth_12.
    """
    if has_fam(aim, LearnDelFAMType.ASL, "1", "2"):
        yield from _younger(aim, learner, 19)


@rule(
    "DateOfBirth_13",
    over=LearningDelivery,
    severity=WARNING,
    fields="FundModel",
    when={"FundModel": FundModel.NON_FUNDED},
)
def too_young_for_higher_education(
    aim: LearningDelivery, learner: Learner, context: Context
) -> Iterator[Hit]:
    """A learner funded by the Office for Students, SOF 1, should be 16 at the end of the year.

    That is on 31 July of the teaching year.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_13.
    """
    if has_fam(aim, LearnDelFAMType.SOF, "1"):
        born = learner.DateOfBirth
        if born is not None and not is_aged(born, context.table.ends, 16):
            yield Hit(aim, DateOfBirth=born)


@rule(
    "DateOfBirth_14",
    over=LearningDelivery,
    severity=WARNING,
    fields="LearnStartDate FundModel",
    when={"FundModel": {35, 81}},
)
def too_young_for_custody(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A learner in custody, LDM 034, should be 18 when the aim starts.

    For FundModel 35 and 81.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_14.
    """
    if has_fam(aim, LearnDelFAMType.LDM, CUSTODY):
        yield from _younger(aim, learner, 18)


@rule("DateOfBirth_24", over=Learner, fields="DateOfBirth? ULN")
def number_without_birth_date(learner: Learner) -> Iterator[Hit]:
    """A learner with a ULN has a date of birth.

    Not for 9999999999.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_24.
    """
    if learner.DateOfBirth is None and learner.ULN not in {None, TEMPORARY_ULN}:
        yield Hit(learner)


@rule("DateOfBirth_25", over=Learner, fields="DateOfBirth", when={"FundModel": {35, 37, 38}})
def too_young_for_adult_skills(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner on adult skills is 19 on 31 August of the teaching year.

    For FundModel 35, 37 and 38; in 2026-27 only for aims begun by 31 July 2026. Not for
    apprenticeships of FundModel 35 nor in custody (LDM 034).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_25.
    """
    for one in learner.LearningDelivery:
        start = one.LearnStartDate
        later = context.year >= "2627" and (start is None or start >= NEW_RULES)
        if one.FundModel in {35, 37, 38} and not later:
            yield from _minor(one, learner, context)


@rule(
    "DateOfBirth_62", over=Learner, fields="DateOfBirth", since="2627", when={"FundModel": {35, 38}}
)
def too_young_for_adult_skills_since_2026(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner on adult skills since August 2026 is 19 on 31 August of the teaching year.

    For FundModel 35 and 38. Not for apprenticeships of FundModel 35 nor in custody (LDM 034).

    Source: validation rules 2026-27 v4, Learner, DateOfBirth_62.
    """
    for one in learner.LearningDelivery:
        start = one.LearnStartDate
        if one.FundModel in {35, 38} and start is not None and start >= NEW_RULES:
            yield from _minor(one, learner, context)


@rule(
    "DateOfBirth_63",
    over=LearningDelivery,
    fields="LearnStartDate",
    since="2627",
    when={"FundModel": FundModel.SKILLS_BOOTCAMP, "AimType": AimType.PROGRAMME},
)
def too_young_for_bootcamp(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A learner is 19 when a Skills Bootcamp of August 2026 or later starts.

    Source: validation rules 2026-27 v4, Learner, DateOfBirth_63.
    """
    if aim.LearnStartDate is not None and aim.LearnStartDate >= NEW_RULES:
        yield from _younger(aim, learner, 19)


@rule(
    "DateOfBirth_61",
    over=LearningDelivery,
    fields="LearnStartDate",
    since="2627",
    when={"ProgType": ProgType.APPRENTICESHIP_UNIT},
)
def too_young_for_unit(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A learner is 19 when an apprenticeship unit starts.

    Source: validation rules 2026-27 v4, Learner, DateOfBirth_61.
    """
    yield from _younger(aim, learner, 19)


@rule("DateOfBirth_27", over=Learner, fields="DateOfBirth")
def born_this_year(learner: Learner, context: Context) -> Iterator[Hit]:
    """The learner was born before the teaching year began.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, DateOfBirth_27.
    """
    if learner.DateOfBirth is not None and learner.DateOfBirth >= context.table.starts:
        yield Hit(learner)


def _younger(aim: LearningDelivery, learner: Learner, years: int) -> Iterator[Hit]:
    """The aim, where the learner was younger when it started."""
    if started_aged(aim, learner, below=years):
        yield Hit(aim, DateOfBirth=learner.DateOfBirth)


def _minor(aim: LearningDelivery, learner: Learner, context: Context) -> Iterator[Hit]:
    """The aim, where the learner is under 19 on 31 August and nothing lets them off."""
    standard = aim.FundModel == 35 and aim.ProgType == ProgType.APPRENTICESHIP
    if standard or has_fam(aim, LearnDelFAMType.LDM, CUSTODY):
        return
    born = learner.DateOfBirth
    if born is not None and not is_aged(born, end_of_august(context), 19):
        yield Hit(aim, DateOfBirth=born)


def _aged(year: int, *codes: tuple[str, str], fund: int = 38, **fields: Any) -> Learner:
    """A learner born on 1 May of *year* on one aim."""
    rows = [fam(*code) for code in codes]
    one = standalone(FundModel=fund, LearningDeliveryFAM=rows, **fields)
    return learner("A1", one, DateOfBirth=dt.date(year, 5, 1))


LATE: dict[str, Any] = {"LearnStartDate": dt.date(2026, 9, 7)}
UNIT = {"fund": 39, "ProgType": 34}
PRISON = ("LDM", CUSTODY)

CASES = [
    case("DateOfBirth_05", "5", _aged(2020, fund=99), []),
    case("DateOfBirth_05", "3", _aged(2022, fund=99), AIM),
    case("DateOfBirth_06", "16", learner("A1", aim()), []),
    case("DateOfBirth_06", "10", learner("A1", aim(), DateOfBirth=dt.date(2015, 5, 1)), HERE),
    case("DateOfBirth_12", "an adult", _aged(1990, ("ASL", "1"), fund=10), []),
    case("DateOfBirth_12", "17", _aged(2008, ("ASL", "1"), fund=10), AIM),
    case("DateOfBirth_13", "18", _aged(2007, ("SOF", "1"), fund=99), []),
    case("DateOfBirth_13", "12", _aged(2013, ("SOF", "1"), fund=99), AIM),
    case("DateOfBirth_14", "an adult", _aged(1990, PRISON, fund=35), []),
    case("DateOfBirth_14", "17", _aged(2008, PRISON, fund=35), AIM),
    case("DateOfBirth_24", "a date", learner(), []),
    case("DateOfBirth_24", "no date", learner(DateOfBirth=None), HERE),
    case("DateOfBirth_24", "neither", learner(DateOfBirth=None, ULN=TEMPORARY_ULN), []),
    case("DateOfBirth_25", "an adult", _aged(1990), []),
    case("DateOfBirth_25", "17", _aged(2009), AIM),
    case("DateOfBirth_25", "in custody", _aged(2009, PRISON), []),
    case("DateOfBirth_25", "an aim of 2026", _aged(2009, **LATE), [], year="2627"),
    case("DateOfBirth_62", "an adult", _aged(1990, **LATE), []),
    case("DateOfBirth_62", "17", _aged(2009, **LATE), AIM),
    case("DateOfBirth_62", "an older aim", _aged(2009), []),
    case("DateOfBirth_63", "an adult", _aged(1990, fund=37, **LATE), []),
    case(
        "DateOfBirth_63",
        "17",
        learner(aims=[aim("ZPROG001", AimType=1, FundModel=37, **LATE)]),
        AIM,
    ),
    case("DateOfBirth_61", "an adult", _aged(1990, **UNIT), []),
    case("DateOfBirth_61", "17", _aged(2008, **UNIT), AIM),
    case("DateOfBirth_27", "16", learner(), []),
    case("DateOfBirth_27", "not yet born", learner(DateOfBirth=dt.date(2026, 8, 1)), HERE),
]
