"""Work placements, the industry placement of a T Level above all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import AIM, START, aim, case, closed, learner, placement, withdrawn
from ilrsync.checks.derived import aim_reference, repeated
from ilrsync.checks.rule import Hit, rule
from ilrsync.checks.t_level.aims import WORK_EXPERIENCE
from ilrsync.model.check_digits import employer_id_is_valid
from ilrsync.model.codes import INDUSTRY_PLACEMENT, FundModel, WithdrawReason
from ilrsync.model.records import Learner, LearningDelivery, LearningDeliveryWorkPlacement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

CAPACITY_FUND_PLACEMENT = "ZWRKX002"
WORK_AIMS = WORK_EXPERIENCE | {INDUSTRY_PLACEMENT}


@rule(
    "WorkPlacement_01",
    over=LearningDelivery,
    fields="LearnAimRef",
    when={"LearnAimRef": INDUSTRY_PLACEMENT},
)
def placement_without_record(aim: LearningDelivery) -> Iterator[Hit]:
    """An industry placement aim (ZWRKX003) needs at least one work placement record.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WorkPlacement_01.
    """
    if not aim.LearningDeliveryWorkPlacement:
        yield Hit(aim)


@rule(
    "WorkPlaceStartDate_01",
    over=LearningDelivery,
    fields="LearnAimRef LearnStartDate",
    when={"LearnAimRef": WORK_EXPERIENCE},
)
def work_experience_without_record(aim: LearningDelivery) -> Iterator[Hit]:
    """A work experience aim started since August 2014 needs a work placement record.

    These are Z0007834 to Z0007838, Z0002347, ZWRKX001 and ZWRKX002.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WorkPlaceStartDate_01.
    """
    start = aim.LearnStartDate
    if not aim.LearningDeliveryWorkPlacement and start and start >= dt.date(2014, 8, 1):
        yield Hit(aim)


@rule(
    "WorkPlaceStartDate_02",
    over=LearningDeliveryWorkPlacement,
    fields="WorkPlaceStartDate LearnStartDate",
)
def placement_before_its_aim(
    placement: LearningDeliveryWorkPlacement, aim: LearningDelivery
) -> Iterator[Hit]:
    """A placement must not start before its aim does.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WorkPlaceStartDate_02.
    """
    starts, aim_starts = placement.WorkPlaceStartDate, aim.LearnStartDate
    if starts and aim_starts and starts < aim_starts:
        yield Hit(placement)


@rule("WorkPlaceStartDate_03", over=LearningDelivery, fields="LearnAimRef")
def placement_on_another_aim(aim: LearningDelivery) -> Iterator[Hit]:
    """Only a work experience or industry placement aim may have placement records.

    These are Z0007834 to Z0007838, Z0002347 and ZWRKX001 to ZWRKX003.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WorkPlaceStartDate_03.
    """
    if aim.LearningDeliveryWorkPlacement and aim_reference(aim) not in WORK_AIMS:
        yield Hit(aim)


@rule(
    "WorkPlaceStartDate_04",
    over=LearningDelivery,
    fields="LearnAimRef FundModel",
    when={"LearnAimRef": {CAPACITY_FUND_PLACEMENT, INDUSTRY_PLACEMENT}},
)
def industry_placement_not_16_to_19_funded(aim: LearningDelivery) -> Iterator[Hit]:
    """An industry placement aim (ZWRKX002, ZWRKX003) is 16-19 funded or not funded at all.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WorkPlaceStartDate_04.
    """
    if aim.FundModel not in {FundModel.YOUNG, FundModel.NON_FUNDED}:
        yield Hit(aim)


@rule(
    "WorkPlaceEndDate_01",
    over=LearningDeliveryWorkPlacement,
    fields="WorkPlaceStartDate WorkPlaceEndDate",
)
def placement_ends_before_it_starts(placement: LearningDeliveryWorkPlacement) -> Iterator[Hit]:
    """A placement must not end before it starts.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WorkPlaceEndDate_01.
    """
    starts, ends = placement.WorkPlaceStartDate, placement.WorkPlaceEndDate
    if starts and ends and ends < starts:
        yield Hit(placement)


@rule(
    "WorkPlaceEndDate_02",
    over=LearningDeliveryWorkPlacement,
    fields="WorkPlaceEndDate LearnActEndDate",
)
def placement_ends_after_its_aim(
    placement: LearningDeliveryWorkPlacement, aim: LearningDelivery
) -> Iterator[Hit]:
    """A placement must not end after the actual end of its aim.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WorkPlaceEndDate_02.
    """
    ends, aim_ends = placement.WorkPlaceEndDate, aim.LearnActEndDate
    if ends and aim_ends and ends > aim_ends:
        yield Hit(placement)


@rule("WorkPlaceMode_01", over=LearningDeliveryWorkPlacement, fields="WorkPlaceMode")
def unknown_placement_mode(
    placement: LearningDeliveryWorkPlacement, context: Context
) -> Iterator[Hit]:
    """WorkPlaceMode is 1 (internal, simulated) or 2 (external).

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WorkPlaceMode_01.
    """
    code = placement.WorkPlaceMode
    if code is not None and not context.lists("WorkPlaceMode", code):
        yield Hit(placement)


@rule("WorkPlaceEmpId_02", over=LearningDeliveryWorkPlacement, fields="WorkPlaceEmpId")
def wrong_placement_employer(placement: LearningDeliveryWorkPlacement) -> Iterator[Hit]:
    """The employer of a placement has nine digits, the last agreeing with the others.

    An employer that is not on the employer data service is returned as 999999999.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WorkPlaceEmpId_02;
    derived data DD14.
    """
    employer = placement.WorkPlaceEmpId
    if employer is not None and not employer_id_is_valid(employer):
        yield Hit(placement)


@rule("R_67", over=LearningDelivery, fields="")
def repeated_placement(aim: LearningDelivery) -> Iterator[Hit]:
    """Two placement records of an aim must not share start date and employer.

    No employer at all counts as an employer.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_67.
    """
    for same in repeated(
        aim.LearningDeliveryWorkPlacement,
        key=lambda one: (one.WorkPlaceStartDate, one.WorkPlaceEmpId),
    ):
        for one in same:
            yield Hit(
                one, WorkPlaceStartDate=one.WorkPlaceStartDate, WorkPlaceEmpId=one.WorkPlaceEmpId
            )


@rule("R_96", over=Learner, fields="")
def placements_start_on_one_day(learner: Learner) -> Iterator[Hit]:
    """Two placement records of a learner must not start on the same day, whatever their aims.

    Two employers who share a placement from its first day cannot both be returned with that date.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Cross Record, R_96; over all aims of the
    learner as in the DfE's published code of 2020-21.
    """
    rows = [row for one in learner.LearningDelivery for row in one.LearningDeliveryWorkPlacement]
    for same in repeated(rows, key=lambda row: row.WorkPlaceStartDate):
        for row in same:
            yield Hit(row, WorkPlaceStartDate=row.WorkPlaceStartDate)


@rule("WithdrawReason_06", over=LearningDelivery, fields="WithdrawReason LearnAimRef")
def placement_withdrawal_on_another_aim(aim: LearningDelivery) -> Iterator[Hit]:
    """Withdrawal reason 48 goes with a capacity fund placement (ZWRKX002) only.

    A T Level placement (ZWRKX003) needs another reason, although the label reads as if it fitted.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, WithdrawReason_06.
    """
    if (
        aim.WithdrawReason == WithdrawReason.PLACEMENT_WITHDRAWN
        and aim_reference(aim) != CAPACITY_FUND_PLACEMENT
    ):
        yield Hit(aim)


def _on(*placements: LearningDeliveryWorkPlacement, **fields: object) -> LearningDelivery:
    """An industry placement aim with these placements."""
    return aim(
        INDUSTRY_PLACEMENT,
        AimType=3,
        ProgType=31,
        LearningDeliveryWorkPlacement=list(placements),
        **fields,
    )


FIRST = "Learner[0]/LearningDelivery[0]/LearningDeliveryWorkPlacement[0]"
SECOND = "Learner[0]/LearningDelivery[0]/LearningDeliveryWorkPlacement[1]"
DAY = dt.date(2026, 2, 2)
LATER = dt.date(2026, 3, 2)

CASES = [
    case("WorkPlacement_01", "one placement", _on(placement()), []),
    case("WorkPlacement_01", "no placement", _on(), AIM),
    case("WorkPlacement_01", "not a placement aim", aim(), []),
    case("WorkPlaceStartDate_01", "not a placement aim", aim(), []),
    case("WorkPlaceStartDate_01", "work experience, no record", aim("ZWRKX001"), AIM),
    case("WorkPlaceStartDate_02", "on the first day of the aim", _on(placement(START)), []),
    case("WorkPlaceStartDate_02", "before the aim", _on(placement(dt.date(2025, 9, 1))), [FIRST]),
    case("WorkPlaceStartDate_03", "industry placement", _on(placement()), []),
    case(
        "WorkPlaceStartDate_03",
        "on the programme aim",
        aim("ZPROG001", ProgType=31, LearningDeliveryWorkPlacement=[placement()]),
        AIM,
    ),
    case("WorkPlaceStartDate_04", "16-19 funded", _on(placement()), []),
    case("WorkPlaceStartDate_04", "not funded", _on(placement(), FundModel=99), []),
    case("WorkPlaceStartDate_04", "adult funded", _on(placement(), FundModel=38), AIM),
    case("WorkPlaceEndDate_01", "one day", _on(placement(DAY, WorkPlaceEndDate=DAY)), []),
    case(
        "WorkPlaceEndDate_01", "turned round", _on(placement(LATER, WorkPlaceEndDate=DAY)), [FIRST]
    ),
    case("WorkPlaceEndDate_02", "aim open", _on(placement(DAY, WorkPlaceEndDate=LATER)), []),
    case(
        "WorkPlaceEndDate_02",
        "after the end of the aim",
        _on(placement(DAY, WorkPlaceEndDate=LATER), **closed(DAY)),
        [FIRST],
    ),
    case("WorkPlaceMode_01", "external", _on(placement()), []),
    case("WorkPlaceMode_01", "mode 3", _on(placement(WorkPlaceMode=3)), [FIRST]),
    case("WorkPlaceEmpId_02", "not listed", _on(placement(WorkPlaceEmpId=999999999)), []),
    case("WorkPlaceEmpId_02", "a slip", _on(placement(WorkPlaceEmpId=154549453)), [FIRST]),
    case("R_67", "two days", _on(placement(DAY), placement(LATER)), []),
    case("R_67", "twice the same", _on(placement(DAY), placement(DAY, 20)), [FIRST, SECOND]),
    case(
        "R_67",
        "two employers",
        _on(placement(DAY, WorkPlaceEmpId=999999999), placement(DAY)),
        [],
    ),
    case("R_96", "two days", _on(placement(DAY), placement(LATER)), []),
    case(
        "R_96",
        "two aims, one day",
        learner("A1", _on(placement(DAY)), _on(placement(DAY))),
        [FIRST, "Learner[0]/LearningDelivery[1]/LearningDeliveryWorkPlacement[0]"],
    ),
    case("WithdrawReason_06", "another reason", _on(placement(), **withdrawn(LATER)), []),
    case("WithdrawReason_06", "T Level placement", _on(placement(), WithdrawReason=48), AIM),
    case("WithdrawReason_06", "capacity fund", aim("ZWRKX002", WithdrawReason=48), []),
]
