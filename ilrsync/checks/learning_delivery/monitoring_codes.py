"""Learning delivery monitoring (LDM): what an aim with a code has to be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, aim, case, closed, fam, learner
from ilrsync.checks.derived import end_of_august, fam_codes, has_fam, is_aged
from ilrsync.checks.learning_delivery.fam_rows import (
    FIRST,
    aim_with,
    has,
    started_before,
    started_since,
)
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import SOF_ADULT, AimType, FundModel, LearnDelFAMType
from ilrsync.model.records import Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

LDM = LearnDelFAMType.LDM
CUSTODY = "034"
PROCUREMENT_SINCE = dt.date(2017, 11, 1)
ALLOCATION_SINCE = dt.date(2018, 1, 1)
CLOSED_ALLOCATION = dt.date(2021, 4, 1)
TAILORED_SINCE = dt.date(2025, 8, 1)


@rule("LearnDelFAMType_15", over=LearningDelivery, fields="LearnActEndDate?")
def proxy_aim_ended(aim: LearningDelivery) -> Iterator[Hit]:
    """A proxy learning aim, LDM 118, goes on: it is replaced by the true aim before it ends.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_15.
    """
    if aim.LearnActEndDate is not None:
        yield from has(aim, LDM, "118")


@rule("LearnDelFAMType_68", over=LearningDelivery, fields="FundModel AimType")
def own_employees_elsewhere(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship for one's own employees, LDM 356, is a programme aim of FundModel 36.

    The published condition names an aim that is neither; its sentence would have both. What fits
    neither is reported.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_68.
    """
    if aim.FundModel != FundModel.APPRENTICESHIP and aim.AimType != AimType.PROGRAMME:
        yield from has(aim, LDM, "356")


@rule("LearnDelFAMType_69", over=LearningDelivery, fields="FundModel LearnStartDate")
def procured_adult_education(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """LDM 357, procured adult education, is for FundModel 35 and starts since November 2017.

    In 2025-26 also for FundModel 10.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_69.
    """
    allowed = {35} if context.year >= "2627" else {10, 35}
    if aim.FundModel not in allowed or started_before(aim, PROCUREMENT_SINCE):
        yield from has(aim, LDM, "357")


@rule("LearnDelFAMType_70", over=LearningDelivery, fields="LearnStartDate", until="2526")
def allocation_before_its_time(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM 358, an extended non-levy allocation, is for starts since January 2018.

    Source: validation rules 2025-26 v3, Learning delivery, LearnDelFAMType_70.
    """
    if has_fam(aim, LDM, "358") and started_before(aim, ALLOCATION_SINCE):
        yield from has(aim, LDM, "358")


@rule("LearnDelFAMType_71", over=LearningDelivery, fields="", until="2526")
def allocation_without_contract_type(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with LDM 358, an extended non-levy allocation, needs a contract type ACT 2.

    Source: validation rules 2025-26 v3, Learning delivery, LearnDelFAMType_71.
    """
    if not has_fam(aim, LearnDelFAMType.ACT, "2"):
        yield from has(aim, LDM, "358")


@rule("LearnDelFAMType_76", over=LearningDelivery, fields="")
def custody_other_source(aim: LearningDelivery) -> Iterator[Hit]:
    """The source of funding of learning in custody, LDM 034, is SOF 105.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_76.
    """
    if has_fam(aim, LDM, CUSTODY):
        yield from _other_source(aim)


@rule(
    "LearnDelFAMType_92",
    over=LearningDelivery,
    fields="LearnStartDate",
    when={"AimType": AimType.PROGRAMME},
)
def old_contract_type(aim: LearningDelivery) -> Iterator[Hit]:
    """A programme started since April 2021 has no contract type ACT 2.

    Not for restarts (RES).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_92.
    """
    if not has_fam(aim, LearnDelFAMType.ACT, "2") or has_fam(aim, LearnDelFAMType.RES):
        return
    if started_since(aim, CLOSED_ALLOCATION):
        yield from has(aim, LearnDelFAMType.ACT, "2")


@rule("LearnDelFAMType_105", over=LearningDelivery, fields="FundModel ProgType")
def procurement_of_2021(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM 379, procured 2021, is for aims of FundModel 10 or 35 and SOF 105 in no programme.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_105.
    """
    yield from _procured(aim, "379", frozenset({10, 35}))


@rule("LearnDelFAMType_106", over=Learner, fields="DateOfBirth")
def full_time_too_young(learner: Learner, context: Context) -> Iterator[Hit]:
    """A learner with LDM 320 or 321, 14-16 provision, is 14 on 31 August of the teaching year.

    The texts say "aged 14"; the condition names only those who are younger, and so does ilrsync.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_106.
    """
    hits = [hit for one in learner.LearningDelivery for hit in has(one, LDM, "320", "321")]
    if hits:
        born = learner.DateOfBirth
        if born is not None and not is_aged(born, end_of_august(context), 14):
            yield from hits


@rule("LearnDelFAMType_107", over=LearningDelivery, fields="FundModel")
def school_age_code_elsewhere(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM 320, 321 and 381, 14-16 provision, stand on aims of FundModel 25 and 82 only.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_107.
    """
    if aim.FundModel not in {FundModel.YOUNG, FundModel.OTHER_YOUNG}:
        yield from has(aim, LDM, "320", "321", "381")


@rule("LearnDelFAMType_116", over=LearningDelivery, fields="FundModel ProgType")
def procurement_of_2023(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM 388, procured 2023, is for FundModel 10, 11, 35 or 38 and SOF 105 in no programme.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_116.
    """
    yield from _procured(aim, "388", frozenset({10, 11, 35, 38}))


@rule("LearnDelFAMType_127", over=LearningDelivery, fields="FundModel")
def adult_pilot_elsewhere(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM 395, Project S of the Adult Skills Fund, stands on aims of FundModel 38 only.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_127.
    """
    if aim.FundModel != FundModel.ADULT_SKILLS:
        yield from has(aim, LDM, "395")


@rule("LearnDelFAMType_128", over=LearningDelivery, fields="FundModel")
def bootcamp_pilot_elsewhere(aim: LearningDelivery) -> Iterator[Hit]:
    """LDM 396, Project S of Skills Bootcamps, stands on aims of FundModel 81 only.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_128.
    """
    if aim.FundModel != FundModel.OTHER_ADULT:
        yield from has(aim, LDM, "396")


@rule(
    "LearnDelFAMType_131",
    over=LearningDelivery,
    fields="FundModel LearnStartDate",
    when={"FundModel": FundModel.TAILORED_LEARNING},
)
def tailored_learning_how_funded(aim: LearningDelivery) -> Iterator[Hit]:
    """Tailored Learning started since August 2025 says how it is funded: LDM 399, 400 or 401.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_131.
    """
    if not has_fam(aim, LDM, "399", "400", "401") and started_since(aim, TAILORED_SINCE):
        yield Hit(aim, LearnDelFAMType="LDM")


def _other_source(aim: LearningDelivery) -> Iterator[Hit]:
    """Each source of funding of the aim that is not SOF 105."""
    others = set(fam_codes(aim, LearnDelFAMType.SOF)) - {SOF_ADULT}
    if others:
        yield from has(aim, LearnDelFAMType.SOF, *others)


def _procured(aim: LearningDelivery, code: str, models: frozenset[int]) -> Iterator[Hit]:
    """The record of a procurement on an aim of another funding model, source or of a programme."""
    if not has_fam(aim, LDM, code):
        return
    sources = fam_codes(aim, LearnDelFAMType.SOF)
    other = bool(sources) and SOF_ADULT not in sources
    if aim.FundModel not in models or other or aim.ProgType is not None:
        yield from has(aim, LDM, code)


def _monitored(code: str, fund: int = 35, **fields: object) -> LearningDelivery:
    return aim_with(("LDM", code), ("SOF", SOF_ADULT), fund=fund, **fields)


def _young(code: str, born: int) -> Learner:
    one = aim(LearningDeliveryFAM=[fam("LDM", code)])
    return learner("A1", one, DateOfBirth=dt.date(born, 1, 1))


ENDED = closed(dt.date(2026, 7, 31))
OLD = dt.date(2017, 10, 31)
PROGRAMME = {"AimType": 1, "ProgType": 25}
LEVY = {"fund": 36, **PROGRAMME}
OTHER = aim_with(("LDM", CUSTODY), ("SOF", "107"), fund=35)

CASES = [
    case("LearnDelFAMType_15", "going on", _monitored("118"), []),
    case("LearnDelFAMType_15", "ended", _monitored("118", **ENDED), FIRST),
    case("LearnDelFAMType_68", "on the programme aim", _monitored("356", **LEVY), []),
    case("LearnDelFAMType_68", "on an adult aim", _monitored("356"), FIRST),
    case("LearnDelFAMType_69", "adult skills", _monitored("357"), []),
    case("LearnDelFAMType_69", "16-19", _monitored("357", fund=25), FIRST),
    case("LearnDelFAMType_69", "too early", _monitored("357", LearnStartDate=OLD), FIRST),
    case("LearnDelFAMType_70", "in time", _monitored("358"), []),
    case("LearnDelFAMType_70", "too early", _monitored("358", LearnStartDate=OLD), FIRST),
    case("LearnDelFAMType_71", "with ACT 2", aim_with(("LDM", "358"), ("ACT", "2"), fund=36), []),
    case("LearnDelFAMType_71", "without", _monitored("358", **LEVY), FIRST),
    case("LearnDelFAMType_76", "SOF 105", _monitored(CUSTODY), []),
    case(
        "LearnDelFAMType_76",
        "SOF 107",
        OTHER,
        ["Learner[0]/LearningDelivery[0]/LearningDeliveryFAM[1]"],
    ),
    case("LearnDelFAMType_92", "ACT 1", aim_with(("ACT", "1"), **LEVY), []),
    case("LearnDelFAMType_92", "ACT 2", aim_with(("ACT", "2"), **LEVY), FIRST),
    case("LearnDelFAMType_92", "a restart", aim_with(("ACT", "2"), ("RES", "1"), **LEVY), []),
    case("LearnDelFAMType_105", "adult skills", _monitored("379"), []),
    case("LearnDelFAMType_105", "in a programme", _monitored("379", ProgType=33), FIRST),
    case("LearnDelFAMType_106", "14", _young("320", 2011), []),
    case("LearnDelFAMType_106", "under 14", _young("320", 2013), FIRST),
    case("LearnDelFAMType_107", "16-19", _monitored("320", fund=25), []),
    case("LearnDelFAMType_107", "adult skills", _monitored("320"), FIRST),
    case("LearnDelFAMType_116", "the Adult Skills Fund", _monitored("388", fund=38), []),
    case("LearnDelFAMType_116", "16-19", _monitored("388", fund=25), FIRST),
    case("LearnDelFAMType_127", "the Adult Skills Fund", _monitored("395", fund=38), []),
    case("LearnDelFAMType_127", "not funded", _monitored("395", fund=99), FIRST),
    case("LearnDelFAMType_128", "other adult", _monitored("396", fund=81), []),
    case("LearnDelFAMType_128", "the Adult Skills Fund", _monitored("396", fund=38), FIRST),
    case("LearnDelFAMType_131", "LDM 400", _monitored("400", fund=11), []),
    case("LearnDelFAMType_131", "not said", aim_with(fund=11), AIM),
]
